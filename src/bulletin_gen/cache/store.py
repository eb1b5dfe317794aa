"""Entries, each under the digest of everything that went into it. Judges no content, only damage.

An entry is written whole or not at all, under a name that no two contents share: builds at once do each other no harm.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from threading import get_ident
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DIGEST_SIZE = hashlib.sha256().digest_size
_ROOM_LEFT = 0.8
"""Share of the limit that is full after pruning, so that not every build has to."""
_TALLY = "tally"
"""A file that is a byte long for each `_UNIT` of the store: what was added since it was counted last, replaced or not,
counts too. So a store need not be walked through to see that it is small."""
_UNIT = 1024


class Store(Struct, frozen=True):
    """A place for entries."""

    folder: Path | None
    """Of this machine; need not exist, made at the first entry. None where this machine keeps nothing."""
    shared: str = ""
    """A folder or URL where other machines find the same entries, as fsspec calls it; empty where there is none."""


def key_of(*parts: str | bytes) -> str:
    """Return the key of what is made of these parts: SHA-256 over each with its length, as 64 hexadecimal digits."""
    contents = [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
    return hashlib.sha256(b"".join([b"%d:%b" % (len(content), content) for content in contents])).hexdigest()


def fetch(store: Store, key: str) -> bytes | None:
    """Return an entry, None where there is none or a damaged one, which is removed; one that is shared is kept here."""
    path = _path(store, key)
    entry = _read(path, key) if path else None
    if entry is None and store.shared:
        from bulletin_gen.cache import shared  # noqa: PLC0415 - most builds share nothing

        entry = _unsealed(key, shared.read(store.shared, _name(key)) or b"")
        if entry is not None and path:
            _write(path, _seal(key, entry), entry)
    return entry


def keep(store: Store, key: str, entry: bytes) -> None:
    """Keep an entry. A disk that is full or may not be written keeps nothing, and nothing fails of it."""
    seal = _seal(key, entry)
    if path := _path(store, key):
        _write(path, seal, entry)
    if store.shared:
        from bulletin_gen.cache import shared  # noqa: PLC0415 - most builds share nothing

        shared.write(store.shared, _name(key), seal + entry)


def trouble(store: Store) -> tuple[str, ...]:
    """Say in Chinese why nothing is shared any more; empty where all is well, or nothing was to be shared."""
    if not store.shared:
        return ()
    from bulletin_gen.cache import shared  # noqa: PLC0415 - most builds share nothing

    said = shared.trouble(store.shared)
    return (said,) if said else ()


def prune(store: Store, limit: int) -> None:
    """Remove the entries that were not used for longest where all together exceed a limit in bytes."""
    if store.folder is None:
        return
    tally = store.folder / _TALLY
    with suppress(OSError):
        if tally.stat().st_size * _UNIT <= limit:
            return
    entries = sorted(_entries(store))
    size = sum(one for _, one, _ in entries)
    wanted = size if size <= limit else limit * _ROOM_LEFT
    for _, one, path in entries:
        if size <= wanted:
            break
        with suppress(OSError):
            path.unlink()
        size -= one
    with suppress(OSError), open(tally, "ab") as file:  # noqa: PTH123 - as it is where entries are added
        file.truncate(-(-size // _UNIT))


def _read(path: str, key: str) -> bytes | None:
    """Return what a file holds for a key; a damaged one is removed."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - tens of thousands of files, by strings
            content = file.read()
    except OSError:
        return None
    entry = _unsealed(key, content)
    with suppress(OSError):
        if entry is None:
            os.unlink(path)  # noqa: PTH108 - as above
        else:
            os.utime(path)  # pruning begins with what was not used for longest
    return entry


def _write(path: str, seal: bytes, entry: bytes) -> None:
    folder, _, name = path.rpartition("/")
    draft = f"{folder}/.{os.getpid()}-{get_ident()}-{name}"
    content = seal + entry
    try:
        try:
            _fill(draft, "wb", content)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above
            _fill(draft, "wb", content)
        os.replace(draft, path)  # noqa: PTH105 - as above
        _fill(f"{folder.rpartition('/')[0]}/{_TALLY}", "ab", bytes(-(-len(entry) // _UNIT)))
    except OSError:
        with suppress(OSError):
            os.unlink(draft)  # noqa: PTH108 - as above


def _fill(path: str, mode: Literal["wb", "ab"], content: bytes) -> None:
    with open(path, mode) as file:  # noqa: PTH123 - as above
        file.write(content)


def _unsealed(key: str, content: bytes) -> bytes | None:
    """Return the entry that was kept under a key; None for anything else."""
    seal, entry = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
    return entry if _seal(key, entry) == seal else None


def _seal(key: str, entry: bytes) -> bytes:
    """Return the digest that an entry begins with: it belongs to its key, another one's bytes are damage there."""
    digest = hashlib.sha256(key.encode())
    digest.update(entry)
    return digest.digest()


def _path(store: Store, key: str) -> str | None:
    return f"{store.folder}/{_name(key)}" if store.folder else None


def _name(key: str) -> str:
    return f"{key[:2]}/{key}"


def _entries(store: Store) -> Iterator[tuple[int, int, Path]]:
    """Yield time of last use, size and path of each file, drafts of killed builds among them."""
    for path in store.folder.glob("??/*") if store.folder else ():
        with suppress(OSError):
            state = path.stat()
            yield state.st_mtime_ns, state.st_size, path
