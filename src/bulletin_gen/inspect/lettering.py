"""Rules of type: sizes and classes of faces of body, headings, title, imprint and page number.

A face is known by the name of its font; one whose name tells nothing is not judged.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from bulletin_gen.inspect.faces import Face, face_of
from bulletin_gen.inspect.findings import Remark
from bulletin_gen.inspect.marks import HAN
from bulletin_gen.inspect.measures import LARGER, size_words
from bulletin_gen.inspect.page import Line, around
from bulletin_gen.inspect.titles import headlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_gen.inspect.frame import Print, Sheet
    from bulletin_gen.inspect.page import Glyph

_SIZE = 0.3
_EPSILON = 0.02
_INDENT = 0.8
_FEW = 15
"""Characters that may come from another face without making a line of it."""
_SHARE = 0.2
_HAN_NUMBER = "[一二三四五六七八九十百]+"
_LEVELS = tuple(map(re.compile, (f"{_HAN_NUMBER}、", f"[（(]{_HAN_NUMBER}[）)]", r"\d+[.．、]", r"[（(]\d+[）)]")))
_NAMES = ("第一层", "第二层", "第三层", "第四层")
_SENTENCE = frozenset("。！？")


def sizes(printed: Print) -> Iterator[Remark]:
    """P08: body, title, imprint and page number have their sizes, and the faces of their class."""
    due, (least, most) = printed.measures, printed.measures.body
    if printed.size and not least - _EPSILON <= printed.size <= most + _EPSILON:
        yield Remark(0, f"正文 {printed.size:g} 磅，应为 {size_words(round(most - LARGER, 1))}")
    for sheet in printed.sheets:
        for line in headlines(printed, sheet):
            yield from _sized(sheet, line, due.title, "标题")
            yield from _classed(sheet, [line], (due.title_face, Face.SONG), "标题")
        rows = imprint_rows(sheet)
        yield from chain.from_iterable(_sized(sheet, row, due.small, "版记") for row in rows)
        yield from _classed(sheet, rows, (due.small_face,), "版记")
        if sheet.number:
            yield from _sized(sheet, sheet.number, due.number_size, "页码")
            yield from _classed(sheet, [sheet.number], (due.number_face, Face.TITLE), "页码")
    yield from _body_faces(printed)
    for sheet in printed.sheets:
        yield from _headings(printed, sheet)


def imprint_rows(sheet: Sheet) -> list[Line]:
    """Return the lines between the rules of the imprint."""
    if not sheet.imprint:
        return []
    top, bottom = sheet.imprint[0].top, sheet.imprint[-1].bottom
    return [line for line in sheet.page.lines if top < line.baseline < bottom]


def _sized(sheet: Sheet, line: Line, due: float, part: str) -> Iterator[Remark]:
    if abs(line.size - due) > _SIZE + _EPSILON:
        message = f"{part}“{line.text[:8]}” {line.size:g} 磅，应为 {size_words(due)}"
        yield Remark(sheet.page.number, message, place=line.box)


def _classed(sheet: Sheet, lines: Sequence[Line], due: tuple[Face, ...], part: str) -> Iterator[Remark]:
    """Yield a remark where most of some lines is in a face of another class."""
    face = _face(chain.from_iterable(line.glyphs for line in lines))
    if face and face not in due:
        message = f"{part}“{lines[0].text[:8]}”用{face}，应为{due[0]}"
        yield Remark(sheet.page.number, message, place=around(line.box for line in lines))


def _body_faces(printed: Print) -> Iterator[Remark]:
    """Yield what the body is set in instead of its face: as a whole, or whole lines in a face that no part has.

    A long 按语 in its own face can outweigh a short text: where a good part is in the due face, the whole is.
    """
    due = printed.measures.body_face
    glyphs = [glyph for sheet in printed.sheets for line in _below_titles(printed, sheet) for glyph in line.glyphs]
    whole, right = _face(glyphs), sum(face_of(glyph.font) is due for glyph in glyphs)
    if whole and whole is not due and right < _SHARE * len(glyphs):
        yield Remark(0, f"正文用{whole}，应为{due}")
        return
    for sheet in printed.sheets if due is not Face.SONG else ():
        odd = [line for line in sheet.body if len(_han(line.glyphs)) > _FEW and _face(line.glyphs) is Face.SONG]
        if odd:
            message = f"有 {len(odd)} 行用宋体，正文应为{due}，如“{odd[0].text[:8]}”"
            yield Remark(sheet.page.number, message, place=odd[0].box)


def _below_titles(printed: Print, sheet: Sheet) -> Iterator[Line]:
    """Yield the body of a page, of the first page what follows the first title if there is one."""
    title = next(headlines(printed, sheet), None) if sheet.page.number == 1 else None
    return (line for line in sheet.body if not title or line.baseline > title.baseline)


def _headings(printed: Print, sheet: Sheet) -> Iterator[Remark]:
    """Yield headings in a face of another level.

    What is set like the text that follows may be an item of a list, or words of another kind: only where it stands
    alone on its line and in the face of the body is it named, as a doubt.
    """
    for line, below in pairwise(sheet.body) if sheet.known else ():
        level = next((level for level, form in enumerate(_LEVELS) if form.match(line.text)), None)
        if level is None or not _indented(printed, sheet, line):
            continue
        due, (heading, rest) = printed.measures.heading_faces[level], _parted(line)
        face, text = _heading_face(heading), _face(rest or below.glyphs)
        if face is None or text is None or face is due:
            continue
        if face is not text or (face is printed.measures.body_face and _alone(printed, sheet, line)):
            message = f"“{line.text[:8]}”用{face}，{_NAMES[level]}标题应为{due}"
            yield Remark(sheet.page.number, message, place=Line(heading).box, doubtful=face is text)


def _indented(printed: Print, sheet: Sheet, line: Line) -> bool:
    indent = 2 * printed.measures.cell
    return line.left - sheet.left - _INDENT <= indent <= line.glyphs[0].ink_left - sheet.left + _INDENT


def _parted(line: Line) -> tuple[tuple[Glyph, ...], tuple[Glyph, ...]]:
    """Return a line's first sentence and what follows it."""
    end = next((number for number, glyph in enumerate(line.glyphs, 1) if glyph.text in _SENTENCE), len(line.glyphs))
    return line.glyphs[:end], line.glyphs[end:]


def _heading_face(glyphs: tuple[Glyph, ...]) -> Face | None:
    """Return the face of a heading; rare characters of a name in it may come from another."""
    face, first = _face(glyphs), _han(glyphs)[:1]
    return face if first and face_of(first[0].font) is face else None


def _alone(printed: Print, sheet: Sheet, line: Line) -> bool:
    """Tell whether a line is all of its paragraph, and no sentence."""
    return not printed.flush_right(line, sheet) and bool(HAN.match(line.text[-1])) and "…" not in line.text


def _face(glyphs: Iterable[Glyph]) -> Face | None:
    """Return the face that most Han characters have, most of all where there are none."""
    every = tuple(glyphs)
    judged = _han(every) or every
    for face, count in Counter(face_of(glyph.font) for glyph in judged).most_common(1):
        return face if 2 * count > len(judged) else None
    return None


def _han(glyphs: Sequence[Glyph]) -> list[Glyph]:
    return [glyph for glyph in glyphs if HAN.match(glyph.text)]
