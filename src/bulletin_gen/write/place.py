"""Choose where an edition may be written. Writes nothing."""

from __future__ import annotations

import os
from pathlib import Path

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.model import Audience
from bulletin_gen.write.marker import MARKER, Marker, read_marker

_SOURCES = ("bulletins", "templates", "fonts", ".git")
_USUAL = {Audience.PUBLIC: "public", Audience.INTERNAL: "internal"}
_WORDS = {Audience.PUBLIC: "公开版", Audience.INTERNAL: "内部版"}


def output_folder(site: Path, named: str, edition: Audience, chosen: Path | None) -> Path:
    """Return an edition's folder: the chosen one, for the public edition what bulletin.yml names, else the usual."""
    if chosen is not None:
        return _real(chosen)
    usual = named if named and edition is Audience.PUBLIC else _USUAL[edition]
    return _real(site / usual)


def check_place(output: Path, site: Path) -> Path:
    """Return the real path of an output folder; refuse one that holds sources or lies among them."""
    folder, home = _real(output), _real(site)
    sources = [_real(home / name) for name in _SOURCES]
    if home.is_relative_to(folder) or any(_overlap(folder, source) for source in sources):
        raise _refused(f"不能输出到 {folder}：那里是站点的源文件", "请给 -o 另一个文件夹，例如 -o public。")
    for above in folder.parents:
        if (above / MARKER).is_file():
            raise _refused(
                f"不能输出到 {folder}：它在另一版的输出文件夹 {above} 里面", "请给 -o 一个在它之外的文件夹。"
            )
    return folder


def check_tree(folder: Path, edition: Audience) -> Marker:
    """Return what we wrote into a folder before; refuse one that holds the other edition or somebody else's files."""
    if folder.exists() and not folder.is_dir():
        raise _refused(f"不能输出到 {folder}：那是一个文件", "请给 -o 一个文件夹。")
    marker = read_marker(folder)
    if marker is None:
        _check_free(folder)
        return Marker(edition)
    if marker.edition is not edition:
        raise _refused(
            f"不能把{_WORDS[edition]}写进 {folder}：那里是{_WORDS[marker.edition]}",
            "两版要放在两个文件夹里：去掉 -o 用默认的（公开版 public，内部版 internal），或者换一个。",
        )
    return marker


def _check_free(folder: Path) -> None:
    """Refuse a folder that holds somebody's files; names with a dot before them (.git, .gitkeep) do not count."""
    found = sorted(path.name for path in folder.iterdir() if path.name[0] != ".") if folder.exists() else []
    if found:
        raise _refused(
            f"不能输出到 {folder}：那里已有别的文件（{'、'.join(found[:3])}{'等' if found[3:] else ''}）",
            "请给 -o 一个空文件夹或还没有的文件夹；如果是以前生成的，把它移走再运行。",
        )


def _real(path: Path) -> Path:
    """Return the real path; of a link that leads round in a circle, its own."""
    return Path(os.path.realpath(path))


def _overlap(folder: Path, source: Path) -> bool:
    return folder.is_relative_to(source) or source.is_relative_to(folder)


def _refused(message: str, hint: str) -> BulletinError:
    return BulletinError(message, hint, ExitCode.USAGE)
