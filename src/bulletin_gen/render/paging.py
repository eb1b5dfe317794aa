"""The way from page to page of a long list. Decides no sheet of issues: `plan` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

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


class Pager(Struct, frozen=True, kw_only=True):
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
    jumps = () if index else _jumps(path, sheets, label)
    near = {n: sheet_path(path, sheets[n].number) for n in _near(index, len(sheets))}
    return _pager(near, (index, len(sheets)), span_of(sheets[index]), jumps)


def name_pager(path: str, count: int, index: int) -> Pager | None:
    """Return the way from a page of names at `path`, one of so many; None where it is the only one."""
    near = {n: names_path(path, n) for n in _near(index, count)}
    return _pager(near, (index, count), f"第{index + 1}页" if index else "", ())


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


def _near(index: int, count: int) -> set[int]:
    """Return the pages that a page leads to, and itself."""
    return {0, index, max(index - 1, 0), min(index + 1, count - 1)}


def _pager(near: dict[int, str], place: tuple[int, int], named: str, jumps: tuple[Link, ...]) -> Pager | None:
    """Return the way from a page: `place` is which it is of how many, `near` has the paths of those around it."""
    index, count = place
    if count == 1:
        return None
    return Pager(
        first=relative(near[index], near[0]) if index else "",
        before=relative(near[index], near[index - 1]) if index else "",
        after=relative(near[index], near[index + 1]) if index < count - 1 else "",
        place=named,
        jumps=jumps,
    )


def _jumps(path: str, sheets: tuple[Sheet, ...], label: Callable[[IssueRecord], str]) -> tuple[Link, ...]:
    found = dict.fromkeys(map(label, sheets[0].records), "")
    for sheet in sheets[1:]:
        for text in dict.fromkeys(map(label, sheet.records)):
            if text not in found:
                found[text] = relative(path, sheet_path(path, sheet.number))
    return tuple(Link(text=text, href=href) for text, href in found.items() if href)
