"""The tree that YAML is read into: texts, lists and fields with their places. Converts no text to anything else."""

from __future__ import annotations

from collections.abc import Mapping as _Table
from typing import TypeAlias

from msgspec import Struct

from bulletin_gen.diagnostics import Located, Span
from bulletin_gen.model import Origin, locate


class Scalar(Located, frozen=True):
    """A text; whatever looks like a number, a date or true stays text."""

    beside = ("origin",)

    text: str
    """Stripped. A line end inside a text is nothing between two Chinese characters, else a blank."""
    span: Span
    origin: Origin = ()
    quoted: bool = False
    """Whether the editor put it in quotes."""

    def place(self, index: int) -> Span:
        """Return where the character at an index stands."""
        line, column = locate(self.origin, index)
        return Span(self.span.path, line, column) if line else self.span


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    span: Span


class Entry(Struct, frozen=True):
    """A field of a mapping."""

    key: Scalar
    value: Node


class Mapping(Struct, frozen=True):
    """Fields in the order in which they stand; a name may occur twice."""

    entries: tuple[Entry, ...]
    span: Span


class Broken(Struct, frozen=True):
    """A value that could not be read, which is reported already."""

    span: Span


Node: TypeAlias = Scalar | Sequence | Mapping | Broken


class Shape(Struct, frozen=True):
    """How a field's value is written, as far as mending must know it."""

    keys: frozenset[str] | None = None
    """Names of the fields inside it, empty for any; None where it has none. A list of such fields counts too."""
    listed: bool = False
    """Whether it may be a list."""
    free: bool = False
    """Whether it is read by another part of the command, so that nothing in it is mended."""


TEXT = Shape()
"""A field that holds one text."""

Vocabulary: TypeAlias = _Table[str, Shape]
"""The fields of a file by each of their names."""
