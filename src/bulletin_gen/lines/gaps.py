"""Spread what a line has too much or too little over its gaps. Decides no break."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bulletin_gen.lines.characters import BLANKS, CLOSING, HALF_RIGHT, NO_START, OPENING, PAUSES, STOPS, is_western
from bulletin_gen.lines.widths import HAIR

if TYPE_CHECKING:
    from bulletin_gen.lines.widths import Widths

_WESTERN_GAP = 0.125
"""How much a gap between Chinese and Western text gives before all others do. Source: CLREQ §3.2.4 (at least ⅛)."""
_WIDEST = 0.35
"""How much a gap gives at most before words are opened as well. Source: 实务."""
_LEVELS = (OPENING | CLOSING, PAUSES, STOPS)
"""Marks in the order in which they are squeezed."""


def gaps_of(widths: Widths, start: int, end: int, width: float, *, stretched: bool) -> tuple[float, ...]:
    """Return what is added after each character of a line that is too wide or, if it is to be `stretched`, too narrow.

    A blank at its end takes no room.
    """
    if widths.text[end - 1] in BLANKS and end - start > 1:
        return (*gaps_of(widths, start, end - 1, width, stretched=stretched), -widths.advances[end - 1])
    gaps = [-less for less in widths.taken[start:end]]
    gaps[-1] += widths.tails[end - 1]
    missing = width - widths.natural(start, end)
    if missing < -HAIR:
        half = widths.last_half(end)
        gaps[-1] -= half
        missing += half
    if missing < -HAIR:
        _squeeze(widths, start, end, -missing, gaps)
    elif missing > HAIR and stretched:
        _stretch(widths.text[start:end], missing, gaps)
    return tuple(gaps)


def _squeeze(widths: Widths, start: int, end: int, excess: float, gaps: list[float]) -> None:
    """Take an excess out of the marks inside a line, in their order."""
    text = widths.text
    last = end - 1 if text[end - 1] in HALF_RIGHT else end
    for level in _LEVELS:
        places = [index for index in range(start + (text[start] in OPENING), last) if text[index] in level]
        total = sum(widths.gives[index] for index in places)
        if excess <= HAIR or total <= HAIR:
            continue
        share = min(1.0, excess / total)
        excess -= share * total
        for index in places:
            gaps[index - start - (text[index] in OPENING)] -= share * widths.gives[index]


def _stretch(line: str, missing: float, gaps: list[float]) -> None:
    """Spread what is missing over the gaps: between Chinese and Western text first, then the others catch up.

    A line that is hardly more than an address has too few of them: there the letters give as well.
    """
    pairs = list(enumerate(pairwise(line)))
    free = [index for index, (a, b) in pairs if not _together(a, b)] or [index for index, _ in pairs]
    mixed = [index for index, (a, b) in pairs if is_western(a) != is_western(b) and not {a, b} & NO_START]
    others = [index for index in free if index not in mixed]
    steps = (
        (mixed, _WESTERN_GAP),
        (others, _WESTERN_GAP),
        (free, _WIDEST - _WESTERN_GAP),
        (range(len(pairs)), missing),
    )
    for places, most in steps:
        part = min(missing, most * len(places))
        missing -= part
        for index in places:
            gaps[index] += part / len(places)


def _together(left: str, right: str) -> bool:
    """Tell whether two characters stand together whatever the line needs: in a word or number, in —— and ……."""
    return (left == right and left in "—…") or (is_western(left) and is_western(right))
