"""What the readings of Markdown below a head make of a body."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.diagnostics import Located
from bulletin_gen.model import (
    Alignment,
    Anchor,
    Entry,
    EntryKind,
    Figure,
    Heading,
    ItemList,
    NoteMark,
    Notice,
    NoticeKind,
    OrdinalForm,
    Paragraph,
    Run,
    Table,
    locate,
    plain,
)
from bulletin_gen.parse.marks import CLOSINGS, OPENINGS
from bulletin_gen.parse.traced import Source
from bulletin_gen.traverse import blocks_in, inlines_in
from bulletin_gen.validate.body import Body, read_body
from bulletin_gen.validate.reading import BodyContext

CONTEXT = BodyContext(issued=date(2023, 3, 20), files=frozenset({"图.png", "附表.xlsx"}))


def check(text: str) -> Body:
    """Read a body that has no fault."""
    checked = read_body(Source("7.md", text, 6), CONTEXT)
    assert checked.diagnostics == ()
    return checked.value


def entries(text: str) -> list[Entry]:
    return [entry for section in check(text).sections for entry in section.entries]


def only_block(text: str) -> object:
    (entry,) = entries(f"# 题目\n\n{text}")
    (block,) = entry.blocks
    return block


def texts(text: str) -> list[str]:
    return [plain(block.inlines) for entry in entries(text) for block in entry.blocks if isinstance(block, Paragraph)]


def test_everything_down_to_the_next_column_head_belongs_to_a_column() -> None:
    body = check("# 【甲】\n\n一条。\n\n# 题目\n\n正文。\n\n# 【乙】\n\n二条。\n")
    assert [(section.name, len(section.entries)) for section in body.sections] == [("甲", 2), ("乙", 1)]


def test_each_paragraph_without_a_title_under_a_column_is_an_item() -> None:
    kinds = [entry.kind for entry in entries("# 【甲】\n\n一条。\n\n二条。\n\n- 附\n\n# 题目\n\n正文。\n\n再。\n")]
    assert kinds == [EntryKind.ITEM, EntryKind.ITEM, EntryKind.ARTICLE]


def test_text_without_any_title_is_one_article() -> None:
    (entry,) = entries("甲。\n\n乙。\n")
    assert entry.kind is EntryKind.ARTICLE
    assert entry.title is None
    assert len(entry.blocks) == 2


def test_a_title_breaks_at_the_ideographic_space_and_at_the_backslash() -> None:
    (entry,) = entries("# 守住红线　筑牢\\底线\n\n正文。\n")
    assert entry.title is not None
    assert entry.title.segments == ("守住红线", "筑牢", "底线")
    assert entry.title.text == "守住红线　筑牢底线"


def test_braces_after_a_title_give_kicker_byline_and_source_unit() -> None:
    (entry,) = entries('# 题目 {肩题="示例区" 作者="本报　甲" 供稿="区应急局"}\n\n正文。\n')
    assert (entry.kicker, entry.byline, entry.given_units) == ("示例区", "本报　甲", "区应急局")


def test_a_first_paragraph_with_a_dash_is_the_subtitle() -> None:
    (entry,) = entries("# 题目\n\n——副题\n\n——不是副题。\n")
    assert entry.subtitle == "——副题"
    assert len(entry.blocks) == 1


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        ("**一、压实责任。**各镇", [("一、压实责任。", OrdinalForm.COMMA), ("各镇", None)]),
        (
            "**一、甲。（一）乙。**丙",
            [("一、甲。", OrdinalForm.COMMA), ("（一）乙。", OrdinalForm.BRACKETED), ("丙", None)],
        ),
        ("前。**一是甲。**后", [("前。", None), ("一是甲。", OrdinalForm.IS), ("后", None)]),
        ("**1.甲。**乙", [("1.甲。", OrdinalForm.POINT), ("乙", None)]),
        ("**（1）甲。**乙", [("（1）甲。", OrdinalForm.BRACKETED_DIGIT), ("乙", None)]),
        ("**十二、甲**乙", [("十二、甲", OrdinalForm.COMMA), ("乙", None)]),
    ],
)
def test_a_bold_ordinal_is_a_heading_run_into_its_paragraph(typed: str, runs: list[tuple[str, object]]) -> None:
    block = only_block(typed)
    assert isinstance(block, Paragraph)
    assert [(run.text, run.run_in) for run in block.inlines if isinstance(run, Run)] == runs
    assert not any(run.emphasis for run in block.inlines if isinstance(run, Run))


@pytest.mark.parametrize("typed", ["**重点**", "**1.5万元**", "**区应急局**"])
def test_other_bold_is_emphasis(typed: str) -> None:
    block = only_block(typed)
    assert isinstance(block, Paragraph)
    assert [(run.emphasis, run.run_in) for run in block.inlines if isinstance(run, Run)] == [(True, None)]


def test_bold_after_the_stop_of_a_run_in_heading_is_emphasis() -> None:
    block = only_block("**一是甲。请注意**乙")
    assert isinstance(block, Paragraph)
    assert [(run.text, run.emphasis) for run in block.inlines if isinstance(run, Run)] == [
        ("一是甲。", False),
        ("请注意", True),
        ("乙", False),
    ]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("甲乙\n丙丁", "甲乙丙丁"),
        ("甲，\n乙", "甲，乙"),
        ("说“\n甲”", "说“甲”"),
        ("GPS\n定位", "GPS 定位"),
        ("a\nb", "a b"),
        ("共3\n次", "共3 次"),
        ("**甲**\n乙", "甲乙"),
        ("　　甲", "甲"),
        ("单个*星*和_线_、`码`、<b>标签</b>、&amp;与---", "单个*星*和_线_、`码`、<b>标签</b>、&amp;与---"),
        ("* 不是列表", "* 不是列表"),
        ("+ 不是列表", "+ 不是列表"),
        ("题\n===", "题 ==="),
        ("[甲][乙]", "[甲][乙]"),
        ("<http://example.org>", "<http://example.org>"),
        ("\\{.x\\}和\\*", "{.x}和*"),
    ],
)
def test_text_stays_as_typed_and_lines_join_as_chinese_does(typed: str, text: str) -> None:
    block = only_block(typed)
    assert isinstance(block, Paragraph)
    assert plain(block.inlines) == text


def test_a_list_keeps_the_numbers_as_typed() -> None:
    block = only_block("2. 甲\n4. 乙\n    - 丙\n        1. 丁\n9. **戊**\n")
    assert isinstance(block, ItemList)
    assert [item.label for item in block.items] == ["2.", "4.", "9."]
    assert [item.label for b in blocks_in([block]) if isinstance(b, ItemList) for item in b.items] == [
        "2.",
        "4.",
        "9.",
        "·",
        "1.",
    ]


def test_a_table_takes_the_caption_line_before_it() -> None:
    for gap in ("\n", "\n\n"):
        block = only_block(f"表：汇总{gap}| 甲 | 乙 |\n| :-- | --: |\n| a\\|b | **2** |\n| 3 |\n")
        assert isinstance(block, Table)
        assert plain(block.caption) == "汇总"
        assert block.alignments == (Alignment.LEFT, Alignment.RIGHT)
        assert [[plain(cell) for cell in row] for row in block.rows] == [["a|b", "2"], ["3", ""]]


def test_a_table_right_under_a_paragraph_is_still_a_table() -> None:
    (entry,) = entries("# 题目\n\n见下表：\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n尾。\n")
    assert [type(block) for block in entry.blocks] == [Paragraph, Table, Paragraph]


def test_pictures_that_stand_alone_are_figures() -> None:
    (entry,) = entries("# 题目\n\n![甲](图.png)\n\n![](图.png) ![乙](图.png)\n")
    assert [(block.path, plain(block.caption)) for block in entry.blocks if isinstance(block, Figure)] == [
        ("图.png", "甲"),
        ("图.png", ""),
        ("图.png", "乙"),
    ]


def test_a_notice_is_of_its_kind_and_holds_blocks() -> None:
    block = only_block('!!! 广告 "好"\n    甲\n\n    - 乙\n\n    丙\n')
    assert isinstance(block, Notice)
    assert (block.kind, block.title) == (NoticeKind.ADVERTISEMENT, "好")
    assert [type(inner) for inner in block.blocks] == [Paragraph, ItemList, Paragraph]
    untitled = only_block("!!! 公告\n    甲\n")
    assert isinstance(untitled, Notice)
    assert (untitled.kind, untitled.title) == (NoticeKind.ANNOUNCEMENT, "")


def test_the_quote_before_the_first_title_is_the_editors_note() -> None:
    body = check("> 第一段\n> 接上\n>\n> 第二段\n\n# 题目\n\n正文。\n")
    assert [plain(paragraph.inlines) for paragraph in body.editor_note] == ["第一段接上", "第二段"]


def test_notes_go_to_the_entry_that_refers_to_them() -> None:
    first, second = entries("# 甲\n\n文[^b]又[^a]。\n\n# 乙\n\n文[^a]。\n\n[^a]: 注甲\n[^b]: 注乙\n\n    续\n")
    assert [note.number for note in first.notes] == [1, 2]
    assert [note.number for note in second.notes] == [1]
    assert [inline.number for inline in inlines_in(first.blocks) if isinstance(inline, NoteMark)] == [2, 1]
    assert len(first.notes[1].blocks) == 2


def test_headings_lose_their_bold() -> None:
    block = only_block("## **一、压实责任**")
    assert isinstance(block, Heading)
    assert block.level == 2
    assert [(run.emphasis, run.run_in) for run in block.inlines if isinstance(run, Run)] == [(False, None)]


def test_a_brief_begins_at_its_triangle_and_ends_an_article() -> None:
    article, brief = entries("# 题目\n\n正文。\n\n△ 5月6日，通车。（区住建局）\n\n续。\n")
    assert brief.kind is EntryKind.BRIEF
    assert [plain(block.inlines) for block in brief.blocks if isinstance(block, Paragraph)] == [
        "5月6日，通车。（区住建局）",
        "续。",
    ]
    assert len(article.blocks) == 1


def test_comments_leave_no_trace_and_no_gap() -> None:
    assert texts("# 题目\n\n甲<!-- 一 -->乙\n<!-- 二\n三 -->\n丙\n\n<!-- 四\n\n五 -->\n\n丁\n") == ["甲乙丙", "丁"]


def internal_texts(text: str) -> list[str]:
    found = [block for entry in entries(text) for block in entry.blocks if block.internal]
    return [plain(tuple(inlines_in([block]))) for block in found]


@pytest.mark.parametrize(
    ("typed", "internal"),
    [
        ("# 题\n\n甲。\n{.内部}\n\n乙。\n", ["甲。"]),
        ("# 题\n\n1. 甲\n{.内部}\n\n1. 乙\n2. 丙\n", ["甲"]),
        ("# 题\n\n表：甲\n{.内部}\n\n| 乙 | 丙 |\n|---|---|\n| 1 | 2 |\n", ["甲乙丙12"]),
        ("# 题\n\n- 甲\n- 乙\n    - 丙\n{.内部}\n\n丁。\n", ["甲乙丙"]),
        ("# 题\n\n表：题\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n{.内部}\n\n丁。\n", ["题甲乙12"]),
        ("# 题\n\n![甲](图.png) ![乙](图.png)\n{.内部}\n\n丁。\n", ["甲", "乙"]),
        ('# 题\n\n!!! 公告 "甲"\n    乙\n{.内部}\n\n丁。\n', ["乙"]),
        ('# 题\n\n!!! 公告 "甲"\n    - 乙\n\n    丙\n{.内部}\n\n丁。\n', ["乙丙"]),
        (
            "# 题\n\n## 一、甲 {.内部}\n\n乙。\n\n### （一）丙\n\n丁。\n\n## 二、戊\n\n己。\n",
            ["一、甲", "乙。", "（一）丙", "丁。"],
        ),
        ("# 题 {.内部}\n\n甲。\n\n△ 乙。\n\n# 题二\n\n丙。\n", ["甲。", "乙。"]),
        ("# 【甲】 {.内部}\n\n一。\n\n# 题\n\n二。\n\n# 【乙】\n\n三。\n", ["一。", "二。"]),
    ],
)
def test_a_mark_makes_its_block_or_all_below_its_head_internal(typed: str, internal: list[str]) -> None:
    assert internal_texts(typed) == internal


def test_an_item_in_a_notice_keeps_its_text_before_its_list() -> None:
    notice = only_block("!!! 公告\n    - 甲\n        1. 乙\n\n        2. 丙\n")
    assert isinstance(notice, Notice)
    assert [plain((inline,)) for inline in inlines_in(notice.blocks)] == ["甲", "乙", "丙"]


def test_a_mark_inside_a_notice_covers_one_block_of_it() -> None:
    notice = only_block('!!! 公告 "甲"\n    乙\n    {.内部}\n\n    丙\n')
    assert isinstance(notice, Notice)
    assert [block.internal for block in notice.blocks] == [True, False]
    assert not notice.internal


def test_every_character_knows_its_place() -> None:
    text = "# 题\n\n甲乙**丙丁**，见[戊](附表.xlsx)1.5万\n己<!-- 注 -->庚\\*辛[^1]GPS\n\n"
    source = text + "- 子\n    - 丑\n\n| 寅 | 卯 |\n|--|--|\n| 辰 | 巳 |\n\n[^1]: 午\n"
    lines = source.split("\n")
    seen = ""
    for entry in entries(source):
        blocks = [*entry.blocks, *(block for note in entry.notes for block in note.blocks)]
        for inline in inlines_in(blocks):
            if not isinstance(inline, Run):
                continue
            for index, character in enumerate(inline.text):
                line, column = locate(inline.origin, index)
                if character not in " *":
                    assert lines[line - 6][column - 1] == character
                    seen += character
    assert seen == "甲乙丙丁，见戊1.5万己庚辛GPS子丑寅卯辰巳午"


CHARACTERS = '甲乙丙。，一、（1）\n\n\n  　#>-*|[]{}()!^~`\\"“”<>&:：.1△'
PIECES = (
    "{.内部}",
    "<!--",
    "-->",
    "# ",
    "## ",
    "- ",
    "1. ",
    "| a | b |\n|---|---|\n",
    '!!! 公告 "x"\n    ',
    "[^1]",
    "[^1]: ",
)
MARKUP = st.sampled_from((*CHARACTERS, *PIECES, "**"))


@given(st.lists(MARKUP, max_size=60).map("".join))
def test_no_text_breaks_the_reader_and_every_fault_lies_in_the_file(text: str) -> None:
    checked = read_body(Source("7.md", text, 6), CONTEXT)
    lines = text.split("\n")
    for fault in checked.diagnostics:
        assert 5 <= fault.span.line < 6 + len(lines)
        assert fault.span.column <= len(lines[fault.span.line - 6]) + 1 if fault.span.line > 5 else True


@given(st.lists(MARKUP, max_size=40).map("".join), st.lists(MARKUP, max_size=20).map("".join))
def test_a_marked_paragraph_is_never_public(before: str, after: str) -> None:
    text = f"# 题\n\n{before}\n\n密语\n{{.内部}}\n\n{after}"
    checked = read_body(Source("7.md", text, 6), CONTEXT)
    shown = [
        block
        for section in checked.value.sections
        for entry in section.entries
        if not (section.internal or entry.internal)
        for block in entry.blocks
        if not block.internal
    ]
    visible = "".join(plain(tuple(inlines_in([block]))) for block in shown)
    assert "密语" not in visible or checked.diagnostics


@pytest.mark.parametrize(("listed", "kind"), [(OPENINGS, "Ps"), (CLOSINGS, "Pe")])
def test_every_bracket_of_unicode_may_hold_a_mark_that_was_meant_to_hide(listed: str, kind: str) -> None:
    assert {chr(point) for point in range(0x10000) if unicodedata.category(chr(point)) == kind} <= set(listed)


def test_what_says_the_same_is_equal_wherever_it_stands() -> None:
    here, there = (Run(text="各单位", origin=(Anchor(0, line, 1),)) for line in (7, 8))
    assert (here, hash(here)) == (there, hash(there))
    assert here != Run(text="各部门", origin=here.origin)
    assert here != NoteMark(1)
    same = Heading(level=2, inlines=(here,), stretch=(7, 7)), Paragraph(inlines=(here,), stretch=(7, 7))
    assert len({*same, Paragraph(inlines=(there,), stretch=(8, 9))}) == 2


def test_every_value_that_knows_its_place_names_fields_that_it_has() -> None:
    kinds = Located.__subclasses__()
    assert len(kinds) > 10
    assert [kind for kind in kinds if not set(kind.beside) < set(kind.__struct_fields__)] == []
