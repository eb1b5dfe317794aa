"""What came of a build: the closing line for people, one JSON object for programs. Counts nothing anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bulletin_gen.cli.faults import tell_faults
from bulletin_gen.cli.findings import count_findings, finding_data, tell_finding
from bulletin_gen.cli.screen import Tone, say
from bulletin_gen.diagnostics import BulletinError, ExitCode, Severity
from bulletin_gen.model import Audience

if TYPE_CHECKING:
    from bulletin_gen.cli.screen import Screen
    from bulletin_gen.cli.session import Session
    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.pipeline.merging import Merged
    from bulletin_gen.pipeline.request import BuildReport, BuildRequest, LeftOut
    from bulletin_gen.write.tree import Written

EDITIONS = {Audience.PUBLIC: "公开版", Audience.INTERNAL: "内部版"}


def tell_report(session: Session, request: BuildRequest, report: BuildReport) -> None:
    """Print faults and the closing line."""
    tell_faults(session.screen, report.diagnostics, request.site)
    _tell_findings(session.screen, report)
    edition, place = EDITIONS[request.audience], _short(report.output)
    if request.shard:
        edition += f"第 {request.shard.number}/{request.shard.of} 份"
    if report.written is None:
        say(session.screen, ("没有生成", Tone.BAD), f"{edition}，{place} 保持原样；用时 {session.seconds:.1f} 秒。")
        return
    if report.outrun:
        said = "：下面是按改前的内容生成的，请改好再生成一次。"
        say(session.screen, ("生成的同时源文件又改了，改后的没有通过检查", Tone.BAD), said)
    counted = _counts(report.written) + _left_out(report.left_out, edition)
    click.echo(f"已生成{edition} {place}：{counted}；用时 {session.seconds:.1f} 秒。")


def print_report(session: Session, request: BuildRequest, report: BuildReport) -> None:
    """Print the JSON object of a build."""
    answer = _answer(session, report.diagnostics)
    answer["findings"] = [
        {"path": one.path, **finding_data(finding)} for one in report.findings for finding in one.findings
    ]
    if report.written is not None:
        answer |= _written(report.written)
    left_out = report.left_out
    answer |= {
        "outrun": report.outrun,
        "edition": request.audience.value,
        "output": str(report.output),
        "left_out": {
            "internal": left_out.internal,
            "drafts": left_out.drafts,
            "submitted": left_out.submitted,
        },
    }
    _print(answer)


def tell_merged(session: Session, merged: Merged) -> None:
    """Print faults and the closing line of a merge."""
    tell_faults(session.screen, merged.diagnostics, Path())
    edition, place = EDITIONS[merged.edition], _short(merged.output)
    if merged.written is None:
        say(session.screen, ("没有合成", Tone.BAD), f"{edition}，{place} 保持原样；用时 {session.seconds:.1f} 秒。")
        return
    click.echo(f"已合成{edition} {place}：{_counts(merged.written)}；用时 {session.seconds:.1f} 秒。")


def print_merged(session: Session, merged: Merged) -> None:
    """Print the JSON object of a merge."""
    answer = _answer(session, merged.diagnostics)
    if merged.written is not None:
        answer |= _written(merged.written)
    _print(answer | {"edition": merged.edition.value, "output": str(merged.output)})


def print_stop(session: Session, error: BulletinError) -> None:
    """Print the JSON object of a run that could not go on: with the same keys, and why."""
    answer = _answer(session, ())
    answer["error"] = {"message": error.message, "hint": error.hint, "exit_code": int(error.exit_code)}
    if error.exit_code is ExitCode.CONTENT:
        answer["diagnostics"] = [_content_stop(error)]
    _print(answer)


def _tell_findings(screen: Screen, report: BuildReport) -> None:
    """Print what was found in prints and, behind the last, how many there are and how to see them."""
    for one in report.findings:
        for finding in one.findings:
            tell_finding(screen, one.path, finding)
    if counted := count_findings(finding for one in report.findings for finding in one.findings):
        say(screen, f"验版：{counted}。")
    if counted and report.written is None:
        say(screen, "提示：要在页面上看，不加 --inspect 生成一次，再运行 bulletin inspect 那份.pdf --marked 标记.pdf。")


def _answer(session: Session, diagnostics: tuple[Diagnostic, ...]) -> dict[str, Any]:
    return {
        "written": [],
        "kept": 0,
        "removed": [],
        "seconds": session.seconds,
        "diagnostics": [_fault(fault) for fault in diagnostics],
        "findings": [],
        "error": None,
    }


def _written(written: Written) -> dict[str, Any]:
    return {"written": list(written.written), "kept": written.kept, "removed": list(written.removed)}


def _fault(fault: Diagnostic) -> dict[str, Any]:
    return {
        "path": fault.span.path,
        "line": fault.span.line,
        "column": fault.span.column,
        "code": fault.code.value,
        "severity": fault.severity.value,
        "message": fault.message,
        "hint": fault.hint,
        "related": [{"path": span.path, "line": span.line, "column": span.column} for span in fault.related],
    }


def _content_stop(error: BulletinError) -> dict[str, Any]:
    """Return what stopped the run as a fault, for whoever reads only the faults; a template names itself."""
    return {
        "path": error.span.path if error.span else "",
        "line": error.span.line if error.span else 0,
        "column": error.span.column if error.span else 0,
        "code": "stopped",
        "severity": Severity.ERROR.value,
        "message": error.message,
        "hint": error.hint,
        "related": [],
    }


def _print(answer: dict[str, Any]) -> None:
    """Print one object as UTF-8 whatever the terminal's encoding; a file name that is no UTF-8 becomes an escape."""
    text = json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def _counts(written: Written) -> str:
    return f"写入 {len(written.written)} 个文件，保留 {written.kept} 个，移除 {len(written.removed)} 个"


def _left_out(left_out: LeftOut, edition: str) -> str:
    named = (("内部", left_out.internal), ("草稿", left_out.drafts), ("送审", left_out.submitted))
    counted = "、".join(f"{word} {number} 期" for word, number in named if number)
    return f"；未收入{edition}：{counted}" if counted else ""


def _short(folder: Path) -> str:
    """Return a folder as seen from here, where it lies below."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
