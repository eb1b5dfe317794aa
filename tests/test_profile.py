"""Layout profiles: what they say, how an office overrides them, and how each mistake in one is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_gen.cache.store import Store
from bulletin_gen.diagnostics import Span
from bulletin_gen.pipeline.layouts import profiles_of
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.typeset.measures import measures_of
from bulletin_gen.typeset.profile import HeadStyle, PageStyle, Type
from bulletin_gen.typeset.profile_files import Sections, read_sheet
from bulletin_gen.typeset.read_profile import SECTIONS, load_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ASKED = Span("bulletins/shifan/publication.yml", 3, 5)
SHIPPED = template_folders(None)


@pytest.fixture
def office(tmp_path: Path) -> Callable[..., tuple[Path, ...]]:
    """Return the function that makes a site with layout profiles and returns its template folders."""

    def call(**profiles: str) -> tuple[Path, ...]:
        for name, text in profiles.items():
            path = tmp_path / "templates" / "layouts" / f"{name}.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return template_folders(tmp_path / "templates")

    return call


def faults(folders: tuple[Path, ...], name: str = "本单位") -> list[tuple[str, str, str]]:
    """Return place, code and hint of each fault of a profile."""
    checked = load_profile(name, folders, ASKED)
    return [(str(fault.span), fault.code.value, fault.hint) for fault in checked.diagnostics]


def numbers(*measures: float) -> list[float]:
    return list(measures)


def check(folders: tuple[Path, ...], *expected: tuple[str, str]) -> None:
    assert [(place, code) for place, code, _ in faults(folders)] == list(expected)


@pytest.mark.parametrize("name", ["简报", "专版"])
def test_the_shipped_profiles_are_without_fault(name: str) -> None:
    assert load_profile(name, SHIPPED).diagnostics == ()


@pytest.mark.parametrize("name", ["简报", "专版"])
def test_every_measure_of_a_shipped_profile_names_its_source(name: str) -> None:
    known = Sections(tuple((section, tuple(m.name for m in measures_of(of))) for section, of in SECTIONS.items()))
    sheet = read_sheet(name, SHIPPED, known, ASKED).value
    assert sheet is not None
    for measure in sheet.measures:
        assert measure.source == "实务" or measure.source.startswith("GB/T "), measure


def test_the_measures_of_the_standard_are_those_of_the_shipped_profile() -> None:
    profile = load_profile("简报", SHIPPED).value
    page = profile.page
    assert numbers(page.width, page.height) == [210, 297]
    assert numbers(page.top, page.inner, page.measure, page.depth) == [37, 28, 156, 225]
    assert profile.body.type == Type("仿宋", profile.body.type.size)
    assert numbers(profile.body.type.size, profile.titles.title.size, profile.imprint.type.size) == [16, 22, 14]
    assert [profile.pitch, profile.letter_spacing] == [10.44, -0.21]
    assert profile.head.red.srgb == "#ff3333"
    assert profile.page.style is PageStyle.BULLETIN
    assert profile.head.style is HeadStyle.COMPACT


def test_an_office_overrides_single_measures(office: Callable[..., tuple[Path, ...]]) -> None:
    folders = office(
        本单位="""继承: 简报
说明: 本单位的简报
正文:
  每页行数: 23
报头:
  刊名: {值: 小标宋 50 pt, 依据: 本单位规定}
  报头式样: 宽松
页面:
  镜像: 是
