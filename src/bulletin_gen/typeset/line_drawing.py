"""Draw planned lines: from their layout, as it was measured, and with few steps a glyph.

The engine draws all other text, and a planned line in which a glyph is no single character, stands beside its place or
is a picture. Places nothing: the plan did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weasyprint.draw import text as drawing
from weasyprint.text.ffi import FROM_UNITS, pango

from bulletin_gen.typeset.exact import PlannedLayout
from bulletin_gen.typeset.kept_layouts import KeptLayout

if TYPE_CHECKING:
    from bulletin_gen.typeset.glyph_runs import GlyphRun

_FONT_WITH_SIZE = 14802
"""Pango's version from which a font tells its size."""
_draw_first_line = drawing.draw_first_line


def _draw_planned_line(stream: Any, box: Any, overflow: str, ellipsis: Any, matrix: Any) -> list[Any]:  # noqa: ANN401 - values of the engine's
    """Draw a line and return the pictures in it, in the way of the engine."""
    layout = box.pango_layout
    planned = isinstance(layout, PlannedLayout) and overflow != "ellipsis" and ellipsis == "none"
    runs = layout.runs if planned else ()
    fonts = [stream.add_font(run.font)[0] for run in runs]
    if not runs or not box.text.strip() or not all(map(_is_plain, runs, fonts)):
        if isinstance(layout, KeptLayout) and (overflow == "ellipsis" or ellipsis != "none"):
            box.pango_layout = layout.renewed(box.style)
        pictures: list[Any] = _draw_first_line(stream, box, overflow, ellipsis, matrix)
        return pictures
    stream.set_text_matrix(*matrix.values)
    encoded = box.text.encode()
    for run, font in zip(runs, fonts, strict=True):
        size = _size(stream, run, box)
        stream.set_font_size(font.hash, size)
        _note_characters(font, run, encoded)
        stream.show_text(_shown(stream, font, run, size))
    return []


def _is_plain(run: GlyphRun, font: Any) -> bool:  # noqa: ANN401 - a value of the engine's
    special = font.bitmap or font.svg or font.png or font.colr
    return not special and run.is_simple and not run.is_shifted and max(run.glyphs) < pango.PANGO_GLYPH_EMPTY


def _size(stream: Any, run: GlyphRun, box: Any) -> float:  # noqa: ANN401 - values of the engine's
    tells = pango.pango_version() >= _FONT_WITH_SIZE
    size: float = stream.add_font(run.font)[1] if tells else box.style["font_size"]
    return size


def _note_characters(font: Any, run: GlyphRun, encoded: bytes) -> None:  # noqa: ANN401 - a value of the engine's
    """Note which character each glyph of the font stands for: the first that it was drawn for."""
    known = font.to_unicode
    text = encoded[run.offset : run.offset + run.length].decode()
    for glyph, character in zip(run.glyphs, text, strict=True):
        if glyph not in known:
            known[glyph] = character


def _shown(stream: Any, font: Any, run: GlyphRun, size: float) -> str:  # noqa: ANN401 - values of the engine's
    """Return a run's glyphs as PDF shows them, with what each advance differs from the glyph's own."""
    widths, glyphs = font.widths, run.glyphs
    for glyph in set(glyphs) - widths.keys():
        pango.pango_font_get_glyph_extents(run.font, glyph, stream.ink_rect, stream.logical_rect)
        widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    advances = run.advances
    units = {advance: advance * 1000 * FROM_UNITS / size for advance in set(advances)}
    less = [int(widths[glyph] - units[advance]) for glyph, advance in zip(glyphs, advances, strict=True)]
    shown = [f"{glyph:04x}>{by}<" if by else f"{glyph:04x}" for glyph, by in zip(glyphs, less, strict=True)]
    return f"<{''.join(shown)}>".removesuffix("<>")


drawing.draw_first_line = _draw_planned_line
