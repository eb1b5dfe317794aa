"""Make the whole index of an edition from the texts of its issues: first of some texts each, then bucket by bucket.

What changed of an index that stands is patched elsewhere.
"""

from __future__ import annotations

from itertools import accumulate, chain, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from bulletin_gen.cache.regular import regular
from bulletin_gen.cache.store import key_of
from bulletin_gen.plan.outputs import sheaf
from bulletin_gen.search.buckets import Slab, bits_of, bucket_files, buckets_of, shares_of, side_by_side
from bulletin_gen.search.figures import SLABS
from bulletin_gen.search.joining import joined, named
from bulletin_gen.search.parts import spread
from bulletin_gen.search.passages import passage_lines
from bulletin_gen.workers.pool import Craft, results

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    from bulletin_gen.plan.outputs import Output, Placed, Sheaf
    from bulletin_gen.search.volumes import Names, Place
    from bulletin_gen.workers.pool import Crew

MOST = 400
"""Texts that are indexed at once, at most: those of a year of days, few enough for the memory."""
BATCH = 50
"""Texts that a process is given at least: few enough that all end at about the same time."""
_WORTH = 5
"""Batches that take about as long as a process takes to begin."""


class Text(Struct, frozen=True):
    """A part of an issue, to be indexed."""

    number: int
    """Of the issue in its volume."""
    path: str
    """Of its file, below whichever folder has it."""


class Quire(Struct, frozen=True):
    """Texts that are indexed at once: the same part of issues of a volume, by their numbers."""

    volume: tuple[Place, int]
    """The volume and which part."""
    texts: tuple[Text, ...]


class Bindery(Struct, frozen=True, kw_only=True):
    """Where an index is put together."""

    folder: Path
    """For what is made in between."""
    texts: tuple[str, ...]
    """Folders that texts are read from: from the first that has it."""
    place: Callable[[Output], Placed]
    """Puts a file where the edition waits to be whole."""


class Indexed(Struct, frozen=True, kw_only=True):
    """A quire that is indexed."""

    volume: tuple[Place, int]
    characters: int
    """Of its texts, normal."""
    path: Path
    """Of a file that has the texts of its slabs one after another."""
    ends: tuple[int, ...]
    """Where in it each of these begins and the last ends, in bytes."""


class Bound(Struct, frozen=True):
    """An index that is made."""

    bits: int
    """How many name a bucket."""
    buckets: Sheaf


def batches(quires: Iterable[Quire]) -> Iterator[tuple[Quire, ...]]:
    """Yield quires in batches for a process each, as soon as one is full."""
    batch: list[Quire] = []
    for quire in quires:
        batch.append(quire)
        if sum(len(one.texts) for one in batch) >= BATCH:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def index_all(
    bindery: Bindery, listed: Sequence[tuple[Quire, ...]], workers: Crew
) -> Generator[list[Indexed], None, None]:
    """Yield what the index says of each batch. Whoever stops early closes it."""
    craft = Craft(setup=bindery, open=_open, work=_index, title=_title_of_batch)
    return results(workers, craft, listed, worth=_WORTH)


def bind(bindery: Bindery, indexed: Iterable[Indexed], names: Names, workers: Crew) -> Bound:
    """Make all buckets; `names` are those of volumes in the index. Quires of one are in the order of its issues."""
    sheets = sorted(((names[one.volume], one) for one in indexed), key=lambda sheet: sheet[0])
    bits = bits_of(sum(one.characters for _, one in sheets))
    count = shares_of(bits)
    width = len(Slab._fields) * SLABS // count
    ends = [slice(start, start + width + 1) for start in range(0, count * width, width)]
    pieces = (tuple(_Piece(name, one.path, one.ends[own]) for name, one in sheets) for own in ends)
    shares = [_Share(number, bits, own) for number, own in enumerate(pieces)]
    craft = Craft(setup=bindery, open=_open, work=_assemble, title=_title_of_share)
    made = results(workers, craft, shares, worth=count)
    return Bound(bits, sheaf(chain.from_iterable(made)))


def read_text(path: str, folders: Iterable[str]) -> bytes | None:
    """Return a file of the first folder that has it; None where none has it."""
    found = (regular(f"{folder}/{path}") for folder in folders)
    return next((content for content in found if content is not None), None)


class _Piece(NamedTuple):
    """What a quire has in a share."""

    name: str
    """Of its volume in the index."""
    path: Path
    ends: tuple[int, ...]
    """Where in the file each of its texts begins and the last ends, in bytes."""


class _Share(Struct, frozen=True):
    """Buckets to be put together."""

    number: int
    bits: int
    pieces: tuple[_Piece, ...]
    """By name."""


def _index(bindery: Bindery, batch: tuple[Quire, ...]) -> list[Indexed]:
    """Index each quire; what is said of all goes into one file."""
    from bulletin_gen.search.index import Leaf, index_of  # noqa: PLC0415 - numpy takes a while to come, and is seldom needed

    path = bindery.folder / key_of(_title_of_batch(batch))
    path.parent.mkdir(parents=True, exist_ok=True)
    made = []
    with path.open("wb") as file:
        for quire in batch:
            texts = [(text.number, _lines_of(bindery, text)) for text in quire.texts]
            slabs = index_of([Leaf(number, spread(lines)) for number, lines in texts])
            ends = [file.tell(), *(file.write(said) for slab in slabs for said in slab)]
            characters = sum(len(line) for _, lines in texts for line in lines)
            made.append(Indexed(volume=quire.volume, characters=characters, path=path, ends=tuple(accumulate(ends))))
    return made


def _lines_of(bindery: Bindery, text: Text) -> list[str]:
    content = read_text(text.path, bindery.texts)
    if content is None:
        raise FileNotFoundError(text.path)
    return passage_lines(content)


def _assemble(bindery: Bindery, share: _Share) -> list[Placed]:
    by_name = groupby(share.pieces, key=lambda piece: piece.name)
    pieces = (named(joined([_slab_of(piece) for piece in own]), name) for name, own in by_name)
    return [
        bindery.place(file)
        for bucket, contents in buckets_of(share.number, pieces, share.bits)
        for file in bucket_files(bucket, contents)
    ]


def _slab_of(piece: _Piece) -> Slab:
    with piece.path.open("rb") as file:
        file.seek(piece.ends[0])
        texts = [file.read(end - start) for start, end in pairwise(piece.ends)]
    width = len(Slab._fields)
    return side_by_side(Slab(*texts[start : start + width]) for start in range(0, len(texts), width))


def _title_of_batch(batch: tuple[Quire, ...]) -> str:
    return batch[0].texts[0].path


def _title_of_share(share: _Share) -> str:
    return f"search {share.number}"


def _open(bindery: Bindery) -> Bindery:
    """Open a bindery: there is nothing to prepare."""
    return bindery
