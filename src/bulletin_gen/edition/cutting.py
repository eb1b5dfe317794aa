"""Cut an issue to an edition, before anything is rendered, recorded or keyed, and finish what remains.

What a public edition must not hold leaves the model here and nowhere else. Nothing is read from files.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from bulletin_gen.edition.joining import closed_up, joined
from bulletin_gen.model import (
    Audience,
    Block,
    Entry,
    EntryKind,
    Inline,
    Issue,
    NoteMark,
    Paragraph,
    Run,
    Section,
    Status,
    plain,
)
from bulletin_gen.notation.units import last_brackets, units_of
from bulletin_gen.patterns import pattern
from bulletin_gen.traverse import inlines_in, kept, mapped
from bulletin_gen.validate.entries import with_subtitle

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

_STOPS = tuple("。！？”…")
_LEAD_DATE = pattern(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?:(?:[—－～至到-]|——)(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)?"
)
_SHORTEST = 2
_NO_UNITS = frozenset({"完", "待续", "未完待续", "略", "下同", "内部"})


class Held(Protocol):
    """What tells the edition of an issue."""

    @property
    def audience(self) -> Audience:
        """Return for whom it is."""

    @property
    def status(self) -> Status:
        """Return how far it has come."""


def belongs(issue: Held, audience: Audience, *, drafts: bool) -> bool:
    """Tell whether an issue is part of an edition; drafts and submitted ones only where they are asked for."""
    if issue.status is not Status.SIGNED and not drafts:
        return False
    return audience is Audience.INTERNAL or issue.audience is Audience.PUBLIC


def is_public(block: Block) -> bool:
    """Tell whether the public edition has a block."""
    return not block.internal


def cut(issue: Issue, audience: Audience) -> Issue:
    """Return an issue as an edition has it, its data read from what remains.

    The public edition loses the fields that 内部项 names and all that is marked `{.内部}`, with every trace that they
    were there. Defaults of the publication are taken in already, so the issue's publication loses them in any edition.
    """
    if audience is Audience.PUBLIC:
        issue = _without_internal_fields(issue)
    note, sections = issue.editor_note, issue.sections
    if audience is Audience.PUBLIC:
        note = tuple(paragraph for paragraph in note if not paragraph.internal)
        public = (_public(section) for section in sections if not section.internal)
        sections = tuple(section for section in public if section.entries)
    publication = replace(issue.publication, distribution=(), credits=())
    sections = tuple(
        replace(section, entries=tuple(_finished(entry, issue.date) for entry in section.entries))
        for section in sections
    )
    return replace(issue, publication=publication, editor_note=note, sections=sections)


def _without_internal_fields(issue: Issue) -> Issue:
    """Give internal fields back their defaults; that they were internal is not said either."""
    if not issue.internal_fields:
        return issue
    # Only optional fields can be internal: `validate` sees to it
    settings = zip(reversed(Issue.__struct_fields__), reversed(Issue.__struct_defaults__), strict=False)
    defaults = {name: default for name, default in settings if name in issue.internal_fields}
    named = tuple((name, span) for name, span in issue.field_spans if name not in issue.internal_fields)
    return replace(issue, **defaults, internal_fields=(), field_spans=named)


def _public(section: Section) -> Section:
    entries = [_public_entry(entry) for entry in section.entries if not entry.internal]
    return replace(section, entries=tuple(entry for entry in entries if entry.title or entry.blocks))


def _public_entry(entry: Entry) -> Entry:
    notes = (replace(note, blocks=kept(note.blocks, is_public)) for note in entry.notes)
    public = tuple(note for note in notes if note.blocks)
    return with_subtitle(replace(entry, blocks=joined(kept(entry.blocks, is_public)), notes=public))


def _finished(entry: Entry, issued: date) -> Entry:
    """Return an entry with its notes numbered, its source unit set after the text and its data read."""
    entry = _with_given_units(_numbered(entry))
    last = _last_paragraph(entry.blocks)
    units = (units_of(entry.given_units) or _units_at_end(plain(last.inlines).rstrip())) if last else ()
    entry = replace(entry, source_units=units) if units != entry.source_units else entry
    return _with_lead(entry, issued) if entry.kind is not EntryKind.ARTICLE else entry


def _with_given_units(entry: Entry) -> Entry:
    """Set 供稿 from the title's braces after the last paragraph, unless it is typed there as well."""
    last = _last_paragraph(entry.blocks)
    typed = f"（{entry.given_units}）"
    if not entry.given_units or last is None or plain(last.inlines).endswith(typed):
        return entry
    signed = replace(last, inlines=(*last.inlines, Run(text=typed)))
    return replace(entry, blocks=tuple(signed if block is last else block for block in entry.blocks))


def _last_paragraph(blocks: Iterable[Block]) -> Paragraph | None:
    return next((block for block in reversed(tuple(blocks)) if isinstance(block, Paragraph)), None)


def _units_at_end(text: str) -> tuple[str, ...]:
    """Return the units in brackets after the last stop of a text."""
    start = last_brackets(text)
    if start < 0 or not text[:start].rstrip().endswith(_STOPS):
        return ()
    units = units_of(text[start + 1 : -1])
    return () if _NO_UNITS.intersection(units) or len("".join(units)) < _SHORTEST else units


def _numbered(entry: Entry) -> Entry:
    """Return an entry with its notes counted from 1 by their marks; those that nothing refers to any more go."""
    if not any(isinstance(inline, NoteMark) for inline in inlines_in(entry.blocks)):
        return replace(entry, notes=()) if entry.notes else entry
    order: dict[int, int] = {}
    known = {note.number for note in entry.notes}

    def numbered(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        for mark in _marks(inlines):
            if mark.number in known:
                order.setdefault(mark.number, len(order) + 1)
        left = tuple(inline for inline in inlines if not isinstance(inline, NoteMark) or inline.number in known)
        renumbered = (NoteMark(order[one.number]) if isinstance(one, NoteMark) else one for one in left)
        return tuple(renumbered) if left == inlines else closed_up(renumbered)

    blocks = mapped(entry.blocks, numbered)
    notes = sorted(
        (replace(note, number=order[note.number]) for note in entry.notes if note.number in order),
        key=lambda note: note.number,
    )
    return replace(entry, blocks=blocks, notes=tuple(notes))


def _marks(inlines: tuple[Inline, ...]) -> list[NoteMark]:
    return [inline for inline in inlines if isinstance(inline, NoteMark)]


def _with_lead(entry: Entry, issued: date) -> Entry:
    """Read the date that an item or brief begins with, and the bold unit of its first sentence."""
    first = next((block for block in entry.blocks if isinstance(block, Paragraph)), None)
    if first is None:
        return entry
    text = plain(first.inlines)
    found = _LEAD_DATE.match(text)
    happened = _happened(found, issued) if found else None
    unit, before = "", ""
    for inline in first.inlines:
        if not isinstance(inline, Run) or "。" in before:
            continue
        if inline.emphasis:
            unit = inline.text.strip()
            break
        before += inline.text
    return replace(entry, lead_date=found[0] if found and happened else "", happened=happened, lead_unit=unit)


def _happened(found: re.Match[str], issued: date) -> date | None:
    """Return the date that was meant: without a year the last such day before the issue was printed."""
    try:
        if found["year"]:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        this_year = date(issued.year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    if this_year <= issued:
        return this_year
    return (
        date(issued.year - 1, this_year.month, this_year.day) if (this_year.month, this_year.day) != (2, 29) else None
    )
