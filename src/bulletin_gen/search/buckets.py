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
from bulletin_gen.search.figures import SLABS, SLOT_BITS
from bulletin_gen.search.grams import escaped, issues_in, issues_text, records_in, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Changes = dict[str, dict[tuple[str, int], str | None]]
    """By gram, then by volume and number: the record that it now has there; None for nothing."""

_FEWEST = 4
"""Bits that name a bucket, at least."""
_TEXT = 2500
"""Characters of text for each bucket: makes files of some 5 to 10 KB."""
_HEAD, _TAIL = b"bulletinSearch(`", b"\n`);\n"
_AFTER = 2
"""Lines of a bucket's file behind its entries; one stands before them."""
_SLOT = 4
"""Digits of the slot before each line of a slab."""


class Slab(NamedTuple):
    """A piece of an index: of each entry a line in three texts, as bytes; a line feed is before it."""

    heads: bytes
    """Slot and gram."""
    issues: bytes
    """Which have it: numbers or, after a blank each, the names of volumes and the numbers of theirs."""
    places: bytes
    """Behind a blank the records of these; nothing of a single character."""


class Bucket(NamedTuple):
    """The contents of a bucket's files."""

    issues: bytes
    places: bytes


EMPTY = Bucket(_HEAD + _TAIL, _HEAD + _TAIL)
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


def shares_of(bits: int) -> int:
    """Return in how many shares all buckets are put together: each is some slabs, and some buckets."""
    return min(SLABS, 1 << bits)


def side_by_side(slabs: Iterable[Slab]) -> Slab:
    """Return the slabs of a share as one."""
    return Slab(*map(b"".join, zip(*slabs, strict=True)))


def buckets_of(share: int, pieces: Iterable[Slab], bits: int) -> Iterator[tuple[int, Bucket]]:
    """Yield the buckets of a share from what the index of each group of volumes has there, sorted by volume."""
    count, width = (1 << bits) // shares_of(bits), 1 << (SLOT_BITS - bits)
    buckets: list[list[bytes]] = [[] for _ in range(count)]
    slots = range(share * count * width, (share + 1) * count * width)
    by_slot = {b"%0*x" % (_SLOT, slot): buckets[slot // width % count] for slot in slots}
    for head, own, told in _together(pieces):
        by_slot[head[:_SLOT]].append(b"%b%b\n%b\n" % (head[_SLOT:], own, told[1:]))
    for bucket, entries in enumerate(buckets, share * count):
        entries.sort()
        lines = b"".join(entries).split(b"\n")
        yield bucket, Bucket(_content(lines[:-1:2]), _content(lines[1::2]))


def entries_in(slab: Slab) -> Iterable[tuple[bytes, bytes, bytes]]:
    """Return the entries of a slab: of each its head, issues and places."""
    heads, issues, places = (text.split(b"\n")[1:] for text in slab)
    return zip(heads, issues, places, strict=True)


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


def _together(slabs: Iterable[Slab]) -> Iterable[tuple[bytes, bytes, bytes]]:
    """Return the entries of slabs, each once."""
    issues: dict[bytes, bytes] = {}
    places: dict[bytes, bytes] = {}
    for slab in slabs:
        for head, own, told in entries_in(slab):
            if head in issues:
                issues[head] += own
                places[head] += told
            else:
                issues[head], places[head] = own, told
    return zip(issues, issues.values(), places.values(), strict=True)


def _content(lines: Sequence[bytes]) -> bytes:
    return b"".join([_HEAD, b"\n" if lines else b"", b"\n".join(lines), _TAIL])


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
