"""Report what a print can't set as its author meant it: characters of other faces or of none, damaged pictures.

Mends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Span, in_order
from bulletin_gen.model import Figure, ItemList, Notice, locate
from bulletin_gen.typeset.gate import glyph_faults
from bulletin_gen.typeset.pictures import extent
from bulletin_gen.typeset.typed import typed_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_gen.model import Block, Issue
    from bulletin_gen.typeset.text import Setting


def print_faults(issue: Issue, setting: Setting, folder: Path) -> tuple[Diagnostic, ...]:
    """Return what the print of an issue has to say, by place."""
    return in_order([*glyph_faults(typed_texts(issue, setting), setting.case), *_picture_faults(issue, folder)])


def _picture_faults(issue: Issue, folder: Path) -> Iterator[Diagnostic]:
    for entry in issue.entries:
        for figure in _figures(entry.blocks):
            if extent(folder / figure.path) is None:
                yield Diagnostic(
                    _place_of(figure, issue),
                    Code.BAD_PICTURE,
                    f"图片 {figure.path} 打不开：文件损坏，或不是 PNG、JPEG、GIF、WebP",
                    "用看图软件打开它，另存为 PNG 或 JPEG 后替换",
                )


def _place_of(figure: Figure, issue: Issue) -> Span:
    """Return where a picture's file is named."""
    return Span(issue.source.path, *locate(figure.origin, 0))


def _figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Notice):
            yield from _figures(block.blocks)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from _figures(item.blocks)
