"""Set the imprint (版记): rows of the distribution and the credits between their rules. Places it nowhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.model import CreditsPosition, Run
from bulletin_gen.notation.names import spaced
from bulletin_gen.typeset.lengths import em, mm, pt
from bulletin_gen.typeset.profile import FaceChoice
from bulletin_gen.typeset.text import measure_of
from bulletin_gen.typeset.units import Point, in_mm
from bulletin_gen.typeset.views import CreditView, ImprintRow, ImprintView

if TYPE_CHECKING:
    from bulletin_gen.model import Credit, Issue, Recipients
    from bulletin_gen.typeset.text import Setting
    from bulletin_gen.typeset.views import Line


_MOST = 0.85
"""An imprint takes at most so much of a page, so that text stands above it."""
_GAP = 2.0
"""Between people, and before the next label (em): a little more than the style sheet's gap and blank."""
_HAIR = 0.05
"""By so much (mm) a full line is shorter than its room, so that rounding can't push it below its label."""
_LEAST = 9.0
"""Size (pt) down to which a long imprint is set."""


def set_imprint(issue: Issue, setting: Setting) -> ImprintView | None:
    """Return the imprint; None for an issue that has neither distribution nor credits nor a number of copies.

    Credits stand above its first rule only where rows of a distribution follow below.
    """
    credits_ = tuple(_credit(credit, setting) for credit in issue.credits)
    rows = [_distribution_row(row, setting) for row in issue.distribution]
    above = issue.publication.credits_position is CreditsPosition.ABOVE and bool(rows)
    if credits_ and not above:
        rows.append(ImprintRow(credits=credits_))
    if issue.copies is not None:
        words = setting.profile.imprint.copies.replace("×", str(issue.copies))
        last = rows.pop() if rows else ImprintRow()
        width = setting.case.width(words, _face(setting).role)
        rows.append(replace(last, copies=setting.line(words, _face(setting)), copies_width=em(width)))
    if not rows:
        return None
    size, stands = _size([ImprintRow(credits=credits_), *rows] if above else rows, setting)
    imprint = setting.profile.imprint
    full = [_full(row, recipients, size, setting) for row, recipients in zip(rows, issue.distribution, strict=False)]
    return ImprintView(
        above=credits_ if above else (),
        rows=(*full, *rows[len(full) :]),
        size=pt(size),
        pitch=mm(imprint.pitch * size / imprint.type.size),
        stands=stands,
    )


def _full(row: ImprintRow, recipients: Recipients, size: float, setting: Setting) -> ImprintRow:
    """Return a row of the distribution in full lines, hanging under the first character after its label."""
    label = setting.case.width(recipients.label + "：", _face(setting).role)
    em_ = in_mm(Point(size))
    room = setting.profile.page.measure - (2 * setting.profile.imprint.inset + label) * em_ - _HAIR
    measure = measure_of(room, Point(size), em_)
    return replace(row, line=setting.full((Run(text=recipients.text),), _face(setting), measure))


def _size(rows: list[ImprintRow], setting: Setting) -> tuple[float, bool]:
    """Return the size of the type, and whether an imprint of these rows leaves room for text on its page."""
    profile = setting.profile
    size = float(profile.imprint.type.size)
    while size >= _LEAST:
        room = profile.page.measure / in_mm(Point(size)) - 2 * profile.imprint.inset
        lines = sum(_lines(row, room, setting) for row in rows)
        if lines * profile.imprint.pitch * size / profile.imprint.type.size <= _MOST * profile.page.depth:
            return size, True
        size -= 0.5
    return _LEAST, False


def _lines(row: ImprintRow, room: float, setting: Setting) -> int:
    """Estimate how many lines a row takes, on the safe side; `room` is in em."""
    width = partial(_width, setting)
    room = max(room - width(row.label) - 1, 4)
    whole, end = divmod(width(row.line), room)
    lines = int(whole) + 1
    for piece in (*(one for credit in row.credits for one in (credit.label, *credit.names)), row.copies):
        if end + width(piece) > room:
            lines, end = lines + 1 + int(width(piece) // room), 0
        end += width(piece) + _GAP
    return lines


def _width(setting: Setting, line: Line) -> float:
    """Return the width of a line's pieces side by side, in em."""
    role = setting.profile.imprint.type.role
    return sum(setting.case.width(piece.text, role) for piece in line)


def _distribution_row(row: Recipients, setting: Setting) -> ImprintRow:
    face = _face(setting)
    label = row.label + "："
    width = setting.case.width(label, face.role)
    return ImprintRow(label=setting.line(label, face), line=setting.line(row.text, face), hang=em(width))


def _credit(credit: Credit, setting: Setting) -> CreditView:
    """Return a label and its people, two-character names spaced to three: 编辑：何　玥　段小川."""
    face = _face(setting)
    names = tuple(setting.line(spaced(name), face) for name in credit.names)
    return CreditView(label=setting.line(credit.label + "：", face), names=names)


def _face(setting: Setting) -> FaceChoice:
    type_ = setting.profile.imprint.type
    return FaceChoice(type_.role, bold=type_.bold)
