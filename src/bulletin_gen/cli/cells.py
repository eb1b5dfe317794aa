"""How many cells of a terminal a text takes, and a part of a long line with the place of a fault. Prints nothing."""

from __future__ import annotations

import unicodedata

from msgspec import Struct

TAB = 4
"""Cells from one tab stop to the next in what is shown; tabs are shown as blanks."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_CUT = "..."


class Excerpt(Struct, frozen=True):
    """A line as it is shown, and where the caret goes under it."""

    text: str
    """Holds no tab and no control character."""
    caret: int
    """Cells before the caret."""


def excerpt(line: str, column: int, limit: int) -> Excerpt:
    """Return a line, or of a longer one the part of at most `limit` cells around a column in code points from 1.

    A column behind the line's end is its end. A combining mark has no cell: the caret stands under what it belongs to.
    """
    shown = _shown(line)
    index = min(column - 1, len(shown))
    while 0 < index < len(shown) and width(shown[index]) == 0:
        index -= 1
    first, last = _window(shown, index, limit)
    before = _CUT if first else ""
    after = _CUT if last < len(shown) else ""
    return Excerpt(
        text=before + "".join(shown[first:last]) + after,
        caret=len(before) + sum(map(width, shown[first:index])),
    )


def width(text: str) -> int:
    """Return the cells of a text: two for a full-width character, none for a combining mark."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(line: str) -> list[str]:
    """Return what each character is shown as; what would not be seen, or would steer the terminal, becomes a sign."""
    shown: list[str] = []
    cell = 0
    for character in line:
        sign = _sign(character)
        if character == "\t":
            sign = " " * (TAB - cell % TAB)
        shown.append(sign)
        cell += width(sign)
    return shown


def _sign(character: str) -> str:
    if character < " ":
        return chr(0x2400 + ord(character))
    return "\ufffd" if unicodedata.category(character) in _INVISIBLE else character


def _window(shown: list[str], index: int, limit: int) -> tuple[int, int]:
    """Return the first and the last place (exclusive) to show: all, or some before the fault and more behind it."""
    if width("".join(shown)) <= limit:
        return (0, len(shown))
    room = limit - 2 * len(_CUT)
    first, taken = index, 0
    while first and taken + width(shown[first - 1]) <= room // 2:
        first -= 1
        taken += width(shown[first])
    last = index
    while last < len(shown) and taken + width(shown[last]) <= room:
        taken += width(shown[last])
        last += 1
    return (first, last)
