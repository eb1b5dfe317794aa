"""A bulletin of three pages that is drawn by hand, so that nothing of the typesetter has a part in it.

It keeps every rule, until something of it is changed. Its font is made here too: every character is a box of known ink.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pydyf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from msgspec import Struct, field
from msgspec.structs import replace

from bulletin_gen.inspect.judge import judge
from bulletin_gen.inspect.measures import LAYOUTS
from bulletin_gen.inspect.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bulletin_gen.inspect.findings import Finding

    Bar = tuple[float, float, float, float]
    """Left and right edge, upper edge, thickness; mm."""
    Colour = tuple[float, ...]

POINT = 25.4 / 72
CELL = 156 / 28
PITCH = 10.44
FIRST = 42.0
"""Baseline of a page's first line."""
SENTENCE = "示例市各级各部门按照统一部署扎实开展隐患排查整治细化任务分工压实各方责任推动措施落地"
FULL = SENTENCE[:28]
RED = (1, 0.2, 0.2)
BLACK = (0, 0, 0)
INK_TOP, INK_BOTTOM = 0.82, -0.06
"""Of a Han character above and below the baseline, in em."""
MASTHEAD_EM = 42 * POINT
FACES = {"body": "FangSong", "title": "FZXiaoBiaoSong-B05S", "small": "FangSong", "number": "SimSun"}


class Words(Struct, frozen=True):
    """A line of text, its glyphs one cell apart; `{SimHei}` changes the font, `{}` changes it back."""

    text: str
    left: float
    baseline: float
    size: float = 16
    cell: float = CELL
    font: str = FACES["body"]
    colour: Colour = BLACK


class Rule(Struct, frozen=True):
    """Something that is painted: filled, stroked, or as a picture."""

    bar: Bar
    colour: Colour = BLACK
    way: str = "fill"


