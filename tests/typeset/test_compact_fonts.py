"""Faces are embedded by the outlines that a print draws, at the numbers that they have in the face."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.typeset.compact_fonts import BLANK, CompactFont, charstrings, compact_font, read_compact

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Pages

SQUARE = bytes([139, 139, 21, 239, 6, 239, 7, 39, 6, 14])
"""A charstring: a square of 100 units at the origin."""
_THREE_FONTS = CompactFont(
    name=b"Example-Regular",
    shape=b"",
    fonts=tuple((b"", bytes([width + 139, 20])) for width in (10, 20, 30)),
    firsts=(0, 5, 70, 300),
    chosen=(0, 1, 2, 1),
)


def opened(data: bytes) -> Any:  # noqa: ANN401 - the reader is not typed
    """Return the top dictionary of a font as fontTools reads it."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    return fonts.topDictIndex[0]


def outline(drawn: Any) -> tuple[object, float]:  # noqa: ANN401 - the same
    """Return what draws a glyph, and its advance."""
    pen = RecordingPen()
    drawn.draw(pen)
    return pen.value, drawn.width


def embedded(pdf: bytes) -> dict[str, bytes]:
    """Return the fonts in a print by their names, without the letters before them."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {
            str(item.FontName)[8:]: item.FontFile3.read_bytes()
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontFile3" in item
        }


def test_every_glyph_of_a_print_is_drawn_as_its_face_draws_it(
    kit: dict[str, Any], printed: Callable[..., Pages]
) -> None:
    fonts = embedded(printed("# 标题一则\n\n正文（第1段）：“引号”、顿号——破折号。**着重**。\n").pdf)
    faces = {cut.family: cut.face for cut in kit["press_of"]("简报").cuts.every}
    assert fonts
    for name, data in fonts.items():
        face = faces[name.removesuffix("-Bold") if name not in faces else name]
        with TTFont(face.path, fontNumber=face.index) as whole:
            glyphs, order = whole.getGlyphSet(), whole.getGlyphOrder()
            top = opened(data)
            for cid in top.charset[1:]:
                assert outline(top.CharStrings[cid]) == outline(glyphs[order[int(cid[3:])]])


def test_what_was_printed_before_leaves_no_trace(printed: Callable[..., Pages]) -> None:
    first = printed("# 甲\n\n乙丙丁。\n").pdf
    printed("# 戊己\n\n庚辛壬癸，子丑寅卯。\n")
    assert printed("# 甲\n\n乙丙丁。\n").pdf == first


@given(st.sets(st.integers(1, 0xFFFE), min_size=1, max_size=300))
def test_each_glyph_keeps_its_number_and_its_font(numbers: set[int]) -> None:
    data = compact_font(_THREE_FONTS, {0: BLANK, **dict.fromkeys(numbers, SQUARE)})
    top = opened(data)
    assert top.charset == [".notdef", *(f"cid{number:05}" for number in sorted(numbers))]
    assert top.CIDCount == max(numbers) + 1
    for number in numbers:
        width = 20 if 5 <= number < 70 or number >= 300 else 30 if number >= 70 else 10
        assert outline(top.CharStrings[f"cid{number:05}"])[1] == width


def test_a_font_that_was_written_is_read_again() -> None:
    drawn = {0: BLANK, 3: SQUARE, 90: BLANK + SQUARE}
    data = memoryview(compact_font(_THREE_FONTS, drawn))
    font = read_compact(data)
    assert font is not None
    assert (font.name, font.fonts) == (_THREE_FONTS.name, _THREE_FONTS.fonts)
    assert charstrings(data, range(3)) == dict(enumerate(drawn.values()))


@pytest.mark.parametrize("length", [0, 1, 3, 20, 60])
def test_a_table_that_breaks_off_is_a_fault_and_no_font(length: int) -> None:
    data = compact_font(_THREE_FONTS, {0: BLANK, 3: SQUARE})[:length]
    with pytest.raises((IndexError, KeyError, ValueError)):
        read_compact(memoryview(data))
