"""The files of the index. A bucket has the entries of some slots, a line for each, sorted; it can be patched.

It is two files: one says which issues have a gram, the other where. A line of the first is a gram and, each after a
blank, the volumes that have it with the numbers of the issues; the same line of the second has, with blanks between, of
each volume the records of these issues; it is empty where the gram is a single character.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.search_files import bucket_path, places_path
from bulletin_gen.search.figures import SLABS, SLOT_BITS
from bulletin_gen.search.grams import escaped, issues_in, issues_text, records_in, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Changes = dict[str, dict[tuple[str, int], str | None]]
    """By gram, then by volume and number: the record that it now has there; None for nothing."""

_FEWEST = SLABS.bit_length() - 1
_TEXT = 5000
"""Characters of text for each bucket: makes files of some 10 to 20 KB."""
_HEAD, _TAIL = "bulletinSearch(`", "\n`);\n"
_SLOT = 4
"""Digits of the slot before each line of a slab."""


class Slab(NamedTuple):
    """A piece of an index: lines, each with its slot before it."""

    issues: str
    places: str


class Bucket(NamedTuple):
    """The contents of a bucket's files."""

    issues: bytes
    places: bytes


EMPTY = Bucket(f"{_HEAD}{_TAIL}".encode(), f"{_HEAD}{_TAIL}".encode())
"""A bucket of no entries."""


def bits_of(characters: int) -> int:
    """Return how many bits of a slot name its bucket, for so many characters of text."""
    return min(max(_FEWEST, (characters // _TEXT).bit_length()), SLOT_BITS)


def bucket_of(gram: str, bits: int) -> int:
    """Return the bucket that has the entry of a gram."""
    return slot_of(gram) >> (SLOT_BITS - bits)


def bucket_files(bucket: int, contents: Bucket) -> tuple[Output, Output]:
    """Return the files of a bucket."""
    return Output(bucket_path(bucket), contents.issues), Output(places_path(bucket), contents.places)


def buckets_of_slab(number: int, pieces: Iterable[Slab], bits: int) -> Iterator[tuple[int, Bucket]]:
    """Yield the buckets of a slab from what the index of each group of volumes has there, sorted by volume."""
    listed = list(pieces)
    issues, places = _entries(piece.issues for piece in listed), _entries(piece.places for piece in listed)
    share = 1 << (bits - _FEWEST)
    buckets = {bucket: Bucket(*EMPTY) for bucket in range(number * share, (number + 1) * share)}
    for bucket, heads in groupby(sorted(issues), key=lambda head: int(head[:_SLOT], 16) >> (SLOT_BITS - bits)):
        own = sorted(heads, key=lambda head: f"{head[_SLOT:]} ")
        lines = [f"{head[_SLOT:]}{issues[head]}" for head in own], [places[head][1:] for head in own]
        buckets[bucket] = Bucket(*map(_content, lines))
    yield from buckets.items()


def patched(contents: Bucket, changes: Changes) -> Bucket:
    """Return a bucket with some entries changed."""
    issues, places = map(_lines, contents)
    for gram, told in changes.items():
        head = f"{escaped(gram)} "
        at = bisect_left(issues, head)
        there = at < len(issues) and issues[at].startswith(head)
        own = issues[at].split(" ")[1:] if there else []
        records = places[at].split(" ") if there else []
        _change(own, records, gram, told)
        issues[at : at + there] = [head + " ".join(own)] if own else []
        places[at : at + there] = [" ".join(records)] if own else []
    return Bucket(_content(issues), _content(places))


def _entries(pieces: Iterable[str]) -> defaultdict[str, str]:
    """Return what pieces have of each entry together."""
    found: defaultdict[str, str] = defaultdict(str)
    for piece in pieces:
        for line in piece.split("\n")[1:]:
            head, _, groups = line.partition(" ")
            found[head] += f" {groups}"
    return found


def _content(lines: Iterable[str]) -> bytes:
    return "".join([_HEAD, *(f"\n{line}" for line in lines), _TAIL]).encode()


def _lines(content: bytes) -> list[str]:
    return content.decode().removeprefix(_HEAD).removesuffix(_TAIL).split("\n")[1:]


def _change(issues: list[str], places: list[str], gram: str, told: Mapping[tuple[str, int], str | None]) -> None:
    """Change what an entry has of volumes, their issues and the records of these, by what is told of its gram."""
    for volume, own in groupby(sorted(told), key=lambda place: place[0]):
        at, width = bisect_left(issues, volume), len(volume)
        there = at < len(issues) and issues[at].startswith(volume)
        numbers = issues_in(issues[at][width:]) if there else []
        records = records_in(places[at], gram) if there and len(gram) > 1 else [""] * len(numbers)
        found: dict[int, str | None] = dict(zip(numbers, records, strict=True))
        found |= {number: told[volume, number] for _, number in own}
        kept = sorted((number, record) for number, record in found.items() if record is not None)
        issues[at : at + there] = [volume + issues_text([number for number, _ in kept])] if kept else []
        if len(gram) > 1:
            places[at : at + there] = ["".join([record for _, record in kept])] if kept else []
