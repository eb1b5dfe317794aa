"""Rules of the parts around the text: first page, imprint, page numbers. Reads no words but labels and numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bulletin_gen.inspect.findings import Remark
from bulletin_gen.inspect.marks import HAN, NUMBER
from bulletin_gen.inspect.page import POINT, around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.inspect.frame import Print, Sheet
    from bulletin_gen.inspect.page import Box, Line

_SIZE = 0.3
_PLACE = 1.0
_THICKNESS = 0.1
_NUMBER_PLACE = 2.0
_EPSILON = 0.02
_DASH_HEIGHT = 0.38
"""Of a dash above the baseline, in em."""
_FIRST_WORDS = 6
_FOOT = 0.88
"""Of a page's height, where its foot begins."""


def first_page(printed: Print) -> Iterator[Remark]:
    """P12: the first page shows text of the body."""
    sheet = printed.sheets[0]
    ceiling = sheet.head[-1].bottom if sheet.head else 0
    glyphs = (glyph for line in sheet.page.lines if line.baseline > ceiling for glyph in line.glyphs)
    shown = [glyph for glyph in glyphs if HAN.match(glyph.text) and abs(glyph.size - printed.size) <= _SIZE]
    if printed.size and sheet.page.legible and len(shown) < _FIRST_WORDS:
        yield Remark(1, "首页没有正文")


def imprint(printed: Print) -> Iterator[Remark]:
    """P13: the rules of the imprint, on the last page and below text."""
    *others, last = _without_blank_end(printed.sheets)
    if last != printed.sheets[-1] and last.imprint:
        yield Remark(printed.sheets[-1].page.number, "版记后面还有空白页")
    if not last.imprint:
        yield from (
            Remark(sheet.page.number, "版记不在末页", place=around(sheet.imprint))
            for sheet in others
            if len(sheet.imprint) > 1 and abs(sheet.imprint[-1].bottom - printed.measures.bottom) <= _PLACE
        )
        return
    yield from (Remark(last.page.number, message, place=place) for message, place in _imprint_faults(printed, last))


def numbers(printed: Print) -> Iterator[Remark]:
    """P14: page numbers have their form, height and side, and count on."""
    counted = [(sheet, sheet.number) for sheet in printed.sheets if sheet.number]
    if not counted and printed.size and all(sheet.page.legible for sheet in printed.sheets):
        yield Remark(0, "页码没有写作“— 1 —”" if any(map(_has_digits_below, printed.sheets)) else "没有页码")
    for sheet, line in counted:
        if sheet.page.width < sheet.page.height:
            for message in _number_faults(printed, sheet, line):
                yield Remark(sheet.page.number, message, place=line.box)
    for (one, _), (other, line) in pairwise(counted):
        if _value(other) - _value(one) != other.page.number - one.page.number:
            message = f"页码是 {_value(other)}，前面第 {one.page.number} 页是 {_value(one)}"
            yield Remark(other.page.number, message, place=line.box)


def _without_blank_end(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Return the sheets up to the last with anything on it but its number; word processors leave empty ones behind."""
    shown = [bool(len(sheet.page.lines) > (sheet.number is not None) or sheet.page.boxes) for sheet in sheets]
    while shown and not shown[-1]:
        shown.pop()
    return sheets[: len(shown) or 1]


def _has_digits_below(sheet: Sheet) -> bool:
    """Tell whether anything at the foot of a page may be a page number in another form."""
    foot = _FOOT * sheet.page.height
    return any(line.baseline > foot and any(map(str.isdecimal, line.text)) for line in sheet.page.lines)


def _imprint_faults(printed: Print, sheet: Sheet) -> Iterator[tuple[str, Box]]:
    due, rules = printed.measures, sheet.imprint
    end = rules[-1]
    if min(abs(end.bottom - due.bottom), abs(end.top - due.bottom)) > _PLACE + _EPSILON:
        yield f"版记末线在 {end.bottom:.1f} mm，应为 {due.bottom:g} mm（版心下边缘）", end
    left, right = (sheet.left, sheet.right) if _is_shifted(printed, sheet) else (due.left, due.right)
    for rule in rules:
        if abs(rule.left - left) > _PLACE + _EPSILON or abs(rule.right - right) > _PLACE + _EPSILON:
            yield f"版记的线从 {rule.left:.1f} 到 {rule.right:.1f} mm，应从 {left:g} 到 {right:g} mm", rule
    for number, rule in enumerate(rules):
        thick = due.outer_rule if number in {0, len(rules) - 1} else due.inner_rule
        if abs(rule.height - thick) > _THICKNESS + _EPSILON:
            yield f"版记在 {rule.top:.1f} mm 处的线粗 {rule.height:.2f} mm，应为 {thick:g} mm", rule
    if not any(line.baseline < rules[0].top for line in sheet.page.lines):
        yield "末页只有版记，没有正文", around(rules)


def _is_shifted(printed: Print, sheet: Sheet) -> bool:
    return abs(sheet.left - printed.measures.mirrored_left) <= _PLACE and sheet.page.number % 2 == 0


def _number_faults(printed: Print, sheet: Sheet, line: Line) -> Iterator[str]:
    due, em = printed.measures, line.size * POINT
    found = NUMBER.fullmatch(line.text)
    if found and (found[1], found[3]) != ("—", "—"):
        yield f"页码“{line.text}”，应写作“— {found[2]} —”"
    middle = _dash_height(sheet, line)
    if abs(middle - due.number) > _NUMBER_PLACE + _EPSILON:
        yield f"页码的一字线在 {middle:.1f} mm，应为 {due.number:g} mm"
    shift = sheet.left - due.left if _is_shifted(printed, sheet) else 0
    odd = _value(sheet) % 2 == 1
    measured, place = (line.right, due.right + shift - em) if odd else (line.left, due.left + shift + em)
    if abs(measured - place) > _NUMBER_PLACE + _EPSILON:
        yield f"页码{'右' if odd else '左'}边在 {measured:.1f} mm，应为 {place:.1f} mm（{'右' if odd else '左'}空一字）"


def _dash_height(sheet: Sheet, line: Line) -> float:
    """Return the middle of a number's dash: of its ink, or where a dash has it if none was seen."""
    dash = sheet.page.ink.dash
    if dash and line.top < dash.top and dash.bottom < line.bottom:
        return (dash.top + dash.bottom) / 2
    return line.baseline - _DASH_HEIGHT * line.size * POINT


def _value(sheet: Sheet) -> int:
    found = NUMBER.fullmatch(sheet.number.text) if sheet.number else None
    return int(found[2]) if found else 0
