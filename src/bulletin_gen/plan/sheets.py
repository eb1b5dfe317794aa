"""Part long lists of issues into sheets. Says nothing of what a list is of.

Sheets count from the oldest issue: a new issue changes the first page alone, and an address keeps what it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from bulletin_gen.plan.records import IssueRecord

SHEET = 50
"""Issues of a sheet; the first page has up to twice as many but one, so that it is never nearly empty."""


class Sheet(Struct, frozen=True):
    """A part of a list that is a page of its own."""

    number: int
    """0: the first page, which has the newest issues; else from 1, the oldest."""
    records: tuple[IssueRecord, ...]
    """Newest first."""


def sheets_of(records: tuple[IssueRecord, ...]) -> tuple[Sheet, ...]:
    """Return the sheets of a list that is newest first, the newest first; a list without issues has one."""
    further = max(0, len(records) // SHEET - 1)
    first = len(records) - further * SHEET
    rest = (Sheet(further - turn, records[first + turn * SHEET :][:SHEET]) for turn in range(further))
    return (Sheet(0, records[:first]), *rest)
