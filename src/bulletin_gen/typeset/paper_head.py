"""Lay out the head of a newspaper page: the name across the page, below it date, number and issuer between rules."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.typeset.head import number_rows
from bulletin_gen.typeset.lengths import mm
from bulletin_gen.typeset.rows import (
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
from bulletin_gen.typeset.units import in_mm
from bulletin_gen.typeset.views import HeadView

if TYPE_CHECKING:
    from bulletin_gen.model import Issue
    from bulletin_gen.typeset.text import Setting

_AROUND = 2.2
"""Blank (mm) between the rules and the row between them."""
_THIN = 0.25
"""Thickness (mm) of the rule below the row."""


def lay_out_paper_head(issue: Issue, setting: Setting) -> HeadView:
    """Place the name and the rows below it; the head takes whole lines, one of them blank at its end."""
    profile = setting.profile
    head, start = profile.head, profile.line_top(0)
    masthead = masthead_row(issue.publication.title, setting)
    marks = marks_of(issue, setting)
    top = profile.page.top + head.masthead_top + room_for_marks(marks, setting)
    first_rule = top + masthead.ink_height + head.rule_gap
    position = first_rule + head.rule + _AROUND
    parts = [
        *placed_marks(marks, setting),
        placed(masthead, top, setting),
        placed_rule("red-rule", first_rule, head.rule),
    ]
    for row in _rows(issue, setting):
        parts.append(placed(row, position, setting))
        position += row.ink_height + _AROUND
    parts.append(placed_rule("thin-rule", position, _THIN))
    lines = ceil((position + _THIN - start) / profile.pitch + 0.4)
    return HeadView(height=mm(lines * profile.pitch), rows=stacked(parts, setting))


def _rows(issue: Issue, setting: Setting) -> list[Row]:
    """Return date, number and issuer on one row, or the issuer on its own where that would be too long."""
    head, measure = setting.profile.head, setting.profile.page.measure
    date, issuer = chinese_date(issue.date), issue.publication.issuer
    numbers = number_rows(issue, setting)
    total = f"（总第{issue.total_number}期）" if issue.total_number is not None else ""
    number = issue.number_text + total
    side = setting.case.width(issuer, head.issuer.role) * in_mm(head.issuer.size)
    middle = setting.case.width(number, head.number.role) * in_mm(head.number.size)
    if side + middle / 2 < measure / 2 - 2 * in_mm(head.issuer.size):
        return [text_row("issuer", head.issuer, setting, (date, number, issuer)), *numbers[1:]]
    own_row = fitted_row("issuer", issuer, head.issuer, setting)
    return [text_row("issuer", head.issuer, setting, (date, "", number)), *numbers[1:], own_row]
