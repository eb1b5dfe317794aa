"""Set the blocks of the body: paragraphs, headings, lists, figures, notices, notes. Tables have their own module."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.model import Figure, Heading, ItemList, Notice, NoticeKind, Paragraph, Run, Table
from bulletin_gen.notation.notes import note_sign
from bulletin_gen.typeset.lengths import em, mm
from bulletin_gen.typeset.profile import FaceChoice
from bulletin_gen.typeset.tables import set_table
from bulletin_gen.typeset.text import Measure, measure_of
from bulletin_gen.typeset.units import in_mm
from bulletin_gen.typeset.views import BlockKind, BlockView, FigureView, ItemView

if TYPE_CHECKING:
    from bulletin_gen.model import Block, Inline, Note
    from bulletin_gen.pictures.opening import Extent
    from bulletin_gen.typeset.pictures import Gallery
    from bulletin_gen.typeset.text import Setting
    from bulletin_gen.typeset.units import Point

_FIGURE_MARGIN = 2.0
"""Blank (mm) that a picture leaves in its box of whole lines."""
_PIXEL = 25.4 / 96
"""A picture is set no larger than this (mm) a pixel."""
_NOTE_HANG = 3
"""Width (em) of the sign of a note, 注： before it."""
_DEEPEST = 4
"""From this level on lists are indented no further."""


class Context(Struct, frozen=True):
    """Where blocks stand."""

    setting: Setting
    gallery: Gallery
    """The pictures of the issue."""
    width: float
    """Of the column, in mm."""
    size: Point
    """Of its type."""
    base: FaceChoice
    """Face of plain text."""
    numbering: list[int]
    """How many tables were set: makes their ids."""
    depth: int = 0
    """How many lists are round the block."""

    @property
    def cell(self) -> float:
        """Width of a character of the column's type, in mm."""
        profile = self.setting.profile
        return profile.cell if self.size == profile.body.type.size else in_mm(self.size)

    def measure(self, *, indented: bool) -> Measure:
        """Return what a paragraph of the column is set to."""
        body = self.setting.profile.body
        indent = body.indent * self.setting.profile.cell if indented and not self.depth else 0.0
        return measure_of(self.width, self.size, self.cell, indent)


def set_blocks(blocks: tuple[Block, ...], context: Context) -> tuple[BlockView, ...]:
    """Return the views of blocks, in order."""
    return tuple(_set_block(block, context) for block in blocks)


def set_notes(notes: tuple[Note, ...], context: Context) -> tuple[BlockView, ...]:
    """Return the notes (注) at the end of an entry: `注：` before the first, each behind its sign."""
    items = []
    profile = context.setting.profile
    type_ = profile.matter.note
    width = context.width - profile.body.indent * profile.cell - _NOTE_HANG * type_.height
    inner = replace(context, base=FaceChoice(type_.role), size=type_.size, width=width, depth=1)
    for number, note in enumerate(notes):
        sign = note_sign(note.number)
        label = ("注：" if number == 0 else "") + sign
        items.append(
            ItemView(
                label=context.setting.line(label, inner.base),
                hang=em(_NOTE_HANG),
                blocks=set_blocks(note.blocks, inner),
            )
        )
    return (BlockView(kind=BlockKind.LIST, css="notes", items=tuple(items)),) if items else ()


def paragraph(inlines: tuple[Inline, ...], context: Context, tail: int = 0, lead: str = "") -> BlockView:
    """Return a paragraph in full lines; its last `tail` characters are source units, `lead` a sign before it."""
    measure = context.measure(indented=True)
    return BlockView(kind=BlockKind.PARAGRAPH, line=context.setting.full(inlines, context.base, measure, tail, lead))


def _set_block(block: Block, context: Context) -> BlockView:
    match block:
        case Paragraph():
            return paragraph(block.inlines, context)
        case Heading():
            return _heading(block, context)
        case ItemList():
            return _list(block, context)
        case Table():
            context.numbering[0] += 1
            table = set_table(block, context.setting, context.width, f"t{context.numbering[0]}")
            return BlockView(kind=BlockKind.TABLE, table=table)
        case Figure():
            return BlockView(kind=BlockKind.FIGURE, figure=_figure(block, context))
        case Notice():
            return _notice(block, context)


def _heading(block: Heading, context: Context) -> BlockView:
    face = context.setting.heading_face(block.level)
    css = f"{context.setting.case.role_css(face.role)} {'b' if face.bold else ''}".strip()
    line = context.setting.full(block.inlines, face, context.measure(indented=True))
    return BlockView(kind=BlockKind.HEADING, css=css, level=block.level + 1, line=line)


def _list(block: ItemList, context: Context) -> BlockView:
    role = context.base.role
    widest = max((context.setting.case.width(item.label, role) for item in block.items), default=1)
    hang = max(1, ceil(widest - 0.01))
    profile = context.setting.profile
    indent = 0.0 if context.depth else profile.body.indent * profile.cell
    width = context.width - indent - hang * in_mm(context.size)
    inner = replace(context, depth=context.depth + 1, width=width)
    items = tuple(
        ItemView(
            label=context.setting.line(item.label, context.base),
            hang=em(hang),
            blocks=set_blocks(item.blocks, inner),
        )
        for item in block.items
    )
    css = "list" if context.depth == 0 else "nested" if context.depth < _DEEPEST else "nested deep"
    return BlockView(kind=BlockKind.LIST, css=css, items=items)


def _figure(block: Figure, context: Context) -> FigureView:
    profile = context.setting.profile
    shown = context.gallery.hang(block.path, lambda size: _scale(size, context))
    height = shown.height if shown else 0.0
    caption = profile.matter.caption
    return FigureView(
        source=shown.address if shown else "",
        alternative="".join(inline.text for inline in block.caption if isinstance(inline, Run)),
        width=mm(shown.width if shown else context.width),
        height=mm(height),
        box=mm(max(1, ceil((height + _FIGURE_MARGIN) / profile.pitch)) * profile.pitch),
        caption=context.setting.inlines(block.caption, FaceChoice(caption.role, bold=caption.bold)),
    )


def _scale(size: Extent, context: Context) -> float:
    """Return how many mm a pixel of a picture takes: as many as its column and the profile allow."""
    profile = context.setting.profile
    highest = profile.matter.figure_lines * profile.pitch - _FIGURE_MARGIN
    return min(_PIXEL, context.width / size.width, highest / size.height)


def _notice(block: Notice, context: Context) -> BlockView:
    """Return a notice in its box. 广告 is printed, 公告 not. Source: 中华人民共和国广告法 第十四条."""
    face = FaceChoice(context.setting.profile.matter.notice_title.role)
    profile = context.setting.profile
    inset = 2 * (profile.cell + profile.matter.notice_rule)
    type_ = profile.matter.notice
    inner = replace(context, width=context.width - inset, size=type_.size, base=FaceChoice(type_.role, bold=type_.bold))
    return BlockView(
        kind=BlockKind.NOTICE,
        css=block.kind.value,
        line=context.setting.line(block.title, face),
        blocks=set_blocks(block.blocks, inner),
        label="广告" if block.kind is NoticeKind.ADVERTISEMENT else "",
    )
