"""Finish a print so that it lasts (PDF/A-3a, PDF/UA-1): colours, links, and what the file says of itself.

The structure tree is grown by `structure`, fonts are embedded by the engine. Checks nothing: the tests do.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pydyf import Array, Dictionary, Stream, String

from bulletin_gen.typeset.statement import state

if TYPE_CHECKING:
    from pydyf import PDF
    from weasyprint import Document

_PROFILE = "sRGB2014.icc"
"""The International Color Consortium's own, 3 KB; the engine brings it along."""
_PRINTED = 4
"""Flag of an annotation that is printed with the page."""


def finish_archive(file: PDF, document: Document) -> None:
    """Make a PDF the archived one: its colours are sRGB."""
    _intend_srgb(file)
    finish_plain(file, document, archival=True)


def finish_plain(file: PDF, document: Document, *, archival: bool = False) -> None:
    """Do what every print needs, whatever its colours."""
    for item in file.objects:
        if isinstance(item, Dictionary) and item.get("Type") == "/Annot":
            item["F"] = _PRINTED
        elif isinstance(item, Dictionary) and "ExtGState" in item:
            _drop_empty(item)
        elif isinstance(item, Stream) and "Interpolate" in item.extra:
            item.extra["Interpolate"] = "false"
    state(file, document.metadata, archival=archival)


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
