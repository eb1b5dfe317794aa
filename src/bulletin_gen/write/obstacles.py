"""What stands where in an edition's folder before it changes, and what of it is in the way. Changes nothing."""

from __future__ import annotations

import os
from enum import Enum, auto
from functools import lru_cache
from stat import S_ISDIR
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_KNOWN = 1 << 12
"""Paths of which it is known what stands there: files come folder by folder."""


class Standing(Enum):
    """What stands at a path."""

    NOTHING = auto()
    FILE = auto()
    """Also a link, whatever it leads to: through it we would write somewhere else."""
    FOLDER = auto()


Look: TypeAlias = "Callable[[str], Standing]"
"""Tells what stands at a POSIX path below a folder."""


def looking(folder: Path) -> Look:
    """Return a way to look into a folder that does not change meanwhile: the disk is not asked again at once."""

    @lru_cache(maxsize=_KNOWN)
    def look(path: str) -> Standing:
        above = path.rpartition("/")[0]
        if above and look(above) is not Standing.FOLDER:
            return Standing.NOTHING
        try:
            mode = os.lstat(f"{folder}/{path}").st_mode
        except (FileNotFoundError, NotADirectoryError):
            return Standing.NOTHING
        return Standing.FOLDER if S_ISDIR(mode) else Standing.FILE

    return look


def obstacles(folder: Path, path: str, look: Look) -> Iterator[str]:
    """Yield what stands in the way of a new file: a file above it, in its place, or files below it."""
    for above in _above(path):
        if look(above) is Standing.FILE:
            yield above
    here = look(path)
    if here is Standing.FILE:
        yield path
    if here is Standing.FOLDER:
        found = (folder / path).rglob("*")
        yield from sorted(one.relative_to(folder).as_posix() for one in found if one.is_symlink() or not one.is_dir())


def moves(paths: Iterable[str], look: Look) -> tuple[str, ...]:
    """Return what to move in so that all of the new files come: where a whole folder is new, the folder, once."""
    return tuple(dict.fromkeys(_whole(path, look) for path in paths))


def in_the_way(gone: Iterable[str], put: Iterable[str]) -> frozenset[str]:
    """Return the old files that stand where a folder must come, or in a folder where a file must come."""
    old = tuple(gone)
    if not old:
        return frozenset()
    new = frozenset(put)
    new_folders = frozenset(above for path in new for above in _above(path))
    return frozenset(path for path in old if path in new_folders or not new.isdisjoint(_above(path)))


def _whole(path: str, look: Look) -> str:
    """Return the uppermost folder above a new file that is new itself; else the file."""
    return next((above for above in _above(path) if look(above) is Standing.NOTHING), path)


def _above(path: str) -> tuple[str, ...]:
    """Return the folders above a file, the uppermost first."""
    return _down_to(path.rpartition("/")[0])


@lru_cache  # files come folder by folder
def _down_to(folder: str) -> tuple[str, ...]:
    parts = folder.split("/") if folder else ()
    return tuple("/".join(parts[:count]) for count in range(1, len(parts) + 1))
