"""What all pages of a site share, prepared once: templates, assets, the frame around a page. Knows no issue."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from rcssmin import cssmin
from rjsmin import jsmin

from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import (
    HOME,
    NOT_FOUND,
    asset_path,
    canonical,
    feed_path,
    relative,
    rooted,
    schema_path,
    topics_path,
)
from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.search_files import SEARCH
from bulletin_gen.render.official import site_tags
from bulletin_gen.render.words import TOPIC_WORDS
from bulletin_gen.templating.faults import render
from bulletin_gen.templating.loader import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from jinja2 import Environment

    from bulletin_gen.config import Site
    from bulletin_gen.model import Publication
    from bulletin_gen.pictures.web import WebPicture

SITE_LINKS = (("搜索", SEARCH), *((word, topics_path(kind)) for kind, word in TOPIC_WORDS.items()))
"""Words and site paths of what every page's header leads to: pages that every edition has, whatever it holds."""

FEED_TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
"""Media types of feeds by the ends of their names."""

_DESCRIPTION_LENGTH = 150
_HASH_LENGTH = 16
_WINDOW_LENGTH = 70
_SHRINK = {".css": cssmin, ".js": jsmin}
"""Takes comments and blanks out of the shipped files alone: what an office wrote goes out as it is."""


class Pages(Struct, frozen=True, kw_only=True):
    """What a worker prepares once to render any page of a site."""

    site: Site
    publications: tuple[Publication, ...]
    """All of the site, in the order that indexes show them."""
    audience: Audience
    """The edition."""
    pdf: bool
    """Issues have a print to offer."""
    assets: tuple[tuple[str, Output], ...]
    """By name below `templates/assets/`, such as `site.css`."""
    environment: Environment


class IssueFiles(Struct, frozen=True, kw_only=True):
    """Sizes in bytes of the files that an issue's page offers, and its pictures; the page looks at no disk."""

    pdf: int | None = None
    """None: no print was made."""
    pdf_digest: str = ""
    """SHA-256 of the print."""
    attachments: tuple[tuple[str, int], ...] = ()
    """By path; a missing one prints no size."""
    pictures: tuple[tuple[str, WebPicture], ...] = ()
    """What the page shows, by path; a missing one is shown as it is."""


class Link(Struct, frozen=True, kw_only=True):
    """A link with its words."""

    text: str
    href: str
    current: bool = False
    """It leads to the page that it stands on."""


class FeedLink(Struct, frozen=True, kw_only=True):
    """A feed that readers can subscribe to."""

    title: str
    type: str
    """`application/atom+xml` or `application/feed+json`."""
    href: str


class Page(Struct, frozen=True, kw_only=True):
    """A page as its frame needs it (`page` in templates)."""

    path: str
    """Site path, unencoded."""
    kind: str
    """`home`, `publication`, `year`, `topic`, `topics`, `issue`, `search`, `verify` or `missing`: the body's class."""
    title: str
    """Of the page alone."""
    window: str
    """The title with the site's, where both are not too long for a tab or a list of results."""
    description: str
    canonical: str
    """Full address; empty where the page has none: in the internal edition and on 404.html."""
    internal: bool
    """The page belongs to the internal edition."""
    crumbs: tuple[Link, ...]
    """The way from the first page down to this one's folder, this page left out."""
    nav: tuple[Link, ...]
    """The pages that every page leads to."""
    home: str
    search: str
    """Link to the search."""
    map: str
    """Link to the list of all archives on the first page (网站地图)."""
    police: str
    """Address where the site's 公安备案号 can be looked up; empty where it has no digits."""
    assets: Mapping[str, str]
    """Links to the assets by name."""
    meta: tuple[tuple[str, str], ...]
    """Meta tags by name. Source: 政府网站标签规范."""
    properties: tuple[tuple[str, str], ...]
    """Meta tags by property; empty where the page has no canonical address. Source: ogp.me."""
    feeds: tuple[FeedLink, ...]
    """Those of the site, then those of what the page belongs to; none in the internal edition."""


class Frame(Struct, frozen=True, kw_only=True):
    """What differs from page to page in the frame."""

    path: str
    kind: str
    title: str
    description: str
    crumbs: tuple[tuple[str, str], ...] = ()
    """Words and site path."""
    meta: tuple[tuple[str, str], ...] = ()
    """Besides those of the site; an empty content prints no tag."""
    properties: tuple[tuple[str, str], ...] = ()
    """Besides those of every page; the same."""
    feeds: tuple[tuple[str, str], ...] = ()
    """What the page belongs to besides the site: title and folder of each that has feeds."""


