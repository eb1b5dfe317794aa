"""The rows of a masthead block (报头): what each says, how large, where its ink ends; placed by their ink.

Knows no order and no distances: `head` and `paper_head` arrange.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.model import Audience
from bulletin_gen.typeset.lengths import mm, pt
from bulletin_gen.typeset.profile import FaceChoice, Side, Type
from bulletin_gen.typeset.units import Point, in_mm, in_pt
from bulletin_gen.typeset.views import HeadRow, Line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.model import Issue
    from bulletin_gen.typeset.text import Setting

_MODEL = "国"
"""Stands for the ink of a row of text, so that rows don't jump with their words."""


class Row(Struct, frozen=True):
    """A row that is not yet placed."""

    css: str
    type: Type
    left: Line = ()
    middle: Line = ()
    right: Line = ()
    spacing: float = 0.0
    """Letter spacing in em."""
    ink: tuple[float, float] = (0.88, -0.12)
    """Upper and lower edge of its ink over the baseline, in em."""
    gap: float = 1.0
    """Blank above it, in units of the least one."""

    @property
    def ink_height(self) -> float:
        """Height of its ink in mm."""
        return (self.ink[0] - self.ink[1]) * in_mm(self.type.size)


class Marks(Struct, frozen=True):
    """The lines at the top left and at the top right of a first page."""

    left: tuple[Row, ...]
    right: tuple[Row, ...]


def text_row(css: str, type_: Type, setting: Setting, texts: tuple[str, str, str]) -> Row:
    """Return a row with texts at the left, in the middle and at the right."""
    face = FaceChoice(type_.role, bold=type_.bold)
    ink = setting.case.ink(_MODEL, type_.role)
    left, middle, right = (setting.line(text, face) for text in texts)
    return Row(css=css, type=type_, left=left, middle=middle, right=right, ink=(ink.top, ink.bottom))


def fitted_row(css: str, text: str, type_: Type, setting: Setting) -> Row:
    """Return a centred row, set smaller where it is wider than the type area."""
    width = setting.case.width(text, type_.role) * in_mm(type_.size)
    scale = min(1.0, setting.profile.page.measure / max(width, 1))
    return text_row(css, replace(type_, size=Point(type_.size * scale)), setting, ("", text, ""))


def masthead_row(name: str, setting: Setting) -> Row:
    """Return the name on one line: as large as the profile allows, smaller where it would not fit."""
    head = setting.profile.head
    role = head.masthead.role
    tracking = head.tracking if len(name) <= head.tracked_up_to else 0.0
    if len(name) == 2:  # noqa: PLR2004 - two characters stand as far apart as three would
        tracking *= 2
    width = setting.case.width(name, role) + tracking * (len(name) - 1)
    size = min(head.masthead.size, in_pt(head.masthead_width) / max(width, 0.1))
    inks = [setting.case.ink(character, role) for character in name if not character.isspace()]
    return Row(
        css="masthead",
        type=replace(head.masthead, size=Point(size)),
        middle=setting.line(name, FaceChoice(role)),
        spacing=tracking,
        ink=(max(ink.top for ink in inks), min(ink.bottom for ink in inks)) if inks else (0.88, -0.12),
    )


def marks_of(issue: Issue, setting: Setting) -> Marks:
    """Return the lines at the top left and at the top right: 份号, 密级, 紧急程度, words for internal issues.

    Source: GB/T 9704-2012 §7.2.1 to §7.2.3 for the order; 实务 for the right side.
    """
    head = setting.profile.head
    copy_number = _mark(issue.copy_number, head.copy_number, setting)
    words = head.internal_words if issue.audience is Audience.INTERNAL else ""
    internal = _mark(words, head.marking, setting)
    marking = _mark(issue.marking.text if issue.marking else "", head.marking, setting)
    urgency = _mark(issue.urgency, head.marking, setting)
    own_side = copy_number if head.copy_side is Side.LEFT else []
    left = [*own_side, *marking, *urgency]
    right = copy_number if head.copy_side is Side.RIGHT else []
    return Marks(tuple(left), (*right, *internal)) if left else Marks(tuple(internal), tuple(right))


def _mark(text: str, type_: Type, setting: Setting) -> list[Row]:
    return [text_row("mark-row", type_, setting, (text, "", ""))] if text else []


def room_for_marks(marks: Marks, setting: Setting) -> float:
    """Return by how much the name gives way to marks that reach down to it: whole lines of the grid."""
    profile = setting.profile
    depth = max(len(marks.left), len(marks.right)) * profile.pitch - 2 * profile.leading
    over = depth + profile.head.gap - profile.head.masthead_top if depth > 0 else 0.0
    return profile.pitch * -(-over // profile.pitch) if over > 0 else 0.0


class Placed(Struct, frozen=True):
    """A row in its place."""

    top: float
    """Upper edge of its box, in mm from the paper's."""
    height: float
    row: HeadRow


def placed(row: Row, ink_top: float, setting: Setting) -> Placed:
    """Return a row with its box placed so that its ink begins at a height."""
    size = in_mm(row.type.size)
    baseline = ink_top + row.ink[0] * size
    view = HeadRow(
        css=f"head-row {row.css} {setting.case.role_css(row.type.role)}" + (" b" if row.type.bold else ""),
        margin="0",
        height=mm(size),
        size=pt(row.type.size),
        spacing=pt(row.spacing * row.type.size),
        left=row.left,
        middle=row.middle,
        right=row.right,
    )
    return Placed(baseline - setting.case.line(row.type.role).baseline(1.0) * size, size, view)


def placed_rule(css: str, top: float, thickness: float) -> Placed:
    """Return a rule, drawn as a block of colour across the type area."""
    return Placed(top, thickness, HeadRow(css=css, margin="0", height=mm(thickness)))


def placed_marks(marks: Marks, setting: Setting) -> list[Placed]:
    """Return the marks on the first lines of the type area, as text would stand there."""
    rows = []
    for side, marked in (("left", marks.left), ("right", marks.right)):
        for number, row in enumerate(marked):
            profile = setting.profile
            # The box of the character, not its ink, touches the type area, as in every line of the body.
            box_top = profile.page.top + number * profile.pitch
            baseline = setting.case.line(row.type.role).baseline(1.0)
            at = placed(row, box_top + (baseline - row.ink[0]) * in_mm(row.type.size), setting)
            moved = at.row if side == "left" else replace(at.row, left=(), right=at.row.left)
            rows.append(replace(at, row=moved))
    return rows


def stacked(rows: Iterable[Placed], setting: Setting) -> tuple[HeadRow, ...]:
    """Return the rows from top to bottom as blocks below each other: so their text is read in this order."""
    views, below = [], float(setting.profile.line_top(0))
    for one in sorted(rows, key=lambda one: one.top):
        views.append(replace(one.row, margin=mm(one.top - below)))
        below = one.top + one.height
    return tuple(views)
