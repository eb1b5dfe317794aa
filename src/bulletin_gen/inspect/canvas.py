"""What can be seen of a page: its characters and its shapes, in points from its lower left corner.

However a program draws, it ends here in these two values. Knows neither millimetres nor what a line of text is.
"""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from msgspec import Struct
from pdfminer.casting import safe_float, safe_rect_list
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdftypes import resolve1, resolve_all
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, mult_matrix

from bulletin_gen.inspect.colour import is_white, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdfminer.pdfcolor import PDFColorSpace
    from pdfminer.pdfdevice import PDFTextSeq
    from pdfminer.pdffont import PDFFont
    from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdftypes import PDFStream
    from pdfminer.utils import Matrix, PathSegment, Point, Rect

UNKNOWN = "\ufffd"
"""Stands for a character whose font doesn't say what it means."""
EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)
_INVISIBLE = 3
_LEANING = 0.02
_MIDDLE = 0.35
"""Of a character above its baseline, in em."""
_THOUSAND = 1000
_FIRST_WIDE = "\u2e80"
_FEWEST_POINTS = 2


class Char(Struct, frozen=True, kw_only=True):
    """One character."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    """Of its em."""
    upright: bool
    font: str
    """As the file names it."""
    colour: tuple[float, ...] | None
    """Gray, RGB or CMYK; None where it is none of them."""


class Shape(Struct, frozen=True, kw_only=True):
    """Something that is no character."""

    left: float
    lower: float
    right: float
    upper: float
    colour: tuple[float, ...] | None
    picture: bool = False


class View(Struct, frozen=True, kw_only=True):
    """How something that is drawn is seen."""

    clip: Rect = EVERYWHERE
    """Within which box."""
    solid: bool = True
    """Whether it hides what lies under it."""
    shown: bool = True
    """Whether it can be seen at all."""


class Canvas(PDFTextDevice):
    """Collects what an interpreter draws and leaves out what can't be seen."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.chars: list[Char] = []
        self.shapes: list[Shape] = []
        self.paper = EVERYWHERE
        """The sheet as it is cut."""
        self.unit = 1.0
        """Points of its unit."""
        self.view = View()
        """What holds for whatever is drawn next."""
        self._matrix: Matrix = (1, 0, 0, 1, 0, 0)
        self._frames = [EVERYWHERE]
        self._hidden = False

    def set_ctm(self, ctm: Matrix) -> None:
        """Take the matrix that places what comes next."""
        super().set_ctm(ctm)
        self._matrix = ctm

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Take the edges of the page."""
        self.paper = apply_matrix_rect(ctm, _cut(page))
        self.unit = safe_float(resolve1(page.attrs.get("UserUnit"))) or 1

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:  # noqa: ARG002 - pdfminer's names
        """Enter a form object or a picture: nothing of it is seen outside its box."""
        self._frames.append(common(self._frames[-1], apply_matrix_rect(mult_matrix(matrix, self._matrix), bbox)))

    def end_figure(self, name: str) -> None:  # noqa: ARG002 - pdfminer's name
        """Leave it."""
        self._frames.pop()

    def render_image(self, name: str, stream: PDFStream) -> None:  # noqa: ARG002 - pdfminer's name
        """Take a picture for its box; what it lies upon is gone."""
        self._draw(self._frames[-1], None, picture=True)
        solid = not any(stream.get(key) for key in ("SMask", "Mask", "ImageMask", "IM"))
        if self.view.solid and self.view.shown and solid:
            seen = self._seen()
            self.chars = [char for char in self.chars if not _holds(seen, char)]

    def paint_path(
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,  # noqa: FBT001 - pdfminer hands these over by place
        fill: bool,  # noqa: FBT001 - the same
        evenodd: bool,  # noqa: ARG002, FBT001 - the same
        path: Sequence[PathSegment],
    ) -> None:
        """Take each part of a path for its box, with the breadth of the pen."""
        pen, ink = plain(graphicstate.scs, graphicstate.scolor), plain(graphicstate.ncs, graphicstate.ncolor)
        stroke, fill = stroke and not is_white(pen), fill and not is_white(ink)
        if not stroke and not fill:
            return
        a, b, c, d, *_ = self._matrix
        half = graphicstate.linewidth / 2 if stroke else 0
        for part in _parts(path):
            left, lower, right, upper = _bounds([apply_matrix_pt(self._matrix, point) for point in part])
            # A pen makes a line thicker; how far it makes it longer, its caps say
            wide, high = (0.0, half * hypot(b, d)) if upper - lower < right - left else (half * hypot(a, c), 0.0)
            self._draw((left - wide, lower - high, right + wide, upper + high), ink if fill else pen)

    def shade(self) -> None:
        """Take a shading for what it is clipped to."""
        if self.view.clip != EVERYWHERE:
            self._draw(EVERYWHERE, None)

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        """Take a string."""
        self._hidden = (
            not self.view.shown or textstate.render == _INVISIBLE or is_white(plain(ncs, graphicstate.ncolor))
        )
        if textstate.font:
            super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(  # noqa: PLR0913, PLR0917 - pdfminer's signature
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Take a character; return how far it moves the next one."""
        advance = font.char_width(cid) * fontsize * scaling
        if self._hidden:
            return advance
        (start, baseline), (end, _) = (apply_matrix_pt(matrix, (step, rise)) for step in (0, advance))
        a, b, c, d, *_ = matrix
        upright = abs(b) <= _LEANING * abs(a) and a * fontsize * scaling > 0 and d * fontsize > 0
        size = abs(fontsize) * (abs(d) if upright else hypot(c, d))
        text = _text(font, cid)
        if isinstance(font, PDFType3Font):  # its em is what its author liked: Chinese characters are as wide as high
            size = abs(end - start) if text >= _FIRST_WIDE else size * abs(font.vscale) * _THOUSAND
        char = Char(
            text=text,
            left=min(start, end),
            right=max(start, end),
            baseline=baseline,
            size=size,
            upright=upright and not font.is_vertical(),
            font=_font_name(font),
            colour=plain(ncs, graphicstate.ncolor),
        )
        if _holds(self._seen(), char):
            self.chars.append(char)
        return advance

    def _seen(self) -> Rect:
        return common(self._frames[-1], common(self.view.clip, self.paper))

    def _draw(self, box: Rect, colour: tuple[float, ...] | None, *, picture: bool = False) -> None:
        left, lower, right, upper = common(box, self._seen())
        if left <= right and lower <= upper and self.view.shown:
            self.shapes.append(Shape(left=left, lower=lower, right=right, upper=upper, colour=colour, picture=picture))


