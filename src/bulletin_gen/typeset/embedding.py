"""Hand the faces of a press to the layout engine: these alone, where they lie, each under its own name.

The engine otherwise copies every font file, and lends a character that a family lacks from any font of the system: what
a page looks like would depend on the machine. Chooses no face and draws nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from xml.sax.saxutils import escape

from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2
from weasyprint.text.fonts import FontConfiguration

from bulletin_gen.diagnostics import BulletinError
from bulletin_gen.patterns import pattern
from bulletin_gen.typeset.starting import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.fonts.face import Face

SCHEME = "bulletin-font:"
"""How the style sheet names a face of the press."""

_REGULAR = 80
"""The weight of every face, by fontconfig's scale: a name means one face, and bolder than it is drawn by a stroke."""
_LONGEST_NAME = 63
_SYNTHETIC_BOLD = """<match target="font">
<test name="weight" compare="less_eq"><const>medium</const></test>
<test target="pattern" name="weight" compare="more_eq"><const>bold</const></test>
<edit name="embolden" mode="assign"><bool>true</bool></edit>
<edit name="weight" mode="assign"><const>bold</const></edit>
</match>"""

ffi.cdef(FONTS)


class Shelf(Protocol):
    """Who knows the face behind an address: the fetcher of a press."""

    def face(self, url: str) -> Face | None:
        """Return the face that the style sheet means."""


class NamedFonts(FontConfiguration):  # type: ignore[misc]  # the engine is not typed
    """The faces of a press and no others. A class because the engine calls for one."""

    def __init__(self) -> None:
        # In the place of the engine's own, which begins with all fonts of the system.
        self._config = fontconfig.FcConfigCreate()
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(self._pango_map, self._config)
        fontconfig.FcConfigDestroy(self._config)  # the font map holds it
        self._folder = None
        self.strut_layouts: dict[Any, Any] = {}
        self.font_features: dict[Any, Any] = {}
        self._rule(_SYNTHETIC_BOLD)

    def add_font_face(self, rule_descriptors: dict[str, Any], url_fetcher: Shelf) -> None:
        """Take a face of the press from where it lies; any other that a sheet declares goes the engine's own way."""
        faces = (url_fetcher.face(url) for _, url in rule_descriptors["src"] if url)
        face = next((face for face in faces if face), None)
        if face is None:
            super().add_font_face(rule_descriptors, url_fetcher)
        else:
            self._add(face, rule_descriptors["font_family"])

    def _add(self, face: Face, family: str) -> None:
        path = str(face.path.resolve())
        self._rule(
            f'<match target="scan"><test name="file" compare="eq"><string>{escape(path)}</string></test>'
            f'<test name="index" compare="eq"><int>{face.index}</int></test>'
            f'<edit name="family" mode="prepend"><string>{escape(family)}</string></edit>'
            f'<edit name="weight" mode="assign_replace"><int>{_REGULAR}</int></edit></match>'
        )
        if not self._take(path.encode("utf-8", "surrogateescape"), face.index):
            raise BulletinError(f"字体文件用不了：{face.path}", "文件可能已损坏，请换一份完好的，或把它移走。")
        pangoft2.pango_fc_font_map_config_changed(self._pango_map)

    def _take(self, path: bytes, index: int) -> bool:
        """Take a face; of a collection that one alone, since fontconfig looks through some ten others for 10 ms."""
        own = fontconfig.FcConfigGetFonts(self._config, fontconfig.FcSetApplication)
        if not index or own == ffi.NULL:  # the library makes the set of fonts with the first file
            return bool(fontconfig.FcConfigAppFontAddFile(self._config, path))
        pattern = fontconfig.FcFreeTypeQuery(path, index, ffi.NULL, ffi.new("int *"))
        return (
            pattern != ffi.NULL
            and bool(fontconfig.FcConfigSubstitute(self._config, pattern, fontconfig.FcMatchScan))
            and bool(fontconfig.FcFontSetAdd(own, pattern))
        )

    @property
    def _pango_map(self) -> Any:  # noqa: ANN401 - a pointer of the engine's
        return ffi.cast("PangoFcFontMap *", self.font_map)

    def _rule(self, rule: str) -> None:
        text = f'<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>{rule}</fontconfig>'
        fontconfig.FcConfigParseAndLoadFromMemory(self._config, text.encode("utf-8", "surrogateescape"), True)


def embedded_names(faces: Iterable[Face]) -> dict[Face, str]:
    """Return the name by which a PDF carries each face: its PostScript name, ASCII without blanks, none twice.

    It always has a hyphen, and ends in -Bold only as `Family-Bold`: with one more -Bold it is a face drawn bold.
    """
    names: dict[Face, str] = {}
    taken: set[str] = set()
    for face in faces:
        plain = _plain_name(face)
        number = 1
        name = plain
        while name.casefold() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        names[face] = name
    return names


def _plain_name(face: Face) -> str:
    """Return the last name of a face that is ASCII: the PostScript name, where there is one."""
    named = next((name for name in (*reversed(face.names), *face.families, face.path.stem) if _ASCII.match(name)), "")
    name = _UNSAFE.sub("", named).strip("-.")[:_LONGEST_NAME] or "Face"
    family, bold = name.removesuffix("-Bold"), name.endswith("-Bold")
    if bold:
        return family.replace("-", "_") + "-Bold"
    return name if "-" in name else f"{name}-Regular"


_ASCII = pattern(r"[\x20-\x7e]+\Z")
_UNSAFE = pattern(r"[^A-Za-z0-9_.-]")
