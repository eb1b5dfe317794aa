"""Set columns (栏目) and their entries, one after the other, with what an article brings along: title, notes, units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.model import EntryKind, Paragraph, Run, plain
from bulletin_gen.notation.units import last_brackets
from bulletin_gen.typeset.blocks import Context, paragraph, set_blocks, set_notes
from bulletin_gen.typeset.lengths import em
from bulletin_gen.typeset.profile import FaceChoice
from bulletin_gen.typeset.titling import set_title, title_room
from bulletin_gen.typeset.units import in_mm
from bulletin_gen.typeset.views import BlockKind, BlockView, ItemView

if TYPE_CHECKING:
    from bulletin_gen.model import Attachment, Entry, Issue
    from bulletin_gen.typeset.text import Setting

BRIEF_SIGN = "△"
ATTACHMENTS_LABEL = "附件："


def set_entries(issue: Issue, context: Context, shift: float) -> tuple[BlockView, ...]:
    """Return the body's blocks; `shift` moves the title that begins it (mm)."""
    blocks: list[BlockView] = []
    number = 0
    for section in issue.sections:
        if section.name:
            blocks.append(_column(section.name, context.setting))
        for entry in section.entries:
            number += 1
            if entry.title:
                room = title_room(context.setting)
                blocks.append(set_title(entry, anchor_of(number), context.setting, room, 0.0 if blocks else shift))
            blocks += set_text(entry, context)
    return (*blocks, *set_attachments(issue.attachments, context))


def anchor_of(number: int) -> str:
    """Return the id of an entry, counted from 1 through the whole issue."""
    return f"e{number}"


def set_text(entry: Entry, context: Context) -> list[BlockView]:
    """Return the blocks of one entry below its title, its notes last."""
    signed = last_signed(entry)
    views: list[BlockView] = []
    for index, block in enumerate(entry.blocks):
        lead = BRIEF_SIGN if entry.kind is EntryKind.BRIEF and index == 0 else ""
        if isinstance(block, Paragraph) and (lead or index == signed):
            tail = length_of_units(plain(block.inlines)) if index == signed else 0
            views.append(paragraph(block.inlines, context, tail, lead))
        else:
            views += set_blocks((block,), context)
    return [*views, *set_notes(entry.notes, context)]


def last_signed(entry: Entry) -> int | None:
    """Return the index of the paragraph that ends in the source units of an entry; None where nobody signed."""
    places = [index for index, block in enumerate(entry.blocks) if isinstance(block, Paragraph)]
    return places[-1] if places and entry.source_units else None


def length_of_units(text: str) -> int:
    """Return how many characters the source units at the end of a text take, brackets included."""
    start = last_brackets(text)
    return len(text) - start if start >= 0 else 0


def _column(name: str, setting: Setting) -> BlockView:
    type_ = setting.profile.levels.column
    line = setting.line(f"【{name}】", FaceChoice(type_.role, bold=type_.bold))
    return BlockView(kind=BlockKind.COLUMN, line=line)


def set_attachments(attachments: tuple[Attachment, ...], context: Context) -> list[BlockView]:
    """Return the list of attachments (附件说明), a blank line below the body. Source: GB/T 9704-2012 §7.3.4."""
    if not attachments:
        return []
    setting = context.setting
    labels = [f"{number}." if len(attachments) > 1 else "" for number in range(1, len(attachments) + 1)]
    labels[0] = ATTACHMENTS_LABEL + labels[0]
    widest = setting.case.width(ATTACHMENTS_LABEL, context.base.role) + max(
        setting.case.width(label.removeprefix(ATTACHMENTS_LABEL), context.base.role) for label in labels
    )
    indent = setting.profile.body.indent * setting.profile.cell
    inner = replace(context, width=context.width - indent - widest * in_mm(context.size), depth=1)
    items = tuple(
        ItemView(
            label=setting.line(label, context.base),
            hang=em(widest),
            blocks=(paragraph((Run(text=attachment.name),), inner),),
        )
        for label, attachment in zip(labels, attachments, strict=True)
    )
    return [BlockView(kind=BlockKind.BLANK), BlockView(kind=BlockKind.LIST, css="attachments", items=items)]
