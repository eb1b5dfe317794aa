"""The index of a volume: which of its issues hold a text, and where, told without the text. Asks nothing itself.

A volume is what a publication issued in a year. Its texts stand one after another, each from a multiple of `BLOCK` on.
For every two neighbouring characters (a gram) the index has the places where they stand. Where a gram is common, it has
but the issues and how often; the places stand under the grams that are longer by the character before or after,
and so on. So every text is covered by grams that are found at few places, and no list is long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bulletin_gen.search.entries import Entries, counted, placed, slabs_of
from bulletin_gen.search.figures import BLOCK, LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Numbers: TypeAlias = NDArray[np.int64]

_SEPARATOR = "\n"
_PAIR = 2
_RARE = 16
"""A gram that is found so often is not common in the smallest volume either."""


@dataclass(frozen=True, slots=True)
class VolumeIndex:
    """The index of a volume."""

    blocks: tuple[int, ...]
    """How many blocks each text takes."""
    slabs: tuple[str, ...]
    """A line for each slot that is not empty: four hexadecimal digits, then its grams, each after a blank."""


def index_of(texts: Sequence[Iterable[str]]) -> VolumeIndex:
    """Return the index of a volume; each text is given as its lines, normal."""
    joined = [_SEPARATOR.join(lines) for lines in texts]
    blocks = tuple(len(text) // BLOCK + 1 for text in joined)  # at least one separator follows
    whole = "".join(text.ljust(count * BLOCK, _SEPARATOR) for text, count in zip(joined, blocks, strict=True))
    signs = np.frombuffer(whole.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    owners = np.repeat(np.repeat(np.arange(len(blocks)), blocks), BLOCK)
    return VolumeIndex(blocks, slabs_of(signs, _entries(signs, owners, max(_RARE, len(joined)))))


def _entries(signs: Numbers, owners: Numbers, limit: int) -> list[Entries]:
    """Return what the index says of grams of each length, from one character on."""
    inside = signs != ord(_SEPARATOR)
    places = np.flatnonzero(inside)
    order = places[np.argsort(signs[places], kind="stable")]
    made = [counted(1, order, _heads(signs[order]), owners)]
    pairs = _pairs(signs)
    wanted = inside
    for length in range(_PAIR, LONGEST + 1):
        inside = _before(inside) & (signs != ord(_SEPARATOR))
        places = np.flatnonzero(wanted & inside)
        keys = _keys(signs, pairs, length)[places]
        ranked = np.argsort(keys, kind="stable")
        order, heads = places[ranked], _heads(keys[ranked])
        sizes = np.diff(np.append(heads, len(order)))
        common = np.repeat((sizes > limit) & (length < LONGEST), sizes)
        made += [
            counted(length, order[common], _heads(keys[ranked][common]), owners),
            placed(length, order[~common], _heads(keys[ranked][~common])),
        ]
        wanted = np.zeros_like(inside)
        wanted[order[common]] = True
        wanted |= _before(wanted)
    return made


def _pairs(signs: Numbers) -> Numbers:
    """Return a number for the two characters at each place, the same for the same two."""
    pairs: Numbers = signs << 21 | np.append(signs[1:], 0)
    return pairs


def _keys(signs: Numbers, pairs: Numbers, length: int) -> Numbers:
    """Return a number for the gram at each place, the same for the same gram."""
    if length == _PAIR:
        return pairs
    ranks = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    following = np.append(signs if length == _PAIR + 1 else ranks, (0, 0))[_PAIR:]
    keys: Numbers = ranks << 32 | following
    return keys


def _before(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each place what is true of the next."""
    return np.append(flags[1:], False)


def _heads(keys: Numbers) -> Numbers:
    """Return where in sorted keys each new one begins."""
    return np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, dtype=np.int64)
