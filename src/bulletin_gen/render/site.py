"""Which files an edition's site has besides those of its issues: here each kind is listed, and made elsewhere.

What belongs to one publication depends on its records alone, what belongs to the whole site on what publications give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.render.archive import archive_pages, front_pages, is_shown
from bulletin_gen.render.bulk import bulk_pages, bulk_shares
from bulletin_gen.render.changes import change_pages, change_share
from bulletin_gen.render.feeds import feed_shares, publication_feeds, site_feeds
from bulletin_gen.render.schemas import schema_pages
from bulletin_gen.render.search import search_pages
from bulletin_gen.render.site_topics import site_topic_pages, topic_shares
from bulletin_gen.render.sitemap import sitemap_pages, sitemap_shares
from bulletin_gen.render.topics import topic_pages
from bulletin_gen.render.verify import verify_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.render.archive import Holding, Settled, SitePage
    from bulletin_gen.render.catalogue import Catalogue
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.render.shares import Portions, Share

TEMPLATES = (
    "index.html",
    "publication.html",
    "year.html",
    "topic.html",
    "topics.html",
    "search.html",
    "verify.html",
    "404.html",
)
"""Those of all pages but the issues'."""


def publication_pages(pages: Pages, catalogue: Catalogue) -> Iterator[SitePage]:
    """Yield the indexes of a publication, none of them made."""
    if is_shown(pages, catalogue.publication, catalogue.issues):
        yield from archive_pages(pages, catalogue)
        yield from topic_pages(pages, catalogue)
        yield from publication_feeds(pages, catalogue)


def shares_of(pages: Pages, catalogue: Catalogue, indexes: Iterable[SitePage]) -> Iterator[Share]:
    """Yield what a publication gives to the site; `indexes` are its own."""
    if is_shown(pages, catalogue.publication, catalogue.issues):
        yield from sitemap_shares(pages, catalogue.issues, indexes)
        yield from topic_shares(pages, catalogue)
        yield from feed_shares(pages, catalogue)
        yield from bulk_shares(pages, catalogue)
        yield change_share(catalogue.issues)


def site_pages(pages: Pages, holdings: Iterable[Holding], portions: Portions, settled: Settled) -> Iterator[SitePage]:
    """Yield what belongs to the site and to no publication, none of it made; `holdings` are all publications."""
    shown = tuple(one for one in holdings if is_shown(pages, one.publication, one.years))
    front = (*front_pages(pages, shown), *verify_pages(pages))
    yield from front
    yield from search_pages(pages, shown)
    paths = [path for page in front for path in page.paths]
    for page in site_topic_pages(pages, portions):  # of thousands, none waits for the others
        paths += page.paths
        yield page
    yield from sitemap_pages(pages, portions, paths)
    yield from site_feeds(pages, portions, settled)
    yield from bulk_pages(pages, portions)
    yield from change_pages(portions)
    yield from schema_pages(pages)
