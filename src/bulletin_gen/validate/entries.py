"""Sort blocks into entries: titled articles, items of a column, briefs (△). What they tell as data, `edition` reads."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.model import (
    Anchor,
    Block,
    Entry,
    EntryKind,
    Note,
    NoteMark,
    Paragraph,
    Run,
    Title,
    plain,
)
from bulletin_gen.traverse import inlines_in

BRIEF = "△"
_DASH = "——"


class TitleLine(Struct, frozen=True, kw_only=True):
    """A title and what stood in its braces."""

    title: Title
    kicker: str = ""
    byline: str = ""
    units: str = ""
    internal: bool = False


def entries_of(lines: list[TitleLine | Block], notes: tuple[Note, ...], *, in_column: bool) -> tuple[Entry, ...]:
    """Return the entries of one section in reading order, each with the notes that it refers to."""
    entries: list[tuple[Entry, list[Block]]] = []
    titled = False
    for line in lines:
        if isinstance(line, TitleLine):
            titled = True
            entries.append((_titled(line), []))
        elif _is_brief(line):
            entries.append((Entry(kind=EntryKind.BRIEF, blocks=(), internal=line.internal), [_without_triangle(line)]))
        elif not entries or (in_column and not titled and isinstance(line, Paragraph)):
            item = in_column and not titled
            kind = EntryKind.ITEM if item else EntryKind.ARTICLE
            entries.append((Entry(kind=kind, blocks=(), internal=item and line.internal), [line]))
        else:
            entries[-1][1].append(line)
    return tuple(_finished(replace(entry, blocks=tuple(blocks)), notes) for entry, blocks in entries)


def with_subtitle(entry: Entry) -> Entry:
    """Return a titled entry whose first paragraph begins with a dash with that paragraph as its subtitle."""
    first = entry.blocks[0] if entry.blocks else None
    if not entry.title or entry.subtitle or not isinstance(first, Paragraph) or first.internal:
        return entry
    return replace(entry, subtitle=plain(first.inlines), blocks=entry.blocks[1:]) if is_subtitle(first) else entry


def is_subtitle(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph right below a title is its subtitle: it begins with a dash."""
    text = plain(paragraph.inlines)
    return text.startswith(_DASH) and text != _DASH


def _titled(line: TitleLine) -> Entry:
    return Entry(
        kind=EntryKind.ARTICLE,
        blocks=(),
        title=line.title,
        kicker=line.kicker,
        byline=line.byline,
        given_units=line.units,
        internal=line.internal,
    )


def _is_brief(block: Block) -> bool:
    return isinstance(block, Paragraph) and plain(block.inlines).startswith(BRIEF)


def _without_triangle(block: Block) -> Block:
    if not isinstance(block, Paragraph) or not isinstance(first := block.inlines[0], Run):
        return block
    stripped = first.text.removeprefix(BRIEF).lstrip()
    skipped = len(first.text) - len(stripped)
    origin = tuple(
        Anchor(max(anchor.offset - skipped, 0), anchor.line, anchor.column + max(skipped - anchor.offset, 0))
        for anchor in first.origin
    )
    run = (replace(first, text=stripped, origin=origin),) if stripped else ()
    return replace(block, inlines=(*run, *block.inlines[1:]))


def _finished(entry: Entry, notes: tuple[Note, ...]) -> Entry:
    """Give an entry its subtitle and notes; it is internal if all of it is."""
    entry = with_subtitle(entry)
    blocks = entry.blocks
    internal = entry.internal or (not entry.title and bool(blocks) and all(block.internal for block in blocks))
    if not notes and internal is entry.internal:
        return entry
    numbers = {inline.number for inline in inlines_in(blocks) if isinstance(inline, NoteMark)}
    return replace(entry, notes=tuple(note for note in notes if note.number in numbers), internal=internal)
