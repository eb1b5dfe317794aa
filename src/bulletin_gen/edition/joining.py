"""Read anew what a cut brought together, so that an edition is what its own source says. Cuts nothing.

Two lists with an internal paragraph between them are one list without it, and a caption right before a table is the
table's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.model import Block, Inline, ItemList, Notice, Run, Table
from bulletin_gen.validate.blocks import taken_caption

if TYPE_CHECKING:
    from collections.abc import Iterable


def joined(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return what remains of blocks that something was cut from, read together."""
    out: list[Block] = []
    for block in map(_inside, blocks):
        above = out[-1] if out else None
        if isinstance(block, ItemList) and isinstance(above, ItemList) and _is_bulleted(block) == _is_bulleted(above):
            out[-1] = _inside(replace(above, items=above.items + block.items))
        elif isinstance(block, Table) and not block.caption:
            out.append(replace(block, caption=taken_caption(out)))
        else:
            out.append(block)
    return tuple(out)


def closed_up(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return the inlines of a text that a note's mark was taken from as if it had never been there."""
    out: list[Inline] = []
    for inline in inlines:
        above = out[-1] if out else None
        if isinstance(inline, Run) and isinstance(above, Run) and inline == replace(above, text=inline.text):
            moved = (replace(anchor, offset=anchor.offset + len(above.text)) for anchor in inline.origin)
            out[-1] = replace(above, text=above.text + inline.text, origin=(*above.origin, *moved))
        else:
            out.append(inline)
    if out and isinstance(last := out[-1], Run):
        out[-1] = replace(last, text=last.text.rstrip())
    return tuple(out)


def _inside(block: Block) -> Block:
    if isinstance(block, Notice):
        return replace(block, blocks=joined(block.blocks))
    if isinstance(block, ItemList):
        return replace(block, items=tuple(replace(item, blocks=joined(item.blocks)) for item in block.items))
    return block


def _is_bulleted(block: ItemList) -> bool:
    return not block.items[0].label[:1].isdecimal()
