"""The instrument: each rule passes a PDF just inside its tolerance and finds the one just outside; good prints pass.

The PDFs are drawn by hand, so that nothing of the typesetter has a part in them.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydyf
import pytest

from bulletin_gen.cli import run
from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.inspect.colour import is_red
from bulletin_gen.inspect.judge import RULES, judge
from bulletin_gen.inspect.measures import LAYOUTS
from bulletin_gen.inspect.read import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.inspect.findings import Finding

POINT = 25.4 / 72
CELL = 156 / 28
PITCH = 10.44
FIRST = 42.0
"""Baseline of a page's first line."""
SENTENCE = "示例市各级各部门按照统一部署扎实开展隐患排查整治细化任务分工压实各方责任推动措施落地"
FULL = SENTENCE[:28]
RED = (1, 0.2, 0.2)
BLACK = (0, 0, 0)


@dataclass(frozen=True)
class Words:
    """A line of text, its glyphs one cell apart."""

    text: str
    left: float
    baseline: float
    size: float = 16
    cell: float = CELL


@dataclass(frozen=True)
class Bar:
    """A filled rule."""

    left: float
    right: float
    top: float
    thick: float
    colour: tuple[float, ...] = BLACK
    stroked: bool = False


@dataclass(frozen=True)
class Sheet:
    """A page to draw."""

    words: tuple[Words, ...] = ()
    bars: tuple[Bar, ...] = ()
    width: float = 210
    height: float = 297
    bleed: float = 0
    """What is cut away on every side of the paper."""
    cut: str = "TrimBox"
    """The name of what is left."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A bulletin of three pages that keeps every rule, until something of it is changed."""

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
    title: float = 22
    small: float = 14
    indent: float = 2 * CELL
    second: tuple[str, ...] = (FULL,) * 22
    """Lines of the second page."""
    third: tuple[str, ...] = (FULL, FULL, "到位。")
    red: tuple[Bar, ...] = (Bar(28, 184, 88, 0.8, RED),)
    imprint: tuple[float, float, float] = (241.5, 251.7, 262.0)
    """Lower edges of its rules."""
    thick: tuple[float, float, float] = (0.35, 0.25, 0.35)
    number: float = 270.5
    number_shift: float = 0
    numbers: tuple[str, ...] = ("— 1 —", "— 2 —", "— 3 —")
    size_of_paper: tuple[float, float] = (210, 297)
    lead: tuple[str, ...] = field(default=(FULL[:26], *(FULL,) * 9))
    """Lines of the first page below the title."""
    embedded: bool = True
    producer: str = "WeasyPrint 70.0"

    def pages(self) -> tuple[Sheet, ...]:
        """Return the pages as they are drawn."""
        head = (
            Words("示例市安全生产简报", 80, 68, 24),
            Words("示例市某办公室", 34, 83.3, 16),
        )
        title = (Words("守住安全红线", 83, 128, self.title, 7.76),)
        first = FIRST + 21 * PITCH - (len(self.lead) - 1) * self.pitch - self.rise
        lead = self.block(self.lead, 1, first=first, indented=True)
        texts = (lead, self.block(self.second, 2), self.end())
        bars = (self.red, (), self.rules())
        return tuple(
            Sheet((*(head + title if number == 1 else ()), *text, self.footer(number)), drawn, *self.size_of_paper)
            for number, (text, drawn) in enumerate(zip(texts, bars, strict=True), 1)
        )

    def block(self, lines: tuple[str, ...], page: int, *, first: float = 0, indented: bool = False) -> list[Words]:
        """Return lines of a paragraph one below the other."""
        left, first = self.left if page % 2 else self.left_even, first or self.first
        words = []
        for number, text in enumerate(lines):
            shift = self.last if page == 2 and number == len(lines) - 1 else 0
            indent = self.indent if indented and not number else 0
            words.append(Words(text, left + indent, first + number * self.pitch + shift, self.size, self.cell))
        return words

    def end(self) -> list[Words]:
        """Return the text of the last page and its imprint."""
        rows = (("送：示例市委。", 248.7), ("发：各县区。", 258.6))
        imprint = [Words(text, 32.9, baseline, self.small, 4.94) for text, baseline in rows]
        return self.block(self.third, 3) + imprint

    def rules(self) -> tuple[Bar, ...]:
        """Return the rules of the imprint."""
        return tuple(
            Bar(28, 184, bottom - thick, thick) for bottom, thick in zip(self.imprint, self.thick, strict=True)
        )

    def footer(self, page: int) -> Words:
        """Return the page number."""
        left = 163.5 if page % 2 else 32.9
        return Words(self.numbers[page - 1], left + self.number_shift, self.number, self.small, 3.04)


