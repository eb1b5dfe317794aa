"""Finish a PDF before it is written: draw the bold of faces that have none with a thin stroke. Moves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bulletin_gen.patterns import pattern
from bulletin_gen.typeset.units import Millimetre, in_pt

if TYPE_CHECKING:
    from collections.abc import Iterator

_FONT = pattern(rb"^/(\S+) \S+ Tf$")
_OWN_BOLD = pattern(r"/([A-Z]{6})\+\S+-\S+-Bold$")
_PIXELS_PER_POINT = 96 / 72
"""The engine draws pages in CSS pixels."""


class Unwritten(Protocol):
    """A PDF before it is written."""

    objects: list[object]


def draw_bold(file: Unwritten, stroke: Millimetre) -> None:
    """Give every run that is set bold in a face of ours a stroke round its outlines: the engine only renames the face.

    The text layer and all places stay as they are.
    """
    bold = {match[1].encode() for name in _font_names(file) if (match := _OWN_BOLD.search(name))}
    if not bold:
        return
    width = f"{in_pt(stroke) * _PIXELS_PER_POINT:.4f} w 2 Tr".encode()
    for operations in _content(file):
        operations[:] = list(_stroked(operations, bold, width))


def _stroked(operations: list[object], bold: set[bytes], width: bytes) -> Iterator[object]:
    """Yield the operations of a stream, the way of drawing switched where a bold face begins and ends."""
    stroking = False
    outer: list[bool] = []
    for operation in operations:
        raw = _raw(operation)
        if raw == b"q":
            outer.append(stroking)
        elif raw == b"Q" and outer:
            stroking = outer.pop()
        elif (match := _FONT.match(raw)) and (match[1] in bold) != stroking:
            stroking = not stroking
            yield width if stroking else b"0 Tr"
        yield operation


def _content(file: Unwritten) -> Iterator[list[object]]:
    for item in file.objects:
        operations = getattr(item, "stream", None)
        if isinstance(operations, list) and any(_FONT.match(_raw(operation)) for operation in operations):
            yield operations


def _raw(operation: object) -> bytes:
    if isinstance(operation, str):
        return operation.encode()
    return operation if isinstance(operation, bytes) else b""


def _font_names(file: Unwritten) -> Iterator[str]:
    for item in file.objects:
        if isinstance(item, dict) and item.get("Type") == "/Font":
            name = item.get("BaseFont", b"")
            yield name.decode() if isinstance(name, bytes) else str(name)
