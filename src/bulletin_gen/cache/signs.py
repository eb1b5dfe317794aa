"""Tell whether files are as they were, by what the disk says of them. Reads none of them.

A sign spares the reading of a file; it never decides where the file could have changed since without a trace.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import zlib
from operator import attrgetter
from stat import S_ISDIR
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_FINE, _COARSE = 20_000_000, 2_000_000_000
"""Nanoseconds within which a disk may give two changes one time: most count in milliseconds, some (FAT) in seconds."""
_SECOND = 1_000_000_000
_END = "\0"
"""Of a name in a bundle: no file has it in its name."""
_SIZE = hashlib.sha256().digest_size

Sign: TypeAlias = tuple[int, int, int, int]
"""What a disk says of a file or a folder: its size, when it was modified, when its entry changed, and its inode.

Times in nanoseconds; one that was set back by hand shows in the entry's. Of a folder, any file that comes, goes or is
renamed changes it. Plain tuples: of tens of thousands, to make values of a type takes as long as to ask for them.
"""

_said: Callable[[os.stat_result], Sign] = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")


class Seen(NamedTuple):
    """Files and folders, as the disk said of them when it was asked."""

    sum: str
    """One key for all."""
    settled: int
    """After this time none of them can change without a trace. Nanoseconds."""
    bundle: Bundle | None = None
    """The same of a folder and all that lies below it, by whole paths."""


class Bundle(NamedTuple):
    """Many files below a folder, and what the disk says of them: one value in place of tens of thousands."""

    names: bytes
    """Their paths below the folder as the disk has them, each with `_END` behind it, compressed: a tenth of it."""
    signs: bytes
    """A digest for each share of them in turn; there is one share unless they change one by one."""
    share: int = sys.maxsize
    """How many files share a digest."""


class Mistaken(Exception):  # noqa: N818 - nothing is wrong: what was begun begins anew
    """Something was taken for standing that somebody changed."""


class Lookout(Protocol):
    """What looks at bundles of files meanwhile, as `cache.ahead` does."""

    @property
    def seen(self) -> Mapping[Bundle, bool]:
        """Return what is known already: whether bundles stood."""

    def covers(self, bundle: Bundle) -> bool:
        """Tell whether it looks at a bundle."""

    def stands(self, bundle: Bundle) -> bool:
        """Tell whether a bundle that it covers, or covered, stood when it looked; waits until it has."""


class Sight(Struct, frozen=True):
    """What a build saw of the disk: it looks at each of tens of thousands of files once, at its beginning."""

    files: dict[str, Sign | None] = field(default_factory=dict)
    """What was asked for by path."""
    folders: dict[str, Seen] = field(default_factory=dict)
    """The same of all that lies below a folder."""
    listings: dict[str, dict[str, Sign | None]] = field(default_factory=dict)
    """Of such folders that were gone through, what was seen by path."""
    ahead: dict[str, Lookout] = field(default_factory=dict)
    """By folder, what looks at bundles below it meanwhile."""
    trusted: list[tuple[Lookout, Bundle]] = field(default_factory=list)
    """What was taken for standing before it was seen."""

    def sign(self, path: str) -> Sign | None:
        """Return the sign of a file as it was when it was first asked for."""
        if path not in self.files:
            self.files[path] = sign_of(path)
        return self.files[path]

    def below(self, folder: str, before: Seen | None = None) -> Seen:
        """Return a folder and all that lies below it as it was when it was first asked for.

        `before` is how it was seen earlier: to look whether it is still so takes half as long as to go through it.
        """
        if folder not in self.folders:
            same = before is not None and before.bundle is not None and stands("", before.bundle)
            self.folders[folder] = before if before and same else _below(self.listing(folder))
        return self.folders[folder]

    def listing(self, folder: str) -> dict[str, Sign | None]:
        """Return a folder and all that lies below it by path, as it was when somebody first went through it."""
        if folder not in self.listings:
            self.listings[folder] = dict(signs_below(folder)) or {folder: None}
        return self.listings[folder]

    def stands(self, folder: str, bundle: Bundle) -> bool:
        """Tell whether the files of a bundle below a folder still have the signs that they had."""
        lookout = self.ahead.get(folder)
        return lookout.stands(bundle) if lookout and lookout.covers(bundle) else stands(folder, bundle)

    def trusts(self, folder: str, bundle: Bundle) -> bool:
        """Tell the same at once: a bundle that is only being looked at is trusted to stand.

        `holds` tells in the end whether it did; who reads its files calls `check` before.
        """
        lookout = self.ahead.get(folder)
        if lookout is None or bundle in lookout.seen or not lookout.covers(bundle):
            return self.stands(folder, bundle)
        self.trusted.append((lookout, bundle))
        return True

    def holds(self) -> bool:
        """Tell whether all that was trusted stood; waits until it was looked at."""
        return all(lookout.stands(bundle) for lookout, bundle in self.trusted)

    def check(self) -> None:
        """Raise `Mistaken` where something that was trusted did not stand."""
        if not self.holds():
            raise Mistaken

    def recognize(self, folder: str, bundle: Bundle, signs: Mapping[str, Sign]) -> None:
        """Take what is noted of the files of a bundle that stands for what was seen of them.

        To look at all in one go takes half of what it takes to ask for each.
        """
        names = names_in(bundle)
        noted = [signs.get(name) for name in names]
        if _digests(noted, bundle.share) == bundle.signs:
            self.files.update((f"{folder}/{name}", sign) for name, sign in zip(names, noted, strict=True))

    def bundle(self, folder: str, names: Sequence[str], share: int = sys.maxsize) -> Bundle:
        """Return files below a folder with their signs as they were when they were first asked for."""
        return _bundle(names, [self.sign(f"{folder}/{name}") for name in names], share)

    def renewed(self, folder: str, bundle: Bundle, shares: Iterable[int]) -> Bundle:
        """Return a bundle as it is now; only files in some of its shares are other ones."""
        names, signs = names_in(bundle), bytearray(bundle.signs)
        for share in shares:
            own = names[share * bundle.share : (share + 1) * bundle.share]
            signs[share * _SIZE : (share + 1) * _SIZE] = _digest([self.sign(f"{folder}/{name}") for name in own])
        return bundle._replace(signs=bytes(signs))

    def forget(self, paths: Iterable[str]) -> None:
        """Look anew at files that were written since."""
        for path in paths:
            self.files.pop(path, None)


def names_in(bundle: Bundle) -> list[str]:
    """Return the names of a bundle's files."""
    return os.fsdecode(zlib.decompress(bundle.names)).split(_END)[:-1]


