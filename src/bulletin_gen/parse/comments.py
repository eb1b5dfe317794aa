"""Take HTML comments out of a text: they are internal and reach no edition. Other markup stays."""

from __future__ import annotations

import re

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic
from bulletin_gen.parse.traced import Source, Traced, joined
from bulletin_gen.patterns import pattern

_COMMENT = pattern(r"<!--.*?-->", re.DOTALL)
_STRAY = pattern(r"(?P<open><!--)|[<＜][!！][-－–—]|[-－–]{2}[>＞]|—[>＞]")
_PLACE = "\ufdd0"  # a noncharacter that marks where a comment stood


def without_comments(source: Source) -> Checked[tuple[Traced, ...]]:
    """Return the lines of a source without its comments; a line that held nothing else is gone."""
    if "<" not in source.text and ">" not in source.text and "＜" not in source.text and "＞" not in source.text:
        return Checked(tuple(source.lines()))
    end = 0
    whole = Traced(source.text, range(len(source.text)))
    parts: list[Traced] = []
    for match in _COMMENT.finditer(source.text):
        parts += [whole.part(end, match.start()), Traced(_PLACE, (match.start(),))]
        end = match.end()
    kept = joined([*parts, whole.part(end)])
    lines = [
        _cleared(line) for line in _split(kept) if line.text.replace(_PLACE, "").strip() or _PLACE not in line.text
    ]
    faults = [fault for line in lines for fault in _stray_marks(source, line)]
    return Checked(tuple(_without_stray(line) for line in lines), tuple(faults))


def commented_lines(source: Source) -> frozenset[int]:
    """Return the lines of the file that begin inside a comment."""
    spans = ((match.start(), match.end() - 1) for match in _COMMENT.finditer(source.text))
    rows = ((source.position(start)[0], source.position(end)[0]) for start, end in spans)
    return frozenset(row for first, last in rows for row in range(first + 1, last + 1))


def _split(text: Traced) -> list[Traced]:
    lines, start = [], 0
    for piece in text.text.split("\n"):
        lines.append(text.part(start, start + len(piece)))
        start += len(piece) + 1
    return lines


def _cleared(line: Traced) -> Traced:
    while (at := line.text.find(_PLACE)) >= 0:
        line = line.replaced(at, at + 1)
    return line


def _stray_marks(source: Source, line: Traced) -> list[Diagnostic]:
    """Report the first stray mark of a line: what follows on it is the same slip."""
    match = _STRAY.search(line.text)
    if not match:
        return []
    span = source.span(line.offset(match.start()))
    if match["open"]:
        return [Diagnostic(span, Code.UNCLOSED_COMMENT, "注释没有结束", "在注释的末尾写 -->")]
    message = f"“{match[0]}”像是注释的标记，但不成对或用了全角字符"
    hint = "注释写成 <!-- 说明 -->，全部用半角字符，不能套在另一条注释里"
    return [Diagnostic(span, Code.STRAY_COMMENT, message, hint)]


def _without_stray(line: Traced) -> Traced:
    """Take the marks themselves away, so that a fault is reported once."""
    while match := _STRAY.search(line.text):
        line = line.replaced(match.start(), match.end())
    return line
