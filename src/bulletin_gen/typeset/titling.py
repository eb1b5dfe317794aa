"""Set the title of an article (标题) with kicker, subtitle and byline, in whole lines of the grid.

Shapes no line itself: `lines.titles` does.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.lines.titles import shape_title
from bulletin_gen.typeset.lengths import mm, pt
from bulletin_gen.typeset.printable import tight
from bulletin_gen.typeset.profile import FaceChoice, Type
from bulletin_gen.typeset.units import Point, in_mm
from bulletin_gen.typeset.views import BlockKind, BlockView, Line, TitleView

if TYPE_CHECKING:
    from bulletin_gen.model import Entry, Title
    from bulletin_gen.typeset.text import Setting

_MARGIN = 0.7
"""Least blank (mm) above and below the lines of a title."""


_RISE, _SINK = 4.0, 1.8
"""A title under the rule may leave the middle of its lines by so much (mm), up and down."""
_LONG = 9
"""A title block of more lines may break over pages: it would leave a first page without text."""


class TitleRoom(Struct, frozen=True):
    """What a title is set in."""

    width: float
    """In mm."""
    type: Type
    pitch: float
    """From line to line, in mm."""
    cells: int
    """At most so many characters a line."""
    least: float
    """Size (pt) down to which a title is made smaller to stay on one line; that of `type` for one that isn't."""
    padding: float
    """Blank (mm) that belongs to the title; as much as makes its lines whole ones of the grid, or more."""


def title_room(setting: Setting) -> TitleRoom:
    """Return the room of a bulletin's titles: a title of n lines takes n + 1 lines of the grid."""
    titles, profile = setting.profile.titles, setting.profile
    cells = min(titles.cells, int(profile.page.measure / titles.title.height))
    return TitleRoom(profile.page.measure, titles.title, titles.pitch, cells, titles.title.size, 0.0)


def set_title(entry: Entry, anchor: str, setting: Setting, room: TitleRoom, shift: float = 0.0) -> BlockView:
    """Return the title block of an entry that has a title; `shift` moves the title down inside its lines."""
    titles = setting.profile.titles
    if entry.title is None:
        raise ValueError("an entry without a title")
    shape = _shaped(entry.title, setting, room)
    pad = (shape.height - shape.pitch * len(shape.lines)) / 2 + shift
    around = ((entry.kicker, titles.kicker), (entry.byline, titles.byline))
    view = TitleView(
        anchor=anchor,
        height=mm(shape.height - pad),
        margin=mm(min(pad, 0.0)),
        pad=mm(max(pad, 0.0)),
        pitch=mm(shape.pitch),
        size=pt(shape.size),
        kicker=_row(entry.kicker, titles.kicker, setting),
        lines=tuple(_row(line, room.type, setting) for line in shape.lines),
        subtitle=tuple(_row(line, titles.subtitle, setting) for line in _subtitle(entry.subtitle, room, setting)),
        byline=_row(entry.byline, titles.byline, setting),
        label=entry.title.text,
    )
    rows = round(shape.height / setting.profile.pitch) + len(view.subtitle)
    rows += sum(ceil(setting.case.width(text, type_.role) * type_.height / room.width) for text, type_ in around)
    return BlockView(kind=BlockKind.TITLE, title=replace(view, css="long" if rows > _LONG else ""))


def title_inset(title: Title, setting: Setting, room: TitleRoom) -> tuple[float, float, float]:
    """Return how far below its block's upper edge a title's characters begin, and how far they may rise and sink.

    All in mm. They rise into the blank below the rule, and sink only so far that they keep off the text.
    """
    shape = _shaped(title, setting, room)
    pad = (shape.height - shape.pitch * len(shape.lines)) / 2
    return pad + (shape.pitch - in_mm(Point(shape.size))) / 2, _RISE, min(_SINK, pad / 2)


class _Shape(Struct, frozen=True):
    lines: tuple[str, ...]
    size: float
    pitch: float
    height: float


def _shaped(title: Title, setting: Setting, room: TitleRoom) -> _Shape:
    """Return a title's lines, their size, and the whole lines of the grid that they take."""
    segments = tuple(map(tight, title.segments))
    whole = tight(title.text)
    width = setting.case.width(whole, room.type.role) * room.type.height
    single = room.type.size * min(1.0, room.width / max(width, 1))
    one_line = room.least < room.type.size and single >= room.least
    lines = (whole,) if one_line else shape_title(segments, title.gaps, room.cells)
    widest = max(setting.case.width(line, room.type.role) for line in lines) * room.type.height
    # Smaller than the profile's size only for one line, or where a single word is wider than the measure.
    size = room.type.size * min(1.0, room.width / max(widest, 1))
    grid = setting.profile.pitch
    if not room.padding:
        height = (len(lines) + 1) * grid
        return _Shape(lines, size, min(room.pitch, (height - 2 * _MARGIN) / len(lines)), height)
    pitch = room.pitch * size / room.type.size
    return _Shape(lines, size, pitch, ceil((pitch * len(lines) + room.padding) / grid) * grid)


def _subtitle(text: str, room: TitleRoom, setting: Setting) -> tuple[str, ...]:
    limit = int(room.width / setting.profile.titles.subtitle.height) - 2
    return shape_title((tight(text),), (), max(limit, 1)) if text else ()


def _row(text: str, type_: Type, setting: Setting) -> Line:
    return setting.line(text, FaceChoice(type_.role, bold=type_.bold)) if text else ()
