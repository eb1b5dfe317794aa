"""The indexes of the site, of each publication and of each year, 404.html and assets. Makes no issue's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import HOME, NOT_FOUND, publication_path, year_path
from bulletin_gen.plan.order import by_year, newest_first, of_publication
from bulletin_gen.render.listing import issue_line
from bulletin_gen.render.pages import Frame, link_maker, page_output
from bulletin_gen.render.words import masthead_fit

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def site_outputs(pages: Pages, records: Iterable[IssueRecord]) -> tuple[Output, ...]:
    """Return all that belongs to the site: indexes, 404.html, assets; `records` are those of the edition."""
    ordered = newest_first(records)
    shown = _shown(pages, ordered)
    outputs = [_home(pages, shown), _missing(pages), *dict(pages.assets).values()]
    for publication, issues in shown:
        outputs.append(_publication(pages, publication, issues))
        outputs += [_year(pages, (publication, issues), year, of_year) for year, of_year in by_year(issues)]
    return tuple({output.path: output for output in outputs}.values())


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
