"""Follow quotes and brackets of YAML to their ends, over lines, mending full-width signs. Builds no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_gen.codes import Code
from bulletin_gen.parse.draft import Draft, indent, key_like
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from bulletin_gen.parse.draft import Level
    from bulletin_gen.parse.nodes import Shape

_PARTNERS = {"[": "]", "{": "}"}
_WIDE_CLOSERS = {"］": ("［", "]"), "】": ("【", "]"), "｝": ("｛", "}")}
"""Each with its own partner and with the sign that was meant."""
_PLAIN = pattern(r"[^,\[\]{}]*?(?=[,\[\]{}]|[ \t]#|$)")
_COLON = pattern(r":(?=[ \t]|$|[,\[\]{}])|[:：]")
_WIDE_COMMA = pattern(r"[，、；;]\s*(?=[^\s,，:：]{1,12}\s*:(?:\s|$))")


class End(NamedTuple):
    """Where following a value stopped."""

    row: int
    column: int
    """After the last character; -1 where the value has no end, which is reported: then `row` goes on with the file."""


def quoted_end(draft: Draft, row: int, column: int, levels: tuple[Level, ...]) -> End:
    """Return the end of the text that begins with the quote at a place."""
    quote = draft.lines[row].text[column]
    start = (row, column)
    column += 1
    while True:
        text = draft.lines[row].text
        found = _closing_quote(text, column, quote)
        if found >= 0:
            return End(row, found + 1)
        if _stops(draft, row + 1, levels):
            return _unclosed_quote(draft, start, row)
        row, column = row + 1, 0


def flow_end(draft: Draft, row: int, column: int, levels: tuple[Level, ...], shape: Shape) -> End:
    """Return the end of the list or mapping that begins with the bracket at a place; mend the signs inside it."""
    start, stack, at_key = End(row, column), "", False
    while True:
        here = _next_sign(draft, row, column, levels)
        if here is None:
            closer = _wide_closer(draft, start, row)
            return flow_end(draft, *start, levels, shape) if closer else _unclosed_bracket(draft, start, row, levels)
        row, column = here
        sign = draft.lines[row].text[column]
        if sign in "\"'":
            row, column = quoted_end(draft, row, column, levels)
            if column < 0:
                return End(row, column)
        elif sign in _PARTNERS:
            stack, column = stack + _PARTNERS[sign], column + 1
            at_key = _takes_key(stack, shape)
        elif sign == ",":
            column, at_key = column + 1, _takes_key(stack, shape)
        elif sign in "]}":
            if sign != stack[-1]:
                return _wrong_closer(draft, row, column, levels)
            stack, column = stack[:-1], column + 1
            if not stack:
                return End(row, column)
        else:
            column, at_key = _plain(draft, row, column, in_mapping=stack[-1] == "}", at_key=at_key)


def _takes_key(stack: str, shape: Shape) -> bool:
    """Tell whether a name may stand where an entry begins: in braces, and in a list of fields."""
    return stack[-1] == "}" or (len(stack) == 1 and shape.keys is not None)


def _closing_quote(text: str, column: int, quote: str) -> int:
    while column < len(text):
        if text[column] == "\\" and quote == '"':
            column += 2
        elif text[column] != quote:
            column += 1
        elif quote == "'" and text.startswith("''", column):
            column += 2
        else:
            return column
    return -1


def _stops(draft: Draft, row: int, levels: tuple[Level, ...]) -> bool:
    """Tell whether the file ends before a row, or a new field stands there."""
    row = draft.next_row(row)
    if row >= len(draft.lines):
        return True
    text = draft.lines[row].text
    width = len(text) - len(text.lstrip())
    key = key_like(text[width:])
    if key is None or width > levels[-1].column:
        return False
    known = any(level.keys is not None and key["name"] in level.keys for level in levels)
    return known or (bool(key["colon"]) and not key["name"].isdecimal())


def _next_sign(draft: Draft, row: int, column: int, levels: tuple[Level, ...]) -> tuple[int, int] | None:
    """Return the place of the next character that is neither blank nor comment; None at the end of the field."""
    while True:
        text = draft.lines[row].text
        at = len(text) - len(text[column:].lstrip())
        draft.replace(row, column, at, " " * (at - column))
        if at < len(text) and not (text[at] == "#" and (at == 0 or draft.lines[row].text[at - 1] in " \t")):
            return row, at
        draft.lose_behind_hash(row, at)
        if _stops(draft, row + 1, levels):
            return None
        row, column = draft.next_row(row + 1), 0
        indent(draft, row, levels, deeper=True)


def _plain(draft: Draft, row: int, column: int, *, in_mapping: bool, at_key: bool) -> tuple[int, bool]:
    """Go past a plain text, or past a key and its colon; return the column after it and whether a key is due."""
    text = draft.lines[row].text
    match = _PLAIN.match(text, column)
    end = max(match.end(), column + 1) if match else len(text)
    colon = _COLON.search(text, column, end) if at_key else None
    if colon and colon.start() > column:
        return _mended_colon(draft, row, colon.start()), False
    comma = _WIDE_COMMA.search(text, column, len(text)) if in_mapping else None
    if comma and comma.start() < end:
        draft.fault(
            row, comma.start(), Code.FULL_WIDTH_LIST, f"各项之间用了“{comma[0][0]}”", "改成半角逗号 , 后面空一格"
        )
        draft.replace(row, comma.start(), comma.end(), ", ")
        return comma.start(), False
    return end, at_key


def _mended_colon(draft: Draft, row: int, column: int) -> int:
    text = draft.lines[row].text
    blank = "" if text[column + 1 : column + 2] in {"", " "} else " "
    if text[column] == "：":
        draft.fault(row, column, Code.FULL_WIDTH_COLON, "名称后面用了全角冒号", "改成半角冒号 : 后面空一格")
        draft.replace(row, column, column + 1, ":" + blank)
    elif blank and text[column + 1] not in ",[]{}\t":
        draft.fault(row, column, Code.COLON_BLANK, "冒号后面没有空格", "在冒号后面加一个半角空格")
        draft.replace(row, column, column + 1, ":" + blank)
    return column + 1


def _wide_closer(draft: Draft, start: End, last: int) -> bool:
    """Mend the last full-width closing bracket at the end of a line, if there is one."""
    for row in range(last, start.row - 1, -1):
        text = draft.lines[row].text.rstrip()
        opener, closer = _WIDE_CLOSERS.get(text[-1:], ("", ""))
        if closer and text.count(opener) < text.count(text[-1]):
            draft.fault(row, len(text) - 1, Code.FULL_WIDTH_LIST, f"用了全角括号“{text[-1]}”", f"改成半角 {closer}")
            draft.replace(row, len(text) - 1, len(text), closer)
            return True
    return False


def _unclosed_bracket(draft: Draft, start: End, row: int, levels: tuple[Level, ...]) -> End:
    if any(start.row <= broken <= row for broken in draft.broken):
        return End(_row_after(draft, row, levels), -1)
    opener = draft.lines[start.row].text[start.column]
    partner = _PARTNERS[opener]
    hint = f"在末尾写半角 {partner}；要写的是文字的，给整个值加引号：'{opener}…'"
    draft.spoil(start.row, start.column, Code.UNCLOSED_BRACKET, f"“{opener}”没有配对的“{partner}”", hint)
    return End(_row_after(draft, row, levels), -1)


def _wrong_closer(draft: Draft, row: int, column: int, levels: tuple[Level, ...]) -> End:
    sign = draft.lines[row].text[column]
    draft.spoil(row, column, Code.UNCLOSED_BRACKET, f"括号“{sign}”与前面的括号不配对", "方括号 [ ] 和花括号 { } 要成对")
    return End(_row_after(draft, row, levels), -1)


def _unclosed_quote(draft: Draft, start: tuple[int, int], row: int) -> End:
    text = draft.lines[row].text.rstrip()
    quote = draft.lines[start[0]].text[start[1]]
    if text and text[-1] in "”’＂＇“":
        draft.spoil(row, len(text) - 1, Code.UNCLOSED_QUOTE, f"前后引号不同：开头是半角 {quote}", f"改成半角 {quote}")
    else:
        hint = f"在末尾写半角 {quote}；引号属于文字的，用全角引号“ ”"
        draft.spoil(*start, Code.UNCLOSED_QUOTE, f"引号 {quote} 没有配对", hint)
    return End(row + 1, -1)


def _row_after(draft: Draft, row: int, levels: tuple[Level, ...]) -> int:
    """Return the first row after `row` where a field can begin."""
    row += 1
    while not _stops(draft, row, levels):
        row = draft.next_row(row) + 1
    return min(draft.next_row(row), len(draft.lines))
