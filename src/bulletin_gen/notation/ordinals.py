"""Ordinals (序数) that official text counts its parts with: 一、（一）1.（1）一是. Checks forms, never sequences."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from msgspec import Struct

from bulletin_gen.patterns import pattern

_DIGITS = "〇一二三四五六七八九"
_HAN = "[一二三四五六七八九十百]+"


class OrdinalForm(Enum):
    """The form of an ordinal; the value is the heading level it marks.

    Source: GB/T 9704-2012 §7.3.3; 一是 is 实务 and stands below （一）.
    """

    COMMA = 2
    """一、"""
    BRACKETED = 3
    """（一）"""
    POINT = 4
    """1."""
    BRACKETED_DIGIT = 5
    """（1）"""
    IS = 0
    """一是: no heading of its own, only run into a paragraph."""


class Ordinal(Struct, frozen=True):
    """An ordinal at the beginning of a text."""

    form: OrdinalForm
    number: int
    text: str
    """As typed, such as `（一）`."""


_ORDINAL = pattern(
    rf"(?P<COMMA>{_HAN})、|（(?P<BRACKETED>{_HAN})）|(?P<IS>{_HAN})是"
    r"|(?P<POINT>\d{1,3})\.(?!\d)|（(?P<BRACKETED_DIGIT>\d{1,3})）"
)
"""Each group has the name of a form and holds the number."""


def leading_ordinal(text: str) -> Ordinal | None:
    """Return the ordinal that a text begins with, or None."""
    match = _ORDINAL.match(text)
    return _ordinal(match.lastgroup, match[match.lastgroup], match[0]) if match and match.lastgroup else None


@lru_cache(maxsize=1 << 10)
def _ordinal(form: str, digits: str, text: str) -> Ordinal:
    """Return an ordinal by the name of its form; there are few, and each comes a thousand times."""
    return Ordinal(OrdinalForm[form], int_of(digits), text)


class Slip(Struct, frozen=True):
    """An ordinal that is not written as official text writes it."""

    ordinal: Ordinal
    """What was meant."""
    typed: str
    index: int
    """Of the first wrong character in `typed`."""


_LOOSE = pattern(
    rf"(?P<open>[（(])(?P<inner>{_HAN}|[0-9０-９]{{1,3}})(?P<close>[）)])[、.．,，]?"
    rf"|(?P<bare>{_HAN}|[0-9０-９]{{1,3}})(?P<mark>[、.．,，](?![0-9０-９]))"
)
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def slipped_ordinal(text: str) -> Slip | None:
    """Return the ordinal that a text begins with if its brackets, digits or marks are not the usual ones.

    `(一)`, `（一）、`, `一.`, `1、`, `１.` are slips. Source: GB/T 9704-2012 §7.3.3.
    """
    match = _LOOSE.match(text)
    if not match:
        return None
    digits = (match["inner"] or match["bare"]).translate(_FULL_WIDTH_DIGITS)
    arabic = digits.isdecimal()
    if match["inner"]:
        form = OrdinalForm.BRACKETED_DIGIT if arabic else OrdinalForm.BRACKETED
        right = f"（{digits}）"
    else:
        form = OrdinalForm.POINT if arabic else OrdinalForm.COMMA
        right = f"{digits}." if arabic else f"{digits}、"
    if match[0] == right:
        return None
    differing = (i for i, (a, b) in enumerate(zip(match[0], right, strict=False)) if a != b)
    return Slip(Ordinal(form, int_of(digits), right), match[0], next(differing, len(right)))


def int_of(digits: str) -> int:
    """Return the number written in Arabic or Chinese digits up to 999: `12`, `十二`, `一百二十`."""
    if digits.isdecimal():
        return int(digits)
    total, unit = 0, 0
    for character in digits:
        if character == "百":
            total, unit = total + (unit or 1) * 100, 0
        elif character == "十":
            total, unit = total + (unit or 1) * 10, 0
        else:
            unit = _DIGITS.index(character)
    return total + unit


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese digits: 3 → 三, 12 → 十二, 20 → 二十."""
    tens, units = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[units] if units or not tens else "")
