"""Keep the search of an edition up to date: what changed of its texts is patched into the index that stands.

The index is made of the texts beside the issues' pages: those that stand say what to take out, those that come what to
put in. Where much changed, or something is not as it was left, it is made anew. Both ways give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import chain, count, groupby, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import names_in
from bulletin_gen.cache.store import key_of
from bulletin_gen.pipeline.notes import Notes, SearchNote, note, recall, recall_card
from bulletin_gen.pipeline.reading import contents_of
from bulletin_gen.plan.outputs import Placed
from bulletin_gen.plan.search_files import bucket_path, passage_path
from bulletin_gen.search.buckets import bits_of, bucket_file, bucket_of, patched
from bulletin_gen.search.grams import records_of
from bulletin_gen.search.passages import passage_lines, passages
from bulletin_gen.search.volumes import compared, names_of, parts_of, topics_file, volume_of, volumes_file
from bulletin_gen.workers.study import issue_of
from bulletin_gen.workers.volumes import Bindery, Text, index_all
from bulletin_gen.write.tree import place, placed_at, placer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.pipeline.notes import PressNote
    from bulletin_gen.pipeline.pressing import Made, Run
    from bulletin_gen.pipeline.selection import Own
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.search.buckets import Changes
    from bulletin_gen.search.grams import Record
    from bulletin_gen.search.volumes import Volume

    _Said = Mapping[tuple[str, int], Mapping[str, Record]]
    """What is to be said of the grams of parts, by volume and number."""

_NOTE = "search"
"""Name of the note, which no publication has."""
_FEW, _SHARE = 20, 50
"""An index is patched where no more parts of texts changed than so many, or than one in so many."""
_EMPTY = bucket_file(0, ()).content


@dataclass(frozen=True, slots=True)
class Searchable:
    """The search of an edition."""

    files: tuple[Placed, ...] = ()
    """Besides its page, and what belongs to issues."""
    volumes: Mapping[str, tuple[Volume, ...]] = field(default_factory=dict)
    """Of each publication, by year."""
    bits: int = 0
    """How many name a bucket."""


def make_searchable(run: Run, made: Iterable[Made]) -> Searchable:
    """Stage the index of an edition; `made` are all publications, their issues pressed."""
    known = [one for one in made if one.serial.card.good]
    texts = _Texts(run, {})
    volumes = {one.serial.slug: _volumes(texts, one) for one in known}
    listed = tuple(chain.from_iterable(volumes.values()))
    index = _patched(texts, listed, _standing(run, known)) or _patched(texts, listed, _Base()) or _anew(texts, listed)
    serials = [one.serial for one in known if volumes[one.serial.slug]]
    titles = [(serial.slug, serial.card.holding.publication.title) for serial in serials]
    version = key_of(str(index.bits), *(volume.key for volume in listed))[:12]
    files = (
        *index.buckets,
        place(run.tree, volumes_file(listed, titles, index.bits, version)),
        place(run.tree, topics_file(listed)),
    )
    by_slug = groupby(index.volumes, key=lambda volume: volume.place[0])
    return Searchable(files, {slug: tuple(own) for slug, own in by_slug}, index.bits)


def note_search(run: Run, search: Searchable) -> Bundle:
    """Note for the next build what the index is, now that its files stand; return them."""
    files = run.desk.sight.bundle(str(run.tree.folder), [file.path for file in search.files])
    if search.files:
        noted = SearchNote(
            bits=search.bits,
            publications=tuple(search.volumes),
            key=_sum(chain.from_iterable(search.volumes.values())),
            files=files,
            digests=" ".join(file.digest for file in search.files),
        )
        note(run.desk.store, Notes(search=noted), run.request.audience, _NOTE)
    return files


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of an edition."""

    run: Run
    paths: dict[str, str]
    """Of those that do not stand in the edition's folder yet: by their site path where they are."""

    def path(self, path: str) -> str:
        """Return where a text is to be read."""
        return self.paths.get(path) or f"{self.run.tree.folder}/{path}"


@dataclass(frozen=True, slots=True)
class _Base:
    """An index that stands; an empty one does not."""

    note: SearchNote | None = None
    volumes: tuple[Volume, ...] = ()


@dataclass(frozen=True, slots=True)
class _Index:
    """An index that is made."""

    bits: int
    buckets: tuple[Placed, ...]
    volumes: tuple[Volume, ...]


def _volumes(texts: _Texts, one: Made) -> tuple[Volume, ...]:
    """Return the volumes of a publication; how long they are is not known where it was opened."""
    if one.serial.contents is None:
        return one.serial.card.volumes
    texts.paths.update((file.path, str(placed_at(texts.run.tree, file))) for file in one.files if file.changed)
    contents = contents_of(one.serial)
    issues = sorted(zip(contents.records, contents.issues, strict=True), key=lambda pair: _place_of(pair[0]))
    volumes = []
    for _, group in groupby(issues, key=lambda pair: _place_of(pair[0])[:-1]):
        own = tuple(group)
        volumes.append(volume_of([record for record, _ in own], [_digests(texts, one, issue) for _, issue in own]))
    return tuple(volumes)


def _place_of(record: IssueRecord) -> tuple[int, bool, int]:
    return (record.key.year, record.key.supplement, record.key.number)


