"""What goes into the output folder: bytes made here and files copied there. Moves nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.model import Figure, Heading, ItemList, Notice, Paragraph, Run, Table
from bulletin_gen.plan.addresses import file_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_gen.model import Block, Inline, Issue

WEB_SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the output folder, by its content."""

    path: str
    """Site path."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of the output folder, by the file it is a copy of."""

    path: str
    """Site path."""
    source: Path


def issue_copies(issue: Issue, folder: Path) -> tuple[Copy, ...]:
    """Return the files beside an issue that its page needs; `folder` is the one that its source lies in.

    The issue is already cut to the edition: a file that only a cut block named is not among them.
    """
    return tuple(Copy(file_path(issue.key, path), folder / path) for path in local_files(issue))


def local_files(issue: Issue) -> tuple[str, ...]:
    """Return the paths of all files that an issue shows, links or offers, sorted, each once."""
    blocks: list[Block] = [*issue.editor_note]
    named = {attachment.path for attachment in issue.attachments}
    for entry in issue.entries:
        blocks += [*entry.blocks, *(block for note in entry.notes for block in note.blocks)]
    return tuple(sorted(named.union(*(set(_files(block)) for block in blocks))))


def is_local(href: str) -> bool:
    """Tell whether a link's target is a file beside the issue."""
    return bool(href) and not href.lower().startswith(WEB_SCHEMES)


def _files(block: Block) -> Iterator[str]:
    if isinstance(block, Figure):
        yield block.path
    for inline in _inlines(block):
        if isinstance(inline, Run) and is_local(inline.href):
            yield inline.href
    for inner in _inner(block):
        yield from _files(inner)


def _inlines(block: Block) -> Iterator[Inline]:
    if isinstance(block, Paragraph | Heading):
        yield from block.inlines
    elif isinstance(block, Figure):
        yield from block.caption
    elif isinstance(block, Table):
        for cell in (block.caption, *block.head, *(cell for row in block.rows for cell in row)):
            yield from cell


def _inner(block: Block) -> tuple[Block, ...]:
    if isinstance(block, Notice):
        return block.blocks
    if isinstance(block, ItemList):
        return tuple(inner for item in block.items for inner in item.blocks)
    return ()
