"""Turn the text below a head into sections and entries. Internal parts are only flagged: `edition` cuts."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic, Severity, Span, in_order
from bulletin_gen.model import NOWHERE, Block, Heading, Note, NoteMark, Paragraph, Run, Section, Title, locate, plain
from bulletin_gen.notation.ordinals import chinese, leading_ordinal
from bulletin_gen.parse.body import parse_body
from bulletin_gen.parse.markdown import NOTE_TAG
from bulletin_gen.parse.marks import internal_fault
from bulletin_gen.patterns import pattern
from bulletin_gen.traverse import blocks_in
from bulletin_gen.validate.blocks import parts_of, raw_text, read_blocks, read_part, texts_of
from bulletin_gen.validate.entries import TitleLine, entries_of, is_subtitle
from bulletin_gen.validate.inlines import title_words
from bulletin_gen.validate.reading import BodyContext, Reading
from bulletin_gen.validate.stretches import joined_stretch, stretch_of, touching_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from bulletin_gen.parse.traced import Source, Traced

__all__ = ["Body", "BodyContext", "read_body"]


class Body(Struct, frozen=True):
    """What a body says."""

    editor_note: tuple[Paragraph, ...] = ()
    """按语 typed as `> …` before the first title."""
    sections: tuple[Section, ...] = ()


class _ColumnLine(Struct, frozen=True):
    """A column head (栏目头)."""

    name: str
    internal: bool
    row: int = 0
    """Line of the file that it stands on."""


_Line: TypeAlias = "_ColumnLine | TitleLine | Block"


class _Flat(Struct, frozen=True):
    """A body in reading order, before it is sorted into sections; the two collections grow."""

    lines: list[_Line] = field(default_factory=list)
    editor_note: list[Paragraph] = field(default_factory=list)


_COLUMN = pattern(r"【\s*(.*?)\s*】")
_UNPAIRED = pattern(r"【[^】]*|[^【]*】|\[(?!\^)[^\[\]]*\]|［[^［］]*］|〔[^〔〕]*〕|〖[^〖〗]*〗")
_NOTE_INDENT = 3
"""Blanks that may stand before a definition which is in no block."""
_DEFINITION = pattern(r"\s*\[\^([^\]]*)\]:")
_REFERENCE = pattern(r"(?<!\\)\[\^([^\]]*)\]")
_BREAKS = pattern(r"[ \u3000]*\\[ \u3000\\]*|\u3000+")


def read_body(source: Source, context: BodyContext, *, shortcuts: bool = True) -> Checked[Body]:
    """Return editor's note and sections of a body, with every fault in it; `shortcuts` as `parse_body` has them."""
    parsed = parse_body(source, shortcuts=shortcuts)
    reading = Reading(parsed.value, context, touching=touching_lines(parsed.value))
    flat = _read_flat(reading)
    _check_columns(reading, flat.lines)
    _check_subtitles(reading, flat.lines)
    _check_sequence(reading, flat.lines)
    lines = _with_scopes(flat.lines)
    sections = _sections(lines, _read_notes(reading, lines))
    for number, mark in enumerate(reading.body.marks):
        if number not in reading.applied:
            reading.faults.append(internal_fault(reading.body.source, mark.offset))
    faults = (*parsed.diagnostics, *reading.faults)
    if not sections and not flat.editor_note and not faults:
        place = Span(source.path, max(source.first_line - 1, 1), 1)
        faults = (Diagnostic(place, Code.EMPTY_BODY, "这一期没有正文", "在第二个 --- 之后空一行，写题目和正文"),)
    return Checked(Body(tuple(flat.editor_note), sections), in_order(faults))


def _read_flat(reading: Reading) -> _Flat:
    flat = _Flat()
    blocks: list[Block] = []
    for part in parts_of(reading.body.root):
        if not isinstance(part, list) and part.tag == NOTE_TAG:
            continue
        if not isinstance(part, list) and part.tag == "h1":
            flat.lines.extend([*blocks, *_read_title(reading, part)])
            blocks = []
        elif not isinstance(part, list) and part.tag == "blockquote" and not flat.lines and not blocks:
            flat.editor_note.extend(_read_editor_note(reading, part))
        else:
            read_part(reading, part, blocks, 0)
    flat.lines.extend(blocks)
    return flat


def _read_editor_note(reading: Reading, element: Element) -> list[Paragraph]:
    blocks = read_blocks(reading, element, 0)
    return [block for block in blocks if isinstance(block, Paragraph)]


