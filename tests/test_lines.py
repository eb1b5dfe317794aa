"""What the line engine makes of a paragraph."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.lines.engine import Line, set_lines

MEASURE = 28.0
FIRST = 26.0


def advances(text: str) -> list[float]:
    return [0.5 if character.isascii() or character == "·" else 1.0 for character in text]


def check(text: str, measure: float = MEASURE, first: float = FIRST) -> list[str]:
    """Return the lines of a paragraph after measuring that all but the last are full and nothing is lost."""
    lines = set_lines(text, advances(text), measure, first)
    assert "".join(text[line.start : line.end] for line in lines) == text
    for line in lines[:-1]:
        assert width(text, line) == pytest.approx(first if line.start == 0 else measure)
    return [text[line.start : line.end] for line in lines]


def width(text: str, line: Line) -> float:
    return sum(advances(text)[line.start : line.end]) + sum(line.gaps)


HAN = "安全生产责任重于泰山各级各部门要压实属地监管和企业主体三方责任"


def test_pure_han_stands_on_the_grid() -> None:
    text = HAN * 6
    lines = set_lines(text, advances(text), MEASURE, FIRST)
    assert [line.end - line.start for line in lines[:-1]] == [26] + [28] * (len(lines) - 2)
    assert all(not any(line.gaps) for line in lines)


def test_an_empty_paragraph_has_no_lines() -> None:
    assert set_lines("", [], MEASURE) == ()


def test_a_last_line_is_not_stretched() -> None:
    text = HAN + "，" + HAN[:5]
    last = set_lines(text, advances(text), MEASURE)[-1]
    assert not any(last.gaps)


def test_adjacent_marks_lose_one_blank_half() -> None:
    text = "说“《安全》（试行）”，可"
    (line,) = set_lines(text, advances(text), MEASURE)
    assert [text[i : i + 2] for i, gap in enumerate(line.gaps) if gap == -0.5] == ["“《", "》（", "）”", "”，"]


def test_a_mark_at_the_end_of_a_line_gives_half_a_cell_before_any_other() -> None:
    text = HAN[:10] + "，" + HAN[:17] + "，" + HAN
    line = set_lines(text, advances(text), 28.5)[0]
    assert text[line.start : line.end] == text[:29]
    assert line.gaps[-1] == pytest.approx(-0.5)
    assert not any(line.gaps[:-1])


def test_what_fits_by_squeezing_is_pulled_in() -> None:
    text = HAN[:8] + "（" + HAN[:8] + "）" + HAN[:10] + "。" + HAN
    assert len(check(text, 28, 28)[0]) == 29


@pytest.mark.parametrize(
    "kept",
    [
        "11.1万家",
        "99.9%",
        "2023年",
        "20日",
        "1—18日",
        "3～5天",
        "〔2024〕15号",
        "8.5万元",
        "28个百分点",
        "1000余人",
        "4·19",
        "China",
        "12:30",
        "5%～8%",
        "35℃",
        "——",
        "……",
        "第17期",
        "60km/h",
        "24小时",
        "370多家",
    ],
)
def test_what_belongs_together_is_never_split(kept: str) -> None:
    for before in range(20, 30):
        text = (HAN * 2)[:before] + kept + HAN * 2
        assert any(kept in line for line in check(text))


@pytest.mark.parametrize("mark", list("，。、；：？！”’）》】〕—…～·％%"))
def test_no_line_begins_with_a_mark_that_must_not(mark: str) -> None:
    for before in range(24, 31):
        lines = check((HAN * 2)[:before] + mark + HAN * 2)
        assert not any(line.startswith(mark) for line in lines)


@pytest.mark.parametrize("mark", list("“‘（《【〔"))
def test_no_line_ends_with_an_opening_mark(mark: str) -> None:
    for before in range(24, 31):
        lines = check((HAN * 2)[:before] + mark + HAN * 2)
        assert not any(line.endswith(mark) for line in lines)


def test_a_lone_last_character_is_taken_in_where_marks_can_give_way() -> None:
    text = HAN[:10] + "，" + HAN[:10] + "，" + HAN[:4] + HAN[:13] + "，" + HAN[:14] + "安"
    assert len(text) == 26 + 28 + 1
    assert len(check(text)) == 2


def test_a_lone_last_character_stays_where_nothing_gives_way() -> None:
    text = (HAN * 3)[: 26 + 28 + 1]
    assert [len(line) for line in check(text)] == [26, 28, 1]


def test_an_address_longer_than_a_line_breaks_at_its_own_marks() -> None:
    text = "见https://www.example.org/very/long/path/of/an/address/that/fills/more/than/one/line/index.html。"
    lines = check(text)
    assert len(lines) > 1
    assert all(line[-1] in "/?&=-_." for line in lines[:-1])


def test_a_word_longer_than_a_line_is_broken_rather_than_lost() -> None:
    check("A" * 200)


PROSE = st.lists(
    st.sampled_from(
        [
            *"安全生产责任重大隐患排查整治行动各级部门",
            *"，。、；：？！“”（）《》",
            *(
                "——",
                "……",
                "2023年3月20日",
                "11.1万家",
                "99.9%",
                "1—18日",
                "〔2024〕15号",
                "GPS",
                "24小时",
                "“四有”",
                "4·19",
            ),
        ]
    ),
    max_size=400,
).map("".join)


@given(PROSE, st.sampled_from([28.0, 27.5, 14.0, 30.25]))
def test_whatever_the_text_every_line_is_full_and_nothing_is_lost(text: str, measure: float) -> None:
    lines = set_lines(text, advances(text), measure, measure - 2)
    assert "".join(text[line.start : line.end] for line in lines) == text
    for line in lines[:-1]:
        target = measure - 2 if line.start == 0 else measure
        assert width(text, line) == pytest.approx(target) or not _breakable(text[line.start : line.end])


def _breakable(line: str) -> bool:
    """Tell whether a line holds two neighbours between which a break is allowed."""
    return bool(re.search(r"[\u4e00-\u9fff][\u4e00-\u9fff]", line))
