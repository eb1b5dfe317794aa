"""A document with what its own pages tell: size of the body, edges of its lines, where head and imprint stand.

Judges nothing. What is not surely body text (titles, tables, notices, notes, imprint) is left out of `Sheet.body`.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.inspect.canvas import UNKNOWN
from bulletin_gen.inspect.marks import HAN, LEFT_HALF, NUMBER, RIGHT_HALF
from bulletin_gen.inspect.page import POINT
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.inspect.page import Box, Document, Line, Page

_LABEL = pattern(r"(?:本期增?[报送发]|[报送发]|抄[报送]|责任编辑|印发)：")
_LONG_RULE = 120.0
_SAME_SIZE = 0.3
_LABEL_SIZE = 15.0
_LONG_LINE = 15
_FEWEST = 3
_NEAR = 1.0
_FLUSH = 0.4
_FEWEST_WORDS = 40
_RIVAL = 4
_TABLE_GAP = 40.0
_INDENTED = 4.5
_COLUMN_GAP = 1.2
_COLUMN_SHARE = 0.3


class Sheet(Struct, frozen=True, kw_only=True):
    """One page and what stands on it."""

    page: Page
    left: float
    """Where its full lines begin."""
    right: float
    """Where they end."""
    known: bool
    """Whether its own lines told the edges; otherwise they are those of the layout."""
    head: tuple[Box, ...]
    """Red rules."""
    imprint: tuple[Box, ...]
    """Rules of the imprint, from top to bottom."""
    number: Line | None
    """The page number."""
    body: tuple[Line, ...]
    """Lines in the size of the body, from top to bottom; none where they stand in columns."""


class Print(Struct, frozen=True, kw_only=True):
    """A document beside the layout that it is held to."""

    document: Document
    measures: Measures
    size: float
    """Of the body, pt; 0 where there is no Chinese text."""
    sheets: tuple[Sheet, ...]

    def opens(self, line: Line, sheet: Sheet) -> bool:
        """Tell whether a line begins at the left edge, or two cells into it."""
        return any(
            line.glyphs[0].left - 0.8 <= sheet.left + indent <= line.glyphs[0].ink_left + 0.8
            for indent in (0, 2 * self.measures.cell)
        )

    def flush_left(self, line: Line, sheet: Sheet) -> bool:
        """Tell whether a line begins at the left edge."""
        return line.glyphs[0].left - 1 <= sheet.left <= line.glyphs[0].ink_left + 1

    def flush_right(self, line: Line, sheet: Sheet) -> bool:
        """Tell whether a line ends at the right edge, with half a cell of grace."""
        last = line.glyphs[-1]
        return last.ink_right - self.measures.cell / 2 <= sheet.right <= last.right + self.measures.cell / 2


def print_of(document: Document, measures: Measures) -> Print:
    """Return a document with what its pages tell."""
    size = _body_size(document, measures)
    sheets = tuple(_sheet(page, size, measures) for page in document.pages)
    halves = [[sheet for sheet in sheets if sheet.page.number % 2 == parity] for parity in (0, 1)]
    edges = [_edges(half, measures) for half in halves]
    placed = tuple(_placed(sheet, _own(sheet, edges)) for sheet in sheets)
    return Print(document=document, measures=measures, size=size, sheets=placed)


def adjacent(upper: Line, lower: Line, measures: Measures) -> bool:
    """Tell whether one line follows the other without a gap."""
    return 0.75 * measures.pitch[0] < lower.baseline - upper.baseline < 1.25 * measures.pitch[1]


def _body_size(document: Document, measures: Measures) -> float:
    """Return the size of most Han characters above the imprint, to a tenth of a point; 0 where they are too few.

    In a short bulletin, notes and credits can outweigh the text: the size that the layout asks for is then the body's.
    """
    lines = [
        line
        for page in document.pages
        for line in page.lines
        if line.baseline < _floor(page) and not _enclosed(line, page)
    ]
    sizes = Counter(round(glyph.size, 1) for line in lines for glyph in line.glyphs if HAN.match(glyph.text))
    most = max(sorted(sizes), key=lambda size: sizes[size], default=0.0)
    least, greatest = measures.body
    due = [size for size in sorted(sizes) if least <= size <= greatest and sizes[size] * _RIVAL >= sizes[most]]
    chosen = max(due, key=lambda size: sizes[size], default=most)
    return chosen if sizes[chosen] >= _FEWEST_WORDS else 0.0


def _floor(page: Page) -> float:
    """Return where the imprint of a page begins."""
    imprint = _imprint(page)
    return imprint[0].top if imprint else page.height


def _sheet(page: Page, size: float, measures: Measures) -> Sheet:
    red = tuple(rule for rule in page.rules if rule.red and rule.width > _LONG_RULE)
    imprint = _imprint(page)
    number = next((line for line in reversed(page.lines) if _is_number(line, page, measures)), None)
    ceiling = red[-1].bottom if red and page.number == 1 else 0.0
    floor = _floor(page)
    body = tuple(
        line
        for line in page.lines
        if abs(line.size - size) <= _SAME_SIZE
        and ceiling < line.baseline < floor
        and line != number
        and _is_read(line)
        and not _enclosed(line, page)
    )
    return Sheet(
        page=page,
        left=measures.left,
        right=measures.right,
        known=False,
        head=red,
        imprint=imprint,
        number=number,
        body=() if _in_columns(body, page) else body,
    )


def _imprint(page: Page) -> tuple[Box, ...]:
    """Return the rules from the one above the first row of recipients or editors; none where there is no such row."""
    labels = [line for line in page.lines if line.size < _LABEL_SIZE and _LABEL.match(line.text)]
    long = [rule for rule in page.rules if not rule.red and rule.width > _LONG_RULE]
    for label in labels:  # the editors' row may stand above the first rule
        above = [rule for rule in long if label.top - 10 < rule.top < label.baseline]
        if above:
            return tuple(rule for rule in long if rule.top >= above[-1].top)
    return ()


def _is_number(line: Line, page: Page, measures: Measures) -> bool:
    return line.baseline > min(measures.bottom, page.height - measures.height + measures.bottom) + 1 and bool(
        NUMBER.fullmatch(line.text)
    )


def _is_read(line: Line) -> bool:
    """Tell whether a line says something in Chinese: what fonts leave untold, or tell wrongly, doesn't."""
    return bool(HAN.search(line.text)) and UNKNOWN not in line.text