class Drawing(Struct, frozen=True, kw_only=True):
    """A bulletin of three pages."""

    left: float = 28
    left_even: float = 28
    cell: float = CELL
    pitch: float = PITCH
    first: float = FIRST
    rise: float = 0
    """By how much the text of the first page is moved up, mm."""
    last: float = 0
    """By how much the last line of the second page is moved down, mm."""
    size: float = 16
    small: float = 14
    indent: float = 2 * CELL
    lead: tuple[str, ...] = field(default=(FULL[:26], *(FULL,) * 9))
    """Lines of the first page below the title."""
    second: tuple[str, ...] = (FULL,) * 22
    """Lines of the second page."""
    third: tuple[str, ...] = (FULL, FULL, "到位。")
    name_top: float = 57
    """Where the ink of the masthead begins."""
    name_colour: Colour = RED
    name_way: str = "text"
    """How the masthead is drawn: as text, fill or picture."""
    above: float = 84
    """Where the ink of the row above the red rule ends."""
    red: tuple[Bar, ...] = ((28, 184, 88, 0.8),)
    red_colour: Colour = RED
    way: str = "fill"
    """How rules are painted."""
    title: float = 22
    title_lines: tuple[str, ...] = ("守住安全红线",)
    title_gap: float = 20.8
    """From the red rule to the title's em box."""
    title_shift: float = 0
    title_page: int = 1
    imprint: tuple[float, float, float] = (241.5, 251.7, 262.0)
    """Lower edges of its rules."""
    thick: tuple[float, float, float] = (0.35, 0.25, 0.35)
    number: float = 270.88
    number_shift: float = 0
    numbers: tuple[str, ...] = ("— 1 —", "— 2 —", "— 3 —")
    dash: float = 0.38
    """Of the font's dash above the baseline, in em."""
    fonts: dict[str, str] = field(default_factory=dict)
    """Names of fonts in the place of the usual ones, by part."""
    also: tuple[tuple[int, str, float, float], ...] = ()
    """More words: page, text, left edge, baseline."""
    bars: tuple[tuple[int, Bar], ...] = ()
    """More bars: page, bar."""
    stamp: Bar | None = None
    """Something red above the masthead."""
    without: tuple[int, ...] = ()
    """Lines of the second page that are left out, from 0."""
    wide: tuple[int, float] = (-1, 0)
    """A line of the second page that is set to another cell."""
    size_of_paper: tuple[float, float] = (210, 297)
    bleed: float = 0
    """What is cut away on every side of the paper."""
    cut: str = "TrimBox"
    """The name of what is left."""
    turned: int = 0
    """By how much the page says that it is to be turned, its content being drawn the other way round."""
    form: bool = False
    """Whether everything stands in a form object."""
    embedded: bool = True
    creator: str = "bulletin 0.1.0"

    def words(self, page: int) -> Iterator[Words]:
        """Yield the text of a page."""
        if page == 1:
            yield from self._head()
        if page == self.title_page:
            yield from self._title()
        yield from (self._lead(), self._second(), self._end())[page - 1]
        yield from (Words(text, left, down) for number, text, left, down in self.also if number == page)
        left = (163.5 if page % 2 else 32.9 + self.left_even - 28) + self.number_shift
        yield Words(self.numbers[page - 1], left, self.number, self.small, 3.04, self._font("number"))

    def rules(self, page: int) -> Iterator[Rule]:
        """Yield what is painted on a page."""
        if page == 1:
            yield from (Rule(bar, self.red_colour, self.way) for bar in self.red)
            if self.name_way != "text":
                yield Rule((60, 150, self.name_top, 13), self.name_colour, self.name_way)
            if self.stamp:
                yield Rule(self.stamp, RED)
        if page == 3:
            for bottom, thick in zip(self.imprint, self.thick, strict=True):
                yield Rule((28, 184, bottom - thick, thick), way=self.way)
        yield from (Rule(bar, way=self.way) for number, bar in self.bars if number == page)

    def _head(self) -> Iterator[Words]:
        row = self.above + INK_BOTTOM * 16 * POINT
        yield Words("示例市某办公室", 34, row)
        if self.name_way == "text":
            base, left = self.name_top + INK_TOP * MASTHEAD_EM, 106 - 4.5 * MASTHEAD_EM
            yield Words("示例市安全生产简报", left, base, 42, MASTHEAD_EM, self._font("title"), self.name_colour)

    def _title(self) -> Iterator[Words]:
        em = self.title * POINT
        top = 88.8 + self.title_gap if self.title_page == 1 else 57.88
        for number, text in enumerate(self.title_lines):
            left = 106 - len(text) * em / 2 + self.title_shift
            base = top + 0.88 * em + number * 12.7
            yield Words(text, left, base, self.title, em, self._font("title"))

    def _lead(self) -> Iterator[Words]:
        first = FIRST + 21 * PITCH - (len(self.lead) - 1) * self.pitch - self.rise
        first_line, *others = self._block(self.lead, self.left, first)
        yield replace(first_line, left=self.left + self.indent)
        yield from others

    def _second(self) -> Iterator[Words]:
        for number, words in enumerate(self._block(self.second, self.left_even, self.first)):
            down = self.last if number == len(self.second) - 1 else 0
            line, cell = self.wide
            if number not in self.without:
                yield replace(words, baseline=words.baseline + down, cell=cell if line == number else words.cell)

    def _end(self) -> Iterator[Words]:
        yield from self._block(self.third, self.left, self.first)
        for text, baseline in (("送：示例市委。", 248.7), ("发：各县区。", 258.6)):
            yield Words(text, 32.9, baseline, self.small, 4.94, self._font("small"))

    def _block(self, lines: tuple[str, ...], left: float, first: float) -> list[Words]:
        return [
            Words(text, left, first + number * self.pitch, self.size, self.cell, self._font("body"))
            for number, text in enumerate(lines)
        ]

    def _font(self, part: str) -> str:
        return (FACES | self.fonts)[part]


def draw(drawing: Drawing) -> bytes:
    """Return a PDF."""
    pdf = pydyf.PDF()
    program = program_of("".join(words.text for page in (1, 2, 3) for words in drawing.words(page)), drawing.dash)
    fonts: dict[str, pydyf.Dictionary] = {}
    for page in (1, 2, 3):
        stream = pydyf.Stream()
        turn(stream, drawing)
        for rule in drawing.rules(page):
            paint(stream, rule, drawing.size_of_paper[1])
        for words in drawing.words(page):
            for name in names_of(words):
                fonts.setdefault(name, font_of(pdf, name, program, embedded=drawing.embedded))
            write(stream, words, drawing.size_of_paper[1], program)
        faces = pydyf.Dictionary({f"F{hex_of(name)}": font.reference for name, font in fonts.items()})
        pdf.add_page(page_of(pdf, drawing, stream, pydyf.Dictionary({"Font": faces})))
    pdf.info["Creator"] = pydyf.String(drawing.creator)
    written = io.BytesIO()
    pdf.write(written)
    return written.getvalue()


