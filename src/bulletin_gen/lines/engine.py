"""Break a paragraph into full lines and say by how much each gap gives or takes. Knows neither faces nor paper.

Lengths are in cells, the width of one Chinese character of the text; the caller gives each character's advance in
them. Order of means: adjacent marks are squeezed, then what fits by squeezing is pulled in (先挤进), then the rest is
pushed out (后推出) and the line stretched. Source: CLREQ §3.1; GB/T 15834-2011 §5.1.10, §5.1.11.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from bulletin_gen.lines.characters import (
    CALLS,
    CLOSING,
    HALF_RIGHT,
    KEPT,
    NO_END,
    NO_START,
    OPENING,
    PAUSES,
    STOPS,
    is_latin,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HALF = 0.5
_EPS = 1e-6
_WESTERN_GAP = 0.25
"""How much a gap between Chinese and Western text gives before all others do. Source: CLREQ §3.2.4 (¼ em)."""
_LOOSEST = 0.3
"""Share of a line that may stay empty for what can't be broken; past it, a long word or address is broken."""
_LEVELS = (OPENING | CLOSING | frozenset("·"), PAUSES, STOPS | CALLS)
"""Marks in the order in which they are squeezed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph."""

    start: int
    """Index of its first character."""
    end: int
    """Index after its last."""
    gaps: tuple[float, ...]
    """What is added after each character, in cells; negative where a mark is squeezed. One a character."""


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    advances: tuple[float, ...]
    glued: tuple[bool, ...]
    """Whether a line must not end after each character."""
    taken: tuple[float, ...]
    """What adjacent marks lose between each character and the next."""
    sums: tuple[float, ...]
    """Width before each character, adjacent marks squeezed."""
    slack: tuple[tuple[float, ...], ...]
    """For each level, what could be squeezed before each character."""


def set_lines(text: str, advances: Sequence[float], measure: float, first: float | None = None) -> tuple[Line, ...]:
    """Return the lines of a paragraph; all but the last are `measure` cells wide, the first one `first`.

    A line is wider only where nothing in it can be broken. The empty text has no lines.
    """
    if not text:
        return ()
    prepared = _prepare(text, tuple(advances))
    breaks = _breaks(prepared, measure, first if first is not None else measure)
    if len(breaks) > 1 and _is_alone(text, breaks[-2], len(text)):
        breaks = _taken_in(prepared, measure, first if first is not None else measure, breaks)
    lines = []
    start = 0
    for index, end in enumerate(breaks):
        width = measure if index or first is None else first
        lines.append(_spread(prepared, start, end, width, last=end == len(text)))
        start = end
    return tuple(lines)


def _prepare(text: str, advances: tuple[float, ...]) -> _Text:
    glued = [a in NO_END or b in NO_START for a, b in pairwise(text)] + [False]
    for match in KEPT.finditer(text):
        glued[match.start() : match.end() - 1] = [True] * (match.end() - 1 - match.start())
    taken = [_adjacent(a, b) for a, b in pairwise(text)] + [0.0]
    sums = (0.0, *accumulate(advance - less for advance, less in zip(advances, taken, strict=True)))
    slack = tuple(
        (0.0, *accumulate(_give(text, index, level, taken) for index in range(len(text)))) for level in _LEVELS
    )
    return _Text(text, advances, tuple(glued), tuple(taken), sums, slack)


def _adjacent(left: str, right: str) -> float:
    """Return what two neighbouring marks lose: one blank half where two halves or one face each other."""
    if left in HALF_RIGHT and (right in HALF_RIGHT or right in OPENING):
        return HALF
    return HALF if left in OPENING and right in OPENING else 0.0


def _give(text: str, index: int, level: frozenset[str], taken: list[float]) -> float:
    """Return what a mark can still be squeezed by inside a line."""
    character = text[index]
    if character not in level or character in CALLS:
        return 0.0
    if character in OPENING:
        return HALF - (taken[index - 1] if index else 0.0)
    return HALF - taken[index] if character != "·" else HALF / 2


def _width(text: _Text, start: int, end: int) -> float:
    """Return the width of a line without any squeezing but that of adjacent marks."""
    return text.sums[end] - text.sums[start] + text.taken[end - 1]


def _least(text: _Text, start: int, end: int) -> float:
    """Return the least width of a line."""
    inner = sum(level[end] - level[start] for level in text.slack)
    inner -= HALF if text.text[start] in OPENING else 0.0
    last = text.taken[end - 1] if text.text[end - 1] in HALF_RIGHT else 0.0
    return _width(text, start, end) - inner - last


def _breaks(text: _Text, measure: float, first: float, *, tight_from: int | None = None) -> list[int]:
    """Return where each line ends; from line `tight_from` on, lines take in all that squeezing lets them."""
    ends: list[int] = []
    start, size = 0, len(text.text)
    while start < size:
        tight = tight_from is not None and len(ends) >= tight_from
        start = _end_of_line(text, start, measure if ends else first, tight=tight)
        ends.append(start)
    return ends


