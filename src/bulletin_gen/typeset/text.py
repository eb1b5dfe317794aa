"""Turn the text of an issue into pieces of one face each, blanks that print doesn't want left out. Breaks no line."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.lines.engine import set_lines
from bulletin_gen.model import NoteMark, OrdinalForm, Run
from bulletin_gen.notation.notes import note_sign
from bulletin_gen.typeset.printable import GETA, is_full_width, printable
from bulletin_gen.typeset.profile import FaceChoice
from bulletin_gen.typeset.typecase import BOLD
from bulletin_gen.typeset.units import Millimetre, Point, in_pt
from bulletin_gen.typeset.views import Piece

if TYPE_CHECKING:
    from bulletin_gen.model import Inline
    from bulletin_gen.typeset.exact import Plan
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.typeset.typecase import Typecase
    from bulletin_gen.typeset.views import Line


class _Sort(Struct, frozen=True):
    """A character in a face (铅字)."""

    advance: float
    """On the grid, in cells."""
    css: str


class Setting(Struct, frozen=True):
    """What every text of an issue is set with."""

    profile: Profile
    case: Typecase
    plan: Plan
    """Where the advances of full lines go."""
    sorts: dict[tuple[FaceChoice | None, str], dict[str, _Sort]] = field(default_factory=dict)
    """What is known of the characters in a face, where the text's main face is that of a role: a look-up a run and not
    a character."""

    def line(self, text: str, face: FaceChoice) -> Line:
        """Return a plain text in one face, which is that of the block round it."""
        return self._pieces(self._drawn([(character, face) for character in text]), face.role)

    def inlines(self, inlines: tuple[Inline, ...], base: FaceChoice, tail: int = 0) -> Line:
        """Return inlines, each run in the face of its level, note marks as superior figures.

        The last `tail` characters are source units, in a face of their own.
        """
        return self._pieces(self._drawn(self._marked(inlines, base, tail)), base.role)

    def full(
        self, inlines: tuple[Inline, ...], base: FaceChoice, measure: Measure, tail: int = 0, lead: str = ""
    ) -> Line:
        """Return inlines in full lines, a line feed between them; `lead` is a sign before the text, half a cell off."""
        marked = self._drawn([*((character, base) for character in lead), *self._marked(inlines, base, tail)])
        sorts = self._sorts(marked, base.role)
        advances = [sort.advance for sort in sorts]
        if lead:
            advances[len(lead) - 1] += _LEAD
        text = "".join(character for character, _ in marked)
        lines = set_lines(text, advances, measure.cells, measure.cells - measure.indent, flush=measure.flush)
        css = [sort.css for sort in sorts]
        pieces: list[Piece] = []
        for line in lines:
            pieces += [Piece("\n")] if pieces else []
            for classes, group in groupby(range(line.start, line.end), key=css.__getitem__):
                places = list(group)
                widths = [Point((advances[i] + line.gaps[i - line.start]) * measure.cell) for i in places]
                part = text[places[0] : places[-1] + 1]
                scale = _MARK if marked[places[0]][1] is None else 1.0
                variant = self.plan.add(part, Point(measure.size * scale), widths)
                pieces.append(Piece(part, f"{classes} v{variant}".strip() if variant else classes))
        return tuple(pieces)

    def _drawn(self, typed: list[tuple[str, FaceChoice | None]]) -> list[tuple[str, FaceChoice | None]]:
        """Return what is printed of a text; 〓 stands for what no face has, so that no box is ever drawn."""
        printed = printable(typed)
        if not self.case.missing:
            return printed
        return [(GETA if self._is_missing(*pair) else pair[0], pair[1]) for pair in printed]

    def _is_missing(self, character: str, face: FaceChoice | None) -> bool:
        return (face.role if face else self.profile.body.type.role, character) in self.case.missing

    def _sorts(self, marked: list[tuple[str, FaceChoice | None]], within: str) -> list[_Sort]:
        """Return the sort of each character in a text whose main face is that of the role `within`."""
        sorts: list[_Sort] = []
        for face, run in groupby(marked, key=itemgetter(1)):
            known = self.sorts.setdefault((face, within), {})
            for character, _ in run:
                if character not in known:
                    known[character] = _Sort(self._advance(character, face), self._css(character, face, within))
                sorts.append(known[character])
        return sorts

    def _advance(self, character: str, face: FaceChoice | None) -> float:
        """Return the advance of a character on the grid, in cells: that of its own face, unless the grid has its say.

        Digits take half a cell, wide characters a whole one, whatever their face. Source: GB/T 15835-2011 (二分字身).
        """
        if face is None:
            return self.case.advance(character, self.profile.body.type.role) * _MARK
        if character.isascii() and character.isdigit():
            return _DIGIT
        return 1.0 if is_full_width(character) else self.case.advance(character, face.role)

    def _marked(self, inlines: tuple[Inline, ...], base: FaceChoice, tail: int) -> list[tuple[str, FaceChoice | None]]:
        marked: list[tuple[str, FaceChoice | None]] = []
        for inline in inlines:
            if isinstance(inline, NoteMark):
                marked += [(character, None) for character in note_sign(inline.number)]
            else:
                face = self.face_of(inline, base)
                marked += [(character, face) for character in inline.text]
        units = self.profile.titles.source_unit
        marked[len(marked) - tail :] = [(character, units) for character, _ in marked[len(marked) - tail :]]
        return marked

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

    def heading_face(self, level: int) -> FaceChoice:
        """Return the face of a heading on a line of its own, by its level: 2 for 一、 to 5 for （1）."""
        levels = self.profile.levels
        return (levels.first, levels.second, levels.third, levels.fourth)[min(max(level, 2), 5) - 2]

    def _pieces(self, marked: list[tuple[str, FaceChoice | None]], within: str) -> Line:
        css = [(sort.css, pair[0]) for sort, pair in zip(self._sorts(marked, within), marked, strict=True)]
        groups = groupby(css, key=itemgetter(0))
        return tuple(Piece("".join(character for _, character in group), classes) for classes, group in groups)

    def _css(self, character: str, face: FaceChoice | None, within: str) -> str:
        """Return the classes of a character in a text whose main face is that of the role `within`."""
        role = face.role if face else self.profile.body.type.role
        classes = [] if role == within else [self.case.role_css(role)]
        classes += ["b"] if face and face.bold else []
        classes += [] if face else ["mark"]
        stranger = self.case.stranger_css(character, role)
        if stranger and face and face.bold:
            stranger += BOLD
        return " ".join([*classes, stranger] if stranger else classes)


class Measure(Struct, frozen=True):
    """What a paragraph is set to."""

    cells: float
    """Characters of a full line."""
    cell: Point
    """Width of one of them."""
    size: Point
    """Of the type."""
    indent: float = 0.0
    """Of the first line, in cells."""
    flush: bool = True
    """Whether lines are stretched to be full."""


def ragged(width: float, size: Point) -> Measure:
    """Return the measure of a column of `width` mm whose lines are not stretched."""
    return Measure(in_pt(Millimetre(width)) / size + _TOLERANCE, size, size, flush=False)


def measure_of(width: float, size: Point, cell: float, indent: float = 0.0) -> Measure:
    """Return the measure of a column of `width` mm: whole characters of about `cell` mm, `indent` in mm."""
    cells = max(1, int(width / cell + _TOLERANCE))
    exact = width / cells
    return Measure(cells, in_pt(Millimetre(exact)), size, indent / exact)


_LEAD = 0.5
_MARK = 0.6
"""Size of the signs of notes in the text, in em."""
_DIGIT = 0.5
_TOLERANCE = 0.05