def stands(folder: str, bundle: Bundle) -> bool:
    """Tell whether the files of a bundle below a folder still have the signs that they had.

    Without a folder paths are whole, or below the one in which the process is.
    """
    names = zlib.decompress(bundle.names).split(os.fsencode(_END))[:-1]  # bytes: a disk takes them as they are
    paths = [b"%b/%b" % (os.fsencode(folder), name) for name in names] if folder else names
    return _digests(_signs_of(paths), bundle.share) == bundle.signs


def sign_of(path: str | bytes) -> Sign | None:
    """Return the sign of a file or folder; None where there is none."""
    try:
        state = os.stat(path)  # noqa: PTH116 - paths are strings
    except OSError:
        return None
    return _said(state)


def _signs_of(paths: Sequence[bytes]) -> list[Sign | None]:
    """Return the sign of each file, of tens of thousands in the least time."""
    try:
        return list(map(_said, map(os.stat, paths)))
    except OSError:
        return list(map(sign_of, paths))


def is_settled(sign: Sign, noted: int) -> bool:
    """Tell whether a file that has this sign is the one that had it when it was noted: no later change has its time."""
    return _settling([sign]) < noted


def seen(signs: Iterable[tuple[str, Sign | None]]) -> Seen:
    """Return files and folders as the disk says of them."""
    listed = list(signs)
    return Seen(_digest(listed).hex(), _settling([sign for _, sign in listed if sign]))


def signs_below(folder: str) -> list[tuple[str, Sign | None]]:
    """Return path and sign of a folder and of all that lies below it, sorted; nothing of an absent one.

    Links are followed, into folders too. What a folder holds comes once, however many ways lead there: no link leads
    round in a circle. A link to nothing has no sign.
    """
    own = sign_of(folder)
    found: list[tuple[str, Sign | None]] = []
    if own is not None:
        _walk(folder, own, set(), found)
    return found


def _walk(folder: str, own: Sign, known: set[Sign], found: list[tuple[str, Sign | None]]) -> None:
    found.append((folder, own))
    if own in known:
        return
    known.add(own)
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - tens of thousands of paths, by strings
    except OSError:
        return
    for name in names:
        path = f"{folder}/{name}"
        try:
            state = os.stat(path)  # noqa: PTH116 - the same
        except OSError:
            found.append((path, None))
            continue
        if S_ISDIR(state.st_mode):
            _walk(path, _said(state), known, found)
        else:
            found.append((path, _said(state)))


def _below(signs: Mapping[str, Sign | None]) -> Seen:
    return seen(signs.items())._replace(bundle=_bundle(signs, list(signs.values())))


def _bundle(names: Iterable[str], signs: list[Sign | None], share: int = sys.maxsize) -> Bundle:
    packed = zlib.compress(os.fsencode("".join([name + _END for name in names])), 1)
    return Bundle(packed, _digests(signs, share), share)


def _settling(signs: Iterable[Sign]) -> int:
    """Return the time after which no file of these signs can change without a trace."""
    times = [max(modified, changed) + (_FINE if modified % _SECOND else _COARSE) for _, modified, changed, _ in signs]
    return max(times, default=0)


def _digests(signs: list[Sign | None], share: int) -> bytes:
    return b"".join([_digest(signs[start : start + share]) for start in range(0, len(signs), share)])


def _digest(values: list[Any]) -> bytes:
    return hashlib.sha256(marshal.dumps(values, 2)).digest()
