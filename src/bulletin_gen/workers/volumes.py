"""Make the index of a volume from its issues, which wait in a store; the index waits there in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.cache.store import fetch, keep, key_of
from bulletin_gen.search.text import lines_of, normal
from bulletin_gen.search.volumes import volume_of
from bulletin_gen.workers.pool import Craft, results
from bulletin_gen.workers.study import issue_of

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from bulletin_gen.cache.store import Store
    from bulletin_gen.load import IssuePlace
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.search.index import VolumeIndex
    from bulletin_gen.search.volumes import Volume
    from bulletin_gen.workers.pool import Crew
    from bulletin_gen.workers.study import Reader


@dataclass(frozen=True, slots=True)
class VolumeJob:
    """A volume to index."""

    key: str
    issues: tuple[tuple[IssuePlace, str, IssueRecord], ...]
    """Of each issue its source, the key of its study and its record."""


def index_all(reader: Reader, jobs: Sequence[VolumeJob], workers: Crew) -> Generator[Volume, None, None]:
    """Yield the volume of each job when its index is in the reader's store."""
    craft = Craft(setup=reader, open=_itself, work=index_volume, title=_title)
    return results(workers, craft, jobs, worth=_WORTH)


_WORTH = 4
"""Volumes that take about as long to index as a process takes to begin."""


def index_volume(reader: Reader, job: VolumeJob) -> Volume:
    """Index a volume, and keep its index in slabs."""
    return volume_of(job.key, [record for *_, record in job.issues], indexed(reader, job).blocks)


def indexed(reader: Reader, job: VolumeJob) -> VolumeIndex:
    """Return the index of a volume; its slabs are kept as well, for as long as the store has room."""
    from bulletin_gen.search.index import index_of  # noqa: PLC0415 - numpy takes a while to come, and is seldom needed

    made = index_of([map(normal, lines_of(issue_of(reader, place, study))) for place, study, _ in job.issues])
    for number, slab in enumerate(made.slabs):
        keep(reader.store, _slab_key(job.key, number), slab.encode())
    return made


def fetched_slab(store: Store, key: str, number: int) -> str | None:
    """Return a slab of the index that was kept under a key; None where it was lost."""
    entry = fetch(store, _slab_key(key, number))
    return None if entry is None else entry.decode()


def _slab_key(key: str, number: int) -> str:
    return key_of("slab", key, str(number))


def _title(job: VolumeJob) -> str:
    key = job.issues[0][2].key
    return f"{key.publication}/{key.year}"


def _itself(reader: Reader) -> Reader:
    """Open a reader: there is nothing to prepare."""
    return reader
