"""The way through Python-Markdown and the shortcuts past it: the tree is the library's own, and every place is kept."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.parse.anchors import anchored, restored
from bulletin_gen.parse.markdown import tree
from bulletin_gen.parse.traced import Source

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
