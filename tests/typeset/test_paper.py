"""The newspaper page (专版): headline across the page, text in columns, articles side by side, notices in boxes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin_gen.model import Audience, Marking, Withdrawal

if TYPE_CHECKING:
    from collections.abc import Callable

    Printed = Callable[..., Any]

MM = 25.4 / 72
LEFT, RIGHT, BOTTOM = 12, 198, 283


def article(title: str, characters: int, more: str = "", attributes: str = "") -> str:
    paragraphs = [("巡查记录" * 30)[: min(120, characters - at)] + "。" for at in range(0, characters, 120)]
    return f"# {title}{attributes}\n\n{more}" + "\n\n".join(paragraphs) + "\n"


def check_inside(pages: Any) -> None:  # noqa: ANN401 - a fixture's value
    """Hold that nothing stands outside the type area but the running heads."""
    for page in pages.pages:
        assert (round(page.width * MM), round(page.height * MM)) == (210, 297)
        for c in page.chars:
            assert c["x0"] * MM >= LEFT - 0.6
            assert c["x1"] * MM <= RIGHT + 1.2
            assert c["bottom"] * MM <= BOTTOM + 1


def box(pages: Any, words: str) -> tuple[int, float, float, float]:  # noqa: ANN401 - a fixture's value
    """Return page, left, right and upper edge (mm) of the first place where words stand."""
    for number, page in enumerate(pages.pages):
        text = "".join(c["text"] for c in page.chars)
        if (at := text.find(words)) >= 0:
            found = page.chars[at : at + len(words)]
            return number, found[0]["x0"] * MM, found[-1]["x1"] * MM, found[0]["top"] * MM
    raise AssertionError(words)


def test_the_first_article_has_its_headline_across_the_page_and_its_text_in_columns(printed: Printed) -> None:
    pages = printed(
        article(
            "全力构筑安全生产格局　切实守牢安全发展底线", 1500, "——副题字样\n\n", ' {肩题="肩题字样" 作者="作者字样"}'
        ),
        layout="专版",
    )
    check_inside(pages)
    _, left, _, top = box(pages, "全力构筑")
    _, _, right, last = box(pages, "发展底线")
    assert top == pytest.approx(last, abs=0.5)
    assert right - left > 170
    assert box(pages, "肩题字样")[3] < top < box(pages, "副题字样")[3] < box(pages, "作者字样")[3]
    starts = Counter(round(c["x0"] * MM) for c in pages.pages[0].chars if abs(c["size"] - 10.5) < 0.1)
    columns = [left for left, count in starts.items() if count > 15 and left in {12, 75, 76, 139, 140}]
    assert len(columns) == 3
    ends = [max(c["bottom"] for c in pages.pages[0].chars if lower <= c["x0"] * MM < lower + 55) for lower in columns]
    assert max(ends) - min(ends) < 3 * 5 / MM


def test_articles_of_like_length_stand_side_by_side(printed: Printed) -> None:
    pages = printed(
        article("头条标题字样", 300)
        + article("甲县开展检查", 500, attributes=' {肩题="甲县"}')
        + article("乙区举办演练", 420, attributes=' {肩题="乙区"}'),
        layout="专版",
    )
    check_inside(pages)
    first, second = box(pages, "甲县开展检查"), box(pages, "乙区举办演练")
    assert first[0] == second[0]
    assert first[3] == pytest.approx(second[3], abs=0.5)
    assert first[2] < 105 < second[1]


def test_articles_of_unlike_length_stand_one_below_the_other(printed: Printed) -> None:
    pages = printed(article("头条", 200) + article("甲县开展检查", 900) + article("乙区演练", 100), layout="专版")
    check_inside(pages)
    assert box(pages, "甲县开展检查")[3] < box(pages, "乙区演练")[3]


def test_notices_that_close_the_issue_stand_in_a_box_at_the_foot(printed: Printed) -> None:
    pages = printed(article("头条", 600) + '\n!!! 广告 "某品牌字样"\n    广告内容。\n', layout="专版")
    check_inside(pages)
    assert "广告" in pages.text
    frame = max(
        (rect for rect in pages.pages[-1].rects if rect["x1"] - rect["x0"] > 150 / MM), key=lambda r: r["bottom"]
    )
    assert frame["bottom"] * MM == pytest.approx(BOTTOM, abs=4)
    assert box(pages, "某品牌字样")[3] > 200


@pytest.mark.parametrize("title", ["示例简报", "示例市安全生产工作简报专版"])
@pytest.mark.parametrize(
    "markings",
    [
        {},
        {"audience": Audience.INTERNAL, "marking": Marking("机密", "1年"), "copy_number": "000001", "urgency": "特急"},
    ],
    ids=["public", "marked"],
)
def test_the_stamp_of_a_withdrawn_issue_stands_above_all_that_the_head_says(
    printed: Printed, title: str, markings: dict[str, Any]
) -> None:
    gone = Withdrawal(date(2023, 4, 2), "数据有误。", None)
    pages = printed(article("头条", 300), layout="专版", title=title, withdrawal=gone, **markings)
    check_inside(pages)
    chars = pages.pages[0].chars
    stamp = [c for c in chars if c["matrix"][1] and c["text"].strip()]
    assert "".join(c["text"] for c in stamp) == "撤回"
    frame = [min(c["x0"] for c in stamp) - 4 / MM, max(c["bottom"] for c in stamp) + 2 / MM]
    assert not [c["text"] for c in chars if not c["matrix"][1] and c["x1"] > frame[0] and c["top"] < frame[1]]
    assert min(c["top"] for c in stamp) * MM > 5


def test_further_pages_say_which_paper_day_and_page_they_are(printed: Printed) -> None:
    pages = printed(article("头条", 6000), layout="专版", title="示例安全专版")
    assert len(pages.pages) > 2
    for number, page in enumerate(pages.pages[1:], 2):
        head = "".join(c["text"] for c in page.chars if c["top"] * MM < 17)
        assert head == f"2023年3月20日示例安全专版第{number}版"


def test_wide_tables_stand_across_the_columns(printed: Printed) -> None:
    table = "| 单位 | 排查 | 整改 | 占比 | 说明 |\n|---|---|---|---|---|\n| 甲县 | 12 | 10 | 83% | 无 |\n"
    pages = printed(article("头条", 800) + "\n" + table + "\n末段文字。\n", layout="专版")
    check_inside(pages)
    (page, left, *_), (_, _, right, _) = box(pages, "单位"), box(pages, "说明")
    assert right - left > 120
    assert page == 0


def test_columns_briefs_lists_and_notes_lose_nothing(printed: Printed, kit: dict[str, Any]) -> None:
    body = (
        article("头条", 300, "导语文字[^1]。\n\n")
        + "\n# 【简讯栏】\n\n△ 简讯甲。（区住建局）\n\n11月5日，**示例县**开会。\n\n"
        + article("常识题目", 200)
        + "\n- 项目甲\n- 项目乙\n\n1. 编号甲\n\n[^1]: 注文字样。\n"
    )
    pages = printed(
        body, layout="专版", distribution=kit["rows"]("送：县区。"), credits=kit["people"](编辑="张三丰"), copies=9
    )
    check_inside(pages)
    flat = pages.text.replace(" ", "").replace("\u3000", "")
    words = [
        "导语文字①",
        "【简讯栏】",
        "△简讯甲。",
        "示例县开会",
        "·项目甲",
        "1.编号甲",
        "注文字样",
        "送：县区。",
        "编辑：张三丰",
        "共印9份",
    ]
    assert [word for word in words if word not in flat] == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 1500)), min_size=1, max_size=6))
def test_every_mix_of_lengths_stays_inside_the_page_and_loses_nothing(
    printed: Printed, lengths: list[tuple[int, int]]
) -> None:
    body = "".join(article("题目" * title, characters) for title, characters in lengths)
    pages = printed(body, layout="专版")
    check_inside(pages)
    assert pages.text.count("题") == sum(title for title, _ in lengths)
    assert pages.text.count("。") == body.count("。")
