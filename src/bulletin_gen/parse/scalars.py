"""Turn a scalar of YAML back into what was typed, character by character. Reads no structure."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bulletin_gen.notation.names import is_wide
from bulletin_gen.parse.traced import UNKNOWN, Traced, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    import yaml
    from yaml._yaml import Mark as FastMark

    Mark: TypeAlias = yaml.Mark | FastMark

_BLANK = Traced(" ", (UNKNOWN,))
_LINE_END = Traced("\n", (UNKNOWN,))


def typed_text(event: yaml.ScalarEvent, lines: Sequence[Traced]) -> Traced:
    """Return a scalar's text with the place of each character; `lines` are those that YAML read.

    A text in double quotes with escapes counts all its characters from the opening quote.
    """
    start, end = position(event.start_mark), position(event.end_mark)
    if event.style in ("|", ">"):
        rows = [line.stripped() for line in lines[start[0] + 1 : end[0] + 1]]
        if end[0] < len(lines):  # the mark stands in the line after the text
            rows = [*rows[:-1], lines[end[0]].part(0, end[1]).stripped()]
        return _kept(rows) if event.style == "|" else _folded(rows)
    quote = 1 if event.style in ("'", '"') else 0
    rows = _rows(lines, (start[0], start[1] + quote), (end[0], end[1] - quote))
    if quote and (event.style == "'" or "\\" in event.value or _has_escape(rows)):
        return _unescaped(event, rows)
    return _folded(rows)


def position(mark: Mark | None) -> tuple[int, int]:
    """Return line and column of a mark of YAML's, both from 0."""
    return (mark.line, mark.column) if mark else (0, 0)


def _rows(lines: Sequence[Traced], start: tuple[int, int], end: tuple[int, int]) -> list[Traced]:
    if start[0] == end[0]:
        return [lines[start[0]].part(start[1], end[1])]
    middle = lines[start[0] + 1 : end[0]]
    return [lines[start[0]].part(start[1]), *middle, lines[end[0]].part(0, end[1])]


def _has_escape(rows: list[Traced]) -> bool:
    return any("\\" in row.text for row in rows)


def _unescaped(event: yaml.ScalarEvent, rows: list[Traced]) -> Traced:
    """Undo what quotes make necessary: '' in single quotes, any escape in double ones."""
    if event.style == "'":
        return _without_doubled_quotes(_folded(rows))
    place = next((row.offset() for row in rows if row.offsets), UNKNOWN)
    return Traced(event.value, (place,) * len(event.value)).stripped()


def _without_doubled_quotes(text: Traced) -> Traced:
    at = text.text.find("''")
    while at >= 0:
        text = text.replaced(at, at + 2, "'")
        at = text.text.find("''", at + 1)
    return text


def _folded(rows: list[Traced]) -> Traced:
    """Join lines as paragraphs are joined; empty lines between them become line ends."""
    if len(rows) == 1:
        return rows[0].stripped()
    parts: list[Traced] = []
    for line in (row.stripped() for row in rows):
        before = parts[-1].text[-1:] if parts else "\n"
        if not line.text:
            parts.append(_LINE_END)
        elif before == "\n" or (is_wide(before) and is_wide(line.text[0])):
            parts.append(line)
        else:
            parts += [_BLANK, line]
    return joined(parts).stripped()


def _kept(rows: list[Traced]) -> Traced:
    """Keep the lines of a text as they are."""
    return joined(part for row in rows for part in (row, _LINE_END)).stripped()
