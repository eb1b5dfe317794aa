"""The bulletin as data: publications, issues and what stands in them.

Values only: how they are written, checked, cut to an edition or printed is the business of other rooms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from bulletin_gen.notation.ordinals import OrdinalForm

if TYPE_CHECKING:
    from datetime import date

    from bulletin_gen.diagnostics import Span

__all__ = ["OrdinalForm"]


class Audience(StrEnum):
    """For whom an edition is made (公开范围)."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Numbering(StrEnum):
    """How a publication counts its issues (编号)."""

    YEARLY = "yearly"
    """按年: from 1 again each year."""
    CONTINUOUS = "continuous"
    """连续: never begins again."""


class Rhythm(StrEnum):
    """How often a publication appears (周期)."""

    WEEKLY = "weekly"
    TEN_DAYS = "ten_days"
    SEMIMONTHLY = "semimonthly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    IRREGULAR = "irregular"


class Status(StrEnum):
    """How far an issue has come (状态)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED = "signed"


class CreditsPosition(StrEnum):
    """Where the credits (编审) stand beside the distribution (分送)."""

    ABOVE = "above"
    """A row over the first rule of the imprint (版记)."""
    BELOW = "below"
    """The last row of the imprint, inside its closing rule."""


# ------------------------------------------------------------------------------------------------- text


@dataclass(frozen=True, slots=True)
class Anchor:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text of one kind."""

    text: str
    """Never empty. Line ends are resolved: nothing between two Chinese characters, else a blank."""
    emphasis: bool = False
    """Bold that is no heading."""
    run_in: OrdinalForm | None = None
    """A heading run into its paragraph (`**一、…。**`): the form of its ordinal."""
    href: str = ""
    """Target of a link: http(s) or a path below the issue's folder."""
    origin: Origin = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The place in a text that a note belongs to."""

    number: int
    """From 1 in each entry, the index into its notes plus 1."""


Inline: TypeAlias = Run | NoteMark


def plain(inlines: tuple[Inline, ...]) -> str:
    """Return the bare text of inlines, note marks left out."""
    return "".join(inline.text for inline in inlines if isinstance(inline, Run))


# ----------------------------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of body text."""

    inlines: tuple[Inline, ...]
    internal: bool = False
    """In the internal edition only; so for every block below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading on a line of its own (层次标题)."""

    level: int
    """2 一、, 3 （一）, 4 1., 5 （1）, as typed with `##` to `#####`."""
    inlines: tuple[Inline, ...]
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One item of a list."""

    label: str
    """`·` in an unordered list, the number as typed (`1.`) in an ordered one."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list; an item may hold further blocks, such as a list of its own."""

    items: tuple[ListItem, ...]
    internal: bool = False


class Alignment(StrEnum):
    """Alignment of a table's column."""

    NONE = "none"
    """Nothing typed: print and page choose by what stands in the column."""
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row has as many cells as the head."""

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    alignments: tuple[Alignment, ...]
    """One a column."""
    caption: tuple[Inline, ...] = ()
    """What follows `表：` in the line before the table; empty where there is none."""
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture that stands alone."""

    path: str
    """POSIX path below the issue's folder; the file exists and is a PNG, JPEG, GIF or WebP."""
    caption: tuple[Inline, ...]
    """Printed below, read aloud as alternative text; may be empty."""
    internal: bool = False


class NoticeKind(StrEnum):
    """What a boxed notice is."""

    ANNOUNCEMENT = "announcement"
    """公告; the word is not printed."""
    ADVERTISEMENT = "advertisement"
    """广告; the word is printed. Source: 中华人民共和国广告法 第十四条."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A boxed notice (公告, 广告)."""

    kind: NoticeKind
    title: str
    """May be empty."""
    blocks: tuple[Block, ...]
    internal: bool = False


Block: TypeAlias = Paragraph | Heading | ItemList | Table | Figure | Notice


# ---------------------------------------------------------------------------------------------- entries


