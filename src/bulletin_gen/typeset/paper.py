"""Make up a newspaper page (报纸版面): which articles stand across the page, which side by side, what at its foot.

Decides by lengths that it estimates; where columns and pages end is the layout engine's business.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.lines.titles import shape_title
from bulletin_gen.model import EntryKind, Heading, ItemList, Notice, Paragraph, Table, plain
from bulletin_gen.notation.ordinals import leading_ordinal
from bulletin_gen.typeset.blocks import Context, set_blocks
from bulletin_gen.typeset.entries import anchor_of, set_attachments, set_text
from bulletin_gen.typeset.lengths import mm
from bulletin_gen.typeset.printable import tight
from bulletin_gen.typeset.profile import FaceChoice
from bulletin_gen.typeset.titling import TitleRoom, set_title
from bulletin_gen.typeset.units import Point, in_mm
from bulletin_gen.typeset.views import ArticleView, BlockKind, BlockView, PackageKind, PackageView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.model import Block, Entry, Issue
    from bulletin_gen.typeset.profile import Paper
    from bulletin_gen.typeset.text import Setting
    from bulletin_gen.typeset.views import Line

_SMALLER = 0.8
"""A title may be so much smaller than the profile's size to stay on one line."""
_TITLE_PADDING = 2.0
"""Blank (mm) that belongs to a title."""
_LEG = 13
"""A column beside another article holds at least so many characters a line."""
_PARAGRAPH = 0.6
"""What a paragraph takes beyond its characters, in lines."""
_SIDE_BY_SIDE = 0.6
"""Articles side by side take at most so much of a page."""
_UNEQUAL = 1.9
"""Of two articles side by side the longer is at most so many times the shorter."""
_FOOT = 0.4
"""Notices at the foot of the last page take at most so much of it."""
_NARROW_TABLE = 3
"""Tables of more columns stand across the page."""


class PaperView(Struct, frozen=True):
    """The parts of a newspaper issue."""

    packages: tuple[PackageView, ...]
    foot: tuple[BlockView, ...]
    """Notices at the foot of the last page."""


class _Piece(Struct, frozen=True):
    """An entry on its way onto the page."""

    entry: Entry
    anchor: str
    cells: float
    """Estimated length in characters."""

    @property
    def pairs(self) -> bool:
        """Whether it may stand beside another one."""
        wide = any(isinstance(block, Table) for block in self.entry.blocks)
        return self.entry.kind is EntryKind.ARTICLE and self.entry.title is not None and not wide


def make_up(issue: Issue, context: Context) -> PaperView:
    """Return the packages of an issue from the first page's lead to what stands at the foot of the last."""
    paper = context.setting.profile.paper
    if paper is None:
        raise ValueError("not the profile of a newspaper")
    make = _Make(context, paper)
    packages: list[PackageView] = []
    number = 0
    for section in issue.sections:
        if section.name:
            packages.append(PackageView(kind=PackageKind.COLUMN, line=_column_line(section.name, context.setting)))
        pieces = []
        for entry in section.entries:
            number += 1
            pieces.append(_Piece(entry, anchor_of(number), _cells(entry.blocks, make)))
        packages += _packages(pieces, make, leads=number == len(section.entries))
    packages, foot = _with_foot(packages, issue, make)
    attachments = set_attachments(issue.attachments, replace(context, width=context.setting.profile.page.measure))
    if attachments:
        packages.append(PackageView(kind=PackageKind.NOTICES, notices=tuple(attachments)))
    return PaperView(tuple(packages), foot)


class _Make(Struct, frozen=True):
    context: Context
    paper: Paper

    @property
    def measure(self) -> float:
        return self.context.setting.profile.page.measure

    @property
    def half(self) -> float:
        return (self.measure - 1.4 * self.paper.column_gap) / 2

    @property
    def half_columns(self) -> int:
        """Columns of an article beside another one."""
        gap = self.paper.column_gap
        return max(1, int((self.half + gap) / (_LEG * self.context.setting.profile.body.type.height + gap)))

    @property
    def page_cells(self) -> float:
        """Characters that a page holds."""
        body = self.context.setting.profile.body
        return body.lines * body.cells * self.paper.columns


def _packages(pieces: list[_Piece], make: _Make, *, leads: bool) -> Iterator[PackageView]:
    """Yield the pieces of a section, the first article of the issue across the page, short ones in pairs."""
    rest = list(pieces)
    if leads and rest and rest[0].entry.title:
        yield from _across(rest.pop(0), make, PackageKind.LEAD)
    while rest:
        piece = rest.pop(0)
        if rest and _fit_together(piece, rest[0], make):
            yield from _pair(piece, rest.pop(0), make)
        elif piece.entry.title:
            yield from _across(piece, make, PackageKind.SINGLE)
        else:
            untitled = [piece]
            while rest and not rest[0].entry.title:
                untitled.append(rest.pop(0))
            yield from _items(untitled, make)


def _fit_together(one: _Piece, other: _Piece, make: _Make) -> bool:
    if not (one.pairs and other.pairs):
        return False
    longer, shorter = max(one.cells, other.cells), min(one.cells, other.cells)
    return longer <= _UNEQUAL * shorter and 2 * longer <= _SIDE_BY_SIDE * make.page_cells


def _across(piece: _Piece, make: _Make, kind: PackageKind) -> Iterator[PackageView]:
    titles = make.context.setting.profile.titles
    if kind is PackageKind.LEAD:
        room = TitleRoom(
            make.measure,
            make.paper.headline,
            make.paper.headline_pitch,
            int(make.measure / make.paper.headline.height),
            make.paper.headline_least,
            _TITLE_PADDING,
        )
    else:
        least = titles.title.size * _SMALLER
        room = TitleRoom(make.measure, titles.title, titles.pitch, titles.cells, least, _TITLE_PADDING)
    yield PackageView(kind=kind, articles=(_article(piece, make, room, make.paper.columns),))
    yield from _notices(piece, make)