def draw(sheets: tuple[Sheet, ...], *, embedded: bool = True, producer: str = "WeasyPrint 70.0") -> bytes:
    """Return a PDF of some pages."""
    pdf = pydyf.PDF()
    font = font_of(pdf, sheets, embedded=embedded)
    for sheet in sheets:
        stream = pydyf.Stream()
        for bar in sheet.bars:
            paint(stream, bar, sheet.height)
        stream.begin_text()
        for words in sheet.words:
            write(stream, words, sheet.height)
        stream.end_text()
        pdf.add_object(stream)
        cut = [0, 0, sheet.width / POINT, sheet.height / POINT]
        around = sheet.bleed / POINT
        box = pydyf.Array([-around, -around, cut[2] + around, cut[3] + around])
        resources = pydyf.Dictionary({"Font": pydyf.Dictionary({"F": font.reference})})
        page = {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": box, "Contents": stream.reference}
        pdf.add_page(
            pydyf.Dictionary(page | {"Resources": resources} | ({sheet.cut: pydyf.Array(cut)} if sheet.bleed else {}))
        )
    pdf.info["Producer"] = pydyf.String(producer)
    written = io.BytesIO()
    pdf.write(written)
    return written.getvalue()


def font_of(pdf: pydyf.PDF, sheets: tuple[Sheet, ...], *, embedded: bool) -> pydyf.Dictionary:
    """Return a font whose glyphs are numbered by their code points; digits, blanks are half as wide as the rest."""
    used = sorted({ord(c) for sheet in sheets for words in sheet.words for c in words.text})
    pairs = "".join(f"<{code:04X}> <{code:04X}>\n" for code in used)
    table = f"1 begincodespacerange <0000> <FFFF> endcodespacerange {len(used)} beginbfchar\n{pairs}endbfchar"
    unicode = pydyf.Stream([f"/CMapName /A def begincmap {table} endcmap".encode()])
    descriptor = pydyf.Dictionary(
        {"Type": "/FontDescriptor", "FontName": "/Probe", "Flags": 4, "Ascent": 880, "Descent": -120}
    )
    if embedded:
        program = pydyf.Stream([b"no glyph is ever drawn"], {"Subtype": "/CIDFontType0C"})
        pdf.add_object(program)
        descriptor["FontFile3"] = program.reference
    pdf.add_object(unicode)
    pdf.add_object(descriptor)
    system = pydyf.Dictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0})
    face = pydyf.Dictionary({"Type": "/Font", "Subtype": "/CIDFontType0", "BaseFont": "/Probe", "DW": 1000})
    face.update({"CIDSystemInfo": system, "FontDescriptor": descriptor.reference, "W": "[32 [500] 48 57 500]"})
    pdf.add_object(face)
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type0", "BaseFont": "/Probe", "Encoding": "/Identity-H"})
    font.update({"DescendantFonts": f"[{face.reference.decode()}]", "ToUnicode": unicode.reference})
    pdf.add_object(font)
    return font


def paint(stream: pydyf.Stream, bar: Bar, height: float) -> None:
    """Draw a rule, as a fill or as a stroke."""
    left, right, top, thick = (value / POINT for value in (bar.left, bar.right, height - bar.top, bar.thick))
    if not bar.stroked:
        stream.set_color_rgb(*bar.colour)
        stream.rectangle(left, top - thick, right - left, thick)
        stream.fill()
        return
    stream.set_color_rgb(*bar.colour, stroke=True)
    stream.set_line_width(thick)
    stream.move_to(left, top - thick / 2)
    stream.line_to(right, top - thick / 2)
    stream.stroke()


def write(stream: pydyf.Stream, words: Words, height: float) -> None:
    """Set every glyph in its own place; digits take half a cell."""
    stream.set_color_rgb(*BLACK)
    stream.set_font_size("F", words.size)
    left = words.left
    for character in words.text:
        stream.set_text_matrix(1, 0, 0, 1, left / POINT, (height - words.baseline) / POINT)
        stream.stream.append(f"<{ord(character):04X}> Tj".encode())
        left += words.cell / 2 if character in "0123456789" else words.cell


