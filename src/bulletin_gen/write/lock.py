"""Keep two builds into one folder apart: the second waits. Says nothing itself; it calls back before it waits."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_UNSUPPORTED = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL})
"""What some network disks answer: they know no locks, and a build there is as safe as its only writer."""


@contextmanager
def locked(path: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of a file, made with its folder where absent; call `waiting` once if another process has it.

    The system frees the lock of a process that dies. The file is removed at the end, so nothing is left behind.
    """
    descriptor = _taken(path, waiting)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _taken(path: Path, waiting: Callable[[], None]) -> int:
    """Return the open file of a lock that is ours and still has its name: the last holder may have removed it."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:
            continue  # the last holder removed the folder between the two lines above
        try:
            _wait(descriptor, waiting)
            if _same_file(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _wait(descriptor: int, waiting: Callable[[], None]) -> None:
        """Hold nothing: two builds into one folder are not kept apart there."""

else:
    import fcntl

    def _wait(descriptor: int, waiting: Callable[[], None]) -> None:
        """Hold the lock of an open file."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
