"""Read and write the Compact Font Format, as far as embedding a CID-keyed face takes. Draws no outline.

Source: Adobe Technical Note 5176; of the charstrings of Note 5177 only that one may be `endchar` alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from struct import pack, unpack_from
from sys import byteorder
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BLANK = b"\x0e"
"""A charstring that draws nothing, as wide as glyphs are by default."""

_FONT_BOX, _FONT_MATRIX, _CHARSET, _CHARSTRINGS, _PRIVATE = b"\x05", b"\x0c\x07", b"\x0f", b"\x11", b"\x12"
_DEFAULT_WIDTH, _NOMINAL_WIDTH = b"\x14", b"\x15"
_ROS, _COUNT, _FONTS, _SELECT = b"\x0c\x1e", b"\x0c\x22", b"\x0c\x24", b"\x0c\x25"
_STANDARD_STRINGS = 391


class CompactFont(Struct, frozen=True, kw_only=True):
    """What a CID-keyed face says of all its glyphs."""

    name: bytes
    shape: bytes
    """Its box and its matrix, as its dictionary has them."""
    fonts: tuple[tuple[bytes, bytes], ...]
    """The matrix and the widths of each font that it is put together from."""
    firsts: tuple[int, ...]
    """The first glyph of each stretch whose glyphs are of one of those fonts."""
    chosen: tuple[int, ...]
    """Which font that is."""


def read_compact(table: memoryview) -> CompactFont | None:
    """Return what a table says of its glyphs; None for a face that is not CID-keyed.

    One that is not as it should be raises IndexError, KeyError, ValueError or `struct.error`.
    """
    names = _index(table, table[2])
    tops = _index(table, names[-1])
    top = _entries(_between(table, tops, 0))
    if _ROS not in top:
        return None
    firsts, chosen = _selected(table, _number(top[_SELECT]), _count_of(table, top))
    fonts = _index(table, _number(top[_FONTS]))
    return CompactFont(
        name=_between(table, names, 0),
        shape=_kept(top, _FONT_BOX, _FONT_MATRIX),
        fonts=tuple(_font(table, _entries(_between(table, fonts, number))) for number in range(len(fonts) - 1)),
        firsts=firsts,
        chosen=chosen,
    )


def charstrings(table: memoryview, glyphs: Iterable[int]) -> dict[int, bytes]:
    """Return the charstrings of some glyphs."""
    tops = _index(table, _index(table, table[2])[-1])
    places = _index(table, _number(_entries(_between(table, tops, 0))[_CHARSTRINGS]))
    return {glyph: _between(table, places, glyph) for glyph in glyphs}


def compact_font(font: CompactFont, drawn: Mapping[int, bytes]) -> bytes:
    """Return a font of some glyphs, each by its number in the face; among them the first, which stands for none."""
    glyphs = sorted(drawn)
    before = b"\1\0\4\4" + _written([font.name])
    strings = _written([b"Adobe", b"Identity"])
    glyph_names = b"\0" + _shorts(glyphs[1:])
    select = _select(font, glyphs)
    outlines = _written([drawn[glyph] for glyph in glyphs])
    top_size = len(_top(font, glyphs[-1], (0, 0, 0, 0)))
    start = len(before) + len(_written([bytes(top_size)])) + len(strings) + len(_EMPTY)
    places = tuple(accumulate((len(glyph_names), len(select), len(outlines)), initial=start))
    private_start = places[-1] + len(_fonts(font, 0))
    top = _top(font, glyphs[-1], places)
    privates = b"".join(widths for _, widths in font.fonts)
    parts = (before, _written([top]), strings, _EMPTY, glyph_names, select, outlines, _fonts(font, private_start))
    return b"".join((*parts, privates))


_EMPTY = b"\0\0"


# ------------------------------------------------------------------------------------------------- read


def _index(table: memoryview, start: int) -> list[int]:
    """Return where each item of an index begins, and where the last one ends."""
    count = int.from_bytes(table[start : start + 2], "big")
    if not count:
        return [start + 2]
    size = table[start + 2]
    first = start + 3
    raw = bytes(table[first : first + (count + 1) * size])
    base = first + (count + 1) * size - 1
    return [base + int.from_bytes(raw[place : place + size], "big") for place in range(0, len(raw), size)]


def _between(table: memoryview, places: Sequence[int], number: int) -> bytes:
    return bytes(table[places[number] : places[number + 1]])


def _entries(data: bytes) -> dict[bytes, bytes]:
    """Return the operands of each operator of a dictionary, as they stand in it."""
    entries: dict[bytes, bytes] = {}
    start = place = 0
    while place < len(data):
        if data[place] > _LAST_OPERATOR:
            place += _operand(data, place)
            continue
        end = place + (2 if data[place] == _ESCAPE else 1)
        entries[data[place:end]] = data[start:place]
        start = place = end
    return entries


_LAST_OPERATOR, _ESCAPE = 21, 12
_SHORT, _LONG, _REAL = 28, 29, 30
_REAL_END = 0xF
_LAST_OF_ONE_BYTE = 246


def _operand(data: bytes, place: int) -> int:
    """Return how many bytes an operand takes."""
    sign = data[place]
    if sign == _REAL:
        ends = (end for end in range(place + 1, len(data)) if _REAL_END in divmod(data[end], 16))
        return next(ends, len(data)) + 1 - place
    return {_SHORT: 3, _LONG: 5}.get(sign, 1 if sign <= _LAST_OF_ONE_BYTE else 2)


def _number(operand: bytes) -> int:
    """Return a whole number that is no less than nothing."""
    sign = operand[0]
    if sign in {_SHORT, _LONG}:
        return int.from_bytes(operand[1:], "big")
    if sign <= _LAST_OF_ONE_BYTE:
        return sign - 139
    return (sign - 247) * 256 + operand[1] + 108


def _count_of(table: memoryview, top: Mapping[bytes, bytes]) -> int:
    start = _number(top[_CHARSTRINGS])
    return int.from_bytes(table[start : start + 2], "big")


def _selected(table: memoryview, start: int, count: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the stretches of glyphs, and the font of each."""
    if table[start] == 0:
        return tuple(range(count)), tuple(table[start + 1 : start + 1 + count])
    stretches = [
        unpack_from(">HB", table, start + 3 + 3 * number) for number in range(unpack_from(">H", table, start + 1)[0])
    ]
    return tuple(first for first, _ in stretches), tuple(font for _, font in stretches)


