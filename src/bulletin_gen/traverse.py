"""Visit what stands inside blocks, nested ones included, in reading order. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.model import Block, Figure, Heading, Inline, ItemList, ListItem, Notice, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Inlines = tuple[Inline, ...]

_WORDED = (Paragraph, Heading)
"""Blocks whose words are `inlines`. Their union would be made anew at each block."""


def blocks_in(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks and, after each, the blocks inside it."""
    for block in blocks:
        yield block
        if isinstance(block, ItemList):
            for item in block.items:
                yield from blocks_in(item.blocks)
        elif isinstance(block, Notice):
            yield from blocks_in(block.blocks)


def inlines_in(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Yield all inlines of blocks: text, cells, captions."""
    for block in blocks_in(blocks):
        if isinstance(block, _WORDED):
            yield from block.inlines
        elif isinstance(block, Figure):
            yield from block.caption
        elif isinstance(block, Table):
            yield from block.caption
            yield from (inline for row in (block.head, *block.rows) for cell in row for inline in cell)


def mapped(blocks: Iterable[Block], change: Callable[[Inlines], Inlines]) -> tuple[Block, ...]:
    """Return blocks with each text, caption and cell put through a function, in reading order."""
    return tuple(_mapped(block, change) for block in blocks)


def kept(blocks: Iterable[Block], keep: Callable[[Block], bool]) -> tuple[Block, ...]:
    """Return the blocks that a test keeps, without those inside them that it doesn't.

    Lists and notices that lose all they held go as well; an item keeps its place while it has a block.
    """
    inner = (_kept_inside(block, keep) for block in blocks if keep(block))
    return tuple(block for block in inner if block is not None)


def _mapped(block: Block, change: Callable[[Inlines], Inlines]) -> Block:
    if isinstance(block, _WORDED):
        return replace(block, inlines=change(block.inlines))
    if isinstance(block, Figure):
        return replace(block, caption=change(block.caption))
    if isinstance(block, Notice):
        return replace(block, blocks=mapped(block.blocks, change))
    if isinstance(block, ItemList):
        items = tuple(replace(item, blocks=mapped(item.blocks, change)) for item in block.items)
        return replace(block, items=items)
    caption, head = change(block.caption), tuple(map(change, block.head))
    return replace(block, caption=caption, head=head, rows=tuple(tuple(map(change, row)) for row in block.rows))


def _kept_inside(block: Block, keep: Callable[[Block], bool]) -> Block | None:
    if isinstance(block, Notice):
        inner = kept(block.blocks, keep)
        return replace(block, blocks=inner) if inner or not block.blocks else None
    if isinstance(block, ItemList):
        items = [_kept_item(item, keep) for item in block.items]
        found = tuple(item for item in items if item is not None)
        return replace(block, items=found) if found else None
    return block


def _kept_item(item: ListItem, keep: Callable[[Block], bool]) -> ListItem | None:
    inner = kept(item.blocks, keep)
    return replace(item, blocks=inner) if inner or not item.blocks else None
