"""The list of volumes, and of the columns and source units in them: what a browser loads before anything is asked.

A volume is what a publication issued in a year; its supplements are one of their own, since they count for themselves.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

from msgspec import Struct

from bulletin_gen.cache.store import key_of
from bulletin_gen.model import IssueKey
from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.search_files import TOPICS, VOLUMES, passage_path
from bulletin_gen.search.numbers import BASE, digits, signed, written
from bulletin_gen.search.packed import packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bulletin_gen.plan.records import IssueRecord


_EPOCH = date(2000, 1, 1).toordinal()
_DIGEST = 16
"""Digits of a part's digest that are kept."""

Place: TypeAlias = tuple[str, int, bool]
"""Of a volume: slug, year and whether it is of supplements."""
Names: TypeAlias = "Mapping[tuple[Place, int], str]"
"""Of volumes in the index, each for one part of its issues."""


class Volume(Struct, frozen=True, kw_only=True):
    """The issues of a publication in a year, as the list has them."""

    place: Place
    key: str
    """Of its texts."""
    texts: tuple[str, ...]
    """Of each issue its number, and after a blank the beginning of the SHA-256 of each part."""
    parts: int
    """The most that an issue has."""
    characters: int
    """Of its texts, normal."""
    issues: str
    """Of each issue number and day as `search.js` reads them."""
    topics: str
    """Its columns and source units with their issues, a JSON array of arrays."""


class Part(Struct, frozen=True, kw_only=True):
    """A part of an issue's text."""

    volume: Place
    name: str
    """Of its volume and its place in the issue, in the index."""
    number: int
    """Of its issue."""
    path: str
    """Of its file."""
    digest: str
    """How the SHA-256 of that begins."""


def volume_of(records: Sequence[IssueRecord], digests: Sequence[Sequence[str]]) -> Volume:
    """Return a volume from the records of its issues and the SHA-256 of each part; it does not know its characters."""
    first = records[0].key
    texts = tuple(
        " ".join((str(record.key.number), *(digest[:_DIGEST] for digest in parts)))
        for record, parts in zip(records, digests, strict=True)
    )
    return Volume(
        place=(first.publication, first.year, first.supplement),
        key=key_of(*texts),
        texts=texts,
        parts=max(map(len, digests)),
        characters=0,
        issues=_issues(records),
        topics=_json(_topics(records)),
    )


def parts_of(volume: Volume, names: Names, texts: Iterable[str] | None = None) -> Iterator[Part]:
    """Yield the parts of a volume's issues or, where `texts` are given, of some of them."""
    slug, year, supplement = volume.place
    for text in volume.texts if texts is None else texts:
        number, *digests = text.split(" ")
        key = IssueKey(slug, year, int(number), supplement)
        for part, digest in enumerate(digests):
            name = names[volume.place, part]
            yield Part(volume=volume.place, name=name, number=key.number, path=passage_path(key, part), digest=digest)


def compared(before: Iterable[Volume], now: Iterable[Volume]) -> tuple[list[Part], list[Part]]:
    """Return the parts that are gone and those that are new; one that changed is both."""
    old, new = ({volume.place: volume for volume in volumes} for volumes in (before, now))
    called, names = names_of(old.values()), names_of(new.values())
    gone: list[Part] = []
    fresh: list[Part] = []
    for place in sorted({*old, *new}):
        there, here = old.get(place), new.get(place)
        left, right = (set(one.texts) if one else set() for one in (there, here))
        if there and here and all(called.get((place, part)) == names[place, part] for part in range(here.parts)):
            left, right = left - right, right - left
        gone += parts_of(there, called, left) if there else ()
        fresh += parts_of(here, names, right) if here else ()
    return gone, fresh


def names_of(volumes: Iterable[Volume]) -> Names:
    """Return a short name for each volume and part of its issues, the same whatever the order.

    Its hash says which; where two say the same, the later takes the next that is free.
    """
    places = sorted((volume.place, part) for volume in volumes for part in range(volume.parts))
    width = next(width for width in range(2, len(places) + 3) if len(places) * 3 < BASE**width)
    names: dict[tuple[Place, int], str] = {}
    taken: set[int] = set()
    for place in places:
        name = crc32(repr(place).encode()) % BASE**width
        while name in taken:
            name = (name + 1) % BASE**width
        taken.add(name)
        names[place] = digits(name, width)
    return names


def volumes_file(volumes: Sequence[Volume], titles: Iterable[tuple[str, str]], bits: int, version: str) -> Output:
    """Return the list of volumes; `titles` are the publications by their slugs, in their order."""
    names = names_of(volumes)
    data = {
        "version": version,
        "bits": bits,
        "publications": [list(one) for one in titles],
        "volumes": [
            [*one.place[:2], int(one.place[2]), [names[one.place, part] for part in range(one.parts)], one.issues]
            for one in volumes
        ],
    }
    return Output(VOLUMES, packed(_json(data)))


def topics_file(volumes: Sequence[Volume]) -> Output:
    """Return the list of columns and source units, in the order of the volumes."""
    return Output(TOPICS, packed(f"[{','.join(volume.topics for volume in volumes)}]"))


def _issues(records: Sequence[IssueRecord]) -> str:
    """Return twice the step from day to day of each issue; one more where that of its number follows, if not 1."""
    numbers: list[int] = []
    number, day = 0, _EPOCH
    for record in records:
        skipped = record.key.number - number - 1
        numbers.append(2 * signed(record.date.toordinal() - day) + bool(skipped))
        numbers += [signed(skipped)] if skipped else []
        number, day = record.key.number, record.date.toordinal()
    return written(numbers)


def _topics(records: Sequence[IssueRecord]) -> list[list[list[str]]]:
    """Return columns, then units: each with its issues as steps from one to the next."""
    kinds: list[list[list[str]]] = []
    for listed in ([record.columns for record in records], [record.source_units for record in records]):
        found: dict[str, list[int]] = {}
        for issue, names in enumerate(listed):
            for name in names:
                found.setdefault(name, []).append(issue)
        kinds.append([[name, written(_steps(found[name]))] for name in sorted(found)])
    return kinds


def _steps(numbers: Sequence[int]) -> Iterable[int]:
    return (after - before for before, after in zip((0, *numbers), numbers, strict=False))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
