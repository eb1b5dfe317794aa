"""`bulletin inspect`: the options as the pipeline takes them, and what came of them. Measures nothing itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin_gen.cli.findings import count_findings, finding_data, tell_finding
from bulletin_gen.cli.machine import font_places
from bulletin_gen.cli.options import File, Folder, fonts_option
from bulletin_gen.cli.screen import Tone, say
from bulletin_gen.diagnostics import ExitCode

if TYPE_CHECKING:
    from bulletin_gen.cli.session import Session
    from bulletin_gen.pipeline.inspection import Inspected

_HELP = """验版：量一量印好的 PDF 合不合版式。

本软件排的、WPS 或 Word 导出的都可以。每一条写明第几页、量得多少、应为多少、依据哪一条。

退出码：0 没有错误，1 有错误，2 用法不对，3 本机缺少什么。
"""


@click.command(help=_HELP, short_help="验版：量 PDF 合不合版式。", options_metavar="[选项]")
@click.argument("files", type=File(), nargs=-1, required=True, metavar="PDF文件…")
@click.option("--layout", default="", metavar="版式", help="按哪个版式量（默认按 PDF 写明的，没有写明的按简报）。")
@click.option(
    "--site", type=Folder(exists=True), default=".", metavar="站点", help="本单位的版式在哪个站点里（默认当前文件夹）。"
)
@click.option("--source", type=File(), metavar="文本", help="文字和这一期的 Markdown 对照（默认和 PDF 所附的对照）。")
@click.option(
    "--marked",
    type=click.Path(path_type=Path),
    metavar="输出",
    help="另存一份标出问题的 PDF；验几份时写一个文件夹。",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", metavar="格式", help="text 或 json。"
)
@fonts_option
@click.pass_obj
def inspect(  # noqa: PLR0913 - click hands over each option by its name
    session: Session,
    *,
    files: tuple[Path, ...],
    layout: str,
    site: Path,
    source: Path | None,
    marked: Path | None,
    form: str,
    data: Path | None,
) -> int:
    """Measure files one after the other; return the exit code."""
    from bulletin_gen.pipeline.inspection import (  # noqa: PLC0415 - the help does not wait for it
        InspectRequest,
        inspect_files,
    )

    request = InspectRequest(
        files=files,
        site=site,
        layout=layout,
        source=source,
        marked=marked,
        fonts=font_places(site, data),
    )
    done = []
    for one in inspect_files(request):
        done.append(one)
        if form == "text":
            _tell(session, one)
    if form == "json":
        text = json.dumps({"files": [_fields(one) for one in done]}, ensure_ascii=False, indent=2) + "\n"
        click.echo(text.encode("utf-8", "backslashreplace"), nl=False)
    elif len(done) > 1:
        failed = sum(one.failed for one in done)
        say(session.screen, f"共验 {len(done)} 份：{f'{failed} 份有错误' if failed else '都没有错误'}。")
    return ExitCode.CONTENT if any(one.failed for one in done) else ExitCode.BUILT


def _tell(session: Session, one: Inspected) -> None:
    if one.stopped:
        say(session.screen, f"{one.path}: ", ("错误", Tone.BAD), f" {one.stopped.message}")
        say(session.screen, f"提示：{one.stopped.hint}")
        return
    for finding in one.findings:
        tell_finding(session.screen, str(one.path), finding)
    if one.remark:
        say(session.screen, f"{one.path}: {one.remark}。")
    total = count_findings(one.findings) or f"合版式“{one.layout}”"
    say(session.screen, f"{one.path}: {total}。" + (f"标出问题的一份：{one.marked}" if one.marked else ""))


def _fields(one: Inspected) -> dict[str, object]:
    """Return everything that came of a file as JSON has it."""
    stopped = one.stopped and {"message": one.stopped.message, "hint": one.stopped.hint}
    return {
        "file": str(one.path),
        "layout": one.layout,
        "remark": one.remark,
        "pages": one.pages,
        "findings": [finding_data(finding) for finding in one.findings],
        "marked": str(one.marked) if one.marked else None,
        "error": stopped,
    }
