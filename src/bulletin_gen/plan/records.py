"""What the site needs to know of each issue: the record. Holds no body text beyond a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.model import EntryKind, ItemList, Paragraph, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from bulletin_gen.model import Audience, Block, Correction, Issue, IssueKey, Special

SUMMARY_LENGTH = 100


class IssueRecord(Struct, frozen=True, kw_only=True):
    """An issue as indexes, neighbours, feeds and search know it; made from the issue as cut to the edition."""

    key: IssueKey
    publication_title: str
    date: dt.date
    number_text: str
    """第17期, 增刊第1期."""
    total_number: int | None
    special: Special | None
    titles: tuple[str, ...]
    """Of the articles in reading order; empty in an issue of items alone."""
    columns: tuple[str, ...]
    summary: str
    """How the text begins; empty in an issue without text."""
    source_units: tuple[str, ...]
    """In reading order, each once."""
    keywords: tuple[str, ...]
    audience: Audience
    corrected: dt.date | None
    """Day of the latest correction."""
    corrections: tuple[Correction, ...]
    """As the head lists them."""
    withdrawn: dt.date | None
    withdrawal_reason: str
    """Why; empty for an issue that stands."""
    replacement: IssueKey | None
    """The issue that replaces a withdrawn one; it may be missing in this edition."""

    @property
    def changed(self) -> dt.date:
        """Return the day of its last change: that it came out, was corrected or withdrawn."""
        return max(filter(None, (self.date, self.corrected, self.withdrawn)))


def record_of(issue: Issue) -> IssueRecord:
    """Return the record of an issue."""
    entries = issue.entries
    return IssueRecord(
        key=issue.key,
        publication_title=issue.publication.title,
        date=issue.date,
        number_text=issue.number_text,
        total_number=issue.total_number,
        special=issue.special,
        titles=titles_of(issue),
        columns=_unique(section.name for section in issue.sections if section.name),
        summary=summary_of(issue),
        source_units=_unique(unit for entry in entries for unit in entry.source_units),
        keywords=issue.keywords,
        audience=issue.audience,
        corrected=max((correction.made for correction in issue.corrections), default=None),
        corrections=issue.corrections,
        withdrawn=issue.withdrawal.made if issue.withdrawal else None,
        withdrawal_reason=issue.withdrawal.reason if issue.withdrawal else "",
        replacement=issue.withdrawal.replacement if issue.withdrawal else None,
    )


def titles_of(issue: Issue) -> tuple[str, ...]:
    """Return the titles of an issue's articles in reading order."""
    return tuple(entry.title.text for entry in issue.entries if entry.title and entry.kind is EntryKind.ARTICLE)


def summary_of(issue: Issue) -> str:
    """Return the beginning of an issue's running text, cut with … where it is longer than a summary."""
    text = ""
    for piece in (piece for entry in issue.entries for block in entry.blocks for piece in _texts(block)):
        text += piece
        if len(text) > SUMMARY_LENGTH:
            return text[:SUMMARY_LENGTH].rstrip("，、；：") + "…"
    return text


def _texts(block: Block) -> Iterator[str]:
    """Yield the running text of a block: what stands in tables, notices and headings is not part of it."""
    if isinstance(block, Paragraph):
        yield plain(block.inlines)
    elif isinstance(block, ItemList):
        for item in block.items:
            for inner in item.blocks:
                yield from _texts(inner)


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
