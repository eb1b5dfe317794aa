"""`bulletin fonts`: which file serves which role, and what it lacks; `--install` brings the open faces.

Chooses no face: the layout profile and `fonts` do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bulletin_gen.cli.machine import font_folder, font_places
from bulletin_gen.cli.options import fonts_option, site_argument
from bulletin_gen.cli.screen import say
from bulletin_gen.diagnostics import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.cli.session import Session
    from bulletin_gen.fonts.coverage import Service
    from bulletin_gen.pipeline.faces import Faces

_HELP = """看每种字体用的是哪个文件，本站有哪些字它没有。

加 --install 则安装开放字体（Fandol 仿宋、楷体、黑体、宋体）。
"""


@click.command(help=_HELP, short_help="查看或安装字体。", options_metavar="[选项]")
@site_argument
@click.option("--install", is_flag=True, help="安装开放字体。")
@fonts_option
@click.pass_obj
def fonts(session: Session, *, site: Path, install: bool, data: Path | None) -> int:
    """Install the open faces, or show how the roles of a site's profiles are served; return the exit code."""
    if install:
        from bulletin_gen.fonts.install import install as bring  # noqa: PLC0415 - the help does not wait for it

        bring((data or font_folder()).resolve(), click.echo)
        return ExitCode.BUILT
    from bulletin_gen.fonts.find import require  # noqa: PLC0415 - the help does not wait for it
    from bulletin_gen.pipeline.faces import faces_of  # noqa: PLC0415 - the same

    found = faces_of(site, font_places(site, data))
    for faces in found:
        _show(faces)
    if not found:
        say(session.screen, "这个站点还没有一期，看不出用哪个版式。")
    for faces in found:
        require(faces.fonts)
    return ExitCode.BUILT


def _show(faces: Faces) -> None:
    click.echo(f"版式 {faces.layout}")
    for service in faces.services:
        for line in _service_lines(service):
            click.echo(f"  {line}")
    for damaged in faces.fonts.unreadable:
        click.echo(f"  跳过 {damaged.path}：{damaged.reason}")
    for face in faces.fonts.idle:
        click.echo(f"  只用来补字 {face.path}：版式里没有叫 {face.name} 的字体")


def _service_lines(service: Service) -> list[str]:
    if service.face is None:
        return [f"{service.role}：本机没有"]
    lines = [f"{service.role}：{service.face.name}（{service.face.path}）"]
    if service.western:
        lines.append(f"  数字和字母：{service.western.name}（{service.western.path}）")
    for face, characters in service.lent:
        lines.append(f"  缺 {''.join(characters)}，由 {face.name}（{face.path}）补")
    if service.absent:
        lines.append(f"  缺 {''.join(service.absent)}，没有字体可补")
    return lines
