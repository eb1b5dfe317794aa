"""Measure a face: where the ink of its characters ends and how wide they are. Lays out nothing.

Needed because a face's box is up to 0.29 em taller than its ink, and a masthead is placed by its ink.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from bulletin_gen.fonts.coverage import glyphs, name_by_number

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.fonts.face import Face

_USE_TYPO_METRICS = 1 << 7


@dataclass(frozen=True, slots=True)
class Ink:
    """Extent of a character above and below the baseline, in em."""

    top: float
    """Above the baseline."""
    bottom: float
    """Above the baseline: negative for what hangs below it."""


@dataclass(frozen=True, slots=True)
class LineMetrics:
    """What a face asks for above and below the baseline, in em."""

    ascent: float
    descent: float
    """Positive."""

    def baseline(self, line_height: float) -> float:
        """Return how far below its box's top the baseline of a line of this height (in em) lies."""
        return (line_height - self.ascent - self.descent) / 2 + self.ascent


def ink(face: Face, character: str) -> Ink:
    """Return the ink of one character; for one that the face lacks, that of its square."""
    font = _open(face.path, face.index, face.path.stat().st_mtime_ns)
    return _ink(font, ord(character))


def advance(face: Face, character: str) -> float:
    """Return how far a character moves on, in em; 1 for one that the face lacks."""
    return _advances(face, face.path.stat().st_mtime_ns).get(ord(character), 1.0)


def line_metrics(face: Face) -> LineMetrics:
    """Return a face's ascent and descent as the layout engine takes them."""
    font = _open(face.path, face.index, face.path.stat().st_mtime_ns)
    unit = font["head"].unitsPerEm
    horizontal, windows = font["hhea"], font["OS/2"]
    if windows.fsSelection & _USE_TYPO_METRICS or not horizontal.ascent:
        return LineMetrics(windows.sTypoAscender / unit, abs(windows.sTypoDescender) / unit)
    return LineMetrics(horizontal.ascent / unit, abs(horizontal.descent) / unit)


@lru_cache(maxsize=16)
def _open(path: Path, index: int, version: int) -> TTFont:  # noqa: ARG001 - a replaced file is opened anew
    return TTFont(path, fontNumber=index, lazy=True)


@lru_cache(maxsize=64)
def _advances(face: Face, version: int) -> dict[int, float]:  # noqa: ARG001 - a replaced file is read anew
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        name_by_number(font)
        unit, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {point: widths[glyph][0] / unit for point, glyph in glyphs(face).items()}


@lru_cache(maxsize=4096)
def _ink(font: TTFont, code_point: int) -> Ink:
    unit = font["head"].unitsPerEm
    name = (font.getBestCmap() or {}).get(code_point)
    if name is None:
        return Ink(0.88, -0.12)
    outlines = font.getGlyphSet()
    pen = BoundsPen(outlines)
    outlines[name].draw(pen)
    _, bottom, _, top = pen.bounds or (0, 0, 0, 0)
    return Ink(top / unit, bottom / unit)
