"""The entries of an index as text, those of many parts at once. Chooses no grams: `index` does.

`search.js` reads what is written here, and `grams` writes the same of one part.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bulletin_gen.search.buckets import Slab
from bulletin_gen.search.figures import AGAIN, BRIEF, DRAWN, MOST, OFTEN, SLAB, SLABS, SLOT_BITS, SPREAD_BITS, WIDE
from bulletin_gen.search.grams import BITMAP, FACTOR, SEED, WORD, escaped
from bulletin_gen.search.numbers import BASE, HALF, SIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence

Numbers: TypeAlias = NDArray[Any]

_SLOT = 4
"""Digits of a slot."""
_LONGEST = 6
"""Digits of the largest number of an issue."""
_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_SIGNS = np.frombuffer(SIGNS.encode(), dtype=np.uint8)
_FIRST, _SECOND = np.repeat(_SIGNS, BASE), np.tile(_SIGNS, BASE)
"""Signs of each number that two are enough for."""


class Tokens(Struct, frozen=True, kw_only=True):
    """What entries are made of: each gram has one, in which each part that has the gram has places."""

    lengths: Numbers
    """Of each gram."""
    again: Numbers
    """Whether it is of parts that say much again."""
    stands: Numbers
    """Where it stands in the text of all."""
    parts: Numbers
    """How many parts have it."""
    numbers: Numbers
    """Of the issue of each of these, gram by gram."""
    counts: Numbers
    """How often the gram stands there; 0 where that is not told."""
    told: Numbers
    """How many of its places are told."""
    places: Numbers
    """These, one part after another."""


def slabs_of(tokens: Tokens, signs: Numbers) -> tuple[Slab, ...]:
    """Return all entries in slabs; `signs` is the text that grams stand in."""
    slots = _slots(tokens, signs)
    order = np.argsort(slots, kind="stable")
    rows = _Rows(order=order, bounds=np.searchsorted(slots[order], np.arange(SLABS + 1) * SLAB))
    heads = (escaped(head.decode("utf-32-le")).encode() for head in _heads(tokens, rows, signs, slots))
    return tuple(map(Slab, heads, _issues(tokens, rows), _places(tokens, rows)))


class _Rows(Struct, frozen=True, kw_only=True):
    """In which order entries are written."""

    order: Numbers
    bounds: Numbers
    """Where in it slabs begin and end."""


class _Sheet(Struct, frozen=True, kw_only=True):
    """Where entries are written in a text."""

    starts: Numbers
    """Of each entry."""
    size: int
    """Of all."""
    cuts: Sequence[int]
    """Where slabs begin and end."""


def _slots(tokens: Tokens, signs: Numbers) -> Numbers:
    """Return the slot of each entry: see `grams.slot_of`."""
    lengths, again = tokens.lengths, tokens.again
    wide = again & (lengths >= WIDE)
    leads = np.where(again, np.minimum(lengths, np.where(wide, WIDE, BRIEF)), lengths)
    found = np.full(len(lengths), SEED, dtype=np.uint32)
    slots = np.zeros(len(lengths), dtype=np.uint32)
    for offset in range(int(lengths.max(initial=0))):
        long = np.flatnonzero(lengths > offset)
        found[long] = (found[long] ^ signs[tokens.stands[long] + offset]) * np.uint32(FACTOR)
        led = leads == offset + 1
        slots[led] = found[led] >> (WORD - SLOT_BITS)
    return np.where(wide, slots >> SPREAD_BITS << SPREAD_BITS | found >> (WORD - SPREAD_BITS), slots).astype(np.uint16)


def _sheet(rows: _Rows, widths: Numbers) -> _Sheet:
    """Return where entries are written that take so many signs."""
    ends = _ends(widths[rows.order])
    starts = np.empty(len(widths), dtype=np.int32)
    starts[rows.order] = ends[:-1]
    return _Sheet(starts=starts, size=int(ends[-1]), cuts=ends[rows.bounds].tolist())


def _ends(widths: Numbers) -> Numbers:
    """Return where each of some texts begins, one after another, and the last ends."""
    ends = np.zeros(len(widths) + 1, dtype=np.int32)
    np.cumsum(widths, out=ends[1:])
    return ends


def _heads(tokens: Tokens, rows: _Rows, signs: Numbers, slots: Numbers) -> list[bytes]:
    """Return the slot and the gram of each entry, as UTF-32."""
    sheet = _sheet(rows, 1 + _SLOT + tokens.lengths + tokens.again)
    out = np.empty(sheet.size, dtype=np.uint32)
    out[sheet.starts] = ord("\n")
    for digit in range(_SLOT):
        out[sheet.starts + 1 + digit] = _HEX[slots >> 4 * (_SLOT - 1 - digit) & 15]
    for offset in range(int(tokens.lengths.max(initial=0))):
        long = np.flatnonzero(tokens.lengths > offset)
        out[sheet.starts[long] + 1 + _SLOT + offset] = signs[tokens.stands[long] + offset]
    marked = np.flatnonzero(tokens.again)
    out[sheet.starts[marked] + 1 + _SLOT + tokens.lengths[marked]] = ord(AGAIN)
    return _cut(out, sheet)


def _issues(tokens: Tokens, rows: _Rows) -> list[bytes]:
    """Return the numbers of the issues of each entry: see `grams.issues_text`."""
    numbers, parts = tokens.numbers, tokens.parts
    heads = np.cumsum(parts) - parts
    first, last = numbers[heads], numbers[heads + parts - 1]
    steps = np.diff(numbers, prepend=0)
    steps[heads] = first
    widths = _widths(steps)
    ends = _ends(widths)
    listed = ends[heads + parts] - ends[heads]
    bitmap = 1 + widths[heads] + np.where(parts > 1, (last - first - 1) // DRAWN + 1, 0)
    drawn = bitmap < listed
    sheet = _sheet(rows, 1 + np.where(drawn, bitmap, listed))
    bits = np.repeat(drawn, parts)
    bits[heads] = False
    cells = np.repeat(sheet.starts + 2 + widths[heads], parts)[bits]
    out = _drawn(cells, (numbers - np.repeat(first + 1, parts))[bits], sheet.size)
    out[sheet.starts] = ord("\n")
    out[sheet.starts[drawn] + 1] = ord(BITMAP)
    at = ends[:-1] + np.repeat(sheet.starts + 1 + drawn - ends[heads], parts)
    _write(out, at[~bits] + widths[~bits] - 1, steps[~bits])
    return _cut(out, sheet)


def _drawn(cells: Numbers, steps: Numbers, size: int) -> Numbers:
    """Return a text that has nothing but drawn issues; `cells` are where the first is drawn that a step leads from."""
    bits = np.bincount(cells + steps // DRAWN, weights=1 << steps % DRAWN, minlength=size)
    return _SIGNS[bits.astype(np.uint8)]


def _widths(numbers: Numbers) -> Numbers:
    """Return how many signs it takes to write each number."""
    widths = np.ones(len(numbers), dtype=np.int8)
    most = int(numbers.max(initial=0))
    for power in range(1, _LONGEST):
        if most >= HALF**power:
            widths += numbers >= HALF**power
    return widths


def _write(out: Numbers, ends: Numbers, numbers: Numbers) -> None:
    """Write numbers by where their last signs stand: see `numbers.written`."""
    out[ends] = _SIGNS[numbers % HALF + HALF]
    most = int(numbers.max(initial=0))
    for power in range(1, _LONGEST):
        if most >= HALF**power:
            long = np.flatnonzero(numbers >= HALF**power)
            out[ends[long] - power] = _SIGNS[numbers[long] // HALF**power % HALF]


def _places(tokens: Tokens, rows: _Rows) -> list[bytes]:
    """Return where grams stand: see `grams.records_of`. A blank is before the records of an entry that has some."""
    parts, counts, told = tokens.parts, tokens.counts, tokens.told
    short = np.repeat(tokens.again & (tokens.lengths < WIDE), parts)
    many = ~short & (counts > 1)
    most = ~short & (counts >= MOST)
    begun = short + np.int8(2) * many + np.int8(2) * most
    ends = _ends(begun + 2 * told)
    heads = np.cumsum(parts) - parts
    before = 1 + (tokens.lengths > 1)
    sheet = _sheet(rows, before + ends[heads + parts] - ends[heads])
    at = ends[:-1] + np.repeat(sheet.starts + before - ends[heads], parts)
    out = np.full(sheet.size, ord(" "), dtype=np.uint8)
    out[sheet.starts] = ord("\n")
    out[at[short]] = _SIGNS[np.minimum(counts[short], BASE - 1)]
    _pair(out, at[many], OFTEN + np.minimum(counts[many], MOST))
    _pair(out, at[most] + 2, counts[most])
    within = np.arange(len(tokens.places)) - np.repeat(np.cumsum(told) - told, told)
    _pair(out, np.repeat(at + begun, told) + 2 * within, tokens.places)
    return _cut(out, sheet)


def _pair(out: Numbers, at: Numbers, numbers: Numbers) -> None:
    out[at] = _FIRST[numbers]
    out[at + 1] = _SECOND[numbers]


def _cut(signs: Numbers, sheet: _Sheet) -> list[bytes]:
    """Return what a sheet has of each slab."""
    return [signs[start:end].tobytes() for start, end in pairwise(sheet.cuts)]