def _font(table: memoryview, entries: Mapping[bytes, bytes]) -> tuple[bytes, bytes]:
    """Return the matrix of a font and the widths of its glyphs, as its dictionaries have them."""
    private = entries[_PRIVATE]
    cut = _operand(private, 0)
    size, start = _number(private[:cut]), _number(private[cut:])
    widths = _entries(bytes(table[start : start + size]))
    return _kept(entries, _FONT_MATRIX), _kept(widths, _DEFAULT_WIDTH, _NOMINAL_WIDTH)


def _kept(entries: Mapping[bytes, bytes], *operators: bytes) -> bytes:
    return b"".join(entries[operator] + operator for operator in operators if operator in entries)


# ------------------------------------------------------------------------------------------------- write


def _written(items: Sequence[bytes]) -> bytes:
    """Return an index."""
    places = array("I", accumulate(map(len, items), initial=1))
    size = 4
    if byteorder == "little":
        places.byteswap()
    raw = bytearray(places.tobytes())
    while size > 1 and not any(raw[::size]):
        del raw[::size]
        size -= 1
    return b"".join((pack(">HB", len(items), size), raw, *items))


def _shorts(numbers: Sequence[int]) -> bytes:
    written = array("H", numbers)
    if byteorder == "little":
        written.byteswap()
    return written.tobytes()


def _select(font: CompactFont, glyphs: Sequence[int]) -> bytes:
    """Return which font each glyph is of."""
    if len(font.fonts) == 1:
        return pack(">BHHBH", 3, 1, 0, 0, len(glyphs))
    return b"\0" + bytes(font.chosen[bisect_right(font.firsts, glyph) - 1] for glyph in glyphs)


def _top(font: CompactFont, last: int, places: tuple[int, ...]) -> bytes:
    """Return the top dictionary; its length does not depend on the places."""
    order = (_CHARSET, _SELECT, _CHARSTRINGS, _FONTS)
    return b"".join(
        (
            *(_whole(_STANDARD_STRINGS), _whole(_STANDARD_STRINGS + 1), _whole(0), _ROS),
            *(font.shape, _whole(last + 1), _COUNT),
            *(_whole(place) + operator for place, operator in zip(places, order, strict=True)),
        )
    )


def _fonts(font: CompactFont, start: int) -> bytes:
    """Return the index of the fonts; `start` is where the widths of the first one stand."""
    starts = accumulate((len(widths) for _, widths in font.fonts), initial=start)
    return _written(
        [
            matrix + _whole(len(widths)) + _whole(place) + _PRIVATE
            for (matrix, widths), place in zip(font.fonts, starts, strict=False)
        ]
    )


def _whole(number: int) -> bytes:
    """Return a number as an operand of five bytes."""
    return pack(">Bi", _LONG, number)
