"""Embed of each face what a print draws with it, once and in one step.

WeasyPrint copies a whole font file (7 MB) for every size of every document, cuts it down in two steps, and embeds it
once more where some of it is drawn bold. Its fonts are replaced here by ones that look the file up only if they must,
are cut in one step, and share what is embedded. Chooses no face and draws nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import weasyprint.pdf
from pydyf import Stream
from weasyprint.pdf import fonts, stream
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydyf import PDF, Object

_USELESS = (
    *(b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG "),
    *(b"VORG", b"vhea", b"vmtx"),
)
"""Tables that a PDF has no use for: those that the engine drops, and what vertical lines would need."""
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
            glyphs = {glyph for font in self.kin for glyph in font.to_unicode}
            first._content = _cut(self.hb_face, sorted(glyphs), outlined=any(font.missing for font in self.kin))  # noqa: SLF001 - the same
        self._content = first._content  # noqa: SLF001 - the same


class _Once:
    """A PDF that takes a stream of the same bytes once. A class because the engine calls for one."""

    def __init__(self, file: PDF) -> None:
        self._file = file
        self._taken: dict[bytes, Object] = {}

    def add_object(self, item: Object) -> None:
        """Add an object, or give a stream the number of an equal one."""
        content = item.stream[0] if isinstance(item, Stream) and len(item.stream) == 1 else b""
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


def _cut(face: Any, glyphs: list[int], *, outlined: bool) -> bytes | None:  # noqa: ANN401 - a pointer of the engine's
    """Return a face with some of its glyphs, at their numbers; None where that fails.

    `outlined` keeps what stands for missing characters.
    """
    wanted = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    _fill(harfbuzz_subset.hb_subset_input_glyph_set(wanted), glyphs)
    tags = harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    _fill(tags, sorted(harfbuzz.hb_tag_from_string(name, -1) for name in _USELESS))
    flags = (
        harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
        | harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
        | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
        | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    )
    if outlined:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
    cut = harfbuzz_subset.hb_subset_or_fail(face, wanted)
    if cut == ffi.NULL:
        return None
    return _whole_file(ffi.gc(cut, harfbuzz.hb_face_destroy)) or None


def _fill(numbers: Any, values: list[int]) -> None:  # noqa: ANN401 - a pointer of the engine's
    # An array type that names its length is parsed anew for each length, which takes longer than the subsetting.
    harfbuzz.hb_set_add_sorted_array(numbers, ffi.new("hb_codepoint_t[]", values), len(values))


fonts.get_hb_object_data = lambda _: None
stream.Font = _Font
weasyprint.pdf.build_fonts_dictionary = _embed
