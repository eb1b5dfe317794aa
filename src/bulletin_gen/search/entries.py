"""The entries of an index as text, those of many parts at once. Chooses no grams: `index` does.

`search.js` reads what is written here, and `grams` writes the same of one part.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bulletin_gen.search.figures import SLAB, SLABS, SLOT_BITS
from bulletin_gen.search.grams import FACTOR, FAR, FARTHEST, LONG, SEED, SHORT, STEPS, escaped
from bulletin_gen.search.numbers import BASE, SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Numbers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
_Column: TypeAlias = "tuple[Flags, NDArray[Any]]"
"""For which tokens there is one more sign, and which."""

_WORD = 0xFFFFFFFF
_SLOT = 4
"""Signs of a slot before its entries."""
_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_SIGNS = np.frombuffer(SIGNS.encode(), dtype=np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What entries are made of: of each gram in each part a record, or one for each place."""

    lengths: Numbers
    """Of the gram."""
    stands: Numbers
    """Where it stands in the text of all."""
    heads: Flags
    """Its entry begins here."""
    groups: Flags
    """The records of a volume begin here."""
    volumes: Numbers
    """As ranks."""
    steps: Numbers
    """From the number of the issue before to this one's; at the beginning of a group the number."""
    often: Flags
    """It says how often the gram stands there, not where."""
    rests: Numbers
    """How often, or where."""


def slabs_of(levels: Sequence[Tokens], signs: Numbers, volumes: Sequence[str]) -> tuple[str, ...]:
    """Return all entries in slabs, a line for each, its slot before it; `signs` is the text that grams stand in."""
    tokens, slots = _by_slab(levels, signs)
    columns = [*_heads(tokens, slots, signs), *_groups(tokens, volumes), *_steps(tokens), *_rests(tokens)]
    ends = np.cumsum(np.sum([here for here, _ in columns], axis=0, dtype=np.int64))
    out = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint32)
    at = np.append(0, ends)[:-1]
    for here, values in columns:
        out[at[here]] = values
        at += here
    heads = np.flatnonzero(tokens.heads)
    last = np.searchsorted(slots // SLAB, np.arange(1, SLABS + 1))  # entries before the end of each slab
    bounds = np.append(np.append(0, ends)[:-1][heads], len(out))[np.append(0, last)].tolist()
    return tuple(escaped(out[start:end].tobytes().decode("utf-32-le")) for start, end in pairwise(bounds))


def _by_slab(levels: Sequence[Tokens], signs: Numbers) -> tuple[Tokens, Numbers]:
    """Return the tokens of all lengths of grams, sorted by slab, and the slot of each entry."""
    parts = {one.name: np.concatenate([getattr(level, one.name) for level in levels]) for one in fields(Tokens)}
    stands, lengths = (parts[name][parts["heads"]] for name in ("stands", "lengths"))
    slots = np.full(len(stands), SEED, dtype=np.int64)
    for offset in range(int(lengths.max(initial=0))):
        long = lengths > offset
        slots[long] = (slots[long] ^ signs[stands[long] + offset]) * FACTOR & _WORD
    slots >>= 32 - SLOT_BITS
    slabs = (slots // SLAB).astype(np.uint8)
    order = np.argsort(slabs[np.cumsum(parts["heads"]) - 1], kind="stable")
    return Tokens(**{name: part[order] for name, part in parts.items()}), slots[np.argsort(slabs, kind="stable")]


def _heads(tokens: Tokens, slots: Numbers, signs: Numbers) -> Iterator[_Column]:
    """Yield what stands before records: the end of the line before, a slot and a gram."""
    yield tokens.heads, np.full(len(slots), ord("\n"))
    for shift in range(4 * (_SLOT - 1), -1, -4):
        yield tokens.heads, _HEX[slots >> shift & 15]
    for offset in range(int(tokens.lengths.max(initial=0))):
        here = tokens.heads & (tokens.lengths > offset)
        yield here, signs[tokens.stands[here] + offset]


def _groups(tokens: Tokens, volumes: Sequence[str]) -> Iterator[_Column]:
    """Yield a blank and the volume before the records of each."""
    ranks = tokens.volumes[tokens.groups]
    yield tokens.groups, np.full(len(ranks), ord(" "))
    for signs in zip(*volumes, strict=True):
        yield tokens.groups, np.array([ord(sign) for sign in signs])[ranks]


def _steps(tokens: Tokens) -> Iterator[_Column]:
    """Yield the steps from issue to issue; see `grams`."""
    farthest, rest = np.divmod(tokens.steps, FARTHEST)
    far, rest = np.divmod(rest, FAR)
    short, rest = np.divmod(rest, STEPS)
    for numbers, mark, width in ((farthest, LONG + 1, 4), (far, LONG, 2)):
        here = numbers > 0
        if here.any():
            yield here, np.full(int(here.sum()), _SIGNS[mark])
            yield from _digits(here, numbers, width)
    here = short > 0
    yield here, _SIGNS[SHORT - 1 + short[here]]
    yield np.ones(len(rest), dtype=np.bool_), _SIGNS[2 * rest + tokens.often]


def _rests(tokens: Tokens) -> Iterator[_Column]:
    """Yield how often, or where."""
    yield tokens.often, _SIGNS[tokens.rests[tokens.often]]
    yield from _digits(~tokens.often & (tokens.lengths > 1), tokens.rests, 2)


def _digits(here: Flags, numbers: Numbers, width: int) -> Iterator[_Column]:
    for power in range(width - 1, -1, -1):
        yield here, _SIGNS[numbers[here] // BASE**power % BASE]
