"""The way from page to page of a long list. Decides no sheet of issues: `plan` does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.plan.addresses import relative, sheet_path
from bulletin_gen.render.pages import Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.plan.sheets import Sheet

NAMES = 500
"""Names on a page of names."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """The way from a page of a list to the others (`pager`)."""

    first: str
    """Link to the first page; empty on it."""
    before: str
    """Link to the page before, in lists of issues that with newer ones; empty on the first."""
    after: str
    """Link to the page after, in lists of issues that with older ones; empty on the last."""
    place: str
    """Which page it is: 第2页, in lists of issues their days; empty on the first."""
    jumps: tuple[Link, ...]
    """On the first page of a list of issues the further years (or months), each with the page of its newest issue."""


def by_year(record: IssueRecord) -> str:
    """Return what issues of a list of many years are found by: 2023年."""
    return f"{record.date.year}年"


def by_month(record: IssueRecord) -> str:
    """Return what issues of a list of one year are found by: 3月, or 2022年12月 if the day is not of that year."""
    own = record.date.year == record.key.year
    return f"{record.date.month}月" if own else f"{record.date.year}年{record.date.month}月"


def sheet_pager(
    path: str, sheets: tuple[Sheet, ...], index: int, label: Callable[[IssueRecord], str] = by_year
) -> Pager | None:
    """Return the way from a sheet of the list at `path`; None where it is the only one."""
    places = tuple(sheet_path(path, sheet.number) for sheet in sheets)
    jumps = () if index else _jumps(places, sheets, label)
    return _pager(places, index, span_of(sheets[index]), jumps)


def name_pager(path: str, count: int, index: int) -> Pager | None:
    """Return the way from a page of names at `path`, one of so many; None where it is the only one."""
    places = tuple(names_path(path, one) for one in range(count))
    return _pager(places, index, f"第{index + 1}页" if index else "", ())


def names_path(path: str, index: int) -> str:
    """Return the path of a page of names: `units/`, then `units/p2/`."""
    return sheet_path(path, index + 1 if index else 0)


def pages_of_names(names: tuple[Item, ...]) -> tuple[tuple[Item, ...], ...]:
    """Return names page by page; where there is none, one empty page."""
    return tuple(names[start : start + NAMES] for start in range(0, len(names), NAMES)) or ((),)


def span_of(sheet: Sheet) -> str:
    """Return from when to when the issues of a further sheet are: 2021年3月12日至2021年9月30日; empty for the first."""
    if not sheet.number:
        return ""
    newest, oldest = sheet.records[0].date, sheet.records[-1].date
    return chinese_date(newest) if newest == oldest else f"{chinese_date(oldest)}至{chinese_date(newest)}"


def _pager(places: tuple[str, ...], index: int, place: str, jumps: tuple[Link, ...]) -> Pager | None:
    if len(places) == 1:
        return None
    here, last = places[index], index == len(places) - 1
    return Pager(
        first=relative(here, places[0]) if index else "",
        before=relative(here, places[index - 1]) if index else "",
        after="" if last else relative(here, places[index + 1]),
        place=place,
        jumps=jumps,
    )


def _jumps(places: tuple[str, ...], sheets: tuple[Sheet, ...], label: Callable[[IssueRecord], str]) -> tuple[Link, ...]:
    seen = {label(record) for record in sheets[0].records}
    found: dict[str, str] = {}
    for place, sheet in zip(places[1:], sheets[1:], strict=True):
        for text in map(label, sheet.records):
            if text not in seen:
                found.setdefault(text, relative(places[0], place))
    return tuple(Link(text=text, href=href) for text, href in found.items())
