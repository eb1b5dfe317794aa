"""What the index says of the grams of many parts at once: what `grams` says of each, put together. Asks nothing itself.

For each character and each two neighbouring ones (a gram) the index says which parts have them and, of two, where.
Where they stand often in a part, it says but how often; the places stand under the grams that are longer by the
character before or after, and so on. So every text is covered by grams that stand at few places in it. About each digit
and end of a sentence there is a gram of three besides, about the latter one of five too: texts that share their
sentences differ there.

Of a part that says much again it says where wide grams stand, of eight characters or up to the end of their line, and
how often pairs and fours do. Other parts say the same, so that a list of the places of a pair would be very long.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bulletin_gen.search.entries import Tokens, slabs_of
from bulletin_gen.search.figures import BRIEF, ENDS, HINGES, JOINT, LONGEST, OFTEN, PLACES, WIDE, WIDEST
from bulletin_gen.search.grams import says_again

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.search.buckets import Slab

Numbers: TypeAlias = NDArray[Any]
Flags: TypeAlias = NDArray[np.bool_]

_END = "\n"
_HINGES, _ENDS = (np.array([ord(sign) for sign in signs], dtype=np.uint32) for signs in (HINGES, ENDS))


class Leaf(Struct, frozen=True):
    """A part of an issue, to be indexed."""

    number: int
    """Of the issue in its volume."""
    lines: Sequence[tuple[int, str]]
    """As `parts.spread` gives them."""


def index_of(leaves: Sequence[Leaf]) -> tuple[Slab, ...]:
    """Return the index of parts of one volume, sorted by number, in slabs."""
    text = _text(leaves)
    return slabs_of(_joined(list(_levels(text))), text.signs)


class _Text(Struct, frozen=True, kw_only=True):
    """All texts, one after another."""

    signs: Numbers
    ranks: Numbers
    """Of the signs among those that there are: 0 is the end of a line."""
    kinds: int
    """How many signs there are."""
    left: Numbers
    """How many signs there are from each place to the end of its line, `WIDEST` where they are more."""
    places: Numbers
    owners: Numbers
    """The leaf of each place."""
    numbers: Numbers
    """Of each leaf."""


class _Grams(Struct, frozen=True):
    """All grams that begin at some places, sorted; the same ones by their places."""

    starts: Numbers
    """Where they begin in all texts."""
    keys: Numbers
    """The same for the same gram."""


class _Say(Struct, frozen=True, kw_only=True):
    """What is to be said of grams."""

    length: int
    """Their signs; fewer at the end of a line."""
    most: int
    """Places of one in a leaf that are told, at most."""
    again: bool
    """They are of leaves that say much again."""


def _joined(levels: Sequence[Tokens]) -> Tokens:
    return Tokens(
        **{name: np.concatenate([getattr(level, name) for level in levels]) for name in Tokens.__struct_fields__}
    )


def _levels(text: _Text) -> Iterator[Tokens]:
    """Yield what is said of grams of each length."""
    yield _signs(text)
    starts = np.flatnonzero(text.left)
    pairs = _sorted(starts, text.ranks[starts] * np.int64(text.kinds) + text.ranks[starts + 1])
    names = _names(text, pairs)
    pairs = _chosen(pairs, text.left[pairs.starts] > 1)
    again = _says_again(text, pairs)
    if again.any():
        there = again[text.owners[pairs.starts]]
        yield from _levels_again(text, _chosen(pairs, there), names, starts[again[text.owners[starts]]])
        pairs = _chosen(pairs, ~there)
    yield from _levels_fresh(text, pairs, names)


def _levels_fresh(text: _Text, grams: _Grams, names: Numbers) -> Iterator[Tokens]:
    """Yield what is said of leaves that say little again, by their pairs and the names of these."""
    yield _joints(text, np.sort(grams.starts), names)
    hinges = grams.starts[np.isin(text.signs[grams.starts + 1], _HINGES)]
    for length in range(2, LONGEST + 1):
        most = PLACES if length < LONGEST else OFTEN
        level, common = _level(text, grams, _Say(length=length, most=most, again=False))
        yield level
        starts = _longer(text, common, length, hinges)
        hinges = hinges[:0]  # they make grams of three alone
        grams = _sorted(starts, _behind(text, names, starts, length - 1))


def _joints(text: _Text, starts: Numbers, names: Numbers) -> Tokens:
    """Return what is said of grams that join two sentences, by where pairs begin, sorted, and their names."""
    starts = starts[np.isin(text.signs[starts + JOINT // 2], _ENDS) & (text.left[starts] >= JOINT)]
    keys = _behind(text, names, starts, 2) * text.kinds + text.ranks[starts + JOINT - 1]
    return _level(text, _sorted(starts, keys), _Say(length=JOINT, most=OFTEN, again=False))[0]


def _levels_again(text: _Text, pairs: _Grams, names: Numbers, starts: Numbers) -> Iterator[Tokens]:
    """Yield what is said of leaves that say much again, by their pairs, the names of these and all their places."""
    yield _level(text, pairs, _Say(length=2, most=0, again=True))[0]
    halves = _sorted(starts, _behind(text, names, starts, 2))
    names = _names(text, halves)
    halves = _chosen(halves, text.left[halves.starts] >= BRIEF)
    yield _level(text, halves, _Say(length=LONGEST, most=0, again=True))[0]
    starts = starts[text.left[starts] >= WIDE]
    wide = _sorted(starts, _behind(text, names, starts, LONGEST))
    yield _level(text, wide, _Say(length=WIDEST, most=OFTEN, again=True))[0]


def _text(leaves: Sequence[Leaf]) -> _Text:
    lines = [line for leaf in leaves for _, line in leaf.lines]
    sizes = np.array([len(line) + 1 for line in lines], dtype=np.int64)
    starts = np.array([start for leaf in leaves for start, _ in leaf.lines], dtype=np.int64)
    whole = "".join(chain.from_iterable((line, _END) for line in lines)) + _END * WIDEST
    signs = np.frombuffer(whole.encode("utf-32-le"), dtype=np.uint32)
    there = np.zeros(int(signs.max()) + 1, dtype=np.bool_)
    there[signs] = True
    ranks = np.cumsum(there, dtype=np.int32) - 1
    counts = np.array([len(leaf.lines) for leaf in leaves], dtype=np.int64)
    ends = np.cumsum(sizes)
    all_places = np.arange(int(sizes.sum()))
    return _Text(
        signs=signs,
        ranks=ranks[signs],
        kinds=int(ranks[-1]) + 1,
        left=np.minimum(np.repeat(ends - 1, sizes) - all_places, WIDEST).astype(np.int8),
        places=(all_places + np.repeat(starts - ends + sizes, sizes)).astype(np.int16),
        owners=np.repeat(np.repeat(np.arange(len(leaves), dtype=np.int32), counts), sizes),
        numbers=np.array([leaf.number for leaf in leaves], dtype=np.int32),
    )


def _signs(text: _Text) -> Tokens:
    """Return what is said of single signs: which leaves have them."""
    leaves, size = len(text.numbers), len(text.owners)
    ranks = text.ranks[:size]
    there = np.zeros((text.kinds, leaves), dtype=np.bool_)
    there[ranks, text.owners] = True
    kinds, owners = np.nonzero(there[1:])
    stands = np.zeros(text.kinds, dtype=np.int64)
    stands[ranks] = np.arange(size)
    return Tokens(
        lengths=np.ones(text.kinds - 1, dtype=np.int8),
        again=np.zeros(text.kinds - 1, dtype=np.bool_),
        stands=stands[1:],
        parts=np.bincount(kinds, minlength=text.kinds - 1),
        numbers=text.numbers[owners],
        counts=np.zeros(len(owners), dtype=np.int16),
        told=np.zeros(len(owners), dtype=np.int16),
        places=np.zeros(0, dtype=np.int16),
    )


def _says_again(text: _Text, pairs: _Grams) -> Flags:
    """Tell of each leaf whether it says much again."""
    owners = text.owners[pairs.starts]
    first = _changes(pairs.keys) | _changes(owners)
    counts = (np.bincount(some, minlength=len(text.numbers)).tolist() for some in (owners[first], owners))
    return np.array([says_again(*count) for count in zip(*counts, strict=True)], dtype=np.bool_)


def _level(text: _Text, grams: _Grams, say: _Say) -> tuple[Tokens, Numbers]:
    """Return what is said of grams, and the places that are not told."""
    owners, firsts = text.owners[grams.starts], _changes(grams.keys)
    runs = np.flatnonzero(firsts | _changes(owners))  # a run: one gram in one leaf
    heads = np.flatnonzero(firsts[runs])
    counts = np.diff(runs, append=len(owners)).astype(np.int16)
    told = counts <= say.most
    kept = np.repeat(told, counts)
    stands = grams.starts[runs[heads]]
    level = Tokens(
        lengths=np.minimum(text.left[stands], np.int8(say.length)),
        again=np.full(len(heads), say.again, dtype=np.bool_),
        stands=stands,
        parts=np.diff(heads, append=len(runs)),
        numbers=text.numbers[owners[runs]],
        counts=counts,
        told=counts * told,
        places=text.places[grams.starts[kept]],
    )
    return level, grams.starts[~kept]


def _behind(text: _Text, names: Numbers, starts: Numbers, offset: int) -> Numbers:
    """Return keys of longer grams from the names of those that they begin with and of those so far behind.

    At the end of a line, of which nothing has a name, there are none behind.
    """
    behind = starts + np.minimum(text.left[starts], np.int8(offset))
    keys: Numbers = names[starts] * (int(names.max()) + 1) + names[behind]
    return keys


def _names(text: _Text, grams: _Grams) -> Numbers:
    """Return for each place a number for the gram there, 0 where there is none."""
    names = np.zeros(len(text.ranks), dtype=np.int64)
    names[grams.starts] = np.cumsum(_changes(grams.keys))
    return names


def _longer(text: _Text, common: Numbers, length: int, hinges: Numbers) -> Numbers:
    """Return the places where longer grams begin: with the sign before or after the common ones, and at `hinges`."""
    before = common[common > 0] - 1
    there = np.zeros(len(text.left), dtype=np.bool_)
    for starts in (common, before[text.left[before] > 0], hinges):
        there[starts] = True
    return np.flatnonzero(there & (text.left > length))


def _sorted(starts: Numbers, keys: Numbers) -> _Grams:
    """Return grams by their places and keys, sorted; equal ones stay as they are."""
    bits = len(keys).bit_length()
    if len(keys) and int(keys.max()).bit_length() + bits < np.iinfo(np.int64).bits:
        packed = np.sort(keys << bits | np.arange(len(keys)))  # much faster than to sort indices
        return _Grams(starts[packed & ((1 << bits) - 1)], packed >> bits)
    order = np.argsort(keys, kind="stable")
    return _Grams(starts[order], keys[order])


def _chosen(grams: _Grams, which: Flags) -> _Grams:
    return _Grams(grams.starts[which], grams.keys[which])


def _changes(values: Numbers) -> Flags:
    """Return at which places a value is another than before; at the first it is."""
    changed = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
