"""The imprint (版记): closed at y = 262 mm on the last page, never alone there, whatever the shape of the text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bulletin_gen.model import CreditsPosition

if TYPE_CHECKING:
    from collections.abc import Callable

GLYPHS_END = 262.0
LAST_BLOCKS = [
    "",
    "- 项目一\n- 项目二",
    "|甲|乙|\n|---|---|\n|1|2|\n|3|4|",
    '!!! 公告 "题"\n    正文。',
    "△ 简讯。（区住建局）",
]


def check_imprint(pages: Any, rows: int) -> None:  # noqa: ANN401 - a fixture's value
    """Hold that the rules stand on the last page only, the last of them closed at 262, with text above them."""
    last = len(pages.pages) - 1
    for page in range(1, last):
        assert pages.rules(page) == [] or pages.rules(page)[-1][3] < 261
    rules = [rule for rule in pages.rules(last) if rule[3] - rule[2] < 0.5]
    thin = rules[-rows - 1 :]
    assert thin[-1][3] == pytest.approx(GLYPHS_END, abs=0.3)
    assert thin[0][3] - thin[0][2] == pytest.approx(0.35, abs=0.02)
    assert thin[-1][3] - thin[-1][2] == pytest.approx(0.35, abs=0.02)
    assert all(rule[3] - rule[2] == pytest.approx(0.25, abs=0.02) for rule in thin[1:-1])
    assert all((rule[0], rule[1]) == (pytest.approx(28, abs=0.1), pytest.approx(184, abs=0.1)) for rule in thin)
    body = [top for top in pages.lines(last) if top + 5.64 <= thin[0][2]]
    assert len(body) - (2 if last == 0 else 0) >= 1 or pages.lines(last, 12)
    assert not [top for top in pages.lines(last) if thin[0][2] - 5 < top < 262]


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 8, 12])
def test_it_stands_at_the_foot_of_the_last_page_wherever_the_text_ends(
    printed: Callable[..., Any], kit: dict[str, Any], rows: int
) -> None:
    distribution = kit["rows"](*[f"发{row}：各县区人民政府。" for row in range(rows)])
    for lines in range(6, 40):
        body = "\n\n".join(["# 题目", *["短句。"] * lines])
        check_imprint(printed(body, distribution=distribution), rows)


@pytest.mark.parametrize("last", LAST_BLOCKS)
def test_it_stands_there_whatever_the_last_block_is(
    printed: Callable[..., Any], kit: dict[str, Any], last: str
) -> None:
    distribution = kit["rows"]("送：市委常委、副市长。", "发：各县区人民政府，" + "示例单位，" * 20)
    for lines in range(2, 26):
        body = "\n\n".join(["# 题目", *["短句。"] * lines, last])
        check_imprint(printed(body, distribution=distribution, copies=120), 2)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_stands_there_in_every_shape(printed: Callable[..., Any], kit: dict[str, Any], data: st.DataObject) -> None:
    paragraphs = data.draw(st.lists(st.integers(1, 400), min_size=1, max_size=12))
    recipients = data.draw(st.lists(st.integers(1, 90), min_size=1, max_size=10))
    position = data.draw(st.sampled_from(CreditsPosition))
    pages = printed(
        "\n\n".join("汉" * length for length in paragraphs),
        distribution=kit["rows"](*(f"发{n}：{'县' * length}。" for n, length in enumerate(recipients))),
        credits=kit["people"](编辑="何玥、段小川", 审核="梁文远", 签发="贺景川"),
        credits_position=position,
        copies=data.draw(st.none() | st.integers(1, 99999)),
    )
    check_imprint(pages, len(recipients) + (position is CreditsPosition.BELOW))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    editors=st.builds(lambda name, n: [name] * n, st.sampled_from(["何玥", "阿布都热合曼·买买提"]), st.integers(1, 60)),
    units=st.integers(1, 90),
    position=st.sampled_from(CreditsPosition),
)
@example(editors=["何小川"] * 36, units=55, position=CreditsPosition.ABOVE)
@example(editors=["何小川"] * 60, units=80, position=CreditsPosition.ABOVE)
def test_it_stands_below_text_however_many_people_and_units_it_names(
    printed: Callable[..., Any], kit: dict[str, Any], editors: list[str], units: int, position: CreditsPosition
) -> None:
    pages = printed(
        "汉" * 60,
        distribution=kit["rows"]("送：市委常委。", "发：" + "、".join(["示例单位办公室"] * units) + "。"),
        credits=kit["people"](责任编辑="、".join(editors), 审核="梁文远"),
        credits_position=position,
        copies=120,
    )
    last = len(pages.pages) - 1
    assert "汉" in pages.pages[last].extract_text()
    assert pages.rules(last)[-1][3] == pytest.approx(GLYPHS_END, abs=0.3)
    assert min(pages.lines(last, 16)) >= 37 - 1


def test_one_that_is_higher_than_a_page_follows_the_text_whole(
    printed: Callable[..., Any], kit: dict[str, Any]
) -> None:
    pages = printed("正文。", distribution=kit["rows"](*(f"发{n}：{'县' * 400}。" for n in range(12))))
    assert pages.text.count("县") == 12 * 400


def test_credits_stand_above_the_first_rule_or_in_the_last_row(
    printed: Callable[..., Any], kit: dict[str, Any]
) -> None:
    for position in CreditsPosition:
        pages = printed(
            "# 题目\n\n正文。",
            distribution=kit["rows"]("送：市委常委。", "发：各县区。"),
            credits=kit["people"](编辑="何玥、段小川", 审核="梁文远", 签发="贺景川"),
            credits_position=position,
        )
        rules = [rule for rule in pages.rules(0) if rule[3] - rule[2] < 0.5]
        small = pages.lines(0, 14)
        (top,) = [top for top, text in small.items() if "编辑" in text]
        assert small[top].replace(" ", "") == "编辑：何\u3000玥段小川审核：梁文远签发：贺景川"
        if position is CreditsPosition.ABOVE:
            assert len(rules) == 3
            assert top < rules[0][2] < top + 10
        else:
            assert len(rules) == 4
            assert rules[-2][2] < top < rules[-1][2]


def test_two_character_names_are_spaced_to_three(printed: Callable[..., Any], kit: dict[str, Any]) -> None:
    pages = printed("正文。", credits=kit["people"](责任编辑="郝婕、沈慧婷、欧阳娜娜"))
    assert "郝\u3000婕" in pages.text
    assert "沈慧婷" in pages.text
    assert "欧阳娜娜" in pages.text


def test_further_lines_of_a_row_hang_under_its_first_character(
    printed: Callable[..., Any], kit: dict[str, Any]
) -> None:
    pages = printed("正文。", distribution=kit["rows"]("本期送：" + "县" * 70 + "。"))
    first, *others = [
        min(c["x0"] for c in pages.pages[0].chars if c["text"] == "县" and abs(c["top"] - top) < 1)
        for top in sorted({c["top"] for c in pages.pages[0].chars if c["text"] == "县" and c["size"] < 15})
    ]
    assert others
    assert all(other == pytest.approx(first, abs=0.5) for other in others)
    assert first * 25.4 / 72 == pytest.approx(28 + 4.94 * 5, abs=0.7)


def test_the_number_of_copies_closes_the_last_row(printed: Callable[..., Any], kit: dict[str, Any]) -> None:
    for length in range(20, 32):
        pages = printed("正文。", distribution=kit["rows"]("发：" + "县" * length + "。"), copies=120)
        mark = next(c for c in pages.pages[0].chars if c["text"] == "印")
        row = [c for c in pages.pages[0].chars if abs(c["top"] - mark["top"]) < 1]
        ends = sorted(row, key=lambda c: c["x0"])
        assert "".join(c["text"] for c in ends).endswith("（共印120份）")
        assert ends[-1]["x1"] * 25.4 / 72 == pytest.approx(184 - 4.94, abs=0.8)
        overlaps = [a for a, b in pairwise(ends) if a["x1"] > b["x0"] + 0.5]
        assert overlaps == []


def test_an_issue_without_distribution_credits_and_copies_has_none(printed: Callable[..., Any]) -> None:
    assert len(printed("# 题目\n\n正文。").rules(0)) == 1
