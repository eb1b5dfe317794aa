"""Options and arguments that several commands share. Reads none of them."""

from __future__ import annotations

from pathlib import Path

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


site_argument = click.argument("site", type=Folder(exists=True), default=".", metavar="[站点]")
"""The site's folder; the current one where it is left out."""

fonts_option = click.option(
    "--fonts", "data", type=Folder(), metavar="文件夹", help="开放字体在哪里（默认用户数据文件夹）。"
)
"""The folder of the open faces."""
