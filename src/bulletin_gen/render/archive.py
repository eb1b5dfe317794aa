"""The indexes of the site, of each publication and of each year, 404.html and assets. Makes no issue's page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import (
    CHANGES,
    HOME,
    NOT_FOUND,
    SITE_DATA,
    SITE_TABLE,
    VERIFY,
    publication_path,
    sheet_path,
    topics_path,
    year_path,
)
from bulletin_gen.plan.names import TopicKind
from bulletin_gen.plan.order import by_year, newest_first
from bulletin_gen.plan.sheets import sheets_of
from bulletin_gen.plan.topics import names_of
from bulletin_gen.render.listing import issue_line
from bulletin_gen.render.official import column_tags
from bulletin_gen.render.pages import Frame, Link, link_maker, page_output
from bulletin_gen.render.paging import by_month, sheet_pager, span_of
from bulletin_gen.render.words import TOPIC_WORDS, masthead_fit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from bulletin_gen.model import Publication
    from bulletin_gen.plan.outputs import Output, Pieces
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.plan.sheets import Sheet
    from bulletin_gen.render.catalogue import Catalogue
    from bulletin_gen.render.listing import IssueLine
    from bulletin_gen.render.pages import Pages

_MORE = (
    ("核验 PDF", VERIFY),
    ("各期目录（表格）", SITE_TABLE),
    ("各期目录（JSON）", SITE_DATA),
    ("变更记录（CSV）", CHANGES),
)
_NEWEST_OF_EACH = 5
_NEWEST_OF_ONE = 20


class Holding(Struct, frozen=True):
    """A publication as other pages show it: small, whatever it holds."""

    publication: Publication
    years: tuple[tuple[int, int], ...]
    """Each year with how many issues of the edition it has, newest first."""
    newest: tuple[IssueRecord, ...]
    """Its newest issues, newest first."""
    kinds: tuple[TopicKind, ...]
    """What its issues can be found by."""

    @property
    def count(self) -> int:
        """Return how many issues of the edition it has."""
        return sum(count for _, count in self.years)


class YearLink(Struct, frozen=True, kw_only=True):
    """A year of a publication."""

    text: str
    href: str
    count: int
    current: bool
    """It is the year of this page."""


class ArchiveView(Struct, frozen=True, kw_only=True):
    """A publication in an index (`archive`; on the first page each of `archives`)."""

    title: str
    fit: int
    """For how many characters the masthead is sized."""
    issuer: str
    description: str
    href: str
    count: int
    """Of all its issues in this edition."""
    issues: tuple[IssueLine, ...]
    """Those that this page lists, newest first."""
    years: tuple[YearLink, ...]
    """Empty on the further pages of a year, which say nothing that new issues change."""
    topics: tuple[Link, ...]
    """The lists of its columns, units and keywords, those of which it has any; on its own page."""


class SitePage(Struct, frozen=True):
    """A page of the site, or a few that come together, made when it is needed."""

    paths: tuple[str, ...]
    """Of its files, in the order in which they are made."""
    template: str
    """Empty for a file that no template makes."""
    shows: tuple[IssueRecord | str, ...]
    """The issues that it lists, and whatever else it depends on besides the site's settings and templates."""
    make: Callable[[], Iterable[Output | Pieces]]
    group: str = ""
    """Of which it is one, where it need not be planned while what the whole group shows is the same."""


Settled: TypeAlias = "Callable[[str, tuple[str, ...]], bool]"
"""Tells of a group of pages, by its name and all that they show, whether they stand: then none of them is planned."""


def site_page(path: str, template: str, shows: tuple[IssueRecord | str, ...], make: Callable[[], Output]) -> SitePage:
    """Return a page that is one file."""
    return SitePage((path,), template, shows, lambda: (make(),))


def is_shown(pages: Pages, publication: Publication, issues: Collection[object]) -> bool:
    """Tell whether a publication is the edition's: an internal one is none of the public's without an issue in it."""
    return bool(issues) or pages.audience is Audience.INTERNAL or publication.audience is Audience.PUBLIC


def holding(publication: Publication, records: Iterable[IssueRecord]) -> Holding:
    """Return a publication with its issues of an edition."""
    ordered = newest_first(records)
    years = tuple((year, len(group)) for year, group in by_year(ordered))
    kinds = tuple(kind for kind in TopicKind if any(names_of(record, kind) for record in ordered))
    return Holding(publication, years, ordered[:_NEWEST_OF_ONE], kinds)


