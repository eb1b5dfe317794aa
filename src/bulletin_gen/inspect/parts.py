"""Rules of the parts around the text: sizes of type, red rule, first page, imprint, page numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bulletin_gen.inspect.findings import Remark
from bulletin_gen.inspect.marks import HAN, NUMBER
from bulletin_gen.inspect.page import POINT

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_HEADLINE = 3.0
"""Points by which a headline's type is larger than the body's."""


def sizes(printed: Print) -> Iterator[Remark]:
    """P08: body, headlines, imprint and page number have their sizes."""
    due, (least, most) = printed.measures, printed.measures.body
    if printed.size and not least - _EPSILON <= printed.size <= most + _EPSILON:
        yield Remark(0, f"正文 {printed.size:g} 磅，应为 16 磅（三号）")
    for sheet in printed.sheets:
        for line in _headlines(printed, sheet):
            yield from _sized(sheet, line, due.title, "标题", "二号")
        for line in _imprint_lines(sheet):
            yield from _sized(sheet, line, due.small, "版记", "四号")
        if sheet.number:
            yield from _sized(sheet, sheet.number, due.small, "页码", "四号")


def red_rule(printed: Print) -> Iterator[Remark]:
    """P10: one red rule as wide as the type area, at its distance below the line above."""
    sheet, due = printed.sheets[0], printed.measures
    if len(sheet.head) != 1:
        yield Remark(1, f"首页有 {len(sheet.head)} 条红线，应为 1 条")
        return
    rule = sheet.head[0]
    if abs(rule.left - due.left) > _PLACE + _EPSILON or abs(rule.right - due.right) > _PLACE + _EPSILON:
        yield Remark(1, f"红线从 {rule.left:.1f} 到 {rule.right:.1f} mm，应从 {due.left:g} 到 {due.right:g} mm")
    above = [line.bottom for line in sheet.page.lines if line.baseline < rule.top]
    if above and abs(rule.top - max(above) - due.red_gap) > _PLACE + _EPSILON:
        yield Remark(1, f"红线在上一行下 {rule.top - max(above):.1f} mm，应为 {due.red_gap:g} mm")


def first_page(printed: Print) -> Iterator[Remark]:
    """P12: the first page shows text of the body."""
    sheet = printed.sheets[0]
    ceiling = sheet.head[-1].bottom if sheet.head else 0
    glyphs = (glyph for line in sheet.page.lines if line.baseline > ceiling for glyph in line.glyphs)
    shown = [glyph for glyph in glyphs if HAN.match(glyph.text) and abs(glyph.size - printed.size) <= _SIZE]
    if printed.size and len(shown) < _FIRST_WORDS:
        yield Remark(1, "首页没有正文")


def imprint(printed: Print) -> Iterator[Remark]:
    """P13: the rules of the imprint, on the last page and below text."""
    *_, last = printed.sheets
    if not last.imprint:
        yield from (
            Remark(sheet.page.number, "版记不在末页")
            for sheet in printed.sheets[:-1]
            if len(sheet.imprint) > 1 and abs(sheet.imprint[-1].bottom - printed.measures.bottom) <= _PLACE
        )
        return
    yield from (Remark(last.page.number, message) for message in _imprint_faults(printed, last))


def numbers(printed: Print) -> Iterator[Remark]:
    """P14: page numbers have their form, height and side, and count on."""
    counted = [sheet for sheet in printed.sheets if sheet.number]
    if not counted:
        yield Remark(0, "没有页码")
    for sheet in counted:
        if sheet.number and sheet.page.width < sheet.page.height:
            yield from (Remark(sheet.page.number, message) for message in _number_faults(printed, sheet, sheet.number))
    for one, other in pairwise(counted):
        if _value(other) - _value(one) != other.page.number - one.page.number:
            yield Remark(other.page.number, f"页码是 {_value(other)}，前面第 {one.page.number} 页是 {_value(one)}")


def _headlines(printed: Print, sheet: Sheet) -> Iterator[Line]:
    """Yield the large lines of a page below the head; on a first page without a red rule nobody knows where it ends."""
    if sheet.page.number == 1 and not sheet.head:
        return
    ceiling = sheet.head[-1].bottom if sheet.head else 0
    for line in sheet.page.lines:
        large = line.size > printed.size + _HEADLINE and any(HAN.match(glyph.text) for glyph in line.glyphs)
        if large and line.baseline > ceiling and not any(glyph.red for glyph in line.glyphs):
            yield line


def _imprint_lines(sheet: Sheet) -> Iterator[Line]:
    if sheet.imprint:
        top, bottom = sheet.imprint[0].top, sheet.imprint[-1].bottom
        yield from (line for line in sheet.page.lines if top < line.baseline < bottom)


def _sized(sheet: Sheet, line: Line, due: float, part: str, name: str) -> Iterator[Remark]:
    if abs(line.size - due) > _SIZE + _EPSILON:
        yield Remark(sheet.page.number, f"{part}“{line.text[:8]}” {line.size:g} 磅，应为 {due:g} 磅（{name}）")


def _imprint_faults(printed: Print, sheet: Sheet) -> Iterator[str]:
    due, rules = printed.measures, sheet.imprint
    end = rules[-1]
    if min(abs(end.bottom - due.bottom), abs(end.top - due.bottom)) > _PLACE + _EPSILON:
        yield f"版记末线在 {end.bottom:.1f} mm，应为 {due.bottom:g} mm（版心下边缘）"
    left, right = (sheet.left, sheet.right) if _is_shifted(printed, sheet) else (due.left, due.right)
    for rule in rules:
        if abs(rule.left - left) > _PLACE + _EPSILON or abs(rule.right - right) > _PLACE + _EPSILON:
            yield f"版记的线从 {rule.left:.1f} 到 {rule.right:.1f} mm，应从 {left:g} 到 {right:g} mm"
    for number, rule in enumerate(rules):
        yield from _thickness(rule, due.outer_rule if number in {0, len(rules) - 1} else due.inner_rule)
    if not any(line.baseline < rules[0].top for line in sheet.page.lines):
        yield "末页只有版记，没有正文"


def _is_shifted(printed: Print, sheet: Sheet) -> bool:
    return abs(sheet.left - printed.measures.mirrored_left) <= _PLACE and sheet.page.number % 2 == 0


def _thickness(rule: Box, due: float) -> Iterator[str]:
    if abs(rule.height - due) > _THICKNESS + _EPSILON:
        yield f"版记在 {rule.top:.1f} mm 处的线粗 {rule.height:.2f} mm，应为 {due:g} mm"


def _number_faults(printed: Print, sheet: Sheet, line: Line) -> Iterator[str]:
    due, em = printed.measures, line.size * POINT
    found = NUMBER.fullmatch(line.text)
    if found and (found[1], found[3]) != ("—", "—"):
        yield f"页码“{line.text}”，应写作“— {found[2]} —”"
    middle = line.baseline - _DASH_HEIGHT * em
    if abs(middle - due.number) > _NUMBER_PLACE + _EPSILON:
        yield f"页码的一字线在 {middle:.1f} mm，应为 {due.number:g} mm"
    shift = sheet.left - due.left if _is_shifted(printed, sheet) else 0
    odd = _value(sheet) % 2 == 1
    measured, place = (line.right, due.right + shift - em) if odd else (line.left, due.left + shift + em)
    if abs(measured - place) > _NUMBER_PLACE + _EPSILON:
        yield f"页码{'右' if odd else '左'}边在 {measured:.1f} mm，应为 {place:.1f} mm（{'右' if odd else '左'}空一字）"


def _value(sheet: Sheet) -> int:
    found = NUMBER.fullmatch(sheet.number.text) if sheet.number else None
    return int(found[2]) if found else 0
