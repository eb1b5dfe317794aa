"""Keep the search of an edition up to date: what changed of its texts is patched into the index that stands.

Where much changed, or something is not as it was left, it is made anew. Both ways give the same bytes. Reads no text.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain, groupby
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.cache.store import key_of
from bulletin_gen.pipeline.indexing import Base, Indexing, index_anew, volumes_of
from bulletin_gen.pipeline.notes import Notes, SearchNote, note, recall, recall_card
from bulletin_gen.pipeline.patching import GROUP, patch
from bulletin_gen.plan.outputs import Placed, sheaf
from bulletin_gen.plan.search_files import INDEX, PLACES, TOPICS, VOLUMES, bucket_path, places_path
from bulletin_gen.search.volumes import topics_file, volumes_file
from bulletin_gen.write.tree import place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.pipeline.making import Made, Run
    from bulletin_gen.plan.outputs import Sheaf
    from bulletin_gen.search.volumes import Volume

_NOTE = "search"
"""Name of the note, which no publication has."""


class Searchable(Struct, frozen=True, kw_only=True):
    """The search of an edition."""

    files: tuple[Sheaf, ...] = ()
    """Besides its page, and what belongs to issues; of the folders that stand only what changed."""
    standing: tuple[str, ...] = ()
    """Folders in which all other files stand as they stood."""
    before: Bundle | None = None
    """All files, as they stood when some were patched; None where all were made."""
    touched: frozenset[int] = frozenset()
    """The groups of buckets of which some were."""
    volumes: Mapping[str, tuple[Volume, ...]] = field(default_factory=dict)
    """Of each publication, by year."""
    bits: int = 0
    """How many name a bucket."""
    topics: tuple[str, str] = ("", "")
    """Of the list of columns and units, the key of all that it is made of and its SHA-256."""


@contextmanager
def indexing(run: Run, made: Iterable[Made]) -> Iterator[Indexing]:
    """Give what becomes the index of an edition; nothing is at work for it any more afterwards."""
    known = tuple(one for one in made if one.serial.card.good)
    index = Indexing(run, known, _noted(run, known))
    try:
        yield index
    finally:
        for flow in index.flows:
            flow.close()


def make_searchable(index: Indexing) -> Searchable:
    """Stage the index of an edition; all issues are pressed."""
    run = index.run
    volumes = {one.serial.slug: volumes_of(index, one) for one in index.made}
    listed = tuple(chain.from_iterable(volumes.values()))
    base = index.base if _stands(run, index.base) else Base()
    made = patch(run, listed, base) or patch(run, listed, Base()) or index_anew(index, listed)
    serials = [one.serial for one in index.made if volumes[one.serial.slug]]
    titles = [(serial.slug, serial.card.holding.publication.title) for serial in serials]
    version = key_of(str(made.bits), *(volume.key for volume in listed))[:12]
    topics = _topics(run, listed, base)
    by_slug = groupby(made.volumes, key=lambda volume: volume.place[0])
    return Searchable(
        files=(made.buckets, sheaf((place(run.tree, volumes_file(listed, titles, made.bits, version)), topics[1]))),
        standing=(INDEX, PLACES) if made.before else (),
        before=made.before,
        touched=made.touched,
        volumes={slug: tuple(own) for slug, own in by_slug},
        bits=made.bits,
        topics=(topics[0], topics[1].digest),
    )


def _topics(run: Run, volumes: tuple[Volume, ...], base: Base) -> tuple[str, Placed]:
    """Return the list of columns and units after the key of all that it is made of; it is not made where it stands."""
    key = key_of(*(volume.topics for volume in volumes))
    if base.note and base.note.topics[0] == key:
        return key, Placed(TOPICS, base.note.topics[1], changed=False)
    return key, place(run.tree, topics_file(volumes))


def note_search(run: Run, search: Searchable) -> tuple[Bundle, ...]:
    """Note for the next build what the index is, now that its files stand; return them."""
    if not search.files:
        return ()
    noted = SearchNote(
        bits=search.bits,
        publications=tuple(search.volumes),
        key=_sum(chain.from_iterable(search.volumes.values())),
        files=_bundle(run, search),
        topics=search.topics,
    )
    note(run.desk.store, Notes(search=noted), run.request.audience, _NOTE)
    return (noted.files,)


def _bundle(run: Run, search: Searchable) -> Bundle:
    folder, sight = str(run.tree.folder), run.desk.sight
    if search.before:
        last = (1 << search.bits) // GROUP  # the lists come after all groups
        return sight.renewed(folder, search.before, (*search.touched, last))
    paths = [path for bucket in range(1 << search.bits) for path in (bucket_path(bucket), places_path(bucket))]
    bundle = sight.bundle(folder, [*paths, VOLUMES, TOPICS], 2 * GROUP)
    sight.forget(f"{folder}/{path}" for path in paths)  # nobody asks for them again
    return bundle


def _noted(run: Run, made: Iterable[Made]) -> Base:
    """Return the index of the build before as it was noted; an empty one where that does not fit what else is known.

    A part of an edition lists all its files, so that it makes all.
    """
    store, audience = run.desk.store, run.request.audience
    noted = recall(store, audience, _NOTE).search
    if noted is None or run.request.shard:
        return Base()
    cards = {one.serial.slug: one.serial.card for one in made}
    known = (cards.get(slug) or recall_card(store, audience, slug) for slug in noted.publications)
    volumes = tuple(volume for card in known if card for volume in card.volumes)
    return Base(noted, volumes) if _sum(volumes) == noted.key else Base()


def _stands(run: Run, base: Base) -> bool:
    return base.note is not None and run.desk.sight.stands(str(run.tree.folder), base.note.files)


def _sum(volumes: Iterable[Volume]) -> str:
    return key_of(*(f"{volume.place} {volume.key}" for volume in volumes))
