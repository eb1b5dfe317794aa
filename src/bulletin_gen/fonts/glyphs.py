"""Tell which glyph a face has for a character, by looking that character up.

To read all 30,000 characters of a font, as fontTools does, takes longer than to print an issue. Tables that are written
in a rare way are left to it. Knows no outlines.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from functools import lru_cache, partial
from operator import lt
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.diagnostics import BulletinError
from bulletin_gen.fonts.tables import UNREADABLE, font_file, library_font, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.fonts.tables import FontFile

    Glyphs: TypeAlias = Callable[[int], int]

_BEST = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""Platform and encoding of the tables of Unicode characters, the widest first. Source: OpenType 1.9, cmap."""


def glyphs(face: Face) -> Glyphs:
    """Return the function that gives the number of the glyph that a face has for a code point; 0 for none."""
    return glyphs_of(font_file(face.path, face.index))


@lru_cache(maxsize=64)
def glyphs_of(file: FontFile) -> Glyphs:
    """Return the same for a file as it is."""
    try:
        return _Asked(_best(table(file, "cmap")) or _by_library(file)).__getitem__
    except UNREADABLE as fault:
        raise BulletinError(
            f"字体文件的字符表读不出来：{file.path}", "文件已损坏，请换一份完好的，或把它移走。"
        ) from fault


class _Asked(dict[int, int]):
    """The glyphs that were asked for: each text has mostly the same characters. A dict, which is asked fastest."""

    def __init__(self, find: Glyphs) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, point: int) -> int:
        self[point] = glyph = self._find(point)
        return glyph


def _best(content: bytes) -> Glyphs | None:
    """Return what the best table of characters says; None where it is written in a rare way."""
    (count,) = struct.unpack_from(">2xH", content)
    listed = struct.iter_unpack(">HHL", content[4 : 4 + 8 * count])
    starts = {(platform, encoding): start for platform, encoding, start in listed}
    kinds = {start: struct.unpack_from(">H", content, start)[0] for start in starts.values()}
    start = next((starts[one] for one in _BEST if one in starts), None)
    if start is None:
        return _none
    return _KINDS[kinds[start]](content, start) if kinds[start] in _KINDS else None


def _none(_: int) -> int:
    return 0


class _Segments(Struct, frozen=True):
    """A table in segments of 16 bits: format 4."""

    ends: array[int]
    starts: array[int]
    deltas: array[int]
    offsets: array[int]
    rest: array[int]
    """Glyphs, to which the offsets lead."""

    def __call__(self, point: int) -> int:
        """Return the glyph of a code point."""
        segment = bisect_left(self.ends, point)
        if segment >= len(self.ends) or self.starts[segment] > point:
            return 0
        offset, delta = self.offsets[segment], self.deltas[segment]
        if offset == 0:
            return (point + delta) & 0xFFFF
        place = offset // 2 + point - self.starts[segment] + segment - len(self.offsets)
        glyph = self.rest[place] if 0 <= place < len(self.rest) else 0
        return (glyph + delta) & 0xFFFF if glyph else 0


def _segments(content: bytes, start: int) -> Glyphs | None:
    length, twice = struct.unpack_from(">2xH2xH", content, start)
    count = twice // 2
    words = _array("H", content[start + 14 : start + length])
    if count == 0 or len(words) < 4 * count + 1:
        return None
    ends, starts = words[: count - 1], words[count + 1 : 2 * count]  # the last segment only ends the table
    deltas, offsets = words[2 * count + 1 : 3 * count + 1], words[3 * count + 1 : 4 * count + 1]
    return _Segments(ends, starts, deltas, offsets, words[4 * count + 1 :]) if _rise(ends) else None


class _Groups(Struct, frozen=True):
    """A table in groups of 32 bits: format 12."""

    starts: array[int]
    ends: array[int]
    firsts: array[int]
    """The glyph of the first code point of each."""

    def __call__(self, point: int) -> int:
        """Return the glyph of a code point."""
        group = bisect_right(self.starts, point) - 1
        if group < 0 or point > self.ends[group]:
            return 0
        return self.firsts[group] + point - self.starts[group]


def _groups(content: bytes, start: int) -> Glyphs | None:
    (count,) = struct.unpack_from(">12xL", content, start)
    words = _array("I", content[start + 16 : start + 16 + 12 * count])
    starts, ends = words[::3], words[1::3]
    if len(words) < 3 * count or not _rise(starts) or not _rise(ends):
        return None
    return _Groups(starts, ends, words[2::3])


_KINDS = {4: _segments, 12: _groups}


def _array(kind: str, content: bytes) -> array[int]:
    """Return numbers that the file has with their highest byte first."""
    numbers = array(kind)
    numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _rise(numbers: array[int]) -> bool:
    return all(map(lt, numbers, numbers[1:]))


def _by_library(file: FontFile) -> Glyphs:
    with library_font(file) as font:
        # By their numbers: to read the names of glyphs out of the outlines takes most of the time.
        font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
        known = {point: font.getGlyphID(glyph) for point, glyph in (font.getBestCmap() or {}).items()}
    return partial(_looked_up, known)


def _looked_up(known: dict[int, int], point: int) -> int:
    return known.get(point, 0)
