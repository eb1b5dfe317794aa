"""Prints of other programs are measured without a crash and without a false error; what they do wrong is found.

The prints lie in tests/cases/prints, each with what must be found in it. Pages that show one manner of drawing are
made here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.inspect.judge import judge
from bulletin_gen.inspect.measures import LAYOUTS
from bulletin_gen.inspect.read import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.inspect.page import Page

PRINTS = Path(__file__).resolve().parents[1] / "cases" / "prints"
NAMES = sorted(path.stem for path in PRINTS.glob("*.pdf"))
GOOD = PRINTS / "typst-rect.pdf"
MILLIMETRE = 72 / 25.4


def expected(name: str) -> str:
    """Return what must be found in a print."""
    return (PRINTS / f"{name}.findings").read_text("utf-8")


def found(path: Path) -> str:
    """Return what is found in a print: severity, rule and page of each kind of finding, one a line."""
    findings = judge(read(path), LAYOUTS["简报"])
    kinds = sorted({(finding.page, finding.rule, str(finding.severity)) for finding in findings})
    return "".join(f"{severity} {rule} {page}\n" for page, rule, severity in kinds)


@pytest.mark.parametrize("name", NAMES)
def test_a_print_of_another_program_is_found_to_be_what_it_is(name: str) -> None:
    assert found(PRINTS / f"{name}.pdf") == expected(name)


def test_only_what_was_spoiled_on_purpose_has_an_error() -> None:
    assert [name for name in NAMES if "error" in expected(name)] == ["typst-spoiled"]


def test_how_a_page_is_wrapped_changes_nothing() -> None:
    assert expected("qpdf-manners") == expected("typst-rect")
    assert expected("pdfwrite-13") == expected("typst-mirrored")


def test_a_page_that_can_not_be_read_is_no_page_without_text() -> None:
    for name in ("scan-ocr", "cairo-unread"):
        assert not any(page.legible for page in read(PRINTS / f"{name}.pdf").pages)


# ---------------------------------------------------------------------------------------------- broken files


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: re.sub(rb"startxref\s+[0-9]+", b"startxref\n7", content),
        lambda content: content[: content.rindex(b"startxref")],
        lambda content: b"HTTP/1.1 200 OK\r\n\r\n" + content + b"\r\n\x00\x00 what a mailer added",
        lambda content: content.replace(b"%PDF-1.7", b"%PDF-9.9", 1),
    ],
)
def test_a_damaged_file_is_mended_and_measured(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(damage(GOOD.read_bytes()))
    assert found(path) == expected("typst-rect")


@pytest.mark.parametrize("part", [0.3, 0.7])
def test_half_a_file_is_refused_or_measured_and_never_breaks(part: float, tmp_path: Path) -> None:
    path = tmp_path / "half.pdf"
    for name in ("typst-rect", "libreoffice-grid", "chromium-borders"):
        content = (PRINTS / f"{name}.pdf").read_bytes()
        path.write_bytes(content[: int(part * len(content))])
        assert is_refused(path) or read(path).pages


def is_refused(path: Path) -> bool:
    """Tell whether a file is refused for what is in it."""
    try:
        read(path)
    except BulletinError as stopped:
        return stopped.exit_code == ExitCode.CONTENT
    return False


def test_a_file_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(GOOD) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    with pytest.raises(BulletinError, match="密码"):
        read(path)


# ---------------------------------------------------------------------------------------------- odd pages


def changed(path: Path, change: Callable[[pikepdf.Pdf], None]) -> Path:
    """Write a good print with something of it changed."""
    with pikepdf.open(GOOD) as pdf:
        change(pdf)
        pdf.save(path)
    return path


def test_an_empty_page_behind_the_imprint_is_found(tmp_path: Path) -> None:
    path = changed(tmp_path / "longer.pdf", lambda pdf: pdf.add_blank_page(page_size=(595.276, 841.89)) and None)
    document = read(path)
    findings = judge(document, LAYOUTS["简报"])
    said = {finding.message for finding in findings if finding.page == len(document.pages)}
    assert said == {"版记后面还有空白页"}


@pytest.mark.parametrize("box", [[0, 0, 0, 0], [10, 10, 10, 10], [900, 900, 2000, 2000]])
def test_a_box_with_nothing_of_the_page_in_it_is_none(box: list[int], tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.CropBox = page.obj.TrimBox = Array(box)

    assert found(changed(tmp_path / "boxes.pdf", change)) == expected("typst-rect")


def test_a_sheet_without_extent_or_of_any_extent_is_said_to_have_it(tmp_path: Path) -> None:
    for side in (0, 200_000):

        def change(pdf: pikepdf.Pdf, side: int = side) -> None:
            for page in pdf.pages:
                page.obj.MediaBox = Array([0, 0, side, side])

        assert "error P01 1" in found(changed(tmp_path / f"{side}.pdf", change))


def test_pages_with_nothing_on_them_have_no_error(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.Contents = pdf.make_stream(b"")

    assert "error" not in found(changed(tmp_path / "blank.pdf", change))


# ---------------------------------------------------------------------------------------------- manners of drawing


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Page]:
    """Return the function that reads what is drawn in millimetres from the lower left corner of a page."""

    def call(content: str, *, boxed: bool = False) -> Page:
        with pikepdf.new() as pdf:
            draw(pdf, content, boxed=boxed)
            pdf.save(tmp_path / "drawn.pdf")
        return read(tmp_path / "drawn.pdf").pages[0]

    return call


def draw(pdf: pikepdf.Pdf, content: str, *, boxed: bool) -> None:
    """Add a page with something drawn on it, or within a form object of half its width on a red one."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    spot = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0, 0, 1], N=1)
    dot = pdf.make_stream(bytes(3), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    dot.ColorSpace = Name.DeviceRGB
    mask = pdf.make_stream(bytes(1), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    mask.ColorSpace = Name.DeviceGray
    glass = pdf.make_stream(bytes(3), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    glass.ColorSpace, glass.SMask = Name.DeviceRGB, mask
    states = Dictionary(Gone=Dictionary(ca=0), Half=Dictionary(ca=0.5), Pen=Dictionary(LW=0.5))
    shade = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 1, 0], Extend=[True, True])
    shade.Function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[1, 0, 0], N=1)
    resources = Dictionary(
        Font=Dictionary(F=font),
        ColorSpace=Dictionary(Spot=Array([Name.Separation, Name.Black, Name.DeviceCMYK, spot])),
        XObject=Dictionary(Dot=dot, Glass=glass),
        ExtGState=states,
        Shading=Dictionary(Red=shade),
    )
    page = pdf.add_blank_page(page_size=(210 * MILLIMETRE, 297 * MILLIMETRE))
    scaled = f"{MILLIMETRE} 0 0 {MILLIMETRE} 0 0 cm {content}".encode()
    if boxed:
        form = pdf.make_stream(content.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 105, 297])
        form.Resources = resources
        resources = Dictionary(XObject=Dictionary(Form=form))
        scaled = f"{MILLIMETRE} 0 0 {MILLIMETRE} 0 0 cm 1 0 0 rg 0.5 w /Form Do".encode()
    page.obj.Resources, page.obj.Contents = resources, pdf.make_stream(scaled)


