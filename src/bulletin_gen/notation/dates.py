"""Dates as editors type them and as print shows them. Reads no clock."""

from __future__ import annotations

import calendar
import re
from datetime import date

from bulletin_gen.patterns import pattern

_FORM = pattern(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII
)
_LOOSE = pattern(r"(\d{1,4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)", re.ASCII)
_COMPACT = pattern(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_CENTURY, _MONTHS = 100, 12


def parsed_date(text: str) -> date | None:
    """Return the date of `2023-3-5`, `2023/3/5`, `2023.3.5` or `2023年3月5日`; None for anything else.

    The year has four digits; months and days may have a leading zero.
    """
    return _date(*_numbers(match)) if (match := _FORM.fullmatch(text)) else None


def is_date_form(text: str) -> bool:
    """Tell whether a text has the form of a date, which need not exist."""
    return bool(_FORM.fullmatch(text))


def last_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and number of days of the month that a text in the form of a date names."""
    if not (match := _FORM.fullmatch(text)):
        return None
    year, month, _ = _numbers(match)
    return (year, month, calendar.monthrange(year, month)[1]) if year and 1 <= month <= _MONTHS else None


def likely_date(text: str) -> str:
    """Return the date, as `2023-03-05`, that a text in no accepted form most likely means; empty without a guess."""
    match = _COMPACT.fullmatch(text) or _LOOSE.search(text)
    if not match:
        return ""
    year, month, day = _numbers(match)
    guess = _date(year + 2000 if year < _CENTURY else year, month, day)
    return guess.isoformat() if guess else ""


def chinese_date(day: date) -> str:
    """Return a date as print shows it: 2023年3月5日. Source: GB/T 9704-2012 §7.3.5.4."""
    return f"{day.year}年{day.month}月{day.day}日"


def _numbers(match: re.Match[str]) -> tuple[int, int, int]:
    year, month, day = (int(group) for group in match.groups() if group is not None)
    return year, month, day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
