"""Set Python-Markdown to our language: what content.md names is on, all else stays text. Makes trees, no model."""

from __future__ import annotations

import re
from functools import cache
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.admonition import AdmonitionExtension, AdmonitionProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor

from bulletin_gen.patterns import pattern

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


_BOLD = pattern(r"\*\*(?!\*)(.+?)\*\*", re.DOTALL)
_OTHERS = pattern(r"[\\\[\x02]")
"""What begins any other pattern inside a text: an escape, a link, a picture, a note; what the library put there."""
_PLAIN_LINE = r"[\U000f0000-\U0010efff*][^\n|]*"
_PLAIN_BLOCK = pattern(rf"{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*")
"""Lines that begin with an anchor or bold, and so with nothing that any block but a paragraph begins with."""


class _PlainProcessor(BlockProcessor):
    """Take what can only be a paragraph for one before every other kind of block has a look at it."""

    def test(self, parent: Element, block: str) -> bool:
        del parent
        return not self.parser.state.isstate("list") and bool(_PLAIN_BLOCK.fullmatch(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Take all that follow one another: between them the library would only go through its kinds of blocks."""
        SubElement(parent, "p").text = blocks.pop(0)
        while blocks and _PLAIN_BLOCK.fullmatch(blocks[0]):
            SubElement(parent, "p").text = blocks.pop(0)


class _BoldProcessor(InlineProcessor):
    """Set bold where nothing else can stand in a text; the library reads the others, each by itself.

    Its way through the patterns takes ten times as long. Nothing in one text changes how another is read, but the
    numbers of note marks, so the texts are taken in the library's order.
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        parents = [tree]
        for parent in parents:
            for child in [*parent]:
                if len(child):
                    parents.append(child)
                if child.tail or (child.text and _OTHERS.search(child.text)):
                    self._read(parent, child, ancestors)
                elif child.text and "**" in child.text:
                    _set_bold(child, child.text)
        return tree

    def _read(self, parent: Element, child: Element, ancestors: list[str] | None) -> None:
        """Have the library read the text and the tail of an element."""
        holder = Element(parent.tag)
        copy = SubElement(holder, child.tag)
        copy.text, copy.tail = child.text, child.tail
        super().run(holder, ancestors)
        child.text, child.tail = copy.text, copy.tail
        child[:0] = [*copy]
        behind = [*parent].index(child) + 1
        parent[behind:behind] = holder[1:]


def _set_bold(element: Element, text: str) -> None:
    """Put the bold parts of a text into elements before whatever the element holds."""
    between, *rest = _BOLD.split(text)
    element.text = between or None
    for index, bold in enumerate(rest[::2]):
        child = Element("strong")
        child.text, child.tail = bold, rest[2 * index + 1] or None
        element.insert(index, child)


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


def tree(text: str, *, shortcuts: bool = True) -> Element:
    """Return the element tree of a text.

    Note marks are `sup` elements whose `a` has the name in `href` (`#fn:name`). Without `shortcuts` the library goes
    all the way by itself, which takes three times as long and makes the same tree.
    """
    parser = _parser(shortcuts=shortcuts)
    parser.reset()
    lines = text.split("\n")
    lines = parser.preprocessors["normalize_whitespace"].run(lines)
    root = parser.parser.parseDocument(lines).getroot()
    assert root is not None  # noqa: S101  # the library types it so for trees read from nowhere
    for processor in parser.treeprocessors:
        processor.run(root)
    return root


@cache
def _parser(*, shortcuts: bool) -> Markdown:
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
    parser.inlinePatterns.register(SimpleTagInlineProcessor(f"(){_BOLD.pattern}", "strong"), "strong", 60)
    parser.treeprocessors.register(_NoteTreeprocessor(parser, notes), "notes", 50)
    if shortcuts:
        parser.treeprocessors.register(_BoldProcessor(parser), "inline", 20)
        parser.parser.blockprocessors.register(_PlainProcessor(parser.parser), "plain", 200)
    parser.parser.blockprocessors.register(_NoticeProcessor(parser.parser), "admonition", 105)
    _only_hyphens(parser.parser.blockprocessors["ulist"])
    return parser


def _only_hyphens(lists: BlockProcessor) -> None:
    """Let only `- ` begin a list: `*` and `+` are text."""
    lists.RE = re.compile(lists.RE.pattern.replace("[*+-]", "[-]"))  # type: ignore[attr-defined]  # the library's processors have these, its types don't say so
    lists.CHILD_RE = re.compile(lists.CHILD_RE.pattern.replace("[*+-]", "[-]"))  # type: ignore[attr-defined]  # as above
    lists.INDENT_RE = re.compile(lists.INDENT_RE.pattern.replace("[*+-]", "[-]"))  # type: ignore[attr-defined]  # as above
