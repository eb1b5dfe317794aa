"""`bulletin extract`: give back the files that travel in a print, and say which edition it is. Reads no PDF itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin_gen.cli.options import Folder
from bulletin_gen.cli.report import EDITIONS
from bulletin_gen.cli.screen import Tone, say
from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.model import Audience

if TYPE_CHECKING:
    from bulletin_gen.cli.session import Session
    from bulletin_gen.extract.enclosed import Enclosed, Identity, Parcel

_HELP = """取回：把 PDF 里附带的数据和文稿取出来，并说明是公开版还是内部版。

本软件排的每一份 PDF 都附带这一期的数据 issue.json 和这一版的文稿 issue.md（公开版的文稿里没有内部内容），不附图片。
文件放在当前文件夹下与 PDF 同名的文件夹里。内容与校验值不符的不取，退出码是 1。
"""


class _File(click.Path):
    """A file on the command line, with a Chinese name for click's messages."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)
        self.name = "文件"


@click.command(help=_HELP, short_help="取回：取出 PDF 里附带的数据和文稿。", options_metavar="[选项]")
@click.argument("file", type=_File(), metavar="PDF文件")
@click.option("-o", "--output", type=Folder(), metavar="文件夹", help="放在哪里（默认与 PDF 同名）。")
@click.option("--force", is_flag=True, help="覆盖已有的文件。")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", metavar="格式", help="text 或 json。"
)
@click.pass_obj
def extract(session: Session, *, file: Path, output: Path | None, force: bool, form: str) -> int:
    """Extract what travels in one PDF; return the exit code."""
    from bulletin_gen.extract.enclosed import read_parcel  # noqa: PLC0415 - the help does not wait for it
    from bulletin_gen.extract.unpack import unpack  # noqa: PLC0415 - the same

    parcel = read_parcel(file)
    if not parcel.files:
        hint = "只有本软件排的 PDF 附带数据和文稿；打印成的、别的软件导出的没有。"
        raise BulletinError(f"{file} 里没有附带文件", hint, ExitCode.CONTENT)
    folder = output or Path(file.stem)
    good = tuple(one for one in parcel.files if one.intact is not False)
    unpack(good, folder, force=force)
    if form == "json":
        click.echo(json.dumps(_answer(file, folder, parcel), ensure_ascii=False, indent=2))
    else:
        _tell(session, folder, parcel)
    return ExitCode.BUILT if len(good) == len(parcel.files) else ExitCode.CONTENT


def _tell(session: Session, folder: Path, parcel: Parcel) -> None:
    say(session.screen, _title(parcel.identity))
    for one in parcel.files:
        say(session.screen, f"  {folder / one.name}  {len(one.content):,} 字节", *_state(one))


def _title(identity: Identity | None) -> str:
    if identity is None:
        return "这份 PDF 不是本软件排的，或数据已损坏：不知道是哪一版。"
    return f"{identity.publication} {identity.number}，{identity.date}，{_edition(identity)}"


def _edition(identity: Identity) -> str:
    return EDITIONS[Audience(identity.edition)] if identity.edition else "没有写明是哪一版"


def _state(one: Enclosed) -> tuple[str | tuple[str, Tone], ...]:
    renamed = "" if one.name == one.typed else f"，原名“{one.typed[:60]}”"
    if one.intact is False:
        return ("，", ("已损坏，没有取出", Tone.BAD), renamed)
    return (f"，{'校验相符' if one.intact else '没有校验值'}{renamed}",)


def _answer(file: Path, folder: Path, parcel: Parcel) -> dict[str, object]:
    """Return everything that was found as JSON has it."""
    identity = parcel.identity
    return {
        "file": str(file),
        "folder": str(folder),
        "edition": (identity.edition or None) if identity else None,
        "publication": identity.publication if identity else None,
        "number": identity.number if identity else None,
        "date": identity.date if identity else None,
        "files": [
            {
                "name": one.name,
                "name_in_pdf": one.typed,
                "size": len(one.content),
                "intact": one.intact,
                "written": one.intact is not False,
            }
            for one in parcel.files
        ],
    }