def _digests(texts: _Texts, one: Made, issue: Own) -> list[str]:
    """Return the SHA-256 of each part of an issue's text; one that is not there yet is made for the index alone."""
    path, before = issue.place.path, contents_of(one.serial).before
    noted = one.notes.get(path)
    if noted is None and (left := before.presses.get(path)) and _stand(texts.run, before, left):
        noted = left
    if noted:
        files = dict(noted.files)
        paths = (passage_path(issue.key, part) for part in count())
        return list(map(files.__getitem__, takewhile(files.__contains__, paths)))
    found = []
    for output in passages(issue_of(texts.run.shop.reader, issue.place, issue.study.key)):
        at = texts.run.tree.stage / _NOTE / output.path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(output.content)
        texts.paths[output.path] = str(at)
        found.append(hashlib.sha256(output.content).hexdigest())
    return found


def _stand(run: Run, before: Notes, left: PressNote) -> bool:
    """Tell whether what was pressed of an issue stands as it was left."""
    return all(run.desk.sight.sign(f"{run.tree.folder}/{path}") == before.outputs.get(path) for path, _ in left.files)


def _standing(run: Run, made: Iterable[Made]) -> _Base:
    """Return the index of the build before, an empty one where it does not stand as it was left."""
    store, audience = run.desk.store, run.request.audience
    noted = recall(store, audience, _NOTE).search
    if noted is None or run.desk.sight.bundle(str(run.tree.folder), names_in(noted.files)) != noted.files:
        return _Base()
    cards = {one.serial.slug: one.serial.card for one in made}
    known = (cards.get(slug) or recall_card(store, audience, slug) for slug in noted.publications)
    volumes = tuple(volume for card in known if card for volume in card.volumes)
    return _Base(noted, volumes) if _sum(volumes) == noted.key else _Base()


def _sum(volumes: Iterable[Volume]) -> str:
    return key_of(*(f"{volume.place} {volume.key}" for volume in volumes))


def _patched(texts: _Texts, volumes: tuple[Volume, ...], base: _Base) -> _Index | None:
    """Return an index with what changed; None where too much did, or what it was made of is not there any more."""
    gone, fresh = compared(base.volumes, volumes)
    limit = max(_FEW, sum(len(volume.texts) for volume in volumes) // _SHARE)
    if max(len(gone), len(fresh)) > limit:
        return None
    lengths = {volume.place: volume.characters for volume in base.volumes}
    before: dict[tuple[str, int], dict[str, Record]] = {}
    now: dict[tuple[str, int], dict[str, Record]] = {}
    for part, said in chain(((one, before) for one in gone), ((one, now) for one in fresh)):
        path = f"{texts.run.tree.folder}/{part.path}" if said is before else texts.path(part.path)
        lines = _lines(path, part.digest)
        if lines is None:
            return None
        length = sum(map(len, lines))
        lengths[part.volume] = lengths.get(part.volume, 0) + (length if said is now else -length)
        said[part.name, part.number] = records_of(lines)
    counted = tuple(replace(volume, characters=lengths[volume.place]) for volume in volumes)
    bits = bits_of(sum(volume.characters for volume in counted))
    if base.note and base.note.bits != bits:
        return None
    changes = _changes(before, now, bits)
    return _Index(bits, tuple(_buckets(texts.run, base.note, bits, changes)), counted)


def _lines(path: str, digest: str) -> list[str] | None:
    """Return the lines of a part; None where its file is another."""
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        return None
    return passage_lines(content) if hashlib.sha256(content).hexdigest().startswith(digest) else None


def _changes(before: _Said, now: _Said, bits: int) -> dict[int, Changes]:
    """Return by bucket what has to be said of grams."""
    found: defaultdict[int, Changes] = defaultdict(lambda: defaultdict(dict))
    for part in {*before, *now}:
        old, new = before.get(part, {}), now.get(part, {})
        for gram in {*old, *new}:
            if old.get(gram) != new.get(gram):
                found[bucket_of(gram, bits)][gram][part] = new.get(gram)
    return found


def _buckets(run: Run, noted: SearchNote | None, bits: int, changes: Mapping[int, Changes]) -> Iterator[Placed]:
    """Yield all buckets, those patched that changed; without a note each is made from nothing."""
    digests = noted.digests.split(" ") if noted else []
    for bucket in range(1 << bits):
        path = bucket_path(bucket)
        if noted is None:
            yield place(run.tree, bucket_file(bucket, patched(_EMPTY, changes.get(bucket, {}))))
        elif bucket in changes:
            yield place(run.tree, bucket_file(bucket, patched((run.tree.folder / path).read_bytes(), changes[bucket])))
        else:
            yield Placed(path, digests[bucket], changed=False)


def _anew(texts: _Texts, volumes: tuple[Volume, ...]) -> _Index:
    """Make an index of all texts."""
    run, names = texts.run, names_of(volumes)
    parts = sorted(
        (part.name, part.number, texts.path(part.path)) for volume in volumes for part in parts_of(volume, names)
    )
    bindery = Bindery(folder=run.tree.stage / _NOTE, place=placer(run.tree))
    bound = index_all(bindery, [Text(*one) for one in parts], run.desk.workers)
    lengths = {
        volume.place: sum(bound.characters.get(names[volume.place, part], 0) for part in range(volume.parts))
        for volume in volumes
    }
    counted = tuple(replace(volume, characters=lengths[volume.place]) for volume in volumes)
    return _Index(bound.bits, bound.buckets, counted)
