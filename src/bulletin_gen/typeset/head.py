"""Lay out the masthead block (报头) of the first page: every row placed by its ink, the text below left on the grid.

Arithmetic alone; sets no paragraph. Heights are in millimetres from the paper's upper edge until the view is made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bulletin_gen.model import Audience
from bulletin_gen.typeset.lengths import mm, pt
from bulletin_gen.typeset.profile import FaceChoice, HeadStyle, Side, Type
from bulletin_gen.typeset.units import Point, in_mm, in_pt
from bulletin_gen.typeset.views import HeadRow, HeadView, Line

if TYPE_CHECKING:
    from bulletin_gen.model import Issue
    from bulletin_gen.typeset.text import Setting

_MODEL = "国"
"""Stands for the ink of a row of text, so that rows don't jump with their words."""

_LEAST_SCALE = 0.75
"""A row that is too long is set smaller down to this; beyond it, it takes several lines."""

_SHIFT = 1.8
"""A title under the rule may leave the middle of its lines by so many millimetres."""

_COMPARABLE = 0.01


@dataclass(frozen=True, slots=True)
class HeadLayout:
    """The masthead block and how the first title must give way to it."""

    view: HeadView
    shift: float
    """Millimetres by which a title right under the rule stands lower than the middle of its lines."""


@dataclass(frozen=True, slots=True)
class Below:
    """What follows the red rule."""

    gap: float
    """From the rule to its characters, as the profile wants it."""
    inset: float
    """From its block's upper edge to its characters."""
    movable: bool
    """Whether it can be moved inside its block, as a title can."""


@dataclass(frozen=True, slots=True)
class _Row:
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
        return (self.ink[0] - self.ink[1]) * in_mm(self.type.size)


def lay_out_head(issue: Issue, setting: Setting, below: Below) -> HeadLayout:
    """Place marks, name, number, special series, issuer and date, and the red rule."""
    head, page = setting.profile.head, setting.profile.page
    masthead = _masthead(issue.publication.title, setting)
    left, right = _marks(issue, setting)
    top = page.top + head.masthead_top + _room_for_marks(len(left), len(right), masthead, setting)
    rows = [*_number_rows(issue, setting), *_issuer_rows(issue, setting)]
    first = top + masthead.ink_height
    gaps = sum(row.gap for row in rows)
    inks = sum(row.ink_height for row in rows)
    fixed = first + inks + head.rule_gap + head.rule
    least = fixed + gaps * head.gap if head.style is HeadStyle.COMPACT else fixed + _roomy(rows, setting)
    limit = max(least, head.rule_limit) if head.style is HeadStyle.COMPACT else least + setting.profile.pitch
    rule_end, line, shift = _on_grid(setting, below, least, limit)
    slack = (rule_end - fixed) / gaps
    placed = [_placed(masthead, top, setting)]
    position = first
    for row in rows:
        position += slack * row.gap
        placed.append(_placed(row, position, setting))
        position += row.ink_height
    start = setting.profile.line_top(0)
    view = HeadView(
        height=mm(setting.profile.line_top(line) - start),
        rows=(*_placed_marks(left, right, setting), *placed),
        rule_top=mm(rule_end - head.rule - start),
    )
    return HeadLayout(view, shift)


def _roomy(rows: list[_Row], setting: Setting) -> float:
    """Return the height of the blanks of the roomy head: a blank line over the number and over the issuer."""
    pitch = setting.profile.pitch
    return pitch * 1.25 + sum(
        pitch * (2 if row.css == "issuer" else 1) - row.ink_height for row in rows[1:] if row.middle or row.right
    )


def _on_grid(setting: Setting, below: Below, least: float, limit: float) -> tuple[float, int, float]:
    """Return where the rule ends, the grid's line that the text begins at, and the shift of a title.

    Of all lines of the grid the one with which the distance from rule to text comes nearest to the wanted one.
    """
    profile = setting.profile
    best: tuple[float, int, float, float] | None = None
    for line in range(1, profile.body.lines):
        wanted = profile.line_top(line) + below.inset - below.gap
        rule_end = min(max(wanted, least), limit)
        error = wanted - rule_end
        shift = max(-_SHIFT, min(_SHIFT, -error)) if below.movable else 0.0
        rest = abs(error + shift)
        if best is None or rest < best[0] - _COMPARABLE:
            best = (rest, line, rule_end, shift)
    if best is None:
        raise ValueError("a page of one line")
    return best[2], best[1], best[3]


def _masthead(name: str, setting: Setting) -> _Row:
    """Return the name on one line: as large as the profile allows, smaller where it would not fit."""
    head = setting.profile.head
    role = head.masthead.role
    tracking = head.tracking if len(name) <= head.tracked_up_to else 0.0
    if len(name) == 2:  # noqa: PLR2004 - two characters stand as far apart as three would
        tracking *= 2
    width = setting.case.width(name, role) + tracking * (len(name) - 1)
    size = min(head.masthead.size, in_pt(head.masthead_width) / max(width, 0.1))
    inks = [setting.case.ink(character, role) for character in name if not character.isspace()]
    return _Row(
        css="masthead",
        type=replace(head.masthead, size=Point(size)),
        middle=setting.line(name, FaceChoice(role)),
        spacing=tracking,
        ink=(max(ink.top for ink in inks), min(ink.bottom for ink in inks)) if inks else (0.88, -0.12),
    )


