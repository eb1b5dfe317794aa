"""Finish a print so that it lasts (PDF/A-3a, PDF/UA-1): colours, links, and what the file says of itself.

The structure tree is grown by `structure`, fonts are embedded by the engine. Checks nothing: the tests do.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pydyf import Array, Dictionary, Stream, String

from bulletin_gen.typeset.printable import is_private
from bulletin_gen.typeset.statement import state

if TYPE_CHECKING:
    from pydyf import PDF
    from weasyprint import Document

_PROFILE = "sRGB2014.icc"
"""The International Color Consortium's own, 3 KB; the engine brings it along."""
_NO_CHARACTERS = frozenset("\x00\ufeff\ufffe")
_PRINTED = 4
"""Flag of an annotation that is printed with the page."""


def finish_archive(file: PDF, document: Document) -> None:
    """Make a PDF the archived one: its colours are sRGB, and it claims what it keeps to."""
    _intend_srgb(file)
    finish_plain(file, document, _level(document))


def finish_plain(file: PDF, document: Document, level: str = "") -> None:
    """Do what every print needs, whatever its colours; `level` is that of PDF/A-3 which it claims, empty for none."""
    for item in file.objects:
        if isinstance(item, Dictionary) and item.get("Type") == "/Annot":
            item["F"] = _PRINTED
        elif isinstance(item, Dictionary) and "ExtGState" in item:
            _drop_empty(item)
        elif isinstance(item, Stream) and "Interpolate" in item.extra:
            item.extra["Interpolate"] = "false"
    state(file, document.metadata, level)


def _level(document: Document) -> str:
    """Return the level of PDF/A that the characters of a document allow: A, or U where some are for private use.

    B where a glyph stands for no character of its own, as in scripts that draw one as several.
    Source: ISO 19005-3 §6.2.11.7.
    """
    texts = {text for font in document.fonts.values() for text in font.to_unicode.values()}
    if not all(texts) or any(_NO_CHARACTERS & set(text) for text in texts):
        return "B"
    return "U" if any(is_private(character) for text in texts for character in text) else "A"


def _drop_empty(resources: Dictionary) -> None:
    for name in [name for name, named in resources.items() if isinstance(named, Dictionary) and not named]:
        del resources[name]


def _intend_srgb(file: PDF) -> None:
    """Say that colours are meant as sRGB. Source: ISO 19005-3 §6.2.3."""
    profile = Stream([files("weasyprint.pdf").joinpath(_PROFILE).read_bytes()], {"N": 3}, compress=True)
    file.add_object(profile)
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": String("sRGB IEC61966-2.1"),
        "Info": String("sRGB IEC61966-2.1"),
        "DestOutputProfile": profile.reference,
    }
    file.catalog["OutputIntents"] = Array([Dictionary(intent)])
