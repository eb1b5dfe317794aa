"""Put the files of a PDF into a folder. Writes nothing outside of it and over nothing that is there."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import BulletinError, ExitCode, reason_of

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.extract.enclosed import Enclosed

_NEW = ".new"


def unpack(files: tuple[Enclosed, ...], folder: Path, *, force: bool) -> tuple[Path, ...]:
    """Write files into a folder, all or, where one of them is there with another content, none.

    With `force` what is there is replaced; a link is replaced by the file, what it leads to stays.
    """
    targets = tuple(folder / one.name for one in files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse(files, targets, force=force)
        for one, target in zip(files, targets, strict=True):
            _write(target, one.content)
    except OSError as error:
        message = f"写不进 {error.filename or folder}：{reason_of(error)}"
        raise BulletinError(message, "换一个文件夹（-o），或看看有没有写的权限、磁盘满没满。") from error
    return targets


def _refuse(files: tuple[Enclosed, ...], targets: tuple[Path, ...], *, force: bool) -> None:
    """Raise `BulletinError` for what may not be replaced; a folder never may."""
    there = [target for one, target in zip(files, targets, strict=True) if _differs(target, one.content)]
    folders = [target for target in there if target.is_dir() and not target.is_symlink()]
    if folders:
        raise BulletinError(f"{folders[0]} 是文件夹", "换一个文件夹放取出的文件（-o）。", ExitCode.USAGE)
    if there and not force:
        names = "、".join(target.name for target in there)
        hint = "换一个文件夹（-o）；确要覆盖的，加 --force。"
        raise BulletinError(f"{there[0].parent} 里已有内容不同的 {names}", hint, ExitCode.USAGE)


def _differs(target: Path, content: bytes) -> bool:
    if not os.path.lexists(target):
        return False
    return target.is_symlink() or not target.is_file() or target.read_bytes() != content


def _write(target: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that it is whole or not there."""
    if os.path.lexists(target) and not _differs(target, content):
        return
    new = target.with_name(f".{target.name}{_NEW}")
    with suppress(FileNotFoundError):
        new.unlink()
    try:
        with new.open("xb") as file:
            file.write(content)
        new.replace(target)
    except OSError:
        new.unlink(missing_ok=True)
        raise
