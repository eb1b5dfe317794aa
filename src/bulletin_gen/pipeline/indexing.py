"""Index the texts of an edition, volumes whose issues are pressed ahead of the others. Patches no index.

The texts stand beside the issues' pages. A volume is indexed as soon as they do, while other issues are pressed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from itertools import chain, count, groupby, takewhile
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from bulletin_gen.model import IssueKey
from bulletin_gen.pipeline.listing import stands
from bulletin_gen.pipeline.notes import YearNotes, recall_year
from bulletin_gen.pipeline.reading import contents_of
from bulletin_gen.plan.search_files import passage_path
from bulletin_gen.search.passages import passages
from bulletin_gen.search.volumes import names_of, volume_of
from bulletin_gen.workers.study import issue_of
from bulletin_gen.workers.volumes import BATCH, MOST, Bindery, Quire, Text, batches, bind, index_all
from bulletin_gen.write.journal import STAGED
from bulletin_gen.write.tree import placer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.pipeline.making import Made, Run
    from bulletin_gen.pipeline.notes import PressNote, SearchNote
    from bulletin_gen.pipeline.selection import Own
    from bulletin_gen.plan.outputs import Sheaf
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.search.volumes import Place, Volume
    from bulletin_gen.workers.volumes import Indexed

    _Issues: TypeAlias = tuple[tuple[IssueRecord, Own], ...]
    """Those of a volume."""

FEW = 20
"""An index of no more texts is made without what indexes many at once."""
_FOLDER = "search"
"""Of the stage: where the index is put together."""


class Base(Struct, frozen=True):
    """An index of the build before; an empty one where there is none."""

    note: SearchNote | None = None
    volumes: tuple[Volume, ...] = ()


class Index(Struct, frozen=True):
    """An index that is made."""

    bits: int
    volumes: tuple[Volume, ...]
    buckets: Sheaf
    """Those that were made."""
    before: Bundle | None = None
    """All files of the index in which they were patched; None where all were made."""
    touched: frozenset[int] = frozenset()
    """Their groups."""


class Indexing(Struct, frozen=True):
    """What is known of an index while issues are pressed."""

    run: Run
    made: tuple[Made, ...]
    """All publications whose settings are good."""
    base: Base
    """What stood; looked at only when it is to be patched, since that takes its time."""
    begun: dict[str, tuple[Volume, ...]] = field(default_factory=dict)
    """The volumes of publications, by slug, all of whose texts stand already."""
    waiting: list[Quire] = field(default_factory=list)
    """Those of their texts that are not being indexed yet."""
    flows: list[Generator[list[Indexed], None, None]] = field(default_factory=list)
    """What comes of the others."""


def index_ahead(index: Indexing) -> Iterator[None]:
    """Have volumes indexed as their issues are pressed; looks each time that somebody asks.

    Only where no index stands: otherwise most of the texts will not be looked at.
    """
    opened = [one for one in index.made if one.serial.contents]
    issues = sum(one.serial.card.holding.count for one in opened)
    if index.base.note or index.run.request.is_partial or issues <= FEW:
        return
    if any(one.standing for one in opened):
        index.run.desk.sight.check()  # texts that stand are read
    workers = index.run.desk.workers
    for one in opened:
        begun = []
        for own in _volumes_in(one):
            for start in range(0, len(own), MOST):
                some = own[start : start + MOST]
                for _, issue in some:
                    while issue.key not in one.notes and issue.key.year not in one.standing:
                        yield
                index.waiting.extend(_quires(_volume(index.run, one, some, frozenset())))
                if workers.begun and sum(len(quire.texts) for quire in index.waiting) >= BATCH:
                    index.flows.extend(_indexed(index))
            begun.append(_volume(index.run, one, own, frozenset()))
        index.begun[one.serial.slug] = tuple(begun)


def index_anew(index: Indexing, volumes: tuple[Volume, ...]) -> Index:
    """Make an index of all texts."""
    workers = index.run.desk.workers
    index.run.desk.sight.check()  # texts that stand are read
    index.waiting.extend(chain.from_iterable(_quires(one) for one in volumes if one.place[0] not in index.begun))
    bindery = _bindery(index.run)
    index.flows.append(index_all(bindery, list(batches(index.waiting)), workers))
    indexed = [one for flow in index.flows for some in flow for one in some]
    lengths: defaultdict[Place, int] = defaultdict(int)
    for one in indexed:
        lengths[one.volume[0]] += one.characters
    bound = bind(bindery, indexed, names_of(volumes), workers)
    return Index(bound.bits, counted(volumes, lengths), bound.buckets)


def volumes_of(index: Indexing, one: Made) -> tuple[Volume, ...]:
    """Return the volumes of a publication; how long they are is not known where it was opened."""
    if one.serial.contents is None:
        return one.serial.card.volumes
    if one.serial.slug in index.begun:
        return index.begun[one.serial.slug]
    due = frozenset(own.key for own, key in zip(contents_of(one.serial).issues, one.due, strict=True) if key)
    known = {volume.place: volume for volume in one.serial.card.volumes if volume.place[1] in one.standing}
    by_place = ((_place_of(own), own) for own in _volumes_in(one))
    return tuple(known.get(place) or _volume(index.run, one, own, due) for place, own in by_place)


def folders_of(run: Run) -> tuple[str, ...]:
    """Return where texts of the edition may be: a folder comes before what takes its place."""
    return (f"{run.tree.stage}/{_FOLDER}", f"{run.tree.stage}/{STAGED}", str(run.tree.folder))


def counted(volumes: Iterable[Volume], lengths: Mapping[Place, int]) -> tuple[Volume, ...]:
    """Return volumes that know how long their texts are."""
    return tuple(replace(volume, characters=lengths[volume.place]) for volume in volumes)


def _volumes_in(one: Made) -> Iterator[_Issues]:
    """Yield the issues of each volume of a publication that is opened."""
    contents = contents_of(one.serial)
    issues = sorted(zip(contents.records, contents.issues, strict=True), key=lambda pair: _order_of(pair[0]))
    return (tuple(own) for _, own in groupby(issues, key=lambda pair: _order_of(pair[0])[:-1]))


def _place_of(issues: _Issues) -> Place:
    """Return the place of the volume that these are of."""
    key = issues[0][1].key
    return (key.publication, key.year, key.supplement)


def _order_of(record: IssueRecord) -> tuple[int, bool, int]:
    return (record.key.year, record.key.supplement, record.key.number)


def _volume(run: Run, one: Made, issues: _Issues, due: frozenset[IssueKey]) -> Volume:
    """Return a volume, or some issues of one; `due` are those of its publication that are to be pressed, or were."""
    left = YearNotes()
    if any(issue.key not in one.notes and issue.key not in due for _, issue in issues):
        left = recall_year(run.desk.store, run.request.audience, one.serial.slug, str(issues[0][1].key.year))
    digests = [_digests(run, issue, one.notes.get(issue.key) or _left(run, left, issue)) for _, issue in issues]
    return volume_of([record for record, _ in issues], digests)


def _digests(run: Run, issue: Own, noted: PressNote | None) -> list[str]:
    """Return the SHA-256 of each part of an issue's text; one that is not there yet is made for the index alone."""
    if noted:
        files = {file.path: file.digest for file in noted.files}
        paths = (passage_path(issue.key, part) for part in count())
        return list(map(files.__getitem__, takewhile(files.__contains__, paths)))
    found = []
    for output in passages(issue_of(run.shop.reader, issue.place, issue.study)):
        at = run.tree.stage / _FOLDER / output.path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(output.content)
        found.append(hashlib.sha256(output.content).hexdigest())
    return found


def _left(run: Run, before: YearNotes, issue: Own) -> PressNote | None:
    """Return what was pressed of an issue by the build before, where it stands as it was left."""
    left = before.presses.get(issue.key)
    return left if left and all(stands(run, before.outputs, name) for name in left.files.paths) else None


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


def _bindery(run: Run) -> Bindery:
    return Bindery(folder=run.tree.stage / _FOLDER, texts=folders_of(run), place=placer(run.tree))
