"""Mend what Word habits do to a file of fields, line by line, until YAML can read it; report each mend.

Lines are followed only as far as it takes to tell where a field's name is due and where a text is the editor's own.
Values are not read here.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.parse.draft import Draft, Level, align, indent, key_like, level_of
from bulletin_gen.parse.flow import flow_end, quoted_end
from bulletin_gen.parse.keys import Key, find_key, mend_dash, named
from bulletin_gen.parse.nodes import TEXT, Shape
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = 2
_TEXT_OR_LIST = Shape(listed=True)
_KEY = pattern(r"[^\s\[{#:：，。；！？][^\[{#:：，。；！？]{0,30}?\s*[:：﹕︰∶]")
_DASH = pattern(r"-(?=\s|$)")
_WRONG_DASH = pattern(r"[－–·•—](?![－–·•—])|-(?=[^\s\d-])")
_BLOCK_SCALAR = pattern(r"[|>][-+0-9]{0,2}\s*(?:#.*)?")
_COLON_IN_TEXT = pattern(r":(?=[ \t]|$)")
_COMMENT = pattern(r"[ \t]#.*")
_WIDE_BRACKETS = pattern(r"［.*］|｛.*｝")
_PLAIN_ROW = pattern(r"(\w{1,40}): (?:\w[\w./、，。（）-]*|\[\w+(?:, \w+)*\])")
"""A name and a text, or a list of words. What YAML takes for something else stands in none of them."""
_WORD = pattern(r"\w")
_RESERVED = "@`%*&!|>]},"


class Chunk(Struct, frozen=True):
    """The rows of one field of the file itself."""

    name: str
    """Empty where the line is no field."""
    start: int
    end: int
    """The row after its last."""


def mended_chunks(draft: Draft) -> Iterator[Chunk]:
    """Yield a file's fields in order, mending the draft's rows up to the end of each."""
    _clear_ends(draft)
    row = draft.next_row(0)
    while row < len(draft.lines):
        if name := _plain_name(draft, row):
            yield Chunk(name, row, row + 1)
            row += 1
            continue
        if indent(draft, row, (draft.top,)):
            align(draft, row, 0)
        key = find_key(draft, row, 0)
        if key is None:
            end = _row_below(draft, row, 0)
            yield Chunk(named(draft, row), row, end)
        else:
            yield Chunk(key.name, row, end := _after_top_key(draft, row, key))
        row = draft.next_row(end)


def _plain_name(draft: Draft, row: int) -> str:
    """Return the name of a known field that is all in one row and has nothing to mend; empty for any other row."""
    match = _PLAIN_ROW.fullmatch(draft.lines[row].text)
    if not match or match[1] not in draft.vocabulary:
        return ""
    alone = row + 1 == len(draft.lines) or _WORD.match(draft.lines[row + 1].text)
    return match[1] if alone else ""


def _after_top_key(draft: Draft, row: int, key: Key) -> int:
    """Follow a field of the file itself; one that it doesn't have is not read, so that its name is the only fault."""
    shape = draft.vocabulary.get(key.name, None if draft.vocabulary else TEXT)
    if shape and not shape.free:
        return _after_key(draft, row, key, (draft.top,), shape)
    if shape is None:
        draft.broken.append(row)
    end = _row_below(draft, row, 0)
    while end < len(draft.lines) and draft.lines[end].text.startswith(("- ", "]", "}")):
        end = _row_below(draft, end, 0)
    return end


def _clear_ends(draft: Draft) -> None:
    """Cut the blanks of any kind off the ends of all rows, and the marks of a YAML document."""
    for row, line in enumerate(draft.lines):
        text = line.text.rstrip()
        draft.lines[row] = line.part(0, 0 if text in {"---", "..."} else len(text))


