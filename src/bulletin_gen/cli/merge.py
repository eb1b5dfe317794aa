"""`bulletin merge`: put the parts of an edition together. Checks none of them itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bulletin_gen.cli.options import Folder
from bulletin_gen.cli.progress import watching
from bulletin_gen.cli.report import print_merged, tell_merged
from bulletin_gen.diagnostics import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.cli.session import Session

_HELP = """合成：把 bulletin build --shard 分开生成的各份合成一个网站，和一次生成的一字不差。

各份必须用同一版程序、同样的选项、从同样的源文件生成，一份不缺；不符的说明哪里不同，不合成。
"""


@click.command(help=_HELP, short_help="合成：把分开生成的各份合成网站。", options_metavar="[选项]")
@click.argument("output", type=Folder(), metavar="输出")
@click.argument("parts", type=Folder(exists=True), nargs=-1, required=True, metavar="份…")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="给人看，还是给程序读。")
@click.pass_obj
def merge(session: Session, *, output: Path, parts: tuple[Path, ...], form: str) -> int:
    """Merge the parts of an edition; return the exit code."""
    from bulletin_gen.pipeline.merging import merge as merged_of  # noqa: PLC0415 - the help does not wait for it

    with watching(session.screen, quiet=form == "json") as progress:
        merged = merged_of(output, parts, progress.waits)
    (print_merged if form == "json" else tell_merged)(session, merged)
    return ExitCode.CONTENT if merged.written is None else ExitCode.BUILT
