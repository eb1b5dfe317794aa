"""Keep the search of an edition up to date: what changed of its texts is patched into the index that stands.

The index is made of the texts beside the issues' pages: those that stand say what to take out, those that come what to
put in. Where much changed, or something is not as it was left, it is made anew. Both ways give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, count, groupby, takewhile
from typing import TYPE_CHECKING, TypeAlias

from bulletin_gen.cache.store import key_of
from bulletin_gen.model import IssueKey
from bulletin_gen.pipeline.notes import Notes, SearchNote, note, recall, recall_card
from bulletin_gen.pipeline.reading import contents_of
from bulletin_gen.plan.search_files import INDEX, PLACES, TOPICS, VOLUMES, bucket_path, passage_path, places_path
from bulletin_gen.search.buckets import EMPTY, Bucket, bits_of, bucket_files, bucket_of, patched
from bulletin_gen.search.grams import records_of
from bulletin_gen.search.passages import passage_lines, passages
from bulletin_gen.search.volumes import compared, names_of, topics_file, volume_of, volumes_file
from bulletin_gen.workers.study import issue_of
from bulletin_gen.workers.volumes import BATCH, MOST, Bindery, Quire, Text, batches, bind, index_all, read_text
from bulletin_gen.write.journal import STAGED
from bulletin_gen.write.tree import place, placer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.pipeline.notes import PressNote
    from bulletin_gen.pipeline.pressing import Made, Run
    from bulletin_gen.pipeline.selection import Own
    from bulletin_gen.plan.outputs import Placed
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.search.buckets import Changes
    from bulletin_gen.search.volumes import Part, Place, Volume
    from bulletin_gen.workers.volumes import Indexed

    _Issues: TypeAlias = tuple[tuple[IssueRecord, Own], ...]
    """Those of a volume."""
    _Said = Mapping[tuple[str, int], Mapping[str, str]]
    """What is to be said of the grams of parts, by volume and number."""

_NOTE = "search"
"""Name of the note, which no publication has."""
_GROUP = 16
"""Buckets whose files are looked at together."""
_FEW, _SHARE = 20, 50
"""An index is patched where no more parts of texts changed than so many, or than one in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """The search of an edition."""

    files: tuple[Placed, ...] = ()
    """Besides its page, and what belongs to issues; of the folders that stand only what changed."""
    standing: tuple[str, ...] = ()
    """Folders in which all other files stand as they stood."""
    kept: Mapping[int, Bundle] = field(default_factory=dict)
    """Buckets that stand as they stood, some together, by the number of these."""
    volumes: Mapping[str, tuple[Volume, ...]] = field(default_factory=dict)
    """Of each publication, by year."""
    bits: int = 0
    """How many name a bucket."""


@dataclass(frozen=True, slots=True)
class Indexing:
    """What is known of an index while issues are pressed."""

    run: Run
    made: tuple[Made, ...]
    """All publications whose settings are good."""
    base: _Base
    """What stands."""
    begun: set[Place] = field(default_factory=set)
    """Volumes whose texts stand already."""
    waiting: list[Quire] = field(default_factory=list)
    """Those of their texts that are not being indexed yet."""
    flows: list[Generator[list[Indexed], None, None]] = field(default_factory=list)
    """What comes of the others."""


@contextmanager
def indexing(run: Run, made: Iterable[Made]) -> Iterator[Indexing]:
    """Give what becomes the index of an edition; nothing is at work for it any more afterwards."""
    known = tuple(one for one in made if one.serial.card.good)
    index = Indexing(run, known, _standing(run, known))
    try:
        yield index
    finally:
        for flow in index.flows:
            flow.close()


def index_ahead(index: Indexing) -> Iterator[None]:
    """Have volumes indexed as their issues are pressed; looks each time that somebody asks.

    Only where no index stands: otherwise most of the texts will not be looked at.
    """
    opened = [one for one in index.made if one.serial.contents]
    count = sum(len(contents_of(one.serial).issues) for one in opened)
    if index.base.note or index.run.request.is_partial or count <= _FEW:
        return
    for one in opened:
        for own in _volumes_in(one):
            for start in range(0, len(own), MOST):
                some = own[start : start + MOST]
                for _, issue in some:
                    while issue.place.path not in one.notes:
                        yield
                index.waiting.extend(_quires(_volume(index.run, one, some)))
                if sum(len(quire.texts) for quire in index.waiting) >= BATCH:
                    index.flows.extend(_indexed(index))
            index.begun.add(_place_of(own))


