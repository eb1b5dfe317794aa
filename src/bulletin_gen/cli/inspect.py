"""`bulletin inspect`: measure finished PDFs against a layout and say what departs from it. Measures nothing itself."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin_gen.cli.screen import Tone, say
from bulletin_gen.diagnostics import ExitCode, Severity
from bulletin_gen.inspect.measures import LAYOUTS

if TYPE_CHECKING:
    from bulletin_gen.cli.session import Session
    from bulletin_gen.inspect.findings import Finding

_HELP = """验版：量一量印好的 PDF 合不合版式。

本软件排的、WPS 或 Word 导出的都可以。每一条写明第几页、量得多少、应为多少、依据哪一条。有错误时退出码是 1。
"""
_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "说明"}
_TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.DOUBTFUL, Severity.INFO: Tone.PLAIN}


class _File(click.Path):
    """A file on the command line, with a Chinese name for click's messages."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)
        self.name = "文件"


@click.command(help=_HELP, short_help="验版：量 PDF 合不合版式。", options_metavar="[选项]")
@click.argument("files", type=_File(), nargs=-1, required=True, metavar="PDF文件…")
@click.option(
    "--layout", type=click.Choice(list(LAYOUTS)), default="简报", metavar="版式", help="按哪个版式量（默认简报）。"
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", metavar="格式", help="text 或 json。"
)
@click.pass_obj
def inspect(session: Session, *, files: tuple[Path, ...], layout: str, form: str) -> int:
    """Measure files one after the other; return the exit code."""
    from bulletin_gen.inspect.judge import judge  # noqa: PLC0415 - the help does not wait for it
    from bulletin_gen.inspect.read import read  # noqa: PLC0415 - the same

    found = [(path, judge(read(path), LAYOUTS[layout])) for path in files]
    if form == "json":
        click.echo(json.dumps(_answer(found, layout), ensure_ascii=False, indent=2))
    else:
        for path, findings in found:
            _tell(session, path, findings)
    failed = any(finding.severity is Severity.ERROR for _, findings in found for finding in findings)
    return ExitCode.CONTENT if failed else ExitCode.BUILT


def _tell(session: Session, path: Path, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        page = f"第 {finding.page} 页" if finding.page else "全文"
        word = (_WORDS[finding.severity], _TONES[finding.severity])
        basis = f"（{finding.clause}，{finding.strength}）"
        say(session.screen, f"{path}: {page}: ", word, f" {finding.message}{basis} [{finding.rule}]")
    counted = Counter(finding.severity for finding in findings)
    total = "、".join(f"{counted[grave]} 个{_WORDS[grave]}" for grave in Severity if counted[grave])
    say(session.screen, f"{path}: {total or '合版式'}。")


def _answer(found: list[tuple[Path, tuple[Finding, ...]]], layout: str) -> dict[str, object]:
    """Return everything that was found as JSON has it."""
    return {
        "layout": layout,
        "files": [{"file": str(path), "findings": [_fields(finding) for finding in each]} for path, each in found],
    }


def _fields(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "page": finding.page,
        "message": finding.message,
        "clause": finding.clause,
        "strength": finding.strength,
    }
