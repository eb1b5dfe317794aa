"""Rules of the type area: where lines begin and end, where pages do. Knows body lines alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bulletin_gen.inspect.findings import Remark, Strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.inspect.frame import Print, Sheet

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
        start = min([sheet.left, *(line.glyphs[0].ink_left for line in sheet.body)])
        end = max([sheet.right, *(line.glyphs[-1].ink_right for line in sheet.body)])
        if not _near(start, left) or not _near(sheet.left, left):
            yield Remark(sheet.page.number, f"正文左边在 {min(start, sheet.left):.1f} mm，应为 {left:g} mm")
        if not _near(sheet.right, right) or end > right + _ERROR + _EPSILON:
            far = end if end > right + _ERROR else sheet.right
            yield Remark(sheet.page.number, f"正文右边在 {far:.1f} mm，应为 {right:g} mm")


def heights(printed: Print) -> Iterator[Remark]:
    """P03: text that runs on fills its page down to the edge and begins the next at the top."""
    due = printed.measures
    for upper, lower in pairwise(printed.sheets):
        if not _runs_on(printed, upper, lower):
            continue
        bottom, top = upper.body[-1].bottom, lower.body[0].top
        # Before the page of the imprint lines may be held back: it must not stand alone
        if not lower.imprint and not _near(bottom, due.bottom):
            message = f"末行下边在 {bottom:.1f} mm，应为 {due.bottom:g} mm"
            # To fill the page is advice (§5.2.3), to stay inside the type area is not
            yield Remark(upper.page.number, message, Strength.ADVISED if bottom < due.bottom else None)
        if not _near(top, due.top):
            yield Remark(lower.page.number, f"首行上边在 {top:.1f} mm，应为 {due.top:g} mm")


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


def _runs_on(printed: Print, upper: Sheet, lower: Sheet) -> bool:
    """Tell whether a paragraph surely goes over from one page to the next, with nothing around its two lines."""
    if not (upper.body and lower.body and upper.known and lower.known):
        return False
    last, first = upper.body[-1], lower.body[0]
    return (
        printed.flush_right(last, upper)
        and printed.opens(last, upper)
        and printed.flush_left(first, lower)
        and (len(lower.body) == 1 or printed.flush_right(first, lower))
        and _nothing_below(upper)
        and _nothing_above(lower)
    )


def _nothing_below(sheet: Sheet) -> bool:
    last = sheet.body[-1]
    lines = any(line.baseline > last.baseline and line != sheet.number for line in sheet.page.lines)
    return not lines and not any(box.bottom > last.bottom for box in (*sheet.page.boxes, *sheet.page.rules))


def _nothing_above(sheet: Sheet) -> bool:
    first = sheet.body[0]
    lines = any(line.baseline < first.baseline and line != sheet.number for line in sheet.page.lines)
    return not lines and not any(box.top < first.top for box in (*sheet.page.boxes, *sheet.page.rules))


def _near(value: float, due: float) -> bool:
    return abs(value - due) <= _ERROR + _EPSILON
