"""Read which faces a font file holds and by which names they go.

Only the directory of the file and its `name` table are read: what a face can draw is the business of `coverage`.
"""

from __future__ import annotations

import logging
import struct
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont, TTLibError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fontTools.ttLib.tables._n_a_m_e import NameRecord, table__n_a_m_e

# Old Chinese fonts make fontTools remark on many small things; nobody at a desk can do anything about them.
logging.getLogger("fontTools").addHandler(logging.NullHandler())

FONT_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
"""Files that count as fonts, whatever the case of their letters."""

UNREADABLE = (OSError, TTLibError, struct.error, AssertionError, EOFError, LookupError, TypeError, ValueError)
"""What fontTools raises over a damaged file: it checks little, so a wrong length surfaces anywhere."""

_FAMILY, _STYLE, _FULL, _POSTSCRIPT, _TYPOGRAPHIC_FAMILY, _TYPOGRAPHIC_STYLE = 1, 2, 4, 6, 16, 17
_ENGLISH = 0x409
_OUTLINES = frozenset({"glyf", "CFF ", "CFF2"})
_NEEDED = frozenset({"cmap", "head", "maxp", "name"})


class Origin(StrEnum):
    """Where a face was found; an earlier one is used before a later one."""

    SITE = "site"
    """The site's own `fonts/`."""
    DATA = "data"
    """The folder that `bulletin fonts --install` fills."""
    SYSTEM = "system"
    """The fonts that the system knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One face (字面) in a font file."""

    path: Path
    """The file."""
    index: int
    """Its place in a collection (TTC), from 0; 0 in a file of one face."""
    families: tuple[str, ...]
    """Family names in all languages of the file, such as `方正小标宋简体` and `FZXiaoBiaoSong-B05S`."""
    names: tuple[str, ...]
    """Full and PostScript names, which mean this face alone, such as `FandolSong-Bold`."""
    style: str
    """Style name, such as `Regular`; empty where the file is silent."""
    origin: Origin
    """Where it was found."""

    @property
    def name(self) -> str:
        """Return the name to show: the first full name, else the family, else the file's."""
        return next(iter(self.names + self.families), self.path.stem)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that looks like a font and cannot be used as one."""

    path: Path
    """The file."""
    reason: str
    """Why not, in Chinese."""


def read_faces(path: Path, origin: Origin) -> tuple[Face, ...]:
    """Return the faces of a font file by index; raise one of `UNREADABLE` over a damaged one."""
    with path.open("rb") as file:
        count = _count(file.read(12))
    return tuple(_read_face(path, index, origin) for index in range(count))


def key(name: str) -> str:
    """Return a name as names are compared: width, case, blanks, hyphens and underscores do not count."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter not in " -_")


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _count(head: bytes) -> int:
    """Return how many faces a file holds by its first 12 bytes; a collection says so itself."""
    if head[:4] != b"ttcf":
        return 1
    return int(struct.unpack(">4sLL", head)[2])


def _read_face(path: Path, index: int, origin: Origin) -> Face:
    # An open file, not a path: fontTools does not close what it opened when the font turns out to be damaged.
    with path.open("rb") as file, TTFont(file, fontNumber=index, lazy=True) as font:
        _check_directory(font, path.stat().st_size)
        return _face(font["name"], path=path, index=index, origin=origin)


def _check_directory(font: TTFont, size: int) -> None:
    """Refuse a file that was cut short, or that has no outlines, before its glyphs are missed in print."""
    tables = font.reader.tables
    if any(entry.offset + entry.length > size for entry in tables.values()):
        raise ValueError("a table reaches over the end of the file")
    if not tables.keys() >= _NEEDED or not _OUTLINES & tables.keys():
        raise ValueError("a table of a text font is missing")


def _face(table: table__n_a_m_e, *, path: Path, index: int, origin: Origin) -> Face:
    styles = _texts(table, _TYPOGRAPHIC_STYLE) + _texts(table, _STYLE)
    return Face(
        path=path,
        index=index,
        families=distinct(_texts(table, _TYPOGRAPHIC_FAMILY) + _texts(table, _FAMILY)),
        names=distinct(_texts(table, _FULL) + _texts(table, _POSTSCRIPT)),
        style=next(iter(styles), ""),
        origin=origin,
    )


def _texts(table: table__n_a_m_e, name_id: int) -> list[str]:
    """Return the texts of a name in all languages, English first, then in the file's order."""
    records = [record for record in table.names if record.nameID == name_id]
    records.sort(key=lambda record: record.langID != _ENGLISH)
    return [text for record in records if (text := _text(record))]


def _text(record: NameRecord) -> str:
    """Return a name's text; one in an unknown or broken encoding is passed over, the others still serve."""
    try:
        return str(record.toUnicode()).strip("\0 ")
    except (UnicodeDecodeError, LookupError):
        return ""
