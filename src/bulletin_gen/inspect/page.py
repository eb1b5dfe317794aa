"""A page as it was measured: glyphs, lines of glyphs, rules, boxes; all in millimetres. Interprets none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.inspect.marks import LEFT_HALF, RIGHT_HALF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.inspect.source import Piece

POINT = 25.4 / 72
"""Millimetres of a point."""
ASCENT = 0.88
"""Of the ideographic em box above its baseline; boxes that fonts declare differ by up to a third of an em."""
_MARK = 0.36
"""Width of the ink of a bracket, a quotation mark or a comma, in em."""


class Glyph(Struct, frozen=True, kw_only=True):
    """One character on the page."""

    text: str
    left: float
    right: float
    baseline: float
    """Down from the upper edge of the page."""
    size: float
    """In points."""
    red: bool
    font: str
    """As the file names it."""

    @property
    def ink_left(self) -> float:
        """Return where its ink begins at the latest."""
        return self.right - _MARK * self.size * POINT if self._wide and self.text in RIGHT_HALF else self.left

    @property
    def ink_right(self) -> float:
        """Return where its ink ends at the earliest."""
        return self.left + _MARK * self.size * POINT if self._wide and self.text in LEFT_HALF else self.right

    @property
    def _wide(self) -> bool:
        return self.right - self.left > 0.8 * self.size * POINT


class Box(Struct, frozen=True, kw_only=True):
    """Something drawn that is no glyph: a rule, a frame, a picture."""

    left: float
    right: float
    top: float
    bottom: float
    red: bool = False

    @property
    def width(self) -> float:
        """Return how wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return how high it is; of a rule its thickness."""
        return self.bottom - self.top


def around(boxes: Iterable[Box]) -> Box:
    """Return what some boxes cover together; there is at least one."""
    every = tuple(boxes)
    return Box(
        left=min(box.left for box in every),
        right=max(box.right for box in every),
        top=min(box.top for box in every),
        bottom=max(box.bottom for box in every),
    )


class Line(Struct, frozen=True):
    """Glyphs on one baseline, from left to right, without blanks."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """Return its characters."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        """Return the height of its first glyph's baseline."""
        return self.glyphs[0].baseline

    @property
    def left(self) -> float:
        """Return where its box begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Return where its box ends."""
        return self.glyphs[-1].right

    @property
    def size(self) -> float:
        """Return the size that most of its glyphs have."""
        sizes = [round(glyph.size, 1) for glyph in self.glyphs]
        return max(sorted(set(sizes)), key=sizes.count)

    @property
    def top(self) -> float:
        """Return the upper edge of its em boxes."""
        return self.baseline - ASCENT * self.size * POINT

    @property
    def bottom(self) -> float:
        """Return the lower edge of its em boxes."""
        return self.baseline + (1 - ASCENT) * self.size * POINT

    @property
    def box(self) -> Box:
        """Return what its em boxes cover."""
        return Box(left=self.left, right=self.right, top=self.top, bottom=self.bottom)


class Ink(Struct, frozen=True, kw_only=True):
    """What is seen on a page: measured on its picture, however it was drawn."""

    red: tuple[Box, ...] = ()
    """Bands of red from top to bottom, each a run of rows without a gap; of the head of a first page alone."""
    dark: tuple[Box, ...] = ()
    """The same of everything else that is not white."""
    dash: Box | None = None
    """The first dash beside the page number."""


class Page(Struct, frozen=True, kw_only=True):
    """One page."""

    number: int
    """From 1, by its place in the file."""
    width: float
    height: float
    lines: tuple[Line, ...]
    """From top to bottom."""
    rules: tuple[Box, ...]
    """Long thin horizontals from top to bottom, their pieces joined."""
    boxes: tuple[Box, ...]
    """Everything else that is drawn, except what covers the page."""
    drawn: tuple[Glyph, ...] = ()
    """All characters in the order of the file, which is that of copied text; those that are not upright too."""
    ink: Ink = Ink()
    legible: bool = True
    """False where something may stand on the page that can't be read: a scan, outlines, a font without meaning."""


class Document(Struct, frozen=True, kw_only=True):
    """A PDF as it was read."""

    pages: tuple[Page, ...]
    loose_fonts: tuple[str, ...]
    """Fonts that the file uses and doesn't carry."""
    creator: str
    """The program that says it made what the file holds."""
    source: tuple[Piece, ...] = ()
    """What its text layer should say; empty where nobody knows."""
