"""Readers of single values: text, number, date, choice. Each returns None for a faulty value and reports it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TypeVar

from bulletin_gen.codes import Code
from bulletin_gen.notation.dates import is_date_form, last_day, likely_date, parsed_date
from bulletin_gen.notation.names import is_wide
from bulletin_gen.notation.numbers import foreign_digit, issue_number, plain_number, with_ascii_digits
from bulletin_gen.parse.nodes import Broken, Node, Scalar, Sequence
from bulletin_gen.validate.fields import closest, expected

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Table
    from datetime import date

    from bulletin_gen.validate.fields import Slot

T = TypeVar("T")

LIST_SEPARATORS = "，、；"
_WIDE_SEPARATORS = str.maketrans("－—–―．。／、‐", "----../.-")


def scalar(node: Node, slot: Slot) -> Scalar | None:
    """Return a value that is a text, as it stands."""
    if isinstance(node, Scalar):
        return node
    expected(node, slot, "一段文字", f"{slot.name}: 文字")
    return None


def text(node: Node, slot: Slot) -> str | None:
    """Read a text of one line."""
    found = scalar(node, slot)
    return one_line(found.text) if found else None


def anything(node: Node, slot: Slot) -> Node:
    """Take a value as it stands: the field belongs to a part of the command that reads it itself."""
    del slot
    return node


def number_of_issue(node: Node, slot: Slot) -> int | None:
    """Read a number in a series: `49`, `049` or `第49期`."""
    return _number(node, slot, issue_number)


def count(node: Node, slot: Slot) -> int | None:
    """Read a count from 1."""
    return _number(node, slot, plain_number)


def day(node: Node, slot: Slot) -> date | None:
    """Read a date: `2023-3-5`, `2023/3/5`, `2023.3.5` or `2023年3月5日`."""
    found = scalar(node, slot)
    if found is None or report_foreign_digit(found, slot):
        return None
    if value := parsed_date(found.text):
        return value
    message, hint = _why_no_date(found.text, slot)
    wide = next((index for index, sign in enumerate(found.text) if ord(sign) in _WIDE_SEPARATORS), None)
    mended = found.text.translate(_WIDE_SEPARATORS)
    if wide is not None and parsed_date(mended):
        slot.fault(found.place(wide), Code.BAD_DATE, f"日期里用了“{found.text[wide]}”", f"写成 {slot.name}: {mended}")
    else:
        slot.fault(found.span, Code.BAD_DATE, message, hint)
    return None


def choice(values: Table[str, T], shown: str) -> Callable[[Node, Slot], T | None]:
    """Make a reader of a field with few values; `shown` lists them for the hint."""

    def read(node: Node, slot: Slot) -> T | None:
        found = scalar(node, slot)
        if found is None:
            return None
        if found.text in values:
            return values[found.text]
        close = closest(found.text.strip("“”‘’\"'【】[]（）()"), values)
        likely = f"是不是“{close}”？" if close else ""
        message = f"{slot.name}不能是“{found.text}”"
        slot.fault(found.span, Code.BAD_CHOICE, message, f"{likely}可以写：{shown}")
        return None

    return read


def texts(node: Node, slot: Slot) -> tuple[str, ...] | None:
    """Read a list of texts, without repetitions; full-width commas belong into it only in quotes."""
    found = scalars(node, slot)
    return tuple(dict.fromkeys(one_line(item.text) for item in found)) if found is not None else None


def scalars(node: Node, slot: Slot, separators: str = LIST_SEPARATORS) -> tuple[Scalar, ...] | None:
    """Read a list whose items are texts; an unquoted one with a separator in it is two that ran together."""
    if not isinstance(node, Sequence):
        expected(node, slot, "一个列表", f"{slot.name}: [{_as_items(node)}]")
        return None
    items = [item for item in node.items if _is_item(item, slot, separators)]
    return tuple(item for item in items if isinstance(item, Scalar)) if len(items) == len(node.items) else None


def report_foreign_digit(found: Scalar, slot: Slot) -> bool:
    """Report the first digit of a number or date that is not 0–9, or what can't be seen; tell whether there is one."""
    hidden = next((index for index, sign in enumerate(found.text) if unicodedata.category(sign) == "Cf"), None)
    if hidden is not None:
        message = f"{slot.name}里有看不见的字符 U+{ord(found.text[hidden]):04X}"
        slot.fault(found.place(hidden), Code.FOREIGN_DIGIT, message, "删去它，把这个值重新打一遍")
        return True
    index = foreign_digit(found.text)
    if index is None:
        return False
    message = f"{slot.name}里的“{found.text[index]}”不是半角数字"
    mended = with_ascii_digits(found.text).translate(_WIDE_SEPARATORS)
    slot.fault(found.place(index), Code.FOREIGN_DIGIT, message, f"用半角数字，写成 {slot.name}: {mended}")
    return True


def one_line(typed: str) -> str:
    """Join the lines of a text that stands on one line in print."""
    joined = ""
    for line in (line.strip() for line in typed.split("\n")):
        gap = " " if joined and line and not (is_wide(joined[-1]) and is_wide(line[0])) else ""
        joined += gap + line
    return joined


def _number(node: Node, slot: Slot, parse: Callable[[str], int | None]) -> int | None:
    found = scalar(node, slot)
    if found is None or report_foreign_digit(found, slot):
        return None
    value = parse(found.text)
    if value is None:
        likely = next((part for part in _digit_runs(found.text) if plain_number(part)), "7")
        hint = f"写从 1 起的整数，例如 {slot.name}: {int(likely)}"
        slot.fault(found.span, Code.BAD_NUMBER, f"{slot.name}“{found.text}”不是数字", hint)
    return value


def _digit_runs(typed: str) -> list[str]:
    return "".join(sign if sign in "0123456789" else " " for sign in typed).split()


def _why_no_date(typed: str, slot: Slot) -> tuple[str, str]:
    month = last_day(typed)
    if month:
        year, number, days = month
        return (
            f"没有{typed}这一天：{year}年{number}月只有{days}天",
            f"核对以后写成 {slot.name}: {year}-{number}-{days} 这样的日期",
        )
    if is_date_form(typed):
        return f"没有{typed}这一天：月份只有 1 到 12", f"核对以后写成 {slot.name}: 2023-3-5 这样的日期"
    likely = likely_date(typed)
    return f"日期“{typed}”读不出来", f"年份写四位，写成 {slot.name}: {likely or '2023-3-5'}"


def _as_items(node: Node) -> str:
    if isinstance(node, Scalar):
        typed = node.text.strip("［］【】[]")
        return ", ".join(
            part.strip() for part in "".join("," if sign in LIST_SEPARATORS else sign for sign in typed).split(",")
        )
    return "甲, 乙"


def _is_item(item: Node, slot: Slot, separators: str) -> bool:
    """Tell whether an item of a list is a good text, or report what it is."""
    if isinstance(item, Broken):
        return False
    if not isinstance(item, Scalar):
        expected(item, slot, "文字的列表", f"{slot.name}: [甲, 乙]")
        return False
    if not item.text:
        slot.fault(item.span, Code.EMPTY_VALUE, f"{slot.name}的列表里有一项没有内容", "写上内容，或删去这一项")
        return False
    wide = next((index for index, sign in enumerate(item.text) if sign in separators), None)
    if wide is None or item.quoted:
        return True
    message = f"{slot.name}的各项之间用了“{item.text[wide]}”"
    hint = f'改成半角逗号 , 后面空一格；名称里本来就有的，给这一项加引号："{item.text}"'
    slot.fault(item.place(wide), Code.FULL_WIDTH_LIST, message, hint)
    return False