def front_pages(pages: Pages, holdings: Iterable[Holding]) -> Iterator[SitePage]:
    """Yield the first page and 404.html, none of them made; `holdings` are all publications, in their order."""
    shown = tuple(one for one in holdings if is_shown(pages, one.publication, one.years))
    listed = _NEWEST_OF_EACH if len(shown) > 1 else _NEWEST_OF_ONE
    counts = tuple(f"{one.publication!r} {one.years}" for one in shown)
    newest = tuple(record for one in shown for record in one.newest[:listed])
    yield site_page("index.html", "index.html", (*counts, *newest), partial(_home, pages, shown, listed))
    yield site_page(NOT_FOUND, "404.html", (), partial(_missing, pages))


def archive_pages(pages: Pages, catalogue: Catalogue) -> Iterator[SitePage]:
    """Yield the indexes of a publication, none of them made."""
    publication = catalogue.publication
    held = holding(publication, catalogue.newest)
    own = f"{publication!r} {held.years} {held.kinds}"
    path = publication_path(publication.slug)
    yield site_page(f"{path}index.html", "publication.html", (own, *held.newest), partial(_publication, pages, held))
    for year, of_year in by_year(catalogue.newest):
        yield from _year_pages(pages, held, year, sheets_of(of_year))


def _year_pages(pages: Pages, held: Holding, year: int, sheets: tuple[Sheet, ...]) -> Iterator[SitePage]:
    path = year_path(held.publication.slug, year)
    for index, sheet in enumerate(sheets):
        own = repr(held.publication) if sheet.number else f"{held.publication!r} {held.years}"
        shows: tuple[IssueRecord | str, ...] = (f"{own} {sheet_pager(path, sheets, index, by_month)}", *sheet.records)
        make = partial(_year, pages, held, (year, sheets, index))
        yield site_page(f"{sheet_path(path, sheet.number)}index.html", "year.html", shows, make)


def _home(pages: Pages, shown: tuple[Holding, ...], listed: int) -> Output:
    names = "、".join(one.publication.title for one in shown)
    frame = Frame(path=HOME, kind="home", title="", description=f"{pages.site.title}：{names}")
    archives = tuple(_archive(pages, HOME, one, one.newest[:listed]) for one in shown)
    link = link_maker(pages, HOME)
    data = tuple(Link(text=text, href=link(path)) for text, path in _MORE)
    return page_output(pages, "index.html", frame, archives=archives, data=data, fit=masthead_fit(pages.site.title))


def _publication(pages: Pages, held: Holding) -> Output:
    publication = held.publication
    path = publication_path(publication.slug)
    frame = Frame(
        path=path,
        kind="publication",
        title=publication.title,
        description=publication.description or f"{publication.title}（{publication.issuer}编印）各期。",
        crumbs=(("首页", HOME),),
        meta=column_tags(publication),
        feeds=((publication.title, publication_path(publication.slug)),),
    )
    archive = _archive(pages, path, held, held.newest)
    return page_output(pages, "publication.html", frame, archive=archive)


def _year(pages: Pages, held: Holding, place: tuple[int, tuple[Sheet, ...], int]) -> Output:
    year, sheets, index = place
    publication, sheet = held.publication, sheets[index]
    path = year_path(publication.slug, year)
    count = dict(held.years)[year]
    span = span_of(sheet)
    own = ((f"{year}年", path),) if span else ()
    frame = Frame(
        path=sheet_path(path, sheet.number),
        kind="year",
        title=f"{publication.title}{year}年" + (f"（{span}）" if span else ""),
        description=f"{publication.title}{year}年各期，" + (f"{span}。" if span else f"共{count}期。"),
        crumbs=(("首页", HOME), (publication.title, publication_path(publication.slug)), *own),
        meta=column_tags(publication),
        feeds=((publication.title, publication_path(publication.slug)),),
    )
    archive = _archive(pages, frame.path, replace(held, years=()) if span else held, sheet.records)
    pager = sheet_pager(path, sheets, index, by_month)
    return page_output(pages, "year.html", frame, archive=archive, year=f"{year}年", count=count, pager=pager)


def _missing(pages: Pages) -> Output:
    frame = Frame(path=NOT_FOUND, kind="missing", title="没有这一页", description="没有这一页。")
    return page_output(pages, "404.html", frame)


def _archive(pages: Pages, page: str, held: Holding, listed: tuple[IssueRecord, ...]) -> ArchiveView:
    publication = held.publication
    link = link_maker(pages, page)
    return ArchiveView(
        title=publication.title,
        fit=masthead_fit(publication.title),
        issuer=publication.issuer,
        description=publication.description,
        href=link(publication_path(publication.slug)),
        count=held.count,
        issues=tuple(issue_line(pages, page, record) for record in listed),
        years=tuple(
            YearLink(
                text=f"{year}年",
                href=link(year_path(publication.slug, year)),
                count=count,
                current=year_path(publication.slug, year) == page,
            )
            for year, count in held.years
        ),
        topics=tuple(
            Link(text=TOPIC_WORDS[kind], href=link(topics_path(kind, publication.slug))) for kind in held.kinds
        ),
    )
