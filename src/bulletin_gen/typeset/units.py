"""The units of a printed page and the ways in which a profile writes them. Knows no measure by name."""

from __future__ import annotations

import re
from typing import NewType

from bulletin_gen.notation.sizes import NAMED_SIZES
from bulletin_gen.patterns import pattern

Millimetre = NewType("Millimetre", float)
"""Lengths on the page, from its upper left corner."""
Point = NewType("Point", float)
"""Sizes of type: 1/72 inch."""

MM_PER_POINT = 25.4 / 72


_LENGTH = pattern(r"([+-]?\d+(?:\.\d+)?)\s*(mm|毫米|cm|厘米|pt|磅)")
_FACTORS = {"mm": 1.0, "毫米": 1.0, "cm": 10.0, "厘米": 10.0, "pt": MM_PER_POINT, "磅": MM_PER_POINT}


def in_mm(size: Point) -> Millimetre:
    """Return a size of type in millimetres."""
    return Millimetre(size * MM_PER_POINT)


def in_pt(length: Millimetre) -> Point:
    """Return a length in points."""
    return Point(length / MM_PER_POINT)


def read_length(text: str) -> Millimetre | None:
    """Return a length written `35 mm`, `3.5cm`, `28 pt` or `28磅`; None for anything else."""
    match = _LENGTH.fullmatch(text.strip())
    return Millimetre(float(match[1]) * _FACTORS[match[2]]) if match else None


def read_size(text: str) -> Point | None:
    """Return a size of type written `16 pt`, `三号` or `3号`; None for anything else."""
    name = text.strip()
    if re.fullmatch(r"[1-6]号", name):
        name = "〇一二三四五六"[int(name[0])] + "号"
    if name in NAMED_SIZES:
        return Point(NAMED_SIZES[name])
    length = read_length(name)
    # Rounded: 16 pt must not come back from millimetres as 15.999….
    return None if length is None else Point(round(in_pt(length), 4))
