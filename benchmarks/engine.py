"""Time the line engine alone: the paragraphs that the issues of a site give it, laid out again and again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias
from unittest.mock import patch

from bulletin_gen.lines.engine import set_lines
from bulletin_gen.typeset import text
from bulletin_gen.typeset.compose import compose
from bulletin_gen.typeset.exact import Plan
from bulletin_gen.typeset.pictures import Gallery

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bulletin_gen.lines.engine import Line
    from bulletin_gen.model import Issue
    from bulletin_gen.typeset.press import Press

Paragraph: TypeAlias = tuple[str, tuple[float, ...], float, float | None]
"""What `set_lines` is called with: text, advances, measure, measure of the first line."""


def breaking(press: Press, issue: Issue, folder: Path) -> tuple[Callable[[], object], int]:
    """Return a call that breaks all lines of an issue, and how many characters they hold."""
    paragraphs = _paragraphs(press, issue, folder)
    return partial(_break, paragraphs), sum(len(paragraph[0]) for paragraph in paragraphs)


def _break(paragraphs: Sequence[Paragraph]) -> None:
    for paragraph in paragraphs:
        set_lines(*paragraph)


def _paragraphs(press: Press, issue: Issue, folder: Path) -> tuple[Paragraph, ...]:
    """Return what composing an issue asks the line engine for."""
    asked: list[Paragraph] = []

    def noted(
        characters: str, advances: Sequence[float], measure: float, first: float | None = None, *, flush: bool = True
    ) -> tuple[Line, ...]:
        asked.append((characters, tuple(advances), measure, first))
        return set_lines(characters, advances, measure, first, flush=flush)

    with patch.object(text, "set_lines", noted):
        compose(issue, press.profile, press.cuts, Gallery(folder=folder), Plan())
    return tuple(asked)
