"""What a layout asks of the printed page, in millimetres and points. Says nothing of how a page is set.

The figures are the standard's own and stand here a second time on purpose: an instrument that took them from the
typesetter could not find him wrong.
"""

from __future__ import annotations

from msgspec import Struct

from bulletin_gen.inspect.faces import Face
from bulletin_gen.notation.sizes import NAMED_SIZES


class Measures(Struct, frozen=True, kw_only=True):
    """A layout as the inspection knows it."""

    rules: tuple[str, ...]
    """Which rules apply."""
    width: float = 210
    height: float = 297
    left: float = 28
    right: float = 184
    top: float = 37
    bottom: float = 262
    mirrored_left: float = 26
    """Of even pages, where the wide margin stands at the fold."""
    lines: int = 22
    cells: int = 28
    pitch: tuple[float, float] = (10.2, 10.5)
    body: tuple[float, float] = (15.5, 16.1)
    """Smallest and largest body size, pt."""
    title: float = 22
    small: float = 14
    """Size of the imprint, pt."""
    number_size: float = 14
    """Of the page number."""
    body_face: Face = Face.FANGSONG
    heading_faces: tuple[Face, Face, Face, Face] = (Face.HEITI, Face.KAITI, Face.FANGSONG, Face.FANGSONG)
    """By level: 一、（一） 1. （1）."""
    title_face: Face = Face.TITLE
    small_face: Face = Face.FANGSONG
    """Of the imprint."""
    number_face: Face = Face.SONG
    masthead: tuple[float, ...] = (57, 72)
    """Where the ink of the masthead (刊名) may begin: 20 mm below the edge of the type area, or 35 as §7.2.4 has it."""
    red_gap: float = 4
    """From the line above down to the red rule."""
    title_gap: float = 20.8
    """From the red rule down to the title's em boxes: two lines."""
    number: float = 269
    """Height of the dashes beside the page number."""
    outer_rule: float = 0.35
    inner_rule: float = 0.25
    name: str = ""
    """Of the office's own layout that some figures are from; empty where all are built in."""
    own: tuple[str, ...] = ()
    """The rules whose figures are that layout's."""

    @property
    def cell(self) -> float:
        """Return the width of one cell of the grid."""
        return (self.right - self.left) / self.cells


SMALLER, LARGER = 0.5, 0.1
"""By so many points a body may be smaller or larger than its size: a 三号 has 15.75 or 16."""


def size_words(size: float) -> str:
    """Return how a size of type is told: 16 磅（三号）."""
    name = next((name for name, points in NAMED_SIZES.items() if points == size), "")
    return f"{size:g} 磅（{name}）" if name else f"{size:g} 磅"


_OFFICIAL = (
    "P01",
    "P02",
    "P03",
    "P04",
    "P05",
    "P06",
    "P07",
    "P08",
    "P09",
    "P10",
    "P11",
    "P12",
    "P13",
    "P14",
    "P15",
    "P16",
    "P17",
)

LAYOUTS = {
    "简报": Measures(rules=_OFFICIAL),
    "专版": Measures(rules=("P01", "P16", "P17")),  # no standard says what a newspaper page measures
}
"""By name."""
