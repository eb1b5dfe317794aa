"""Faults as text: place, message, the line with a caret, hint. Judges none of them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from bulletin_gen.cli.cells import excerpt
from bulletin_gen.cli.screen import Tone, say
from bulletin_gen.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bulletin_gen.cli.screen import Screen
    from bulletin_gen.diagnostics import BulletinError, Diagnostic, Span

_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "说明"}
_TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.DOUBTFUL, Severity.INFO: Tone.PLAIN}
_INDENT = "    "


def tell_faults(screen: Screen, diagnostics: Sequence[Diagnostic], site: Path) -> None:
    """Print every fault and, behind the last, how many there are."""
    for fault in diagnostics:
        _tell(screen, fault, site)
    if counted := count_words(diagnostics):
        say(screen, f"共 {counted}。")


def tell_stop(screen: Screen, error: BulletinError) -> None:
    """Print what stopped a run."""
    say(screen, ("错误", Tone.BAD), f" {error.message}")
    say(screen, f"提示：{error.hint}")


def count_words(diagnostics: Sequence[Diagnostic]) -> str:
    """Return `2 个错误、1 个警告`; empty where there is neither."""
    counted = Counter(fault.severity for fault in diagnostics)
    graves = (Severity.ERROR, Severity.WARNING)
    return "、".join(f"{counted[grave]} 个{_WORDS[grave]}" for grave in graves if counted[grave])


def _tell(screen: Screen, fault: Diagnostic, site: Path) -> None:
    word = (_WORDS[fault.severity], _TONES[fault.severity])
    say(screen, f"{fault.span}: ", word, f" {fault.message} [{fault.code}]")
    if fault.severity is Severity.INFO:
        return  # nothing has to be done: one line is enough
    _tell_line(screen, fault.span, site)
    for span in fault.related:
        say(screen, f"{_INDENT}另见 {span}")
        _tell_line(screen, span, site)
    if fault.hint:
        say(screen, f"提示：{fault.hint}")


def _tell_line(screen: Screen, span: Span, site: Path) -> None:
    lines = _lines(site / span.path)
    if not 0 < span.line <= len(lines):
        return
    part = excerpt(lines[span.line - 1], max(span.column, 1), screen.columns - len(_INDENT))
    say(screen, _INDENT + part.text)
    if span.column:
        say(screen, _INDENT + " " * part.caret, ("^", Tone.BAD))


@lru_cache(maxsize=16)
def _lines(path: Path) -> tuple[str, ...]:
    """Return a source's lines as positions count them; none where the file is gone."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return ()
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
