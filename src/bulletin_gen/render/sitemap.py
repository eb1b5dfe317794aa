"""sitemap.xml and robots.txt. Source: sitemaps.org 0.9, RFC 9309."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from bulletin_gen.cache.store import key_of
from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import canonical, issue_path
from bulletin_gen.plan.outputs import Output
from bulletin_gen.render.archive import site_page
from bulletin_gen.render.shares import Portion, share_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.render.shares import Portions, Share

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"

_COUNT = "sitemap count"
"""Name of the share that counts a publication's entries."""
_MOST = 50_000
"""Addresses of a file."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap_shares(pages: Pages, records: Iterable[IssueRecord], lists: Iterable[SitePage]) -> Iterator[Share]:
    """Yield the entries of a publication's lists and of its issues, these with their last change; and their count."""
    if pages.audience is Audience.INTERNAL:
        return
    lines = [_entry(pages, path) for path in _addresses(path for page in lists for path in page.paths)]
    lines += (_entry(pages, issue_path(record.key), record.changed.isoformat()) for record in records)
    yield share_of(SITEMAP, "".join(lines).encode())
    yield share_of(_COUNT, f"{len(lines)}".encode())


def sitemap_pages(pages: Pages, portions: Portions, paths: Iterable[str]) -> Iterator[SitePage]:
    """Yield robots.txt and sitemap.xml, `paths` being those of the site's files that belong to no publication.

    Where there are more addresses than one file may have, sitemap.xml is the index of several. Of the internal edition
    machines are to list nothing.
    """
    if pages.audience is Audience.INTERNAL:
        yield _robots("User-agent: *\nDisallow: /\n")
        return
    yield _robots(f"User-agent: *\nAllow: /\n\nSitemap: {canonical(pages.site.base_url, SITEMAP)}\n")
    text = "".join(_entry(pages, path) for path in _addresses(paths)).encode()
    own = Portion("", key_of(text), partial(bytes, text))
    given = ((own, text.count(b"\n")), *zip(portions.get(SITEMAP, ()), _counts(portions), strict=True))
    if sum(count for _, count in given) <= _MOST:
        yield _sitemap(SITEMAP, (own, *portions.get(SITEMAP, ())), slice(None))
        return
    parts = [(portion, n) for portion, count in given for n in range(-(-count // _MOST))]
    names = [f"sitemap-{portion.publication}{portion.publication and '-'}{n + 1}.xml" for portion, n in parts]
    for (portion, n), name in zip(parts, names, strict=True):
        yield _sitemap(name, (portion,), slice(n * _MOST, (n + 1) * _MOST))
    places = "".join(
        f"<sitemap><loc>{escape(canonical(pages.site.base_url, name), quote=False)}</loc></sitemap>\n" for name in names
    )
    content = f"{_HEAD}<sitemapindex {_SPACE}>\n{places}</sitemapindex>\n"
    yield site_page(SITEMAP, "", (content,), partial(Output, SITEMAP, content.encode()))


def _robots(text: str) -> SitePage:
    return site_page(ROBOTS, "", (text,), partial(Output, ROBOTS, text.encode()))


def _counts(portions: Portions) -> list[int]:
    return [int(portion.fetch()) for portion in portions.get(_COUNT, ())]


def _addresses(paths: Iterable[str]) -> Iterator[str]:
    """Yield the addresses of pages; 404.html is none that anybody looks for."""
    return (path.removesuffix("index.html") for path in paths if path.endswith("index.html"))


def _sitemap(path: str, portions: tuple[Portion, ...], lines: slice) -> SitePage:
    shows = (*(one.digest for one in portions), str(lines))
    return site_page(path, "", shows, partial(_made, path, portions, lines))


def _made(path: str, portions: tuple[Portion, ...], lines: slice) -> Output:
    entries = b"".join(one.fetch() for one in portions).splitlines(keepends=True)[lines]
    return Output(path, f"{_HEAD}<urlset {_SPACE}>\n".encode() + b"".join(entries) + b"</urlset>\n")


def _entry(pages: Pages, path: str, changed: str = "") -> str:
    day = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(canonical(pages.site.base_url, path), quote=False)}</loc>{day}</url>\n"
