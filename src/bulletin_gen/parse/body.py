"""Turn the text below a head into a tree whose every character knows its place. Says nothing of its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.diagnostics import Checked
from bulletin_gen.parse.anchors import Anchored, anchored
from bulletin_gen.parse.comments import without_comments
from bulletin_gen.parse.habits import scanned
from bulletin_gen.parse.markdown import tree
from bulletin_gen.parse.tables import table_faults

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from bulletin_gen.parse.marks import Mark
    from bulletin_gen.parse.traced import Source, Traced


class ParsedBody(Struct, frozen=True):
    """A body as Python-Markdown sees it."""

    source: Source
    root: Element
    """Its texts hold anchors and tokens: read them through `restored`."""
    table: Anchored
    lines: tuple[Traced, ...]
    """What was parsed, line by line."""
    marks: tuple[Mark, ...]
    """By the number of their tokens."""


def parse_body(source: Source, *, shortcuts: bool = True) -> Checked[ParsedBody]:
    """Parse the text below a head; comments are gone, habits are mended and reported.

    Without `shortcuts` the library reads every line, which takes three times as long and comes to the same.
    """
    lines = without_comments(source)
    read = scanned(source, lines.value)
    table = anchored(read.value.lines, read.value.plain if shortcuts else frozenset())
    body = ParsedBody(source, tree(table.text, shortcuts=shortcuts), table, read.value.lines, read.value.marks)
    shape = table_faults(source, read.value.lines)
    return Checked(body, (*lines.diagnostics, *read.diagnostics, *shape))
