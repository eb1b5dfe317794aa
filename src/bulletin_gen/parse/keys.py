"""Find and mend what a field or an item of a list begins with: its name and colon, or its dash. Follows no value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    import re

    from bulletin_gen.parse.draft import Draft

_QUOTED_KEY = pattern(r"(\"[^\"]*\"|'[^']*')\s*(?=[:：])")
_COLONS = pattern(r"[:：﹕︰∶]+")
_NO_NAME = pattern(r"[，。；！？“”]|[ \t]#|^[\[{?]|.{41}")
_FULL_WIDTH_BLANK = pattern(r"[^\S \t]")
_BEFORE_NAME = pattern(r"[\W_]*")
_BEFORE_VALUE = " \t\u3000=＝；;，,、.．:："
_CLOSERS = "]】］)）}｝\"'”"


class Key(Struct, frozen=True):
    """The name of a field, found in a line."""

    name: str
    value: int
    """Column after its colon."""


def find_key(draft: Draft, row: int, column: int) -> Key | None:
    """Find the name and the colon of a field that begins at a place, and mend the colon; None without one."""
    text = draft.lines[row].text
    quoted = _QUOTED_KEY.match(text, column)
    colon = _COLONS.search(text, quoted.end() if quoted else column)
    if not colon or colon.start() == column:
        return None
    typed = text[column : colon.start()].strip()
    if not quoted and (_NO_NAME.search(typed) or text.startswith("//", colon.end())):
        return None
    if typed[0] in "\"'" and not quoted:
        draft.spoil(row, column, Code.UNCLOSED_QUOTE, f"引号 {typed[0]} 没有配对", "名称不用加引号，删去它")
    _mend_colon(draft, row, colon)
    return Key(typed.strip("\"'"), colon.start() + 1)


def named(draft: Draft, row: int) -> str:
    """Report a line that is no field; return the name of the field that it was meant to be, if it can be told."""
    text = draft.lines[row].text
    before = _BEFORE_NAME.match(text)
    start = before.end() if before else 0
    name = max((name for name in draft.vocabulary if text.startswith(name, start)), key=len, default="")
    if name:
        wrong = 0 if start else len(name)
        value = text[start + len(name) :].lstrip(_BEFORE_VALUE + _CLOSERS).rstrip(_BEFORE_VALUE)
        hint = f"写成 {name}: {value or '…'}，顶格写，冒号用半角，后面空一格"
        message = f"“{name}”前面多了“{text[:start]}”" if start else f"“{name}”后面没有冒号"
        draft.spoil(row, wrong, Code.NOT_A_FIELD, message, hint)
        return name
    draft.spoil(row, 0, Code.NOT_A_FIELD, "这一行不是字段", "写成 名称: 内容；接着上一行写的，行首空两格")
    return ""


def mend_dash(draft: Draft, row: int, column: int) -> None:
    """Mend the dash of an item and the blank after it."""
    text = draft.lines[row].text
    rest = text[column + 1 :]
    white = rest[: len(rest) - len(rest.lstrip())]
    if text[column] != "-":
        draft.fault(row, column, Code.FULL_WIDTH_LIST, f"列表的每一项前面用了“{text[column]}”", "改成半角 - 后面空一格")
    elif rest and not white:
        draft.fault(row, column, Code.DASH_BLANK, "列表的 - 后面没有空格", "在 - 后面加一个半角空格")
    elif odd := _FULL_WIDTH_BLANK.search(white):
        draft.fault(row, column + 1 + odd.start(), Code.DASH_BLANK, "列表的 - 后面用了全角空格", "改成一个半角空格")
    elif not white.strip(" "):
        return
    draft.replace(row, column, column + 1 + len(white), "- ")


def _mend_colon(draft: Draft, row: int, colon: re.Match[str]) -> None:
    """Mend the colon after a name; where several were typed only the first that is wrong is reported."""
    after = draft.lines[row].text[colon.end() : colon.end() + 1]
    odd = next((index for index, sign in enumerate(colon[0]) if sign != ":"), None)
    if odd is not None:
        message, hint = "名称后面用了全角冒号", "改成半角冒号 : 后面空一格"
        draft.fault(row, colon.start() + odd, Code.FULL_WIDTH_COLON, message, hint)
    elif len(colon[0]) > 1:
        draft.fault(row, colon.start() + 1, Code.COLON_BLANK, "名称后面多了冒号", "只写一个半角冒号，后面空一格")
    elif after and not after.isspace():
        draft.fault(row, colon.start(), Code.COLON_BLANK, "冒号后面没有空格", "在冒号后面加一个半角空格")
    elif _FULL_WIDTH_BLANK.match(after):
        draft.fault(row, colon.end(), Code.COLON_BLANK, "冒号后面的空格是全角的", "改成一个半角空格")
    end = colon.end() + 1 if after.isspace() else colon.end()
    draft.replace(row, colon.start(), end, ": " if after else ":")
