"""The way through Python-Markdown and the shortcuts past it: the tree is the library's own, and every place is kept."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import asdict

from bulletin_gen.model import NOWHERE
from bulletin_gen.parse.anchors import anchored, restored
from bulletin_gen.parse.markdown import tree
from bulletin_gen.parse.traced import Source
from bulletin_gen.validate.body import BodyContext, read_body

PIECES = st.sampled_from(
    (
        *("示例市", "甲", "a", "7", " ", "  ", "    ", "\u3000", "\n", "\n\n", "\n    ", "\n\n    ", "\n\n\n"),
        *(
            "*",
            "**",
            "***",
            "****",
            "_",
            "`",
            "~",
            "\\",
            "\\*",
            "[",
            "]",
            "](",
            ")",
            "![",
            "[^1]",
            "[^2]",
            "[^",
            "|",
            "<b>",
        ),
        *(
            "- ",
            "1. ",
            "2. ",
            "# ",
            "## ",
            "> ",
            '!!! 公告 "题"\n    ',
            "---",
            "===",
            "+ ",
            "* ",
            "&amp;",
            "http://a.cn",
        ),
        *("**一、加强领导。**", "**一是**", "\n[^1]: 注释", "\n\n[^2]: 注释一\n\n    注释二[^1]\n\n", "[文字](图.jpg)"),
        *(
            "| 甲 | 乙 |\n| --- | --- |\n| **一** | [^1] |\n",
            "- 甲\n- 乙\n    - **丙**\n\n    丁\n",
            "\n    **戊** 己\n",
        ),
    )
)


def check(text: str) -> None:
    """Compare the tree of a text with that of the library, made with none of our shortcuts."""
    given_text = anchored(Source("7.md", text).lines()).text
    assert written(tree(given_text)) == written(tree(given_text, shortcuts=False))


def written(root: Element) -> str:
    """Return all that a tree holds; an empty text is as good as none."""
    return tostring(root, encoding="unicode", short_empty_elements=False)


@pytest.mark.parametrize(
    "text",
    [
        "**甲**",
        "****",
        "**甲** **乙",
        "** 甲 **",
        "***甲***",
        "**甲\n乙**丙",
        "甲\n- 乙",
        "**甲**\n> 乙",
        "- 甲\n\n    **乙**\n- 丙",
        "- 甲\n    - **乙**\n\n    丙**丁**戊\n",
        "甲 | 乙\n--- | ---\n**丙** | 丁",
        "甲[^1]\n\n[^1]: 乙\n\n    **丙**\n\n丁",
        "\\**甲**",
        "**甲[乙**丙](http://a.cn)",
        '!!! 公告 "题"\n    - 甲\n\n    **乙**\n\n丙',
    ],
)
def test_a_text_with_a_shortcut_past_the_library_is_what_the_library_makes_of_it(text: str) -> None:
    check(text)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_text_however_ugly_is_changed_by_a_shortcut(text: str) -> None:
    check(text)


@given(st.lists(PIECES, max_size=20).map("".join), st.data())
def test_what_comes_out_in_one_piece_is_what_was_typed_there(text: str, data: st.DataObject) -> None:
    table = anchored(Source("7.md", text).lines())
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    piece = restored(table.text[start:end], table)
    assert piece.text == text[start:end]
    if table.text[start:end] != text[start:end]:  # it holds an anchor
        assert [*piece.offsets] == [*range(start, end)]


@given(st.lists(PIECES, max_size=20).map("".join), st.data())
def test_what_lost_a_part_on_the_way_still_knows_the_place_of_each_run(text: str, data: st.DataObject) -> None:
    table = anchored(Source("7.md", text).lines())
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    left = [*range(start), *range(end, len(text))]
    piece = restored(table.text[:start] + table.text[end:], table)
    assert piece.text == text[:start] + text[end:]
    assert all(piece.offsets[at] == place for at, place in enumerate(left) if table.text[place] != text[place])


SIGNS = st.sampled_from(
    ("内", "（内部）", "{.内部}", "\n{.内部}\n", "△ ", "——", "1.5", "！", "＃", "［", "＊＊", "表：甲", "\t")
)
PARAGRAPHS = st.lists(PIECES | SIGNS | st.text(max_size=3), max_size=6).map("".join)


def agree(text: str) -> None:
    """Compare what is read of a body with what is read of it without our shortcuts."""
    context = BodyContext(columns=("示例",), files=frozenset({"图.jpg"}))
    short, long = (read_body(Source("7.md", text, 5), context, shortcuts=shortcuts) for shortcuts in (True, False))
    assert same(short, long), (short, long)


def same(short: Any, long: Any) -> bool:  # noqa: ANN401 - whatever a reading holds
    """Tell whether both are equal but for places that the library loses: those of signs alone, as between bold."""
    if isinstance(long, Struct):
        return type(short) is type(long) and same(asdict(short), asdict(long))
    if isinstance(long, dict):
        lost = {"origin": (), "stretch": NOWHERE}
        return short.keys() == long.keys() and all(
            long[key] == lost.get(key, ...) or same(short[key], long[key]) for key in long
        )
    if isinstance(long, tuple):
        return len(short) == len(long) and all(map(same, short, long))
    return bool(short == long)


@given(st.lists(PARAGRAPHS, max_size=8), st.sampled_from(("\n\n", "\n\n\n", "\n \n", "\n")))
def test_a_line_that_goes_past_the_library_is_read_as_it_reads_it(paragraphs: list[str], gap: str) -> None:
    text = "".join(letter for letter in gap.join(paragraphs) if letter < "\U000f0000" and letter not in "\2\3\r")

    agree(text)


@pytest.mark.parametrize(
    "line",
    [
        "成立专班。",
        "**一、加强领导。（一）明确责任。**成立专班。",
        "**二、排查隐患。****一是**用好平台。",
        "**重点**与**难点**",
        "**重点**:**难点**",
        "**-**",
        "7分钟内（不含3日）到场。",
        "1.5公里",
        "1. 甲",
        "**  甲**",
        "甲**乙 **",
        "甲***乙***丙",
        "甲****乙",
        "！！！公告",
        "内部",
        "．内部",
        "甲（内部）",
        "甲|乙",
        "[^1]",
        "\u3000甲",
        "甲\u2028乙\u2028",
    ],
)
@pytest.mark.parametrize("around", ["{}", "# 题目\n\n{}\n\n乙", "- 甲\n\n{}\n\n- 乙", "甲[^1]\n\n[^1]: 注\n\n{}\n\n乙"])
def test_a_line_says_the_same_whether_it_goes_through_the_library_or_not(line: str, around: str) -> None:
    agree(around.format(line))