@pytest.fixture
def inspected(tmp_path: Path) -> Callable[..., tuple[Finding, ...]]:
    """Return the function that draws pages and judges them."""

    def call(drawing: Drawing, *, sheets: tuple[Sheet, ...] = ()) -> tuple[Finding, ...]:
        path = tmp_path / "drawn.pdf"
        path.write_bytes(draw(sheets or drawing.pages(), embedded=drawing.embedded, producer=drawing.producer))
        return judge(read(path), LAYOUTS["简报"])

    return call


def test_a_drawing_that_keeps_every_rule_passes(inspected: Callable[..., tuple[Finding, ...]]) -> None:
    assert inspected(Drawing()) == ()


def test_every_rule_of_the_layout_is_in_the_table_once() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(set(names)) == names
    assert all(set(layout.rules) <= set(names) for layout in LAYOUTS.values())
    assert set(LAYOUTS["简报"].rules) == set(names) == {name for name, *_ in CASES}


def lines(*changed: str) -> tuple[str, ...]:
    """Return a page of full lines whose fifth and following ones are given."""
    return ((FULL,) * 4 + changed + (FULL,) * 22)[:22]


CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("P01", {"size_of_paper": (210.4, 296.6)}, {"size_of_paper": (210.7, 297)}),
    ("P01", {"size_of_paper": (210, 297.4)}, {"size_of_paper": (216, 279)}),
    ("P02", {"left": 28.9, "left_even": 28.9, "cell": CELL - 0.04}, {"left": 29.2, "left_even": 29.2}),
    ("P02", {"left": 28, "left_even": 26}, {"left": 26, "left_even": 28}),
    ("P02", {"cell": CELL + 0.025}, {"cell": CELL + 0.05}),
    ("P03", {"first": FIRST + 0.8}, {"first": FIRST + 1.3}),
    ("P03", {"first": FIRST - 0.8}, {"first": FIRST - 1.3}),
    ("P03", {"rise": 0.8}, {"rise": 1.3}),
    ("P03", {"rise": 0}, {"rise": PITCH}),
    ("P04", {"pitch": 10.49}, {"pitch": 10.55}),
    ("P04", {"pitch": 10.41, "last": 0.1}, {"pitch": 10.41, "last": 0.14}),
    ("P05", {"second": lines(FULL)}, {"second": (SENTENCE[:27],) * 22, "cell": 156 / 27}),
    ("P06", {"second": lines(FULL[:25])}, {"second": lines(*[FULL[:25]] * 5)}),
    ("P07", {"second": lines("（" + FULL[:27])}, {"second": lines("，" + FULL[:27])}),
    ("P07", {"second": lines(FULL[:27] + "，")}, {"second": lines(FULL[:27] + "（")}),
    ("P07", {"second": lines(FULL[:27] + "12", FULL)}, {"second": lines(FULL[:27] + "12", "34" + FULL[:27])}),
    ("P07", {"second": lines(FULL[:26] + "——", FULL)}, {"second": lines(FULL[:27] + "—", "—" + FULL[:27])}),
    ("P08", {"size": 15.5}, {"size": 15.3}),
    ("P08", {"size": 16.1}, {"size": 16.4}),
    ("P08", {"title": 22.3}, {"title": 22.5}),
    ("P08", {"small": 13.7}, {"small": 13.4}),
    ("P10", {"red": (Bar(28.9, 183.1, 88, 0.8, RED),)}, {"red": (Bar(26.8, 184, 88, 0.8, RED),)}),
    ("P10", {"red": (Bar(28, 184, 88.9, 0.8, RED),)}, {"red": (Bar(28, 184, 89.3, 0.8, RED),)}),
    ("P10", {"red": (Bar(28, 106, 88, 0.8, RED), Bar(106, 184, 88, 0.8, RED))}, {"red": ()}),
    ("P10", {"red": (Bar(28, 184, 88, 0.8, RED, stroked=True),)}, {"red": (Bar(28, 184, 88, 0.8, BLACK),)}),
    ("P12", {"lead": ("示例市各级各",)}, {"lead": ("示例市各级",)}),
    ("P13", {"imprint": (241.5, 251.7, 262.9)}, {"imprint": (241.5, 251.7, 263.6)}),
    ("P13", {"thick": (0.35, 0.25, 0.44)}, {"thick": (0.35, 0.25, 0.5)}),
    ("P13", {"thick": (0.26, 0.16, 0.35)}, {"thick": (0.35, 0.4, 0.35)}),
    ("P13", {"third": ("到位。",)}, {"third": ()}),
    ("P14", {"number_shift": 1.8}, {"number_shift": 2.4}),
    ("P14", {"number": 272.5}, {"number": 273.3}),
    ("P14", {"numbers": ("— 7 —", "— 8 —", "— 9 —")}, {"numbers": ("— 1 —", "— 2 —", "— 5 —")}),
    ("P14", {"numbers": ("— 1 —", "— 2 —", "— 3 —")}, {"numbers": ("- 1 -", "- 2 -", "- 3 -")}),
    ("P15", {"indent": 2 * CELL + 0.5}, {"indent": 2 * CELL + 0.8}),
    ("P15", {"indent": 2 * CELL - 0.5}, {"indent": 2 * CELL - 0.8}),
    ("P15", {"lead": (FULL[:26], *(FULL,) * 9)}, {"indent": CELL, "lead": (FULL[:27], *(FULL,) * 9)}),
    ("P16", {"embedded": True}, {"embedded": False}),
    ("P17", {"second": lines(FULL)}, {"second": lines(FULL[:27] + "\ue123")}),
    ("P17", {"second": lines(FULL)}, {"second": lines(FULL[:27] + "\u2f2f")}),
]
"""A rule, what it lets pass, and what it finds."""