def _after_key(draft: Draft, row: int, key: Key, levels: tuple[Level, ...], shape: Shape) -> int:
    """Follow a field's value; return the row after it."""
    rest = draft.lines[row].text[key.value :]
    if not rest.strip() or rest.lstrip(" \t").startswith("#"):
        if draft.lose_behind_hash(row, key.value):
            return _row_below(draft, row, levels[-1].column)
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
    if column == parent and _is_unindented(draft, row, shape):
        return _unindented(draft, row, levels, shape)
    if column < parent or (column == parent and not (dash and levels[-1].keys is not None)):
        return row
    if dash:
        return _items(draft, row, (*levels, Level(column, white)), shape)
    return _value_below(draft, row, (*levels, Level(column, white, shape.keys)), shape)


def _value_below(draft: Draft, row: int, levels: tuple[Level, ...], shape: Shape) -> int:
    """Follow fields or a text that begin in a line of their own, in the innermost level's column."""
    column = levels[-1].column
    if shape.keys is not None and _holds_fields(draft, row, column):
        return _fields(draft, row, levels)
    key = key_like(draft.lines[row].text[column:])
    if key and key["colon"]:  # a mapping where none is due: the reader of the field says so
        return _row_below(draft, row, levels[-2].column)
    return _value(draft, row, column, levels[:-1], shape)


def _is_unindented(draft: Draft, row: int, shape: Shape) -> bool:
    """Tell whether a line under an empty field of the file is one of the fields inside it, typed without blanks."""
    key = key_like(draft.lines[row].text)
    if key is None or shape.keys is None or not draft.vocabulary:
        return False
    if shape.keys:
        return key["name"] in shape.keys and key["name"] not in draft.vocabulary
    return len(key["name"]) == 1 or not get_close_matches(key["name"], list(draft.vocabulary), n=1)


def _unindented(draft: Draft, row: int, levels: tuple[Level, ...], shape: Shape) -> int:
    level = Level(_STEP, " " * _STEP, shape.keys)
    while row < len(draft.lines) and _is_unindented(draft, row, shape):
        align(draft, row, level.column)
        row = _fields(draft, row, (*levels, level))
    return row


def _holds_fields(draft: Draft, row: int, column: int) -> bool:
    """Tell whether a name and a colon begin a line in this column before the next that stands further out."""
    while row < len(draft.lines):
        text = draft.lines[row].text
        if text[:column].strip():
            return False
        if _KEY.match(text, column):
            return True
        row = draft.next_row(row + 1)
    return False


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
            align(draft, row, level.column)
        key = find_key(draft, row, level.column)
        if key is None:
            _spoil_nameless(draft, row, level.column)
            row = _row_below(draft, row, level.column)
        else:
            row = _after_key(draft, row, key, levels, TEXT if level.keys else _TEXT_OR_LIST)
    return row


def _spoil_nameless(draft: Draft, row: int, column: int) -> None:
    hint = "写成 名称: 内容；接着上一行写的，行首再多空两格"
    draft.spoil(row, column, Code.NOT_A_FIELD, "这一行没有名称和冒号", hint)


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
            align(draft, row, level.column)
            continue
        if column < level.column or not dash:
            return row
        row = _item(draft, row, levels, shape)
    return row


def _item(draft: Draft, row: int, levels: tuple[Level, ...], shape: Shape) -> int:
    level = levels[-1]
    mend_dash(draft, row, level.column)
    text = draft.lines[row].text
    at = len(text) - len(text[level.column + 1 :].lstrip())
    if not text[at:] or text[at] == "#":
        if draft.lose_behind_hash(row, at):
            return _row_below(draft, row, level.column)
        return _below(draft, row + 1, levels, Shape(shape.keys))
    if _DASH.match(text, at):  # a list in a list: no field takes one, and its reader says so
        return _row_below(draft, row, level.column)
    if shape.keys is not None and text[at] not in "[{\"'" and (key := find_key(draft, row, at)):
        inner = (*levels, Level(at, level.white + " " * (at - level.column), shape.keys))
        return _fields(draft, _after_key(draft, row, key, inner, TEXT if shape.keys else _TEXT_OR_LIST), inner)
    if shape.keys is not None and _goes_on_with_fields(draft, row, at):
        _spoil_nameless(draft, row, at)
        return _fields(draft, row + 1, (*levels, Level(at, level.white + " " * (at - level.column), shape.keys)))
    return _value(draft, row, at, levels, Shape(shape.keys))