def open_pages(
    site: Site, publications: tuple[Publication, ...], folders: tuple[Path, ...], *, audience: Audience, pdf: bool
) -> Pages:
    """Prepare the pages of an edition; `folders` as `templating.template_folders` gives them."""
    return Pages(
        site=site,
        publications=publications,
        audience=audience,
        pdf=pdf,
        assets=_assets(folders),
        environment=environment(folders),
    )


def page_output(pages: Pages, template: str, frame: Frame, **context: object) -> Output:
    """Fill a page's template; `site`, `page` and the given context are its variables."""
    text = render(pages.environment, template, {"site": pages.site, "page": _page(pages, frame), **context})
    name = frame.path if frame.path == NOT_FOUND else f"{frame.path}index.html"
    return Output(name, text.encode())


def link_maker(pages: Pages, path: str) -> Callable[[str], str]:
    """Return the function that makes links from a page to site paths."""
    return partial(rooted, pages.site.base_url) if path == NOT_FOUND else partial(relative, path)


def schema_name(pages: Pages, form: str) -> str:
    """Return how data name their form: by its schema's address; in the internal edition, which has none, by its name.

    So it is the same wherever a copy of the data goes.
    """
    return form if pages.audience is Audience.INTERNAL else canonical(pages.site.base_url, schema_path(form))


def shortened(text: str, length: int = _DESCRIPTION_LENGTH) -> str:
    """Return a text cut with … where it is longer than `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _page(pages: Pages, frame: Frame) -> Page:
    link = link_maker(pages, frame.path)
    internal = pages.audience is Audience.INTERNAL
    nowhere = internal or frame.path == NOT_FOUND
    return Page(
        path=frame.path,
        kind=frame.kind,
        title=frame.title,
        window=_window(frame.title, pages.site.title),
        description=shortened(frame.description),
        canonical="" if nowhere else canonical(pages.site.base_url, frame.path),
        internal=internal,
        crumbs=tuple(Link(text=text, href=link(path)) for text, path in frame.crumbs),
        nav=tuple(Link(text=text, href=link(path), current=path == frame.path) for text, path in SITE_LINKS),
        home=link(HOME),
        search=link(SEARCH),
        map=f"{link(HOME)}#map",
        police=_police_address(pages.site.police_number),
        assets={name: link(asset.path) for name, asset in pages.assets},
        meta=_filled(*site_tags(pages.site), *frame.meta),
        properties=() if nowhere else _filled(*_open_graph(pages, frame), *frame.properties),
        feeds=() if internal else tuple(_feed_links(link, (pages.site.title, HOME), *frame.feeds)),
    )


def _filled(*tags: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, content) for name, content in tags if content)


def _open_graph(pages: Pages, frame: Frame) -> tuple[tuple[str, str], ...]:
    return (
        ("og:type", "article" if frame.kind == "issue" else "website"),
        ("og:title", frame.title or pages.site.title),
        ("og:description", shortened(frame.description)),
        ("og:url", canonical(pages.site.base_url, frame.path)),
        ("og:site_name", pages.site.title),
        ("og:locale", "zh_CN"),
    )


def _feed_links(link: Callable[[str], str], *feeds: tuple[str, str]) -> Iterator[FeedLink]:
    for title, folder in feeds:
        for form, kind in FEED_TYPES.items():
            yield FeedLink(title=title, type=kind, href=link(feed_path(folder, form)))


def _window(title: str, site: str) -> str:
    both = f"{title} - {site}"
    return both if title and len(both) <= _WINDOW_LENGTH else shortened(title or site, _WINDOW_LENGTH)


def _police_address(number: str) -> str:
    """Return where a 公安备案号 can be looked up, by its digits."""
    digits = re.search(r"[0-9]{8,}", number)
    return f"https://beian.mps.gov.cn/#/query/webSearch?code={digits[0]}" if digits else ""


def _assets(folders: tuple[Path, ...]) -> tuple[tuple[str, Output], ...]:
    """Return the files of `assets/` in the template folders, the first folder's before the next, sorted by name."""
    found: dict[str, Output] = {}
    for folder in reversed(folders):
        shrink = _SHRINK if folder == folders[-1] else {}
        files = sorted(path for path in (folder / "assets").rglob("*") if path.is_file())
        found |= {path.relative_to(folder / "assets").as_posix(): _asset(path, shrink) for path in files}
    return tuple((name, found[name]) for name in sorted(found) if "/." not in f"/{name}")


def _asset(path: Path, shrink: Mapping[str, Callable[[bytes], bytes]]) -> Output:
    content = shrink.get(path.suffix, bytes)(path.read_bytes())
    digest = hashlib.sha256(content).hexdigest()[:_HASH_LENGTH]
    return Output(asset_path(digest + path.suffix.lower()), content)
