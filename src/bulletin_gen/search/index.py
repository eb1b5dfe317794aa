"""What the index says of the grams of many parts at once: what `grams` says of each, put together. Asks nothing itself.

For each character and each two neighbouring ones (a gram) the index says which parts have them and, of two, where.
Where they stand often in a part, it says but how often; the places stand under the grams that are longer by the
character before or after, and so on. So every text is covered by grams that stand at few places in it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bulletin_gen.search.entries import Tokens, slabs_of
from bulletin_gen.search.figures import LONGEST, PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.search.buckets import Slab

Numbers: TypeAlias = NDArray[Any]
Flags: TypeAlias = NDArray[np.bool_]

_END = "\n"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of an issue, to be indexed."""

    volume: str
    """As entries name it."""
    number: int
    """Of the issue in its volume."""
    lines: Sequence[tuple[int, str]]
    """As `parts.spread` gives them."""


def index_of(leaves: Sequence[Leaf]) -> tuple[Slab, ...]:
    """Return the index of parts, sorted by volume and number, in slabs."""
    text = _text(leaves)
    levels = list(_levels(text))
    tokens = Tokens(
        **{one.name: np.concatenate([getattr(level, one.name) for level in levels]) for one in fields(Tokens)}
    )
    return slabs_of(tokens, text.signs, sorted({leaf.volume for leaf in leaves}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
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
    volumes: Numbers
    """The same, as ranks."""


def _levels(text: _Text) -> Iterator[Tokens]:
    """Yield what is said of grams of each length."""
    wanted = np.flatnonzero(text.ranks)
    yield _level(text, wanted, 1)[0]
    wanted = wanted[text.ranks[wanted + 1] > 0]
    for length in range(2, LONGEST + 1):
        level, common = _level(text, wanted, length)
        yield level
        wanted = _longer(text, common, length)


def _text(leaves: Sequence[Leaf]) -> _Text:
    lines = [line for leaf in leaves for _, line in leaf.lines]
    sizes = np.array([len(line) + 1 for line in lines], dtype=np.int64)
    starts = np.array([start for leaf in leaves for start, _ in leaf.lines], dtype=np.int64)
    whole = "".join(chain.from_iterable((line, _END) for line in lines)) + _END * LONGEST
    signs = np.frombuffer(whole.encode("utf-32-le"), dtype=np.int32)
    there = np.zeros(int(signs.max()) + 1, dtype=np.bool_)
    there[signs] = True
    ranks = np.cumsum(there, dtype=np.int32) - 1
    volumes = {volume: rank for rank, volume in enumerate(sorted({leaf.volume for leaf in leaves}))}
    counts = np.array([len(leaf.lines) for leaf in leaves], dtype=np.int64)
    return _Text(
        signs=signs,
        ranks=ranks[signs],
        kinds=int(ranks[-1]) + 1,
        places=(np.arange(int(sizes.sum())) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)).astype(np.int16),
        owners=np.repeat(np.repeat(np.arange(len(leaves), dtype=np.int32), counts), sizes),
        numbers=np.array([leaf.number for leaf in leaves], dtype=np.int32),
        volumes=np.array([volumes[leaf.volume] for leaf in leaves], dtype=np.int32),
    )


def _level(text: _Text, wanted: Numbers, length: int) -> tuple[Tokens, Numbers]:
    """Return what is said of the grams of a length that stand at some places, and the places that are not told."""
    order, keys = _sorted(_keys(text, wanted, length))
    order = wanted[order]
    owners = text.owners[order]
    heads = _changes(keys)
    runs = heads | _changes(owners)  # a run: one gram in one leaf
    volumes = text.volumes[owners]
    starts = np.flatnonzero(runs)
    counts = np.diff(np.append(starts, len(order)))
    told = np.repeat((counts <= PLACES) | (length == LONGEST), counts)
    kept = runs if length == 1 else runs | told
    counted = np.zeros(len(order), dtype=np.int16)
    counted[starts] = counts
    level = Tokens(
        lengths=np.full(int(kept.sum()), length, dtype=np.int8),
        stands=order[kept].astype(np.int32),
        heads=heads[kept],
        groups=(heads | _changes(volumes))[kept],
        volumes=volumes[kept],
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
