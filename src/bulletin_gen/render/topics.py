"""Lists of a publication's issues by column, unit and keyword. Those of the whole site are made in `site_topics`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.plan.addresses import relative, sheet_path, topic_path
from bulletin_gen.plan.sheets import sheets_of
from bulletin_gen.plan.topics import also_typed
from bulletin_gen.render.archive import site_page
from bulletin_gen.render.listing import issue_line
from bulletin_gen.render.official import column_tags
from bulletin_gen.render.pages import Frame, page_output
from bulletin_gen.render.paging import sheet_pager, span_of
from bulletin_gen.render.topic_names import Name, TopicLink, name_pages, way_to
from bulletin_gen.render.words import TOPIC_WORDS
from bulletin_gen.templating.faults import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markupsafe import Markup

    from bulletin_gen.model import IssueKey, Publication
    from bulletin_gen.plan.names import TopicKind
    from bulletin_gen.plan.outputs import Output
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.plan.sheets import Sheet
    from bulletin_gen.plan.topics import Topic
    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.catalogue import Catalogue
    from bulletin_gen.render.pages import Pages


class TopicView(Struct, frozen=True, kw_only=True):
    """A column, unit or keyword with issues (`topic`)."""

    kind: str
    """栏目, 供稿单位 or 关键词."""
    name: str
    also: tuple[str, ...]
    """How else it is typed: with other letters or signs."""
    publication: str
    """刊名; empty where the issues of all publications are meant."""
    count: int
    """Of all its issues here; 0 on further pages, which say nothing that new issues change."""
    issues: tuple[Markup, ...]
    """The lines of those that this page lists, newest first."""
    everywhere: str
    """Link to the same in all publications; empty there."""
    publications: tuple[TopicLink, ...]
    """Those that have it, each with the list of all its issues; on the page of all publications."""


def topic_line(pages: Pages, page: str, record: IssueRecord, *, named: bool) -> Markup:
    """Return an issue as the lists of topics show it on the page at a site path: `named` with its 刊名."""
    return fill(pages.environment, "macros/lists.html", "entry", issue_line(pages, page, record), named)


def topic_pages(pages: Pages, catalogue: Catalogue) -> Iterator[SitePage]:
    """Yield the lists of a publication's columns, units and keywords, and of their issues, none of them made."""
    publication, line = catalogue.publication, _line_maker(pages)
    for kind, topics in catalogue.topics.items():
        if topics:
            yield from name_pages(pages, kind, _names(topics, kind, publication), publication)
        for topic in topics:
            yield from _sheets(_Shelf(pages, publication, kind, line), topic)


class _Shelf(Struct, frozen=True):
    """Where topics of a publication are listed."""

    pages: Pages
    publication: Publication
    kind: TopicKind
    line: Callable[[str, IssueRecord], Markup]

    def path(self, topic: Topic) -> str:
        """Return the path of a topic's first page."""
        return topic_path(self.kind, topic.name, self.publication.slug)


def _names(topics: tuple[Topic, ...], kind: TopicKind, publication: Publication) -> tuple[Name, ...]:
    return tuple(Name(one.name, topic_path(kind, one.name, publication.slug), len(one.records)) for one in topics)


def _line_maker(pages: Pages) -> Callable[[str, IssueRecord], Markup]:
    """Return the function that makes lines: an issue is in many lists, and on pages of one depth its line is one."""
    known: dict[tuple[IssueKey, int], Markup] = {}

    def line(page: str, record: IssueRecord) -> Markup:
        place = (record.key, page.count("/"))
        found = known.get(place)
        if found is None:
            found = known[place] = topic_line(pages, page, record, named=False)
        return found

    return line


def _sheets(shelf: _Shelf, topic: Topic) -> Iterator[SitePage]:
    path = shelf.path(topic)
    sheets = sheets_of(topic.records)
    for index, sheet in enumerate(sheets):
        count = 0 if sheet.number else len(topic.records)
        names = (topic.name, *_also(topic, sheet))
        own = f"{shelf.publication!r} {names} {count} {sheet_pager(path, sheets, index)}"
        make = partial(_sheet, shelf, topic, sheets, index)
        yield site_page(f"{sheet_path(path, sheet.number)}index.html", "topic.html", (own, *sheet.records), make)


def _sheet(shelf: _Shelf, topic: Topic, sheets: tuple[Sheet, ...], index: int) -> Output:
    sheet, path = sheets[index], shelf.path(topic)
    page = sheet_path(path, sheet.number)
    view = TopicView(
        kind=TOPIC_WORDS[shelf.kind],
        name=topic.name,
        also=_also(topic, sheet),
        publication=shelf.publication.title,
        count=0 if sheet.number else len(topic.records),
        issues=tuple([shelf.line(page, record) for record in sheet.records]),
        everywhere=relative(page, topic_path(shelf.kind, topic.name)),
        publications=(),
    )
    frame = _frame(shelf, topic, sheet)
    return page_output(shelf.pages, "topic.html", frame, topic=view, pager=sheet_pager(path, sheets, index))


def _also(topic: Topic, sheet: Sheet) -> tuple[str, ...]:
    """Return how else a topic is typed; its further pages don't say it, which new issues would change."""
    return () if sheet.number else also_typed(form for form, _ in topic.forms)


def _frame(shelf: _Shelf, topic: Topic, sheet: Sheet) -> Frame:
    title, word, span = shelf.publication.title, TOPIC_WORDS[shelf.kind], span_of(sheet)
    path = shelf.path(topic)
    return Frame(
        path=sheet_path(path, sheet.number),
        kind="topic",
        title=f"{topic.name}_{title}{word}" + (f"（{span}）" if span else ""),
        description=f"{title}{word}“{topic.name}”的各期" + (f"，{span}。" if span else "。"),
        crumbs=way_to(shelf.kind, shelf.publication) + (((topic.name, path),) if sheet.number else ()),
        meta=column_tags(shelf.publication),
        feeds=((f"{title}：{word}“{topic.name}”", path),),
    )
