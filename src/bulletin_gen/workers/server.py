"""Begin the server that processes are forked from, disturbed by no signal, and end it. Gives no work.

A server that has imported what the work needs forks from there, before any thread exists: plain `fork` would copy the
locks of the progress bar's thread in whatever state they are, `spawn` would import everything anew for each process.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from contextlib import contextmanager, nullcontext
from multiprocessing import forkserver, resource_tracker, util
from threading import active_count, current_thread, main_thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.context import BaseContext

_ENDINGS = (signal.SIGINT, signal.SIGTERM)
_FIRST = 3
"""The number of the first file that is not one of the three that every process has."""
_MOST = 1 << 16
"""A number that no file of a process that has just begun will have."""


def warm(preload: str) -> None:
    """Let the server begin, and import what this process lacks of what the work needs, while this one goes on.

    It is a copy of this process, which has imported much of it already, as long as this one has no other thread.
    It ends with this process, whether any was forked or not.
    """
    copied = sys.platform == "linux" and active_count() == 1  # elsewhere the system's own libraries may have threads
    with _copying() if copied else nullcontext(), undisturbed():
        context(preload)


def context(preload: str) -> BaseContext:
    """Return how processes are made, its server begun."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([preload, "__main__"])
    forkserver.ensure_running()
    return made


def end_server() -> None:
    """End the server while it still imports, for nobody: a process that came later would not find what it shares."""
    server = getattr(getattr(forkserver, "_forkserver", None), "_forkserver_pid", None)
    if server:
        os.kill(server, signal.SIGKILL)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put Ctrl-C and the like off: a process that is half begun would complain of it, or of its parent's end.

    The server inherits the mask, so that Ctrl-C is this process's alone to handle.
    """
    if current_thread() is not main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # the server would begin it, and it takes the mask off
    late: list[int] = []
    heard = {one: signal.signal(one, lambda number, _: late.append(number)) for one in _ENDINGS}
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        for one, handler in heard.items():
            signal.signal(one, handler)
    for number in late:
        signal.raise_signal(number)


@contextmanager
def _copying() -> Iterator[None]:
    """Have the library begin its processes, none of which works, as copies of this one: no new interpreters."""
    begin = util.spawnv_passfds
    util.spawnv_passfds = _copy  # type: ignore[assignment]  # whatever an argument might be, the last is text
    try:
        yield
    finally:
        util.spawnv_passfds = begin


def _copy(path: bytes, arguments: Sequence[Any], kept: Sequence[int]) -> int:
    """Do in a copy of this process what a new interpreter would be told to do, with these files of it."""
    del path
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()  # the copy would write what waits once more
    child = os.fork()
    if child:
        return child
    try:
        for one in _ENDINGS:
            signal.signal(one, signal.SIG_DFL)
        _close_all_but(sorted(kept))
        gc.freeze()  # what is shared with each process stays as it is
        exec(arguments[-1], {})  # noqa: S102 - the library's own words
    finally:
        os._exit(1)


def _close_all_but(kept: Sequence[int]) -> None:
    """Close the files that a new process would not have: the server ends when nobody else holds one of them."""
    most = max(os.sysconf("SC_OPEN_MAX"), _MOST)  # -1 where there is no limit
    for before, after in zip((_FIRST - 1, *kept), (*kept, most), strict=True):
        os.closerange(before + 1, after)
