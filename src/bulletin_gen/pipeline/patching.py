"""Patch the index of an edition that stands: what changed of its texts is put in and taken out.

What texts said of grams is read from those that stand, what they say now from those that come. Does not decide which
texts changed: their volumes say so.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from bulletin_gen.pipeline.indexing import FEW, Index, counted, folders_of
from bulletin_gen.plan.outputs import sheaf
from bulletin_gen.plan.search_files import bucket_path, places_path
from bulletin_gen.search.buckets import EMPTY, Bucket, bits_of, bucket_files, bucket_of, patched
from bulletin_gen.search.grams import records_of
from bulletin_gen.search.passages import passage_lines
from bulletin_gen.search.volumes import compared
from bulletin_gen.workers.volumes import read_text
from bulletin_gen.write.tree import place, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_gen.pipeline.indexing import Base
    from bulletin_gen.pipeline.making import Run
    from bulletin_gen.plan.outputs import Placed
    from bulletin_gen.search.buckets import Changes
    from bulletin_gen.search.volumes import Part, Volume

    _Said = Mapping[tuple[str, int], Mapping[str, str]]
    """What is to be said of the grams of parts, by volume and number."""

GROUP = 4
"""Buckets whose files are looked at together."""
_SHARE = 50
"""An index is patched where no more parts of texts changed than `FEW`, or than one in so many."""


def patch(run: Run, volumes: tuple[Volume, ...], base: Base) -> Index | None:
    """Return an index with what changed; None where too much did, or what it was made of is not there any more."""
    count = sum(len(volume.texts) for volume in volumes)
    limit = max(FEW, count // _SHARE)
    if count > limit and not base.volumes:
        return None
    gone, fresh = compared(base.volumes, volumes)
    if max(len(gone), len(fresh)) > limit:
        return None
    lengths = {volume.place: volume.characters for volume in base.volumes}
    before: dict[tuple[str, int], dict[str, str]] = {}
    now: dict[tuple[str, int], dict[str, str]] = {}
    for part, said in chain(((one, before) for one in gone), ((one, now) for one in fresh)):
        lines = _lines(part, folders_of(run)[-1:] if said is before else folders_of(run))
        if lines is None:
            return None
        length = sum(map(len, lines))
        lengths[part.volume] = lengths.get(part.volume, 0) + (length if said is now else -length)
        said[part.name, part.number] = records_of(lines)
    lengthened = counted(volumes, lengths)
    bits = bits_of(sum(volume.characters for volume in lengthened))
    if base.note and base.note.bits != bits:
        return None
    changes = _changes(before, now, bits)
    if base.note is None:
        filled = (bucket_files(bucket, patched(EMPTY, changes.get(bucket, {}))) for bucket in range(1 << bits))
        return Index(bits, lengthened, sheaf(place(run.tree, file) for files in filled for file in files))
    made = (file for bucket in sorted(changes) for file in _patched(run, bucket, changes[bucket]))
    return Index(bits, lengthened, sheaf(made), base.note.files, frozenset(bucket // GROUP for bucket in changes))


def _lines(part: Part, folders: Iterable[str]) -> list[str] | None:
    """Return the lines of a part; None where its file is not there, or another."""
    content = read_text(part.path, folders)
    if content is None or not hashlib.sha256(content).hexdigest().startswith(part.digest):
        return None
    return passage_lines(content)


def _changes(before: _Said, now: _Said, bits: int) -> dict[int, Changes]:
    """Return by bucket what has to be said of grams."""
    found: defaultdict[int, Changes] = defaultdict(lambda: defaultdict(dict))
    for part in {*before, *now}:
        old, new = before.get(part, {}), now.get(part, {})
        for gram in {*old, *new}:
            if old.get(gram) != new.get(gram):
                found[bucket_of(gram, bits)][gram][part] = new.get(gram)
    return found


def _patched(run: Run, bucket: int, changes: Changes) -> Iterator[Placed]:
    """Stage those files of a bucket that become other ones."""
    stood = Bucket(*(_read(f"{run.tree.folder}/{path}") for path in (bucket_path(bucket), places_path(bucket))))
    files = zip(bucket_files(bucket, patched(stood, changes)), stood, strict=True)
    return (replace_file(run.tree, file) for file, before in files if file.content != before)


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - thousands of files, by strings
        return file.read()
