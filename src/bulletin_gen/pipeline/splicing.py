"""Make a file of many pieces from the one that stands: pieces that are in it are taken over, many at a time."""

from __future__ import annotations

from itertools import accumulate, groupby
from typing import TYPE_CHECKING, TypeAlias

from bulletin_gen.plan.outputs import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_gen.plan.outputs import Piece, Pieces

Seams: TypeAlias = "Sequence[tuple[str, int]]"
"""Key and bytes of each piece of a file, in their order."""

_MOST = 1 << 20
"""Bytes that are in memory at once."""


def spliced(file: Pieces, stands: str, before: Seams, now: list[tuple[str, int]]) -> Stream:
    """Return a file as it comes; `stands` is the path of the one that stands, made of the pieces `before`.

    Those that it is made of are put into `now` meanwhile. Without pieces before, no file need stand.
    """
    return Stream(file.path, lambda: _made(file.pieces, stands, before, now))


def _made(pieces: Sequence[Piece], stands: str, before: Seams, now: list[tuple[str, int]]) -> Iterator[bytes]:
    ends = accumulate(size for _, size in before)
    found = {key: slice(end - size, end) for (key, size), end in zip(before, ends, strict=True)}
    for known, some in groupby(pieces, key=lambda piece: piece.key in found):
        if known:
            own = [(one.key, found[one.key]) for one in some]
            now += ((key, place.stop - place.start) for key, place in own)
            yield from _taken(stands, (place for _, place in own))
            continue
        for one in some:
            content = one.make()
            now.append((one.key, len(content)))
            yield content


def _taken(path: str, places: Iterable[slice]) -> Iterator[bytes]:
    """Yield bytes of a file from some places; those that follow each other in one go."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a path by its string, as everywhere in the edition
        for place in _runs(places):
            file.seek(place.start)
            for start in range(place.start, place.stop, _MOST):
                yield file.read(min(_MOST, place.stop - start))


def _runs(places: Iterable[slice]) -> Iterator[slice]:
    """Yield places, those that follow each other as one."""
    run = slice(0, 0)
    for place in places:
        if place.start != run.stop:
            yield run
            run = slice(place.start, place.start)
        run = slice(run.start, place.stop)
    yield run