TEXT = "BT /F 5 Tf 1 0 0 1 30 200 Tm (A1) Tj ET"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (TEXT, ["A1"]),
        (f"q 1 0 0 1 0 0 cm {TEXT} Q", ["A1"]),
        (f"0.5 w {TEXT.replace('BT', 'BT 2 Tr')}", ["A1"]),
        (TEXT.replace("BT", "BT 3 Tr"), []),
        (f"1 1 1 rg {TEXT}", []),
        (f"1 g {TEXT}", []),
        (f"/Spot cs 1 scn {TEXT}", ["A1"]),
        (f"/Gone gs {TEXT}", []),
        (f"q /Gone gs Q {TEXT}", ["A1"]),
        (f"20 190 30 30 re W n {TEXT}", ["A1"]),
        (f"120 190 30 30 re W n {TEXT}", []),
        (f"{TEXT} q 60 0 0 60 20 180 cm /Dot Do Q", []),
        (f"{TEXT} q 60 0 0 60 20 180 cm /Glass Do Q", ["A1"]),
        (f"{TEXT} q /Half gs 60 0 0 60 20 180 cm /Dot Do Q", ["A1"]),
        (f"q 60 0 0 60 20 180 cm /Dot Do Q 1 0 0 rg {TEXT}", ["A1"]),
        (TEXT.replace("30 200 Tm", "300 200 Tm"), []),
        (TEXT.replace("1 0 0 1 30", "0 1 -1 0 30"), []),
        ("BT /F 5 Tf 1 0 0 1 30 200 Tm (A) Tj 5 Ts (B) Tj ET", ["B", "A"]),
        ("BT /F 5 Tf 1 0 0 1 30 200 Tm (A) Tj 0.05 0 Td (A) Tj ET", ["A"]),
    ],
)
def test_only_what_can_be_seen_is_text(drawn: Callable[..., Page], content: str, seen: list[str]) -> None:
    assert [line.text for line in drawn(content).lines] == seen


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.replace("/F 5 Tf 1 0 0 1", "/F 1 Tf 5 0 0 5"),
        TEXT.replace("/F 5 Tf 1 0 0 1", "/F -5 Tf -1 0 0 -1"),
        f"q 1 0 0 -1 0 400 cm {TEXT.replace('1 0 0 1 30', '1 0 0 -1 30')} Q",
        TEXT.replace("/F 5 Tf", "/F 5 Tf 50 Tz"),
        TEXT.replace("1 0 0 1 30", "1 0 0.3 1 30"),
    ],
)
def test_a_character_is_as_large_and_stands_where_it_is_seen(drawn: Callable[..., Page], content: str) -> None:
    (line,) = drawn(content).lines
    assert line.size == pytest.approx(5 * MILLIMETRE, abs=0.05)
    assert (line.left, line.baseline) == pytest.approx((30, 97), abs=0.05)