def make_searchable(index: Indexing) -> Searchable:
    """Stage the index of an edition; all issues are pressed."""
    run = index.run
    volumes = {one.serial.slug: _volumes(run, one) for one in index.made}
    listed = tuple(chain.from_iterable(volumes.values()))
    made = _patched(run, listed, index.base) or _patched(run, listed, _Base()) or _anew(index, listed)
    serials = [one.serial for one in index.made if volumes[one.serial.slug]]
    titles = [(serial.slug, serial.card.holding.publication.title) for serial in serials]
    version = key_of(str(made.bits), *(volume.key for volume in listed))[:12]
    lists = (volumes_file(listed, titles, made.bits, version), topics_file(listed))
    by_slug = groupby(made.volumes, key=lambda volume: volume.place[0])
    return Searchable(
        files=(*made.buckets, *(place(run.tree, one) for one in lists)),
        standing=() if made.kept is None else (INDEX, PLACES),
        kept=made.kept or {},
        volumes={slug: tuple(own) for slug, own in by_slug},
        bits=made.bits,
    )


def note_search(run: Run, search: Searchable) -> tuple[Bundle, ...]:
    """Note for the next build what the index is, now that its files stand; return them."""
    if not search.files:
        return ()
    bundle = partial(run.desk.sight.bundle, str(run.tree.folder))
    groups = [range(start, start + _GROUP) for start in range(0, 1 << search.bits, _GROUP)]
    buckets = [search.kept.get(number) or bundle(_files_of(group)) for number, group in enumerate(groups)]
    noted = SearchNote(
        bits=search.bits,
        publications=tuple(search.volumes),
        key=_sum(chain.from_iterable(search.volumes.values())),
        files=(*buckets, bundle((VOLUMES, TOPICS))),
    )
    note(run.desk.store, Notes(search=noted), run.request.audience, _NOTE)
    return noted.files


def _files_of(buckets: Iterable[int]) -> list[str]:
    return [path for bucket in buckets for path in (bucket_path(bucket), places_path(bucket))]


@dataclass(frozen=True, slots=True)
class _Base:
    """An index that stands; an empty one does not."""

    note: SearchNote | None = None
    volumes: tuple[Volume, ...] = ()


@dataclass(frozen=True, slots=True)
class _Index:
    """An index that is made."""

    bits: int
    volumes: tuple[Volume, ...]
    buckets: tuple[Placed, ...]
    """Those that were made."""
    kept: Mapping[int, Bundle] | None = None
    """Those that stand, where some do, as `Searchable` has them."""


def _volumes(run: Run, one: Made) -> tuple[Volume, ...]:
    """Return the volumes of a publication; how long they are is not known where it was opened."""
    if one.serial.contents is None:
        return one.serial.card.volumes
    return tuple(_volume(run, one, own) for own in _volumes_in(one))


def _volumes_in(one: Made) -> Iterator[_Issues]:
    """Yield the issues of each volume of a publication that is opened."""
    contents = contents_of(one.serial)
    issues = sorted(zip(contents.records, contents.issues, strict=True), key=lambda pair: _order_of(pair[0]))
    return (tuple(own) for _, own in groupby(issues, key=lambda pair: _order_of(pair[0])[:-1]))


def _order_of(record: IssueRecord) -> tuple[int, bool, int]:
    return (record.key.year, record.key.supplement, record.key.number)


def _place_of(issues: _Issues) -> Place:
    key = issues[0][0].key
    return (key.publication, key.year, key.supplement)


def _volume(run: Run, one: Made, issues: _Issues) -> Volume:
    return volume_of([record for record, _ in issues], [_digests(run, one, issue) for _, issue in issues])


def _digests(run: Run, one: Made, issue: Own) -> list[str]:
    """Return the SHA-256 of each part of an issue's text; one that is not there yet is made for the index alone."""
    path, before = issue.place.path, contents_of(one.serial).before
    noted = one.notes.get(path)
    if noted is None and (left := before.presses.get(path)) and _stand(run, before, left):
        noted = left
    if noted:
        files = dict(noted.files)
        paths = (passage_path(issue.key, part) for part in count())
        return list(map(files.__getitem__, takewhile(files.__contains__, paths)))
    found = []
    for output in passages(issue_of(run.shop.reader, issue.place, issue.study.key)):
        at = run.tree.stage / _NOTE / output.path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(output.content)
        found.append(hashlib.sha256(output.content).hexdigest())
    return found


def _folders(run: Run) -> tuple[str, ...]:
    """Return where texts of the edition may be: a folder comes before what takes its place."""
    return (f"{run.tree.stage}/{_NOTE}", f"{run.tree.stage}/{STAGED}", str(run.tree.folder))


def _stand(run: Run, before: Notes, left: PressNote) -> bool:
    """Tell whether what was pressed of an issue stands as it was left."""
    return all(run.desk.sight.sign(f"{run.tree.folder}/{path}") == before.outputs.get(path) for path, _ in left.files)


