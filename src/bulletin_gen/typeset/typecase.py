"""The typecase (字盘) of an issue: which face draws which character, by what name the style sheet knows each face.

Chooses among the faces that were found; finds none itself and draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont

from bulletin_gen.fonts.coverage import lacks
from bulletin_gen.fonts.face import Origin
from bulletin_gen.typeset.ink import Ink, LineMetrics, advance, ink, line_metrics

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.fonts.find import FontSet

_COLLECTIONS = frozenset({".ttc", ".otc"})
_WEIGHTS = (
    ("thin", 100),
    ("extralight", 200),
    ("demilight", 350),
    ("light", 300),
    ("medium", 500),
    ("semibold", 600),
    ("demibold", 600),
    ("extrabold", 800),
    ("bold", 700),
    ("black", 900),
    ("heavy", 900),
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A face as the style sheet knows it."""

    face: Face
    family: str
    weight: int
    """What to ask for: 400 for a face of our own naming, else the face's own weight."""
    url: str
    """Where the engine fetches it; empty for one that it finds by its name in the system."""
    css: str
    """Class of a run that is set in it beside another face."""


@dataclass(frozen=True, slots=True)
class RoleCuts:
    """The faces of one role in the order in which a character tries them."""

    role: str
    css: str
    """Class of a run in this role."""
    cuts: tuple[Cut, ...]

    @property
    def main(self) -> Cut:
        """The role's own face."""
        return self.cuts[0]


@dataclass(frozen=True, slots=True)
class Cuts:
    """All faces of a press."""

    roles: tuple[RoleCuts, ...]
    every: tuple[Cut, ...]

    def role(self, name: str) -> RoleCuts:
        """Return the faces of a role."""
        return next(cuts for cuts in self.roles if cuts.role == name)


@dataclass(frozen=True, slots=True)
class Typecase:
    """Where the characters of one issue are taken from."""

    cuts: Cuts
    strangers: dict[str, dict[str, Cut]]
    """For each role, the characters that its main face does not draw, and the face that does."""
    missing: frozenset[tuple[str, str]]
    """Role and character, where no face has it."""

    def role_css(self, role: str) -> str:
        """Return the class of a run in a role."""
        return self.cuts.role(role).css

    def ink(self, character: str, role: str) -> Ink:
        """Return the ink of a character in the face that draws it."""
        cut = self.strangers[role].get(character) or self.cuts.role(role).main
        return ink(cut.face, character)

    def stranger_css(self, character: str, role: str) -> str:
        """Return the class of a character that the role's main face does not draw; empty for any other."""
        cut = self.strangers[role].get(character)
        return cut.css if cut else ""

    def advance(self, character: str, role: str) -> float:
        """Return the advance of a character in em."""
        cut = self.strangers[role].get(character) or self.cuts.role(role).main
        return advance(cut.face, character)

    def width(self, text: str, role: str) -> float:
        """Return the width of a text in em."""
        return sum(self.advance(character, role) for character in text)

    def line(self, role: str) -> LineMetrics:
        """Return the line metrics of a role's main face."""
        return line_metrics(self.cuts.role(role).main.face)


def cut_faces(fonts: FontSet) -> Cuts:
    """Name every face of the set for the style sheet; each role must be served."""
    faces = tuple(dict.fromkeys(face for chain in fonts.chains for face in chain.every))
    named = {face: _cut(face, number) for number, face in enumerate(faces)}
    roles = tuple(
        RoleCuts(chain.role.name, f"r{number}", tuple(named[face] for face in chain.every))
        for number, chain in enumerate(fonts.chains)
    )
    return Cuts(roles, tuple(named.values()))


def fill_typecase(cuts: Cuts, characters: Iterable[str]) -> Typecase:
    """Decide for every role and character which face draws it."""
    wanted = frozenset(characters)
    strangers: dict[str, dict[str, Cut]] = {}
    missing: set[tuple[str, str]] = set()
    for role in cuts.roles:
        strangers[role.role], absent = _assign(role, wanted)
        missing |= {(role.role, character) for character in absent}
    return Typecase(cuts, strangers, frozenset(missing))


def _assign(role: RoleCuts, wanted: frozenset[str]) -> tuple[dict[str, Cut], frozenset[str]]:
    left = lacks(role.main.face, wanted) | _twins(role.main.face, wanted)
    found: dict[str, Cut] = {}
    for cut in role.cuts[1:]:
        without = lacks(cut.face, left)
        found |= dict.fromkeys(sorted(left - without), cut)
        left = without
    return found, left & lacks(role.main.face, wanted)


def _twins(face: Face, wanted: frozenset[str]) -> frozenset[str]:
    """Return characters that share their glyph with another one of the text.

    A PDF knows one text for each glyph of a face: two characters on one glyph (· and •) would be copied as one.
    The first of them by code point keeps it, a radical (⼀) never before the character itself.
    """
    glyphs = _glyphs(face.path, face.index, face.path.stat().st_mtime_ns)
    owner: dict[str, str] = {}
    twins = set()
    for character in sorted(wanted, key=lambda one: (0x2E80 <= ord(one) < 0x2FE0, one)):  # noqa: PLR2004 - radicals
        name = glyphs.get(ord(character))
        if name and not character.isspace() and owner.setdefault(name, character) != character:
            twins.add(character)
    return frozenset(twins)


@lru_cache(maxsize=16)
def _glyphs(path: Path, index: int, version: int) -> dict[int, str]:  # noqa: ARG001 - a replaced file is read anew
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return dict(font.getBestCmap() or {})


def _cut(face: Face, number: int) -> Cut:
    """Name a face. One in a collection of the system goes by its own name: to copy 20 MB out of it costs too much."""
    css = f"f{number}"
    in_collection = face.path.suffix.lower() in _COLLECTIONS
    if in_collection and face.origin is Origin.SYSTEM:
        return Cut(face, face.families[0], _weight(face), "", css)
    url = f"bulletin-font:{number}" if in_collection else face.path.resolve().as_uri()
    return Cut(face, f"bulletin-{number}", 400, url, css)


def _weight(face: Face) -> int:
    style = face.style.casefold().replace(" ", "")
    return next((weight for word, weight in _WEIGHTS if word in style), 400)
