"""Run a command as from a shell and say what it took: time, processor, memory. Knows no command."""

from __future__ import annotations

import ctypes
import os
import subprocess
from functools import cache
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryFile
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks.memory import Peaks, children, watched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_LATE = 2.0
"""Seconds that what a command leaves running has to end."""


class FailedError(Exception):
    """A command that did not end well; says so with its last words."""


class Run(Struct, frozen=True, kw_only=True):
    """What a command took."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of the processor, of all its processes."""
    peaks: Peaks | None
    """None where nobody asked: to look takes time itself."""
    output: str


def run(
    command: Sequence[str | Path], *, folder: Path, variables: Mapping[str, str] | None = None, watch: bool = False
) -> Run:
    """Run a command in a folder to its end; raise `FailedError` if that is not a good one."""
    _adopt_orphans()
    environment = {**os.environ, **(variables or {})}  # noqa: TID251 - what is measured runs as from a shell
    others = children(os.getpid())
    with TemporaryFile() as said:
        used, start = _processor_time(), perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the commands are our own
            [str(word) for word in command], cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        with watched(process.pid if watch else None) as peaks:
            code = process.wait()
        wall = perf_counter() - start
        _bury_orphans(others)
        said.seek(0)
        output = said.read().decode(errors="replace")
    if code:
        last = " ".join(output[-300:].replace("|", "/").split())
        raise FailedError(f"{command[0]} ended with {code}: {last}")
    return Run(wall=wall, cpu=_processor_time() - used, peaks=peaks() if watch else None, output=output)


def set_aside(folder: Path, aside: Path) -> None:
    """Move a folder, if it is there, out of the way of the next run, into a folder that is cleared at the very end.

    Some disks make new files ten times slower for a while after thousands were deleted.
    """
    aside.mkdir(exist_ok=True)
    if folder.exists():
        folder.rename(aside / str(len(list(aside.iterdir()))))


@cache
def _adopt_orphans() -> None:
    """Become the parent of processes that outlive theirs, such as a fork server: else nobody can tell their time."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _bury_orphans(others: frozenset[int]) -> None:
    """Wait for what the command left, but neither for what stays for good nor for children of others."""
    end = monotonic() + _LATE
    while (orphans := children(os.getpid()) - others) and monotonic() < end:
        for orphan in orphans:
            os.waitpid(orphan, os.WNOHANG)
        sleep(0.01)


def _processor_time() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
