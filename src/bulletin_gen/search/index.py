"""The index of a volume: which of its issues hold a text, and where, told without the text.

A volume is what a publication issued in a year. Its texts stand one after another, each from a multiple of `BLOCK` on.
For every two neighbouring characters (a gram) the index has the places where they stand. Where a gram is common, it has
but the issues and how often; the places stand under the grams that are longer by the character before or after,
and so on. So every text is covered by grams that are found at few places, and no list is long. Asks nothing itself.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import compress, pairwise
from operator import add
from typing import TYPE_CHECKING

from bulletin_gen.search.numbers import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Places = dict[str, list[int]]

BLOCK = 256
"""Texts begin at multiples of it."""
LONGEST = 4
"""Grams are at most so long: the places of these are told however many they are."""
SLOT_BITS = 14
"""A gram's slot is this many bits of its check sum; buckets are made of neighbouring slots."""
SLABS = 16
"""An index is kept in so many pieces, each with an equal share of the slots."""
SLAB = (1 << SLOT_BITS) // SLABS
"""Slots of each."""

_SEPARATOR = "\n"
_RARE = 16
"""A gram that is found so often is not common in the smallest volume either."""
_OFTEN = 4
"""Counts up to it are told apart."""
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\"})


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
    owners = [issue for issue, count in enumerate(blocks) for _ in range(count)]
    slots: defaultdict[int, list[str]] = defaultdict(list)
    for gram, entry in sorted(_entries(whole, owners, len(joined))):
        slots[slot_of(gram)].append(entry)
    slabs: list[list[str]] = [[] for _ in range(SLABS)]
    for slot in sorted(slots):
        slabs[slot // SLAB].append(f"{slot:04x}{''.join(slots[slot])}\n")
    return VolumeIndex(blocks, tuple(map("".join, slabs)))


def slot_of(gram: str) -> int:
    """Return the slot of a gram."""
    return zlib.crc32(gram.encode()) >> (32 - SLOT_BITS)


def _entries(whole: str, owners: Sequence[int], issues: int) -> Iterator[tuple[str, str]]:
    """Yield each gram with what the index says of it."""
    limit = max(_RARE, issues)
    for sign, held in _signs(whole, owners).items():
        yield sign, _counted(sign, held)
    found, length = _pairs(whole), 2
    while found:
        common = {gram for gram, places in found.items() if len(places) > limit} if length < LONGEST else set()
        for gram, places in found.items():
            if gram in common:
                yield gram, _counted(gram, Counter([owners[place // BLOCK] for place in places]))
            else:
                yield gram, _placed(gram, places)
        found, length = _longer(whole, found, common, length), length + 1


def _signs(whole: str, owners: Sequence[int]) -> Mapping[str, Counter[int]]:
    """Return how often each character stands in each issue."""
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    size = len(whole) // max(1, len(owners))
    for block, issue in enumerate(owners):
        for sign, count in Counter(whole[block * size : (block + 1) * size]).items():
            found[sign][issue] += count
    found.pop(_SEPARATOR, None)
    return found


def _pairs(whole: str) -> Places:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, gram in enumerate(map(add, whole, whole[1:])):
        found[gram].append(place)
    return {gram: places for gram, places in found.items() if _SEPARATOR not in gram}


def _longer(whole: str, found: Places, common: Iterable[str], length: int) -> Places:
    """Return the places of the grams that are longer by one and begin or end with a common one."""
    wanted = bytearray(len(whole) + 1)  # one more: what begins before the first character is marked there
    for gram in common:
        for place in found[gram]:
            wanted[place - 1] = wanted[place] = 1
    longer: defaultdict[str, list[int]] = defaultdict(list)
    for start in compress(range(len(whole) - length), wanted):
        longer[whole[start : start + length + 1]].append(start)
    return {gram: places for gram, places in longer.items() if _SEPARATOR not in gram}


def _placed(gram: str, places: list[int]) -> str:
    """Return the entry of a gram with all its places: `a` for one character, `b` for two."""
    gaps = [places[0], *(b - a for a, b in pairwise(places))] if len(places) > 1 else places
    return f" {chr(96 + len(gram))}{gram.translate(_ESCAPES)}{written(gaps)}"


def _counted(gram: str, held: Mapping[int, int]) -> str:
    """Return the entry of a gram with the issues that hold it and about how often: `A` for one character."""
    before, numbers = -1, []
    for issue in sorted(held):
        numbers.append((issue - before - 1) * _OFTEN + min(held[issue], _OFTEN) - 1)
        before = issue
    return f" {chr(64 + len(gram))}{gram.translate(_ESCAPES)}{written(numbers)}"
