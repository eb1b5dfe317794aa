"""Rules of lines on the grid: pitch, lines a page, cells a line, full lines, what begins and ends a line, indents."""

from __future__ import annotations

from itertools import pairwise, zip_longest
from statistics import median
from typing import TYPE_CHECKING

from bulletin_gen.inspect.findings import Remark
from bulletin_gen.inspect.flow import body_alone, held_back, nothing_above, runs_on
from bulletin_gen.inspect.frame import adjacent
from bulletin_gen.inspect.marks import HAN, NEVER_FIRST, NEVER_LAST, SENTENCE_END, is_han
from bulletin_gen.inspect.page import POINT, around
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.inspect.frame import Print, Sheet
    from bulletin_gen.inspect.page import Line

_JITTER = 0.11
_ENOUGH = 10
_FLUSH = 0.95
_INDENT = 0.6
_LONGEST_NUMBER = 15
_NUMBER_END = pattern(r"(?<![A-Za-z])[0-9][0-9.]*$")
_NUMBER_START = pattern(r"[0-9]*\.?[0-9]+(?![A-Za-z0-9])")
_UNBROKEN = ("—", "…")
_NEAR_TOP = 1.0
_ENDED = pattern("[。？！][”’）]?$")
_SHORT = 4
"""Cells by which a line is shorter than any line within a paragraph."""
_HOLE = 1.5
_SAME_EDGE = 0.5
_HEADS = "【△"
_LEADERS = "……"


def pitch(printed: Print) -> Iterator[Remark]:
    """P04: lines follow each other at one pitch, and so many of them fill a page."""
    steps = [_step(*pair) for sheet in printed.sheets for pair in _inside(printed, sheet)]
    if not steps:
        return
    usual, (least, most) = median(steps), printed.measures.pitch
    if not least - 0.005 <= usual <= most + 0.005:
        yield Remark(0, f"行距 {usual:.2f} mm，应为 {least:g}～{most:g} mm（每页 {printed.measures.lines} 行）")
    for sheet in printed.sheets:
        odd = [pair for pair in _inside(printed, sheet) if abs(_step(*pair) - usual) > _JITTER]
        if odd:
            message = f"行距不匀：有 {len(odd)} 处不是 {usual:.2f} mm，如 {_step(*odd[0]):.2f} mm"
            yield Remark(sheet.page.number, message, place=around(line.box for line in odd[0]))
    yield from _line_counts(printed)


def cells(printed: Print) -> Iterator[Remark]:
    """P05: a full line of Han alone has as many as the grid has cells; fewer where what follows holds together."""
    due = printed.measures.cells
    for sheet in printed.sheets:
        odd = [
            line
            for line, below in zip_longest(sheet.body, sheet.body[1:])
            if is_han(line.text)
            and len(line.text) != due
            and printed.flush_left(line, sheet)
            and printed.flush_right(line, sheet)
            and not (len(line.text) < due and (below is None or _holds_together(below.text, due - len(line.text))))
        ]
        if odd:
            message = f"有 {len(odd)} 行不是每行 {due} 字，如 {len(odd[0].text)} 字"
            yield Remark(sheet.page.number, message, place=odd[0].box)


def full(printed: Print) -> Iterator[Remark]:
    """P06: nearly every line within a paragraph reaches the right edge."""
    judged = [(sheet, upper) for sheet in printed.sheets for upper, lower in _inside(printed, sheet)]
    short = [sheet.page.number for sheet, line in judged if not printed.flush_right(line, sheet)]
    if len(judged) >= _ENOUGH and len(short) > (1 - _FLUSH) * len(judged):
        pages = "、".join(map(str, sorted(set(short))))
        yield Remark(0, f"{len(judged)} 行中有 {len(short)} 行没有排满（第 {pages} 页）")


def ends(printed: Print) -> Iterator[Remark]:
    """P07: no line begins or ends with a mark that may not, nor splits a number, a dash or an ellipsis."""
    for sheet in printed.sheets:
        for line in sheet.body:
            if not printed.opens(line, sheet) or len(line.glyphs) == 1:
                continue
            if line.text[0] in NEVER_FIRST:
                yield _remark(sheet, line, f"行首是“{line.text[0]}”")
            if line.text[-1] in NEVER_LAST:
                yield _remark(sheet, line, f"行末是“{line.text[-1]}”")
        for upper, lower in _inside(printed, sheet):
            if split := _split(upper.text, lower.text):
                yield Remark(
                    sheet.page.number, f"{_where(upper)}：“{split}”被拆到两行", place=around((upper.box, lower.box))
                )


def indents(printed: Print) -> Iterator[Remark]:
    """P15: a paragraph's first line stands two cells in."""
    due = 2 * printed.measures.cell
    for sheet in printed.sheets:
        for line in _begun(printed, sheet):
            glyph = line.glyphs[0]
            indent, inked = glyph.left - sheet.left, glyph.ink_left - sheet.left
            cells = (due, 2 * line.size * POINT)  # of the grid, or of a body in another size
            if not any(indent - _INDENT <= two <= inked + _INDENT for two in cells):
                yield _remark(sheet, line, f"段首缩进 {indent:.1f} mm，应为 {due:.1f} mm（二字）")
        yield from (_remark(sheet, line, f"段首没有缩进，应为 {due:.1f} mm（二字）") for line in _bare(printed, sheet))