def page_of(pdf: pydyf.PDF, drawing: Drawing, stream: pydyf.Stream, resources: pydyf.Dictionary) -> pydyf.Dictionary:
    """Return a page with its paper, its cut and its turn."""
    width, height = (side / POINT for side in drawing.size_of_paper)
    if drawing.turned % 180:
        width, height = height, width
    if drawing.form:
        stream.extra.update(
            {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, width, height]), "Resources": resources}
        )
        pdf.add_object(stream)
        resources = pydyf.Dictionary({"XObject": pydyf.Dictionary({"All": stream.reference})})
        stream = pydyf.Stream([b"/All Do"])
    pdf.add_object(stream)
    around = drawing.bleed / POINT
    page = {"Type": "/Page", "Parent": pdf.pages.reference, "Contents": stream.reference, "Resources": resources}
    page["MediaBox"] = pydyf.Array([-around, -around, width + around, height + around])
    if drawing.bleed:
        page[drawing.cut] = pydyf.Array([0, 0, width, height])
    if drawing.turned:
        page["Rotate"] = drawing.turned
    return pydyf.Dictionary(page)


def turn(stream: pydyf.Stream, drawing: Drawing) -> None:
    """Draw what follows so that it stands upright when the page is turned."""
    width, height = (side / POINT for side in drawing.size_of_paper)
    match drawing.turned:
        case 90:
            stream.set_matrix(0, 1, -1, 0, height, 0)
        case 180:
            stream.set_matrix(-1, 0, 0, -1, width, height)
        case 270:
            stream.set_matrix(0, -1, 1, 0, 0, width)


def paint(stream: pydyf.Stream, rule: Rule, height: float) -> None:
    """Paint a bar: a fill, a stroke, two fills end to end, or a picture of one dot."""
    bar_left, bar_right, bar_top, bar_thick = rule.bar
    left, right, top, thick = bar_left / POINT, bar_right / POINT, (height - bar_top) / POINT, bar_thick / POINT
    if rule.way == "stroke":
        colour_of(stream, rule.colour, stroke=True)
        stream.set_line_width(thick)
        stream.move_to(left, top - thick / 2)
        stream.line_to(right, top - thick / 2)
        stream.stroke()
    elif rule.way == "picture":
        dot = bytes(round(255 * value) for value in rule.colour)
        stream.push_state()
        stream.set_matrix(right - left, 0, 0, thick, left, top - thick)
        stream.stream.append(b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID " + dot + b" EI")
        stream.pop_state()
    else:
        colour_of(stream, rule.colour)
        for start, end in (
            ((left, (left + right) / 2), ((left + right) / 2, right)) if rule.way == "pieces" else ((left, right),)
        ):
            stream.rectangle(start, top - thick, end - start, thick)
            stream.fill()


def colour_of(stream: pydyf.Stream, colour: Colour, *, stroke: bool = False) -> None:
    """Set a colour of three or four values."""
    operator = {3: "RG" if stroke else "rg", 4: "K" if stroke else "k"}[len(colour)]
    stream.stream.append(" ".join(map(str, (*colour, operator))).encode())


def write(stream: pydyf.Stream, words: Words, height: float, program: Program) -> None:
    """Set every glyph in its own place; digits take half a cell."""
    colour_of(stream, words.colour)
    stream.begin_text()
    left = words.left
    for name, text in runs_of(words):
        stream.set_font_size(f"F{hex_of(name)}", words.size)
        for character in text:
            stream.set_text_matrix(1, 0, 0, 1, left / POINT, (height - words.baseline) / POINT)
            stream.stream.append(f"<{program.glyphs[character]:04X}> Tj".encode())
            left += words.cell / 2 if character.isascii() and character.isalnum() else words.cell
    stream.end_text()


def runs_of(words: Words) -> Iterator[tuple[str, str]]:
    """Yield the pieces of some words with the names of their fonts."""
    first, *pieces = re.split(r"\{(.*?)\}", words.text)
    yield words.font, first
    for name, text in zip(pieces[::2], pieces[1::2], strict=True):
        yield name or words.font, text


def names_of(words: Words) -> set[str]:
    """Return the fonts of some words."""
    return {name for name, _ in runs_of(words)}


def hex_of(name: str) -> str:
    """Return a name that any resource may have."""
    return name.encode().hex()


class Program(Struct, frozen=True):
    """A font as it is embedded."""

    content: bytes
    glyphs: dict[str, int]
    """Number of a character's glyph."""


@cache
def program_of(text: str, dash: float) -> Program:
    """Return a font in which a Han character is a box, a digit half of one, and a dash a bar as wide as its cell."""
    characters = sorted(set(text))
    names = [".notdef", *(f"g{ord(character):X}" for character in characters)]
    middle = round(1000 * dash)
    shapes = {name: box_of(60, -60, 940, 820) for name in names}
    widths = dict.fromkeys(names, (1000, 60))
    for character in characters:
        name = f"g{ord(character):X}"
        if character == "—":
            shapes[name], widths[name] = box_of(0, middle - 20, 1000, middle + 20), (1000, 0)
        elif character.isspace():
            shapes[name], widths[name] = TTGlyphPen(None).glyph(), (500 if character == " " else 1000, 0)
        elif character.isascii():
            shapes[name], widths[name] = box_of(60, 0, 440, 700), (500, 60)
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(character): f"g{ord(character):X}" for character in characters})
    font.setupGlyf(shapes)
    font.setupHorizontalMetrics(widths)
    font.setupHorizontalHeader(ascent=1160, descent=-320)  # as far from the ink as real fonts have it
    font.setupPost()
    content = io.BytesIO()
    font.save(content)
    return Program(content.getvalue(), {character: names.index(f"g{ord(character):X}") for character in characters})


