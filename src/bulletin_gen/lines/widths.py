"""Measure a text once so that any line of it is quickly measured: as it stands, squeezed, stretched. Breaks nothing."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.lines.characters import BLANKS, CALLS, DOTS, HALF_RIGHT, OPENING, WESTERN
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

HALF = 0.5
HAIR = 1e-6
"""Lengths no further apart are equal, in cells."""


class Widths(Struct, frozen=True):
    """A text with its widths, in cells."""

    text: str
    advances: tuple[float, ...]
    taken: tuple[float, ...]
    """What marks lose between each character and the next, wherever the line ends."""
    tails: tuple[float, ...]
    """What each character gets back at the end of a line: its blank half; a blank loses all it has."""
    gives: tuple[float, ...]
    """What each mark can still be squeezed by inside a line."""
    sums: tuple[float, ...]
    """Width before each character."""
    given: tuple[float, ...]
    """What could be squeezed before each character."""
    bound: tuple[int, ...]
    """How many gaps before each character that neither give nor take."""

    def natural(self, start: int, end: int) -> float:
        """Return the width of a line without any squeezing but that of adjacent marks."""
        return self.sums[end] - self.sums[start] + self.tails[end - 1]

    def yields(self, start: int, end: int) -> float:
        """Return what squeezing the marks inside a line can win, its last character aside."""
        inner = self.given[end] - self.given[start]
        inner -= self.gives[start] if self.text[start] in OPENING else 0.0
        return inner - (self.gives[end - 1] if self.text[end - 1] in HALF_RIGHT and end - 1 > start else 0.0)

    def last_half(self, end: int) -> float:
        """Return what the last mark of a line can be cut by. Source: GB/T 15834-2011 §5.1.10."""
        return HALF if self.text[end - 1] in HALF_RIGHT else 0.0

    def free(self, start: int, end: int) -> int:
        """Return how many gaps of a line can be stretched."""
        return end - start - 1 - (self.bound[end - 1] - self.bound[start])


def measured(text: str, advances: Sequence[float]) -> Widths:
    """Return a text with its widths; it is not empty."""
    taken, tails = _adjacent(text, advances)
    gives = _gives(text, taken)
    return Widths(
        text=text,
        advances=tuple(advances),
        taken=tuple(taken),
        tails=tuple(tails),
        gives=tuple(gives),
        sums=(0.0, *accumulate(advance - less for advance, less in zip(advances, taken, strict=True))),
        given=(0.0, *accumulate(gives)),
        bound=_bound(text),
    )


def _adjacent(text: str, advances: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return what marks lose to the next character, and what each character gets back at the end of a line."""
    taken = [0.0] * len(text)
    for match in _FACING.finditer(text):
        taken[match.start()] = HALF
    tails = taken[:]
    tails[-1] = taken[-1] = 0.0
    for match in _DOT.finditer(text):
        index = match.start()
        side = max(advances[index] - HALF, 0.0) / 2
        taken[index] += side
        if index:
            taken[index - 1] += side
            tails[index - 1] += side
    for match in _BLANK.finditer(text):
        tails[match.start()] -= advances[match.start()]
    return taken, tails


def _gives(text: str, taken: Sequence[float]) -> list[float]:
    gives = [0.0] * len(text)
    for match in _HALVES.finditer(text):
        index = match.start()
        if text[index] not in OPENING:
            gives[index] = max(HALF - taken[index], 0.0)
        elif index:
            gives[index] = max(HALF - taken[index - 1], 0.0)
    return gives


def _bound(text: str) -> tuple[int, ...]:
    bound = [0] * (len(text) + 1)
    for match in _TOGETHER.finditer(text):
        bound[match.start() + 1 : match.end()] = [1] * (match.end() - match.start() - 1)
    return tuple(accumulate(bound))


def _class(characters: frozenset[str]) -> str:
    return f"[{re.escape(''.join(sorted(characters)))}]"


_FACING = pattern(
    f"{_class(HALF_RIGHT)}(?={_class(HALF_RIGHT | OPENING)})|{_class(OPENING)}(?={_class(OPENING)})"
    f"|{_class(CALLS)}(?={_class(CALLS)})"
)
"""Marks whose blank halves face each other, or one the other's back; of doubled calls each takes half a cell.

Source: CLREQ §3.1.6; GB/T 15834-2011 §5.1.2, §5.1.11.
"""
_DOT = pattern(_class(DOTS))
_BLANK = pattern(_class(BLANKS))
_HALVES = pattern(_class(OPENING | HALF_RIGHT))
_TOGETHER = pattern(f"[{WESTERN}]{{2,}}|—{{2,}}|…{{2,}}")
