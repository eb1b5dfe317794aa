"""Patch buckets of an index that stands: many of them in several processes. Is told what changed."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from bulletin_gen.plan.search_files import bucket_path, places_path
from bulletin_gen.search.buckets import Bucket, bucket_files, patched
from bulletin_gen.workers.pool import Craft, results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bulletin_gen.plan.outputs import Output, Placed
    from bulletin_gen.search.buckets import Changes
    from bulletin_gen.workers.pool import Crew

    _Patch: TypeAlias = tuple[int, Changes]
    """A bucket, and what changed in it."""

_MANY = 500
"""Buckets that are patched here sooner than they travel."""
_WORTH = 4000
"""Buckets that take about as long as a process takes to begin."""


class Standing(Struct, frozen=True, kw_only=True):
    """An index that stands."""

    folder: str
    """Of its edition."""
    replace: Callable[[Output], Placed]
    """Puts a file that is another than the one there where the edition waits to be whole."""


def patch_all(standing: Standing, changes: Mapping[int, Changes], workers: Crew) -> Iterator[Placed]:
    """Yield those files of some buckets that become other ones, bucket by bucket."""
    patches = sorted(changes.items())
    if len(patches) < _MANY:
        return chain.from_iterable(_patched(standing, patch) for patch in patches)
    craft = Craft(setup=standing, open=_open, work=_patched, title=_title)
    made = results(workers, craft, patches, worth=_WORTH)
    return chain.from_iterable(made)


def _patched(standing: Standing, patch: _Patch) -> list[Placed]:
    bucket, changes = patch
    stood = Bucket(*(_read(f"{standing.folder}/{path}") for path in (bucket_path(bucket), places_path(bucket))))
    files = zip(bucket_files(bucket, patched(stood, changes)), stood, strict=True)
    return [standing.replace(file) for file, before in files if file.content != before]


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - thousands of files, by strings
        return file.read()


def _title(patch: _Patch) -> str:
    return f"search {bucket_path(patch[0])}"


def _open(standing: Standing) -> Standing:
    """Open an index: there is nothing to prepare."""
    return standing
