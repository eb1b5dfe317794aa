"""Rules of the type area: where lines begin and end, where pages do. Knows body lines alone."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean
from typing import TYPE_CHECKING

from bulletin_gen.inspect.findings import Remark, Strength
from bulletin_gen.inspect.flow import held_back, runs_on
from bulletin_gen.inspect.marks import LEFT_HALF
from bulletin_gen.inspect.page import POINT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.inspect.frame import Print
    from bulletin_gen.inspect.page import Line

_ERROR = 1.0
"""Of the type area, GB/T 9704 §6.1."""
_EPSILON = 0.02


def sides(printed: Print) -> Iterator[Remark]:
    """P02: body lines fill the type area from edge to edge, and none reaches beyond."""
    mirrored = _is_mirrored(printed)
    for sheet in printed.sheets:
        shift = printed.measures.mirrored_left - printed.measures.left if mirrored and sheet.page.number % 2 == 0 else 0
        left, right = printed.measures.left + shift, printed.measures.right + shift
        if not sheet.known or not sheet.body:
            continue
        first = min(sheet.body, key=lambda line: line.glyphs[0].ink_left)
        start = min(sheet.left, first.glyphs[0].ink_left)
        if not _near(start, left) or not _near(sheet.left, left):
            yield Remark(sheet.page.number, f"正文左边在 {start:.1f} mm，应为 {left:g} mm", place=first.box)
        hung = max(sheet.body, key=lambda line: line.glyphs[-1].ink_right)
        far = max(sheet.body, key=_reach)
        end = max(sheet.right, _reach(far))
        if not _near(sheet.right, right) or end > right + _ERROR + _EPSILON:
            end = end if end > right + _ERROR else sheet.right
            yield Remark(sheet.page.number, f"正文右边在 {end:.1f} mm，应为 {right:g} mm", place=far.box)
        elif (end := hung.glyphs[-1].ink_right) > right + _ERROR + _EPSILON:
            message = f"行末标点悬在版心外，到 {end:.1f} mm，版心右边是 {right:g} mm"
            yield Remark(sheet.page.number, message, Strength.ADVISED, hung.box)


def heights(printed: Print) -> Iterator[Remark]:
    """P03: text that runs on fills its page down to the edge and begins the next at the top."""
    due = printed.measures
    for upper, lower in pairwise(printed.sheets):
        if not runs_on(printed, upper, lower):
            continue
        last, first = upper.body[-1], lower.body[0]
        missing = round((due.bottom - last.bottom) / mean(due.pitch))
        if not _near(last.bottom, due.bottom) and not held_back(lower, missing):
            message = f"末行下边在 {last.bottom:.1f} mm，应为 {due.bottom:g} mm"
            # To fill the page is advice (§5.2.3), to stay inside the type area is not
            yield Remark(upper.page.number, message, Strength.ADVISED if last.bottom < due.bottom else None, last.box)
        if not _near(first.top, due.top):
            message = f"首行上边在 {first.top:.1f} mm，应为 {due.top:g} mm"
            # Word processors put the top of a line there, and leading between it and the characters
            lowest = due.top + max(due.pitch) - first.size * POINT + _ERROR
            advice = Strength.ADVISED if due.top < first.top <= lowest else None
            yield Remark(lower.page.number, message, advice, first.box)


def _reach(line: Line) -> float:
    """Return where a line ends; a mark at its end may hang beyond the edge, as Word lets it unless told otherwise."""
    last = line.glyphs[-1]
    return min(last.left, last.ink_right) if last.text in LEFT_HALF else last.right


def _is_mirrored(printed: Print) -> bool:
    """Tell whether even pages stand nearer to the fold side's opposite, all of them alike."""
    even = [sheet.left for sheet in printed.sheets if sheet.known and sheet.page.number % 2 == 0]
    odd = [sheet.left for sheet in printed.sheets if sheet.known and sheet.page.number % 2]
    due = printed.measures
    return (
        bool(even)
        and all(_near(left, due.mirrored_left) for left in even)
        and all(_near(left, due.left) for left in odd)
        and not all(_near(left, due.left) for left in even)
    )


def _near(value: float, due: float) -> bool:
    return abs(value - due) <= _ERROR + _EPSILON
