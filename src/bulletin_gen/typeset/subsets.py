"""Embed of each face what a print draws with it, once and in one step.

WeasyPrint copies a whole font file (7 MB) for every size of every document, cuts it down in two steps, and embeds it
once more where some of it is drawn bold. Its fonts are replaced here by ones that look the file up only if they must,
are cut in one step, and share what is embedded. The outlines of a CID-keyed face are kept from print to print, and
embedded without the tables round them: a PDF has no use for these. Chooses no face and draws nothing.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import weasyprint.pdf
from msgspec import Struct, field
from pydyf import Stream
from weasyprint.pdf import fonts, stream
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

from bulletin_gen.typeset.compact_fonts import BLANK, CompactFont, charstrings, compact_font, read_compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydyf import PDF, Object

_USELESS = (
    *(b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG "),
    *(b"VORG", b"vhea", b"vmtx"),
)
"""Tables that a PDF has no use for: those that the engine drops, and what vertical lines would need."""
_BARE = b"\1\0"
"""How an outlines table begins that is embedded by itself, as its version."""
_FACES = 32
"""So many faces are kept; a press has some ten."""
_whole_file = fonts.get_hb_object_data
_build = fonts.build_fonts_dictionary


class _Font(fonts.Font):  # type: ignore[misc]  # the engine is not typed
    """A font of one document. A class because the engine calls for one."""

    kin: tuple[_Font, ...] = ()
    """The fonts of the same face: what is drawn bold with it, and what is not."""
    _content: bytes | None = None

    @property
    def file_content(self) -> bytes:
        """Return what is embedded: the whole file until it is cut down."""
        if self._content is None:
            self._content = _whole_file(self.hb_face)
        return self._content

    @file_content.setter
    def file_content(self, content: bytes | None) -> None:
        self._content = content

    def subset(self, to_unicode: Mapping[int, str], hinting: bool) -> None:  # noqa: FBT001 - the engine's signature
        """Keep the glyphs that are drawn, and those that a font of the same face draws."""
        if not to_unicode or not harfbuzz_subset or len(self.kin) == 0:
            super().subset(to_unicode, hinting)
            return
        first = self.kin[0]
        if first._content is None:  # noqa: SLF001 - of the same class
            glyphs = sorted({glyph for font in self.kin for glyph in font.to_unicode})
            # The engine rewrites a font with pictures in it, and asks the fonts with nothing for what they lack.
            plain = not any(font.png or font.svg or font.colr or font.missing for font in self.kin)
            first._content = (plain and _composed(self.hb_face, glyphs)) or _cut_down(self.hb_face, glyphs, plain=plain)  # noqa: SLF001 - the same
        self._content = first._content  # noqa: SLF001 - the same

    @property
    def type(self) -> str:
        """Return the kind of what is embedded, as the engine knows it."""
        return "otf" if self.file_content.startswith((b"OTTO", _BARE)) else "ttf"


class _Once:
    """A PDF that takes a stream of the same bytes once. A class because the engine calls for one."""

    def __init__(self, file: PDF) -> None:
        self._file = file
        self._taken: dict[bytes, Object] = {}

    def add_object(self, item: Object) -> None:
        """Add an object, or give a stream the number of an equal one."""
        content = item.stream[0] if isinstance(item, Stream) and len(item.stream) == 1 else b""
        if content.startswith(_BARE) and item.extra.get("Subtype") == "/OpenType":
            item.extra["Subtype"] = "/CIDFontType0C"
        if content and content in self._taken:
            item.number = self._taken[content].number
            return
        self._file.add_object(item)
        if content:
            self._taken[content] = item


def _embed(file: PDF, used: dict[Any, _Font], *others: Any) -> Any:  # noqa: ANN401 - values of the engine's
    """Embed the fonts of a document; a variable font is another one in each weight."""
    for family in _families(used.values()):
        for font in family:
            font.kin = () if "fvar" in font.tables else family
    return _build(_Once(file), used, *others)


def _families(used: Iterable[_Font]) -> Iterable[tuple[_Font, ...]]:
    faces: dict[Any, list[_Font]] = {}
    for font in used:
        faces.setdefault(font.hb_face, []).append(font)
    return map(tuple, faces.values())


class _Outlines(Struct, frozen=True):
    """The outlines of a face that prints have drawn."""

    face: Any
    """Held, so that no other one can come to lie at its address."""
    font: CompactFont | None
    """None for a face that is cut down for each print."""
    drawn: dict[int, bytes] = field(default_factory=dict)
    """By the number of the glyph."""


@lru_cache(maxsize=_FACES)
def _outlines(face: Any) -> _Outlines:  # noqa: ANN401 - a pointer of the engine's
    held = ffi.gc(harfbuzz.hb_face_reference(face), harfbuzz.hb_face_destroy)
    table = _table(face)
    try:
        return _Outlines(held, read_compact(memoryview(ffi.buffer(*table[1:]))) if table[2] else None)
    except (IndexError, KeyError, ValueError, struct.error):
        return _Outlines(held, None)


def _composed(face: Any, glyphs: list[int]) -> bytes | None:  # noqa: ANN401 - a pointer of the engine's
    """Return a font of some glyphs of a face, put together from their outlines; None where that can't be done."""
    outlines = _outlines(face)
    if outlines.font is None:
        return None
    new = [glyph for glyph in glyphs if glyph not in outlines.drawn]
    if new:
        cut = _cut(face, new, flags=0)
        if cut is None:
            return None
        table = _table(cut)
        outlines.drawn.update(charstrings(memoryview(ffi.buffer(*table[1:])), new))
    return compact_font(outlines.font, {0: BLANK, **{glyph: outlines.drawn[glyph] for glyph in glyphs if glyph}})


def _cut_down(face: Any, glyphs: list[int], *, plain: bool) -> bytes | None:  # noqa: ANN401 - a pointer of the engine's
    """Return the file of a face with some of its glyphs; one that isn't `plain` keeps what stands for others."""
    cut = _cut(face, glyphs, flags=0 if plain else harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE)
    return None if cut is None else _whole_file(cut) or None


def _cut(face: Any, glyphs: list[int], *, flags: int) -> Any:  # noqa: ANN401 - pointers of the engine's
    """Return a face with some of its glyphs, at their numbers; None where that fails."""
    wanted = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    _fill(harfbuzz_subset.hb_subset_input_glyph_set(wanted), glyphs)
    tags = harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    _fill(tags, sorted(harfbuzz.hb_tag_from_string(name, -1) for name in _USELESS))
    flags |= (
        harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
        | harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
        | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
        | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    )
    harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
    cut = harfbuzz_subset.hb_subset_or_fail(face, wanted)
    return None if cut == ffi.NULL else ffi.gc(cut, harfbuzz.hb_face_destroy)


def _table(face: Any) -> tuple[Any, Any, int]:  # noqa: ANN401 - pointers of the engine's
    """Return the outlines table of a face: what holds it, where it lies, and its length, 0 where there is none."""
    tag = harfbuzz.hb_tag_from_string(b"CFF ", -1)
    blob = ffi.gc(harfbuzz.hb_face_reference_table(face, tag), harfbuzz.hb_blob_destroy)
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    return blob, data, length[0]


def _fill(numbers: Any, values: list[int]) -> None:  # noqa: ANN401 - a pointer of the engine's
    # An array type that names its length is parsed anew for each length, which takes longer than the subsetting.
    harfbuzz.hb_set_add_sorted_array(numbers, ffi.new("hb_codepoint_t[]", values), len(values))


fonts.get_hb_object_data = lambda _: None
stream.Font = _Font
weasyprint.pdf.build_fonts_dictionary = _embed
