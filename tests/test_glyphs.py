"""Glyphs, advances and outlines are what fontTools reads out of a font, at a fraction of its time."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.cli.machine import font_folder
from bulletin_gen.fonts.face import Origin
from bulletin_gen.fonts.find import faces_in, system_faces
from bulletin_gen.fonts.glyphs import glyphs
from bulletin_gen.typeset.ink import advance, ink, line_metrics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.fonts.face import Face

GLYPHS = 7
NARROW = st.integers(0x20, 0xFFFD)
LAST = {4: 0xFFFF, 6: 0x2FF, 12: 0x2FFFF}
"""The last code point that a table of each format takes here."""
WIDE = NARROW | st.integers(0x10000, 0x2FFFF)


def font_of(kinds: Iterable[tuple[int, int, int]], points: dict[int, int]) -> TTFont:
    """Return a font with tables of characters by platform, encoding and format."""
    builder = FontBuilder(1000)
    names = [".notdef", *(f"g{number}" for number in range(1, GLYPHS))]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({})
    builder.setupGlyf(dict.fromkeys(names, TTGlyphPen(None).glyph()))
    builder.setupHorizontalMetrics({name: (100 * number, 0) for number, name in enumerate(names)})
    builder.setupHorizontalHeader()
    builder.setupOS2()
    builder.setupPost()
    builder.setupNameTable({"familyName": "Some"})
    tables = []
    for platform, encoding, form in kinds:
        table = CmapSubtable.newSubtable(form)
        table.platformID, table.platEncID, table.language = platform, encoding, 0
        table.cmap = {point: names[glyph] for point, glyph in points.items() if point <= LAST[form]}
        tables.append(table)
    builder.font["cmap"].tables = tables
    return builder.font


@given(
    kinds=st.lists(
        st.sampled_from([(3, 1, 4), (3, 10, 12), (0, 3, 4), (0, 4, 12), (0, 3, 6), (3, 1, 12), (1, 0, 6)]),
        min_size=1,
        unique_by=lambda kind: kind[:2],
    ),
    points=st.dictionaries(WIDE, st.integers(0, GLYPHS - 1), max_size=40),
    asked=st.sets(WIDE, max_size=40),
)
def test_each_character_has_the_glyph_that_fonttools_finds(
    kinds: list[tuple[int, int, int]], points: dict[int, int], asked: set[int]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "some.ttf"
        font_of(kinds, points).save(path)
        (face,) = faces_in(Path(folder), Origin.SITE)[0]
        with TTFont(path) as font:
            known = font.getBestCmap() or {}
            expected = {point: font.getGlyphID(known[point]) if point in known else 0 for point in {*points, *asked}}
        found = glyphs(face)

        assert {point: found(point) for point in expected} == expected
        assert all(advance(face, chr(point)) == (glyph / 10 if glyph else 1) for point, glyph in expected.items())


def some_faces() -> list[Face]:
    """Return faces of this machine, one of each file."""
    every = (*faces_in(font_folder(), Origin.DATA)[0], *system_faces(Path.home()))
    return list({face.path: face for face in every}.values())


@pytest.mark.parametrize("face", some_faces()[:16], ids=lambda face: face.name)
def test_real_faces_are_measured_as_fonttools_measures_them(face: Face) -> None:
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        known, unit, outlines = font.getBestCmap() or {}, font["head"].unitsPerEm, font.getGlyphSet()
        for point, name in islice(((one, known[one]) for one in known if font.getGlyphID(known[one])), 0, None, 499):
            pen = BoundsPen(outlines)
            outlines[name].draw(pen)
            _, bottom, _, top = pen.bounds or (0, 0, 0, 0)
            measured = ink(face, chr(point))

            assert (measured.top, measured.bottom) == (top / unit, bottom / unit)
            assert advance(face, chr(point)) == font["hmtx"][name][0] / unit
        assert line_metrics(face).ascent in {font["hhea"].ascent / unit, font["OS/2"].sTypoAscender / unit}