def common(one: Rect, other: Rect) -> Rect:
    """Return what two boxes share; its edges change places where they share nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def box_of(path: Sequence[PathSegment], matrix: Matrix) -> Rect | None:
    """Return the box of a path, or nothing where it is empty."""
    points = [apply_matrix_pt(matrix, point) for part in _parts(path) for point in part]
    return _bounds(points) if points else None


def _cut(page: PDFPage) -> Rect:
    """Return what is left of a sheet when it is cut; a box with nothing in it is none."""
    sheet = _upright(page.mediabox)
    for box in (page.cropbox, safe_rect_list(resolve_all(page.attrs.get("TrimBox")))):
        cut = common(sheet, _upright(box)) if box else sheet
        sheet = cut if cut[0] < cut[2] and cut[1] < cut[3] else sheet
    return sheet


def _upright(box: Rect) -> Rect:
    """Return a box from its lower left to its upper right corner: files may name any two."""
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def _parts(path: Sequence[PathSegment]) -> Iterator[list[Point]]:
    """Yield the points of each part of a path that is a line at least."""
    starts = [index for index, segment in enumerate(path) if segment[0] == "m"]
    for start, end in pairwise([*starts, len(path)]):
        figures = [segment[1:] for segment in path[start:end]]
        points = [(float(x), float(y)) for numbers in figures for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if len(points) >= _FEWEST_POINTS:
            yield points


def _bounds(points: Iterable[Point]) -> Rect:
    across, along = zip(*points, strict=True)
    return min(across), min(along), max(across), max(along)


def _holds(box: Rect, char: Char) -> bool:
    """Tell whether the middle of a character lies in a box."""
    middle = (char.left + char.right) / 2, char.baseline + _MIDDLE * char.size
    if not char.upright:
        return box[0] <= char.left <= box[2] and box[1] <= char.baseline <= box[3]
    return box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3]


def _font_name(font: PDFFont) -> str:
    name: str | bytes = font.fontname
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


def _text(font: PDFFont, cid: int) -> str:
    try:
        return font.to_unichr(cid) or UNKNOWN
    except PDFUnicodeNotDefined:
        return UNKNOWN
