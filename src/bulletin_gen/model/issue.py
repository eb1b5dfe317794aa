"""Publications and issues as data: what their heads say, and the prose below."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.diagnostics import Located

if TYPE_CHECKING:
    from datetime import date

    from bulletin_gen.diagnostics import Span
    from bulletin_gen.model.prose import Entry, Paragraph, Section


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


class Recipients(Struct, frozen=True):
    """A row of the distribution (分送)."""

    label: str
    """报, 送, 发, 本期送 …: any."""
    text: str
    """As printed after the label and its colon."""
    groups: tuple[tuple[str, ...], ...]
    """The recipients; ， separates the groups, 、 the members of one."""


class Credit(Struct, frozen=True):
    """A label of the credits (编审) and its people."""

    label: str
    """编辑, 审核, 签发 …: any."""
    names: tuple[str, ...]
    """Unspaced."""


class Special(Struct, frozen=True):
    """A special series (专刊) and its own number."""

    name: str
    number: int


class Marking(Struct, frozen=True):
    """A security marking (密级) and its term."""

    level: str
    """绝密, 机密 or 秘密."""
    term: str
    """Such as 1年 or 6个月; may be empty."""

    @property
    def text(self) -> str:
        """The marking as printed: 机密★1年. Source: GB/T 9704-2012 §7.2.2."""
        return f"{self.level}★{self.term}" if self.term else self.level


class IssueKey(Struct, frozen=True):
    """What identifies an issue on a site, and its address."""

    publication: str
    """Folder name of the publication."""
    year: int
    number: int
    supplement: bool = False

    def __str__(self) -> str:
        """Return 刊/年/期: `shifan/2022/52`, for a supplement `shifan/2022/z1`."""
        return f"{self.publication}/{self.year}/{'z' if self.supplement else ''}{self.number}"


class Correction(Struct, frozen=True):
    """A correction (更正) to an issue that is out."""

    made: date
    text: str


class Withdrawal(Struct, frozen=True):
    """That and why an issue was withdrawn (撤回)."""

    made: date
    reason: str
    replacement: IssueKey | None
    """替代: the issue to read instead; it exists on this site."""


class Attachment(Struct, frozen=True):
    """A file beside the issue that is offered for download (附件)."""

    path: str
    """POSIX path below the issue's folder; the file exists."""

    @property
    def name(self) -> str:
        """The file's name without its folder and ending, as print lists it."""
        return self.path.rpartition("/")[2].rpartition(".")[0] or self.path


class Gap(Struct, frozen=True):
    """Numbers that a publication never published or does not hold (缺期)."""

    year: int | None
    """None in continuous numbering."""
    first: int
    last: int


class Publication(Located, frozen=True, kw_only=True):
    """A publication (刊物): what its issues have in common."""

    beside = ("source", "layout_source")

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
    source: Span
    """Its publication.yml."""
    layout_source: Span | None = None
    """Where it names its layout; None where it names none."""


class Issue(Located, frozen=True, kw_only=True):
    """One issue (期), whole: what the head and the body say, the publication's defaults taken in."""

    beside = ("source", "field_spans")

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
    source: Span
    """Its Markdown file."""
    field_spans: tuple[tuple[str, Span], ...] = ()
    """Where each head field that is set stands, by English name."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in reading order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def number_text(self) -> str:
        """The number as printed: 第17期, for a supplement 增刊第1期."""
        return f"{'增刊' if self.key.supplement else ''}第{self.key.number}期"
