"""Set a table: widths of its columns by what stands in them, size of type so that it fits the measure.

Heights of rows come later, measured by layout: how a cell's text falls into lines is not known here.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.lines.breaks import unbroken
from bulletin_gen.model import Alignment, plain
from bulletin_gen.patterns import pattern
from bulletin_gen.typeset.lengths import mm, pt
from bulletin_gen.typeset.printable import tight
from bulletin_gen.typeset.profile import FaceChoice
from bulletin_gen.typeset.text import Measure, measure_of, ragged
from bulletin_gen.typeset.units import Point, in_mm
from bulletin_gen.typeset.views import CellView, RowView, TableView

if TYPE_CHECKING:
    from bulletin_gen.model import Table
    from bulletin_gen.typeset.text import Setting

_PADDING = 2.8
"""Blank and rules (mm) left and right in a cell together."""
_STEP = 0.5
"""By so many points the type of a wide table is made smaller, until it fits."""
_SOMEWHAT = 0.83
"""By so much a table is set smaller at most to spare its cells a second line."""
_FULL = 10
"""Cells of at least so many characters are set in full lines; lines of narrower ones are not stretched."""
_COMFORTABLE = 4.0
"""A column of text is not made narrower than this many characters while smaller type serves."""
_SHORT = 6.0
"""Texts up to this width (characters) are centred."""

_NUMBER = pattern(r"[-+−±]?[\d,，]+(?:\.\d+)?\s*(?:[%％‰]|[^\d\s]{1,3})?|[-—－–/]+")


class _Column(Struct, frozen=True):
    """What a column asks for, in em of the table's type."""

    least: float
    """Width of the longest that must not be torn."""
    comfortable: float
    natural: float
    """Width of its longest cell on one line."""


def set_table(table: Table, setting: Setting, measure: float, anchor: str) -> TableView:
    """Return a table that fits the measure (mm); `anchor` begins the ids of its rows."""
    matter = setting.profile.matter
    columns = [_column(table, index, setting) for index in range(len(table.head))]
    size = _size(columns, setting, measure)
    pitch = matter.table_pitch * max(size / matter.table.size, 0.6)
    head_face = matter.table_head
    head_css = f"centre {setting.case.role_css(head_face.role)}{' b' if head_face.bold else ''}"
    base = FaceChoice(matter.table.role, bold=matter.table.bold)
    sides = [_alignment(table, index) for index in range(len(table.head))]
    widths = _widths(columns, in_mm(size), measure)
    rooms = [width - _PADDING for width in widths]
    caption = matter.caption
    return TableView(
        caption=setting.inlines(table.caption, FaceChoice(caption.role, bold=caption.bold)),
        width=mm(measure),
        widths=tuple(map(mm, widths)),
        size=pt(size),
        pitch=mm(pitch),
        head=RowView(
            anchor=f"{anchor}r0",
            height="",
            cells=tuple(
                CellView(line=setting.full(cell, head_face, ragged(room, size)), css=f"{head_css} full")
                for cell, room in zip(table.head, rooms, strict=True)
            ),
        ),
        rows=tuple(
            RowView(
                anchor=f"{anchor}r{number}",
                height="",
                cells=tuple(
                    CellView(line=setting.full(cell, base, _measure(side, room, size)), css=f"{side} full")
                    for cell, side, room in zip(row, sides, rooms, strict=True)
                ),
            )
            for number, row in enumerate(table.rows, 1)
        ),
    )


def _measure(side: str, room: float, size: Point) -> Measure:
    """Return what a cell is set to: full lines where it stands left and is wide enough for them."""
    full = measure_of(room, size, in_mm(size))
    return full if side == "left" and full.cells >= _FULL else ragged(room, size)


def _alignment(table: Table, index: int) -> str:
    """Return how a column is aligned: as typed, else numbers right where they differ in length, short texts centred."""
    typed = table.alignments[index]
    if typed is not Alignment.NONE:
        return typed.value
    texts = [text for row in table.rows if (text := plain(row[index]).strip())]
    if texts and all(_NUMBER.fullmatch(text) for text in texts):
        return "centre"
    return "centre" if all(_em(text) <= _SHORT for text in texts) else "left"


def _column(table: Table, index: int, setting: Setting) -> _Column:
    role = setting.profile.matter.table.role
    texts = [tight(plain(row[index]).strip()) for row in (table.head, *table.rows)]
    natural = max((setting.case.width(text, role) for text in texts), default=1)
    words = [word for text in texts for word in unbroken(text)]
    least = max([1.0, *(setting.case.width(word, role) for word in words)])
    return _Column(least, max(least, min(natural, _COMFORTABLE)), max(natural, 1.0))


def _size(columns: list[_Column], setting: Setting, measure: float) -> Point:
    """Return the largest size, somewhat below the profile's, at which all cells take one line.

    If there is none, the largest at which every column has a comfortable width; the least one where none serves.
    """
    matter = setting.profile.matter
    sizes = _sizes(matter.table.size, matter.table_least)
    room = measure - len(columns) * _PADDING
    natural, comfortable = (
        room / sum(widths) for widths in ([c.natural for c in columns], [c.comfortable for c in columns])
    )
    fitting = [size for size in sizes if size >= matter.table.size * _SOMEWHAT and in_mm(size) <= natural]
    fitting += [size for size in sizes if in_mm(size) <= comfortable]
    return fitting[0] if fitting else sizes[-1]


def _sizes(largest: Point, least: Point) -> list[Point]:
    """Return the sizes to try, from the largest down to the least."""
    count = ceil((largest - least) / _STEP)
    return [Point(max(largest - step * _STEP, least)) for step in range(max(count, 0) + 1)]


def _widths(columns: list[_Column], em: float, measure: float) -> list[float]:
    """Return widths that fill the measure: what each column needs first, then by what it lacks for its longest cell."""
    needs = [column.comfortable * em + _PADDING for column in columns]
    if sum(needs) > measure:
        needs = [column.least * em + _PADDING for column in columns]
    if sum(needs) > measure:
        return [measure * need / sum(needs) for need in needs]
    lacks = [column.natural * em + _PADDING - need for column, need in zip(columns, needs, strict=True)]
    lacks = [max(lack, 0.0) for lack in lacks]
    free = measure - sum(needs)
    if sum(lacks) > free:
        return [need + free * lack / sum(lacks) for need, lack in zip(needs, lacks, strict=True)]
    # Everything fits on one line: what is left is shared by width, so that no column looks forgotten.
    naturals = [need + lack for need, lack in zip(needs, lacks, strict=True)]
    rest = measure - sum(naturals)
    return [width + rest * (width / sum(naturals) + 1 / len(columns)) / 2 for width in naturals]


def _em(text: str) -> float:
    return sum(0.5 if character.isascii() else 1.0 for character in text)
