"""Rewrite the marks round what a page's content stream draws: text by its structure element, all else as an artifact.

Decides for no content which of the two it is. Source: ISO 32000-1 §14.6, §14.8.2.2.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct, field
from pydyf import Dictionary


class Artifact(StrEnum):
    """What content is that belongs to the page and not to the text."""

    PLAIN = "/Artifact BMC"
    HEADER = "/Artifact <</Type /Pagination /Subtype /Header /Attached [/Top]>> BDC"
    FOOTER = "/Artifact <</Type /Pagination /Subtype /Footer /Attached [/Bottom]>> BDC"


class Owner(Protocol):
    """A structure element, as far as its marks go."""

    @property
    def tag(self) -> str:
        """Its type."""


class Mark(Struct, frozen=True):
    """A stretch of a page's content."""

    page: int
    """From 0."""
    number: int
    """Its MCID."""


class Place(Struct, frozen=True):
    """Where a mark stands in the tree."""

    owner: Owner
    index: int
    """Among what the owner holds."""


class _Rewritten(Struct, frozen=True):
    """A page's stream while it is rewritten."""

    page: int
    operations: list[object] = field(default_factory=list)
    marks: list[tuple[Mark, Place]] = field(default_factory=list)
    """The old mark that each new one begins with, in order, and the place of the last one that it took in."""


def rewrite(streams: list[Any], owners: list[dict[int, Place | Artifact]]) -> dict[Mark, Mark]:
    """Rewrite the marks of all pages and return the new mark of each old one that still begins one.

    Marks are counted anew in the order in which they are drawn. A mark that draws nothing goes, one that goes on where
    another of the same element ended becomes part of that.
    """
    kept: dict[Mark, Mark] = {}
    for page, (stream, owner_of) in enumerate(zip(streams, owners, strict=True)):
        rewritten = _Rewritten(page)
        for operation in _sequences(stream.stream):
            if isinstance(operation, _Sequence):
                _add(rewritten, operation, owner_of.get(operation.number, Artifact.PLAIN))
            else:
                rewritten.operations.append(operation)
        stream.stream[:] = rewritten.operations
        kept |= {old: Mark(page, number) for number, (old, _) in enumerate(rewritten.marks)}
    return kept


class _Sequence(Struct, frozen=True):
    """What stands between the beginning and the end of a numbered mark."""

    number: int
    operations: list[object]


def _sequences(operations: list[object]) -> list[object]:
    """Return a stream's operations, each numbered mark taken together with all in it."""
    found: list[object] = []
    open_: _Sequence | None = None
    depth = 0
    for operation in operations:
        if open_ is None:
            found.append(operation)
            if operation == b"BDC" and isinstance(found[-2], Dictionary) and "MCID" in found[-2]:
                open_, depth = _Sequence(int(found[-2]["MCID"]), []), 1
                found[-3:] = [open_]
            continue
        depth += (operation in (b"BDC", b"BMC")) - (operation == b"EMC")
        if depth == 0:
            open_ = None
        else:
            open_.operations.append(operation)
    return found


def _add(rewritten: _Rewritten, sequence: _Sequence, place: Place | Artifact) -> None:
    operations = rewritten.operations
    if not any(_draws(operation) for operation in sequence.operations):
        operations += sequence.operations
    elif isinstance(place, Artifact):
        operations += [place.value, *sequence.operations, b"EMC"]
    elif _goes_on(rewritten, place):
        rewritten.marks[-1] = (rewritten.marks[-1][0], place)
        operations.pop()
        operations += [*sequence.operations, b"EMC"]
    else:
        number = len(rewritten.marks)
        rewritten.marks.append((Mark(rewritten.page, sequence.number), place))
        operations += [f"/{place.owner.tag} <</MCID {number}>> BDC", *sequence.operations, b"EMC"]


def _goes_on(rewritten: _Rewritten, place: Place) -> bool:
    """Tell whether what comes now follows the last mark directly, in the stream and in their element."""
    if not rewritten.marks or not rewritten.operations or rewritten.operations[-1] != b"EMC":
        return False
    last = rewritten.marks[-1][1]
    return last.owner is place.owner and last.index + 1 == place.index


def _draws(operation: object) -> bool:
    raw = operation.encode() if isinstance(operation, str) else operation
    return isinstance(raw, bytes) and raw.endswith((b"TJ", b"Tj", b"Do", b"EI"))
