"""List every text that an issue prints, with the role that sets it and the place where it was typed. Judges none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.diagnostics import Span
from bulletin_gen.model import EntryKind, Figure, Heading, ItemList, Notice, Paragraph, Run, Table, locate
from bulletin_gen.notation.notes import note_sign
from bulletin_gen.typeset.entries import ATTACHMENTS_LABEL, BRIEF_SIGN, last_signed, length_of_units
from bulletin_gen.typeset.profile import FaceChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.model import Block, Entry, Inline, Issue, Origin
    from bulletin_gen.typeset.text import Setting


class Typed(Struct, frozen=True):
    """A text of an issue."""

    text: str
    role: str
    """Role of the face that sets it."""
    span: Span
    """Where it stands as far as that is known, for a text without an origin."""
    origin: Origin = ()
    start: int = 0
    """Index of its first character in what the origin describes."""

    def place(self, index: int) -> Span:
        """Return where the character at an index stands."""
        line, column = locate(self.origin, self.start + index)
        return Span(self.span.path, line, column) if line else self.span


def typed_texts(issue: Issue, setting: Setting) -> Iterator[Typed]:
    """Yield the texts of an issue: those of its head, then those of its body in reading order."""
    yield from _head(issue, setting)
    profile, home = setting.profile, issue.source
    body = FaceChoice(profile.body.type.role)
    yield from _blocks(issue.editor_note, profile.titles.editor_note, home, setting)
    for section in issue.sections:
        if section.name:
            yield Typed(f"【{section.name}】", profile.levels.column.role, home)
        for entry in section.entries:
            yield from _entry(entry, issue, setting)
    for number, attachment in enumerate(issue.attachments, 1):
        span = dict(issue.field_spans).get("attachments", home)
        yield Typed(f"{ATTACHMENTS_LABEL}{number}.{attachment.name}", body.role, span)


def _head(issue: Issue, setting: Setting) -> Iterator[Typed]:
    head, imprint = setting.profile.head, setting.profile.imprint
    spans = dict(issue.field_spans)
    home = issue.publication.source
    yield Typed(issue.publication.title, head.masthead.role, home)
    yield Typed(issue.publication.issuer, head.issuer.role, home)
    if issue.special:
        yield Typed(issue.special.name, head.special.role, spans.get("special", issue.source))
    if issue.marking:
        yield Typed(issue.marking.text, head.marking.role, spans.get("marking", issue.source))
    correction = setting.profile.matter.correction.role
    if issue.withdrawal:
        yield Typed(issue.withdrawal.reason, correction, spans.get("withdrawal", issue.source))
    for fix in issue.corrections:
        yield Typed(fix.text, correction, spans.get("corrections", issue.source))
    for row in issue.distribution:
        yield Typed(f"{row.label}：{row.text}", imprint.type.role, spans.get("distribution", home))
    for credit in issue.credits:
        names = "".join(credit.names)
        yield Typed(f"{credit.label}：{names}", imprint.type.role, spans.get("credits", home))


def _entry(entry: Entry, issue: Issue, setting: Setting) -> Iterator[Typed]:
    titles, home = setting.profile.titles, issue.source
    if entry.title:
        title = Typed(entry.title.text, titles.title.role, home, entry.title.origin)
        yield title
        if setting.profile.paper:
            yield replace(title, role=setting.profile.paper.headline.role)
        if issue.contents:
            yield replace(title, role=titles.contents.role)
        around = ((entry.kicker, titles.kicker), (entry.subtitle, titles.subtitle), (entry.byline, titles.byline))
        for text, type_ in around:
            yield Typed(text, type_.role, Span(home.path, title.place(0).line))
    base = FaceChoice(setting.profile.body.type.role)
    if entry.kind is EntryKind.BRIEF:
        yield Typed(BRIEF_SIGN, base.role, home)
    signed = last_signed(entry)
    for index, block in enumerate(entry.blocks):
        if index == signed and isinstance(block, Paragraph):
            yield from _signed(block, base, home, setting)
        else:
            yield from _blocks((block,), base, home, setting)
    note = FaceChoice(setting.profile.matter.note.role)
    for one in entry.notes:
        yield Typed(f"注：{note_sign(one.number)}", note.role, home)
        yield Typed(note_sign(one.number), base.role, home)
        yield from _blocks(one.blocks, note, home, setting)


def _signed(block: Paragraph, base: FaceChoice, home: Span, setting: Setting) -> Iterator[Typed]:
    """Yield the texts of a paragraph that ends in source units, which have a face of their own."""
    runs = [inline for inline in block.inlines if isinstance(inline, Run)]
    tail_from = sum(len(run.text) for run in runs) - length_of_units("".join(run.text for run in runs))
    units = setting.profile.titles.source_unit.role
    start = 0
    for run in runs:
        cut = min(max(tail_from - start, 0), len(run.text))
        own = Typed(run.text, setting.face_of(run, base).role, home, run.origin)
        yield replace(own, text=run.text[:cut])
        yield Typed(run.text[cut:], units, home, run.origin, cut)
        start += len(run.text)


def _blocks(blocks: Iterable[Block], base: FaceChoice, home: Span, setting: Setting) -> Iterator[Typed]:
    matter = setting.profile.matter
    for block in blocks:
        match block:
            case Paragraph():
                yield from _runs(block.inlines, base, home, setting)
            case Heading():
                yield from _runs(block.inlines, setting.heading_face(block.level), home, setting)
            case ItemList():
                for item in block.items:
                    yield Typed(item.label, base.role, home)
                    yield from _blocks(item.blocks, base, home, setting)
            case Table():
                yield from _runs(block.caption, FaceChoice(matter.caption.role), home, setting)
                yield from _cells(block.head, matter.table_head, home, setting)
                for row in block.rows:
                    yield from _cells(row, FaceChoice(matter.table.role), home, setting)
            case Figure():
                yield from _runs(block.caption, FaceChoice(matter.caption.role), home, setting)
            case Notice():
                yield Typed(block.title, matter.notice_title.role, home)
                yield from _blocks(block.blocks, FaceChoice(matter.notice.role), home, setting)


def _cells(row: tuple[tuple[Inline, ...], ...], face: FaceChoice, home: Span, setting: Setting) -> Iterator[Typed]:
    for cell in row:
        yield from _runs(cell, face, home, setting)


def _runs(inlines: tuple[Inline, ...], base: FaceChoice, home: Span, setting: Setting) -> Iterator[Typed]:
    for inline in inlines:
        if isinstance(inline, Run):
            yield Typed(inline.text, setting.face_of(inline, base).role, home, inline.origin)
