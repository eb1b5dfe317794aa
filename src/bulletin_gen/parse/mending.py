"""Mend what Word habits do to a file of fields, line by line, until YAML can read it; report each mend.

Lines are followed only as far as it takes to tell where a field's name is due and where a text is the editor's own.
Values are not read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.parse.draft import Draft, Level, dedent, indent, key_like
from bulletin_gen.parse.flow import flow_end, quoted_end
from bulletin_gen.parse.nodes import TEXT, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT_OR_LIST = Shape(listed=True)
_QUOTED_KEY = re.compile(r"(\"[^\"]*\"|'[^']*')\s*(?=[:：])")
_KEY = re.compile(r"[^\s\[{#:：]{1,31}?\s*[:：﹕︰∶]")
_COLON = re.compile(r"[:：﹕︰∶]")
_NO_NAME = re.compile(r"[，。；！？“”]|\s#|^[\[{?]|.{41}")
_DASH = re.compile(r"-(?=\s|$)")
_WRONG_DASH = re.compile(r"[－–·•—](?![－–·•—])|-(?=[^\s\d-])")
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]{0,2}\s*(?:#.*)?")
_COLON_IN_TEXT = re.compile(r":(?=\s|$)")
_COMMENT = re.compile(r"\s#.*")
_WIDE_BRACKETS = re.compile(r"［.*］|｛.*｝")
_RESERVED = "@`%*&!|>]},"


@dataclass(frozen=True, slots=True)
class Chunk:
    """The rows of one field of the file itself."""

    name: str
    """Empty where the line is no field."""
    start: int
    end: int
    """The row after its last."""


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    value: int
    """Column after its colon."""


def mended_chunks(draft: Draft) -> Iterator[Chunk]:
    """Yield a file's fields in order, mending the draft's rows up to the end of each."""
    _clear_blank_rows(draft)
    row = draft.next_row(0)
    while row < len(draft.lines):
        if indent(draft, row, (draft.top,)):
            dedent(draft, row, 0)
        key = _key(draft, row, 0)
        if key is None:
            end = _row_below(draft, row, 0)
            yield Chunk(_named(draft, row), row, end)
        else:
            shape = draft.vocabulary.get(key.name, TEXT)
            end = _after_key(draft, row, key, (draft.top,), shape)
            yield Chunk(key.name, row, end)
        row = draft.next_row(end)


def _clear_blank_rows(draft: Draft) -> None:
    """Empty the rows that hold only blanks of any kind, and the marks of a YAML document."""
    for row, line in enumerate(draft.lines):
        if not line.text.strip() or line.text.rstrip() in {"---", "..."}:
            draft.lines[row] = line.part(0, 0)


def _named(draft: Draft, row: int) -> str:
    """Report a line that is no field; return the name of the field that it was meant to be, if it can be told."""
    text = draft.lines[row].text
    name = max((name for name in draft.vocabulary if text.startswith(name)), key=len, default="")
    rest = text[len(name) :]
    value = rest.strip(" \t\u3000=＝；;，,、.．")
    if name and (not value or len(name) > 1):
        hint = f"写成 {name}: {value or '…'}，冒号用半角，后面空一格"
        draft.spoil(row, len(name), Code.NOT_A_FIELD, f"“{name}”后面没有冒号", hint)
        return name
    draft.spoil(row, 0, Code.NOT_A_FIELD, "这一行不是字段", "写成 名称: 内容；接着上一行写的，行首空两格")
    return ""


def _key(draft: Draft, row: int, column: int) -> _Key | None:
    """Find the name and the colon of a field that begins at a place, and mend the colon; None without one."""
    text = draft.lines[row].text
    quoted = _QUOTED_KEY.match(text, column)
    colon = _COLON.search(text, quoted.end() if quoted else column)
    if not colon or colon.start() == column:
        return None
    typed = text[column : colon.start()].strip()
    if not quoted and (_NO_NAME.search(typed) or text.startswith("//", colon.end())):
        return None
    _mend_colon(draft, row, colon)
    return _Key(typed.strip("\"'") if quoted else typed, colon.start() + 1)


def _mend_colon(draft: Draft, row: int, colon: re.Match[str]) -> None:
    after = draft.lines[row].text[colon.end() : colon.end() + 1]
    if colon[0] != ":":
        draft.fault(row, colon.start(), Code.FULL_WIDTH_COLON, "名称后面用了全角冒号", "改成半角冒号 : 后面空一格")
        odd = colon.end() + 1 if after.isspace() else colon.end()
        draft.replace(row, colon.start(), odd, ": " if after else ":")
    elif after == "\t":
        draft.replace(row, colon.end(), colon.end() + 1, " ")
    elif after.isspace() and after != " ":
        draft.fault(row, colon.end(), Code.COLON_BLANK, "冒号后面的空格是全角的", "改成一个半角空格")
        draft.replace(row, colon.end(), colon.end() + 1, " ")
    elif after and after != " ":
        draft.fault(row, colon.start(), Code.COLON_BLANK, "冒号后面没有空格", "在冒号后面加一个半角空格")
        draft.replace(row, colon.start(), colon.end(), ": ")


def _after_key(draft: Draft, row: int, key: _Key, levels: tuple[Level, ...], shape: Shape) -> int:
    """Follow a field's value; return the row after it."""
    rest = draft.lines[row].text[key.value :]
    if not rest.strip() or rest.lstrip().startswith("#"):
        return _below(draft, row + 1, levels, shape)
    return _value(draft, row, key.value, levels, shape)


