"""Keep the search of an edition up to date: index the volumes that changed, and patch their lines into the buckets.

A bucket that stands is patched, one that does not is put together from all volumes. Both ways give the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from bulletin_gen.cache.store import key_of
from bulletin_gen.pipeline.notes import SearchNote, recall
from bulletin_gen.pipeline.reading import contents_of, open_serial
from bulletin_gen.plan.outputs import Placed
from bulletin_gen.plan.search_files import bucket_path
from bulletin_gen.search.buckets import bits_of, bucket_file, lines_by_bucket, lines_in, slab_of
from bulletin_gen.search.figures import SLABS
from bulletin_gen.search.volumes import names_of, topics_file, volumes_file
from bulletin_gen.workers.volumes import VolumeJob, fetched_slab, index_all, indexed
from bulletin_gen.write.tree import place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_gen.pipeline.notes import Notes
    from bulletin_gen.pipeline.pressing import Run
    from bulletin_gen.pipeline.reading import Serial
    from bulletin_gen.search.volumes import Volume

    Lines = Mapping[int, Mapping[str, str]]
    """By bucket, then by the volume's name."""

_FEW, _SHARE = 8, 8
"""Buckets are patched where no more volumes changed than so many, or than one in so many: else all are made anew."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """The search of an edition."""

    files: tuple[Placed, ...] = ()
    """Besides its page, and what belongs to issues."""
    volumes: Mapping[str, tuple[Volume, ...]] = field(default_factory=dict)
    """Of each publication, by year."""
    note: SearchNote | None = None


def make_searchable(run: Run, serials: Iterable[Serial]) -> Searchable:
    """Stage the index of an edition; `serials` are all publications, those that changed opened."""
    known = {serial.slug: serial for serial in serials if serial.card.good}
    volumes = _volumes(run, known)
    listed = tuple(volume for slug in known for volume in volumes[slug])
    names = names_of(listed)
    note = SearchNote(
        bits=bits_of(sum(volume.blocks for volume in listed)),
        keys={names[volume.slug, volume.year]: volume.key for volume in listed},
    )
    index = _Index(run, note, dict(zip(note.keys, listed, strict=True)), known)
    titles = [(slug, serial.card.holding.publication.title) for slug, serial in known.items() if volumes[slug]]
    version = key_of(str(note.bits), *note.keys.values())[:12]
    files = (
        *_buckets(index, recall(run.desk.store, run.request.audience)),
        place(run.tree, volumes_file(listed, titles, note.bits, version)),
        place(run.tree, topics_file(listed)),
    )
    return Searchable(files, volumes, note)


@dataclass(frozen=True, slots=True)
class _Index:
    """What the buckets of an edition are made of."""

    run: Run
    note: SearchNote
    volumes: Mapping[str, Volume]
    """By name."""
    serials: Mapping[str, Serial]
    """By slug."""


def _volumes(run: Run, serials: Mapping[str, Serial]) -> dict[str, tuple[Volume, ...]]:
    """Return the volumes of each publication; those that changed are indexed."""
    known = {volume.key: volume for serial in serials.values() for volume in serial.card.volumes}
    jobs = {slug: _jobs(serial) for slug, serial in serials.items() if serial.contents}
    changed = [job for own in jobs.values() for job in own if job.key not in known]
    known |= {volume.key: volume for volume in index_all(run.shop.reader, changed, run.desk.workers)}
    return {
        slug: tuple(known[job.key] for job in jobs[slug]) if slug in jobs else serial.card.volumes
        for slug, serial in serials.items()
    }


def _jobs(serial: Serial) -> tuple[VolumeJob, ...]:
    """Return what it takes to index each volume of a publication."""
    contents = contents_of(serial)
    issues = [
        (issue.place, issue.study.key, record) for issue, record in zip(contents.issues, contents.records, strict=True)
    ]
    years = groupby(sorted(issues, key=lambda one: one[2].key.year), key=lambda one: one[2].key.year)
    grouped = [tuple(group) for _, group in years]
    return tuple(VolumeJob(key_of("volume", *(study for _, study, _ in group)), group) for group in grouped)


def _buckets(index: _Index, before: Notes) -> Iterator[Placed]:
    """Yield the buckets: as they stand, patched, or made of all volumes."""
    patches = _patches(index, before.search)
    missing = []
    for bucket in range(1 << index.note.bits):
        path = bucket_path(bucket)
        sign = before.outputs.get(path)
        if patches is None or sign is None or index.run.desk.sight.sign(f"{index.run.tree.folder}/{path}") != sign:
            missing.append(bucket)
        elif bucket in patches:
            lines = lines_in((index.run.tree.folder / path).read_bytes())
            yield place(index.run.tree, bucket_file(bucket, {**lines, **patches[bucket]}))
        else:
            yield Placed(path, before.pages[path][1], changed=False)
    yield from _assembled(index, missing)


def _patches(index: _Index, before: SearchNote | None) -> Lines | None:
    """Return the lines that changed; None where more changed than patches are good for."""
    if before is None or before.bits != index.note.bits:
        return None
    old, new = before.keys, index.note.keys
    changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    if len(changed) > max(_FEW, len(new) // _SHARE):
        return None
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for name in changed:
        for number in range(SLABS):
            was = fetched_slab(index.run.desk.store, old[name], number) if name in old else ""
            if was is None:
                return None
            there = lines_by_bucket(was, before.bits)
            here = lines_by_bucket(_slab(index, name, number) if name in new else "", before.bits)
            for bucket in {*here, *there}:
                if here.get(bucket) != there.get(bucket):
                    found[bucket][name] = here.get(bucket, "")
    return found


def _assembled(index: _Index, missing: Iterable[int]) -> Iterator[Placed]:
    """Yield buckets made of all volumes, slab by slab, so that no more of the index is in memory."""
    bits = index.note.bits
    for number, group in groupby(missing, key=lambda bucket: slab_of(bucket, bits)):
        lines: dict[int, dict[str, str]] = {bucket: {} for bucket in group}
        for name in index.volumes:
            for bucket, line in lines_by_bucket(_slab(index, name, number), bits).items():
                if bucket in lines:
                    lines[bucket][name] = line
        for bucket, own in lines.items():
            yield place(index.run.tree, bucket_file(bucket, own))


def _slab(index: _Index, name: str, number: int) -> str:
    """Return a slab of a volume from the store or, if it was lost there, make it again."""
    volume = index.volumes[name]
    found = fetched_slab(index.run.desk.store, volume.key, number)
    if found is not None:
        return found
    serial = index.serials[volume.slug]
    opened = serial if serial.contents else open_serial(index.run.desk, serial)
    job = next(one for one in _jobs(opened) if one.key == volume.key)
    return indexed(index.run.shop.reader, job).slabs[number]
