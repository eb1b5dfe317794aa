"""Lay out the masthead block (报头) of the first page: every row placed by its ink, the text below left on the grid.

Arithmetic alone; sets no paragraph. Heights are in millimetres from the paper's upper edge until the view is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.typeset.lengths import mm
from bulletin_gen.typeset.profile import HeadStyle
from bulletin_gen.typeset.rows import (
    Placed,
    Row,
    fitted_row,
    marks_of,
    masthead_row,
    placed,
    placed_marks,
    placed_rule,
    room_for_marks,
    stacked,
    text_row,
)
from bulletin_gen.typeset.units import Point, in_mm
from bulletin_gen.typeset.views import HeadView

if TYPE_CHECKING:
    from bulletin_gen.model import Issue
    from bulletin_gen.typeset.text import Setting

_LEAST_SCALE = 0.75
"""A row that is too long is set smaller down to this; beyond it, it takes several lines."""

_BELOW_NAME = 1.3
"""The blank below the name, in units of those between the other rows."""

_COMPARABLE = 0.01


class HeadLayout(Struct, frozen=True):
    """The masthead block and how the first title must give way to it."""

    view: HeadView
    shift: float
    """Millimetres by which a title right under the rule stands lower than the middle of its lines."""


class Below(Struct, frozen=True):
    """What follows the red rule."""

    gap: float
    """From the rule to its characters, as the profile wants it."""
    inset: float
    """From its block's upper edge to its characters."""
    rise: float = 0.0
    """By so much (mm) it can be moved up, as a title can."""
    sink: float = 0.0
    """By so much it can be moved down."""


def lay_out_head(issue: Issue, setting: Setting, below: Below) -> HeadLayout:
    """Place marks, name, number, special series, issuer and date, and the red rule."""
    head, page = setting.profile.head, setting.profile.page
    masthead = masthead_row(issue.publication.title, setting)
    marks = marks_of(issue, setting)
    rows = _with_gaps([*number_rows(issue, setting), *_issuer_rows(issue, setting)], setting)
    top = page.top + head.masthead_top + room_for_marks(marks, setting)
    gaps = sum(row.gap for row in rows)
    fixed = top + masthead.ink_height + sum(row.ink_height for row in rows) + head.rule_gap + head.rule
    least = fixed + gaps * head.gap
    limit = max(least, head.rule_limit) if head.style is HeadStyle.COMPACT else least + setting.profile.pitch
    rule_end, line, shift = _on_grid(setting, below, least, limit)
    parts = [
        *placed_marks(marks, setting),
        placed(masthead, top, setting),
        *_placed_below(rows, top + masthead.ink_height, (rule_end - fixed) / gaps, setting),
        placed_rule("red-rule", rule_end - head.rule, head.rule),
    ]
    height = setting.profile.line_top(line) - setting.profile.line_top(0)
    return HeadLayout(HeadView(height=mm(height), rows=stacked(parts, setting)), shift)


def number_rows(issue: Issue, setting: Setting) -> list[Row]:
    """Return 第17期（总第135期）, and below it the special series with its own number."""
    head = setting.profile.head
    total = f"（总第{issue.total_number}期）" if issue.total_number is not None else ""
    rows = [fitted_row("number", issue.number_text + total, head.number, setting)]
    if issue.special:
        text = f"（{issue.special.name}　第{issue.special.number}期）"
        rows.append(fitted_row("special", text, head.special, setting))
    return rows


def _with_gaps(rows: list[Row], setting: Setting) -> list[Row]:
    """Return the rows with the blanks that the roomy head leaves above them: a line over number and issuer."""
    head, pitch = setting.profile.head, setting.profile.pitch
    if head.style is HeadStyle.COMPACT:
        return [replace(rows[0], gap=_BELOW_NAME), *rows[1:]]
    single = {row: pitch - row.ink_height for row in rows}
    gaps = [single[row] + (pitch if index in {0, len(rows) - 1} else 0.0) for index, row in enumerate(rows)]
    return [replace(row, gap=gap / head.gap) for row, gap in zip(rows, gaps, strict=True)]


def _placed_below(rows: list[Row], start: float, gap: float, setting: Setting) -> list[Placed]:
    """Return the rows placed one below the other, each `gap` times its own gap under the last."""
    views, position = [], start
    for row in rows:
        position += gap * row.gap
        views.append(placed(row, position, setting))
        position += row.ink_height
    return views


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
        shift = max(-below.rise, min(below.sink, -error))
        rest = abs(error + shift)
        if best is None or rest < best[0] - _COMPARABLE:
            best = (rest, line, rule_end, shift)
    if best is None:
        raise ValueError("a page of one line")
    return best[2], best[1], best[3]


def _issuer_rows(issue: Issue, setting: Setting) -> list[Row]:
    """Return issuer and date on one row; a long issuer is set smaller, then over several lines, the date last."""
    head = setting.profile.head
    date = chinese_date(issue.date)
    issuer = issue.publication.issuer
    room = setting.profile.page.measure / in_mm(head.issuer.size) - 2 * head.issuer_inset
    free = room - setting.case.width(date, head.issuer.role) - 1
    width = setting.case.width(issuer, head.issuer.role)
    if width <= free / _LEAST_SCALE:
        type_ = replace(head.issuer, size=Point(head.issuer.size * min(1.0, free / max(width, 0.1))))
        return [text_row("issuer", type_, setting, (issuer, "", date))]
    lines = _wrapped(issuer, free, setting)
    rows = [text_row("issuer", head.issuer, setting, (line, "", "")) for line in lines[:-1]]
    last = text_row("issuer", head.issuer, setting, (lines[-1], "", date))
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
