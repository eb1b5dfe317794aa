"""Gather what was drawn on a page into lines of text, rules and boxes, in millimetres of the sheet as it is cut.

Interprets none of them.
"""

from __future__ import annotations

import unicodedata
from operator import attrgetter
from typing import TYPE_CHECKING

from bulletin_gen.inspect.canvas import UNKNOWN
from bulletin_gen.inspect.colour import is_red
from bulletin_gen.inspect.page import POINT, Box, Glyph, Line, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bulletin_gen.inspect.canvas import Canvas, Char, Shape

_SAME_LINE = 0.7
_THIN = 1.6
_SHORTEST_RULE = 20.0
_JOINT = 0.6
_MOST_OF_PAGE = 0.8
_HALF_OF_PAGE = 0.5
_OUTLINES = 50
"""So many shapes as large as characters may be characters."""
_SMALLEST, _LARGEST = 1.5, 12.0


def gathered(number: int, canvas: Canvas) -> Page:
    """Return a page from what can be seen of it."""
    left, lower, right, upper = canvas.paper
    width, height = (right - left) * canvas.unit * POINT, (upper - lower) * canvas.unit * POINT
    shapes = [(shape, _box(shape, canvas)) for shape in canvas.shapes]
    boxes = [box for _, box in shapes]
    glyphs = [(char, _glyph(char, canvas)) for char in canvas.chars if _has_ink(char.text)]
    rules = _joined([box for box in boxes if box.height <= _THIN and box.width > box.height])
    pictures = sum(box.width * box.height for shape, box in shapes if shape.picture)
    outlines = sum(_SMALLEST < max(box.width, box.height) < _LARGEST for box in boxes)
    unknown = any(char.text == UNKNOWN for char in canvas.chars)
    return Page(
        number=number,
        width=width,
        height=height,
        lines=_lines(glyph for char, glyph in glyphs if char.upright),
        rules=tuple(rule for rule in rules if rule.width >= _SHORTEST_RULE),
        boxes=tuple(box for box in boxes if box.height > _THIN and _area(box) < _MOST_OF_PAGE * width * height),
        drawn=tuple(glyph for _, glyph in glyphs),
        legible=not unknown and outlines < _OUTLINES and pictures < _HALF_OF_PAGE * width * height,
    )


def _box(shape: Shape, canvas: Canvas) -> Box:
    left, _, _, upper = canvas.paper
    unit = canvas.unit * POINT
    return Box(
        left=(shape.left - left) * unit,
        right=(shape.right - left) * unit,
        top=(upper - shape.upper) * unit,
        bottom=(upper - shape.lower) * unit,
        red=is_red(shape.colour),
    )


def _glyph(char: Char, canvas: Canvas) -> Glyph:
    left, _, _, upper = canvas.paper
    unit = canvas.unit * POINT
    return Glyph(
        text=char.text.strip(),
        left=(char.left - left) * unit,
        right=(char.right - left) * unit,
        baseline=(upper - char.baseline) * unit,
        size=char.size * canvas.unit,
        red=is_red(char.colour),
        font=char.font,
    )


def _has_ink(text: str) -> bool:
    """Tell whether a character is more than a blank or a mark for programs, such as a joiner."""
    return any(not one.isspace() and unicodedata.category(one) not in {"Cc", "Cf"} for one in text)


def _area(box: Box) -> float:
    return box.width * box.height


def _joined(boxes: Iterable[Box]) -> list[Box]:
    """Return rules that touch as one rule, be it side by side or upon each other, from top to bottom."""
    rules = sorted(boxes, key=lambda box: (box.top, box.left))
    before = len(rules) + 1
    while len(rules) < before:
        before, rules = len(rules), _once_joined(rules)
    return rules


def _once_joined(boxes: Sequence[Box]) -> list[Box]:
    """Join each box with one above or beside it, of those that are not long past."""
    joined: list[Box] = []
    open_: list[int] = []
    for box in boxes:
        open_ = [index for index in open_ if joined[index].bottom > box.top - _THIN]
        found = next((index for index in open_ if _touch(joined[index], box)), None)
        if found is None:
            open_.append(len(joined))
            joined.append(box)
        else:
            joined[found] = _around(joined[found], box)
    return sorted(joined, key=lambda box: (box.top, box.left))


def _touch(one: Box, other: Box) -> bool:
    beside = other.left <= one.right + _JOINT and other.right >= one.left - _JOINT
    upon = other.top <= one.bottom + 0.05 and one.top <= other.bottom + 0.05
    return beside and upon and one.red == other.red


def _around(one: Box, other: Box) -> Box:
    return Box(
        left=min(one.left, other.left),
        right=max(one.right, other.right),
        top=min(one.top, other.top),
        bottom=max(one.bottom, other.bottom),
        red=one.red,
    )


def _lines(glyphs: Iterable[Glyph]) -> tuple[Line, ...]:
    """Return glyphs by their baselines; what is drawn twice counts once."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=attrgetter("baseline", "left")):
        if rows and glyph.baseline - rows[-1][0].baseline <= _SAME_LINE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return tuple(Line(_once(sorted(row, key=attrgetter("left")))) for row in rows)


def _once(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """Drop what stands on its like: bold that is made by drawing twice."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        if not (kept and kept[-1].text == glyph.text and glyph.left - kept[-1].left < 0.2 * glyph.size * POINT):
            kept.append(glyph)
    return tuple(kept)
