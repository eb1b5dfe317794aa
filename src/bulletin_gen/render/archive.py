"""The indexes of the site, of each publication and of each year, 404.html and assets. Makes no issue's page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import HOME, NOT_FOUND, publication_path, year_path
from bulletin_gen.plan.order import by_year, newest_first, of_publication
from bulletin_gen.render.listing import issue_line
from bulletin_gen.render.pages import Frame, link_maker, page_output
from bulletin_gen.render.words import masthead_fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bulletin_gen.model import Publication
    from bulletin_gen.plan.outputs import Output
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.listing import IssueLine
    from bulletin_gen.render.pages import Pages

_NEWEST_OF_EACH = 5
_NEWEST_OF_ONE = 20

Holding: TypeAlias = "tuple[Publication, tuple[IssueRecord, ...]]"
"""A publication with all its issues of this edition, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLink:
    """A year of a publication."""

    text: str
    href: str
    count: int
    current: bool
    """It is the year of this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
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


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of the site that can be made when it is needed."""

    path: str
    """Of its file."""
    template: str
    shows: tuple[IssueRecord | str, ...]
    """The issues that it lists, and whatever else it depends on besides the site's settings and templates."""
    make: Callable[[], Output]


def site_outputs(pages: Pages, records: Iterable[IssueRecord]) -> tuple[Output, ...]:
    """Return all that belongs to the site: indexes, 404.html, assets; `records` are those of the edition."""
    made = (*(page.make() for page in site_pages(pages, records)), *dict(pages.assets).values())
    return tuple({output.path: output for output in made}.values())


def site_pages(pages: Pages, records: Iterable[IssueRecord]) -> Iterator[SitePage]:
    """Yield the indexes and 404.html, none of them made; `records` are those of the edition."""
    shown = _shown(pages, newest_first(records))
    listed = _NEWEST_OF_EACH if len(shown) > 1 else _NEWEST_OF_ONE
    counts = tuple(str(len(issues)) for _, issues in shown)
    newest = tuple(record for _, issues in shown for record in issues[:listed])
    yield SitePage("index.html", "index.html", (*_years_of(shown), *counts, *newest), partial(_home, pages, shown))
    yield SitePage(NOT_FOUND, "404.html", (), partial(_missing, pages))
    for publication, issues in shown:
        years = _years_of([(publication, issues)])
        path = publication_path(publication.slug)
        make = partial(_publication, pages, publication, issues)
        yield SitePage(f"{path}index.html", "publication.html", (*years, *issues[:_NEWEST_OF_ONE]), make)
        for year, of_year in by_year(issues):
            path = year_path(publication.slug, year)
            make = partial(_year, pages, (publication, issues), year, of_year)
            yield SitePage(f"{path}index.html", "year.html", (*years, *of_year), make)


def _years_of(shown: Iterable[Holding]) -> tuple[str, ...]:
    """Return how many issues each publication has in each year."""
    counted = ((publication.slug, Counter(issue.key.year for issue in issues)) for publication, issues in shown)
    return tuple(f"{slug} {year} {count}" for slug, years in counted for year, count in sorted(years.items()))


def _shown(pages: Pages, records: tuple[IssueRecord, ...]) -> tuple[Holding, ...]:
    """Return each publication with its issues; an internal one is none of this edition's without an issue in it."""
    internal = pages.audience is Audience.INTERNAL
    pairs = [(publication, of_publication(records, publication.slug)) for publication in pages.publications]
    return tuple(
        (publication, issues)
        for publication, issues in pairs
        if issues or internal or publication.audience is Audience.PUBLIC
    )


def _home(pages: Pages, shown: tuple[Holding, ...]) -> Output:
    listed = _NEWEST_OF_EACH if len(shown) > 1 else _NEWEST_OF_ONE
    names = "、".join(publication.title for publication, _ in shown)
    frame = Frame(path=HOME, kind="home", title="", description=f"{pages.site.title}：{names}")
    archives = tuple(_archive(pages, HOME, pair, pair[1][:listed]) for pair in shown)
    return page_output(pages, "index.html", frame, archives=archives, fit=masthead_fit(pages.site.title))


def _publication(pages: Pages, publication: Publication, issues: tuple[IssueRecord, ...]) -> Output:
    path = publication_path(publication.slug)
    frame = Frame(
        path=path,
        kind="publication",
        title=publication.title,
        description=publication.description or f"{publication.title}（{publication.issuer}编印）各期。",
        crumbs=(("首页", HOME),),
        meta=_column_meta(publication),
    )
    archive = _archive(pages, path, (publication, issues), issues[:_NEWEST_OF_ONE])
    return page_output(pages, "publication.html", frame, archive=archive)


def _year(pages: Pages, holding: Holding, year: int, issues: tuple[IssueRecord, ...]) -> Output:
    publication = holding[0]
    path = year_path(publication.slug, year)
    frame = Frame(
        path=path,
        kind="year",
        title=f"{publication.title}{year}年",
        description=f"{publication.title}{year}年各期，共{len(issues)}期。",
        crumbs=(("首页", HOME), (publication.title, publication_path(publication.slug))),
        meta=_column_meta(publication),
    )
    archive = _archive(pages, path, holding, issues)
    return page_output(pages, "year.html", frame, archive=archive, year=f"{year}年")


def _missing(pages: Pages) -> Output:
    frame = Frame(path=NOT_FOUND, kind="missing", title="没有这一页", description="没有这一页。")
    return page_output(pages, "404.html", frame)


def _archive(pages: Pages, page: str, holding: Holding, listed: tuple[IssueRecord, ...]) -> ArchiveView:
    publication, issues = holding
    link = link_maker(pages, page)
    return ArchiveView(
        title=publication.title,
        fit=masthead_fit(publication.title),
        issuer=publication.issuer,
        description=publication.description,
        href=link(publication_path(publication.slug)),
        count=len(issues),
        issues=tuple(issue_line(pages, page, record) for record in listed),
        years=tuple(
            YearLink(
                text=f"{year}年",
                href=link(year_path(publication.slug, year)),
                count=len(group),
                current=year_path(publication.slug, year) == page,
            )
            for year, group in by_year(issues)
        ),
    )


def _column_meta(publication: Publication) -> tuple[tuple[str, str], ...]:
    return (("ColumnName", publication.title), ("ColumnDescription", publication.description))