def _below(draft: Draft, row: int, levels: tuple[Level, ...], shape: Shape) -> int:
    """Follow the value that stands in the lines below its name, if any."""
    row = draft.next_row(row)
    if row >= len(draft.lines):
        return row
    typed = draft.lines[row].text
    white = typed[: len(typed) - len(typed.lstrip())]
    column, parent = indent(draft, row, levels, deeper=True), levels[-1].column
    text = draft.lines[row].text
    takes_list = shape.listed or shape.keys is not None
    dash = _DASH.match(text, column) or (_WRONG_DASH.match(text, column) if takes_list else None)
    if column < parent or (column == parent and not (dash and levels[-1].keys is not None)):
        return row
    if dash:
        return _items(draft, row, (*levels, Level(column, white)), shape)
    if shape.keys is not None and _KEY.match(text, column):
        return _fields(draft, row, (*levels, Level(column, white, shape.keys)))
    key = key_like(text[column:])
    if key and key["colon"]:  # a mapping where none is due: the reader of the field says so
        return _row_below(draft, row, parent)
    return _value(draft, row, column, levels, shape)


def _fields(draft: Draft, row: int, levels: tuple[Level, ...]) -> int:
    """Follow the fields that stand under each other in the innermost level's column."""
    level = levels[-1]
    while (row := draft.next_row(row)) < len(draft.lines):
        column = indent(draft, row, levels)
        if column < level.column and any(outer.column == column for outer in levels):
            return row
        if column != level.column:
            if column < level.column and _is_top(draft, row, level):
                return row
            dedent(draft, row, level.column)
        key = _key(draft, row, level.column)
        if key is None:
            hint = "写成 名称: 内容；接着上一行写的，行首再多空两格"
            draft.spoil(row, level.column, Code.NOT_A_FIELD, "这一行没有名称和冒号", hint)
            row = _row_below(draft, row, level.column)
        else:
            row = _after_key(draft, row, key, levels, TEXT if level.keys else _TEXT_OR_LIST)
    return row


def _is_top(draft: Draft, row: int, level: Level) -> bool:
    """Tell whether a line begins with the name of a field of the file, not of those at a level."""
    key = key_like(draft.lines[row].text.lstrip())
    return key is not None and key["name"] in draft.vocabulary and key["name"] not in (level.keys or ())


def _items(draft: Draft, row: int, levels: tuple[Level, ...], shape: Shape) -> int:
    """Follow the items of a list, each with its dash in the innermost level's column."""
    level = levels[-1]
    while (row := draft.next_row(row)) < len(draft.lines):
        column = indent(draft, row, levels)
        text = draft.lines[row].text
        dash = _DASH.match(text, column) or _WRONG_DASH.match(text, column)
        astray = column != level.column and dash and all(outer.column != column for outer in levels)
        if column > level.column or astray:
            dedent(draft, row, level.column)
            continue
        if column < level.column or not dash:
            return row
        row = _item(draft, row, levels, shape)
    return row


def _item(draft: Draft, row: int, levels: tuple[Level, ...], shape: Shape) -> int:
    level = levels[-1]
    _mend_dash(draft, row, level.column)
    text = draft.lines[row].text
    at = len(text) - len(text[level.column + 1 :].lstrip())
    if not text[at:] or text[at] == "#":
        return _below(draft, row + 1, levels, Shape(shape.keys))
    if _DASH.match(text, at):  # a list in a list: no field takes one, and its reader says so
        return _row_below(draft, row, level.column)
    if shape.keys is not None and text[at] not in "[{\"'" and (key := _key(draft, row, at)):
        inner = (*levels, Level(at, level.white + " " * (at - level.column), shape.keys))
        return _fields(draft, _after_key(draft, row, key, inner, TEXT if shape.keys else _TEXT_OR_LIST), inner)
    return _value(draft, row, at, levels, Shape(shape.keys))


def _mend_dash(draft: Draft, row: int, column: int) -> None:
    text = draft.lines[row].text
    after = text[column + 1 : column + 2]
    blank = "" if after in {"", " "} else " "
    if text[column] != "-":
        draft.fault(row, column, Code.FULL_WIDTH_LIST, f"列表的每一项前面用了“{text[column]}”", "改成半角 - 后面空一格")
    elif blank and not after.isspace():
        draft.fault(row, column, Code.DASH_BLANK, "列表的 - 后面没有空格", "在 - 后面加一个半角空格")
    draft.replace(row, column, column + (2 if after.isspace() else 1), "- " if blank or after.isspace() else "-")


