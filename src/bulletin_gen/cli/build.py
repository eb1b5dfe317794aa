"""`bulletin build`: the options as the pipeline takes them. Builds nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bulletin_gen.cli.machine import cache_folder, font_places, processors
from bulletin_gen.cli.options import Folder, Part, fonts_option, shared_place, site_argument
from bulletin_gen.cli.progress import watching
from bulletin_gen.cli.report import print_report, tell_report
from bulletin_gen.diagnostics import ExitCode
from bulletin_gen.model import Audience

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.cli.session import Session

_AUDIENCES = {"公开": Audience.PUBLIC, "内部": Audience.INTERNAL} | {item.value: item for item in Audience}


_HELP = """生成网站和 PDF。

站点是放 bulletin.yml 的文件夹，不写就是当前文件夹。源文件有错就不生成，输出文件夹保持原样。

退出码：0 生成了，1 源文件有错或验版有错误，2 用法不对，3 本机缺少什么（字体、磁盘空间等）。
"""


@click.command(help=_HELP, short_help="生成网站和 PDF。", options_metavar="[选项]")
@site_argument
@click.option(
    "-o", "--output", type=Folder(), metavar="文件夹", help="输出到哪里（默认公开版 public，内部版 internal）。"
)
@click.option("--only", multiple=True, metavar="刊/年/期", help="只排印这些期，可用 * 和 ?，可写多次。")
@click.option("--pdf/--no-pdf", default=True, help="是否生成 PDF（默认生成）。")
@click.option("--press", is_flag=True, help="给印刷厂：PDF 的红色、黑色用 CMYK，不作归档（PDF/A）用。")
@click.option("--inspect", is_flag=True, help="验版：量排好的 PDF，有错误就不生成。")
@click.option("--cache/--no-cache", default=True, help="没有变的是否取以前生成的（默认取）。")
@click.option("--cache-at", "shared", metavar="位置", help="和别的机器共用的缓存：文件夹或网址。")
@click.option("--cluster", metavar="地址", help="交给集群（Dask）排印，例如 tcp://主机:8786。")
@click.option(
    "--shard", type=Part(), metavar="几/几", help="只做一份，例如 2/8 是八份里的第二份；用 bulletin merge 合成。"
)
@click.option("--drafts", is_flag=True, help="草稿和送审的也生成。")
@click.option("--strict", is_flag=True, help="有警告也不生成。")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="个数", help="最多用几个进程（默认按处理器个数）。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="给人看，还是给程序读。")
@click.option("--audience", type=click.Choice(list(_AUDIENCES)), default="公开", help="公开版（默认）还是内部版。")
@fonts_option
@click.pass_obj
def build(  # noqa: PLR0913 - click hands over each option by its name
    session: Session,
    *,
    site: Path,
    output: Path | None,
    only: tuple[str, ...],
    pdf: bool,
    press: bool,
    inspect: bool,
    cache: bool,
    shared: str | None,
    cluster: str | None,
    shard: tuple[int, int] | None,
    drafts: bool,
    strict: bool,
    jobs: int | None,
    form: str,
    audience: str,
    data: Path | None,
) -> int:
    """Build an edition of a site; return the exit code."""
    from bulletin_gen.pipeline.request import BuildRequest, Shard  # noqa: PLC0415 - the help does not wait for it
    from bulletin_gen.pipeline.watching import watched_build  # noqa: PLC0415 - the same

    if inspect and not pdf:
        raise click.UsageError("--inspect 要量 PDF，不能和 --no-pdf 一起写")
    if press and not pdf:
        raise click.UsageError("--press 要出 PDF，不能和 --no-pdf 一起写")
    if shared and not cache:
        raise click.UsageError("--cache-at 要用缓存，不能和 --no-cache 一起写")
    if shard and only:
        raise click.UsageError("--shard 要分整版，不能和 --only 一起写")
    request = BuildRequest(
        site=site,
        output=output,
        audience=_AUDIENCES[audience],
        only=only,
        pdf=pdf,
        archival=not press,
        inspect=inspect,
        drafts=drafts,
        strict=strict,
        jobs=jobs or processors(),
        fonts=font_places(site, data),
        cache=cache_folder() if cache else None,
        shared=shared_place(shared or ""),
        cluster=cluster or "",
        shard=Shard(*shard) if shard else None,
    )
    with watching(session.screen, quiet=form == "json") as progress:
        report = watched_build(request, progress)
    (print_report if form == "json" else tell_report)(session, request, report)
    return ExitCode.CONTENT if report.written is None or report.outrun else ExitCode.BUILT