def _read_title(reading: Reading, element: Element) -> list[_ColumnLine | TitleLine]:
    """Return a column head or a title; nothing where no words stand, which `habits` has reported."""
    marks = reading.marks_in(raw_text(element))
    reading.applied.update(number for number, _ in marks)
    internal = any(mark.internal for _, mark in marks)
    attributes = {key: value for _, mark in marks for key, value in mark.attributes}
    text = title_words(reading, texts_of(element), "题目")
    if column := _COLUMN.fullmatch(text.text):
        if attributes:
            message, hint = "栏目后面不能写肩题、作者、供稿", "写在这一栏目里的题目后面"
            reading.fault(marks[0][1].offset, Code.UNKNOWN_ATTRIBUTE, message, hint)
        return [_read_column(reading, text, column[1], internal=internal)]
    if _UNPAIRED.fullmatch(text.text):
        hint = "栏目写成 # 【安排部署】；不是栏目的题目，不要整个放在括号里"
        reading.fault(reading.typed_at(text, 0, text.text), Code.COLUMN_FORM, "栏目的括号不对", hint)
        return []
    title = _title(reading, text)
    if not title.segments:
        return []
    given = {"kicker": "肩题", "byline": "作者", "units": "供稿"}
    values = {english: attributes.get(chinese, "") for english, chinese in given.items()}
    return [TitleLine(title=title, internal=internal, **values)]


def _read_column(reading: Reading, text: Traced, name: str, *, internal: bool) -> _ColumnLine:
    known = reading.context.columns
    if known and name not in known and name:
        close = get_close_matches(name, known, n=1, cutoff=0.4)
        hint = (f"是否想写“{close[0]}”？" if close else "") + "新栏目请加进 publication.yml 的“栏目”"
        reading.warn(text.offset(1), Code.UNKNOWN_COLUMN, f"本刊没有登记“{name}”这个栏目", hint)
    return _ColumnLine(name, internal, reading.span(text.offset()).line)


def _title(reading: Reading, text: Traced) -> Title:
    """Return a title broken at 　 and at the backslash, which does not print."""
    breaks = list(_BREAKS.finditer(text.text))
    gaps = ["" if "\\" in match[0] else "\u3000" for match in breaks]
    printed = text
    for match, gap in zip(reversed(breaks), reversed(gaps), strict=True):
        printed = printed.replaced(match.start(), match.end(), gap)
    segments = _BREAKS.split(text.text)
    if segments[0] == "":
        segments, gaps = segments[1:], gaps[1:]
    if segments and segments[-1] == "":
        segments, gaps = segments[:-1], gaps[:-1]
    return Title(tuple(segments), tuple(gaps), reading.body.source.origin(printed))


def _read_notes(reading: Reading, lines: list[_Line]) -> tuple[Note, ...]:
    """Return the notes in the order of their definitions; report what refers to none, the unused and the doubled.

    A note that is defined below an internal head or inside an internal block is internal as all else there.
    """
    if not any("[^" in line.text for line in reading.body.lines):
        return ()
    defined = _definitions(reading)
    used = {
        item.attrib["href"].removeprefix("#fn:")
        for item in reading.body.root.iter("a")
        if "footnote-ref" in item.get("class", "")
    }
    _report_unknown(reading, {name for name, _ in defined})
    first: set[str] = set()
    for name, offset in defined:
        if name in first:
            reading.fault(offset, Code.NOTE_TWICE, f"注释“{name}”写了两次", "换一个编号，或删去其中一条")
        elif name not in used:
            message = f"正文里没有注号 [^{name}]，这条注释不会印出"
            reading.fault(offset, Code.UNUSED_NOTE, message, f"在正文相应处写 [^{name}]，或删去注释")
        first.add(name)
    places = {name: reading.span(offset) for name, offset in reversed(defined)}
    hidden = {name for name, place in places.items() if _is_below_internal(place.line, lines)}
    hidden |= {name for name, place in places.items() if _is_inside_internal(place, lines)}
    notes = []
    for number, element in enumerate(reading.body.root.iter(NOTE_TAG), start=1):
        name = element.get("name", "")
        blocks = read_blocks(reading, element, 1)
        if name in hidden:
            blocks = tuple(replace(block, internal=True) for block in blocks)
        head = (places[name].line,) * 2 if name in places else NOWHERE
        stretch = joined_stretch(head, stretch_of(reading, element))
        notes.append(Note(number=number, blocks=blocks, name=name, stretch=stretch))
    return tuple(notes)


def _is_below_internal(row: int, lines: list[_Line]) -> bool:
    """Tell whether the last head before a line of the file is internal."""
    heads = [line for line in lines if _level(line) is not None and _row_of(line) < row]
    return bool(heads) and heads[-1].internal


def _is_inside_internal(place: Span, lines: list[_Line]) -> bool:
    """Tell whether a definition at a place stands inside an internal block, by its lines and its indent."""
    blocks = blocks_in(line for line in lines if isinstance(line, Block))
    around = (block for block in blocks if block.internal and block.stretch[0] < place.line <= block.stretch[1])
    return place.column > _NOTE_INDENT and any(around)


def _row_of(line: _Line) -> int:
    if isinstance(line, _ColumnLine):
        return line.row
    if isinstance(line, TitleLine):
        return locate(line.title.origin, 0)[0]
    return _place_of(line)[0] if isinstance(line, Heading) else 0


def _definitions(reading: Reading) -> list[tuple[str, int]]:
    matches = ((line, _DEFINITION.match(line.text)) for line in reading.body.lines if "[^" in line.text)
    return [(match[1], line.offset(line.text.index("["))) for line, match in matches if match]


