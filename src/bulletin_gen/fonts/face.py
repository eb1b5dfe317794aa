"""Read which faces a font file holds and by which names they go.

Only the directory of the file and its `name` table are read: what a face can draw is the business of `glyphs`.
"""

from __future__ import annotations

import logging
import struct
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from bulletin_gen.fonts.tables import faces_inside, font_file, places, table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_gen.fonts.tables import FontFile

# Old Chinese fonts make fontTools remark on many small things; nobody at a desk can do anything about them.
logging.getLogger("fontTools").addHandler(logging.NullHandler())

FONT_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
"""Files that count as fonts, whatever the case of their letters."""

_FAMILY, _STYLE, _FULL, _POSTSCRIPT, _TYPOGRAPHIC_FAMILY, _TYPOGRAPHIC_STYLE = 1, 2, 4, 6, 16, 17
_ENGLISH = 0x409
_WIDE = frozenset({(3, 0), (3, 1), (3, 10)})
"""Platform and encoding of names in UTF-16."""
_ROMAN = (1, 0)
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


class Face(Struct, frozen=True, kw_only=True):
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


class Unreadable(Struct, frozen=True):
    """A file that looks like a font and cannot be used as one."""

    path: Path
    """The file."""
    reason: str
    """Why not, in Chinese."""


def read_faces(path: Path, origin: Origin) -> tuple[Face, ...]:
    """Return the faces of a font file by index; raise one of `UNREADABLE` over a damaged one."""
    return tuple(_read_face(font_file(path, index), origin) for index in range(faces_inside(path)))


def key(name: str) -> str:
    """Return a name as names are compared: width, case, blanks, hyphens and underscores do not count."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter not in " -_")


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


class _Record(NamedTuple):
    """A name in one language."""

    platform: int
    encoding: int
    language: int
    kind: int
    text: bytes


def _read_face(file: FontFile, origin: Origin) -> Face:
    _check_directory(file)
    records = _records(table(file, "name"))
    styles = _texts(records, _TYPOGRAPHIC_STYLE) + _texts(records, _STYLE)
    return Face(
        path=file.path,
        index=file.index,
        families=distinct(_texts(records, _TYPOGRAPHIC_FAMILY) + _texts(records, _FAMILY)),
        names=distinct(_texts(records, _FULL) + _texts(records, _POSTSCRIPT)),
        style=next(iter(styles), ""),
        origin=origin,
    )


def _check_directory(file: FontFile) -> None:
    """Refuse a file that was cut short, or that has no outlines, before its glyphs are missed in print."""
    tables, size = places(file), file.version[0]
    if any(offset + length > size for offset, length in tables.values()):
        raise ValueError("a table reaches over the end of the file")
    if not tables.keys() >= _NEEDED or not _OUTLINES & tables.keys():
        raise ValueError("a table of a text font is missing")


def _records(content: bytes) -> list[_Record]:
    """Return the names in the file's order, without those that reach over the end."""
    count, start = struct.unpack_from(">2xHH", content)
    listed = struct.iter_unpack(">6H", content[6 : 6 + 12 * min(count, (len(content) - 6) // 12)])
    return [
        _Record(platform, encoding, language, kind, content[start + offset : start + offset + length])
        for platform, encoding, language, kind, length, offset in listed
        if start + offset + length <= len(content)
    ]


def _texts(records: list[_Record], kind: int) -> list[str]:
    """Return the texts of a name in all languages, English first, then in the file's order."""
    found = sorted((record for record in records if record.kind == kind), key=lambda one: one.language != _ENGLISH)
    return [text for record in found if (text := _text(record))]


def _text(record: _Record) -> str:
    """Return a name's text; one in an unknown or broken encoding is passed over, the others still serve."""
    try:
        return _decoded(record).strip("\0 ")
    except (UnicodeDecodeError, LookupError):
        return ""


def _decoded(record: _Record) -> str:
    """Return a text; fontTools knows the rare encodings, and what old fonts do wrong."""
    wide = record.platform == 0 or (record.platform, record.encoding) in _WIDE
    if wide and len(record.text) % 2 == 0:
        text = record.text.decode("utf-16-be")
        if "\0" not in text:
            return text
    if (record.platform, record.encoding) == _ROMAN and record.text.isascii() and 0 not in record.text:
        return record.text.decode("ascii")
    from fontTools.ttLib.tables._n_a_m_e import makeName  # noqa: PLC0415 - hardly any font needs it

    return str(makeName(record.text, record.kind, record.platform, record.encoding, record.language).toUnicode())
