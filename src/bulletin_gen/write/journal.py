"""The journal: what a build is about to change in a folder, so that whoever finds it can finish.

Decides nothing about what to change: `tree` does. Every step may be repeated, so finishing twice does no harm.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.write.marker import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterable

STAGED = "files"
"""Folder of the staged files below the stage, each at its path in the edition."""

_JOURNAL = "journal.json"
_WHILE = "marker-while.json"
_AFTER = "marker-after.json"
_AGAIN = "marker-again.json"


class Journal(Struct, frozen=True, kw_only=True):
    """Changes to a folder, in the order in which they are made."""

    clear: tuple[str, ...]
    """Files of ours that stand where a folder must come, or in a folder where a file must come."""
    put: tuple[str, ...]
    """Staged files to move in, and staged folders that come whole."""
    remove: tuple[str, ...]
    """Files of ours that the edition no longer has."""


def write_journal(
    stage: Path, journal: Journal, *, marker_while: bytes | None = None, marker_after: bytes | None = None
) -> None:
    """Write the journal whole; from here on the change is made, by this run or by the next.

    The marker while files move, and the one afterwards, is None where it is the one that stands.
    """
    stage.mkdir(parents=True, exist_ok=True)
    for name, marker in ((_WHILE, marker_while), (_AFTER, marker_after)):
        if marker is not None:
            (stage / name).write_bytes(marker)
    text = json.dumps({"clear": journal.clear, "put": journal.put, "remove": journal.remove})
    draft = stage / f"{_JOURNAL}.new"
    with draft.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(stage / _JOURNAL)


def read_journal(stage: Path) -> Journal | None:
    """Return the journal that a stage holds, None where there is none."""
    try:
        data = json.loads((stage / _JOURNAL).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Journal(clear=tuple(data["clear"]), put=tuple(data["put"]), remove=tuple(data["remove"]))


def finish(folder: Path, stage: Path, journal: Journal) -> None:
    """Make the changes of a journal that are not made yet, then remove it.

    While files move, the marker names the old ones and the new ones: all of them are ours whatever happens. Last of all
    it is touched, even where it says what it said: whoever looked at files meanwhile sees it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _move(f"{stage}/{_WHILE}", f"{folder}/{MARKER}")
    _remove(folder, journal.clear)
    for path in journal.put:
        _move(f"{stage}/{STAGED}/{path}", f"{folder}/{path}")
    _remove(folder, journal.remove)
    if (stage / _AFTER).exists():
        _move(f"{stage}/{_AFTER}", f"{folder}/{MARKER}")
    else:
        _touch(folder / MARKER, stage / _AGAIN)
    (stage / _JOURNAL).unlink(missing_ok=True)


def _move(staged: str, target: str) -> None:
    """Move a staged file or folder into its place; it is gone from the stage where an earlier run moved it."""
    try:
        os.replace(staged, target)  # noqa: PTH105 - thousands of files, by strings; mostly nothing is to be prepared
    except OSError:
        _make_way(Path(staged), Path(target))


def _touch(path: Path, draft: Path) -> None:
    """Give a file that is there another time; where it takes none, a copy takes its place.

    It may be another user's, or its disk may have a clock that goes too slowly.
    """
    with suppress(FileNotFoundError):
        before = path.stat().st_mtime_ns
        with suppress(OSError):
            os.utime(path)
        if path.stat().st_mtime_ns == before:
            draft.write_bytes(path.read_bytes())
            draft.replace(path)


def _make_way(staged: Path, target: Path) -> None:
    """Move in what is staged where folders are missing above its place, or empty ones stand in it."""
    if staged.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            _remove_empty(target)
        staged.replace(target)


def _remove_empty(folder: Path) -> None:
    """Remove a folder that nothing but folders lies in; somebody's files in it stay, and the run stops over them."""
    for inner in folder.iterdir():
        if inner.is_dir() and not inner.is_symlink():
            _remove_empty(inner)
    _removed_empty(folder)


def _remove(folder: Path, paths: Iterable[str]) -> None:
    """Remove files, and of the folders above them those that this leaves empty."""
    for path in paths:
        with suppress(FileNotFoundError):
            os.unlink(f"{folder}/{path}")  # noqa: PTH108 - the same
        above = path.rpartition("/")[0]
        while above and _removed_empty(f"{folder}/{above}"):
            above = above.rpartition("/")[0]


def _removed_empty(folder: str | Path) -> bool:
    try:
        os.rmdir(folder)  # noqa: PTH106 - the same
    except FileNotFoundError:
        return True
    except OSError:  # not empty: somebody's files stay
        return False
    return True
