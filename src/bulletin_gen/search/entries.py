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
    from collections.abc import Iterator, Sequence

Numbers: TypeAlias = NDArray[Any]
Flags: TypeAlias = NDArray[np.bool_]
_Column: TypeAlias = "tuple[Flags, NDArray[Any]]"
"""For which tokens there is one more sign, and which."""

_SLOT = 4
"""Signs of a slot before its entries."""
_LONGEST = 6
"""Digits of the largest number of an issue."""
_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_SIGNS = np.frombuffer(SIGNS.encode(), dtype=np.uint8)


class Tokens(Struct, frozen=True, kw_only=True):
    """What entries are made of, in their order: of each gram that a part has one, or one for each place."""

    lengths: Numbers
    """Of the gram."""
    again: Flags
    """It is of a part that says much again."""
    stands: Numbers
    """Where it stands in the text of all."""
    heads: Flags
    """Its entry begins here."""
    numbers: Numbers
    """Of the issue."""
    counts: Numbers
    """How often the gram stands in the part, at its first token; then 0."""
    places: Numbers
    """Where it stands in the part; below 0 where that is not told."""


def slabs_of(tokens: Tokens, signs: Numbers) -> tuple[Slab, ...]:
    """Return all entries in slabs; `signs` is the text that grams stand in."""
    slots = _slots(tokens, signs)
    slabs = (slots // SLAB).astype(np.uint8)[np.cumsum(tokens.heads) - 1]
    order = np.argsort(slabs, kind="stable")
    bounds = np.searchsorted(slabs[order], np.arange(SLABS + 1)).tolist()
    by_slab = (order[start:end] for start, end in pairwise(bounds))  # one after another, for the memory
    return tuple(_slab(_chosen(tokens, own), signs) for own in by_slab)


def _slab(tokens: Tokens, signs: Numbers) -> Slab:
    """Return the entries of a slab, those of one character without places."""
    parts, located = _chosen(tokens, tokens.counts > 0), _chosen(tokens, tokens.lengths > 1)
    issues = _joined([*_before(parts, signs), *_issues(parts)])
    return Slab(issues, _joined([*_before(located, signs), *_places(located)]))


def _chosen(tokens: Tokens, which: NDArray[Any]) -> Tokens:
    return Tokens(**{name: getattr(tokens, name)[which] for name in Tokens.__struct_fields__})


def _slots(tokens: Tokens, signs: Numbers) -> Numbers:
    """Return the slot of each entry: see `grams.slot_of`."""
    stands, lengths = tokens.stands[tokens.heads], tokens.lengths[tokens.heads]
    again = tokens.again[tokens.heads]
    wide = again & (lengths >= WIDE)
    leads = np.where(again, np.minimum(lengths, np.where(wide, WIDE, BRIEF)), lengths)
    found = np.full(len(stands), SEED, dtype=np.int64)
    slots = np.zeros(len(stands), dtype=np.int64)
    for offset in range(int(lengths.max(initial=0))):
        long = lengths > offset
        found[long] = (found[long] ^ signs[stands[long] + offset]) * FACTOR & ((1 << WORD) - 1)
        led = leads == offset + 1
        slots[led] = found[led] >> (WORD - SLOT_BITS)
    return np.where(wide, slots >> SPREAD_BITS << SPREAD_BITS | found >> (WORD - SPREAD_BITS), slots)


def _joined(columns: Sequence[_Column]) -> str:
    """Return a text from the signs of its tokens."""
    ends = np.cumsum(np.sum([here for here, _ in columns], axis=0, dtype=np.int64))
    out = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint32)
    at = np.append(0, ends)[:-1]
    for here, values in columns:
        out[at[here]] = values
        at += here
    return escaped(out.tobytes().decode("utf-32-le"))


def _before(tokens: Tokens, signs: Numbers) -> Iterator[_Column]:
    """Yield what stands before an entry: a line feed, slot, gram and a blank."""
    slots = _slots(tokens, signs)
    yield tokens.heads, np.full(len(slots), ord("\n"))
    for shift in range(4 * (_SLOT - 1), -1, -4):
        yield tokens.heads, _HEX[slots >> shift & 15]
    for offset in range(int(tokens.lengths.max(initial=0))):
        here = tokens.heads & (tokens.lengths > offset)
        yield here, signs[tokens.stands[here] + offset]
    marked = tokens.heads & tokens.again
    yield marked, np.full(int(marked.sum()), ord(AGAIN))
    yield tokens.heads, np.full(len(slots), ord(" "))


def _issues(tokens: Tokens) -> Iterator[_Column]:
    """Yield the numbers of the issues of each entry: see `grams.issues_text`."""
    entry = np.cumsum(tokens.heads) - 1
    heads = np.flatnonzero(tokens.heads)
    numbers, first = tokens.numbers, tokens.numbers[heads][entry]
    steps = np.where(tokens.heads, numbers, np.diff(numbers, prepend=0))
    cells = np.where(tokens.heads, -1, (numbers - first - 1) // DRAWN)
    listed = np.add.reduceat(_widths(steps), heads) if len(heads) else heads
    last = np.append(heads, len(numbers))[1:] - 1
    drawn = (1 + _widths(numbers[heads]) + cells[last] + 1 < listed)[entry]
    yield tokens.heads & drawn, np.full(int((tokens.heads & drawn).sum()), ord(BITMAP))
    yield from _written(tokens.heads | ~drawn, steps)
    opened = drawn & ~tokens.heads & (np.diff(cells, prepend=-1) != 0)  # the first token of a sign
    empty = np.where(opened, np.diff(cells, prepend=-1) - 1, 0)
    for more in range(int(empty.max(initial=0))):
        yield empty > more, np.full(int((empty > more).sum()), _SIGNS[0])
    bits = np.where(drawn & ~tokens.heads, 1 << (numbers - first - 1) % DRAWN, 0)
    begin = np.flatnonzero(opened | tokens.heads)
    summed = np.add.reduceat(bits, begin)[opened[begin]] if len(begin) else begin
    yield opened, _SIGNS[summed]


def _widths(numbers: Numbers) -> Numbers:
    """Return how many signs it takes to write each number."""
    widths = np.ones(len(numbers), dtype=np.int64)
    for power in range(1, _LONGEST):
        widths += numbers >= HALF**power
    return widths


def _written(here: Flags, numbers: Numbers) -> Iterator[_Column]:
    """Yield the signs of numbers: see `numbers.written`."""
    most = int(numbers.max(initial=0))
    for power in range(_LONGEST - 1, 0, -1):
        if most >= HALF**power:
            long = here & (numbers >= HALF**power)
            yield long, _SIGNS[numbers[long] // HALF**power % HALF]
    yield here, _SIGNS[numbers[here] % HALF + HALF]


def _places(tokens: Tokens) -> Iterator[_Column]:
    """Yield where grams stand: see `grams.records_of`."""
    short = tokens.again & (tokens.lengths < WIDE)
    yield short, _SIGNS[np.minimum(tokens.counts[short], BASE - 1)]
    yield from _pair(~short & (tokens.counts > 1), OFTEN + np.minimum(tokens.counts, MOST))
    yield from _pair(~short & (tokens.counts >= MOST), tokens.counts)
    yield from _pair(tokens.places >= 0, tokens.places)


def _pair(here: Flags, numbers: Numbers) -> Iterator[_Column]:
    yield here, _SIGNS[numbers[here] // BASE]
    yield here, _SIGNS[numbers[here] % BASE]