def box_of(left: int, bottom: int, right: int, top: int) -> Any:  # noqa: ANN401 - fontTools has no types
    """Return a glyph that is a rectangle."""
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for corner in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def font_of(pdf: pydyf.PDF, name: str, program: Program, *, embedded: bool) -> pydyf.Dictionary:
    """Return a font under a name; digits and blanks are half as wide as the rest."""
    written = "/" + "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"#{byte:02X}"
        for byte in name.encode("latin-1" if name.isprintable() and max(map(ord, name)) < 256 else "gbk")
    )
    pairs = "".join(
        f"<{glyph:04X}> <{character.encode('utf-16-be').hex()}>\n" for character, glyph in program.glyphs.items()
    )
    count = len(program.glyphs)
    table = f"1 begincodespacerange <0000> <FFFF> endcodespacerange {count} beginbfchar\n{pairs}endbfchar"
    unicode = pydyf.Stream([f"/CMapName /A def begincmap {table} endcmap".encode()])
    descriptor = pydyf.Dictionary(
        {"Type": "/FontDescriptor", "FontName": written, "Flags": 4, "Ascent": 1160, "Descent": -320}
    )
    if embedded:
        content = pydyf.Stream([program.content])
        pdf.add_object(content)
        descriptor["FontFile2"] = content.reference
    pdf.add_object(unicode)
    pdf.add_object(descriptor)
    system = pydyf.Dictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0})
    halves = " ".join(f"{g} [500]" for c, g in program.glyphs.items() if c.isascii())
    face = pydyf.Dictionary({"Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": written, "DW": 1000})
    face.update({"CIDSystemInfo": system, "FontDescriptor": descriptor.reference, "W": f"[{halves}]"})
    face["CIDToGIDMap"] = "/Identity"
    pdf.add_object(face)
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type0", "BaseFont": written, "Encoding": "/Identity-H"})
    font.update({"DescendantFonts": f"[{face.reference.decode()}]", "ToUnicode": unicode.reference})
    pdf.add_object(font)
    return font


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Path]:
    """Return the function that draws the bulletin with something changed, and says where it lies."""

    def call(name: str = "drawn.pdf", **changed: Any) -> Path:  # noqa: ANN401 - fields of Drawing
        path = tmp_path / name
        path.write_bytes(draw(Drawing(**changed)))
        return path

    return call


@pytest.fixture
def inspected(drawn: Callable[..., Path]) -> Callable[..., tuple[Finding, ...]]:
    """Return the function that draws the bulletin with something changed, and judges it."""

    def call(**changed: Any) -> tuple[Finding, ...]:  # noqa: ANN401 - fields of Drawing
        return judge(read(drawn(**changed)), LAYOUTS["简报"])

    return call
