"""Heads as editors type them: what is read of them, where it stands, and that nothing breaks the reading."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Span
from bulletin_gen.load.decode import decoded
from bulletin_gen.load.sources import IssueSource, PublicationSource, SourceFile
from bulletin_gen.model import Audience, Credit, IssueKey, Marking, Recipients, Run, Special, Status, Withdrawal, plain
from bulletin_gen.parse.head import split_text
from bulletin_gen.parse.nodes import Mapping, Node, Scalar, Sequence, Shape
from bulletin_gen.parse.traced import Source
from bulletin_gen.parse.yaml import read_yaml
from bulletin_gen.validate.issue import read_issue
from bulletin_gen.validate.issue_fields import ISSUE_TABLE
from bulletin_gen.validate.publication import read_publication

if TYPE_CHECKING:
    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.model import Issue

PATH = "bulletins/shifan/2023/7.md"
PUBLICATION = "刊名: 示范简报\n编印机关: 示例市示范工作领导小组办公室\n"
BODY = "---\n\n# 强化巡查\n\n区应急局开展巡查。\n"
NUMBER = "期号: 7\n日期: 2023-03-05\n"


def read(head: str, publication: str = PUBLICATION) -> tuple[Issue | None, tuple[Diagnostic, ...]]:
    """Return the issue that a head makes, and its faults."""
    settings = SourceFile("bulletins/shifan/publication.yml", publication)
    file = decoded(PATH, f"---\n{head}{BODY}".encode()).value
    source = IssueSource(file=file, year="2023", name="7", folder=Path("7"))
    reading = read_issue(source, read_publication(PublicationSource("shifan", settings, (source,))).value)
    return reading.value.issue, reading.diagnostics


def issue_of(head: str, publication: str = PUBLICATION) -> Issue:
    """Return the issue that a faultless head makes."""
    issue, faults = read(head, publication)
    assert faults == ()
    assert issue is not None
    return issue


def data(node: Node) -> object:
    """Return a tree as plain lists and pairs."""
    if isinstance(node, Mapping):
        return [(entry.key.text, data(entry.value)) for entry in node.entries]
    if isinstance(node, Sequence):
        return [data(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


def yaml_of(text: str, **shapes: Shape) -> object:
    """Return what a faultless file of fields holds."""
    checked = read_yaml(Source("x.yml", text), shapes)
    assert checked.diagnostics == ()
    return data(checked.value)


# ------------------------------------------------------------------------------------------------- YAML


def test_values_stay_text() -> None:
    text = "甲: no\n乙: 12:30\n丙: 010\n丁: ~\n戊: 2023-03-05\n己: 1_000\n"
    expected = [("甲", "no"), ("乙", "12:30"), ("丙", "010"), ("丁", "~"), ("戊", "2023-03-05"), ("己", "1_000")]
    assert yaml_of(text) == expected


def test_a_field_that_is_set_twice_is_there_twice() -> None:
    assert yaml_of("甲: 一\n甲: 二\n") == [("甲", "一"), ("甲", "二")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("甲: 近期降雨偏多，\n  各地要加强巡查。\n", "近期降雨偏多，各地要加强巡查。"),
        ("甲:\n  近期降雨偏多，\n  各地要加强巡查。\n", "近期降雨偏多，各地要加强巡查。"),
        ("甲: 使用 GPS\n  LPG 的\n", "使用 GPS LPG 的"),
        ("甲: 一\n\n  二\n", "一\n二"),
        ("甲: |\n  一：二: 三\n  # 四\n    五\n\n乙: 六\n", "一：二: 三\n# 四\n五"),
        ("甲: >-\n  一\n  二\n", "一二"),
        ("甲: '一''二'\n", "一'二"),
        ('甲: "一\\u4e8c\\n三"\n', "一二\n三"),
        ('甲: "一\n  二"\n', "一二"),
        ("甲: 一 # 注\n", "一"),
        ("甲: 一#二\n", "一#二"),
        ("甲:\t一\t\n", "一"),
        ("甲:  　一　\n", "一"),
        ("甲: 一\u2028二\n", "一\u2028二"),
        ('甲: "一\u2028二"\n', "一\u2028二"),
        ("甲: “一”应为“二”\n", "“一”应为“二”"),
        ("甲: ［内部］简报\n", "［内部］简报"),
        ("甲: －8℃以下\n", "－8℃以下"),
        ("甲: 一<!-- 内部 -->二\n", "一二"),
        ("甲: 一 <!-- 三: 四 -->\n<!--\n五: 六\n-->\n", "一"),
    ],
)
def test_a_text_is_what_was_typed(typed: str, expected: str) -> None:
    pairs = yaml_of(typed)
    assert isinstance(pairs, list)
    assert pairs[0] == ("甲", expected)


@pytest.mark.parametrize(
    "typed",
    [
        "甲: [一, 二]\n",
        "甲:\n  - 一\n  - 二\n",
        "甲:\n- 一\n- 二\n",
        "甲: [\n  一, # 注\n  二,\n]\n",
        "甲: [ 一,\n二 ]\n",
        "甲: ['一', \"二\"]\n",
    ],
)
def test_a_list_may_be_written_in_every_way_of_yaml(typed: str) -> None:
    assert yaml_of(typed + "乙: 三\n", 甲=Shape(listed=True), 乙=Shape()) == [("甲", ["一", "二"]), ("乙", "三")]


def test_a_text_below_its_name_may_look_like_a_field_of_a_mapping() -> None:
    shape = Shape(frozenset())
    assert yaml_of("甲:\n  报: 一：\n    二：三\n  送:\n    - 四：五\n", 甲=shape) == [
        ("甲", [("报", "一：二：三"), ("送", ["四：五"])])
    ]


def test_places_count_characters_beyond_the_basic_plane_once() -> None:
    checked = read_yaml(Source("x.yml", "甲: [𠮷𠮷, 二]\n", 5), {})
    node = checked.value.entries[0].value
    assert isinstance(node, Sequence)
    assert [item.span for item in node.items] == [Span("x.yml", 5, 5), Span("x.yml", 5, 9)]


def test_each_character_of_a_text_over_lines_knows_its_place() -> None:
    node = read_yaml(Source("x.yml", "甲: 一二\n    三<!-- 四 -->五\n"), {}).value.entries[0].value
    assert isinstance(node, Scalar)
    assert [node.place(index) for index in range(4)] == [
        Span("x.yml", 1, 4), Span("x.yml", 1, 5), Span("x.yml", 2, 5), Span("x.yml", 2, 16),
    ]  # fmt: skip


def test_a_field_that_cannot_be_read_costs_no_other() -> None:
    checked = read_yaml(Source("x.yml", "甲: [一\n乙: 二\n丙: @三\n丁: 四\n"), {})
    assert data(checked.value) == [("甲", None), ("乙", "二"), ("丙", None), ("丁", "四")]
    assert [fault.code for fault in checked.diagnostics] == [Code.UNCLOSED_BRACKET, Code.SPECIAL_START]


SIGNS = "期号市委，、。：（）“”［］－①a1:-#,[]{}\"'&*!|>%@`?\\~= 　𠮷"
TEXTS = (
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text and text[0] != "［" and ">" not in text[1:])
)
ROWS = st.dictionaries(
    st.text(st.sampled_from("报送发本期增a"), min_size=1, max_size=4),
    st.one_of(TEXTS, st.lists(TEXTS, min_size=1, max_size=3)),
    min_size=1,
)


@settings(deadline=None)
@given(ROWS, st.sampled_from([True, False, None]))
def test_what_yaml_writes_is_read_as_it_was(
    rows: dict[str, str | list[str]],
    flow: bool | None,
) -> None:
    written = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=10**6)
    text = f"分送: {written}" if flow else "分送:\n  " + written.replace("\n", "\n  ")
    assert yaml_of(text, 分送=Shape(frozenset())) == [("分送", list(rows.items()))]


@given(st.text("期号no7e_.-/、，。（）＿１é:#[ '", min_size=1, max_size=12), st.sampled_from(["", "\n", "\n\n"]))
def test_a_plain_text_is_read_as_yaml_reads_it_beside_a_comment(typed: str, end: str) -> None:
    # With a comment behind it, which says nothing, a field is always left to YAML.
    alone, beside = (
        read_yaml(Source("7.md", f"{field}{end}", 2), {}) for field in (f"按语: {typed}", f"按语: {typed} # 注")
    )
    if not beside.diagnostics:
        assert repr(alone) == repr(beside)


def test_deep_nesting_is_a_fault_and_no_crash() -> None:
    checked = read_yaml(Source("x.yml", "甲: " + "[" * 500 + "]" * 500 + "\n"), {})
    assert [fault.code for fault in checked.diagnostics] == [Code.YAML_SYNTAX]


# ------------------------------------------------------------------------------------------- the head


@pytest.mark.parametrize("typed", ["2023-3-5", "2023/3/5", "2023.3.5", "2023年3月5日", "2023-03-05", '"2023-3-5"'])
def test_the_four_ways_to_write_a_date_are_one(typed: str) -> None:
    assert issue_of(f"期号: 7\n日期: {typed}\n").date == date(2023, 3, 5)


@pytest.mark.parametrize("typed", ["7", "07", "007", "第7期", "第07期", "'7'", "7 # 注", "7<!-- 注 -->"])
def test_the_ways_to_write_a_number_are_one(typed: str) -> None:
    issue = issue_of(f"期号: {typed}\n日期: 2023-03-05\n")
    assert issue.key == IssueKey("shifan", 2023, 7)
    assert issue.number_text == "第7期"


def test_english_names_and_values_say_the_same_as_chinese_ones() -> None:
    chinese = "期号: 7\n日期: 2023-03-05\n公开范围: 内部\n状态: 草稿\n目录: 是\n专刊: {名称: 安全专刊, 期号: 3}\n"
    english = "number: 7\ndate: 2023-03-05\naudience: internal\nstatus: draft\ncontents: true\n"
    issue = issue_of(chinese)
    assert issue == issue_of(english + "special: {name: 安全专刊, number: 3}\n")
    assert (issue.audience, issue.status, issue.contents) == (Audience.INTERNAL, Status.DRAFT, True)
    assert issue.special == Special("安全专刊", 3)


def test_every_field_of_a_head_reaches_the_issue() -> None:
    head = """期号: 7
