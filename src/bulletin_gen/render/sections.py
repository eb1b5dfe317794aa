"""Columns and entries as templates take them. Leaves nothing of an entry out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.model import EntryKind
from bulletin_gen.render.line import Text
from bulletin_gen.render.prose import ParagraphView, Place, block_views, note_views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_gen.model import Entry, Issue, Section, Title
    from bulletin_gen.pictures.web import WebPicture
    from bulletin_gen.render.prose import BlockView, NoteView

BRIEF_SIGN = "△ "

_ISSUE_RANK = 1


class Segment(Struct, frozen=True):
    """A part of a title that stays on one line where there is room."""

    text: str
    gap: str
    """What follows it where the line goes on."""


class EntryView(Struct, frozen=True, kw_only=True):
    """An article, an item or a brief."""

    id: str
    kind: str
    """`article`, `item` or `brief`."""
    rank: int
    """Of its title in the page's outline: 2, below a column 3."""
    title: str
    """On one line; empty where it has none."""
    segments: tuple[Segment, ...]
    kicker: str
    subtitle: str
    byline: str
    blocks: tuple[BlockView, ...]
    notes: tuple[NoteView, ...]
    internal: bool


class SectionView(Struct, frozen=True, kw_only=True):
    """A column with its entries; without a name the entries outside any column."""

    id: str
    name: str
    entries: tuple[EntryView, ...]
    internal: bool


def section_views(
    issue: Issue, pictures: Mapping[str, WebPicture] | None = None, base_url: str = ""
) -> tuple[SectionView, ...]:
    """Return the sections of an issue; identifiers count through the issue: s1, a1."""
    views, before = [], 0
    for index, section in enumerate(issue.sections, start=1):
        first = Place(key=issue.key, id=f"s{index}", rank=_ISSUE_RANK, pictures=pictures or {}, base_url=base_url)
        views.append(_section(section, first, before))
        before += len(section.entries)
    return tuple(views)


def _section(section: Section, place: Place, before: int) -> SectionView:
    """Return a section that stands at a place; `before` are the entries before it."""
    above = place.rank + bool(section.name)
    return SectionView(
        id=place.id,
        name=section.name,
        entries=tuple(
            _entry(entry, place.other(f"a{number}", above + bool(entry.title)))
            for number, entry in enumerate(section.entries, start=before + 1)
        ),
        internal=section.internal,
    )


def _entry(entry: Entry, place: Place) -> EntryView:
    blocks = block_views(entry.blocks, place)
    return EntryView(
        id=place.id,
        kind=entry.kind.value,
        rank=place.rank,
        title=entry.title.text if entry.title else "",
        segments=_segments(entry.title),
        kicker=entry.kicker,
        subtitle=entry.subtitle,
        byline=entry.byline,
        blocks=_signed(blocks) if entry.kind is EntryKind.BRIEF else blocks,
        notes=note_views(entry.notes, place),
        internal=entry.internal,
    )


def _segments(title: Title | None) -> tuple[Segment, ...]:
    if title is None:
        return ()
    return tuple(map(Segment, title.segments, (*title.gaps, "")))


def _signed(blocks: tuple[BlockView, ...]) -> tuple[BlockView, ...]:
    """Set a brief's △ before its text."""
    sign = Text(BRIEF_SIGN)
    if blocks and isinstance(blocks[0], ParagraphView):
        return (replace(blocks[0], words=(sign, *blocks[0].words)), *blocks[1:])
    return (ParagraphView(words=(sign,), internal=False), *blocks)
