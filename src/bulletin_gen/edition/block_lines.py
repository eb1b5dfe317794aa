"""Tell which lines of a body the public edition does not have, and which notes. Changes no text."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_gen.edition.cutting import is_public
from bulletin_gen.model import NOWHERE, Block, Heading, ItemList, Note, NoteMark, Notice, locate
from bulletin_gen.traverse import inlines_in, kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.model import Entry, Issue, Section, Stretch


def removed_blocks(whole: Issue, last: int) -> frozenset[int]:
    """Return the lines that go: of internal parts and of what is empty without them; `last` is the last with text."""
    gone = _lines(chain(_scopes(whole, last), _editor_note(whole), *map(_in_section, whole.sections)))
    hidden = removed_notes(whole)
    stays = _lines(note.stretch for note in _notes(whole) if note.name not in hidden)
    return frozenset(gone - stays | _lines(note.stretch for note in _notes(whole) if note.name in hidden))


def removed_notes(whole: Issue) -> frozenset[str]:
    """Return the names of the notes that go: those that are internal, and those that only internal parts refer to."""
    public = {note.number: note for note in _notes(whole) if kept(note.blocks, is_public)}
    found: set[int] = set()
    fresh = {number for blocks in _public_blocks(whole) for number in _marks(blocks)} & public.keys()
    while fresh:
        found |= fresh
        fresh = {number for each in fresh for number in _marks(public[each].blocks)} & public.keys() - found
    return frozenset(note.name for note in _notes(whole) if note.number not in found)


def headless_items(whole: Issue) -> Iterator[tuple[int, int]]:
    """Yield, for each item that loses the block it begins with, its line and that of the block it begins with then."""
    for entry in whole.entries:
        yield from _headless(() if entry.internal else entry.blocks)


def _headless(blocks: Iterable[Block]) -> Iterator[tuple[int, int]]:
    for block in filter(is_public, blocks):
        if isinstance(block, Notice):
            yield from _headless(block.blocks)
        for item in block.items if isinstance(block, ItemList) else ():
            left = [inner for inner in item.blocks if kept((inner,), is_public)]
            if left and left[0] is not item.blocks[0]:
                yield (item.stretch[0], left[0].stretch[0])
            yield from _headless(item.blocks)


def _scopes(whole: Issue, last: int) -> Iterator[Stretch]:
    """Yield what internal heads cover: all down to the next head that is not internal."""
    heads = sorted(_heads(whole))
    for index, (line, internal) in enumerate(heads):
        if internal:
            after = next((other for other, hidden in heads[index:] if not hidden), last + 1)
            yield (line, after - 1)


def _heads(whole: Issue) -> Iterator[tuple[int, bool]]:
    for section in whole.sections:
        if section.row:
            yield section.row, section.internal
        for entry in section.entries:
            if entry.title:
                yield locate(entry.title.origin, 0)[0], entry.internal
            yield from ((block.stretch[0], block.internal) for block in entry.blocks if isinstance(block, Heading))


def _editor_note(whole: Issue) -> Iterator[Stretch]:
    hidden = "editor_note" in whole.internal_fields
    return (paragraph.stretch for paragraph in whole.editor_note if hidden or paragraph.internal)


def _in_section(section: Section) -> Iterator[Stretch]:
    public = [entry for entry in section.entries if _public_part(entry) or (entry.title and not entry.internal)]
    if section.row and not public:
        yield (section.row, section.row)
    for entry in section.entries:
        yield from (block.stretch for block in entry.blocks) if entry.internal else _gone(entry.blocks)


def _gone(blocks: Iterable[Block]) -> Iterator[Stretch]:
    """Yield what is internal among blocks, and the lists, items and notices that hold nothing else."""
    for block in blocks:
        if not kept((block,), is_public):
            yield block.stretch
        elif isinstance(block, Notice):
            yield from _gone(block.blocks)
        elif isinstance(block, ItemList):
            for item in block.items:
                empty = item.blocks and not kept(item.blocks, is_public)
                yield from (item.stretch,) if empty else _gone(item.blocks)


def _public_blocks(whole: Issue) -> Iterator[tuple[Block, ...]]:
    if "editor_note" not in whole.internal_fields:
        yield kept(whole.editor_note, is_public)
    yield from (_public_part(entry) for section in whole.sections if not section.internal for entry in section.entries)


def _public_part(entry: Entry) -> tuple[Block, ...]:
    return () if entry.internal else kept(entry.blocks, is_public)


def _notes(whole: Issue) -> tuple[Note, ...]:
    """Return the notes of an issue, each once: several entries may refer to one."""
    return tuple({note.number: note for entry in whole.entries for note in entry.notes}.values())


def _marks(blocks: Iterable[Block]) -> set[int]:
    return {inline.number for inline in inlines_in(blocks) if isinstance(inline, NoteMark)}


def _lines(stretches: Iterable[Stretch]) -> set[int]:
    return {line for first, last in stretches if (first, last) != NOWHERE for line in range(first, last + 1)}