def _report_unknown(reading: Reading, defined: set[str]) -> None:
    """Report each note that is referred to but not defined, once."""
    unknown: set[str] = set()
    for line in (line for line in reading.body.lines if "[^" in line.text):
        for match in _REFERENCE.finditer(line.text):
            if match[1] in defined | unknown:
                continue
            unknown.add(match[1])
            hint = f"在文末另起一行写 [^{match[1]}]: 注释内容；或删去这个注号"
            reading.fault(line.offset(match.start()), Code.UNKNOWN_NOTE, f"没有注释“{match[1]}”", hint)


def _check_columns(reading: Reading, lines: list[_Line]) -> None:
    """Report each column under which nothing stands."""
    for line, following in pairwise([*lines, _ColumnLine("", internal=False)]):
        if isinstance(line, _ColumnLine) and isinstance(following, _ColumnLine) and line.name:
            place = Span(reading.body.source.path, line.row, 1)
            hint = "写上这一栏目的题目和正文，或删去这一行"
            message = f"栏目“{line.name}”下面没有内容"
            reading.faults.append(Diagnostic(place, Code.EMPTY_HEADING, message, hint))


def _check_subtitles(reading: Reading, lines: list[_Line]) -> None:
    """Report links and notes in subtitles, which hold words alone."""
    for line, following in pairwise(lines):
        if isinstance(line, TitleLine) and isinstance(following, Paragraph) and is_subtitle(following):
            place = Span(reading.body.source.path, *_place_of(following))
            if any(isinstance(inline, NoteMark) for inline in following.inlines):
                reading.faults.append(Diagnostic(place, Code.UNKNOWN_NOTE, "副题里不能有注释", "把注号移到正文里"))
            if any(isinstance(inline, Run) and inline.href for inline in following.inlines):
                reading.faults.append(Diagnostic(place, Code.LINK_IN_TITLE, "副题里不能有链接", "去掉链接，移到正文里"))


def _check_sequence(reading: Reading, lines: list[_Line]) -> None:
    """Warn of headings whose ordinals do not follow one another; each article and column counts anew."""
    if not any(isinstance(line, Heading) for line in lines):
        return
    last: dict[int, int] = {}
    for line in lines:
        for above, number in _run_in_ordinals(line):
            last = {deeper: other for deeper, other in last.items() if deeper < above} | {above: number}
        level = _level(line)
        if level is None:
            continue
        last = {deeper: number for deeper, number in last.items() if deeper <= level}
        if not isinstance(line, Heading) or not (ordinal := leading_ordinal(plain(line.inlines))):
            continue
        expected = last.get(level, 0) + 1
        if ordinal.number != expected and ordinal.form.value == level:
            place = Span(reading.body.source.path, *_place_of(line))
            right = ordinal.text.replace(_digits(ordinal.text), _as_typed(expected, ordinal.text))
            message = f"序号“{ordinal.text}”与前面不连续"
            reading.faults.append(
                Diagnostic(place, Code.ORDINAL_SEQUENCE, message, f"按顺序应为“{right}”", Severity.WARNING)
            )
        last[level] = ordinal.number


def _run_in_ordinals(line: _Line) -> Iterator[tuple[int, int]]:
    """Yield level and number of each heading that is run into a paragraph: it counts, but is not judged."""
    for inline in line.inlines if isinstance(line, Paragraph) else ():
        if isinstance(inline, Run) and inline.run_in and (ordinal := leading_ordinal(inline.text)):
            yield ordinal.form.value, ordinal.number


def _place_of(block: Heading | Paragraph) -> tuple[int, int]:
    run = next((inline for inline in block.inlines if isinstance(inline, Run)), None)
    return locate(run.origin, 0) if run else (0, 0)


def _digits(ordinal: str) -> str:
    return ordinal.strip("（）、.")


def _as_typed(number: int, ordinal: str) -> str:
    return str(number) if _digits(ordinal).isdecimal() else chinese(number)


def _with_scopes(lines: list[_Line]) -> list[_Line]:
    """Make internal what an internal head covers: all down to the next head of its level or above."""
    if not any(line.internal for line in lines):
        return lines
    out: list[_Line] = []
    scope: int | None = None
    for line in lines:
        level = _level(line)
        if level is not None and (scope is None or level <= scope):
            scope = level if line.internal else None
        out.append(replace(line, internal=True) if scope is not None else line)
    return out


def _level(line: _Line) -> int | None:
    if isinstance(line, _ColumnLine):
        return 0
    if isinstance(line, TitleLine):
        return 1
    return line.level if isinstance(line, Heading) else None


def _sections(lines: list[_Line], notes: tuple[Note, ...]) -> tuple[Section, ...]:
    sections: list[Section] = []
    head, held = _ColumnLine("", internal=False), list[TitleLine | Block]()
    for line in [*lines, None]:
        if line is not None and not isinstance(line, _ColumnLine):
            held.append(line)
            continue
        if held or head.name:
            entries = entries_of(held, notes, in_column=bool(head.name))
            sections.append(Section(name=head.name, entries=entries, internal=head.internal, row=head.row))
        head, held = line or head, []
    return tuple(sections)