def _end_of_line(text: _Text, start: int, width: float, *, tight: bool = False) -> int:
    size = len(text.text)
    if _width(text, start, size) <= width + _EPS:
        return size
    fitting = min(max(bisect_right(text.sums, text.sums[start] + width + _EPS) - 1, start + 1), size)
    while fitting > start + 1 and _width(text, start, fitting) > width + _EPS:
        fitting -= 1
    loose = fitting
    while loose > start and text.glued[loose - 1]:
        loose -= 1
    exact = loose > start and abs(_width(text, start, loose) - width) <= _EPS
    if exact and not tight:
        return loose
    pulled = _pulled_in(text, start, loose, width)
    if pulled:
        return pulled
    empty = width - _width(text, start, loose) if loose > start else width
    return loose if empty <= _LOOSEST * width else _emergency(text, start, fitting)


def _pulled_in(text: _Text, start: int, loose: int, width: float) -> int:
    """Return the next place after `loose` that squeezing brings into the line, 0 where there is none."""
    for end in range(loose + 1, min(loose + 12, len(text.text)) + 1):
        if text.glued[end - 1]:
            continue
        return end if _least(text, start, end) <= width + _EPS else 0
    return 0


def _emergency(text: _Text, start: int, fitting: int) -> int:
    """Break inside what should stay whole, since it is longer than the line: after a mark of an address, if any."""
    for end in range(fitting, start + 1, -1):
        if text.text[end - 1] in "/?&=-_." and text.text[end] not in NO_START:
            return end
    for end in range(fitting, start, -1):
        if text.text[end - 1] not in NO_END and (end == len(text.text) or text.text[end] not in NO_START):
            return end
    return fitting


def _is_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a last line is a single character, marks aside."""
    return sum(character not in NO_START and character not in OPENING for character in text[start:end]) <= 1


def _taken_in(text: _Text, measure: float, first: float, breaks: list[int]) -> list[int]:
    """Return breaks by which the lone last character is taken into the lines before it, if it can be."""
    for line in range(len(breaks) - 2, -1, -1):
        tried = _breaks(text, measure, first, tight_from=line)
        if len(tried) < len(breaks):
            return tried
    return breaks


def _spread(text: _Text, start: int, end: int, width: float, *, last: bool) -> Line:
    """Return a line with its gaps: squeezed where it is too wide, stretched where it is too narrow."""
    gaps = [-less for less in text.taken[start:end]]
    gaps[-1] = 0.0
    natural = _width(text, start, end)
    if natural > width + _EPS:
        _squeeze(text, start, end, natural - width, gaps)
    elif not last and natural < width - _EPS:
        _stretch(text.text[start:end], width - natural, gaps)
    return Line(start, end, tuple(gaps))


def _squeeze(text: _Text, start: int, end: int, excess: float, gaps: list[float]) -> None:
    """Take an excess out of marks in their order."""
    if text.text[end - 1] in HALF_RIGHT:
        part = min(excess, HALF)
        gaps[-1] -= part
        excess -= part
    for level in text.slack:
        gives = [level[index + 1] - level[index] for index in range(start, end)]
        if text.text[start] in OPENING:
            gives[0] = 0.0
        if text.text[end - 1] in HALF_RIGHT:
            gives[-1] = 0.0
        total = sum(gives)
        if excess <= _EPS or total <= _EPS:
            continue
        share = min(1.0, excess / total)
        excess -= share * total
        for index, give in enumerate(gives):
            gaps[index - (text.text[start + index] in OPENING)] -= share * give


def _stretch(line: str, missing: float, gaps: list[float]) -> None:
    """Spread what is missing over the gaps: between Chinese and Western text first, then over all."""
    pairs = list(pairwise(line))
    mixed = [index for index, (a, b) in enumerate(pairs) if is_latin(a) != is_latin(b) and not _bound(a, b)]
    mixed = [index for index in mixed if pairs[index][0] not in NO_START and pairs[index][1] not in NO_START]
    first = min(missing, _WESTERN_GAP * len(mixed))
    _add(gaps, mixed, first)
    free = [index for index, (a, b) in enumerate(pairs) if not _bound(a, b)]
    rest = missing - first
    _add(gaps, free or range(len(pairs)), rest)


def _bound(left: str, right: str) -> bool:
    """Tell whether two characters stand together whatever the line needs: in a word or number, in —— and ……."""
    return (is_latin(left) and is_latin(right)) or (left == right and left in "—…")


def _add(gaps: list[float], places: Iterable[int], amount: float) -> None:
    listed = list(places)
    for index in listed:
        gaps[index] += amount / len(listed)
