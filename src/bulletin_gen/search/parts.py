"""The parts of an issue's text, and where in its part each line stands. Most issues have one part.

A line's place depends on what it says, not on the lines before it: where one changes, the others stay where they are.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING
from zlib import crc32

from bulletin_gen.search.figures import EDGE, GRAIN, GRAINS, PART, PIECE
from bulletin_gen.search.text import normal, normal_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def divided(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines of each part as typed, at least one part; a line that is too long comes in pieces.

    Lines that show nothing are left out.
    """
    parts: list[list[str]] = [[]]
    taken = 0
    for line, length in zip(lines, map(len, normal_lines(lines)), strict=True):
        for piece, size in _pieces(line, length):
            if taken + size > PART:
                parts.append([])
                taken = 0
            parts[-1].append(piece)
            taken += size
    return parts


def spread(lines: Iterable[str]) -> list[tuple[int, str]]:
    """Return where each line of a part begins, in the order of places; lines are normal, equal ones stand once.

    Each takes the place that its hash names or the next that is free, the longest first.
    """
    found = []
    taken = 0
    for size, mark, line in sorted((-_grains(len(line)), crc32(line.encode()), line) for line in set(lines)):
        last, whole = GRAINS + size, (1 << -size) - 1
        at = mark % GRAINS
        while at > last or taken >> at & whole:
            at = at + 1 if at < last else 0
        taken |= whole << at
        found.append((at * GRAIN, line))
    return sorted(found)


def _pieces(line: str, length: int) -> Iterator[tuple[str, int]]:
    """Yield the pieces of a line that is so long when normal, each with the grains that it takes."""
    if length <= PIECE:
        if length:
            yield line, _grains(length)
        return
    ends = list(accumulate(len(normal(sign)) for sign in line))
    for low in range(0, length - EDGE, PIECE - EDGE):
        piece = "".join(sign for sign, end in zip(line, ends, strict=True) if low < end <= low + PIECE)
        yield piece, _grains(len(normal(piece)))


def _grains(length: int) -> int:
    return length // GRAIN + 1
