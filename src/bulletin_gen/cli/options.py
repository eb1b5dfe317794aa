"""Options and arguments that several commands share. Reads none of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click


class Folder(click.Path):
    """A folder on the command line, with a Chinese name for click's messages."""

    def __init__(self, *, exists: bool = False) -> None:
        super().__init__(exists=exists, file_okay=False, path_type=Path)
        self.name = "文件夹"


class File(click.Path):
    """A file on the command line that is there, with a Chinese name for click's messages."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)
        self.name = "文件"


class Part(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 alone
    """Which part of how many, such as `2/8`."""

    name = "几/几"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:  # noqa: ANN401 - the library's signature
        """Return the two numbers."""
        match = re.fullmatch(r"([0-9]{1,4})[/／]([0-9]{1,4})", str(value).strip())
        number, of = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= of:
            self.fail(f"“{value}”应写成 第几份/共几份，例如 2/8", param, ctx)
        return number, of


def shared_place(typed: str) -> str:
    """Return a shared place as all processes understand it: a folder by its full path."""
    if not typed or "://" in typed:
        return typed.rstrip("/")
    return str(Path(typed).expanduser().resolve())


site_argument = click.argument("site", type=Folder(exists=True), default=".", metavar="[站点]")
"""The site's folder; the current one where it is left out."""

fonts_option = click.option(
    "--fonts", "data", type=Folder(), metavar="文件夹", help="开放字体在哪里（默认用户数据文件夹）。"
)
"""The folder of the open faces."""
