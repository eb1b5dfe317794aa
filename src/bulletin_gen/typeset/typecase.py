"""The typecase (字盘) of an issue: which face draws which character, by what name the style sheet knows each face.

Chooses among the faces that were found; finds none itself and draws nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.fonts.coverage import lacks
from bulletin_gen.fonts.glyphs import glyphs
from bulletin_gen.typeset.embedding import SCHEME, embedded_names
from bulletin_gen.typeset.ink import Ink, LineMetrics, advance, ink, line_metrics
from bulletin_gen.typeset.printable import GETA, SPOILT, composites, is_emoji, is_mark, is_private, is_western

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.fonts.find import FontSet

BOLD = "b"
"""Ends the class of a face in a bold run."""


class Cut(Struct, frozen=True):
    """A face as the style sheet knows it."""

    face: Face
    family: str
    """Its name in the sheet and in the PDF."""
    url: str
    """By which the engine asks for it."""
    css: str
    """Class of a run that is set in it beside another face; of a bold one, with `BOLD` at its end."""


class RoleCuts(Struct, frozen=True):
    """The faces of one role in the order in which a character tries them."""

    role: str
    css: str
    """Class of a run in this role."""
    cuts: tuple[Cut, ...]
    western: Cut | None
    """What digits and Latin letters are taken from where it has them; None: from the role's own face."""

    @property
    def main(self) -> Cut:
        """The role's own face."""
        return self.cuts[0]


class Cuts(Struct, frozen=True):
    """All faces of a press."""

    named: dict[str, RoleCuts]
    """Each role by its name, in the profile's order."""
    every: tuple[Cut, ...]

    @property
    def roles(self) -> tuple[RoleCuts, ...]:
        """Return all roles."""
        return tuple(self.named.values())

    def role(self, name: str) -> RoleCuts:
        """Return the faces of a role."""
        return self.named[name]


class Typecase(Struct, frozen=True):
    """Where the characters of one issue are taken from."""

    cuts: Cuts
    strangers: dict[str, dict[str, Cut]]
    """For each role, the characters that its main face does not draw, and the face that does."""
    lent: frozenset[tuple[str, str]]
    """Role and character, where the face of the role should draw it and has it not, and another one has."""
    missing: frozenset[tuple[str, str]]
    """Role and character, where no face has it."""
    measured: dict[tuple[str, str], float] = field(default_factory=dict)
    """The advances that were asked for, in em, by role and character: to ask a face again takes a look at its file."""

    def role_css(self, role: str) -> str:
        """Return the class of a run in a role."""
        return self.cuts.role(role).css

    def cut(self, character: str, role: str) -> Cut:
        """Return the face that draws a character."""
        return self.strangers[role].get(character) or self.cuts.role(role).main

    def ink(self, character: str, role: str) -> Ink:
        """Return the ink of a character in the face that draws it."""
        return ink(self.cut(character, role).face, character)

    def stranger_css(self, character: str, role: str) -> str:
        """Return the class of a character that the role's main face does not draw; empty for any other."""
        cut = self.strangers[role].get(character)
        return cut.css if cut else ""

    def advance(self, character: str, role: str) -> float:
        """Return the advance of a character in em."""
        asked = (role, character)
        if asked not in self.measured:
            self.measured[asked] = advance(self.cut(character, role).face, character)
        return self.measured[asked]

    def width(self, text: str, role: str) -> float:
        """Return the width of a text in em."""
        return sum(self.advance(character, role) for character in text)

    def line(self, role: str) -> LineMetrics:
        """Return the line metrics of a role's main face."""
        return line_metrics(self.cuts.role(role).main.face)


def cut_faces(fonts: FontSet) -> Cuts:
    """Name every face of the set for the style sheet; each role must be served."""
    faces = tuple(dict.fromkeys(face for chain in fonts.chains for face in fonts.faces_of(chain) + chain.western[:1]))
    names = embedded_names(faces)
    named = {face: Cut(face, names[face], f"{SCHEME}{number}", f"f{number}") for number, face in enumerate(faces)}
    roles = {
        chain.role.name: RoleCuts(
            chain.role.name,
            f"r{number}",
            tuple(named[face] for face in fonts.faces_of(chain)),
            named[chain.western[0]] if chain.western else None,
        )
        for number, chain in enumerate(fonts.chains)
    }
    return Cuts(roles, tuple(named.values()))


def fill_typecase(cuts: Cuts, characters: Iterable[str]) -> Typecase:
    """Decide for every role and character which face draws it."""
    wanted = composites(characters) | {GETA}
    textless = frozenset(one for one in wanted if is_mark(one) or is_emoji(one) or one == SPOILT)
    strangers: dict[str, dict[str, Cut]] = {}
    lent: set[tuple[str, str]] = set()
    missing: set[tuple[str, str]] = set()
    for role in cuts.roles:
        western = _western(role, wanted)
        found, absent = _assign(role, wanted - western.keys(), textless)
        strangers[role.role] = found | western
        lent |= {(role.role, character) for character in found}
        missing |= {(role.role, character) for character in absent}
    return Typecase(cuts, strangers, frozenset(lent), frozenset(missing))


def _western(role: RoleCuts, wanted: frozenset[str]) -> dict[str, Cut]:
    """Return the digits and Latin letters of the text that the role takes from a face for them."""
    if role.western is None:
        return {}
    letters = frozenset(character for character in wanted if is_western(character))
    return dict.fromkeys(sorted(letters - _unfit(role.western.face, letters)), role.western)


def _assign(role: RoleCuts, wanted: frozenset[str], textless: frozenset[str]) -> tuple[dict[str, Cut], frozenset[str]]:
    """Return which further face draws what the role's own doesn't, and what none draws.

    What is no text none draws, whatever it has for it: a mark that no letter took in, a picture, the sign for a
    character that was spoilt on its way here. A private character is nobody's but the role's own face's: in another
    font it is another one.
    """
    unfit = _unfit(role.main.face, wanted)
    left = frozenset(character for character in unfit - textless if not is_private(character))
    found: dict[str, Cut] = {}
    for cut in role.cuts[1:]:
        if not left:
            break
        without = _unfit(cut.face, left)
        found |= dict.fromkeys(sorted(left - without), cut)
        left = without
    return found, (lacks(role.main.face, unfit) | (textless & wanted)) - found.keys()


def _unfit(face: Face, wanted: frozenset[str]) -> frozenset[str]:
    """Return the characters that a face can't draw, or not so that they can be told apart in a PDF."""
    return lacks(face, wanted) | _twins(face, wanted)


def _twins(face: Face, wanted: frozenset[str]) -> frozenset[str]:
    """Return characters that share their glyph with another one of the text.

    A PDF knows one text for each glyph of a face: two characters on one glyph (· and •) would be copied as one.
    The first of them by code point keeps it, a radical (⼀) never before the character itself.
    """
    number = glyphs(face)
    drawn = [glyph for one in wanted if not one.isspace() and (glyph := number(ord(one)))]
    if len(set(drawn)) == len(drawn):
        return frozenset()
    owner: dict[int, str] = {}
    twins = set()
    for character in sorted(wanted, key=lambda one: (0x2E80 <= ord(one) < 0x2FE0, one)):  # noqa: PLR2004 - radicals
        glyph = number(ord(character))
        if glyph and not character.isspace() and owner.setdefault(glyph, character) != character:
            twins.add(character)
    return frozenset(twins)
