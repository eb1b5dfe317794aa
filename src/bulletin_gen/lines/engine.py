"""Break a paragraph into full lines and say by how much each gap gives or takes. Knows neither faces nor paper.

Lengths are in cells, the width of one Chinese character of the text; the caller gives each character's advance in
them. Order of means: adjacent marks are squeezed, then what fits by squeezing is pulled in (先挤进), then the rest is
pushed out (后推出) and the line stretched. Line by line first; a paragraph that comes out badly so is divided anew as a
whole. Source: CLREQ §3.1; GB/T 15834-2011 §5.1.10, §5.1.11.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.lines.breaks import NEVER, break_costs
from bulletin_gen.lines.characters import NO_END, NO_START, OPENING
from bulletin_gen.lines.gaps import gaps_of
from bulletin_gen.lines.widths import HAIR, Widths, measured
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Line(Struct, frozen=True):
    """One line of a paragraph."""

    start: int
    """Index of its first character."""
    end: int
    """Index after its last."""
    gaps: tuple[float, ...]
    """What is added after each character, in cells; negative where a mark is squeezed. One a character."""


def set_lines(
    text: str, advances: Sequence[float], measure: float, first: float | None = None, *, flush: bool = True
) -> tuple[Line, ...]:
    """Return the lines of a paragraph; all but the last are `measure` cells wide, the first one `first`.

    A line is wider only where nothing in it can be broken; none is stretched if they need not be `flush`. The empty
    text has no lines.
    """
    if not text:
        return ()
    costs = break_costs(text, advances)
    task = _Task(measured(text, advances), costs, measure, measure if first is None else first, flush=flush)
    ends = _by_line(task) or _as_a_whole(task)
    starts = (0, *ends[:-1])
    lines = []
    for start, end in zip(starts, ends, strict=True):
        stretched = flush and end < len(text)
        lines.append(Line(start, end, gaps_of(task.widths, start, end, task.width(start), stretched=stretched)))
    return tuple(lines)


class _Task(Struct, frozen=True):
    widths: Widths
    costs: list[float]
    """What ending a line after each character costs."""
    measure: float
    first: float
    flush: bool

    def width(self, start: int) -> float:
        """Return how wide the line that begins at an index is."""
        return self.measure if start else self.first


_WIDE = 0.1
"""The stretch of each gap of a line that costs 1, in cells."""
_SQUEEZED = 0.02
"""What a line costs that is squeezed as much as it can be: less than to stretch one by half a character (先挤进)."""
_LONE = 3.0
"""What a last line of one character costs."""
_BAD = 0.3
"""Above this cost of one line a paragraph is divided as a whole."""
_TORN = 100.0
"""What a line costs that ends inside what should stay whole."""
_LOOSEST = 0.36
"""Share of a line that may stay empty for what can't be broken; past it, a long word is broken."""
_HOPELESS = 40.0
"""A line that looks worse than this has no even looser one beside it."""
_PULLED = 12
"""How many characters more than fit are thought of."""
_LOOKED_AT = 4
"""How many places to end a line are looked at where it must be stretched."""


def _by_line(task: _Task) -> list[int]:
    """Return where each line ends if each is taken for itself, or nothing if one of them comes out badly."""
    size = len(task.widths.text)
    ends = []
    start = 0
    while start < size:
        end = _exact(task, start)
        if not end:
            cost, end = _cheapest(task, start)
            if cost > _BAD:
                return []
        ends.append(end)
        start = end
    return [] if len(ends) > 1 and _is_alone(task.widths.text[ends[-2] :]) else ends


def _cheapest(task: _Task, start: int) -> tuple[float, int]:
    """Return the cost and the end of the best line from an index on; one that squeezing fills is good enough."""
    best = (NEVER, 0)
    for choice in _line_ends(task, start):
        if choice[0] <= _SQUEEZED:
            return choice
        best = min(best, choice)
    return best