def _goes_on_with_fields(draft: Draft, row: int, column: int) -> bool:
    row = draft.next_row(row + 1)
    return row < len(draft.lines) and _holds_fields(draft, row, column)


def _value(draft: Draft, row: int, column: int, levels: tuple[Level, ...], shape: Shape) -> int:
    """Follow the value that begins in a line, at or after a column; return the row after it."""
    text = draft.lines[row].text
    at = len(text) - len(text[column:].lstrip())
    if text[at] != "#":  # which would become a comment
        draft.replace(row, column, at, " " * (at - column))
    if text[at] in "[{\"'":
        quoted = text[at] in "\"'"
        end = quoted_end(draft, row, at, levels) if quoted else flow_end(draft, row, at, levels, shape)
        return end.row if end.column < 0 else _after_value(draft, (row, at), end.row, end.column, levels)
    if _BLOCK_SCALAR.fullmatch(text, at):
        return _block_text(draft, row + 1, levels)
    if _WIDE_BRACKETS.fullmatch(text, at) and (shape.listed or shape.keys is not None):
        draft.spoil(
            row, at, Code.FULL_WIDTH_LIST, f"用了全角括号“{text[at]}”", "列表写在半角方括号里，用半角逗号隔开：[甲, 乙]"
        )
    elif text[at] in _RESERVED or (text[at] in "-?" and text[at + 1 : at + 2] in {"", " ", "\t"}):
        _spoil_start(draft, row, at)
    elif draft.lose_behind_hash(row, at):
        pass
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
    """Report a colon inside a text; a field's name before it was meant to stand on a line of its own."""
    before = draft.lines[row].text[:column]
    draft.swallowed.extend(name for name in draft.vocabulary if before.endswith(name))
    hint = "改成全角冒号 ：，或给整个内容加半角单引号：'…'"
    draft.spoil(row, column, Code.COLON_IN_TEXT, "内容里有半角冒号", hint)


def _after_value(draft: Draft, start: tuple[int, int], row: int, column: int, levels: tuple[Level, ...]) -> int:
    """Report what follows a closing quote or bracket; return the row after the value."""
    text = draft.lines[row].text
    bare = text[column:].strip()
    after = len(text) - len(text[column:].lstrip())
    draft.replace(row, column, after, " " * (after - column))
    if bare.startswith("#"):
        draft.lose_behind_hash(row, after)
    elif bare:
        opener = draft.lines[start[0]].text[start[1]]
        where = (row, after) if opener in "[{" and len(bare) == 1 else start
        hint = "删去多余的内容；引号、括号本来是文字的，用全角的“ ”（ ），或给整个内容加半角单引号：'…'"
        draft.spoil(*where, Code.AFTER_VALUE, f"“{opener}”结束以后还有内容“{bare[:10]}”", hint)
    return _rest_of_text(draft, row + 1, levels)


def _rest_of_text(draft: Draft, row: int, levels: tuple[Level, ...]) -> int:
    """Go past the lines that a text goes on in; put right a field that was only indented too far."""
    first = row - 1
    while (row := draft.next_row(row)) < len(draft.lines):
        bare = draft.lines[row].text.lstrip()
        colon, key = _COLON_IN_TEXT.search(_COMMENT.sub("", bare)), key_like(bare)
        level = level_of(bare, levels) if key and key["colon"] else None
        column = indent(draft, row, levels, text=True)
        if column <= levels[-1].column:
            return row
        if levels[-1].keys is None and _DASH.match(bare):  # an item of the same list
            align(draft, row, levels[-1].column)
            return row
        if level is not None:
            align(draft, row, level.column)
            return row
        if any(first <= broken <= row for broken in draft.broken):
            pass
        elif not draft.lose_behind_hash(row, 0) and colon:
            _spoil_colon(draft, row, len(draft.lines[row].text) - len(bare) + colon.start())
        row += 1
    return row


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
