"""The files of the index. A bucket has the entries of some slots, a line for each, sorted; it can be patched.

It is two files: one says which issues have a gram, the other where. A line of the first is a gram and, each after a
blank, the volumes that have it with the numbers of the issues; the same line of the second has, with blanks between, of
each volume the records of these issues; it is empty where the gram is a single character.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.search_files import bucket_path, places_path
from bulletin_gen.search.figures import SLAB, SLABS, SLOT_BITS
from bulletin_gen.search.grams import escaped, issues_in, issues_text, records_in, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Changes = dict[str, dict[tuple[str, int], str | None]]
    """By gram, then by volume and number: the record that it now has there; None for nothing."""

_FEWEST = SLABS.bit_length() - 1
_TEXT = 2500
"""Characters of text for each bucket: makes files of some 5 to 10 KB."""
_HEAD, _TAIL = "bulletinSearch(`", "\n`);\n"
_AFTER = 2
"""Lines of a bucket's file behind its entries; one stands before them."""
_SLOT = 4
"""Digits of the slot before each line of a slab."""


class Slab(NamedTuple):
    """A piece of an index: lines, each with its slot before it, first those of single characters.

    The places have no lines of these, and else the same in the same order.
    """

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
    issues, places = _entries(pieces)
    share, width = 1 << (bits - _FEWEST), 1 << (SLOT_BITS - bits)
    buckets: list[list[str]] = [[] for _ in range(share)]
    slots = range(number * SLAB, (number + 1) * SLAB)
    by_slot = {f"{slot:0{_SLOT}x}": buckets[slot // width % share] for slot in slots}
    for head in issues:
        by_slot[head[:_SLOT]].append(head)
    for bucket, heads in enumerate(buckets, number * share):
        heads.sort(key=lambda head: f"{head[_SLOT:]} ")
        own = [f"{head[_SLOT:]} {issues[head]}" for head in heads]
        yield bucket, Bucket(_content(own), _content([places.get(head, "") for head in heads]))


def patched(contents: Bucket, changes: Changes) -> Bucket:
    """Return a bucket with some entries changed."""
    issues, places = (content.split(b"\n") for content in contents)
    for gram, told in changes.items():
        head = f"{escaped(gram)} ".encode()
        at = bisect_left(issues, head, 1, len(issues) - _AFTER)
        there = issues[at].startswith(head)
        own = issues[at].split(b" ") if there else [head[:-1]]
        records = places[at].split(b" ") if there and len(gram) > 1 else []
        _change(own, records, gram, told)
        issues[at : at + there] = [b" ".join(own)] if own[1:] else []
        places[at : at + there] = [b" ".join(records)] if own[1:] else []
    return Bucket(b"\n".join(issues), b"\n".join(places))


def _entries(pieces: Iterable[Slab]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what pieces have of each entry together: the issues and, where it has them, the places."""
    issues: dict[str, str] = {}
    places: dict[str, str] = {}
    for piece in pieces:
        listed, located = piece.issues.split("\n")[1:], piece.places.split("\n")[1:]
        single = len(listed) - len(located)
        for line in listed[:single]:
            head, _, own = line.partition(" ")
            issues[head] = f"{issues[head]} {own}" if head in issues else own
        for line, told in zip(listed[single:], located, strict=True):
            head, _, own = line.partition(" ")
            if head in issues:
                issues[head] += f" {own}"
                places[head] += told[len(head) :]
            else:
                issues[head], places[head] = own, told[len(head) + 1 :]
    return issues, places


def _content(lines: Sequence[str]) -> bytes:
    return "".join([_HEAD, "\n" if lines else "", "\n".join(lines), _TAIL]).encode()


def _change(issues: list[bytes], places: list[bytes], gram: str, told: Mapping[tuple[str, int], str | None]) -> None:
    """Change what an entry has, behind its gram, of volumes, their issues and the records of these."""
    for name, changed in groupby(sorted(told), key=lambda place: place[0]):
        volume = name.encode()
        at = bisect_left(issues, volume, 1)
        there = at < len(issues) and issues[at].startswith(volume)
        numbers = issues_in(issues[at][len(volume) :].decode()) if there else []
        records = records_in(places[at - 1].decode(), gram) if there and len(gram) > 1 else [""] * len(numbers)
        for _, number in changed:
            record = told[name, number]
            issue = bisect_left(numbers, number)
            known = issue < len(numbers) and numbers[issue] == number
            numbers[issue : issue + known] = [] if record is None else [number]
            records[issue : issue + known] = [] if record is None else [record]
        issues[at : at + there] = [volume + issues_text(numbers).encode()] if numbers else []
        if len(gram) > 1:
            places[at - 1 : at - 1 + there] = ["".join(records).encode()] if numbers else []