def _standing(run: Run, made: Iterable[Made]) -> _Base:
    """Return the index of the build before, an empty one where it does not stand as it was left.

    A part of an edition lists all its files, so that it makes all.
    """
    store, audience = run.desk.store, run.request.audience
    noted = recall(store, audience, _NOTE).search
    if noted is None or run.request.shard:
        return _Base()
    if not all(run.desk.sight.stands(str(run.tree.folder), files) for files in noted.files):
        return _Base()
    cards = {one.serial.slug: one.serial.card for one in made}
    known = (cards.get(slug) or recall_card(store, audience, slug) for slug in noted.publications)
    volumes = tuple(volume for card in known if card for volume in card.volumes)
    return _Base(noted, volumes) if _sum(volumes) == noted.key else _Base()


def _sum(volumes: Iterable[Volume]) -> str:
    return key_of(*(f"{volume.place} {volume.key}" for volume in volumes))


def _patched(run: Run, volumes: tuple[Volume, ...], base: _Base) -> _Index | None:
    """Return an index with what changed; None where too much did, or what it was made of is not there any more."""
    count = sum(len(volume.texts) for volume in volumes)
    limit = max(_FEW, count // _SHARE)
    if count > limit and not base.volumes:
        return None
    gone, fresh = compared(base.volumes, volumes)
    if max(len(gone), len(fresh)) > limit:
        return None
    lengths = {volume.place: volume.characters for volume in base.volumes}
    before: dict[tuple[str, int], dict[str, str]] = {}
    now: dict[tuple[str, int], dict[str, str]] = {}
    for part, said in chain(((one, before) for one in gone), ((one, now) for one in fresh)):
        lines = _lines(part, _folders(run)[-1:] if said is before else _folders(run))
        if lines is None:
            return None
        length = sum(map(len, lines))
        lengths[part.volume] = lengths.get(part.volume, 0) + (length if said is now else -length)
        said[part.name, part.number] = records_of(lines)
    counted = _counted(volumes, lengths)
    bits = bits_of(sum(volume.characters for volume in counted))
    if base.note and base.note.bits != bits:
        return None
    changes = _changes(before, now, bits)
    if base.note is None:
        empty = (file for bucket in range(1 << bits) for file in _bucket(run, bucket, EMPTY, changes))
        return _Index(bits, counted, tuple(empty))
    touched = {bucket // _GROUP for bucket in changes}
    kept = {number: files for number, files in enumerate(base.note.files[:-1]) if number not in touched}
    made = (file for bucket in sorted(changes) for file in _bucket(run, bucket, _contents(run, bucket), changes))
    return _Index(bits, counted, tuple(made), kept)


def _counted(volumes: Iterable[Volume], lengths: Mapping[Place, int]) -> tuple[Volume, ...]:
    return tuple(replace(volume, characters=lengths[volume.place]) for volume in volumes)


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


def _bucket(run: Run, bucket: int, contents: Bucket, changes: Mapping[int, Changes]) -> Iterator[Placed]:
    """Stage the files of a bucket."""
    return (place(run.tree, file) for file in bucket_files(bucket, patched(contents, changes.get(bucket, {}))))


def _contents(run: Run, bucket: int) -> Bucket:
    """Return a bucket that stands."""
    return Bucket(*((run.tree.folder / path).read_bytes() for path in _files_of((bucket,))))


def _quires(volume: Volume) -> Iterator[Quire]:
    """Yield the texts of a volume, as many at a time as are indexed at once."""
    slug, year, supplement = volume.place
    issues = [text.split(" ") for text in volume.texts]
    for part in range(volume.parts):
        keys = (IssueKey(slug, year, int(number), supplement) for number, *own in issues if part < len(own))
        texts = [Text(key.number, passage_path(key, part)) for key in keys]
        for start in range(0, len(texts), MOST):
            yield Quire((volume.place, part), tuple(texts[start : start + MOST]))


def _indexed(index: Indexing) -> Iterator[Generator[list[Indexed], None, None]]:
    """Yield what comes of the texts that wait, batch by batch; processes that are there begin at once."""
    listed = list(batches(index.waiting))
    index.waiting.clear()
    return (index_all(_bindery(index.run), [batch], index.run.desk.workers) for batch in listed)


def _anew(index: Indexing, volumes: tuple[Volume, ...]) -> _Index:
    """Make an index of all texts."""
    workers = index.run.desk.workers
    index.waiting.extend(chain.from_iterable(_quires(one) for one in volumes if one.place not in index.begun))
    bindery = _bindery(index.run)
    index.flows.append(index_all(bindery, list(batches(index.waiting)), workers))
    indexed = [one for flow in index.flows for some in flow for one in some]
    lengths: defaultdict[Place, int] = defaultdict(int)
    for one in indexed:
        lengths[one.volume[0]] += one.characters
    bound = bind(bindery, indexed, names_of(volumes), workers)
    return _Index(bound.bits, _counted(volumes, lengths), bound.buckets)


def _bindery(run: Run) -> Bindery:
    return Bindery(folder=run.tree.stage / _NOTE, texts=_folders(run), place=placer(run.tree))
