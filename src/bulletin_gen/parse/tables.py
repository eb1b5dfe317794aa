"""Check the rows of tables, of which Python-Markdown would drop what doesn't fit the head."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic
from bulletin_gen.parse.anchors import token_numbers
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_gen.parse.traced import Source, Traced

_RULE_ROW = pattern(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_PIPE = pattern(r"(?<!\\)\|")
_ROW = pattern(r"\s*\|.*\|\s*")


def table_faults(source: Source, lines: Sequence[Traced]) -> tuple[Diagnostic, ...]:
    """Return a fault for each row with more cells than its head, and for rows that are no table at all."""
    if not any("|" in line.text for line in lines):
        return ()
    faults: list[Diagnostic] = []
    head = 0  # cells of the table that the line before belongs to
    loose = False  # whether the line before is a row without a table
    for index, line in enumerate(lines):
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        if not line.text.strip() or token_numbers(line.text.strip()[0]):
            head, loose = 0, False
        elif head:
            faults += _row_faults(source, line, head)
        elif "|" in line.text and _is_rule(following):
            head = len(_cells(line))
            met = _rule_faults(source, lines[index + 1], head)
            faults += met
            head = sys.maxsize if met else head  # the rows below are no faults of their own
        elif _ROW.fullmatch(line.text) and not loose:
            loose = True
            faults += _loose_faults(source, line, following)
    return tuple(faults)


def _is_rule(text: str) -> bool:
    return "-" in text and bool(_RULE_ROW.fullmatch(text))


def _cells(line: Traced) -> list[int]:
    """Return the index at which each cell of a row begins."""
    text = line.text.rstrip()
    start = len(text) - len(text.lstrip())
    start += text[start : start + 1] == "|"
    pipes = [match.end() for match in _PIPE.finditer(text, start) if match.end() < len(text)]
    return [start, *pipes]


def _row_faults(source: Source, line: Traced, head: int) -> list[Diagnostic]:
    if _is_rule(line.text):
        return []
    cells = _cells(line)
    if len(cells) <= head:
        return []
    start = cells[head] + len(line.text[cells[head] :]) - len(line.text[cells[head] :].lstrip())
    message = f"这一行有 {len(cells)} 格，表头只有 {head} 格"
    hint = "表头补足列数，或删去多出的格；格里要用竖线时写成 \\|"
    return [Diagnostic(source.span(line.offset(start)), Code.TABLE_SHAPE, message, hint)]


def _rule_faults(source: Source, line: Traced, head: int) -> list[Diagnostic]:
    count = len(_cells(line))
    if count == head:
        return []
    start = len(line.text) - len(line.text.lstrip())
    message = f"表头有 {head} 格，下面的分隔行有 {count} 格"
    return [Diagnostic(source.span(line.offset(start)), Code.TABLE_SHAPE, message, "两行的格数要相同")]


def _loose_faults(source: Source, line: Traced, following: str) -> list[Diagnostic]:
    """Report rows between bars that lack the rule under their head: they would print as text."""
    if not _ROW.fullmatch(following):
        return []
    start = len(line.text) - len(line.text.lstrip())
    hint = "表头的下一行写分隔行，如 | --- | --- |"
    return [Diagnostic(source.span(line.offset(start)), Code.TABLE_SHAPE, "表格缺少表头下面的分隔行", hint)]