def _pair(one: _Piece, other: _Piece, make: _Make) -> Iterator[PackageView]:
    """Yield two articles side by side, both titles on one line or neither."""
    titles = make.context.setting.profile.titles
    least = titles.title.size * _SMALLER
    if not all(_on_one_line(piece, least, make) for piece in (one, other)):
        least = titles.title.size
    cells = int(make.half / titles.title.height)
    room = TitleRoom(make.half, titles.title, titles.pitch, cells, least, _TITLE_PADDING)
    articles = tuple(_article(piece, make, room, make.half_columns) for piece in (one, other))
    yield PackageView(kind=PackageKind.PAIR, articles=articles, width=mm(make.half))
    for piece in (one, other):
        yield from _notices(piece, make)


def _on_one_line(piece: _Piece, size: float, make: _Make) -> bool:
    setting = make.context.setting
    title = piece.entry.title
    width = setting.case.width(tight(title.text), setting.profile.titles.title.role) if title else 0.0
    return width * in_mm(Point(size)) <= make.half


def _items(pieces: list[_Piece], make: _Make) -> Iterator[PackageView]:
    context = replace(make.context, width=_column_width(make.measure, make.paper.columns, make))
    blocks = [block for piece in pieces for block in set_text(_without_notices(piece.entry), context)]
    article = ArticleView(columns=str(make.paper.columns), blocks=tuple(blocks))
    yield PackageView(kind=PackageKind.ITEMS, articles=(article,))
    for piece in pieces:
        yield from _notices(piece, make)


def _article(piece: _Piece, make: _Make, room: TitleRoom, columns: int) -> ArticleView:
    width = _column_width(room.width, columns, make)
    context = replace(make.context, width=width)
    entry = _without_notices(piece.entry)
    title = set_title(entry, piece.anchor, context.setting, room)
    blocks: list[BlockView] = []
    for block, view in zip(entry.blocks, set_text(replace(entry, notes=()), context), strict=True):
        if isinstance(block, Table) and len(block.head) > _NARROW_TABLE:
            spanning = set_blocks((block,), replace(context, width=room.width))[0]
            blocks.append(replace(spanning, css="span"))
        elif isinstance(block, Heading):
            blocks.append(_subhead(block, view, width, context.setting))
        else:
            blocks.append(view)
    notes = set_text(replace(entry, blocks=()), context)
    return ArticleView(columns=str(columns), title=title.title, blocks=(*blocks, *notes))


def _subhead(block: Heading, view: BlockView, width: float, setting: Setting) -> BlockView:
    """Return a heading without an ordinal in shaped, centred lines, as newspapers set it."""
    text = tight(plain(block.inlines))
    if leading_ordinal(text):
        return view
    face = setting.profile.levels.first if block.level == 2 else setting.profile.levels.second  # noqa: PLR2004 - 二级 below
    segments = tuple(segment for segment in text.split("\u3000") if segment)
    limit = int(width / setting.profile.body.type.height)
    lines = shape_title(segments, ("\u3000",) * (len(segments) - 1), limit)
    return replace(
        view, kind=BlockKind.SUBHEAD, lines=tuple(setting.line(line, FaceChoice(face.role)) for line in lines)
    )


def _notices(piece: _Piece, make: _Make) -> Iterator[PackageView]:
    """Yield what closes an article in boxes across the page."""
    notices = _trailing_notices(piece.entry)
    if notices:
        context = replace(make.context, width=make.measure)
        yield PackageView(kind=PackageKind.NOTICES, notices=set_blocks(notices, context))


def _with_foot(
    packages: list[PackageView], issue: Issue, make: _Make
) -> tuple[list[PackageView], tuple[BlockView, ...]]:
    """Return the packages, those notices that close the issue moved to the foot of its last page."""
    entries = issue.entries
    notices = _trailing_notices(entries[-1]) if entries else ()
    if not notices or packages[-1].kind is not PackageKind.NOTICES:
        return packages, ()
    cells = sum(
        _cells(notice.blocks, make) + make.paper.columns * make.context.setting.profile.body.cells * 4
        for notice in notices
    )
    if cells > _FOOT * make.page_cells:
        return packages, ()
    return packages[:-1], packages[-1].notices


def _trailing_notices(entry: Entry) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    for block in reversed(entry.blocks):
        if not isinstance(block, Notice):
            break
        notices.insert(0, block)
    return tuple(notices)


def _without_notices(entry: Entry) -> Entry:
    count = len(_trailing_notices(entry))
    return replace(entry, blocks=entry.blocks[: len(entry.blocks) - count])


def _column_width(width: float, columns: int, make: _Make) -> float:
    return (width - (columns - 1) * make.paper.column_gap) / columns


def _cells(blocks: tuple[Block, ...], make: _Make) -> float:
    """Estimate how many characters blocks take."""
    per_line = make.context.setting.profile.body.cells
    total = 0.0
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            total += len(plain(block.inlines)) + _PARAGRAPH * per_line
        elif isinstance(block, ItemList):
            total += sum(_cells(item.blocks, make) for item in block.items)
        elif isinstance(block, Table):
            total += per_line * 2 * ceil(len(block.rows) + 1)
        elif not isinstance(block, Notice):
            total += per_line * 10
    return total


def _column_line(name: str, setting: Setting) -> Line:
    type_ = setting.profile.levels.column
    return setting.line(f"【{name}】", FaceChoice(type_.role, bold=type_.bold))
