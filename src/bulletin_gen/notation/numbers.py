"""Numbers as editors type them: issue numbers (期号) and the digits that Word and habit put in their place.

Decides nothing about a number's range or series.
"""

from __future__ import annotations

import unicodedata

from bulletin_gen.patterns import pattern

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_DIGITS |= {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"○": 0, "两": 2, "兩": 2, "貳": 2, "叄": 3, "陸": 6}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_CHINESE = "".join([*_DIGITS, *_UNITS])
_CHINESE_NUMBER = pattern(f"[{_CHINESE}]+")
_NUMBER = pattern(r"[0-9]{1,9}")
_ISSUE_NUMBER = pattern(r"第([0-9]{1,9})期")


def plain_number(text: str) -> int | None:
    """Return the positive number that a text of ASCII digits is: `05` is 5; None for anything else and for 0."""
    return (int(text) or None) if _NUMBER.fullmatch(text) else None


def issue_number(text: str) -> int | None:
    """Return the number of an issue: `49`, `049` and `第49期` are 49; None for anything else and for 0."""
    match = _ISSUE_NUMBER.fullmatch(text)
    return plain_number(match[1] if match else text)


def foreign_digit(text: str) -> int | None:
    """Return the index of the first digit that is not 0–9: full width, Chinese or circled; None without one."""
    return next((index for index, character in enumerate(text) if _is_foreign_digit(character)), None)


def with_ascii_digits(text: str) -> str:
    """Return a text with its digits, Chinese ones included, as 0–9: `第四十九期` → `第49期`, `２０` → `20`."""
    ascii_ones = "".join(_ascii_digit(character) for character in text)
    return _CHINESE_NUMBER.sub(lambda match: str(_value(match[0])), ascii_ones)


def _is_foreign_digit(character: str) -> bool:
    if character in _CHINESE:
        return True
    return not character.isascii() and unicodedata.digit(character, None) is not None


def _ascii_digit(character: str) -> str:
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _value(digits: str) -> int | str:
    """Read 四十九 by its units; digits without units stand for themselves (二〇二三)."""
    if not any(character in _UNITS for character in digits):
        return "".join(str(_DIGITS[character]) for character in digits)
    total, unit = 0, 0
    for character in digits:
        if character in _UNITS:
            total, unit = total + (unit or 1) * _UNITS[character], 0
        else:
            unit = _DIGITS[character]
    return total + unit
