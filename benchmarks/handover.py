"""Ways to hand finished lines over to WeasyPrint, each a change to the document that it is given.

All print the same issue by the same road, `print_issue`, with the same faces and the same style sheet; what they are
given differs in the paragraphs alone. Judges no line: whether they are flush is for the tests to say.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

from bulletin_gen.lines.engine import Line
from bulletin_gen.templating.faults import render
from bulletin_gen.typeset import printing, text
from bulletin_gen.typeset.exact import Plan
from bulletin_gen.typeset.ink import advance
from bulletin_gen.typeset.units import in_pt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bulletin_gen.model import Issue
    from bulletin_gen.typeset.press import Press

_FULL = re.compile(r'<p class="full">(.*?)</p>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def ways_to_print(press: Press, issue: Issue, folder: Path) -> dict[str, Callable[[], object]]:
    """Return the ways by name, each ready to be called."""
    return {
        "planned advances in Pango's lines (ours)": lambda: printing.print_issue(press, issue, folder),
        "WeasyPrint's own line breaking": partial(_unbroken, press, issue, folder),
        "line feeds, a span with letter-spacing a line": partial(_changed, press, issue, folder, _spans),
        "a block span with letter-spacing a line": partial(_changed, press, issue, folder, _blocks),
        "line feeds alone (lines are not flush)": partial(_changed, press, issue, folder, _bare),
    }


def _unbroken(press: Press, issue: Issue, folder: Path) -> None:
    """Print with paragraphs that nobody broke: the line engine doesn't run either."""
    with patch.object(text, "set_lines", one_line), _documents(press, _plain):
        printing.print_issue(press, issue, folder)


def _changed(press: Press, issue: Issue, folder: Path, change: Callable[[list[str], Press], str]) -> None:
    """Print with our lines, the markup of every paragraph changed."""

    def changed(match: re.Match[str]) -> str:
        lines = match[1].split("\n")
        return f'<p class="full">{change(lines, press)}</p>'

    with _documents(press, lambda html: _FULL.sub(changed, html)):
        printing.print_issue(press, issue, folder)


@contextmanager
def _documents(press: Press, change: Callable[[str], str]) -> Iterator[None]:
    """Change every document that is laid out, and let no planned line be found."""

    def rendered(environment: object, template: str, context: Mapping[str, object]) -> str:
        press.fonts.plan = Plan()
        return change(render(environment, template, context))  # type: ignore[arg-type]  # whatever the press has

    with patch.object(printing, "render", rendered):
        yield


def one_line(
    characters: str, advances: Sequence[float], measure: float, first: float | None = None, *, flush: bool = True
) -> tuple[Line, ...]:
    """Return a paragraph as one line, in the place of the line engine: whoever lays it out breaks it."""
    del advances, measure, first, flush
    return (Line(0, len(characters), (0.0,) * len(characters)),) if characters else ()


def _plain(html: str) -> str:
    return html.replace('<p class="full">', "<p>")


def _bare(lines: list[str], press: Press) -> str:
    del press
    return "\n".join(lines)


def _spans(lines: list[str], press: Press) -> str:
    spacings = _spacings(lines, press)
    return "\n".join(
        f'<span style="letter-spacing:{spacing:.4f}px">{line}</span>'
        for line, spacing in zip(lines, spacings, strict=True)
    )


def _blocks(lines: list[str], press: Press) -> str:
    spacings = _spacings(lines, press)
    return "".join(
        f'<span style="display:block;letter-spacing:{spacing:.4f}px">{line}</span>'
        for line, spacing in zip(lines, spacings, strict=True)
    )


def _spacings(lines: list[str], press: Press) -> Iterator[float]:
    """Yield the letter spacing (px) by which each line but the last fills the measure; the first one is indented."""
    body = press.profile.body
    face = press.cuts.role(body.type.role).main.face
    measure, size = (in_pt(length) * 96 / 72 for length in (press.profile.column, body.type.height))
    for index, line in enumerate(lines):
        letters = _TAG.sub("", line)
        natural = sum(advance(face, letter) for letter in letters) * size
        indent = 0.0 if index else body.indent * measure / body.cells
        yield 0.0 if index == len(lines) - 1 else (measure - indent - natural) / max(len(letters), 1)
