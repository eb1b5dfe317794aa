"""The search page. What it loads is made elsewhere: its asking is a script's, so it shows no issue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bulletin_gen.plan.addresses import HOME, publication_path
from bulletin_gen.plan.search_files import SEARCH
from bulletin_gen.render.archive import site_page
from bulletin_gen.render.pages import Frame, Link, link_maker, page_output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.plan.outputs import Output
    from bulletin_gen.render.archive import Holding, SitePage
    from bulletin_gen.render.pages import Pages


def search_pages(pages: Pages, holdings: Iterable[Holding]) -> Iterator[SitePage]:
    """Yield the search page, not made; `holdings` are the publications that the edition shows."""
    shown = tuple((one.publication.title, publication_path(one.publication.slug)) for one in holdings)
    yield site_page(f"{SEARCH}index.html", "search.html", (repr(shown),), partial(_page, pages, shown))


def _page(pages: Pages, shown: tuple[tuple[str, str], ...]) -> Output:
    link = link_maker(pages, SEARCH)
    frame = Frame(
        path=SEARCH,
        kind="search",
        title="搜索",
        description=f"在{pages.site.title}各期的全文里查找。",
        crumbs=(("首页", HOME),),
    )
    archives = tuple(Link(text=title, href=link(path)) for title, path in shown)
    return page_output(pages, "search.html", frame, archives=archives, root=link(HOME).removesuffix("index.html"))
