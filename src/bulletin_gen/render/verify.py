"""The page that tells whether a PDF is the one that the site offers. Its looking is a script's; it knows no issue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bulletin_gen.plan.addresses import HOME, VERIFY
from bulletin_gen.render.archive import site_page
from bulletin_gen.render.pages import Frame, link_maker, page_output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.plan.outputs import Output
    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.pages import Pages


def verify_pages(pages: Pages) -> Iterator[SitePage]:
    """Yield the page, not made."""
    yield site_page(f"{VERIFY}index.html", "verify.html", (), partial(_page, pages))


def _page(pages: Pages) -> Output:
    frame = Frame(
        path=VERIFY,
        kind="verify",
        title="核验 PDF",
        description=f"查一份 PDF 是不是{pages.site.title}提供的那一份，有没有被改动。",
        crumbs=(("首页", HOME),),
    )
    root = link_maker(pages, VERIFY)(HOME).removesuffix("index.html")
    return page_output(pages, "verify.html", frame, prints=pages.pdf, root=root)
