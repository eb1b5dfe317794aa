"""The entries of an index as text: for a gram its places, or the issues that hold it with about how often.

`search.js` reads what is written here. Chooses no grams.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bulletin_gen.search.figures import OFTEN, SLAB, SLABS, SLOT_BITS
from bulletin_gen.search.numbers import BASE, LAST, MORE

if TYPE_CHECKING:
    from collections.abc import Sequence

Numbers: TypeAlias = NDArray[np.int64]

_FACTOR = 0x9E3779B1
_SEED = 0x811C9DC5
_WORD = 0xFFFFFFFF
_DIGITS = 5
"""Numbers are written with no more."""
_MORE = np.array([ord(sign) for sign in MORE], dtype=np.int64)
_LAST = np.array([ord(sign) for sign in LAST], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Entries of grams of one length and one kind."""

    length: int
    """Of the grams."""
    kind: int
    """Code of the letter before a gram: `b` for two characters with their places, `B` with issues and counts."""
    first: Numbers
    """Of each entry a place where its gram stands."""
    sizes: Numbers
    """How many numbers it has."""
    numbers: Numbers
    """Those of all entries, one after another."""


def placed(length: int, order: Numbers, heads: Numbers) -> Entries:
    """Return the entries of grams with all their places, as steps.

    `order` are the places by gram, `heads` where in it each gram begins.
    """
    steps = np.diff(order, prepend=0)
    steps[heads] = order[heads]
    return Entries(
        length=length, kind=96 + length, first=order[heads], sizes=np.diff(np.append(heads, len(order))), numbers=steps
    )


def counted(length: int, order: Numbers, heads: Numbers, owners: Numbers) -> Entries:
    """Return the entries of grams with the issues that hold them, as steps, and about how often.

    `owners` is the issue that each place belongs to.
    """
    grams = np.repeat(np.arange(len(heads)), np.diff(np.append(heads, len(order))))
    held = owners[order]
    runs = np.flatnonzero(np.append(True, (np.diff(grams) != 0) | (np.diff(held) != 0))[: len(order)])
    counts = np.diff(np.append(runs, len(order)))
    issues, grams = held[runs], grams[runs]
    starts = np.flatnonzero(np.append(True, np.diff(grams) != 0)[: len(grams)])
    steps = np.diff(issues, prepend=-1) - 1
    steps[starts] = issues[starts]
    return Entries(
        length=length,
        kind=64 + length,
        first=order[heads],
        sizes=np.diff(np.append(starts, len(grams))),
        numbers=steps * OFTEN + np.minimum(counts, OFTEN) - 1,
    )


def slabs_of(signs: Numbers, made: Sequence[Entries]) -> tuple[str, ...]:
    """Return all entries in slabs, a line for each slot; `signs` is the text that the grams stand in."""
    slots = np.concatenate([_slots(signs, one) for one in made])
    order = np.argsort(slots, kind="stable")
    text, ends = _text(signs, made, order)
    slots = slots[order]
    heads = np.flatnonzero(np.append(True, np.diff(slots) != 0)[: len(slots)])
    bounds = [*np.append(0, ends)[heads].tolist(), len(text)]
    slabs: list[list[str]] = [[] for _ in range(SLABS)]
    for slot, (start, end) in zip(slots[heads].tolist(), pairwise(bounds), strict=True):
        slabs[slot // SLAB].append(f"{slot:04x}{text[start:end]}\n")
    return tuple("".join(lines).replace("\\", "\\\\").replace('"', '\\"') for lines in slabs)


def _slots(signs: Numbers, one: Entries) -> Numbers:
    found = np.full(len(one.first), _SEED, dtype=np.int64)
    for offset in range(one.length):
        found = (found ^ signs[one.first + offset]) * _FACTOR & _WORD
    return found >> (32 - SLOT_BITS)


def _text(signs: Numbers, made: Sequence[Entries], order: Numbers) -> tuple[str, Numbers]:
    """Return the text of entries in an order, and where each ends."""
    lengths = np.concatenate([np.full(len(one.first), one.length) for one in made])[order]
    kinds = np.concatenate([np.full(len(one.first), one.kind) for one in made])[order]
    first = np.concatenate([one.first for one in made])[order]
    sizes, numbers = _ordered(made, order)
    digits = 1 + sum((numbers >= BASE**power).astype(np.int64) for power in range(1, _DIGITS))
    after = np.append(0, np.cumsum(digits))  # digits before each number
    heads = np.append(0, np.cumsum(sizes))
    ends = np.cumsum(2 + lengths + after[heads[1:]] - after[heads[:-1]])
    starts = np.append(0, ends)[:-1]
    out = np.full(int(ends[-1]) if len(ends) else 0, ord(" "), dtype=np.int64)
    out[starts + 1] = kinds
    for offset in range(int(lengths.max(initial=0))):
        long = lengths > offset
        out[starts[long] + 2 + offset] = signs[first[long] + offset]
    own = (
        np.repeat(starts + 2 + lengths - after[heads[:-1]], sizes) + after[1:] - 1
    )  # where each number's last digit is
    out[own] = _LAST[numbers % BASE]
    for power in range(1, _DIGITS):
        longer = digits > power
        out[own[longer] - power] = _MORE[numbers[longer] // BASE**power % BASE]
    return out.astype("<u4").tobytes().decode("utf-32-le"), ends


def _ordered(made: Sequence[Entries], order: Numbers) -> tuple[Numbers, Numbers]:
    """Return how many numbers each entry has and the numbers, both in an order of the entries."""
    sizes = np.concatenate([one.sizes for one in made])
    starts = np.append(0, np.cumsum(sizes))[:-1][order]
    sizes = sizes[order]
    before = np.append(0, np.cumsum(sizes))[:-1]
    numbers = np.concatenate([one.numbers for one in made])
    return sizes, numbers[np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))]
