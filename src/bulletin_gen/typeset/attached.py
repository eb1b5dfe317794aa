"""Put files into a PDF as associated files (关联文件). Makes none of them and reads none from a PDF.

Source: ISO 19005-3 §6.8 and annex E, ISO 32000-1 §7.11.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import md5
from typing import TYPE_CHECKING

from msgspec import Struct
from pydyf import Array, Dictionary, Stream, String

if TYPE_CHECKING:
    from datetime import date

    from pydyf import PDF


class Relationship(StrEnum):
    """What an attached file is to the document."""

    SOURCE = "Source"
    """What the document was made from."""
    DATA = "Data"
    """The same content as data."""


class Attached(Struct, frozen=True, kw_only=True):
    """A file that goes along inside the PDF."""

    name: str
    """With its ending, without a folder; different from those of the others."""
    content: bytes
    mime: str
    description: str
    """In Chinese, as PDF readers show it."""
    relationship: Relationship


def attach(file: PDF, attachments: tuple[Attached, ...], modified: date) -> None:
    """Put files into a PDF before it is written; `modified` is what it says of their age."""
    if not attachments:
        return
    # A name tree is sorted by its keys.
    specifications = [(item.name, _specification(file, item, modified)) for item in sorted(attachments, key=_key)]
    names = Array()
    for name, specification in specifications:
        names += [String(name), specification]
    tree = Dictionary({"Names": names})
    file.add_object(tree)
    file.catalog.setdefault("Names", Dictionary())["EmbeddedFiles"] = tree.reference
    file.catalog["AF"] = Array(specification for _, specification in specifications)


def _key(item: Attached) -> bytes:
    """Return what a name is compared by: the bytes of its string in the file."""
    return item.name.encode() if item.name.isascii() else b"\xfe\xff" + item.name.encode("utf-16-be")


def _specification(file: PDF, item: Attached, modified: date) -> bytes:
    """Put one file into a PDF and return the reference to its specification."""
    parameters = Dictionary(
        {
            "Size": len(item.content),
            "ModDate": String(f"D:{modified:%Y%m%d}"),
            "CheckSum": f"<{md5(item.content, usedforsecurity=False).hexdigest()}>",
        }
    )
    kind = {"Type": "/EmbeddedFile", "Subtype": f"/{item.mime.replace('/', '#2f')}", "Params": parameters}
    content = Stream([item.content], kind, compress=True)
    file.add_object(content)
    specification = Dictionary(
        {
            "Type": "/Filespec",
            "F": String(item.name),
            "UF": String(item.name),
            "EF": Dictionary({"F": content.reference, "UF": content.reference}),
            "Desc": String(item.description),
            "AFRelationship": f"/{item.relationship}",
        }
    )
    file.add_object(specification)
    reference: bytes = specification.reference
    return reference
