"""The files of the index. A bucket has the entries of some slots, a line for each, sorted; it can be patched.

An entry is a gram and, each after a blank, the volumes in which it stands with what is said of it there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.search_files import bucket_path
from bulletin_gen.search.figures import SLABS, SLOT_BITS
from bulletin_gen.search.grams import escaped, group_records, group_text, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_gen.search.grams import Record

    Changes = dict[str, dict[tuple[str, int], "Record | None"]]
    """By gram, then by volume and number: what is now said of it there; None for nothing."""

_FEWEST = SLABS.bit_length() - 1
_TEXT = 6000
"""Characters of text for each bucket: makes files of some 20 KB."""
_HEAD, _TAIL = "bulletinSearch(`", "\n`);\n"
_SLOT = 4
"""Digits of the slot before each line of a slab."""


def bits_of(characters: int) -> int:
    """Return how many bits of a slot name its bucket, for so many characters of text."""
    return min(max(_FEWEST, (characters // _TEXT).bit_length()), SLOT_BITS)


def bucket_of(gram: str, bits: int) -> int:
    """Return the bucket that has the entry of a gram."""
    return slot_of(gram) >> (SLOT_BITS - bits)


def buckets_of_slab(number: int, pieces: Iterable[str], bits: int) -> Iterator[Output]:
    """Yield the buckets of a slab from what the index of each group of volumes has there, sorted by volume."""
    found: defaultdict[str, str] = defaultdict(str)
    for piece in pieces:
        for line in piece.split("\n")[1:]:
            head, _, groups = line.partition(" ")
            found[head] += f" {groups}"
    share = 1 << (bits - _FEWEST)
    lines: dict[int, list[str]] = {bucket: [] for bucket in range(number * share, (number + 1) * share)}
    for bucket, heads in groupby(sorted(found), key=lambda head: int(head[:_SLOT], 16) >> (SLOT_BITS - bits)):
        lines[bucket] = sorted(f"{head[_SLOT:]}{found[head]}" for head in heads)
    for bucket, own in lines.items():
        yield bucket_file(bucket, own)


def bucket_file(bucket: int, lines: Iterable[str]) -> Output:
    """Return the file of a bucket from its lines, sorted."""
    return Output(bucket_path(bucket), "".join([_HEAD, *(f"\n{line}" for line in lines), _TAIL]).encode())


def patched(content: bytes, changes: Changes) -> list[str]:
    """Return the lines of a bucket's file with some entries changed."""
    text = content.decode().removeprefix(_HEAD).removesuffix(_TAIL)
    lines = text.split("\n")[1:]
    for gram, told in changes.items():
        head = f"{escaped(gram)} "
        at = bisect_left(lines, head)
        there = at < len(lines) and lines[at].startswith(head)
        line = _changed(lines[at] if there else head.rstrip(), len(gram), told)
        lines[at : at + there] = [line] if line else []
    return lines


def _changed(line: str, length: int, told: Mapping[tuple[str, int], Record | None]) -> str:
    """Return a line with what is told of its gram; empty where nothing is left."""
    head, *groups = line.split(" ")
    width = len(next(iter(told))[0])
    found = {group[:width]: group[width:] for group in groups}
    for volume, own in groupby(sorted(told), key=lambda place: place[0]):
        records = group_records(found.get(volume, ""), length)
        for place in own:
            records.pop(place[1], None)
            if record := told[place]:
                records[place[1]] = record
        found[volume] = group_text(records)
    kept = [f" {volume}{found[volume]}" for volume in sorted(found) if found[volume]]
    return head + "".join(kept) if kept else ""
