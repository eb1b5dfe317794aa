"""Tell which processes stand below one, and the most memory each had. Counts shared pages in each of them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EVERY = 0.05
"""Seconds between looks. The system keeps the peaks itself: only the growth after the last look is missed."""
_PROC = Path("/proc")


class Peaks(Struct, frozen=True):
    """In megabytes (of 2^20 bytes)."""

    main: float
    """Of the process that was begun."""
    worker: float
    """Of the largest of those below it; 0 where there are none."""


@contextmanager
def watched(pid: int | None) -> Iterator[Callable[[], Peaks]]:
    """Watch a process from now on; what is given tells the peaks. None watches nothing."""
    seen: dict[int, float] = {}
    if pid is None:
        yield lambda: _peaks(seen, 0)
        return
    ended = Event()
    watcher = Thread(target=_watch, args=(pid, seen, ended), daemon=True)
    watcher.start()
    try:
        yield lambda: _peaks(seen, pid)
    finally:
        ended.set()
        watcher.join()


def children(pid: int) -> frozenset[int]:
    """Return the processes that a process began or took over."""
    try:
        lists = [thread / "children" for thread in (_PROC / str(pid) / "task").iterdir()]
    except OSError:  # it ended
        return frozenset()
    return frozenset(int(child) for path in lists for child in _read(path).split())


def _peaks(seen: dict[int, float], pid: int) -> Peaks:
    return Peaks(seen.get(pid, 0.0), max((peak for other, peak in seen.items() if other != pid), default=0.0))


def _watch(pid: int, seen: dict[int, float], ended: Event) -> None:
    while not ended.wait(_EVERY):
        for one in _tree(pid):
            seen[one] = max(seen.get(one, 0.0), _peak(one))


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield pid
    for child in children(pid):
        yield from _tree(child)


def _peak(pid: int) -> float:
    rows = _read(_PROC / str(pid) / "status").splitlines()
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("VmHWM:")), 0.0)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:  # it ended
        return ""
