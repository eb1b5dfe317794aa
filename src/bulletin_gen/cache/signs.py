"""Tell whether files are as they were, by what the disk says of them. Reads none of them.

A sign spares the reading of a file; it never decides where the file could have changed since without a trace.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_FINE, _COARSE = 20_000_000, 2_000_000_000
"""Nanoseconds within which a disk may give two changes one time: most count in milliseconds, some (FAT) in seconds."""
_SECOND = 1_000_000_000
_END = "\0"
"""Of a name in a bundle: no file has it in its name."""


class Sign(NamedTuple):
    """What a disk says of a file or a folder; of a folder, any file that comes, goes or is renamed changes it."""

    size: int
    modified: int
    """Nanoseconds."""
    changed: int
    """Of its entry: a time that was set back by hand shows here. Nanoseconds."""
    inode: int


class Bundle(NamedTuple):
    """Many files below a folder, and what the disk says of them: one value in place of tens of thousands."""

    names: str
    """Their paths below the folder, each with `_END` behind it."""
    signs: str
    """One key for all."""


class Sight(Struct, frozen=True):
    """What a build saw of the disk: it looks at each of tens of thousands of files once, at its beginning."""

    files: dict[str, Sign | None] = field(default_factory=dict)
    """What was asked for by path."""
    folders: dict[str, tuple[tuple[str, Sign | None], ...]] = field(default_factory=dict)
    """The same of all that lies below a folder."""
    ahead: dict[str, Callable[[Bundle], bool]] = field(default_factory=dict)
    """What looks, or looked already, at bundles below a folder."""

    def sign(self, path: str) -> Sign | None:
        """Return the sign of a file as it was when it was first asked for."""
        if path not in self.files:
            self.files[path] = sign_of(path)
        return self.files[path]

    def below(self, folder: str) -> tuple[tuple[str, Sign | None], ...]:
        """Return the signs below a folder as they were when they were first asked for."""
        if folder not in self.folders:
            self.folders[folder] = tuple(signs_below(folder))
        return self.folders[folder]

    def stands(self, folder: str, bundle: Bundle) -> bool:
        """Tell whether the files of a bundle below a folder still have the signs that they had."""
        return self.ahead[folder](bundle) if folder in self.ahead else stands(folder, bundle)

    def bundle(self, folder: str, names: Sequence[str]) -> Bundle:
        """Return files below a folder with their signs as they were when they were first asked for."""
        return Bundle("".join([name + _END for name in names]), _sum([self.sign(f"{folder}/{name}") for name in names]))

    def forget(self, paths: Iterable[str]) -> None:
        """Look anew at files that were written since."""
        for path in paths:
            self.files.pop(path, None)


def names_in(bundle: Bundle) -> list[str]:
    """Return the names of a bundle's files."""
    return bundle.names.split(_END)[:-1]


def stands(folder: str, bundle: Bundle) -> bool:
    """Tell whether the files of a bundle below a folder still have the signs that they had."""
    return _sum([_state(f"{folder}/{name}") for name in names_in(bundle)]) == bundle.signs


def sign_of(path: str) -> Sign | None:
    """Return the sign of a file or folder; None where there is none."""
    state = _state(path)
    return Sign(*state) if state else None


def is_settled(sign: Sign, noted: int) -> bool:
    """Tell whether a file that has this sign is the one that had it when it was noted: no later change has its time."""
    grain = _COARSE if sign.modified % _SECOND == 0 else _FINE
    return max(sign.modified, sign.changed) + grain < noted


def are_settled(signs: Iterable[tuple[str, Sign | None]], noted: int) -> bool:
    """Tell whether all files that have these signs are those that had them when they were noted."""
    return all(sign is None or is_settled(sign, noted) for _, sign in signs)


def sum_of(signs: Iterable[tuple[str, Sign | None]]) -> str:
    """Return one key for paths and signs together."""
    return _digest([(path, sign and tuple(sign)) for path, sign in signs])


def signs_below(folder: str) -> Iterator[tuple[str, Sign | None]]:
    """Yield path and sign of a folder and of all that lies below it, sorted; an absent one has none.

    Links are followed, into folders too. What a folder holds comes once, however many ways lead there: no link leads
    round in a circle. A link to nothing has no sign.
    """
    own = sign_of(folder)
    if own is not None:
        yield from _walk(folder, own, set())


def _walk(folder: str, own: Sign, seen: set[Sign]) -> Iterator[tuple[str, Sign | None]]:
    yield folder, own
    if own in seen:
        return
    seen.add(own)
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        sign = sign_of(entry.path)
        if sign and entry.is_dir():
            yield from _walk(entry.path, sign, seen)
        else:
            yield entry.path, sign


def _state(path: str) -> tuple[int, int, int, int] | None:
    """Return what a sign is made of: where there are tens of thousands, making them takes as long as asking."""
    try:
        state = os.stat(path)  # noqa: PTH116 - the same: paths are strings
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def _sum(signs: Iterable[tuple[int, ...] | None]) -> str:
    return _digest([sign and tuple(sign) for sign in signs])


def _digest(values: list[Any]) -> str:
    return hashlib.sha256(marshal.dumps(values, 2)).hexdigest()
