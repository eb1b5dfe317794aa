"""Turn the text of an issue into pieces of one face each, blanks that print doesn't want left out. Breaks no line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bulletin_gen.model import NoteMark, OrdinalForm, Run
from bulletin_gen.notation.names import is_wide
from bulletin_gen.typeset.profile import FaceChoice
from bulletin_gen.typeset.views import Piece

if TYPE_CHECKING:
    from bulletin_gen.model import Inline
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.typeset.typecase import Typecase
    from bulletin_gen.typeset.views import Line

_CIRCLED_TO_20, _CIRCLED_TO_35, _CIRCLED_TO_50 = 20, 35, 50


@dataclass(frozen=True, slots=True)
class Setting:
    """What every text of an issue is set with."""

    profile: Profile
    case: Typecase

    def line(self, text: str, face: FaceChoice) -> Line:
        """Return a plain text in one face, which is that of the block round it."""
        return self._pieces([(character, face) for character in tight(text)], face.role)

    def inlines(self, inlines: tuple[Inline, ...], base: FaceChoice, tail: int = 0) -> Line:
        """Return inlines, each run in the face of its level, note marks as superior figures.

        The last `tail` characters are source units, in a face of their own.
        """
        marked: list[tuple[str, FaceChoice | None]] = []
        for inline in inlines:
            if isinstance(inline, NoteMark):
                marked.append((circled(inline.number), None))
            else:
                face = self.face_of(inline, base)
                marked += [(character, face) for character in inline.text]
        units = self.profile.titles.source_unit
        marked[len(marked) - tail :] = [(character, units) for character, _ in marked[len(marked) - tail :]]
        return self._pieces(_tight(marked), base.role)

    def face_of(self, run: Run, base: FaceChoice) -> FaceChoice:
        """Return the face of a run in text of a face."""
        levels = self.profile.levels
        by_form = {
            OrdinalForm.COMMA: levels.run_first,
            OrdinalForm.BRACKETED: levels.run_second,
            OrdinalForm.POINT: levels.run_third,
            OrdinalForm.BRACKETED_DIGIT: levels.run_fourth,
            OrdinalForm.IS: levels.run_is,
        }
        if run.run_in:
            return by_form[run.run_in]
        if run.emphasis:
            plain_text = base.role == self.profile.body.type.role
            return levels.emphasis if plain_text else FaceChoice(base.role, bold=True)
        return base

    def _pieces(self, marked: list[tuple[str, FaceChoice | None]], within: str) -> Line:
        pieces: list[Piece] = []
        for face, group in groupby(marked, key=lambda pair: pair[1]):
            text = "".join(character for character, _ in group)
            role = face.role if face else self.profile.body.type.role
            base = [] if role == within else [self.case.role_css(role)]
            base += ["b"] if face and face.bold else []
            base += [] if face else ["mark"]
            pieces += [Piece(part, " ".join([*base, css]).strip()) for part, css in self.case.split(text, role)]
        return tuple(pieces)


def circled(number: int) -> str:
    """Return the sign of a note: ① to ㊿, beyond that [51]."""
    if number <= _CIRCLED_TO_20:
        return chr(0x2460 + number - 1)
    if number <= _CIRCLED_TO_35:
        return chr(0x3251 + number - 21)
    if number <= _CIRCLED_TO_50:
        return chr(0x32B1 + number - 36)
    return f"[{number}]"


def tight(text: str) -> str:
    """Return a text without the blanks typed between Chinese characters and digits or Latin letters.

    On a grid of whole characters such a blank only widens the line. Source: 实务.
    """
    return "".join(character for character, _ in _tight([(character, None) for character in text]))


def _tight(marked: list[tuple[str, FaceChoice | None]]) -> list[tuple[str, FaceChoice | None]]:
    kept = []
    for index, (character, face) in enumerate(marked):
        if character == " " and _superfluous(marked, index):
            continue
        kept.append((character, face))
    return kept


def _superfluous(marked: list[tuple[str, FaceChoice | None]], index: int) -> bool:
    """Tell whether the blank at an index stands between Chinese and a digit or letter, other blanks passed over."""
    before = next((character for character, _ in reversed(marked[max(index - 8, 0) : index]) if character != " "), "")
    after = next((character for character, _ in marked[index : index + 8] if character != " "), "")
    if not before or not after:
        return False
    return is_wide(before[-1]) != is_wide(after[0]) and "\u3000" not in (before, after)
