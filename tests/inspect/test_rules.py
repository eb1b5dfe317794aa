"""Each rule passes a PDF just inside its tolerance and finds the one just outside, however the page was drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bulletin_gen.inspect.faces import face_of
from bulletin_gen.inspect.judge import RULES
from bulletin_gen.inspect.measures import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.inspect.findings import Finding

    Inspected = Callable[..., tuple[Finding, ...]]

CELL = 156 / 28
PITCH = 10.44
FIRST = 42.0
SENTENCE = "示例市各级各部门按照统一部署扎实开展隐患排查整治细化任务分工压实各方责任推动措施落地"
FULL = SENTENCE[:28]
RED_RULE = (28, 184, 88, 0.8)
TITLE = ("示例市守住安全红线", "筑牢全年发展底线")


def lines(*changed: str) -> tuple[str, ...]:
    """Return a page of full lines whose fifth and following ones are given."""
    return ((FULL,) * 4 + changed + (FULL,) * 22)[:22]


def headed(font: str, words: str, text: str = FULL) -> tuple[str, ...]:
    """Return a page with a run-in heading in a font, and text after it."""
    return lines(f"　　{{{font}}}{words}。{{}}{text[: 25 - len(words)]}")


def alone(font: str, words: str) -> tuple[str, ...]:
    """Return a page with a heading in a font on a line of its own."""
    return lines("到位。", f"　　{{{font}}}{words}", "　　" + FULL[:26])


CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("P01", {"size_of_paper": (210.4, 296.6)}, {"size_of_paper": (210.7, 297)}),
    ("P01", {"size_of_paper": (210, 297.4)}, {"size_of_paper": (216, 279)}),
    ("P02", {"left": 28.9, "left_even": 28.9, "cell": CELL - 0.04}, {"left": 29.2, "left_even": 29.2}),
    ("P02", {"left": 28, "left_even": 26}, {"left": 26, "left_even": 28}),
    ("P02", {"cell": CELL + 0.025}, {"cell": CELL + 0.05}),
    ("P02", {"wide": (4, CELL + 0.03)}, {"wide": (4, CELL + 0.05)}),
    ("P03", {"first": FIRST + 0.8}, {"first": FIRST + 1.3}),
    ("P03", {"first": FIRST - 0.8}, {"first": FIRST - 1.3}),
    ("P03", {"rise": 0.8}, {"rise": 1.3}),
    ("P03", {"rise": 0}, {"rise": PITCH}),
    ("P03", {"second": (FULL,) * 21, "third": (FULL,)}, {"second": (FULL,) * 21, "third": (FULL, FULL)}),
    ("P04", {"pitch": 10.49}, {"pitch": 10.55}),
    ("P04", {"pitch": 10.41, "last": 0.1}, {"pitch": 10.41, "last": 0.14}),
    ("P04", {"second": (FULL,) * 22}, {"second": (FULL,) * 21}),
    ("P04", {"second": (FULL,) * 22}, {"second": (FULL,) * 23, "pitch": 10.2, "first": 41}),
    ("P04", {"second": (*(FULL,) * 20, "推动措施落地。")}, {"second": (FULL,) * 20}),
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
    ("P08", {"fonts": {"body": "FandolFang-Regular"}}, {"fonts": {"body": "SimSun"}}),
    ("P08", {"fonts": {"body": "SomethingElse"}}, {"fonts": {"body": "KaiTi"}}),
    ("P08", {"fonts": {"title": "SimSun,Bold"}}, {"fonts": {"title": "SimHei"}}),
    ("P08", {"fonts": {"small": "STFangsong"}}, {"fonts": {"small": "SimSun"}}),
    ("P08", {"fonts": {"number": "TimesNewRomanPSMT"}}, {"fonts": {"number": "FangSong_GB2312"}}),
    ("P08", {"second": lines(f"{{SimSun}}{FULL[:12]}{{}}{FULL[12:]}")}, {"second": lines(f"{{SimSun}}{FULL}")}),
    ("P08", {"second": headed("SimHei", "一、统一部署")}, {"second": headed("KaiTi", "一、统一部署")}),
    ("P08", {"second": headed("FangSong", "一、统一部署")}, {"second": headed("SimSun", "一、统一部署")}),
    ("P08", {"second": headed("KaiTi", "（一）细化分工")}, {"second": headed("SimHei", "（一）细化分工")}),
    ("P08", {"second": headed("FangSong", "1.压实责任")}, {"second": headed("KaiTi", "1.压实责任")}),
    ("P08", {"second": headed("FangSong", "（1）落地")}, {"second": headed("SimHei", "（1）落地")}),
    ("P08", {"second": alone("SimHei", "一、统一部署")}, {"second": alone("FangSong", "一、统一部署")}),
    ("P09", {"name_top": 57.9}, {"name_top": 58.2}),
    ("P09", {"name_top": 56.1}, {"name_top": 55.8}),
    ("P09", {"name_top": 71.2, "above": 100, "red": ((28, 184, 104, 0.8),)}, {"name_top": 64}),
    ("P09", {"name_colour": (0.72, 0.3, 0.3)}, {"name_colour": (0.65, 0.3, 0.3)}),
    ("P09", {"name_colour": (0, 0.8, 0.8, 0)}, {"name_colour": (0, 0.5, 0.8, 0)}),
    ("P09", {"name_colour": (0.8, 0, 0)}, {"name_colour": (0, 0, 0)}),
    ("P09", {"name_way": "fill", "name_top": 57.9}, {"name_way": "fill", "name_top": 58.2}),
    ("P09", {"name_way": "picture", "name_top": 56.1}, {"name_way": "picture", "name_top": 55.8}),
    ("P10", {"red": ((28.9, 183.1, 88, 0.8),)}, {"red": ((26.8, 184, 88, 0.8),)}),
    ("P10", {"red": ((28, 184, 88.9, 0.8),)}, {"red": ((28, 184, 89.2, 0.8),)}),
    ("P10", {"above": 84.9}, {"above": 85.2}),
    ("P10", {"red": ((28, 106, 88, 0.8), (106, 184, 88, 0.8))}, {"red": ()}),
    ("P10", {"red": (RED_RULE,), "way": "picture"}, {"red": ((28, 184, 89.2, 0.8),), "way": "picture"}),
    ("P10", {"red_colour": (0.7, 0, 0)}, {"red_colour": (0, 0, 0)}),
    ("P11", {"title_gap": 22.2}, {"title_gap": 22.5}),
    ("P11", {"title_gap": 19.4}, {"title_gap": 19.1}),
    ("P11", {"title_gap": 31, "also": ((1, "【安排部署】", 28, 104),)}, {"title_gap": 31}),
    ("P11", {"title_shift": 1.4}, {"title_shift": 1.7}),
    ("P11", {"title_lines": TITLE}, {"title_lines": (*TITLE, "稳")}),
    ("P11", {"title_lines": (*TITLE, "线")[:2]}, {"title_lines": (TITLE[0], "筑牢底线", TITLE[0])}),
    ("P11", {"title_lines": ("守住红线", TITLE[0], "底线")}, {"title_lines": (TITLE[0], "线", TITLE[1])}),
    ("P12", {"lead": ("示例市各级各",)}, {"lead": ("示例市各级",)}),
    ("P13", {"imprint": (241.5, 251.7, 262.9)}, {"imprint": (241.5, 251.7, 263.6)}),
    ("P13", {"thick": (0.35, 0.25, 0.44)}, {"thick": (0.35, 0.25, 0.5)}),
    ("P13", {"thick": (0.26, 0.16, 0.35)}, {"thick": (0.35, 0.4, 0.35)}),
    ("P13", {"third": ("到位。",)}, {"third": ()}),
    ("P14", {"number_shift": 1.8}, {"number_shift": 2.4}),
    ("P14", {"number": 272.7}, {"number": 273.1}),
    ("P14", {"number": 269.99, "dash": 0.2}, {"number": 271.9, "dash": 0.15}),
    ("P14", {"numbers": ("— 7 —", "— 8 —", "— 9 —")}, {"numbers": ("— 1 —", "— 2 —", "— 5 —")}),
    ("P14", {"numbers": ("— 1 —", "— 2 —", "— 3 —")}, {"numbers": ("- 1 -", "- 2 -", "- 3 -")}),
    ("P15", {"indent": 2 * CELL + 0.5}, {"indent": 2 * CELL + 0.8}),
    ("P15", {"indent": 2 * CELL - 0.5}, {"indent": 2 * CELL - 0.8}),
    ("P15", {"lead": (FULL[:26], *(FULL,) * 9)}, {"indent": CELL, "lead": (FULL[:27], *(FULL,) * 9)}),
    ("P15", {"second": lines("到位。", "　　" + FULL[:26])}, {"second": lines("到位。", FULL)}),
    ("P15", {"second": lines("到位，", FULL)}, {"second": lines(FULL[:20] + "到位。", FULL)}),
    ("P16", {"embedded": True}, {"embedded": False}),
    ("P17", {"second": lines(FULL)}, {"second": lines(FULL[:27] + "\ue123")}),
    ("P17", {"second": lines(FULL)}, {"second": lines(FULL[:27] + "\u2f2f")}),
]
"""A rule, what it lets pass, and what it finds."""


def found(findings: tuple[Finding, ...]) -> set[str]:
    """Return the rules that found something."""
    return {finding.rule for finding in findings}


def placed(finding: Finding) -> bool:
    """Tell whether a finding says what on its page it speaks of; the whole page and the file have no place."""
    if not finding.page or any(words in finding.message for words in WHOLE):
        return finding.place is None
    place = finding.place
    return place is not None and 0 <= place.left < place.right < 230 and 0 <= place.top < place.bottom < 297


WHOLE = ("纸张", "排满的", "有 0 条红线", "首页没有正文")
"""What is said of whole pages."""


def test_a_drawing_that_keeps_every_rule_passes(inspected: Inspected) -> None:
    assert inspected() == ()


def test_every_rule_of_the_layout_is_in_the_table_once() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(set(names)) == names
    assert all(set(layout.rules) <= set(names) for layout in LAYOUTS.values())
    assert set(LAYOUTS["简报"].rules) == set(names) == {name for name, *_ in CASES}


@pytest.mark.parametrize(("rule", "inside", "outside"), CASES)
def test_a_rule_lets_pass_what_is_inside_its_tolerance_and_finds_what_is_outside(
    inspected: Inspected, rule: str, inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    assert rule not in found(inspected(**inside))
    findings = inspected(**outside)
    assert rule in found(findings)
    assert all(placed(finding) for finding in findings if finding.rule == rule)


MANNERS: list[dict[str, Any]] = [
    {"way": "stroke"},
    {"way": "pieces"},
    {"way": "picture", "imprint": (241.5, 251.7, 262.0)},
    {"form": True},
    {"left_even": 26},
    {"bleed": 3},
    {"bleed": 3, "cut": "CropBox"},
    {"turned": 90},
    {"turned": 180},
    {"turned": 270, "bleed": 3},
    {"name_way": "fill"},
    {"name_way": "picture"},
    {"red_colour": (0, 0.8, 0.8, 0), "name_colour": (0, 0.8, 0.8, 0)},
]
"""Ways of drawing the same."""


@pytest.mark.parametrize("manner", MANNERS)
def test_rules_do_not_care_how_a_thing_was_drawn(inspected: Inspected, manner: dict[str, Any]) -> None:
    assert inspected(**manner) == ()


@pytest.mark.parametrize("manner", MANNERS)
def test_faults_are_found_however_a_thing_was_drawn(inspected: Inspected, manner: dict[str, Any]) -> None:
    faults = {"above": 82, "red": ((28, 186, 88, 0.8),), "thick": (0.6, 0.25, 0.35), "number": 274, "title_gap": 24}
    expected = {"P10", "P11", "P13", "P14"}
    assert found(inspected(**(manner | faults))) >= expected


# ------------------------------------------------------------------------------------- what is no fault


QUIET: list[dict[str, Any]] = [
    # a table: its cells are no body
    {
        "without": (4, 5),
        "bars": tuple((2, (28, 184, FIRST + (n + 0.3) * PITCH, 0.25)) for n in (3, 4, 5)),
        "also": tuple((2, "，单位", 30, FIRST + n * PITCH) for n in (4, 5)),
    },
    # a halved mark at the edge
    {"second": lines(FULL[:27] + "，"), "wide": (4, CELL + 0.09)},
    # a page that a heading was held back from
    {"second": (*(FULL,) * 20, FULL[:27] + "。"), "third": ("　　{SimHei}一、统一部署", "　　" + FULL[:26], "到位。")},
    # a full line that happens to end its paragraph, and an address below it
    {"second": lines("到位。", "示例市某办公室")},
    # two columns
    {"second": lines("到位。" + "　" * 20 + "到位。", FULL)},
    # a list whose items hang
    {"second": lines("　　1." + FULL[:24], "　　　" + FULL[:20] + "。", "　　2." + FULL[:24])},
    # a title between words that belong to it
    {"title_gap": 31.2, "also": ((1, "示例市某办公室", 86, 104),)},
    # three lines of marks that push the masthead down
    {
        "also": ((1, "000012", 28, FIRST), (1, "{SimHei}机密", 28, FIRST + PITCH), (1, "特急", 28, FIRST + 2 * PITCH)),
        "name_top": 67.5,
        "above": 94,
        "red": ((28, 184, 98, 0.8),),
        "title_gap": 30.8,
    },
    # even pages that hold nothing but a list
    {"second": tuple("　　·" + FULL[: 20 + number % 5] + "。" for number in range(22))},
    # names in rare characters, which another face lends
    {"second": lines("{SimSun}喆玥{}" + "12" * 26, "　　{KaiTi}（一）{SimSun}喆玥赟。{}" + FULL[:19])},
    # an item whose last line is full, and a column's head below it
    {"second": lines("　　·" + FULL[:25], "　　　" + FULL[:24] + "。", "【安排部署】", "　　" + FULL[:26])},
    # a list of contents
    {"second": lines("　　" + FULL[:26], FULL[:26], FULL[:20] + "……" * 3 + "12"), "wide": (5, 6.014)},
    # a stamp in red above the masthead
    {"stamp": (150, 182, 14, 16)},
]


@pytest.mark.parametrize("drawing", QUIET)
def test_what_may_look_like_a_fault_is_none(inspected: Inspected, drawing: dict[str, Any]) -> None:
    assert inspected(**drawing) == ()


def test_a_file_of_another_program_is_held_to_what_is_due_alone(inspected: Inspected) -> None:
    findings = inspected(
        creator="WPS 文字", red=(), number_shift=5, first=FIRST + 2, name_top=60, fonts={"body": "SimSun"}
    )
    assert {(finding.rule, finding.severity) for finding in findings} == {
        ("P03", "error"),  # beyond the type area
        ("P03", "warning"),  # the leading of a first line may stand inside it
        ("P08", "warning"),
        ("P09", "info"),
        ("P10", "info"),
        ("P14", "warning"),
    }


def test_a_heading_that_stands_in_the_face_of_the_body_may_be_meant_so(inspected: Inspected) -> None:
    (doubted,) = inspected(second=alone("FangSong", "一、统一部署"))
    assert doubted.severity == "warning"


# ----------------------------------------------------------------------------------------------- faces


@pytest.mark.parametrize(
    ("font", "face"),
    [
        ("ABCDEF+FangSong", "仿宋"),
        ("ABCDEF+仿宋_GB2312", "仿宋"),
        ("ABCDEF+#B7#C2#CB#CE_GB2312", "仿宋"),
        ("ABCDEF+#B7C2CB#CE_GB2312", "仿宋"),
        (r"ABCDEF+\xb7\xc2\xcb\xce_GB2312", "仿宋"),
        ("ABCDEF+·ÂËÎ_GB2312", "仿宋"),
        ("FZFSK--GBK1-0", "仿宋"),
        ("FandolFang-Regular", "仿宋"),
        ("STFangsong", "仿宋"),
        ("CESI_FS_GB2312", "仿宋"),
        ("ABCDEF+KaiTi_GB2312", "楷体"),
        ("FandolKai-Regular", "楷体"),
        ("STKaiti", "楷体"),
        ("FZKTK--GBK1-0", "楷体"),
        ("SimHei", "黑体"),
        ("ABCDEF+NotoSansCJKsc-Bold", "黑体"),
        ("Source-Han-Sans-SC", "黑体"),
        ("FZHTK--GBK1-0", "黑体"),
        ("MicrosoftYaHei,Bold", "黑体"),
        ("SimSun", "宋体"),
        ("FandolSong-Regular", "宋体"),
        ("Noto-Serif-CJK-SC", "宋体"),
        ("FZSSK--GBK1-0", "宋体"),
        ("SimSun,Bold", "小标宋"),
        (r"ABCDEF+\xcb\xce\xcc\xe5,Bold", "小标宋"),
        ("FandolSong-Bold", "小标宋"),
        ("方正小标宋_GBK", "小标宋"),
        ("FZXBSJW--GB1-0", "小标宋"),
        ("STZhongsong", "小标宋"),
        ("TimesNewRomanPSMT", None),
        ("CIDFont+F1", None),
        ("", None),
    ],
)
def test_a_face_is_known_by_its_name(font: str, face: str | None) -> None:
    assert face_of(font) == face