@pytest.mark.parametrize(
    "content",
    [
        "28 200 156 0.5 re f",
        "28 200 156 0.5 re F",
        "184 200.5 -156 -0.5 re f",
        "28 200 m 184 200 l 184 200.5 l 28 200.5 l h f",
        "0.5 w 28 200.25 m 184 200.25 l S",
        "0.5 w 28 200.25 m 80 200.25 130 200.25 184 200.25 c S",
        "q 0.05 0 0 0.05 0 0 cm 10 w 560 4005 m 3680 4005 l S Q",
        "0.05 w q 10 0 0 10 0 0 cm 2.8 20.025 m 18.4 20.025 l S Q",
        "/Pen gs 28 200.25 m 184 200.25 l S",
        "28 200 78 0.5 re f 106 200 78 0.5 re f",
        "28 200 156 0.25 re f 28 200.25 156 0.25 re f",
        " ".join(f"{28 + 4 * n} 200 4 0.5 re f" for n in range(39)),
        "28 200 156 0.5 re W n 0 0 210 297 re f",
        "q 156 0 0 0.5 28 200 cm /Dot Do Q",
        "q 28 200 156 0.5 re W n /Red sh Q",
        "/Spot cs 1 scn 28 200 156 0.5 re f",
        "28 200 156 0.5 re f 1 1 1 rg 28 180 156 0.5 re f",
        "28 200 156 0.5 re f 120 200 m 120 250 l n",
    ],
)
def test_a_rule_is_one_rule_however_it_is_drawn(drawn: Callable[..., Page], content: str) -> None:
    (rule,) = drawn(content).rules
    assert (rule.left, rule.right, rule.top, rule.height) == pytest.approx((28, 184, 96.5, 0.5), abs=0.03)


def test_a_stroke_without_a_pen_has_that_of_the_standard(drawn: Callable[..., Page]) -> None:
    (rule,) = drawn("28 200 m 184 200 l S").rules
    assert rule.height == pytest.approx(1)


def test_a_form_object_is_drawn_as_what_stands_around_it_says_and_no_farther_than_its_box(
    drawn: Callable[..., Page],
) -> None:
    page = drawn(f"28 200.25 m 184 200.25 l S 28 180 40 0.5 re f {TEXT}", boxed=True)
    assert [(rule.right, round(rule.height, 2), rule.red) for rule in page.rules] == [
        (pytest.approx(105), 0.5, False),
        (pytest.approx(68), 0.5, True),
    ]
    assert all(glyph.red for line in page.lines for glyph in line.glyphs)


@pytest.mark.parametrize(
    ("content", "legible"),
    [
        (TEXT, True),
        ("", True),
        ("q 60 0 0 60 20 180 cm /Dot Do Q", True),
        ("q 210 0 0 297 0 0 cm /Dot Do Q", False),
        (" ".join(f"q 210 0 0 30 0 {30 * n} cm /Dot Do Q" for n in range(9)), False),
        (" ".join(f"{20 + 6 * (n % 28)} {100 + 10 * (n // 28)} 5 5 re f" for n in range(90)), False),
    ],
)
def test_a_page_of_pictures_or_outlines_is_known_for_one(
    drawn: Callable[..., Page], content: str, *, legible: bool
) -> None:
    assert drawn(content).legible is legible
