"""Do the same work on many items in several processes. Knows nothing of issues.

Processes come from a fork server, chosen deliberately: plain `fork` would copy the locks of the progress bar's thread
in whatever state they are, `spawn` would import everything anew for each process. The server imports what the work
needs once and forks from there, before any thread exists.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections import deque
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing import forkserver, resource_tracker
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bulletin_gen.diagnostics import BulletinError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from multiprocessing.context import BaseContext

Setup = TypeVar("Setup")
Bench = TypeVar("Bench")
Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 3
"""How many items wait for each process: enough that none is idle, few enough that results do not pile up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Craft(Generic[Setup, Bench, Item, Result]):
    """Work that a process can do on item after item."""

    setup: Setup
    """What `open` needs; able to travel between processes."""
    open: Callable[[Setup], Bench]
    """Prepare what all items share: a function of a module, called once in each process."""
    work: Callable[[Bench, Item], Result]
    """Do one item: a function of a module. Its result depends on setup and item alone."""
    title: Callable[[Item], str]
    """Name an item in a bug's traceback."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work."""

    executor: Executor | None
    """None: this process does it itself."""
    size: int
    """How many items are done at once."""


@contextmanager
def crew(size: int, *, preload: str) -> Iterator[Crew]:
    """Give up to `size` processes; with one, this process is the crew.

    `preload` is the module that the processes import before they are forked. They begin at once, so that they are
    ready when the first work comes.
    """
    if size <= 1:
        yield Crew(None, 1)
        return
    with _undisturbed():
        pool = ProcessPoolExecutor(size, mp_context=_context(preload), initializer=_begin)
        pool.submit(os.getpid)  # begins the processes
    try:
        yield Crew(pool, size)
    finally:
        pool.shutdown(cancel_futures=True)


def results(workers: Crew, craft: Craft[Setup, Bench, Item, Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yield the result of each item in the order of the items."""
    if workers.executor is None or not items:
        return _here(craft, items)
    return through(workers.executor, craft, items, ahead=_AHEAD * workers.size)


def through(
    executor: Executor, craft: Craft[Setup, Bench, Item, Result], items: Iterable[Item], *, ahead: int
) -> Iterator[Result]:
    """Yield the result of each item in order by any executor, never more than `ahead` items in its hands."""
    packed = pickle.dumps(craft)  # once: a setup is large, and goes out with every item
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    rest = iter(items)
    while True:
        for item in islice(rest, ahead - len(waiting)):
            waiting.append((item, executor.submit(_work, packed, item)))
        if not waiting:
            return
        item, future = waiting.popleft()
        with _naming(craft.title(item)), _broken_in_words():
            result = future.result()
        yield result


def _here(craft: Craft[Setup, Bench, Item, Result], items: Sequence[Item]) -> Iterator[Result]:
    if not items:
        return
    bench = craft.open(craft.setup)
    for item in items:
        with _naming(craft.title(item)):
            result = craft.work(bench, item)
        yield result


def _work(packed: bytes, item: Any) -> Any:  # noqa: ANN401 - the craft's own types, which travel packed
    work, bench = _bench(packed)
    return work(bench, item)


@lru_cache(maxsize=1)
def _bench(packed: bytes) -> tuple[Callable[[Any, Any], Any], Any]:
    """Return this process's way to work and its bench, opened at its first item."""
    craft = pickle.loads(packed)  # noqa: S301 - packed by the process that gave the work
    return craft.work, craft.open(craft.setup)


def _context(preload: str) -> BaseContext:
    """Return how processes are made, its server begun."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    forkserver.ensure_running()
    return context


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put Ctrl-C off: a process that is half begun would complain of it, or of its parent's end.

    The server inherits the mask, so that Ctrl-C is this process's alone to handle.
    """
    if current_thread() is not main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # the server would begin it, and it takes the mask off
    late: list[int] = []
    heard = signal.signal(signal.SIGINT, lambda number, _: late.append(number))
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        signal.signal(signal.SIGINT, heard)
    if late and callable(heard):
        raise KeyboardInterrupt


def _begin() -> None:
    """Begin a process: an interruption is its parent's to handle, and it does not outlive the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _naming(title: str) -> Iterator[None]:
    """Add an item's name to whatever goes wrong, so that a bug shows which one it was."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"出错的一期：{title}")
        raise


@contextmanager
def _broken_in_words() -> Iterator[None]:
    try:
        yield
    except BrokenExecutor as error:
        raise BulletinError(
            "一个排印进程意外中止，多半是内存不足",
            "请减少同时排印的期数再运行：bulletin build -j 1。",
        ) from error
