"""Measure a face: where the ink of its characters ends and how wide they are. Lays out nothing.

Needed because a face's box is up to 0.29 em taller than its ink, and a masthead is placed by its ink.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from weasyprint.text.ffi import ffi, harfbuzz

from bulletin_gen.fonts.glyphs import glyphs_of
from bulletin_gen.fonts.tables import font_file, table
from bulletin_gen.typeset.starting import OUTLINES

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.fonts.tables import FontFile

ffi.cdef(OUTLINES)

_USE_TYPO_METRICS = 1 << 7
_NOTHING = 1e-10


class Ink(Struct, frozen=True):
    """Extent of a character above and below the baseline, in em."""

    top: float
    """Above the baseline."""
    bottom: float
    """Above the baseline: negative for what hangs below it."""


class LineMetrics(Struct, frozen=True):
    """What a face asks for above and below the baseline, in em."""

    ascent: float
    descent: float
    """Positive."""

    def baseline(self, line_height: float) -> float:
        """Return how far below its box's top the baseline of a line of this height (in em) lies."""
        return (line_height - self.ascent - self.descent) / 2 + self.ascent


def ink(face: Face, character: str) -> Ink:
    """Return the ink of one character; for one that the face lacks, that of its square."""
    file = font_file(face.path, face.index)
    glyph = glyphs_of(file)(ord(character))
    return _ink(file, glyph) if glyph else Ink(0.88, -0.12)


def advance(face: Face, character: str) -> float:
    """Return how far a character moves on, in em; 1 for one that the face lacks."""
    file = font_file(face.path, face.index)
    glyph = glyphs_of(file)(ord(character))
    return _advances(file)(glyph) / _unit(file) if glyph else 1.0


def line_metrics(face: Face) -> LineMetrics:
    """Return a face's ascent and descent as the layout engine takes them."""
    file = font_file(face.path, face.index)
    unit = _unit(file)
    ascent, descent = struct.unpack_from(">4xhh", table(file, "hhea"))
    (selection, typographic_ascent, typographic_descent) = struct.unpack_from(">62xH4xhh", table(file, "OS/2"))
    if selection & _USE_TYPO_METRICS or not ascent:
        return LineMetrics(typographic_ascent / unit, abs(typographic_descent) / unit)
    return LineMetrics(ascent / unit, abs(descent) / unit)


@lru_cache(maxsize=64)
def _unit(file: FontFile) -> int:
    """Return how many units of the font are an em."""
    return int(struct.unpack_from(">18xH", table(file, "head"))[0])


@lru_cache(maxsize=64)
def _advances(file: FontFile) -> Callable[[int], int]:
    """Return the function that gives the advance of a glyph; those after the last listed one are as wide as it."""
    (count,) = struct.unpack_from(">34xH", table(file, "hhea"))
    listed = table(file, "hmtx")
    return lambda glyph: int(struct.unpack_from(">H", listed, 4 * min(glyph, count - 1))[0])


@lru_cache(maxsize=1024)
def _ink(file: FontFile, glyph: int) -> Ink:
    heights: list[float] = []
    harfbuzz.hb_font_get_glyph_shape(_outlines(file), glyph, _pen()[0], ffi.new_handle(heights))
    unit = _unit(file)
    return Ink(max(heights, default=0) / unit, min(heights, default=0) / unit)


@lru_cache(maxsize=16)
def _outlines(file: FontFile) -> Any:  # noqa: ANN401 - a pointer of the engine's
    blob = harfbuzz.hb_blob_create_from_file(str(file.path).encode("utf-8", "surrogateescape"))
    face = harfbuzz.hb_face_create(blob, file.index)
    harfbuzz.hb_blob_destroy(blob)
    font = ffi.gc(harfbuzz.hb_font_create(face), harfbuzz.hb_font_destroy)
    harfbuzz.hb_face_destroy(face)
    return font


@lru_cache(maxsize=1)
def _pen() -> tuple[Any, tuple[Any, ...]]:
    """Return what draws an outline by noting the heights that it reaches, and what must live as long."""
    pen = harfbuzz.hb_draw_funcs_create()
    move, line = ffi.callback("move_t", _move), ffi.callback("move_t", _draw)
    quadratic, cubic = ffi.callback("curve_t", _draw), ffi.callback("cubic_t", _draw)
    harfbuzz.hb_draw_funcs_set_move_to_func(pen, move, ffi.NULL, ffi.NULL)
    harfbuzz.hb_draw_funcs_set_line_to_func(pen, line, ffi.NULL, ffi.NULL)
    harfbuzz.hb_draw_funcs_set_quadratic_to_func(pen, quadratic, ffi.NULL, ffi.NULL)
    harfbuzz.hb_draw_funcs_set_cubic_to_func(pen, cubic, ffi.NULL, ffi.NULL)
    return pen, (move, line, quadratic, cubic)


def _move(*given: Any) -> None:  # noqa: ANN401 - pen, heights, state, x and y, nothing: as the library gives them
    ffi.from_handle(given[1]).append(given[4])


def _draw(*given: Any) -> None:  # noqa: ANN401 - the same, with x and y of each point of a curve after its first
    heights: list[float] = ffi.from_handle(given[1])
    curve = (heights[-1], *given[4:-1:2])
    heights.extend(_turns(curve))
    heights.append(curve[-1])


def _turns(curve: tuple[float, ...]) -> list[float]:
    """Return the heights at which a curve turns back, by the heights of its points."""
    start, *rest = curve
    if len(rest) == 1:
        return []
    if len(rest) == 2:  # noqa: PLR2004 - a quadratic curve
        first = (rest[0] - start) * 2
        second, third = rest[1] - start - first, 0.0
    else:
        first = (rest[0] - start) * 3
        second = (rest[1] - rest[0]) * 3 - first
        third = rest[2] - start - first - second
    times = _zeros(third * 3, second * 2, first)
    return [third * t * t * t + second * t * t + first * t + start for t in times if 0 <= t < 1]


def _zeros(square: float, linear: float, constant: float) -> list[float]:
    """Return where a parabola or a line is 0."""
    if abs(square) < _NOTHING:
        return [] if abs(linear) < _NOTHING else [-constant / linear]
    under = linear * linear - 4.0 * square * constant
    return [(-linear + sign * sqrt(under)) / 2.0 / square for sign in (1, -1)] if under >= 0 else []