def _begun(printed: Print, sheet: Sheet) -> Iterator[Line]:
    """Yield the lines that surely begin a paragraph: indented and full, with a line at the edge below them."""
    body = sheet.body if sheet.known else ()
    for above, line, below in zip((None, *body), body, body[1:], strict=False):
        hangs = above and adjacent(above, line, printed.measures) and abs(above.left - line.left) < _SAME_EDGE
        if (
            not hangs  # the last line of an item may be full as well
            and _is_first(printed, sheet, line)
            and adjacent(line, below, printed.measures)
            and printed.flush_left(below, sheet)
            and below.text[0] not in _HEADS
        ):
            yield line


def _holds_together(text: str, room: int) -> bool:
    """Tell whether the beginning of a line may have found no room in so many cells: a mark or a number is in it."""
    return not is_han(text[: room + 1]) or _LEADERS in text


def _line_counts(printed: Print) -> Iterator[Remark]:
    """Yield what the full pages hold instead of the lines of the grid, every wrong number once."""
    counts = {sheet.page.number: len(sheet.body) for sheet in _full_pages(printed)}
    for count in sorted(set(counts.values()) - {printed.measures.lines}):
        pages = [page for page, found in counts.items() if found == count]
        message = f"排满的第 {'、'.join(map(str, pages))} 页 {count} 行，应为 {printed.measures.lines} 行"
        yield Remark(pages[0] if len(pages) == 1 else 0, message)


def _full_pages(printed: Print) -> Iterator[Sheet]:
    """Yield the pages that text alone fills, from the top to where it runs on.

    A page that ends with a paragraph may be a line short: a heading was held back for the next.
    """
    for sheet, lower in pairwise(printed.sheets):
        if sheet.page.number == 1 or not runs_on(printed, sheet, lower) or not body_alone(printed, sheet):
            continue
        missing = printed.measures.lines - len(sheet.body)
        from_top = nothing_above(sheet) and abs(sheet.body[0].top - printed.measures.top) < _NEAR_TOP
        if from_top and not held_back(lower, missing):
            yield sheet


def _bare(printed: Print, sheet: Sheet) -> Iterator[Line]:
    """Yield full lines at the left edge below a line that surely ended a paragraph: short, and with a full stop."""
    cell = printed.measures.cell
    for upper, lower in pairwise(sheet.body) if sheet.known else ():
        if (
            adjacent(upper, lower, printed.measures)
            and printed.opens(upper, sheet)
            and _ENDED.search(upper.text)
            and upper.right < sheet.right - _SHORT * cell
            and printed.flush_left(lower, sheet)
            and printed.flush_right(lower, sheet)
            and HAN.match(lower.text)
            and not any(_gapped(line, cell) for line in (upper, lower))
        ):
            yield lower


def _gapped(line: Line, cell: float) -> bool:
    """Tell whether a line has a hole in it: two columns, or words that a tab set apart."""
    return any(other.left - one.right > _HOLE * cell for one, other in pairwise(line.glyphs))


def _inside(printed: Print, sheet: Sheet) -> Iterator[tuple[Line, Line]]:
    """Yield each pair of lines of which the second surely goes on with the paragraph of the first."""
    for upper, lower in pairwise(sheet.body) if sheet.known else ():
        ended = upper.text[-1] in SENTENCE_END and not printed.flush_right(upper, sheet)
        if (
            adjacent(upper, lower, printed.measures)
            and printed.opens(upper, sheet)
            and printed.flush_left(lower, sheet)
            and upper.right > (sheet.left + sheet.right) / 2 + (sheet.right - sheet.left) / 4
            and lower.text[0] not in _HEADS
            and upper.text[0] != "【"
            and not ended
            and _LEADERS not in upper.text[-3:] + lower.text[-3:]
        ):
            yield upper, lower


def _is_first(printed: Print, sheet: Sheet, line: Line) -> bool:
    """Tell whether a full line begins right of the edge and is not centred: nothing but a paragraph does."""
    inside = line.glyphs[0].ink_left > sheet.left + 1 and line.left > sheet.left + 1
    centred = abs((line.left + line.right) / 2 - (sheet.left + sheet.right) / 2) < 1
    return inside and not centred and printed.flush_right(line, sheet)


def _split(upper: str, lower: str) -> str:
    """Return what two lines have torn apart, or nothing."""
    if upper[-1] in _UNBROKEN and lower[0] == upper[-1]:
        return upper[-1] * 2
    last, first = _NUMBER_END.search(upper), _NUMBER_START.match(lower)
    if not last or not first or len(last[0] + first[0]) > _LONGEST_NUMBER:
        return ""
    return last[0] + first[0]


def _step(upper: Line, lower: Line) -> float:
    return lower.baseline - upper.baseline


def _remark(sheet: Sheet, line: Line, message: str) -> Remark:
    return Remark(sheet.page.number, f"{_where(line)}：{message}", place=line.box)


def _where(line: Line) -> str:
    return f"距页顶 {line.top:.0f} mm 的一行"
