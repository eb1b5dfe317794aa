"""sitemap.xml and robots.txt. Source: sitemaps.org 0.9, RFC 9309."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import HOME, canonical, issue_path, publication_path, year_path
from bulletin_gen.plan.outputs import Output
from bulletin_gen.render.archive import SitePage
from bulletin_gen.render.shares import Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.model import Publication
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.render.shares import Portion, Portions

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def sitemap_share(pages: Pages, publication: Publication, records: Iterable[IssueRecord]) -> Share:
    """Return the entries of a publication's pages: archive, years, issues with the day of their last change."""
    listed = tuple(records)
    paths = [publication_path(publication.slug)]
    paths += [year_path(publication.slug, year) for year in sorted({record.key.year for record in listed})]
    lines = [_entry(pages, path) for path in paths]
    for record in listed:
        changed = max(filter(None, (record.date, record.corrected, record.withdrawn)))
        lines.append(_entry(pages, issue_path(record.key), changed.isoformat()))
    return Share(SITEMAP, "".join(lines).encode())


def sitemap_pages(pages: Pages, portions: Portions) -> Iterator[SitePage]:
    """Yield sitemap.xml and robots.txt; of the internal edition machines are to list nothing."""
    if pages.audience is Audience.INTERNAL:
        text = "User-agent: *\nDisallow: /\n"
        yield SitePage(ROBOTS, "", (text,), partial(Output, ROBOTS, text.encode()))
        return
    own = portions.get(SITEMAP, ())
    yield SitePage(SITEMAP, "", tuple(one.digest for one in own), partial(_sitemap, pages, own))
    text = f"User-agent: *\nAllow: /\n\nSitemap: {canonical(pages.site.base_url, SITEMAP)}\n"
    yield SitePage(ROBOTS, "", (text,), partial(Output, ROBOTS, text.encode()))


def _sitemap(pages: Pages, portions: tuple[Portion, ...]) -> Output:
    entries = b"".join(one.fetch() for one in portions)
    return Output(SITEMAP, _HEAD.encode() + _entry(pages, HOME).encode() + entries + b"</urlset>\n")


def _entry(pages: Pages, path: str, changed: str = "") -> str:
    day = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(canonical(pages.site.base_url, path))}</loc>{day}</url>\n"