def _marks(issue: Issue, setting: Setting) -> tuple[list[_Row], list[_Row]]:
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
    return (left, [*right, *internal]) if left else (internal, right)


def _mark(text: str, type_: Type, setting: Setting) -> list[_Row]:
    return [_Row("mark-row", type_, left=setting.line(text, FaceChoice(type_.role, bold=type_.bold)))] if text else []


def _room_for_marks(left: int, right: int, masthead: _Row, setting: Setting) -> float:
    """Return by how much the name gives way to marks that reach down to it: whole lines of the grid."""
    profile = setting.profile
    lowest = profile.page.top + max(left, right) * profile.pitch - (profile.pitch - profile.body.type.height)
    over = lowest + profile.head.gap - profile.page.top - profile.head.masthead_top
    return profile.pitch * -(-over // profile.pitch) if over > 0 and masthead.middle else 0.0


def _number_rows(issue: Issue, setting: Setting) -> list[_Row]:
    head = setting.profile.head
    total = f"（总第{issue.total_number}期）" if issue.total_number is not None else ""
    rows = [_fitted("number", issue.number_text + total, head.number, setting)]
    if issue.special:
        text = f"（{issue.special.name}　第{issue.special.number}期）"
        rows.append(_fitted("special", text, head.special, setting))
    return rows


def _fitted(css: str, text: str, type_: Type, setting: Setting) -> _Row:
    """Return a centred row, set smaller where it is too long."""
    width = setting.case.width(text, type_.role) * in_mm(type_.size)
    scale = min(1.0, setting.profile.page.measure / max(width, 1))
    return _row(css, replace(type_, size=Point(type_.size * scale)), setting, ("", text, ""))


def _issuer_rows(issue: Issue, setting: Setting) -> list[_Row]:
    """Return issuer and date on one row; a long issuer is set smaller, then over several lines, the date last."""
    head = setting.profile.head
    date = f"{issue.date.year}年{issue.date.month}月{issue.date.day}日"
    issuer = issue.publication.issuer
    room = setting.profile.page.measure / in_mm(head.issuer.size) - 2 * head.issuer_inset
    free = room - setting.case.width(date, head.issuer.role) - 1
    width = setting.case.width(issuer, head.issuer.role)
    if width <= free / _LEAST_SCALE:
        type_ = replace(head.issuer, size=Point(head.issuer.size * min(1.0, free / max(width, 0.1))))
        return [_row("issuer", type_, setting, (issuer, "", date))]
    lines = _wrapped(issuer, free, setting)
    rows = [_row("issuer", head.issuer, setting, (line, "", "")) for line in lines[:-1]]
    last = _row("issuer", head.issuer, setting, (lines[-1], "", date))
    return [*rows[:1], *(replace(row, gap=0.8) for row in rows[1:]), replace(last, gap=0.8)]


def _wrapped(text: str, width: float, setting: Setting) -> list[str]:
    """Return a long issuer in lines: broken at its blanks (several offices), else wherever a line is full."""
    role = setting.profile.head.issuer.role
    lines: list[str] = []
    for part in text.replace("\u3000", " ").split(" "):
        line = ""
        for character in part:
            if line and setting.case.width(line + character, role) > width:
                lines.append(line)
                line = ""
            line += character
        lines += [line] if line else []
    return lines


def _row(css: str, type_: Type, setting: Setting, texts: tuple[str, str, str]) -> _Row:
    """Return a row with texts at the left, in the middle and at the right."""
    face = FaceChoice(type_.role, bold=type_.bold)
    ink = setting.case.ink(_MODEL, type_.role)
    left, middle, right = (setting.line(text, face) for text in texts)
    return _Row(
        css=css,
        type=type_,
        left=left,
        middle=middle,
        right=right,
        ink=(ink.top, ink.bottom),
    )


def _placed(row: _Row, ink_top: float, setting: Setting) -> HeadRow:
    """Return a row with its box placed so that its ink begins at a height."""
    size = in_mm(row.type.size)
    baseline = ink_top + row.ink[0] * size
    top = baseline - setting.case.line(row.type.role).baseline(1.0) * size
    return HeadRow(
        css=f"{row.css} {setting.case.role_css(row.type.role)}" + (" b" if row.type.bold else ""),
        top=mm(top - setting.profile.line_top(0)),
        size=pt(row.type.size),
        spacing=pt(row.spacing * row.type.size),
        left=row.left,
        middle=row.middle,
        right=row.right,
    )


def _placed_marks(left: list[_Row], right: list[_Row], setting: Setting) -> list[HeadRow]:
    placed = []
    for side, rows in (("left", left), ("right", right)):
        for number, row in enumerate(rows):
            profile = setting.profile
            ink = setting.case.ink(_MODEL, row.type.role)
            model = replace(row, ink=(ink.top, ink.bottom))
            # The box of the character, not its ink, touches the type area, as in every line of the body.
            box_top = profile.page.top + number * profile.pitch
            baseline = setting.case.line(row.type.role).baseline(1.0)
            at = _placed(model, box_top + (baseline - ink.top) * in_mm(row.type.size), setting)
            placed.append(at if side == "left" else replace(at, left=(), right=at.left))
    return placed
