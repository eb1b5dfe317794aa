"""Tell whether files are as they were, by what the disk says of them. Reads none of them.

A sign spares the reading of a file; it never decides where the file could have changed since without a trace.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_FINE, _COARSE = 20_000_000, 2_000_000_000
"""Nanoseconds within which a disk may give two changes one time: most count in milliseconds, some (FAT) in seconds."""
_SECOND = 1_000_000_000


class Sign(NamedTuple):
    """What a disk says of a file or a folder; of a folder, any file that comes, goes or is renamed changes it."""

    size: int
    modified: int
    """Nanoseconds."""
    changed: int
    """Of its entry: a time that was set back by hand shows here. Nanoseconds."""
    inode: int


def sign_of(path: str) -> Sign | None:
    """Return the sign of a file or folder; None where there is none."""
    try:
        state = os.stat(path)  # noqa: PTH116 - asked of ten thousands of files, as strings
    except OSError:
        return None
    return Sign(state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


def is_settled(sign: Sign, noted: int) -> bool:
    """Tell whether a file that has this sign is the one that had it when it was noted: no later change has its time."""
    grain = _COARSE if sign.modified % _SECOND == 0 else _FINE
    return max(sign.modified, sign.changed) + grain < noted


def signs_below(folder: str) -> Iterator[tuple[str, Sign]]:
    """Yield path and sign of a folder and of all that lies below it, sorted; an absent one has none.

    Links are followed to files and never into folders: two ways may lead to one file, none leads round in a circle.
    """
    own = sign_of(folder)
    if own is None:
        return
    yield folder, own
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from signs_below(entry.path)
        elif sign := sign_of(entry.path):
            yield entry.path, sign