def _value(draft: Draft, row: int, column: int, levels: tuple[Level, ...], shape: Shape) -> int:
    """Follow the value that begins in a line, at or after a column; return the row after it."""
    text = draft.lines[row].text
    at = len(text) - len(text[column:].lstrip())
    draft.replace(row, column, at, " " * (at - column))
    if text[at] in "[{\"'":
        quoted = text[at] in "\"'"
        end = quoted_end(draft, row, at, levels) if quoted else flow_end(draft, row, at, levels, shape)
        return end.row if end.column < 0 else _after_value(draft, (row, at), end.row, end.column, levels)
    if _BLOCK_SCALAR.fullmatch(text.rstrip(), at):
        return _block_text(draft, row + 1, levels)
    if _WIDE_BRACKETS.fullmatch(text.rstrip(), at) and (shape.listed or shape.keys is not None):
        draft.spoil(
            row, at, Code.FULL_WIDTH_LIST, f"用了全角括号“{text[at]}”", "列表写在半角方括号里，用半角逗号隔开：[甲, 乙]"
        )
    elif text[at] in _RESERVED or (text[at] in "-?" and text[at + 1 : at + 2] in {"", " "}):
        _spoil_start(draft, row, at)
    elif colon := _COLON_IN_TEXT.search(_COMMENT.sub("", text), at):
        _spoil_colon(draft, row, colon.start())
    return _rest_of_text(draft, row + 1, levels)


def _spoil_start(draft: Draft, row: int, at: int) -> None:
    sign = draft.lines[row].text[at]
    if sign == "-":
        draft.spoil(
            row, at, Code.SPECIAL_START, "列表不能接在名称后面写", "换到下一行，行首空两格再写 - ；或写成 [甲, 乙]"
        )
    else:
        draft.spoil(row, at, Code.SPECIAL_START, f"内容不能以“{sign}”开头", "给整个内容加半角单引号：'…'")


def _spoil_colon(draft: Draft, row: int, column: int) -> None:
    hint = "改成全角冒号 ：，或给整个内容加半角单引号：'…'"
    draft.spoil(row, column, Code.COLON_IN_TEXT, "内容里有半角冒号", hint)


def _after_value(draft: Draft, start: tuple[int, int], row: int, column: int, levels: tuple[Level, ...]) -> int:
    """Report what follows a closing quote or bracket; return the row after the value."""
    rest = draft.lines[row].text[column:]
    bare = rest.strip()
    if bare and not bare.startswith("#"):
        opener = draft.lines[start[0]].text[start[1]]
        where = (row, column + len(rest) - len(rest.lstrip())) if opener in "[{" and len(bare) == 1 else start
        hint = "删去多余的内容；引号、括号本来是文字的，用全角的“ ”（ ），或给整个内容加半角单引号：'…'"
        draft.spoil(*where, Code.AFTER_VALUE, f"“{opener}”结束以后还有内容“{bare[:10]}”", hint)
    return _rest_of_text(draft, row + 1, levels)


def _rest_of_text(draft: Draft, row: int, levels: tuple[Level, ...]) -> int:
    """Go past the lines that a text goes on in; put right a field that was only indented too far."""
    while (row := draft.next_row(row)) < len(draft.lines):
        column = indent(draft, row, levels, text=True)
        if column <= levels[-1].column:
            return row
        text = draft.lines[row].text.lstrip()
        if colon := _COLON_IN_TEXT.search(_COMMENT.sub("", text)):
            if (level := _level_of(text, levels)) is not None:
                dedent(draft, row, level.column)
                return row
            _spoil_colon(draft, row, len(draft.lines[row].text) - len(text) + colon.start())
        row += 1
    return row


def _level_of(text: str, levels: tuple[Level, ...]) -> Level | None:
    """Return the level that a line's name belongs to, the innermost where any name does."""
    key = key_like(text)
    if key is None or not key["colon"]:
        return None
    fitting = (level for level in reversed(levels) if level.keys is not None)
    return next((level for level in fitting if not level.keys or key["name"] in level.keys), None)


def _block_text(draft: Draft, row: int, levels: tuple[Level, ...]) -> int:
    """Go past the lines of a text after | or >; those that hold only blanks belong to it."""
    while row < len(draft.lines):
        text = draft.lines[row].text
        if text.strip() and indent(draft, row, levels, text=True) <= levels[-1].column:
            return row
        row += 1
    return row


def _row_below(draft: Draft, row: int, column: int) -> int:
    """Return the next row that does not stand further in than a column."""
    row = draft.next_row(row + 1)
    while row < len(draft.lines):
        text = draft.lines[row].text
        if len(text) - len(text.lstrip()) <= column:
            break
        row = draft.next_row(row + 1)
    return row
