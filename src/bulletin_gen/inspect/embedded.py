"""Which fonts a PDF uses and doesn't carry. Looks at the resources of pages and form objects, not into the fonts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdfminer.pdfpage import PDFPage

_FILES = ("FontFile", "FontFile2", "FontFile3")


def loose_fonts(pages: Sequence[PDFPage]) -> tuple[str, ...]:
    """Return the names of fonts that are used and not embedded, sorted."""
    seen: set[int] = set()
    found = {_name(font) for page in pages for font in _fonts(page.resources, seen) if not _carried(font)}
    return tuple(sorted(found))


def _fonts(resources: object, seen: set[int]) -> Iterator[dict[str, Any]]:
    tree = _mapping(resources)
    yield from (_mapping(font) for font in _fresh(_mapping(tree.get("Font")).values(), seen))
    for reference in _fresh(_mapping(tree.get("XObject")).values(), seen):
        stream = resolve1(reference)
        if isinstance(stream, PDFStream):
            yield from _fonts(stream.get("Resources"), seen)


def _fresh(references: Iterable[object], seen: set[int]) -> Iterator[object]:
    """Yield what was not met before: objects may hold each other."""
    for reference in references:
        if isinstance(reference, PDFObjRef):
            if reference.objid in seen:
                continue
            seen.add(reference.objid)
        yield reference


def _carried(font: dict[str, Any]) -> bool:
    if not font or _name_of(font.get("Subtype")) == "Type3":
        return True  # drawn by the file itself
    for descendant in resolve1(font.get("DescendantFonts")) or ():
        return _carried(_mapping(descendant))
    return any(name in _mapping(font.get("FontDescriptor")) for name in _FILES)


def _mapping(value: object) -> dict[str, Any]:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _name(font: dict[str, Any]) -> str:
    return _name_of(font.get("BaseFont")) or "无名字体"


def _name_of(value: object) -> str:
    name = getattr(resolve1(value), "name", "")
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