"""
    )
    checked = load_profile("本单位", folders, ASKED)
    assert checked.diagnostics == ()
    profile = checked.value
    assert [profile.body.lines, profile.head.masthead.size, profile.page.mirrored] == [23, 50, True]
    assert profile.head.style is HeadStyle.ROOMY
    assert profile.titles == load_profile("简报", SHIPPED).value.titles
    assert profile.pitch == pytest.approx(9.97)


def test_an_office_may_call_its_own_profile_like_the_shipped_one(office: Callable[..., tuple[Path, ...]]) -> None:
    folders = office(简报="继承: 简报\n正文:\n  每页行数: 23\n")
    assert load_profile("简报", folders).value.body.lines == 23


def test_profiles_inherit_over_several_steps(office: Callable[..., tuple[Path, ...]]) -> None:
    folders = office(甲="继承: 简报\n正文:\n  每页行数: 23\n", 本单位="继承: 甲\n正文:\n  首行缩进: 3 字\n")
    body = load_profile("本单位", folders).value.body
    assert (body.lines, body.indent) == (23, 3)


def test_an_office_puts_its_own_faces_first(office: Callable[..., tuple[Path, ...]]) -> None:
    folders = office(
        本单位="继承: 简报\n字体:\n  仿宋:\n    优先: [某仿宋, FandolFang-Regular]\n  隶书: {优先: [某隶书]}\n"
    )
    roles = {role.name: role for role in load_profile("本单位", folders).value.roles}
    assert roles["仿宋"].faces == ("某仿宋", "FandolFang-Regular")
    assert "隶书" in roles
    assert roles["楷体"].faces[-1] == "FandolKai-Regular"


@pytest.mark.parametrize(
    ("written", "size"), [("三号", 16), ("3号", 16), ("16 pt", 16), ("16磅", 16), ("小二", 18), ("10.5pt", 10.5)]
)
def test_sizes_are_written_as_editors_know_them(
    office: Callable[..., tuple[Path, ...]], written: str, size: float
) -> None:
    folders = office(本单位=f"继承: 简报\n标题:\n  副题: 楷体 {written}\n")
    assert load_profile("本单位", folders).value.titles.subtitle == Type("楷体", size)  # type: ignore[arg-type]  # a plain number


@pytest.mark.parametrize(("written", "length"), [("35 mm", 35), ("3.5cm", 35), ("35毫米", 35), ("72 pt", 25.4)])
def test_lengths_may_have_any_unit_of_length(
    office: Callable[..., tuple[Path, ...]], written: str, length: float
) -> None:
    folders = office(本单位=f"继承: 简报\n报头:\n  刊名上边: {written}\n")
    assert load_profile("本单位", folders).value.head.masthead_top == pytest.approx(length)


@pytest.mark.parametrize("name", ["本单位", "没有"])
@pytest.mark.parametrize(
    "changed",
    [
        {"本单位": "继承: 甲\n正文:\n  首行缩进: 4 字\n"},
        {"甲": "继承: 简报\n正文:\n  每页行数: 23\n"},
        {"甲": "继承: 简报\n正文:\n  每页行: 23\n"},
        {"简报": "继承: 简报\n正文:\n  每页行数: 21\n"},
        {"没有": "继承: 简报\n"},
    ],
)
def test_a_profile_that_was_read_before_is_read_anew_where_any_of_its_files_changed(
    office: Callable[..., tuple[Path, ...]], tmp_path: Path, name: str, changed: dict[str, str]
) -> None:
    store, named = Store(tmp_path / "store"), [(name, ASKED), (name, Span("bulletins/shifan/2024/1/issue.md", 2, 5))]
    folders = office(本单位="继承: 甲\n正文:\n  首行缩进: 3 字\n", 甲="继承: 简报\n")
    before = profiles_of(named, folders, store)
    assert profiles_of(named, folders, store) == before == profiles_of(named, folders)
    assert list((tmp_path / "store").glob("??/*"))
    office(**changed)
    assert profiles_of(named, folders, store) == profiles_of(named, folders)
    if name == "本单位":
        assert (profiles_of(named, folders, store) == before) == ("没有" in changed)


def test_an_unknown_layout_is_reported_where_it_is_named(office: Callable[..., tuple[Path, ...]]) -> None:
    checked = load_profile("简抱", office(), ASKED)
    (fault,) = checked.diagnostics
    assert (fault.span, fault.code, fault.hint) == (ASKED, "unknown-layout", "是不是“简报”？")
    assert checked.value.body.lines == 22


def test_a_missing_parent_is_reported_at_its_name(office: Callable[..., tuple[Path, ...]]) -> None:
    check(office(本单位="继承: 不存在\n"), ("templates/layouts/本单位.yml:1:5", "unknown-layout"))


def test_profiles_that_inherit_each_other_are_reported(office: Callable[..., tuple[Path, ...]]) -> None:
    check(office(本单位="继承: 乙\n", 乙="继承: 本单位\n"), ("templates/layouts/乙.yml:1:5", "layout-loop"))


def test_a_profile_that_inherits_itself_without_one_behind_is_reported(office: Callable[..., tuple[Path, ...]]) -> None:
    check(office(本单位="继承: 本单位\n"), ("templates/layouts/本单位.yml:1:5", "unknown-layout"))


def test_an_unknown_measure_is_answered_with_the_one_meant(office: Callable[..., tuple[Path, ...]]) -> None:
    ((place, code, hint),) = faults(office(本单位="继承: 简报\n正文:\n  每页行: 23\n"))
    assert (place, code) == ("templates/layouts/本单位.yml:3:3", "unknown-measure")
    assert "每页行数" in hint


def test_a_measure_in_the_wrong_section_is_sent_to_its_own(office: Callable[..., tuple[Path, ...]]) -> None:
    ((place, code, hint),) = faults(office(本单位="继承: 简报\n页面:\n  每页行数: 23\n"))
    assert (place, code) == ("templates/layouts/本单位.yml:3:3", "unknown-measure")
    assert "正文" in hint


def test_an_unknown_section_is_reported(office: Callable[..., tuple[Path, ...]]) -> None:
    check(office(本单位="继承: 简报\n板面:\n  天头: 37 mm\n"), ("templates/layouts/本单位.yml:2:1", "unknown-measure"))


def test_a_measure_set_twice_is_reported_at_the_second(office: Callable[..., tuple[Path, ...]]) -> None:
    text = "继承: 简报\n正文:\n  每页行数: 22\n  每页行数: 23\n"
    check(office(本单位=text), ("templates/layouts/本单位.yml:4:3", "field-twice"))


@pytest.mark.parametrize(
    ("section", "measure"),
    [
        ("页面", "天头: 37"),
        ("页面", "天头: 37 px"),
        ("页面", "天头: 三十七毫米"),
        ("页面", "镜像: 或许"),
        ("页面", "页式: 海报"),
        ("正文", "每页行数: 二十二"),
        ("正文", "每页行数: 22.5"),
        ("正文", "首行缩进: 2 mm"),
        ("正文", "正文: 三号"),
        ("正文", "正文: 仿宋"),
        ("正文", "正文: 仿宋 0 pt"),
        ("报头", "红色: 大红"),
        ("报头", "红色: C0 M180 Y80 K0"),
        ("层次", "一级标题: 黑体 加粗 加粗"),
    ],
)
def test_a_value_in_the_wrong_form_is_reported_at_the_value(
    office: Callable[..., tuple[Path, ...]], section: str, measure: str
) -> None:
    column = 3 + measure.index(":") + 2
    folders = office(本单位=f"继承: 简报\n{section}:\n  {measure}\n")
    check(folders, (f"templates/layouts/本单位.yml:3:{column}", "measure-value"))


def test_a_face_that_the_profile_does_not_name_is_reported(office: Callable[..., tuple[Path, ...]]) -> None:
    check(office(本单位="继承: 简报\n标题:\n  标题: 隶书 二号\n"), ("templates/layouts/本单位.yml:3:7", "unknown-role"))


@pytest.mark.parametrize(
    ("section", "measure"),
    [
        ("页面", "订口: 180 mm"),
        ("页面", "天头: 250 mm"),
        ("正文", "每页行数: 60"),
        ("正文", "每页行数: 1"),
        ("正文", "每行字数: 50"),
        ("正文", "每行字数: 5"),
        ("报头", "刊名最宽: 180 mm"),
        ("报头", "刊名上边: 120 mm"),
        ("报头", "红线下限: 280 mm"),
        ("报头", "红线粗: 0 mm"),
        ("图表", "图最高行数: 22"),
        ("版记", "版记中线: 9 mm"),
        ("标题", "标题: 小标宋 300 pt"),
    ],
)
def test_measures_that_no_page_can_be_made_to_are_reported(
    office: Callable[..., tuple[Path, ...]], section: str, measure: str
) -> None:
    found = faults(office(本单位=f"继承: 简报\n{section}:\n  {measure}\n"))
    assert [(place, code) for place, code, _ in found] == [
        (f"templates/layouts/本单位.yml:3:{3 + measure.index(':') + 2}", "impossible-measure")
    ]


def test_all_faults_of_a_profile_are_found_in_one_run(office: Callable[..., tuple[Path, ...]]) -> None:
    text = "继承: 简报\n页面:\n  天头: 37\n  地脚高: 35 mm\n正文:\n  正文: 隶书 三号\n说名: 甲\n"
    codes = sorted(code for _, code, _ in faults(office(本单位=text)))
    assert codes == ["measure-value", "unknown-measure", "unknown-measure", "unknown-role"]


def test_a_profile_without_a_parent_must_be_whole(office: Callable[..., tuple[Path, ...]]) -> None:
    found = faults(office(本单位="页面:\n  页式: 公文\n"))
    assert {code for _, code, _ in found} == {"missing-measure"}
    assert {place for place, *_ in found} == {"templates/layouts/本单位.yml:1:1"}
