"""What the print templates are filled with: frozen values, every number a finished text. Computes nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class Piece(Struct, frozen=True):
    """A stretch of text in one face."""

    text: str
    css: str = ""
    """Classes; empty for the main face of the text."""


Line: TypeAlias = tuple[Piece, ...]
"""Text of one line or of one paragraph."""


class HeadRow(Struct, frozen=True, kw_only=True):
    """A row or a rule of the masthead block, one below the other."""

    css: str
    """Classes: what the row is."""
    margin: str
    """From the lower edge of the row before it, of the block for the first; may be negative."""
    height: str
    size: str = "0"
    """Of the type; the box is as high."""
    spacing: str = "0"
    """Letter spacing."""
    left: Line = ()
    middle: Line = ()
    right: Line = ()


class HeadView(Struct, frozen=True, kw_only=True):
    """The masthead block (报头)."""

    height: str
    """Down to the first line of text."""
    rows: tuple[HeadRow, ...]


class TitleView(Struct, frozen=True, kw_only=True):
    """A title block: kicker, title, subtitle and byline, in whole lines of the grid."""

    anchor: str
    """Its id, which the contents refer to."""
    height: str
    """Of the title's own lines; empty for none of its own."""
    margin: str
    """Of a title that rises over its block; 0 for others."""
    pad: str
    """Blank above the title's first line."""
    pitch: str
    size: str
    kicker: Line = ()
    lines: tuple[Line, ...] = ()
    subtitle: tuple[Line, ...] = ()
    byline: Line = ()
    css: str = ""
    """`long` for a block that may break over pages."""
    label: str = ""
    """The title as its bookmark shows it."""
    level: int = 1
    """As HTML counts."""


class BlockKind(StrEnum):
    """How a template sets a block."""

    PARAGRAPH = "paragraph"
    COLUMN = "column"
    HEADING = "heading"
    SUBHEAD = "subhead"
    TITLE = "title"
    LIST = "list"
    TABLE = "table"
    FIGURE = "figure"
    NOTICE = "notice"
    BLANK = "blank"


class ItemView(Struct, frozen=True, kw_only=True):
    """An item of a list, or anything else that hangs from a label."""

    label: Line
    hang: str
    """Width of the label's box."""
    blocks: tuple[BlockView, ...]


class CellView(Struct, frozen=True, kw_only=True):
    """A cell of a table."""

    line: Line
    css: str


class RowView(Struct, frozen=True, kw_only=True):
    """A row of a table."""

    anchor: str
    """Its id, by which its height is measured."""
    height: str
    """Empty until it is measured, and for a row that is higher than a page."""
    cells: tuple[CellView, ...]
    css: str = ""
    """`tall` for a row that is higher than a page."""


class TableView(Struct, frozen=True, kw_only=True):
    """A table."""

    caption: Line
    width: str
    widths: tuple[str, ...]
    """Of its columns."""
    size: str
    pitch: str
    head: RowView
    rows: tuple[RowView, ...]
    css: str = ""
    """`keep` for a table that is kept on one page, `ends-tall` for one whose last row is higher than a page."""


class FigureView(Struct, frozen=True, kw_only=True):
    """A picture in a box of whole lines."""

    source: str
    """Address of the file; empty where it can't be read."""
    alternative: str
    width: str
    height: str
    box: str
    """Height of the box."""
    caption: Line


class BlockView(Struct, frozen=True, kw_only=True):
    """A block of the body."""

    kind: BlockKind
    css: str = ""
    level: int = 0
    """Of a heading, as HTML counts."""
    line: Line = ()
    """Text of a paragraph, heading or column; the title of a notice."""
    lines: tuple[Line, ...] = ()
    """Of a heading that is set in shaped lines."""
    title: TitleView | None = None
    items: tuple[ItemView, ...] = ()
    table: TableView | None = None
    figure: FigureView | None = None
    blocks: tuple[BlockView, ...] = ()
    """Of a notice."""
    label: str = ""
    """广告 on a notice."""


class PackageKind(StrEnum):
    """How a stretch of a newspaper page is made up."""

    LEAD = "lead"
    """The first article, its title across the page in the largest type."""
    SINGLE = "single"
    """An article across the page."""
    PAIR = "pair"
    """Two articles side by side."""
    ITEMS = "items"
    """Items and briefs without titles."""
    COLUMN = "column"
    """A column head."""
    NOTICES = "notices"
    """Notices in boxes across the page."""


class ArticleView(Struct, frozen=True, kw_only=True):
    """An article of a newspaper page."""

    columns: str
    """How many columns its text has."""
    title: TitleView | None = None
    blocks: tuple[BlockView, ...] = ()


class PackageView(Struct, frozen=True, kw_only=True):
    """A stretch of a newspaper page."""

    kind: PackageKind
    articles: tuple[ArticleView, ...] = ()
    line: Line = ()
    """The words of a column head."""
    notices: tuple[BlockView, ...] = ()
    width: str = ""
    """Of an article beside another one."""


class ContentsEntry(Struct, frozen=True, kw_only=True):
    """A line of the contents (目录)."""

    line: Line
    anchor: str


class CreditView(Struct, frozen=True, kw_only=True):
    """A label of the credits and its people."""

    label: Line
    names: tuple[Line, ...]


class ImprintRow(Struct, frozen=True, kw_only=True):
    """A row of the imprint (版记)."""

    label: Line = ()
    line: Line = ()
    hang: str = "0"
    """Width of label and colon: further lines hang under the first character after it."""
    credits: tuple[CreditView, ...] = ()
    copies: Line = ()
    """At the right end of the last line."""
    copies_width: str = "0"


class ImprintView(Struct, frozen=True, kw_only=True):
    """The imprint (版记)."""

    above: tuple[CreditView, ...]
    """Credits over the first rule."""
    rows: tuple[ImprintRow, ...]
    size: str
    """Of its type; smaller than the profile's only where it would take most of a page."""
    pitch: str
    stands: bool
    """Whether it stands at the foot of the last page; one that is higher than a page follows the text."""


class IssueView(Struct, frozen=True, kw_only=True):
    """An issue as its print template sees it."""

    title: str
    """For the document's metadata and bookmarks; so the next four."""
    author: str
    date: str
    keywords: str
    masthead: str
    head: HeadView
    stamp: str
    """撤回, 草稿 or 送审稿 in the upper margin; empty for an issue that is out."""
    remarks: tuple[Line, ...]
    """Corrections and withdrawal, under the red rule."""
    editor_note: tuple[Line, ...]
    contents_title: Line
    contents: tuple[ContentsEntry, ...]
    blocks: tuple[BlockView, ...]
    imprint: ImprintView | None
    packages: tuple[PackageView, ...] = ()
    """Of a newspaper issue, which has no `blocks`."""
    foot: tuple[BlockView, ...] = ()
    """Notices at the foot of a newspaper's last page."""
    day: str = ""
    """The date as a newspaper's further pages print it."""
