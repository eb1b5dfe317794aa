"""Say in words why the disk refused. Retries nothing."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import BulletinError, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Turn a refusal of the disk while a folder is written into a `BulletinError`."""
    try:
        yield
    except OSError as error:
        raise _refusal(error, folder) from error


def _refusal(error: OSError, folder: Path) -> BulletinError:
    place = error.filename2 or error.filename or folder
    if error.errno in _FULL:
        return BulletinError(f"磁盘空间不足，写不下：{place}", f"腾出空间后再运行一次。输出文件夹：{folder}")
    if error.errno in _FORBIDDEN:
        return BulletinError(
            f"没有写入的权限：{place}", f"请换一个文件夹（-o 文件夹），或者让管理员开放 {folder} 的写权限。"
        )
    return BulletinError(
        f"读写文件失败：{place}（{reason_of(error)}）", f"请检查这个路径和磁盘，再运行一次。输出文件夹：{folder}"
    )