@pytest.mark.parametrize(("rule", "inside", "outside"), CASES)
def test_a_rule_lets_pass_what_is_inside_its_tolerance_and_finds_what_is_outside(
    inspected: Callable[..., tuple[Finding, ...]], rule: str, inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    assert rule not in {finding.rule for finding in inspected(replace(Drawing(), **inside))}
    assert rule in {finding.rule for finding in inspected(replace(Drawing(), **outside))}


@pytest.mark.parametrize("cut", ["TrimBox", "CropBox"])
def test_a_sheet_is_measured_as_it_is_cut(inspected: Callable[..., tuple[Finding, ...]], cut: str) -> None:
    assert inspected(Drawing(), sheets=tuple(replace(sheet, bleed=3, cut=cut) for sheet in Drawing().pages())) == ()


def test_a_halved_mark_at_the_edge_is_no_fault(inspected: Callable[..., tuple[Finding, ...]]) -> None:
    beyond = Words(FULL[:27] + "，", 28, FIRST + 4 * PITCH, 16, CELL + 0.09)
    first, second, third = Drawing().pages()
    words = (*second.words[:4], beyond, *second.words[5:])
    assert inspected(Drawing(), sheets=(first, replace(second, words=words), third)) == ()


@pytest.mark.parametrize(("right", "found"), [(184.9, []), (185.4, ["P02"])])
def test_one_line_that_reaches_beyond_the_edge_is_found(
    inspected: Callable[..., tuple[Finding, ...]], right: float, found: list[str]
) -> None:
    first, second, third = Drawing().pages()
    beyond = Words(FULL, 28, FIRST + 4 * PITCH, 16, (right - 28 - 16 * POINT) / 27)
    words = (*second.words[:4], beyond, *second.words[5:])
    assert [
        finding.rule for finding in inspected(Drawing(), sheets=(first, replace(second, words=words), third))
    ] == found


def test_what_stands_between_the_rules_of_a_table_is_no_body(inspected: Callable[..., tuple[Finding, ...]]) -> None:
    first, second, third = Drawing().pages()
    ruled = tuple(Bar(28, 184, FIRST + (n + 0.3) * PITCH, 0.25) for n in (3, 4, 5))
    cells = tuple(Words("，单位", 30, FIRST + n * PITCH) for n in (4, 5))
    table = replace(second, words=(*second.words[:4], *cells, *second.words[6:]), bars=ruled)
    assert inspected(Drawing(), sheets=(first, table, third)) == ()


def test_a_file_of_another_program_is_held_to_what_is_due_alone(
    inspected: Callable[..., tuple[Finding, ...]],
) -> None:
    found = inspected(Drawing(producer="WPS 文字", red=(), number_shift=5, first=FIRST + 2))
    assert {(finding.rule, finding.severity) for finding in found} == {
        ("P03", "error"),  # beyond the type area
        ("P10", "info"),
        ("P14", "warning"),
    }


@pytest.mark.parametrize(
    ("colour", "red"),
    [
        ((1, 0.2, 0.2), True),
        ((0.75, 0, 0), True),
        ((0, 0.8, 0.8, 0), True),
        ((0, 0, 0), False),
        ((0, 0, 0, 1), False),
        ((1, 1, 1), False),
        ((0,), False),
        (None, False),
    ],
)
def test_red_is_known_in_every_colour_space(colour: tuple[float, ...] | None, *, red: bool) -> None:
    assert is_red(colour) is red


@pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.7\n%%EOF", draw(Drawing().pages())[:4000]])
def test_a_file_that_is_no_pdf_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(BulletinError) as stopped:
        read(path)
    assert stopped.value.exit_code == ExitCode.CONTENT
    assert "PDF" in stopped.value.message


@pytest.mark.parametrize("sheets", [(Sheet(),), (Sheet(), Sheet((Words("12", 100, 290),)))])
def test_a_page_with_next_to_nothing_on_it_is_judged_all_the_same(
    inspected: Callable[..., tuple[Finding, ...]], sheets: tuple[Sheet, ...]
) -> None:
    assert "P01" not in {finding.rule for finding in inspected(Drawing(), sheets=sheets)}


# -------------------------------------------------------------------------------------------------- the command


def test_the_command_says_page_figures_clause_and_strength(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "drawn.pdf"
    path.write_bytes(draw(replace(Drawing(), indent=2 * CELL - 1).pages()))
    assert run(["inspect", str(path)]) == 1
    said = capsys.readouterr().err
    assert "第 1 页: 错误" in said
    assert "段首缩进 10.1 mm，应为 11.1 mm（二字）（GB/T 9704-2012 §7.3.3，应当） [P15]" in said
    assert "1 个错误。" in said


def test_the_command_answers_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(draw(Drawing().pages()))
    bad.write_bytes(draw(Drawing(size_of_paper=(216, 279)).pages()))
    assert run(["inspect", str(good), str(bad), "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["files"][0] == {"file": str(good), "findings": []}
    first = next(finding for finding in answer["files"][1]["findings"] if finding["rule"] == "P01")
    assert first == {
        "rule": "P01",
        "severity": "error",
        "page": 1,
        "message": "纸张 216.0×279.0 mm，应为 210×297 mm",
        "clause": "GB/T 9704-2012 §5.1",
        "strength": "应当",
    }


def test_a_good_file_leaves_with_nought(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "good.pdf"
    path.write_bytes(draw(Drawing().pages()))
    assert run(["inspect", str(path), "--layout", "简报"]) == 0
    assert "合版式" in capsys.readouterr().err


def test_the_command_line_is_refused_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", "/nowhere/1.pdf"]) == 2
    assert "文件 /nowhere/1.pdf 不存在" in capsys.readouterr().err
    assert run(["inspect"]) == 2


def test_the_help_waits_for_no_reader_of_pdf() -> None:
    code = "import sys; from bulletin_gen.cli import run; run(['inspect', '--help']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "验版" in done.stdout
    assert "pdfminer" not in done.stdout


# ---------------------------------------------------------------------------------------------- finished prints


def errors(folder: Path, layout: str) -> list[str]:
    """Return what the instrument calls an error in the prints of a built site."""
    paths = sorted(path for path in folder.rglob("*.pdf") if "files" not in path.parts)
    assert paths
    found = [(path, finding) for path in paths for finding in judge(read(path), LAYOUTS[layout])]
    return [f"{path}: {finding}" for path, finding in found if finding.severity == "error"]


def test_a_sample_of_the_repository_has_no_error(tmp_path: Path) -> None:
    root, site = Path(__file__).resolve().parents[1], tmp_path / "site"
    shutil.copytree(root / "bulletins" / "xian-kuaibao", site / "bulletins" / "xian-kuaibao")
    shutil.copy(root / "bulletin.yml", site)
    assert run(["build", str(site), "-o", str(tmp_path / "public"), "-j", "1"]) == 0
    assert errors(tmp_path / "public", "简报") == []


def test_real_bulletins_have_no_error(real_site: Path, tmp_path: Path) -> None:
    assert run(["build", str(real_site), "-o", str(tmp_path), "-j", "1"]) == 0
    assert errors(tmp_path / "luohe", "简报") == []
    assert errors(tmp_path / "shangjie", "简报") == []
    assert errors(tmp_path / "xuchang", "专版") == []