日期: 2023-03-05
总期号: 第107期
密级: 机密★1年
份号: "000123"
公开范围: 内部
紧急程度: 特急
印数: 150
版式: 专版
更正:
  - 日期: 2023-03-06
    说明: 第一条：“三处”应为“四处”。
撤回:
  日期: 2023年3月7日
  理由: 数据有误
  替代: shifan/2023/z1
内部项: [分送, credits]
按语: |
  近期降雨偏多。

  各地要加强巡查。
关键词: [燃气, 消防, 燃气]
"""
    issue = issue_of(head)
    assert (issue.total_number, issue.copies, issue.copy_number, issue.urgency) == (107, 150, "000123", "特急")
    assert issue.marking == Marking("机密", "1年")
    assert issue.layout == "专版"
    assert [(one.made, one.text) for one in issue.corrections] == [(date(2023, 3, 6), "第一条：“三处”应为“四处”。")]
    assert issue.withdrawal == Withdrawal(date(2023, 3, 7), "数据有误", IssueKey("shifan", 2023, 1, supplement=True))
    assert issue.internal_fields == ("distribution", "credits")
    assert [plain(paragraph.inlines) for paragraph in issue.editor_note] == ["近期降雨偏多。", "各地要加强巡查。"]
    assert issue.keywords == ("燃气", "消防")
    assert dict(issue.field_spans)["copies"] == Span(PATH, 9, 5)


def test_the_lines_of_an_editors_note_know_their_places() -> None:
    issue = issue_of(NUMBER + "按语: |\n  近期降雨。\n\n  各地巡查。\n")
    runs = [run for paragraph in issue.editor_note for run in paragraph.inlines if isinstance(run, Run)]
    assert [run.origin[0].line for run in runs] == [5, 7]
    assert [run.origin[0].column for run in runs] == [3, 3]


def test_a_publications_rows_are_replaced_label_by_label() -> None:
    publication = PUBLICATION + "分送:\n  报: [市委]\n  发: 各县\n编审:\n  编辑: 赵一\n  签发: 钱二三\n"
    head = NUMBER + "分送:\n  发: 各县，各区。\n编审:\n  编辑: [孙四, 李五六]\n"
    issue = issue_of(head, publication)
    assert [row.text for row in issue.distribution] == ["市委。", "各县，各区。"]
    assert issue.credits == (Credit("编辑", ("孙四", "李五六")), Credit("签发", ("钱二三",)))


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("送", "送发"),
        ("发", "送发"),
        ("增发", "送发增发"),
        ("报送发", "报送发"),
        ("发送报", "发送报"),
        ("报送", "报送发"),
        ("发增发", "送发增发"),
        ("报增发", "送发报增发"),
    ],
)
def test_new_labels_stand_where_the_issue_writes_them(own: str, expected: str) -> None:
    rows = "".join(f"  {label}: 各县\n" for label in _labels(own))
    issue = issue_of(NUMBER + "分送:\n" + rows, PUBLICATION + "分送:\n  送: 市委\n  发: 各区\n")
    assert [row.label for row in issue.distribution] == _labels(expected)


def _labels(typed: str) -> list[str]:
    labels: list[str] = []
    for sign in typed:
        if labels and labels[-1] == "增":
            labels[-1] += sign
        else:
            labels.append(sign)
    return labels


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("市委常委、主任、副主任。", (("市委常委", "主任", "副主任"),)),
        ("各县（市、区）政府，市直、驻市单位", (("各县（市、区）政府",), ("市直", "驻市单位"))),
        ("《日报》、“三区（东、西，南）、一带”办", (("《日报》", "“三区（东、西，南）、一带”办"),)),
        ("甲（乙、丙", (("甲（乙", "丙"),)),
        ("甲）、乙（丙、丁）", (("甲）", "乙（丙、丁）"),)),
        ("甲、、乙，", (("甲", "乙"),)),
        ("各县（含甲、乙（丙、丁）），各区。", (("各县（含甲、乙（丙、丁））",), ("各区",))),
    ],
)
def test_recipients_are_split_outside_brackets(typed: str, groups: tuple[tuple[str, ...], ...]) -> None:
    issue = issue_of(NUMBER + f"分送:\n  发: {typed}\n")
    assert issue.distribution == (Recipients("发", typed, groups),)


def test_a_list_of_recipients_prints_with_its_marks() -> None:
    issue = issue_of(NUMBER + "分送: {发: [甲局, 乙、丙二局]}\n")
    assert issue.distribution == (Recipients("发", "甲局、乙、丙二局。", (("甲局", "乙、丙二局"),)),)


def test_a_name_may_be_foreign_and_is_stored_as_typed() -> None:
    assert issue_of(NUMBER + "编审: {编辑: [阿依努尔·示例, 赵一]}\n").credits[0].names == ("阿依努尔·示例", "赵一")


@pytest.mark.parametrize("publication", ["公开范围: 内部\n", "公开范围: 秘密\n", "公开范围：内部\n"])
def test_a_marking_is_checked_only_against_an_audience_that_is_known(publication: str) -> None:
    _, faults = read(NUMBER + "密级: 机密★1年\n份号: 000001\n", PUBLICATION + publication)
    assert faults == ()


@pytest.mark.parametrize(
    ("head", "hint"),
    [
        ("期号: 第四十九期\n日期: 2023-3-5\n", "期号: 第49期"),
        ("期号: 7\n日期: 二〇二三年三月五日\n", "日期: 2023年3月5日"),
        ("期号: 7\n日期: ２０２３－３－５\n", "日期: 2023-3-5"),
        ("期号: 7\n日期: 23-3-5\n", "日期: 2023-03-05"),
        (NUMBER + "编审:\n  编辑: 卜一 赵二三\n", "编辑: [卜一, 赵二三]"),
        (NUMBER + "编审:\n  编辑: 郝　一\n", "郝一"),
        (NUMBER + "密级: 机密☆1年\n份号: 000001\n公开范围: 内部\n", "机密★1年"),
        (NUMBER + "份号: 123\n", "份号: 000123"),
        (NUMBER + "关键字: [燃气]\n", "关键词"),
        (NUMBER + "栏目: [安排部署]\n", "publication.yml"),
        (NUMBER + "Copies: 1\n", "copies"),
        (NUMBER + "关键词: 燃气，消防\n", "关键词: [燃气, 消防]"),
        ("期号 7\n日期: 2023-3-5\n", "期号: 7"),
    ],
)
def test_a_hint_writes_the_right_form(head: str, hint: str) -> None:
    _, (fault,) = read(head)
    assert hint in fault.hint


# --------------------------------------------------------------------------------- whatever is typed

FIELDS = st.sampled_from(
    ["期号", "日期", "分送", "编审", "更正", "专刊", "撤回", "关键词", "按语", "number", "名称", "说明"]
)
VALUES = st.sampled_from(
    ["报", "赵一", "7", "第7期", "2023-3-5", "机密★1年", "<!--", "-->", "---", "－－－", "...", "<<", "𠮷", "//"]
)
BREAKS = st.sampled_from(
    ["\n", "\n  ", "\n    ", "\n\t", "\n　", "\n- ", "\n  - ", "\n－", ": ", ", ", " # ", "|\n", "? "]
)
MARKS = st.sampled_from(list(":：[]{},，、\"'“”［］|>#&*!@%\\\t　 \u2028\u0085\ufeff\0\u200b"))
WORDS = st.one_of(FIELDS, VALUES, BREAKS, MARKS)
HEADS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=40).map("".join))


@settings(deadline=None)  # a loaded machine is no fault
@given(HEADS)
@example("'")
@example("期号: |\n")
@example("分送:\n  - - a\n")
@example("甲: [一,\n期号: 7\n")
def test_no_head_breaks_the_reading_and_every_fault_lies_in_the_file(typed: str) -> None:
    issue, faults = read(typed + "\n")
    text = decoded(PATH, f"---\n{typed}\n{BODY}".encode()).value.text
    assert text is not None
    lines = text.split("\n")
    for fault in faults:
        assert fault.span.path == PATH
        assert 1 <= fault.span.line <= len(lines), fault
        assert 1 <= fault.span.column <= len(lines[fault.span.line - 1]) + 1, fault
    assert issue is None or issue.key.publication == "shifan"


@settings(deadline=None)  # a loaded machine is no fault
@given(HEADS)
def test_a_file_in_any_state_is_split_without_losing_lines(typed: str) -> None:
    text = decoded(PATH, typed.encode()).value.text or ""
    split = split_text(PATH, text).value
    for part in (split.head, split.body):
        if part is not None:
            rows = text.split("\n")[part.first_line - 1 :]
            assert rows[: len(part.text.split("\n"))] == part.text.split("\n") or part.text == ""


@settings(deadline=None)  # a loaded machine is no fault
@given(HEADS)
def test_a_head_in_which_a_required_value_is_lost_is_never_silent(typed: str) -> None:
    issue, faults = read(typed + "\n")
    bad = decoded(PATH, typed.encode()).diagnostics
    assert issue is not None or faults or bad


def test_the_table_has_each_name_once() -> None:
    names = ISSUE_TABLE.names()
    assert len(names) == len(set(names))
