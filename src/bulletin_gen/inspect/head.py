"""Rules of the head (报头): masthead and red rule, as they are seen. Reads no words: a masthead may be a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.inspect.findings import Remark
from bulletin_gen.inspect.page import around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.inspect.frame import Print, Sheet
    from bulletin_gen.inspect.page import Box

_PLACE = 1.0
_EPSILON = 0.02
_WORDS = (3.0, 45.0)
"""How high a masthead can be: what is lower is a rule, what is higher a frame around it."""
_STROKES = 3.0
"""Between the strokes of a character that has rows without ink."""
_HEAD = 0.4
"""Of a page's height, where its head ends if no rule says so."""
_TOUCHING = 0.3


def masthead(printed: Print) -> Iterator[Remark]:
    """P09: the masthead is red, and its ink begins at its height."""
    sheet, due = printed.sheets[0], printed.measures.masthead
    floor = sheet.head[0].top if sheet.head else _HEAD * sheet.page.height
    red, dark = (
        [band for band in bands if band.top < floor - _TOUCHING] for bands in (sheet.page.ink.red, sheet.page.ink.dark)
    )
    words = [band for band in _merged(red) if band.height > _WORDS[0]]
    if not words:
        if dark and sheet.page.legible:  # a scan may be black and white
            yield Remark(1, "刊名不是红色", place=around(dark))
        return
    name = max(words, key=lambda band: band.width * band.height)
    if name.height > _WORDS[1] or _pushed_down(name, dark, due[0]):
        return
    if all(abs(name.top - top) > _PLACE + _EPSILON for top in due):
        below = due[0] - printed.measures.top
        yield Remark(1, f"刊名上边在 {name.top:.1f} mm，应为 {due[0]:g} mm（版心上边缘下 {below:g} mm）", place=name)


def red_rule(printed: Print) -> Iterator[Remark]:
    """P10: one red rule as wide as the type area, at its distance below the line above."""
    sheet, due = printed.sheets[0], printed.measures
    if not sheet.head and not sheet.page.legible:
        return
    if len(sheet.head) != 1:
        place = around(sheet.head) if sheet.head else None
        yield Remark(1, f"首页有 {len(sheet.head)} 条红线，应为 1 条", place=place)
        return
    rule = sheet.head[0]
    if abs(rule.left - due.left) > _PLACE + _EPSILON or abs(rule.right - due.right) > _PLACE + _EPSILON:
        message = f"红线从 {rule.left:.1f} 到 {rule.right:.1f} mm，应从 {due.left:g} 到 {due.right:g} mm"
        yield Remark(1, message, place=rule)
    gap = _gap(sheet, rule)
    if gap is not None and abs(gap - due.red_gap) > _PLACE + _EPSILON:
        yield Remark(1, f"红线在上一行下 {gap:.1f} mm，应为 {due.red_gap:g} mm", place=rule)


def _pushed_down(name: Box, dark: Sequence[Box], due: float) -> bool:
    """Tell whether three lines of marks (份号, 密级, 紧急程度) leave the masthead no room at its height."""
    return name.top > due and any(due - _STROKES < band.bottom < name.top for band in dark)


def _gap(sheet: Sheet, rule: Box) -> float | None:
    """Return the white above a rule: from ink to ink, or to the em boxes above where the page can't be drawn."""
    ink = sheet.page.ink
    bands = [band for band in (*ink.red, *ink.dark) if band.top < rule.top - _TOUCHING]
    if not bands:
        above = [line.bottom for line in sheet.page.lines if line.baseline < rule.top]
        return rule.top - max(above) if above else None
    lowest = max(band.bottom for band in bands)
    return rule.top - lowest if lowest < rule.top else None  # something stands across the rule


def _merged(bands: Sequence[Box]) -> list[Box]:
    """Return bands that are one row of characters as one."""
    merged: list[Box] = []
    for band in bands:
        if merged and band.top - merged[-1].bottom < _STROKES:
            merged[-1] = around((merged[-1], band))
        else:
            merged.append(band)
    return merged
