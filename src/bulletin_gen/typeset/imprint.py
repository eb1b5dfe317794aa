"""Set the imprint (版记): rows of the distribution and the credits between their rules. Places it nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bulletin_gen.model import CreditsPosition
from bulletin_gen.notation.names import spaced
from bulletin_gen.typeset.lengths import em
from bulletin_gen.typeset.profile import FaceChoice
from bulletin_gen.typeset.views import CreditView, ImprintRow, ImprintView

if TYPE_CHECKING:
    from bulletin_gen.model import Credit, Issue, Recipients
    from bulletin_gen.typeset.text import Setting


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
    return ImprintView(above=credits_ if above else (), rows=tuple(rows)) if rows else None


def _distribution_row(row: Recipients, setting: Setting) -> ImprintRow:
    face = _face(setting)
    label = row.label + "："
    width = setting.case.width(label, face.role)
    return ImprintRow(label=setting.line(label, face), line=setting.line(row.text, face), hang=em(width))


def _credit(credit: Credit, setting: Setting) -> CreditView:
    """Return a label and its people, two-character names spaced to three: 编辑：卜　丹　赵贺龙."""
    face = _face(setting)
    names = tuple(setting.line(spaced(name), face) for name in credit.names)
    return CreditView(label=setting.line(credit.label + "：", face), names=names)


def _face(setting: Setting) -> FaceChoice:
    type_ = setting.profile.imprint.type
    return FaceChoice(type_.role, bold=type_.bold)