def _enclosed(line: Line, page: Page) -> bool:
    """Tell whether a line stands in a frame, over a picture or between the rules of a table."""
    if any(box.top < line.baseline - 1 and box.bottom > line.top + 1 for box in page.boxes):
        return True
    rules = [rule for rule in page.rules if not rule.red]
    return any(
        upper.top < line.baseline <= lower.bottom + 1 and lower.top - upper.top < _TABLE_GAP
        for upper, lower in pairwise(rules)
    )


def _in_columns(lines: Sequence[Line], page: Page) -> bool:
    """Tell whether lines, or pieces of them, begin at one place in the right half of a page."""
    pieces = [line.left for line in lines]
    for line in lines:
        hole = _COLUMN_GAP * line.size * POINT
        pieces += [other.left for one, other in pairwise(line.glyphs) if other.left - one.right > hole]
    starts = _clusters(start for start in pieces if start > page.width / 2)
    return max(starts.values(), default=0) >= max(_FEWEST, _COLUMN_SHARE * len(lines))


def _edges(sheets: Sequence[Sheet], measures: Measures) -> tuple[float, float] | None:
    """Return where the long lines of some pages begin and end; nothing where they are few, ragged or all indented."""
    lines = [line for sheet in sheets for line in sheet.body if len(line.glyphs) >= _LONG_LINE]
    starts = _clusters(line.left for line in lines if line.glyphs[0].text not in RIGHT_HALF)
    left = min((start for start, count in starts.items() if count >= max(_FEWEST, 0.15 * len(lines))), default=None)
    if left is None or _all_indented(sheets, left, measures):
        return None
    whole = [line for line in lines if abs(line.left - left) < 1 and line.glyphs[-1].text not in LEFT_HALF]
    ends = _clusters(line.right for line in whole)
    right = max((end for end, count in ends.items() if count >= max(_FEWEST, 0.05 * len(whole))), default=None)
    if right is None:
        return None
    if ends[right] < _FLUSH * len(whole) and max(line.right for line in whole) < measures.right + _NEAR:
        right = max(right, measures.right)  # ragged lines end where their words do
    return left, right


def _own(sheet: Sheet, edges: Sequence[tuple[float, float] | None]) -> tuple[float, float] | None:
    """Return the edges of pages of a sheet's own side, or those of the other side where its lines keep to them."""
    own, other = edges[sheet.page.number % 2], edges[1 - sheet.page.number % 2]
    if own or not other:
        return own
    lines = [line for line in sheet.body if len(line.glyphs) >= _LONG_LINE]
    begun = any(abs(line.left - other[0]) < _NEAR for line in lines)
    return other if begun and all(line.left > other[0] - _NEAR for line in lines) else None


def _all_indented(sheets: Sequence[Sheet], left: float, measures: Measures) -> bool:
    """Tell whether pages hold lists alone: far from the layout's edge, and no paragraph begins still farther in."""
    begun = left + 2 * measures.cell
    starts = [line.left for sheet in sheets for line in sheet.body]
    return left > measures.left + _INDENTED and not any(abs(start - begun) < 1 for start in starts)


def _clusters(values: Iterable[float]) -> Counter[float]:
    """Return how many of the values lie within 0.3 mm of each."""
    rounded = Counter(round(value, 1) for value in values)
    return Counter({one: sum(n for other, n in rounded.items() if abs(other - one) < 0.35) for one in rounded})  # noqa: PLR2004 - three tenths and a rounding


def _placed(sheet: Sheet, edges: tuple[float, float] | None) -> Sheet:
    if edges is None:
        return sheet
    return Sheet(
        page=sheet.page,
        left=edges[0],
        right=edges[1],
        known=True,
        head=sheet.head,
        imprint=sheet.imprint,
        number=sheet.number,
        body=sheet.body,
    )