def _exact(task: _Task, start: int) -> int:
    """Return where a line ends that fills its width as it stands, 0 if there is no such place."""
    width = task.width(start)
    end = bisect_right(task.widths.sums, task.widths.sums[start] + width + HAIR) - 1
    fills = end > start and abs(task.widths.natural(start, end) - width) <= HAIR
    return end if fills and not task.costs[end - 1] else 0


def _as_a_whole(task: _Task) -> list[int]:
    """Return where each line ends so that all of them together cost least."""
    size = len(task.widths.text)
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for start in range(size):
        if start not in best:
            continue
        sofar = best[start][0]
        for cost, end in _choices(task, start):
            total = sofar + cost + (_LONE if start and end == size and _is_alone(task.widths.text[start:]) else 0.0)
            if end not in best or total < best[end][0]:
                best[end] = (total, start)
    ends = [size]
    while best[ends[-1]][1]:
        ends.append(best[ends[-1]][1])
    return ends[::-1]


def _choices(task: _Task, start: int) -> Iterator[tuple[float, int]]:
    """Yield where a line may end. A line of Han alone holds as many as it can."""
    text = task.widths.text
    exact = _exact(task, start)
    if exact and _HAN_ALONE.fullmatch(text, start, exact):
        yield 0.0, exact
        return
    open_ = False
    for cost, end in _line_ends(task, start):
        if not (open_ and _HAN_ALONE.fullmatch(text, start, end)):
            yield cost, end
        open_ = open_ or not task.costs[end - 1]


_HAN_ALONE = pattern("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")


def _line_ends(task: _Task, start: int) -> Iterator[tuple[float, int]]:
    """Yield places where a line may end, each with its cost: those reached by squeezing, then the others backwards."""
    sums, tails, costs, width = task.widths.sums, task.widths.tails, task.costs, task.width(start)
    before = sums[start] + width
    fitting = max(min(bisect_right(sums, before + HAIR) - 1, len(costs)), start + 1)
    for end in range(fitting + 1, min(fitting + _PULLED, len(costs)) + 1):
        if costs[end - 1] == NEVER:
            continue
        cost = _line_cost(task, start, end, before - sums[end] - tails[end - 1])
        if cost == NEVER:
            break
        yield cost + costs[end - 1], end
    looked_at = 0
    for end in range(fitting, start, -1):
        if costs[end - 1] == NEVER:
            continue
        missing = before - sums[end] - tails[end - 1]
        if looked_at == _LOOKED_AT or (task.flush and missing > _LOOSEST * width and end < len(costs)):
            break
        cost = _line_cost(task, start, end, missing)
        if cost != NEVER:
            yield cost + costs[end - 1], end
            looked_at += 1
            if cost > _HOPELESS:
                break
    if not looked_at:
        yield _TORN, _emergency(task.widths.text, start, fitting)


def _line_cost(task: _Task, start: int, end: int, missing: float) -> float:
    """Return what a line costs by its looks alone, of what it is short of its width."""
    widths = task.widths
    if missing < -HAIR:
        missing += widths.last_half(end)
        if missing < -HAIR:
            yields = widths.yields(start, end)
            return _SQUEEZED * (missing / yields) ** 2 if -missing <= yields + HAIR and yields else NEVER
    if missing <= HAIR or end == len(task.costs):
        return 0.0
    if not task.flush:
        return (missing / task.width(start)) ** 2
    wide = missing / (widths.free(start, end) or 1) / _WIDE
    return wide**2 if wide < 1 else wide**3


def _emergency(text: str, start: int, fitting: int) -> int:
    """Break inside what should stay whole, since it is longer than the line."""
    for end in range(fitting, start, -1):
        if text[end - 1] not in NO_END and (end == len(text) or text[end] not in NO_START):
            return end
    return fitting


def _is_alone(line: str) -> bool:
    """Tell whether a last line is a single character, marks aside."""
    return sum(character not in NO_START and character not in OPENING for character in line) <= 1
