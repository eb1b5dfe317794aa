"""Digests of large files that seldom change, so that not every build reads them. Trusts no sign that may deceive."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import is_settled, sign_of
from bulletin_gen.cache.store import fetch, keep, key_of

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.cache.store import Store


def file_digest(store: Store, noted: int, path: Path) -> str:
    """Return the SHA-256 of a file, as noted for a file with the same path and sign, or by reading it.

    `noted` is the time by the clock of the disk, nanoseconds: the digest of what changed just before is not noted.
    """
    sign = sign_of(str(path))
    settled = sign is not None and is_settled(sign, noted)
    key = key_of("digest", str(path), repr(sign))
    if settled and (known := fetch(store, key)):
        return known.decode("ascii")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if settled:
        keep(store, key, digest.encode("ascii"))
    return digest
