"""Make the whole index of an edition from the texts of its issues: first of groups of volumes, then bucket by bucket.

What changed of an index that stands is patched elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_gen.search.buckets import Slab, bits_of, bucket_files, buckets_of_slab
from bulletin_gen.search.figures import SLABS
from bulletin_gen.search.parts import spread
from bulletin_gen.search.passages import passage_lines
from bulletin_gen.workers.pool import Craft, results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bulletin_gen.plan.outputs import Output, Placed
    from bulletin_gen.workers.pool import Crew

_BATCH = 250
"""Parts that are indexed together, or more where a volume has more: enough to be fast, few enough for the memory."""


@dataclass(frozen=True, slots=True)
class Text:
    """A part of an issue, to be indexed."""

    volume: str
    """As the index names it."""
    number: int
    path: str
    """Of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bindery:
    """Where an index is put together."""

    folder: Path
    """For what is made in between."""
    place: Callable[[Output], Placed]
    """Puts a file where the edition waits to be whole."""


@dataclass(frozen=True, slots=True)
class Bound:
    """An index that is made."""

    bits: int
    """How many name a bucket."""
    buckets: tuple[Placed, ...]
    characters: dict[str, int]
    """By volume, as the index names it."""


def index_all(bindery: Bindery, texts: Sequence[Text], workers: Crew) -> Bound:
    """Make all buckets; `texts` are sorted by volume and number."""
    batches = list(_batches(texts))
    bindery.folder.mkdir(parents=True, exist_ok=True)
    craft = Craft(setup=bindery, open=_itself, work=_index, title=_title_of_batch)
    made = list(results(workers, craft, batches, worth=1))
    characters = {volume: count for one in made for volume, count in one.characters}
    bits = bits_of(sum(characters.values()))
    slabs = [_Slab(number, bits, tuple(made)) for number in range(SLABS)]
    assembling = Craft(setup=bindery, open=_itself, work=_assemble, title=_title_of_slab)
    buckets = tuple(placed for group in results(workers, assembling, slabs, worth=len(slabs)) for placed in group)
    return Bound(bits, buckets, characters)


@dataclass(frozen=True, slots=True)
class _Batch:
    number: int
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Indexed:
    """A batch that is indexed."""

    path: Path
    """Of a file that has its slabs one after another, of each the issues, then the places."""
    ends: tuple[int, ...]
    """Where in it each of these begins and the last ends, in bytes."""
    characters: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Slab:
    """A slab to be put together."""

    number: int
    bits: int
    batches: tuple[_Indexed, ...]
    """Which have its pieces."""


def _batches(texts: Sequence[Text]) -> Iterator[_Batch]:
    """Yield batches of whole volumes."""
    number = 0
    batch: list[Text] = []
    for _, volume in groupby(texts, key=lambda text: text.volume):
        batch += volume
        if len(batch) >= _BATCH:
            yield _Batch(number, tuple(batch))
            number, batch = number + 1, []
    if batch:
        yield _Batch(number, tuple(batch))


def _index(bindery: Bindery, batch: _Batch) -> _Indexed:
    from bulletin_gen.search.index import Leaf, index_of  # noqa: PLC0415 - numpy takes a while to come, and is seldom needed

    characters: dict[str, int] = {}
    leaves = []
    for text in batch.texts:
        lines = passage_lines(Path(text.path).read_bytes())
        characters[text.volume] = characters.get(text.volume, 0) + sum(map(len, lines))
        leaves.append(Leaf(text.volume, text.number, spread(lines)))
    pieces = [piece.encode() for slab in index_of(leaves) for piece in slab]
    path = bindery.folder / f"{batch.number}"
    path.write_bytes(b"".join(pieces))
    return _Indexed(path, (0, *accumulate(map(len, pieces))), tuple(characters.items()))


def _assemble(bindery: Bindery, slab: _Slab) -> list[Placed]:
    pieces = []
    for batch in slab.batches:
        start, middle, end = batch.ends[2 * slab.number : 2 * slab.number + 3]
        with batch.path.open("rb") as file:
            file.seek(start)
            pieces.append(Slab(file.read(middle - start).decode(), file.read(end - middle).decode()))
    return [
        bindery.place(file)
        for bucket, contents in buckets_of_slab(slab.number, pieces, slab.bits)
        for file in bucket_files(bucket, contents)
    ]


def _title_of_batch(batch: _Batch) -> str:
    return batch.texts[0].path


def _title_of_slab(slab: _Slab) -> str:
    return f"search {slab.number}"


def _itself(bindery: Bindery) -> Bindery:
    """Open a bindery: there is nothing to prepare."""
    return bindery
