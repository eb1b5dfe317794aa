"""What the line engine makes of a paragraph."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.lines.characters import NO_START, OPENING
from bulletin_gen.lines.engine import Line, set_lines

MEASURE = 28.0
FIRST = 26.0


def advances(text: str) -> list[float]:
    return [0.5 if character.isascii() else 1.0 for character in text]


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
        "1.3万余人",
        "100余人次",
        "1,200.5亿美元",
        "5兆帕",
        "6346架次",
        "30多个百分点",
        "12个工作日",
        "60公里/小时",
        "56μg/m³",
        "3 km",
        "±5%",
        "≥95%",
        "¥1,200",
        "0395-1234567",
        "08:30—11:00",
        "11日—18日",
        "K3+200—K28+500",
        "第8—26号",
        "第2023-15号",
        "国办发〔2023〕310号",
        "14日至24日",
        "11月14日—11月18日",
        "10月14日至24日",
        "3到5天",
        "第六届",
        "第119号",
        "二〇二三年",
        "9月15日",
        "PM2.5",
        "COVID-19",
        "No.7",
        "5G+",
        "Ⅲ级",
        "１２３",
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


@pytest.mark.parametrize("kept", ["示安委办〔2020〕26号", "9月15日至22日", "百分之九十五", "2023年11月", "GB/T 9704"])
def test_what_had_better_not_be_split_stays_whole_where_the_lines_before_can_make_room(kept: str) -> None:
    before = HAN[:12] + "，" + HAN[:9] + "（" + HAN[:7] + "），" + HAN[:9] + "、" + HAN[:11] + "，"
    for more in range(28):
        assert any(kept in line for line in check(before + HAN[:more] + kept + "。" + HAN))


def test_a_lone_last_character_is_avoided_by_dividing_the_lines_before_anew() -> None:
    text = "由" + HAN[:9] + "，" + HAN[:13] + "、" + HAN * 2 + "，" + HAN[:17] + "（" + HAN[:4] + "），" + HAN[:8]
    for length in range(40, len(text)):
        lines = check(text[:length] + "。")
        marks = sum(text[:length].count(mark) for mark in "，、（）")
        assert len(lines[-1]) > 2 or len(lines) == 1 or marks < 3


def test_an_address_breaks_at_its_own_marks_before_the_line_gets_loose() -> None:
    lines = set_lines(text := HAN[:22] + "https://www.example.org/a/index.html" + HAN, advances(text), MEASURE, FIRST)
    assert text[: lines[0].end].endswith(("https://", "www."))


@pytest.mark.parametrize("run", ["192.168.0.1.255.255.0.0", "12345678901234567890", "2023/15/16/17/18/19"])
def test_figures_alone_are_no_address(run: str) -> None:
    for before in range(20, 30):
        assert any(run in line for line in check((HAN * 2)[:before] + run + HAN))


def test_a_blank_at_the_end_of_a_line_takes_no_room() -> None:
    text = HAN[:20] + "Safety comes first and so does prevention, in every workshop of the city" + HAN
    lines = set_lines(text, advances(text), MEASURE)
    assert text[lines[0].end - 1] == " "
    assert lines[0].gaps[-1] == -0.5
    assert lines[0].gaps[-2] == 0.0
    assert not any(text[line.start] == " " for line in lines)


def test_a_dot_takes_half_a_cell_and_stands_in_the_middle() -> None:
    text = "买买提·艾力"
    (line,) = set_lines(text, advances(text), MEASURE)
    assert line.gaps == (0, 0, -0.25, -0.25, 0, 0)


def test_doubled_calls_take_half_a_cell_each() -> None:
    text = "怎么办？！好"
    (line,) = set_lines(text, advances(text), MEASURE)
    assert line.gaps == (0, 0, 0, -0.5, 0, 0)


def test_a_last_mark_is_whole_or_halved_and_nothing_between() -> None:
    text = HAN[:10] + "Wi" + HAN[:16] + "，" + HAN
    widths = [1.0 if character != "i" else 0.3 for character in text]
    line = set_lines(text, widths, MEASURE)[0]
    assert text[line.end - 1] == "，"
    assert line.gaps[-1] == -0.5
    assert sum(widths[: line.end]) + sum(line.gaps) == pytest.approx(MEASURE)


def test_figures_of_an_enumeration_begin_what_follows() -> None:
    for before in range(20, 30):
        text = (HAN * 2)[:before] + "：①" + HAN[:4] + "；②" + HAN
        lines = check(text)
        assert not any(line.endswith(("①", "②")) for line in lines)


def test_signs_of_notes_follow_what_stands_before_them() -> None:
    for before in range(20, 30):
        text = (HAN * 2)[:before] + "①" + HAN
        widths = [0.6 if character == "①" else 1.0 for character in text]
        lines = set_lines(text, widths, MEASURE)
        assert not any(text[line.start] == "①" for line in lines)


def test_a_sign_that_no_circle_holds_is_whole_and_follows_what_stands_before_it() -> None:
    for before in range(20, 40):
        text = (HAN * 2)[:before] + "[51]" + HAN
        widths = [0.3 if character in "[51]" else 1.0 for character in text]
        lines = set_lines(text, widths, 28, 26)
        assert not any(text[line.start] in "[51]" for line in lines)


def test_gaps_beside_western_text_open_first_and_the_others_catch_up() -> None:
    text = HAN[:22] + "24" + HAN[:4] + "1234567.8万元" + HAN
    line = set_lines(text, advances(text), MEASURE)[0]
    assert text[: line.end] == HAN[:22] + "24" + HAN[:4]
    assert line.gaps[21] == line.gaps[23] == pytest.approx(0.125)
    assert 0 < line.gaps[0] < 0.125
    assert line.gaps[22] == 0


def test_an_address_gives_as_well_where_hardly_anything_stands_beside_it() -> None:
    text = "完善https://" + "a" * 40 + "/" + "b" * 30 + "/" + HAN
    line = set_lines(text, advances(text), MEASURE)[0]
    assert line.end == 51
    assert 0.35 < line.gaps[0] == line.gaps[1] < 0.4
    assert 0 < line.gaps[2] < 0.05


def test_lines_that_need_not_be_flush_are_not_stretched() -> None:
    text = HAN[:12] + "1234567.8万元" + HAN
    lines = set_lines(text, advances(text), 14, flush=False)
    assert not any(gap > 0 for line in lines for gap in line.gaps)
    assert text[lines[0].start : lines[0].end] == HAN[:12]


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
                "示安委办〔2023〕7号",
                "https://www.example.org/a/b-c_d.html?e=1&f=2",
                "the first and ",
                "买买提·艾力",
                "①",
                "5兆帕",
                "—",
                "？！",
                "十余家",
                "\u3000",
            ),
        ]
    ),
    max_size=400,
).map("".join)


@given(PROSE, st.sampled_from([28.0, 27.5, 14.0, 30.25, 5.0]))
def test_whatever_the_text_every_line_is_full_and_nothing_is_lost(text: str, measure: float) -> None:
    lines = set_lines(text, advances(text), measure, measure - 2)
    assert "".join(text[line.start : line.end] for line in lines) == text
    assert all(len(line.gaps) == line.end - line.start for line in lines)
    for line in lines[:-1]:
        target = measure - 2 if line.start == 0 else measure
        assert width(text, line) == pytest.approx(target) or not _breakable(text[line.start : line.end])


HAN_AND_MARKS = st.text("安全生产责任重大隐患排查，。、；：？！“”（）《》", max_size=300)


@given(HAN_AND_MARKS)
def test_a_line_of_han_alone_is_as_long_as_it_can_be(text: str) -> None:
    for line in set_lines(text, advances(text), MEASURE)[:-1]:
        if re.fullmatch(r"[\u4e00-\u9fff]{1,27}", text[line.start : line.end]):
            assert text[line.end] in OPENING or text[line.end + 1] in NO_START


def _breakable(line: str) -> bool:
    """Tell whether a line holds two neighbours between which a break is allowed."""
    return bool(re.search(r"[\u4e00-\u9fff][\u4e00-\u9fff]", line))
