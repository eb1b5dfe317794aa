"""YAML while it is mended line by line: what Word habits spoil is put right and reported. Judges no field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    import re

    from bulletin_gen.parse.nodes import Vocabulary
    from bulletin_gen.parse.traced import Source, Traced

_ODD_BLANK = pattern(r"[^\S ]")
_KEY = pattern(r"(?P<name>[^\s\[\]{},\"'#:：][^\[\]{},\"'#:：]{0,30}?)\s*(?:(?P<colon>:)(?:\s|$)|：)")
_COMMENT = pattern(r"(?<=[ \t])#(?P<text>[^\s#])?")
_TAB, _STEP = "\t", 2


class Level(Struct, frozen=True):
    """The keys or dashes that stand under each other in a column."""

    column: int
    """From 0, after mending."""
    white: str
    """What was typed before them."""
    keys: frozenset[str] | None = None
    """Names of the fields at this level, empty for any; None for dashes."""


class Draft(Struct, frozen=True):
    """The lines of a file; the collections change while they are mended."""

    source: Source
    lines: list[Traced]
    vocabulary: Vocabulary
    faults: list[Diagnostic] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    """Rows whose field can't be read any more."""
    swallowed: list[str] = field(default_factory=list)
    """Names of fields that seem to stand inside another's text, which is reported."""

    @property
    def top(self) -> Level:
        """The fields of the file itself."""
        return Level(0, "", frozenset(self.vocabulary))

    def fault(self, row: int, column: int, code: Code, message: str, hint: str) -> None:
        """Report a fault at a character; both numbers count from 0."""
        offset = self.lines[row].offset(column)
        self.faults.append(Diagnostic(self.source.span(max(offset, 0)), code, message, hint))

    def spoil(self, row: int, column: int, code: Code, message: str, hint: str) -> None:
        """Report a fault that can't be mended: the field it stands in is lost."""
        self.fault(row, column, code, message, hint)
        self.broken.append(row)

    def lose_behind_hash(self, row: int, column: int) -> bool:
        """Report a comment at or after a column whose `#` no blank follows; tell whether there is one."""
        comment = _COMMENT.search(self.lines[row].text, column)
        if not comment or not comment["text"]:
            return False
        hint = "# 属于文字的，给整个内容加半角单引号：'…'；要写注释的，# 后面空一格"
        self.spoil(row, comment.start(), Code.HASH_IN_TEXT, "空格和 # 后面的文字不会印出来", hint)
        return True

    def replace(self, row: int, start: int, end: int, literal: str) -> None:
        """Put ASCII in place of what was typed."""
        if start < end or literal:
            self.lines[row] = self.lines[row].replaced(start, end, literal)

    def next_row(self, row: int) -> int:
        """Return the first row from `row` on that holds more than blanks or a comment."""
        while row < len(self.lines) and _is_empty(self.lines[row].text):
            row += 1
        return row


def key_like(text: str) -> re.Match[str] | None:
    """Match a text that begins like a field, its colon of either kind: groups `name` and, if ASCII, `colon`."""
    return _KEY.match(text)


def indent(draft: Draft, row: int, levels: tuple[Level, ...], *, deeper: bool = False, text: bool = False) -> int:
    """Return the column of a line's first character, having put blanks in place of tabs and full-width blanks.

    `deeper`: the line is the first below an empty field. `text`: it goes on with a text, so that only the blanks that
    it needs for that must be blanks; the rest is the editor's own.
    """
    typed = draft.lines[row].text
    width = len(typed) - len(typed.lstrip())
    odd = _ODD_BLANK.search(typed, 0, width)
    if not odd or (text and odd.start() > levels[-1].column):
        return odd.start() if odd else width
    _report_odd_blank(draft, row, odd)
    column = levels[-1].column + _STEP if deeper else _likely_column(typed, width, levels)
    draft.replace(row, 0, width, " " * column)
    return column


def align(draft: Draft, row: int, column: int) -> None:
    """Report a line that stands too far in or out, and put it into the column where it belongs."""
    text = draft.lines[row].text
    width = len(text) - len(text.lstrip())
    if odd := _ODD_BLANK.search(text, 0, width):
        _report_odd_blank(draft, row, odd)
    else:
        where = "行首不要有空格" if column == 0 else f"行首空 {column} 格，与同级的各行对齐"
        draft.fault(row, width, Code.INDENT, "这一行的缩进与同级的行不一致", where)
    draft.replace(row, 0, width, " " * column)


def level_of(text: str, levels: tuple[Level, ...]) -> Level | None:
    """Return the level whose fields have the name that a text begins with; else the innermost that takes any name."""
    key = key_like(text)
    if key is None:
        return None
    with_keys = [level for level in reversed(levels) if level.keys is not None]
    exact = (level for level in with_keys if key["name"] in (level.keys or ()))
    return next(exact, next((level for level in with_keys if not level.keys), None))


def _report_odd_blank(draft: Draft, row: int, odd: re.Match[str]) -> None:
    if odd[0] == _TAB:
        draft.fault(row, odd.start(), Code.TAB_INDENT, "行首用了制表符（Tab 键）", "改成半角空格，每级两个")
    else:
        draft.fault(row, odd.start(), Code.FULL_WIDTH_INDENT, "行首用了全角空格", "改成半角空格，每级两个")


def _likely_column(text: str, width: int, levels: tuple[Level, ...]) -> int:
    """Guess the column that a line with odd blanks before it was meant to stand in."""
    white, bare, inner = text[:width], text[width:], levels[-1]
    same = next((level for level in reversed(levels) if level.white == white), None) or level_of(bare, levels)
    if same:
        return same.column
    return inner.column if bare.startswith("- ") else inner.column + _STEP


def _is_empty(text: str) -> bool:
    return not text.strip() or text.lstrip(" \t").startswith("#")
