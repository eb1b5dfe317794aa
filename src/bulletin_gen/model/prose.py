"""Prose as data: runs, blocks, entries and the columns that gather them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from bulletin_gen.diagnostics import Located

if TYPE_CHECKING:
    from datetime import date

    from bulletin_gen.notation.ordinals import OrdinalForm


class Anchor(Struct, frozen=True):
    """From this character of a text on, source positions count up from here."""

    offset: int
    """Index into the text, from 0."""
    line: int
    column: int


Origin: TypeAlias = tuple[Anchor, ...]
"""Where the characters of a text stand in its source file, by rising offset; empty where nobody typed them."""


def locate(origin: Origin, index: int) -> tuple[int, int]:
    """Return line and column of the character at an index of a text; (0, 0) where its origin is empty."""
    before = [anchor for anchor in origin if anchor.offset <= index] or list(origin[:1])
    if not before:
        return (0, 0)
    return (before[-1].line, before[-1].column + index - before[-1].offset)


class Run(Located, frozen=True, kw_only=True):
    """A stretch of text of one kind."""

    beside = ("origin",)

    text: str
    """Never empty. Line ends are resolved: nothing between two Chinese characters, else a blank."""
    emphasis: bool = False
    """Bold that is no heading."""
    run_in: OrdinalForm | None = None
    """A heading run into its paragraph (`**一、…。**`): the form of its ordinal."""
    href: str = ""
    """Target of a link: http(s) or a path below the issue's folder."""
    origin: Origin = ()


class NoteMark(Struct, frozen=True):
    """The place in a text that a note belongs to."""

    number: int
    """From 1 in each entry, the index into its notes plus 1."""


Inline: TypeAlias = Run | NoteMark


def plain(inlines: tuple[Inline, ...]) -> str:
    """Return the bare text of inlines, note marks left out."""
    return "".join([inline.text for inline in inlines if isinstance(inline, Run)])


Stretch: TypeAlias = tuple[int, int]
"""First and last line of a file that something stands on, from 1."""
NOWHERE: Stretch = (0, 0)
"""The stretch of what nobody typed."""

# ----------------------------------------------------------------------------------------------- blocks


class Paragraph(Located, frozen=True, kw_only=True):
    """A paragraph of body text."""

    beside = ("stretch",)

    inlines: tuple[Inline, ...]
    internal: bool = False
    """In the internal edition only; so for every block below."""
    stretch: Stretch = NOWHERE
    """Where it stands, its mark and all that it holds included; so for every block below."""


class Heading(Located, frozen=True, kw_only=True):
    """A heading on a line of its own (层次标题)."""

    beside = ("stretch",)

    level: int
    """2 一、, 3 （一）, 4 1., 5 （1）, as typed with `##` to `#####`."""
    inlines: tuple[Inline, ...]
    internal: bool = False
    stretch: Stretch = NOWHERE


class ListItem(Located, frozen=True, kw_only=True):
    """One item of a list."""

    beside = ("stretch",)

    label: str
    """`·` in an unordered list, the number as typed (`1.`) in an ordered one."""
    blocks: tuple[Block, ...]
    stretch: Stretch = NOWHERE


class ItemList(Located, frozen=True, kw_only=True):
    """A list; an item may hold further blocks, such as a list of its own."""

    beside = ("stretch",)

    items: tuple[ListItem, ...]
    internal: bool = False
    stretch: Stretch = NOWHERE


class Alignment(StrEnum):
    """Alignment of a table's column."""

    NONE = "none"
    """Nothing typed: print and page choose by what stands in the column."""
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Table(Located, frozen=True, kw_only=True):
    """A table; every row has as many cells as the head."""

    beside = ("stretch",)

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    alignments: tuple[Alignment, ...]
    """One a column."""
    caption: tuple[Inline, ...] = ()
    """What follows `表：` in the line before the table; empty where there is none."""
    internal: bool = False
    stretch: Stretch = NOWHERE


class Figure(Located, frozen=True, kw_only=True):
    """A picture that stands alone."""

    beside = ("origin", "stretch")

    path: str
    """POSIX path below the issue's folder; the file exists and is a PNG, JPEG, GIF or WebP."""
    caption: tuple[Inline, ...]
    """Printed below, read aloud as alternative text; may be empty."""
    internal: bool = False
    origin: Origin = ()
    """Of the path."""
    stretch: Stretch = NOWHERE


class NoticeKind(StrEnum):
    """What a boxed notice is."""

    ANNOUNCEMENT = "announcement"
    """公告; the word is not printed."""
    ADVERTISEMENT = "advertisement"
    """广告; the word is printed. Source: 中华人民共和国广告法 第十四条."""


class Notice(Located, frozen=True, kw_only=True):
    """A boxed notice (公告, 广告)."""

    beside = ("stretch",)

    kind: NoticeKind
    title: str
    """May be empty."""
    blocks: tuple[Block, ...]
    internal: bool = False
    stretch: Stretch = NOWHERE


Block: TypeAlias = Paragraph | Heading | ItemList | Table | Figure | Notice


class Title(Located, frozen=True):
    """A title (标题) with the places where it may break over lines."""

    beside = ("origin",)

    segments: tuple[str, ...]
    """At least one, none empty; a line may end after each."""
    gaps: tuple[str, ...]
    """Between the segments, what prints where the line does not break: `　` or nothing."""
    origin: Origin = ()
    """Of `text`."""

    @property
    def text(self) -> str:
        """The title on one line."""
        return "".join(a + b for a, b in zip(self.segments, (*self.gaps, ""), strict=True))


class Note(Located, frozen=True, kw_only=True):
    """A note (注) at the end of its entry."""

    beside = ("name", "stretch")

    number: int
    """From 1 in each entry."""
    blocks: tuple[Block, ...]
    name: str = ""
    """As typed between `[^` and `]`."""
    stretch: Stretch = NOWHERE


class EntryKind(StrEnum):
    """What an entry of an issue is."""

    ARTICLE = "article"
    """A titled article; the only untitled one is an issue's text without any title."""
    ITEM = "item"
    """A paragraph without a title under a column."""
    BRIEF = "brief"
    """A brief (简讯), typed with △, which print and page set before its text; the text does not hold it."""


class Entry(Struct, frozen=True, kw_only=True):
    """An article, an item of a column or a brief."""

    kind: EntryKind
    blocks: tuple[Block, ...]
    title: Title | None = None
    kicker: str = ""
    """肩题, above the title."""
    subtitle: str = ""
    """副题, under the title, the dash before it included (——一季度综述)."""
    byline: str = ""
    """作者, under the subtitle."""
    given_units: str = ""
    """供稿 as typed in the title's braces; `edition` sets it after the last paragraph."""
    source_units: tuple[str, ...] = ()
    """供稿单位, each a unit; the text `（区应急局）` is also the end of the last paragraph."""
    lead_date: str = ""
    """The date that an item begins with, as typed (11月15日)."""
    happened: date | None = None
    """That date, its year taken from the issue's where it is not typed."""
    lead_unit: str = ""
    """The bold unit in an item's first sentence."""
    notes: tuple[Note, ...] = ()
    internal: bool = False


class Section(Located, frozen=True, kw_only=True):
    """A column (栏目) with its entries; the entries before the first column are a section without a name."""

    beside = ("row",)

    name: str
    """Without its brackets; empty for entries outside any column."""
    entries: tuple[Entry, ...]
    internal: bool = False
    row: int = 0
    """Line of the file that its name stands on; 0 without one."""
