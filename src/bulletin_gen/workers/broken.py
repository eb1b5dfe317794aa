"""Say in words how processes ended that should have gone on. Ends none of them."""

from __future__ import annotations

import signal
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import BulletinError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

_MOMENT = 0.5
"""Seconds that a pool has to see how its processes ended."""
_LOST = 255
"""The exit code of a process whose server died."""


@contextmanager
def broken_in_words(executor: Executor) -> Iterator[None]:
    """Raise `BulletinError` where an executor lost its processes."""
    try:
        yield
    except BrokenExecutor as error:
        raise broken(*_endings(executor)) from error


def broken(*endings: int) -> BulletinError:
    """Say how processes ended: a few of them by chance at once, mostly one."""
    if any(code > 0 for code in endings):
        message = f"排印进程启动不了（退出码 {max(endings)}）"
        return BulletinError(message, "原因见上面的英文；多半是程序没有装全，请重新安装 bulletin 再运行。")
    if endings and -signal.SIGKILL not in endings:
        message = f"一个排印进程崩溃（信号 {-endings[0]}），多半是排印用的程序库出错"
        return BulletinError(message, "请更新 Pango、HarfBuzz、Fontconfig 再运行；加 -j 1 运行，可以看出停在哪一期。")
    return BulletinError("一个排印进程意外中止，多半是内存不足", "请减少同时排印的期数再运行：bulletin build -j 1。")


def _endings(executor: Executor) -> list[int]:
    """Return the exit codes, or the signals below zero, of processes that were not ended on purpose, if they are known.

    They are asked for when the thread of the pool has done so: two that ask at once disturb each other.
    """
    processes = dict(getattr(executor, "_processes", None) or {})
    reaper = getattr(executor, "_executor_manager_thread", None)
    if reaper is not None:
        reaper.join(_MOMENT)
    if reaper is None or reaper.is_alive():
        return []
    return sorted({process.exitcode or 0 for process in processes.values()} - {0, -signal.SIGTERM, _LOST})
