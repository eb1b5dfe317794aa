"""Order, years and neighbours of issues. Filters nothing: it is given the records of one edition."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bulletin_gen.model import IssueKey
    from bulletin_gen.plan.records import IssueRecord


class Surroundings(Struct, frozen=True, kw_only=True):
    """The issues of the same edition that an issue's page points to."""

    previous: IssueRecord | None = None
    """上一期 of its publication, supplements included."""
    next: IssueRecord | None = None
    """下一期."""
    replacement: IssueRecord | None = None
    """What to read instead of a withdrawn issue; None also where this edition does not hold it."""


def in_series(records: Iterable[IssueRecord]) -> tuple[IssueRecord, ...]:
    """Return records oldest first: by date, then number, a supplement after the issues of its day."""
    return tuple(sorted(records, key=_series_key))


def newest_first(records: Iterable[IssueRecord]) -> tuple[IssueRecord, ...]:
    """Return records newest first; what is equal in date and number stands by publication."""
    by_publication = sorted(records, key=lambda record: record.key.publication)
    return tuple(sorted(by_publication, key=_series_key, reverse=True))


def by_year(records: Iterable[IssueRecord]) -> tuple[tuple[int, tuple[IssueRecord, ...]], ...]:
    """Return records, given newest first, by year; years and records newest first. A year is that of the address."""
    ordered = sorted(records, key=lambda record: -record.key.year)
    return tuple((year, tuple(group)) for year, group in groupby(ordered, key=lambda record: record.key.year))


def surroundings(
    records: Iterable[IssueRecord], elsewhere: Mapping[IssueKey, IssueRecord]
) -> dict[IssueKey, Surroundings]:
    """Return what each issue's page points to, for all issues of a publication in an edition at once.

    `elsewhere` are the issues of other publications that may replace one of these.
    """
    ordered = in_series(records)
    known = {**elsewhere, **{record.key: record for record in ordered}}
    following = {a.key: b for a, b in pairwise(ordered)}
    preceding = {b.key: a for a, b in pairwise(ordered)}
    return {
        record.key: Surroundings(
            previous=preceding.get(record.key),
            next=following.get(record.key),
            replacement=known.get(record.replacement) if record.replacement else None,
        )
        for record in ordered
    }


def _series_key(record: IssueRecord) -> tuple[date, bool, int]:
    return (record.date, record.key.supplement, record.key.number)
