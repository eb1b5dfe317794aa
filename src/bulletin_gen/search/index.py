"""What the index says of the grams of many parts at once: what `grams` says of each, put together. Asks nothing itself.

For each character and each two neighbouring ones (a gram) the index says which parts have them and, of two, where.
Where they stand often in a part, it says but how often; the places stand under the grams that are longer by the
character before or after, and so on. So every text is covered by grams that stand at few places in it. About each digit
and end of a sentence there is a gram of three besides: texts that share their sentences differ there.

Of a part that says much again it says where wide grams stand, of eight characters or up to the end of their line, and
how often pairs and fours do. Other parts say the same, so that a list of the places of a pair would be very long.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from bulletin_gen.search.entries import Tokens, slabs_of
from bulletin_gen.search.figures import BRIEF, HINGES, LONGEST, OFTEN, PLACES, WIDE, WIDEST
from bulletin_gen.search.grams import says_again

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.search.buckets import Slab

Numbers: TypeAlias = NDArray[Any]
Flags: TypeAlias = NDArray[np.bool_]

_END = "\n"
_HINGES = np.array([ord(sign) for sign in HINGES])


class Leaf(Struct, frozen=True):
    """A part of an issue, to be indexed."""

    number: int
    """Of the issue in its volume."""
    lines: Sequence[tuple[int, str]]
    """As `parts.spread` gives them."""


def index_of(leaves: Sequence[Leaf]) -> tuple[Slab, ...]:
    """Return the index of parts of one volume, sorted by number, in slabs."""
    text = _text(leaves)
    levels = list(_levels(text))
    tokens = Tokens(
        **{name: np.concatenate([getattr(level, name) for level in levels]) for name in Tokens.__struct_fields__}
    )
    return slabs_of(tokens, text.signs)


class _Text(Struct, frozen=True, kw_only=True):
    """All texts, one after another."""

    signs: Numbers
    ranks: Numbers
    """Of the signs among those that there are: 0 is the end of a line."""
    kinds: int
    """How many signs there are."""
    places: Numbers
    owners: Numbers
    """The leaf of each place."""
    numbers: Numbers
    """Of each leaf."""


class _Grams(Struct, frozen=True, kw_only=True):
    """Grams of which something is said."""

    starts: Numbers
    """Where they begin in all texts."""
    lengths: Numbers
    keys: Numbers
    """The same for the same gram."""
    most: int
    """Places of one in a leaf that are told, at most."""
    again: bool
    """They are of leaves that say much again."""


def _levels(text: _Text) -> Iterator[Tokens]:
    """Yield what is said of grams of each length."""
    starts = np.flatnonzero(text.ranks)
    yield _level(text, _alike(text, starts, 1, 0))[0]
    starts = starts[text.ranks[starts + 1] > 0]
    again = _says_again(text, starts)[text.owners[starts]]
    yield from _levels_again(text, starts[again])
    starts = starts[~again]
    hinges = starts[np.isin(text.signs[starts + 1], _HINGES) & (text.ranks[starts + 2] > 0)]
    for length in range(2, LONGEST + 1):
        level, common = _level(text, _alike(text, starts, length, PLACES if length < LONGEST else OFTEN))
        yield level
        starts = np.union1d(_longer(text, common, length), hinges)
        hinges = hinges[:0]  # they make grams of three alone


def _levels_again(text: _Text, pairs: Numbers) -> Iterator[Tokens]:
    """Yield what is said of leaves that say much again, by where their pairs begin."""
    if len(pairs):
        ends = np.flatnonzero(text.ranks == 0)
        left = ends[np.searchsorted(ends, pairs)] - pairs
        halves = _halves(text)
        yield _level(text, replace(_alike(text, pairs, 2, 0), again=True))[0]
        for least, most in ((BRIEF, LONGEST), (WIDE, WIDEST)):
            there = left >= least
            starts, lengths = pairs[there], np.minimum(left[there], most).astype(np.int8)
            keys = halves[starts]
            if most == WIDEST:
                keys = keys * (int(halves.max()) + 1) + halves[starts + LONGEST]
            told = OFTEN if most == WIDEST else 0
            yield _level(text, _Grams(starts=starts, lengths=lengths, keys=keys, most=told, again=True))[0]


def _alike(text: _Text, starts: Numbers, length: int, most: int) -> _Grams:
    """Return the grams of a length that begin at some places."""
    lengths = np.full(len(starts), length, dtype=np.int8)
    return _Grams(starts=starts, lengths=lengths, keys=_keys(text, starts, length), most=most, again=False)


def _halves(text: _Text) -> Numbers:
    """Return for each place a number for the signs there: half a wide gram, or up to the end of the line."""
    keys = np.zeros(len(text.ranks), dtype=np.int64)
    within = np.ones(len(keys), dtype=np.bool_)
    for offset in range(LONGEST):
        ranks = np.append(text.ranks[offset:], np.zeros(offset, dtype=text.ranks.dtype))
        within &= ranks > 0
        keys = keys * text.kinds + ranks * within
        if offset % 2:
            keys = np.unique(keys, return_inverse=True)[1]
    return keys


def _text(leaves: Sequence[Leaf]) -> _Text:
    lines = [line for leaf in leaves for _, line in leaf.lines]
    sizes = np.array([len(line) + 1 for line in lines], dtype=np.int64)
    starts = np.array([start for leaf in leaves for start, _ in leaf.lines], dtype=np.int64)
    whole = "".join(chain.from_iterable((line, _END) for line in lines)) + _END * WIDEST
    signs = np.frombuffer(whole.encode("utf-32-le"), dtype=np.int32)
    there = np.zeros(int(signs.max()) + 1, dtype=np.bool_)
    there[signs] = True
    ranks = np.cumsum(there, dtype=np.int32) - 1
    counts = np.array([len(leaf.lines) for leaf in leaves], dtype=np.int64)
    return _Text(
        signs=signs,
        ranks=ranks[signs],
        kinds=int(ranks[-1]) + 1,
        places=(np.arange(int(sizes.sum())) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)).astype(np.int16),
        owners=np.repeat(np.repeat(np.arange(len(leaves), dtype=np.int32), counts), sizes),
        numbers=np.array([leaf.number for leaf in leaves], dtype=np.int32),
    )


def _says_again(text: _Text, pairs: Numbers) -> Flags:
    """Tell of each leaf whether it says much again, by where its pairs are."""
    bounds = np.searchsorted(text.owners[pairs], np.arange(len(text.numbers) + 1)).tolist()
    keys = _keys(text, pairs, 2)
    counts = ((len(np.unique(keys[at:end])), end - at) for at, end in pairwise(bounds))
    return np.array([says_again(*count) for count in counts], dtype=np.bool_)


def _level(text: _Text, grams: _Grams) -> tuple[Tokens, Numbers]:
    """Return what is said of grams, and the places that are not told."""
    order, keys = _sorted(grams.keys)
    lengths, order = grams.lengths[order], grams.starts[order]
    owners = text.owners[order]
    heads = _changes(keys)
    runs = heads | _changes(owners)  # a run: one gram in one leaf
    starts = np.flatnonzero(runs)
    counts = np.diff(np.append(starts, len(order)))
    told = np.repeat(counts <= grams.most, counts)
    kept = runs | told
    counted = np.zeros(len(order), dtype=np.int16)
    counted[starts] = counts
    level = Tokens(
        lengths=lengths[kept],
        again=np.full(int(kept.sum()), grams.again, dtype=np.bool_),
        stands=order[kept].astype(np.int32),
        heads=heads[kept],
        numbers=text.numbers[owners[kept]],
        counts=counted[kept],
        places=np.where(told, text.places[order], np.int16(-1))[kept],
    )
    return level, order[~told]


def _keys(text: _Text, wanted: Numbers, length: int) -> Numbers:
    """Return a number for the gram at each place, the same for the same gram."""
    ranks = text.ranks
    keys = ranks[wanted].astype(np.int64)
    for offset in range(1, length):
        if offset == LONGEST // 2:  # so that numbers stay small, whatever signs there are
            keys = np.unique(keys, return_inverse=True)[1]
        keys = keys * text.kinds + ranks[wanted + offset]
    return keys


def _longer(text: _Text, common: Numbers, length: int) -> Numbers:
    """Return the places where grams begin that are longer by the sign before or after the common ones."""
    after = common[text.ranks[common + length] > 0]
    before = common[common > 0]
    before = before[text.ranks[before - 1] > 0] - 1
    there = np.zeros(len(text.ranks), dtype=np.bool_)
    there[after] = True
    there[before] = True
    return np.flatnonzero(there)


def _sorted(keys: Numbers) -> tuple[Numbers, Numbers]:
    """Return an order of keys in which equal ones stay as they are, and the keys in it."""
    bits = len(keys).bit_length()
    if len(keys) and int(keys.max()).bit_length() + bits < np.iinfo(np.int64).bits:
        packed = np.sort(keys << bits | np.arange(len(keys)))  # much faster than to sort indices
        return packed & ((1 << bits) - 1), packed >> bits
    order = np.argsort(keys, kind="stable")
    return order, keys[order]


def _changes(values: Numbers) -> Flags:
    """Return at which places a value is another than before; at the first it is."""
    changed = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
