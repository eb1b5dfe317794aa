"""Written forms of official Chinese: what is read as a number or a date, and how they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.notation.dates import chinese_date, last_day, likely_date, parsed_date
from bulletin_gen.notation.names import is_han, spaced
from bulletin_gen.notation.numbers import foreign_digit, issue_number, plain_number, with_ascii_digits
from bulletin_gen.notation.ordinals import chinese, int_of


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_is_read_in_each_of_its_forms_and_in_no_other(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    for form in ("{}-{}-{}", "{}/{}/{}", "{}.{}.{}", "{}年{}月{}日", "{}-{:02}-{:02}", "{}年{:02}月{:02}日"):
        assert parsed_date(form.format(year, month, number)) == day
    for form in ("{}-{}/{}", "{}-{}-{}日", "{}年{}月{}", "{}.{}.{}.", "{} {} {}", "{}{:02}{:02}", "{}-{}-{} 10:00"):
        assert parsed_date(form.format(year, month, number)) is None
    assert parsed_date(chinese_date(day)) == day


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert parsed_date(text) is None or text.isascii() or "年" in text
    assert likely_date(text) == "" or parsed_date(likely_date(text)) is not None
    assert last_day(text) is None or text


@pytest.mark.parametrize("text", ["2023-2-29", "2023-2-30", "2023-13-1", "2023-0-1", "2023-1-0", "0000-1-1", "23-3-5"])
def test_a_day_that_does_not_exist_is_no_date(text: str) -> None:
    assert parsed_date(text) is None


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("20230305", "2023-03-05"),
        ("23-3-5", "2023-03-05"),
        ("2023年3月5号", "2023-03-05"),
        ("三月五日", ""),
        ("2023", ""),
    ],
)
def test_the_date_that_was_meant_is_guessed(text: str, likely: str) -> None:
    assert likely_date(text) == likely


@given(st.integers(min_value=1, max_value=999_999_999))
def test_a_number_of_an_issue_is_read_in_each_of_its_forms(number: int) -> None:
    assert issue_number(str(number)) == issue_number(f"第{number}期") == plain_number(str(number)) == number
    assert plain_number(f"第{number}期") is None
    for wrong in (f"-{number}", f"{number}.0", f"{number}期", f"第{number}", f"{number}a", f" {number}", f"+{number}"):
        assert issue_number(wrong) is None


@pytest.mark.parametrize("text", ["", "0", "00", "第0期", "1234567890", "４９", "四十九", "1_000", "¹", "٣"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert issue_number(text) is None


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("49", None),
        ("４９", 0),
        ("4９", 1),
        ("第四十九期", 1),
        ("2023年３月", 5),
        ("③", 0),
        ("二〇二三", 0),
        ("第49期", None),
    ],
)
def test_the_first_digit_that_must_be_typed_anew_is_found(text: str, index: int | None) -> None:
    assert foreign_digit(text) == index


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("第四十九期", "第49期"),
        ("第十期", "第10期"),
        ("第二十期", "第20期"),
        ("一百零三", "103"),
        ("一千二百", "1200"),
        ("二〇二三年十二月三十一日", "2023年12月31日"),
        ("二○二三", "2023"),
        ("２０２３－３", "2023－3"),
        ("壹拾贰", "12"),
        ("③", "3"),
    ],
)
def test_digits_are_written_as_they_must_be(text: str, mended: str) -> None:
    assert with_ascii_digits(text) == mended


@given(st.integers(min_value=1, max_value=99))
def test_chinese_digits_go_there_and_back(number: int) -> None:
    assert int_of(chinese(number)) == number
    assert with_ascii_digits(chinese(number)) == str(number)


def test_only_names_of_two_han_characters_are_spaced() -> None:
    assert [spaced(name) for name in ("郝一", "钱二三", "阿依·示例", "Li", "㐀〇")] == [
        "郝　一", "钱二三", "阿依·示例", "Li", "㐀　〇",
    ]  # fmt: skip
    assert not is_han("")