@dataclass(frozen=True, slots=True)
class Title:
    """A title (标题) with the places where it may break over lines."""

    segments: tuple[str, ...]
    """At least one, none empty; a line may end after each."""
    gaps: tuple[str, ...]
    """Between the segments, what prints where the line does not break: `　` or nothing."""
    origin: Origin = field(default=(), compare=False, repr=False)
    """Of `text`."""

    @property
    def text(self) -> str:
        """The title on one line."""
        return "".join(a + b for a, b in zip(self.segments, (*self.gaps, ""), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note (注) at the end of its entry."""

    number: int
    """From 1 in each entry."""
    blocks: tuple[Block, ...]


class EntryKind(StrEnum):
    """What an entry of an issue is."""

    ARTICLE = "article"
    """A titled article; the only untitled one is an issue's text without any title."""
    ITEM = "item"
    """A paragraph without a title under a column."""
    BRIEF = "brief"
    """A brief (简讯), typed with △, which print and page set before its text; the text does not hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A column (栏目) with its entries; the entries before the first column are a section without a name."""

    name: str
    """Without its brackets; empty for entries outside any column."""
    entries: tuple[Entry, ...]
    internal: bool = False


# ------------------------------------------------------------------------------------------------- head


@dataclass(frozen=True, slots=True)
class Recipients:
    """A row of the distribution (分送)."""

    label: str
    """报, 送, 发, 本期送 …: any."""
    text: str
    """As printed after the label and its colon."""
    groups: tuple[tuple[str, ...], ...]
    """The recipients; ， separates the groups, 、 the members of one."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A label of the credits (编审) and its people."""

    label: str
    """编辑, 审核, 签发 …: any."""
    names: tuple[str, ...]
    """Unspaced."""


@dataclass(frozen=True, slots=True)
class Special:
    """A special series (专刊) and its own number."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Marking:
    """A security marking (密级) and its term."""

    level: str
    """绝密, 机密 or 秘密."""
    term: str
    """Such as 1年 or 6个月; may be empty."""

    @property
    def text(self) -> str:
        """The marking as printed: 机密★1年. Source: GB/T 9704-2012 §7.2.2."""
        return f"{self.level}★{self.term}" if self.term else self.level


@dataclass(frozen=True, slots=True)
class IssueKey:
    """What identifies an issue on a site, and its address."""

    publication: str
    """Folder name of the publication."""
    year: int
    number: int
    supplement: bool = False

    def __str__(self) -> str:
        """Return 刊/年/期: `luohe/2022/52`, for a supplement `luohe/2022/z1`."""
        return f"{self.publication}/{self.year}/{'z' if self.supplement else ''}{self.number}"


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction (更正) to an issue that is out."""

    made: date
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That and why an issue was withdrawn (撤回)."""

    made: date
    reason: str
    replacement: IssueKey | None
    """替代: the issue to read instead; it exists on this site."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the issue that is offered for download (附件)."""

    path: str
    """POSIX path below the issue's folder; the file exists."""

    @property
    def name(self) -> str:
        """The file's name without its folder and ending, as print lists it."""
        return self.path.rpartition("/")[2].rpartition(".")[0] or self.path


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that a publication never published or does not hold (缺期)."""

    year: int | None
    """None in continuous numbering."""
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication (刊物): what its issues have in common."""

    slug: str
    """Its folder's name, the first part of its addresses."""
    title: str
    """刊名, the words of the masthead."""
    issuer: str
    """编印机关, full name."""
    layout: str = "简报"
    numbering: Numbering = Numbering.YEARLY
    gaps: tuple[Gap, ...] | None = None
    """None: not declared, so that the series is not checked for missing numbers."""
    specials: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    distribution: tuple[Recipients, ...] = ()
    credits: tuple[Credit, ...] = ()
    credits_position: CreditsPosition = CreditsPosition.ABOVE
    audience: Audience = Audience.PUBLIC
    rhythm: Rhythm = Rhythm.IRREGULAR
    description: str = ""
    source: Span = field(compare=False)
    """Its publication.yml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue (期), whole: what the head and the body say, the publication's defaults taken in."""

    publication: Publication
    key: IssueKey
    date: date
    """印发日期."""
    total_number: int | None = None
    special: Special | None = None
    distribution: tuple[Recipients, ...] = ()
    credits: tuple[Credit, ...] = ()
    marking: Marking | None = None
    copy_number: str = ""
    urgency: str = ""
    copies: int | None = None
    layout: str
    audience: Audience
    status: Status = Status.SIGNED
    corrections: tuple[Correction, ...] = ()
    withdrawal: Withdrawal | None = None
    internal_fields: tuple[str, ...] = ()
    """English names of the head fields that only the internal edition has."""
    editor_note: tuple[Paragraph, ...] = ()
    """按语."""
    contents: bool = False
    keywords: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    sections: tuple[Section, ...] = ()
    source: Span = field(compare=False)
    """Its Markdown file."""
    field_spans: tuple[tuple[str, Span], ...] = field(default=(), compare=False)
    """Where each head field that is set stands, by English name."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in reading order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def number_text(self) -> str:
        """The number as printed: 第17期, for a supplement 增刊第1期."""
        return f"{'增刊' if self.key.supplement else ''}第{self.key.number}期"
