"""The list of volumes, and of the columns and source units in them: what a browser loads before anything is asked."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.search_files import TOPICS, VOLUMES
from bulletin_gen.search.numbers import signed, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bulletin_gen.plan.records import IssueRecord

_NAME = 4
"""Characters of a volume's name: enough for thousands; those that happen to be the same get more."""
_EPOCH = date(2000, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """The issues of a publication in a year, as the list has them."""

    slug: str
    year: int
    key: str
    """Of its index; what it is made of is in it."""
    blocks: int
    """Of its texts together."""
    issues: str
    """Of each issue number, day and blocks as `search.js` reads them."""
    topics: str
    """Its columns and source units with their issues, a JSON array of arrays."""


def volume_of(key: str, records: Sequence[IssueRecord], blocks: Sequence[int]) -> Volume:
    """Return a volume from the records of its issues and how many blocks each of their texts takes."""
    first = records[0].key
    return Volume(
        slug=first.publication,
        year=first.year,
        key=key,
        blocks=sum(blocks),
        issues=_issues(records, blocks),
        topics=_json(_topics(records)),
    )


def names_of(volumes: Iterable[Volume]) -> dict[tuple[str, int], str]:
    """Return a short name for each volume by its publication and year, the same whatever the order."""
    names: dict[tuple[str, int], str] = {}
    taken: set[str] = set()
    for place in sorted((volume.slug, volume.year) for volume in volumes):
        whole = urlsafe_b64encode(sha256(f"{place[0]}/{place[1]}".encode()).digest()).decode()
        name = next(whole[:length] for length in range(_NAME, len(whole)) if whole[:length] not in taken)
        names[place] = name
        taken.add(name)
    return names


def volumes_file(volumes: Sequence[Volume], titles: Iterable[tuple[str, str]], bits: int, version: str) -> Output:
    """Return the list of volumes; `titles` are the publications by their slugs, in their order."""
    names = names_of(volumes)
    data = {
        "version": version,
        "bits": bits,
        "publications": [list(one) for one in titles],
        "volumes": [[names[one.slug, one.year], one.slug, one.year, one.issues] for one in volumes],
    }
    return Output(VOLUMES, f"bulletinSearch({_json(data)});\n".encode())


def topics_file(volumes: Sequence[Volume]) -> Output:
    """Return the list of columns and source units, in the order of the volumes."""
    text = ",\n".join(volume.topics for volume in volumes)
    return Output(TOPICS, f"bulletinSearch([\n{text}\n]);\n".encode())


def _issues(records: Sequence[IssueRecord], blocks: Sequence[int]) -> str:
    """Return number, doubled and one more for a supplement, day and blocks of each issue; the first two as steps."""
    numbers: list[int] = []
    number, day = 0, _EPOCH
    for record, count in zip(records, blocks, strict=True):
        own = 2 * record.key.number + record.key.supplement
        numbers += (signed(own - number), signed(record.date.toordinal() - day), count)
        number, day = own, record.date.toordinal()
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
