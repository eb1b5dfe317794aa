"""Titles: which lines of a page are one, and the rule of where they stand and how they are broken. Reads no words."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bulletin_gen.inspect.findings import Remark
from bulletin_gen.inspect.marks import HAN
from bulletin_gen.inspect.page import POINT, around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.inspect.frame import Print, Sheet
    from bulletin_gen.inspect.page import Box, Line

_LARGER = 3.0
"""Points by which a title's type is larger than the body's."""
_SOMEWHAT = 1.0
_PLACE = 1.5
_EPSILON = 0.02
_NEXT_LINE = 2.2
"""Of a title's em, within which its next line follows."""
_FEWEST = 4
_THREE = 3


def titles(printed: Print) -> Iterator[Remark]:
    """P11: titles stand at their distance, centred, and are broken to a trapezium or a rhombus."""
    yield from _distance(printed)
    for sheet in printed.sheets:
        for title in _titles(printed, sheet):
            place = around(line.box for line in title)
            for message in (*_off_centre(printed, sheet, title), *_shape(title)):
                yield Remark(sheet.page.number, message, place=place)


def headlines(printed: Print, sheet: Sheet) -> Iterator[Line]:
    """Yield the large lines of a page below the head; on a first page without a red rule nobody knows where it ends."""
    if not printed.size or (sheet.page.number == 1 and not sheet.head):
        return
    ceiling = sheet.head[-1].bottom if sheet.head else 0
    floor = sheet.imprint[0].top if sheet.imprint else sheet.page.height
    text = sheet.body[0].top if sheet.head and sheet.body else 0
    for line in sheet.page.lines:
        # Between red rule and text there is nothing else that could be larger than the text
        larger = line.size - printed.size > (_SOMEWHAT if line.baseline < text else _LARGER)
        large = larger and any(HAN.match(glyph.text) for glyph in line.glyphs)
        if large and ceiling < line.baseline < floor and not any(glyph.red for glyph in line.glyphs):
            yield line


def _distance(printed: Print) -> Iterator[Remark]:
    """Measure from the red rule to the title where nothing stands between.

    To its em box, not to its ink: the clause counts lines, and 一 has its ink far below 国's.
    """
    first = printed.sheets[0]
    rule = first.head[-1] if first.head else None
    below = [line for line in first.page.lines if rule and line.baseline > rule.bottom]
    if not rule or not below or below[0] not in headlines(printed, first):
        return
    title, due = below[0], printed.measures.title_gap
    gap = title.top - rule.bottom
    if abs(gap - due) > _PLACE + _EPSILON and not _between(first, rule, title):
        yield Remark(1, f"标题在红线下 {gap:.1f} mm，应为 {due:g} mm（空二行）", place=title.box)


def _between(sheet: Sheet, rule: Box, title: Line) -> bool:
    shapes = (*sheet.page.boxes, *sheet.page.rules)
    return any(rule.bottom < shape.bottom and shape.top < title.bottom and shape != rule for shape in shapes)


def _titles(printed: Print, sheet: Sheet) -> Iterator[tuple[Line, ...]]:
    """Yield the lines of each title; what is no longer than a drop capital is none."""
    title: list[Line] = []
    for line in headlines(printed, sheet):
        if title and not (_same_size(title[-1], line) and _follows(title[-1], line)):
            yield from _enough(title)
            title = []
        title.append(line)
    yield from _enough(title)


def _enough(title: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    if sum(len(line.glyphs) for line in title) >= _FEWEST:
        yield tuple(title)


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) < 1


def _follows(upper: Line, lower: Line) -> bool:
    return lower.baseline - upper.baseline < _NEXT_LINE * upper.size * POINT


def _off_centre(printed: Print, sheet: Sheet, title: Sequence[Line]) -> Iterator[str]:
    middles = _middles(printed, sheet)
    for line in title:
        centres = [(line.left + line.right) / 2, (line.glyphs[0].ink_left + line.glyphs[-1].ink_right) / 2]
        if all(abs(centre - middle) > _PLACE + _EPSILON for centre in centres for middle in middles):
            yield f"标题“{line.text[:8]}”的中线在 {centres[0]:.1f} mm，应为 {middles[0]:g} mm（居中）"


def _middles(printed: Print, sheet: Sheet) -> list[float]:
    """Return where the middle of a page's type area can be: by the layout, mirrored, and as its own lines tell."""
    due = printed.measures
    middle = (due.left + due.right) / 2
    mirrored = middle + due.mirrored_left - due.left
    even, known = sheet.page.number % 2 == 0, sheet.known
    return [middle, *([mirrored] if even else []), *([(sheet.left + sheet.right) / 2] if known else [])]


def _shape(title: Sequence[Line]) -> Iterator[str]:
    if len(title) > 1 and len(title[-1].glyphs) == 1:
        yield f"标题末行只有“{title[-1].text}”一个字"
    for (one, two), (_, three) in pairwise(pairwise(title)):
        cell = two.size * POINT
        if _width(two) < min(_width(one), _width(three)) - cell / 2:
            yield f"标题“{two.text[:8]}”一行比上下两行都短，应排成梯形或菱形"


def _width(line: Line) -> float:
    return line.glyphs[-1].ink_right - line.glyphs[0].ink_left
