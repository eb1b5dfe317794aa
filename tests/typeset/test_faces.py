"""Which face draws each character of a print, under which name a PDF carries it, and what the glyph gate reports."""

from __future__ import annotations

import io
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bulletin_gen.diagnostics import BulletinError
from bulletin_gen.fonts.face import Face, Origin
from bulletin_gen.fonts.find import require, resolve
from bulletin_gen.fonts.places import Places
from bulletin_gen.fonts.style import clash, look_of
from bulletin_gen.model import Attachment, Correction, Paragraph, Run, Special, Withdrawal
from bulletin_gen.notation.names import is_han_character
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.typeset.embedding import embedded_names
from bulletin_gen.typeset.press import open_press
from bulletin_gen.typeset.printable import printable, tight
from bulletin_gen.typeset.read_profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.typeset.press import Press

    Printed = Callable[..., Any]

MM = 25.4 / 72
LINES = [37 + 10.44 * line for line in range(22)]
NOWHERE = "\u0f56"
"""A character (Tibetan) that no face of the shipped layouts has."""


def make_font(path: Path, name: str, characters: str, advance: int = 1000) -> None:
    """Save a font that draws some characters as triangles, by a PostScript name."""
    builder = FontBuilder(1000, isTTF=True)
    glyphs = {f"u{ord(character):04X}": character for character in sorted(set(characters))}
    builder.setupGlyphOrder([".notdef", *glyphs])
    builder.setupCharacterMap({ord(character): glyph for glyph, character in glyphs.items()})
    pen = TTGlyphPen(None)
    for draw, corner in ((pen.moveTo, (0, 0)), (pen.lineTo, (0, 700)), (pen.lineTo, (advance - 50, 0))):
        draw(corner)
    pen.closePath()
    builder.setupGlyf(dict.fromkeys((".notdef", *glyphs), pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", *glyphs), (advance, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.setupNameTable(
        {"familyName": name, "styleName": "Regular", "fullName": name, "psName": name.replace(" ", "")}, mac=False
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.font.save(path)


@pytest.fixture
def press_with(tmp_path: Path) -> Callable[..., Press]:
    """Return the function that opens a press for a profile's 字体, with fonts of the site's own in tmp_path/fonts."""

    def call(faces: str = "") -> Press:
        folder = tmp_path / "templates"
        (folder / "layouts").mkdir(parents=True, exist_ok=True)
        (folder / "layouts" / "本单位.yml").write_text(f"继承: 简报\n{faces}", "utf-8")
        folders = template_folders(folder)
        checked = load_profile("本单位", folders)
        assert checked.diagnostics == ()
        home = Path.home()
        places = Places(site=tmp_path / "fonts", data=home / ".local/share/bulletin/fonts", home=home)
        return open_press(checked.value, resolve(checked.value.roles, places), folders)

    return call


def faces(pages: Any, words: str) -> set[str]:  # noqa: ANN401 - a fixture's value
    """Return the names of the faces that draw the characters of some words, wherever they stand in the body."""
    return {
        c["fontname"].split("+")[1] for page in pages.pages for c in page.chars if c["text"] in words and c["size"] > 15
    }


def reported(pages: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401 - the same
    """Return code, severity and place of each fault."""
    return [(fault.code.value, fault.severity.value, str(fault.span)) for fault in pages.diagnostics]


def check_no_box(pdf: bytes) -> None:
    """Check that every font is named, is embedded under one name, and that its .notdef is nowhere drawn."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            for font in page.Resources.Font.values():
                inner = font.DescendantFonts[0]
                assert font.Encoding == "/Identity-H"
                assert font.BaseFont == inner.BaseFont == inner.FontDescriptor.FontName
                assert str(font.BaseFont).isascii()
            for operands, operator in pikepdf.parse_content_stream(page):
                texts = {"TJ": operands[:1], "Tj": [operands[:1]]}.get(str(operator), [])
                for text in (bytes(item) for items in texts for item in items if isinstance(item, pikepdf.String)):
                    assert b"\0\0" not in {text[index : index + 2] for index in range(0, len(text), 2)}


# ------------------------------------------------------------------------------------------------ names


def test_each_face_is_embedded_under_its_own_name(printed: Printed) -> None:
    pages = printed("# 题目\n\n正文**一、黑体。（一）楷体。**正文堃")
    names = {c["fontname"].split("+")[1] for page in pages.pages for c in page.chars}
    assert names >= {"FandolFang-Regular", "FandolHei-Regular", "FandolKai-Regular", "FandolSong-Bold"}
    assert all("bulletin" not in name for name in names)
    check_no_box(pages.pdf)


def test_a_face_that_is_bold_is_not_drawn_bolder_unless_asked(printed: Printed) -> None:
    plain, bold = (printed(f"# 题目\n\n正文{text}").pdf for text in ("强调", "**强调**"))
    strokes = []
    for pdf in (plain, bold):
        with pikepdf.open(io.BytesIO(pdf)) as file:
            strokes.append(file.pages[0].Contents.read_bytes().count(b"2 Tr"))
    assert strokes == [0, 1]


def test_a_lent_character_in_bold_is_bold_too(printed: Printed) -> None:
    pages = printed("正文**强调堃**正文堃")
    drawn = [c["fontname"].split("+")[1] for c in pages.pages[0].chars if c["text"] == "堃"]
    assert [name.endswith("-Bold") for name in drawn] == [True, False]


def face_named(*names: str, path: str = "/fonts/a.ttf", index: int = 0) -> Face:
    return Face(path=Path(path), index=index, families=(), names=names, style="", origin=Origin.SITE)


@pytest.mark.parametrize(
    ("names", "embedded"),
    [
        (("FandolFang R", "FandolFang-Regular"), "FandolFang-Regular"),
        (("方正仿宋_GBK", "FZFSK--GBK1-0"), "FZFSK--GBK1-0"),
        (("仿宋_GB2312", "FangSong_GB2312"), "FangSong_GB2312-Regular"),
        (("Source Han Serif SC Bold",), "SourceHanSerifSCBold-Regular"),
        (("My-Own-Bold",), "My_Own-Bold"),
        (("方正小标宋",), "a-Regular"),
        (('"; } /* (1) % <x>, y',), "1xy-Regular"),
        (("---",), "Face-Regular"),
    ],
)
def test_names_in_a_pdf_are_plain_and_tell_the_face(names: tuple[str, ...], embedded: str) -> None:
    face = face_named(*names)
    assert embedded_names([face])[face] == embedded


def test_two_files_of_one_name_have_two_names_in_a_pdf() -> None:
    first, second = face_named("A-B"), face_named("a-b", path="/fonts/b.ttf")
    assert list(embedded_names([first, second]).values()) == ["A-B", "a-b-2"]


def test_faces_of_a_collection_are_told_apart(printed: Printed) -> None:
    assert {"NotoSerifCJKsc-Regular"} == faces(printed("正文堃"), "堃")


def test_no_other_face_of_the_system_ever_draws(printed: Printed, press_with: Callable[..., Press]) -> None:
    press = press_with("字体:\n  仿宋: [FandolFang-Regular]\n")
    pages = printed("正文堃→☑é", press=press)
    assert faces(pages, "正文〓→é") == {"FandolFang-Regular"}
    assert [fault[0] for fault in reported(pages)] == ["glyph-missing", "glyph-missing"]
    check_no_box(pages.pdf)


# ------------------------------------------------------------------------------------------------ the gate


@pytest.mark.parametrize(
    ("body", "code", "severity", "place"),
    [
        ("正文堃", "glyph-fallback", "info", "7.md:1:3"),
        ("正文\n\n正文☑", "glyph-fallback", "info", "7.md:3:3"),
        ("正文㎡", "glyph-fallback", "info", "7.md:1:3"),
        ("正文\U00020bb7", "glyph-fallback", "info", "7.md:1:3"),
        ("正文😀", "glyph-missing", "error", "7.md:1:3"),
        ("正文⭐", "glyph-missing", "error", "7.md:1:3"),
        ("正文" + NOWHERE, "glyph-missing", "error", "7.md:1:3"),
        ("正文\ufffd", "glyph-missing", "error", "7.md:1:3"),
        ("正文\ue000", "glyph-missing", "error", "7.md:1:3"),
        ("正文\ue76c", "glyph-private", "warning", "7.md:1:3"),
        ("正中\u0301", "glyph-missing", "error", "7.md:1:3"),
        ("正葛\U000e0100", "glyph-fallback", "warning", "7.md:1:2"),
    ],
)
def test_what_the_face_of_a_line_does_not_draw_is_reported_in_its_place(
    printed: Printed, body: str, code: str, severity: str, place: str
) -> None:
    pages = printed(body)
    assert reported(pages) == [(code, severity, place)]
    check_no_box(pages.pdf)


@pytest.mark.parametrize(
    "text", ["■№℃①Ω→", "e\u0301", "零\u200b宽", "软\u00ad连", "☎\ufe0f", "A\u00a0B\u2009C\tD", "豈"]
)
def test_what_needs_no_word_is_passed_over(printed: Printed, text: str) -> None:
    pages = printed("正" + text)
    assert [fault for fault in reported(pages) if fault[1] != "info"] == []
    check_no_box(pages.pdf)


def test_the_report_names_code_point_faces_and_how_often(printed: Printed) -> None:
    (fault,) = printed("正文堃\n\n又堃，再堃").diagnostics
    assert fault.message == "仿宋（FandolFang R）里没有“堃”（U+5803），由 Noto Serif CJK SC 补上，全期 3 处"
    (missing,) = printed(f"正文{NOWHERE}\n\n{NOWHERE}").diagnostics
    assert missing.message == f"“{NOWHERE}”（U+0F56）哪种字体里都没有，印不出来，全期 2 处"
    assert "fonts/" in missing.hint


def test_a_file_in_fonts_draws_what_no_face_of_the_layout_has(
    printed: Printed, tmp_path: Path, press_with: Callable[..., Press]
) -> None:
    make_font(tmp_path / "fonts" / "any.ttf", "ShiliZang-Regular", NOWHERE)
    pages = printed(f"# 题{NOWHERE}\n\n正文{NOWHERE}", press=press_with())
    assert [fault[:2] for fault in reported(pages)] == [("glyph-fallback", "info")]
    assert faces(pages, NOWHERE) == {"ShiliZang-Regular"}


def test_a_character_of_another_style_is_a_warning(
    printed: Printed, tmp_path: Path, press_with: Callable[..., Press]
) -> None:
    make_font(tmp_path / "fonts" / "hei.ttf", "ShiliHei-Regular", "堃〓")
    press = press_with("字体:\n  仿宋: {优先: [FandolFang-Regular], 补字: [ShiliHei-Regular]}\n")
    pages = printed("**一、黑堃。**正文堃", press=press)
    assert ("glyph-fallback", "warning", "7.md:1:12") in reported(pages)
    assert any("黑体的字夹在仿宋里" in fault.message for fault in pages.diagnostics)


def test_a_light_character_in_a_bold_title_is_a_warning(
    printed: Printed, tmp_path: Path, press_with: Callable[..., Press]
) -> None:
    make_font(tmp_path / "fonts" / "song.ttf", "ShiliSong-Regular", "堃")
    press = press_with("字体:\n  小标宋: {优先: [FandolSong-Bold], 补字: [ShiliSong-Regular]}\n")
    pages = printed("# 题堃\n\n正文", press=press)
    assert reported(pages) == [("glyph-fallback", "warning", "7.md:1:4")]


@pytest.mark.parametrize(
    ("line", "lent", "stands_out"),
    [
        ("FandolFang-Regular", "Noto Serif CJK SC", False),
        ("FandolKai-Regular", "FandolSong-Regular", False),
        ("FandolFang-Regular", "Noto Sans CJK SC", True),
        ("FandolHei-Regular", "Noto Serif CJK SC", True),
        ("FandolHei-Regular", "微软雅黑", False),
        ("方正小标宋_GBK FZXBSK--GBK1-0", "Noto Serif CJK SC Bold", False),
        ("方正小标宋_GBK", "SimSun", True),
        ("FZXBSJW--GB1-0", "FandolSong-Regular", True),
        ("仿宋_GB2312", "PingFang SC", True),
        ("方正仿宋_GBK", "LXGW WenKai", False),
        ("FandolFang-Regular", "HanaMinB", False),
        ("FandolFang-Regular", "DejaVu Sans", True),
    ],
)
def test_style_and_weight_are_told_by_names(line: str, lent: str, *, stands_out: bool) -> None:
    assert bool(clash(look_of(line), look_of(lent))) is stands_out


FIELDS: dict[str, Any] = {
    "title": f"示范{NOWHERE}",
    "issuer": f"示例市{NOWHERE}办公室",
    "special": Special(f"专刊{NOWHERE}", 2),
    "corrections": (Correction(date(2023, 4, 1), f"更正{NOWHERE}"),),
    "withdrawal": Withdrawal(date(2023, 4, 1), f"撤回{NOWHERE}", None),
    "attachments": (Attachment(f"附件{NOWHERE}.pdf"),),
}
BODIES = [
    "# 题{}\n\n正文",
    '# 题 {{肩题="{}"}}\n\n正文',
    '# 题 {{作者="{}"}}\n\n正文',
    "# 题\n\n——副{}\n\n正文",
    "## 一、标题{}\n\n正文",
    "**一、段首{}。**正文",
    "**强调{}**正文",
    "- 项目{}",
    "△ 简讯{}。",
    "表：表题{}\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |",
    "| 甲{} | 乙 |\n|---|---|\n| 丙 | 丁 |",
    "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁{} |",
    '!!! 公告 "题{}"\n    正文。',
    '!!! 公告 "题"\n    正文{}。',
    "正文[^1]。\n\n[^1]: 注文{}。",
    "正文。（区{}局）",
    "> 按语{}\n\n# 题\n\n正文",
]


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_no_field_of_a_head_passes_the_gate_unseen(printed: Printed, field: str) -> None:
    pages = printed("# 题\n\n正文", **{field: FIELDS[field]})
    assert [fault[0] for fault in reported(pages)] == ["glyph-missing"]
    assert "〓" in pages.text
    check_no_box(pages.pdf)


@pytest.mark.parametrize("label", ["送", "送{}"])
def test_no_name_in_the_imprint_passes_the_gate_unseen(printed: Printed, kit: dict[str, Any], label: str) -> None:
    rows, people = kit["rows"](f"{label.format(NOWHERE)}：县{NOWHERE}。"), kit["people"](编辑=f"张{NOWHERE}三")
    pages = printed("正文", distribution=rows, credits=people)
    assert [fault[0] for fault in reported(pages)] == ["glyph-missing"]
    check_no_box(pages.pdf)


@pytest.mark.parametrize("body", BODIES)
def test_no_text_of_a_body_passes_the_gate_unseen(printed: Printed, body: str) -> None:
    source = body.format(NOWHERE)
    pages = printed(source)
    line = source[: source.index(NOWHERE)].count("\n") + 1
    assert [fault[:2] for fault in reported(pages)] == [("glyph-missing", "error")]
    assert pages.diagnostics[0].span.line <= line
    assert "〓" in pages.text
    check_no_box(pages.pdf)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@example(text="🆘🆚🈁1\ufe0f\u20e3🇨🇳👨\u200d👩\u200d👧")
@example(text="\u0600\u202e\u2066\u0f56\u0eb3\u1100\u1161")
def test_whatever_is_typed_no_box_is_drawn(printed: Printed, kit: dict[str, Any], text: str) -> None:
    pages = printed("正文", editor_note=(Paragraph(inlines=(Run(text="正" + text),)),))
    check_no_box(pages.pdf)
    named = {cut.family for cut in kit["press_of"]("简报").cuts.every}
    assert {c["fontname"].split("+")[1] for page in pages.pages for c in page.chars} <= named
    missing = {character for fault in pages.diagnostics if fault.code.value == "glyph-missing" for character in text}
    assert {character for character in text if is_han_character(character)} - missing <= set(pages.text)


# ------------------------------------------------------------------------------------------------ Western text

WESTERN = (
    "字体:\n  仿宋: {优先: [FandolFang-Regular], 补字: [Noto Serif CJK SC], 西文: [示例罗马, ShiliRoman-Regular]}\n"
)
LATIN = "".join(map(chr, range(0x20, 0x7F))) + "éü"


@pytest.fixture
def western(tmp_path: Path, press_with: Callable[..., Press]) -> Press:
    """Return a press whose 仿宋 takes digits and letters from a face that would draw quotes and dashes too."""
    make_font(tmp_path / "fonts" / "roman.ttf", "ShiliRoman-Regular", LATIN + "“”‘’—…·", 600)
    return press_with(WESTERN)


def test_digits_and_letters_come_from_the_face_named_for_them_and_chinese_marks_do_not(
    printed: Printed, western: Press
) -> None:
    pages = printed("正文2023年5G“甲”‘乙’——丙……丁·戊，ABC-D/e%é（x）堃²", press=western)
    assert faces(pages, "20235GABC-D/e%éx") == {"ShiliRoman-Regular"}
    assert faces(pages, "正文年“”‘’—…·，（）") == {"FandolFang-Regular"}
    assert faces(pages, "堃²") == {"NotoSerifCJKsc-Regular"}
    assert [fault.message[:30] for fault in pages.diagnostics if "ShiliRoman" in fault.message] == []


def test_the_faces_of_other_roles_and_the_page_number_stay(printed: Printed, western: Press) -> None:
    pages = printed("# 题2023\n\n**一、黑5G。**正文", press=western)
    assert faces(pages, "5G") == {"FandolHei-Regular"}
    folio = [c["fontname"].split("+")[1] for c in pages.pages[0].chars if c["top"] * MM > 264]
    assert set(folio) == {"FandolSong-Regular"}


def test_digits_take_half_a_cell_whatever_their_face(printed: Printed, western: Press) -> None:
    text = "正文12345678汉字" + "汉" * 60
    for press, body in ((western, text), (None, f"**（一）{text}。**")):
        pages = printed(body, press=press)
        lefts = [c["x0"] * MM for c in pages.pages[0].chars if c["text"] in "12345678" and 110 < c["top"] * MM < 260]
        steps = [b - a for a, b in pairwise(lefts)]
        assert steps == pytest.approx([156 / 28 / 2] * 7, abs=0.03)


def test_a_western_face_in_bold_is_drawn_bold(printed: Printed, western: Press) -> None:
    pages = printed("正文**强调5G**", press=western)
    assert faces(pages, "5G") == {"ShiliRoman-Regular-Bold"}


def test_a_layout_whose_western_faces_are_not_there_stops_the_run(tmp_path: Path) -> None:
    folders = template_folders(None)
    roles = load_profile("简报", folders).value.roles
    home = Path.home()
    places = Places(site=tmp_path, data=home / ".local/share/bulletin/fonts", home=home)
    asked = resolve([replace(roles[0], western=("没有的字体",))], places)
    with pytest.raises(BulletinError, match="仿宋的西文找过 没有的字体"):
        require(asked)


# ------------------------------------------------------------------------------------------------ what is printed


@pytest.mark.parametrize(
    ("typed", "print_"),
    [
        ("召开 3 次", "召开3次"),
        ("召开\u00a03\u2009次", "召开3次"),
        ("召开\t3   次", "召开3次"),
        ("记者 张三", "记者 张三"),
        ("记者    张三", "记者 张三"),
        ("AB  CD", "AB CD"),
        ("AB\u200bCD", "ABCD"),
        ("守住\u3000筑牢", "守住\u3000筑牢"),
        ("守住\u3000\u30003项", "守住\u3000\u30003项"),
        ("e\u0301te\u0301", "été"),
        ("か\u3099", "が"),
        ("a\u0302\u0323", "ậ"),
        ("Å Ω", "Å Ω"),
        ("豈更", "豈更"),
        ("豈\u0301", "豈\u0301"),
        ("ＡＢ１２，ｱ", "ＡＢ１２，ｱ"),
        ("⼀一", "⼀一"),
        ("\ufeff文\u00ad件\u2060", "文件"),
        ("葛\U000e0100", "葛"),
        (" 文 ", " 文 "),
        ("", ""),
    ],
)
def test_what_is_typed_is_printed_as(typed: str, print_: str) -> None:
    assert tight(typed) == print_


@given(st.text(st.sampled_from("甲乙12AB ，“”\u3000\u00a0\u200be\u0301豈")))
def test_what_is_printed_is_printed_as_it_is_and_keeps_its_places(text: str) -> None:
    once = tight(text)
    assert tight(once) == once
    places = [place for _, place in printable([(character, place) for place, character in enumerate(text)])]
    assert places == sorted(set(places))


# ------------------------------------------------------------------------------------------------ the grid


def test_a_page_of_borrowed_characters_has_its_22_lines_everywhere(printed: Printed, kit: dict[str, Any]) -> None:
    text = "堃²赟玥℃㎡𠮷☑" + "汉字" * 9
    body = f"""# 堃²题{text}

——堃副题²

{"".join(text for _ in range(20))}

## 一、堃²

- 堃²{text}

| 堃 | ² |
|---|---|
| {text} | ☑ |

正文[^1]{text * 30}

[^1]: 堃²{text}
"""
    rows, people = kit["rows"](f"送：堃²{text}。"), kit["people"](编辑="张堃")
    pages = printed(body, distribution=rows, credits=people)
    assert len(pages.pages) > 2
    for number in range(len(pages.pages)):
        off = [top for top in pages.lines(number) if top > 100 and min(abs(top - line) for line in LINES) > 0.2]
        assert off == []
    middle = [top for top in pages.lines(1) if top > 36]
    assert middle[0] == pytest.approx(LINES[0], abs=0.3)
    check_no_box(pages.pdf)


def test_a_wide_character_takes_one_cell_whatever_its_face(
    printed: Printed, tmp_path: Path, press_with: Callable[..., Press]
) -> None:
    make_font(tmp_path / "fonts" / "narrow.ttf", "ShiliChang-Regular", "堃", 700)
    press = press_with("字体:\n  仿宋: {优先: [FandolFang-Regular], 补字: [ShiliChang-Regular]}\n")
    pages = printed("汉堃" * 40, press=press)
    lines = [top for top in pages.lines(0) if top > 100]
    assert {len(pages.lines(0)[top]) for top in lines[1:2]} == {28}
