"""Set Python-Markdown to our language: what content.md names is on, all else stays text. Makes trees, no model."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.admonition import AdmonitionExtension, AdmonitionProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown.blockprocessors import BlockProcessor

NOTE_TAG = "note"
"""Tag of the elements that hold the definitions of notes, at the end of the tree."""

_BLOCKS_OFF = ("code", "setextheader", "hr", "reference")
_INLINES_OFF = (
    "backtick",
    "reference",
    "image_reference",
    "short_reference",
    "short_image_ref",
    "autolink",
    "automail",
    "linebreak",
    "html",
    "entity",
)
_TREES_OFF = ("footnote", "footnote-reorder", "footnote-duplicate", "prettify", "unescape")


class _NoticeProcessor(AdmonitionProcessor):
    """Keep the text of an item in a notice before what stands below it: the library moves it behind a list."""

    def parse_content(self, parent: Element, block: str) -> tuple[Element | None, str, str]:
        sibling, block, rest = super().parse_content(parent, block)
        if sibling is not None and sibling.tag == "li" and sibling.text:
            first = Element("p")
            first.text, sibling.text = sibling.text, ""
            sibling.insert(0, first)
        return sibling, block, rest


class _NoteTreeprocessor(Treeprocessor):
    """Append the definitions of notes to the tree, in the order of their numbers."""

    def __init__(self, md: Markdown, notes: FootnoteExtension) -> None:
        super().__init__(md)
        self._notes = notes

    def run(self, root: Element) -> None:
        for name, text in self._notes.footnotes.items():
            holder = Element("div")  # lists behave otherwise inside an unknown tag
            self.md.parser.parseChunk(holder, text)
            note = SubElement(root, NOTE_TAG, name=name)
            note.extend(list(holder))


def tree(text: str) -> Element:
    """Return the element tree of a text.

    Note marks are `sup` elements whose `a` has the name in `href` (`#fn:name`).
    """
    parser = _parser()
    parser.reset()
    lines = text.split("\n")
    lines = parser.preprocessors["normalize_whitespace"].run(lines)
    root = parser.parser.parseDocument(lines).getroot()
    assert root is not None  # noqa: S101  # the library types it so for trees read from nowhere
    for processor in parser.treeprocessors:
        processor.run(root)
    return root


@cache
def _parser() -> Markdown:
    """Return the library as set up here; once, since that takes as long as an issue does."""
    notes = FootnoteExtension()
    parser = Markdown(extensions=[AdmonitionExtension(), TableExtension(), SaneListExtension(), notes])
    for name in _BLOCKS_OFF:
        parser.parser.blockprocessors.deregister(name)
    for name in _INLINES_OFF:
        parser.inlinePatterns.deregister(name)
    for name in _TREES_OFF:
        parser.treeprocessors.deregister(name, strict=False)
    # The library's own bold also takes single `*` and `_`, which are text here.
    parser.inlinePatterns.deregister("em_strong")
    parser.inlinePatterns.register(SimpleTagInlineProcessor(r"()\*\*(?!\*)(.+?)\*\*", "strong"), "strong", 60)
    parser.treeprocessors.register(_NoteTreeprocessor(parser, notes), "notes", 50)
    parser.parser.blockprocessors.register(_NoticeProcessor(parser.parser), "admonition", 105)
    _only_hyphens(parser.parser.blockprocessors["ulist"])
    return parser


def _only_hyphens(lists: BlockProcessor) -> None:
    """Let only `- ` begin a list: `*` and `+` are text."""
    lists.RE = re.compile(lists.RE.pattern.replace("[*+-]", "[-]"))  # type: ignore[attr-defined]  # the library's processors have these, its types don't say so
    lists.CHILD_RE = re.compile(lists.CHILD_RE.pattern.replace("[*+-]", "[-]"))  # type: ignore[attr-defined]  # as above
    lists.INDENT_RE = re.compile(lists.INDENT_RE.pattern.replace("[*+-]", "[-]"))  # type: ignore[attr-defined]  # as above
