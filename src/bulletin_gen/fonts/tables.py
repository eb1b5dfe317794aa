"""Take single tables out of a font file. Understands none of them.

A file that is packed in some way, or damaged, is left to fontTools, whose import takes longer than all else here.
"""

from __future__ import annotations

import struct
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNREADABLE = (OSError, struct.error, AssertionError, EOFError, LookupError, TypeError, ValueError)
"""What is raised over a damaged file: fontTools checks little, so a wrong length surfaces anywhere."""

_PLAIN = frozenset({b"\0\1\0\0", b"OTTO", b"true"})
"""What a font begins with whose tables lie open in the file."""
_COLLECTION = b"ttcf"


class FontFile(Struct, frozen=True):
    """A face in a file as it is now."""

    path: Path
    index: int
    """Its place in a collection, from 0."""
    version: tuple[int, int]
    """What changes when the file is replaced, so that a long-running preview asks again."""


def font_file(path: Path, index: int) -> FontFile:
    """Return a face's file as it is now."""
    state = path.stat()
    return FontFile(path, index, (state.st_size, state.st_mtime_ns))


def faces_inside(path: Path) -> int:
    """Return how many faces a file holds; a collection says so itself."""
    with path.open("rb") as file:
        head = file.read(12)
    return int(struct.unpack(">4sLL", head)[2]) if head[:4] == _COLLECTION else 1


@lru_cache(maxsize=256)
def places(file: FontFile) -> dict[str, tuple[int, int]]:
    """Return where each table lies and how long it is; raise one of `UNREADABLE` over a damaged file."""
    with file.path.open("rb") as opened:
        start = 0
        if opened.read(4) == _COLLECTION:
            opened.seek(12 + 4 * file.index)
            (start,) = struct.unpack(">L", opened.read(4))
        opened.seek(start)
        kind, count = struct.unpack(">4sH6x", opened.read(12))
        records = opened.read(16 * count)
    if kind not in _PLAIN:
        with library_font(file) as font:
            return {str(tag): (entry.offset, entry.length) for tag, entry in font.reader.tables.items()}
    if len(records) < 16 * count:
        raise EOFError("the list of tables was cut short")
    listed = struct.iter_unpack(">4s4xLL", records)
    return {tag.decode("latin-1"): (offset, length) for tag, offset, length in listed}


@lru_cache(maxsize=64)
def table(file: FontFile, tag: str) -> bytes:
    """Return a table; raise one of `UNREADABLE` where there is none, or the file is damaged."""
    offset, length = places(file)[tag]
    with file.path.open("rb") as opened:
        if opened.read(4) not in _PLAIN | {_COLLECTION}:
            with library_font(file) as font:
                return bytes(font.reader[tag])
        opened.seek(offset)
        content = opened.read(length)
    if len(content) < length:
        raise EOFError("a table reaches over the end of the file")
    return content


@contextmanager
def library_font(file: FontFile) -> Iterator[Any]:
    """Open a face with fontTools; what that raises is one of `UNREADABLE`."""
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - hardly any font needs it

    # An open file, not a path: fontTools does not close what it opened when the font turns out to be damaged.
    try:
        with file.path.open("rb") as opened, TTFont(opened, fontNumber=file.index, lazy=True) as font:
            yield font
    except TTLibError as error:
        raise ValueError(str(error)) from error
