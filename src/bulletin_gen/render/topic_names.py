"""Lists of names: all columns, units or keywords of a publication or of the site. Lists no issues."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.plan.addresses import HOME, publication_path, relative, topics_path
from bulletin_gen.render.archive import site_page
from bulletin_gen.render.official import column_tags, topic_tags
from bulletin_gen.render.pages import Frame, page_output
from bulletin_gen.render.paging import name_pager, names_path, pages_of_names
from bulletin_gen.render.words import TOPIC_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.model import Publication
    from bulletin_gen.plan.names import TopicKind
    from bulletin_gen.plan.outputs import Output
    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.pages import Pages


class Name(Struct, frozen=True):
    """A column, unit or keyword and where its issues are listed."""

    text: str
    path: str
    """Site path."""
    count: int
    """Of its issues."""


class TopicLink(Struct, frozen=True):
    """A column, unit or keyword as a list of names shows it; also a publication that has one."""

    text: str
    href: str
    count: int
    """Of issues."""


class TopicsView(Struct, frozen=True, kw_only=True):
    """All columns, units or keywords (`topics`)."""

    kind: str
    """栏目, 供稿单位 or 关键词."""
    publication: str
    """刊名; empty where those of all publications are meant."""
    everywhere: str
    """Link to those of all publications; empty there."""
    count: int
    """Of all of them."""
    links: tuple[TopicLink, ...]
    """Those that this page lists, by the number of their issues, then by pinyin."""


def name_pages(
    pages: Pages, kind: TopicKind, names: tuple[Name, ...], publication: Publication | None = None
) -> Iterator[SitePage]:
    """Yield the list of all names of a kind, not made, of a publication or of the site; `names` stand in order."""
    parts = pages_of_names(names)
    for index, part in enumerate(parts):
        path = names_path(_path(kind, publication), index)
        make = partial(_names, pages, kind, parts, (index, publication))
        shows = (f"{publication!r} {len(names)}", *map(repr, part))
        yield site_page(f"{path}index.html", "topics.html", shows, make)


def way_to(kind: TopicKind, publication: Publication | None) -> tuple[tuple[str, str], ...]:
    """Return the way from the first page to the list of all names of a kind: words and site paths."""
    above = ((publication.title, publication_path(publication.slug)),) if publication else ()
    return (("首页", HOME), *above, (TOPIC_WORDS[kind], _path(kind, publication)))


def _path(kind: TopicKind, publication: Publication | None) -> str:
    return topics_path(kind, publication.slug if publication else "")


def _names(
    pages: Pages, kind: TopicKind, parts: tuple[tuple[Name, ...], ...], place: tuple[int, Publication | None]
) -> Output:
    index, publication = place
    title, word = publication.title if publication else "", TOPIC_WORDS[kind]
    page = names_path(_path(kind, publication), index)
    view = TopicsView(
        kind=word,
        publication=title,
        everywhere=relative(page, topics_path(kind)) if publication else "",
        count=sum(map(len, parts)),
        links=tuple(TopicLink(one.text, relative(page, one.path), one.count) for one in parts[index]),
    )
    way = way_to(kind, publication)
    description = f"{title or pages.site.title}各期的{word}，共{view.count}个。"
    frame = Frame(
        path=page,
        kind="topics",
        title=f"{title}{word}" + (f"（第{index + 1}页）" if index else ""),
        description=description,
        crumbs=way if index else way[:-1],
        meta=column_tags(publication) if publication else topic_tags(word, "", description),
    )
    pager = name_pager(_path(kind, publication), len(parts), index)
    return page_output(pages, "topics.html", frame, topics=view, pager=pager)
