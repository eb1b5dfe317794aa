"""The font files that an edition is printed with, by their bytes. Reads no font."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.fonts.find import FontSet
    from bulletin_gen.workers.press import Shop


def font_files(shop: Shop) -> tuple[tuple[Path, str], ...]:
    """Return path and SHA-256 of each font file, by name and then digest: paths differ from machine to machine."""
    paths = {face.path for _, layout in shop.layouts for face in _faces(layout.fonts)}
    return tuple(sorted(((path, digest_of(path)) for path in paths), key=lambda one: (one[0].name, one[1])))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _faces(fonts: FontSet) -> Iterator[Face]:
    for chain in fonts.chains:
        yield from (*chain.faces, *chain.behind, *chain.western)
    yield from fonts.idle
