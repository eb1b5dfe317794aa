"""How titles fall into lines: balanced, whole in sense, at most 20 characters a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.lines.titles import cells, shape_title

LIMIT = 20


def shape(typed: str, limit: float = LIMIT) -> list[str]:
    """Return the lines of a title typed with 　 or a backslash where it may break."""
    segments = tuple(part for part in typed.replace("\\", "\u3000").split("\u3000") if part)
    gaps = tuple("\u3000" if mark == "\u3000" else "" for mark in typed if mark in "\u3000\\")
    return list(shape_title(segments, gaps, limit))


def width(text: str) -> float:
    return sum(map(cells, text))


def check(typed: str, *lines: str) -> None:
    assert shape(typed) == list(lines)


def test_a_title_that_fits_stays_on_one_line() -> None:
    check("示例市召开全市安全生产电视电话会议", "示例市召开全市安全生产电视电话会议")
    check("守住安全红线　筑牢发展底线", "守住安全红线　筑牢发展底线")


def test_two_clauses_break_between_them() -> None:
    check(
        "全力构建“大安全”工作格局　切实筑牢全市安全生产防线",
        "全力构建“大安全”工作格局",
        "切实筑牢全市安全生产防线",
    )


def test_a_typed_break_without_a_gap_joins_without_one() -> None:
    check(
        "示例县应急管理局扎实推进\\“打非治违”专项行动取得新的成效",
        "示例县应急管理局扎实推进",
        "“打非治违”专项行动取得新的成效",
    )


def test_no_word_is_torn_where_another_place_serves() -> None:
    check(
        "示例区应急管理局扎实开展危险化学品领域安全生产专项整治行动",
        "示例区应急管理局扎实",
        "开展危险化学品领域安全生产专项整治行动",
    )


@pytest.mark.parametrize(
    ("typed", "torn"),
    [
        ("示例县应急管理局关于2020年市消防救援支队燃气安全专项整治情况的通报", "市|消防救援支队"),
        ("示例市安委会办公室关于2020年以来各县（区）双重预防体系情况的通报", "各县|（区）"),
        ("示例县住房和城乡建设局扎实明确网格化巡查指导应急演练落地见效", "网格|化"),
        ("示例区应急局关于2023年5月市住房和城乡建设局信息报送情况的通报", "建设|局"),
        ("示例县应急管理局关于2022年5月北岭街道特种设备检验情况的通报", "设|备"),
        ("示例县安委会关于2022年上半年北岭街道执法检查和安全生产情况的通报", "北岭|街道"),
    ],
)
def test_no_line_begins_or_ends_with_half_a_name(typed: str, torn: str) -> None:
    assert torn not in "|".join(shape(typed))


def test_a_quoted_term_and_a_title_stay_whole() -> None:
    lines = shape("示例县召开“两节”期间安全生产工作会议暨2024年第一季度防范重特大事故调度会")
    assert any("“两节”" in line for line in lines)
    assert any("2024年" in line for line in lines)
    lines = shape("示例市政府关于印发《示例市安全生产条例》的通知和有关工作安排")
    assert any("《示例市安全生产条例》" in line for line in lines)


def test_a_title_longer_than_a_line_inside_book_marks_breaks_there() -> None:
    lines = shape("示例市安全生产委员会办公室关于印发《示例市2023年度安全生产重点工作任务清单》的通知")
    assert all(width(line) <= LIMIT for line in lines)
    assert "".join(lines).endswith("的通知")


def test_no_line_is_shorter_than_both_its_neighbours() -> None:
    for count in range(41, 61):
        widths = [width(line) for line in shape(("示例市各单位认真做好汛期安全防范工作" * 4)[:count])]
        for above, line, below in zip(widths, widths[1:], widths[2:], strict=False):
            assert not (line < above - 1 and line < below - 1), (count, widths)


def test_a_latin_word_wider_than_the_measure_is_cut() -> None:
    assert shape("A" * 50) == ["A" * 40, "A" * 10]


@pytest.mark.parametrize("length", [1, 2, 19, 20, 21, 22, 39, 40, 41, 59, 61, 79, 90])
def test_titles_of_every_length_fill_as_few_lines_as_needed(length: int) -> None:
    lines = shape(("安徽江苏浙江福建广东" * 9)[:length])
    assert "".join(lines) == ("安徽江苏浙江福建广东" * 9)[:length]
    assert all(width(line) <= LIMIT for line in lines)
    assert len(lines) == -(-length // LIMIT)
    assert len(lines) == 1 or min(map(len, lines)) > 1


@given(
    st.lists(
        st.text("示例市安全生产工作会议的和在召开推进“”《》（）、，：—…·2023年％AbC5G ", min_size=1, max_size=40)
        .map(str.strip)
        .filter(bool),
        min_size=1,
        max_size=4,
    )
)
def test_nothing_is_lost_and_no_line_is_too_long(segments: list[str]) -> None:
    gaps = tuple("\u3000" for _ in segments[1:])
    lines = shape_title(tuple(segments), gaps, LIMIT)
    whole = "\u3000".join(segments)
    assert "".join(lines).replace("\u3000", "").replace(" ", "") == whole.replace("\u3000", "").replace(" ", "")
    assert all(lines)
    assert all(width(line) <= LIMIT for line in lines)
