"""Do the same work on many items in several processes. Knows nothing of issues, nor how processes begin."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
from collections import deque
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from importlib import import_module
from itertools import islice
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from bulletin_gen.workers.broken import broken, broken_in_words
from bulletin_gen.workers.server import context, end_server, undisturbed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from multiprocessing.process import BaseProcess
    from types import FrameType

Setup = TypeVar("Setup")
Bench = TypeVar("Bench")
Item = TypeVar("Item")
Result = TypeVar("Result")

_GARBAGE = 50_000
"""New objects after which a process looks for circles among them: an issue makes tens of thousands that die at once."""
_CRAFTS = 3
"""How many kinds of work a process stays prepared for."""
AHEAD = 3
"""How many parcels wait for each process: enough that none is idle, few enough that results do not pile up."""
_SMALL = 10
"""Parcels that take together as long as a process takes to begin: small items travel in company."""
_MOMENT = 0.5
"""Seconds that a build which is stopped waits for what is going on."""
_OURS = ("ForkServerProcess", "_Process")
"""What processes of our own are called: others, such as a cluster's on this machine, are left alone."""
_TURNS = 8
"""Parcels that each process has at least, so that all end at about the same time."""

REST: Iterator[object] = iter(())
"""Nothing to do meanwhile."""


class Craft(Struct, Generic[Setup, Bench, Item, Result], frozen=True, kw_only=True):
    """Work that a process can do on item after item."""

    setup: Setup
    """What `open` needs; able to travel between processes."""
    open: Callable[[Setup], Bench]
    """Prepare what all items share: a function of a module, called once in each process."""
    work: Callable[[Bench, Item], Result]
    """Do one item: a function of a module. Its result depends on setup and item alone."""
    title: Callable[[Item], str]
    """Name an item in a bug's traceback."""


class Far(Struct, frozen=True):
    """Hands on other machines."""

    executor: Executor
    """Given functions and values that travel; none of this machine's files."""
    size: int
    """How many items they do at once."""


class Crew:
    """Who does the work: up to `size` processes, begun when there is enough to do for them."""

    def __init__(self, size: int, preload: str, held: ExitStack, far: Far | None = None) -> None:
        self.size = size
        """How many items are done at once; 1 works in this process."""
        self.far = far
        """Who presses instead, where this machine only prepares; None where it does all itself."""
        self._preload = preload
        self._held = held
        self._executor: Executor | None = None

    def begin(self, meanwhile: Iterator[object] = REST) -> Executor | None:
        """Begin the processes, unless they are at work already; None where this process does all itself.

        `meanwhile` is gone through step by step while the first of them comes.
        """
        if self.size > 1 and self._executor is None:
            with undisturbed():
                made = context(self._preload)
            pool = _Pool(self.size, mp_context=made, initializer=_begin)
            try:
                _set_going(pool, self._held, meanwhile)
            except BrokenExecutor as error:
                import_module(self._preload)  # what ended the server there says here what it was
                raise broken() from error
            self._executor = pool
        return self._executor

    @property
    def begun(self) -> bool:
        """Tell whether there are processes."""
        return self._executor is not None

    def hands(self, items: int, worth: int, meanwhile: Iterator[object]) -> Executor | None:
        """Return who does so many items, of which `worth` take as long as a process takes to begin."""
        return self.begin(meanwhile) if items > worth else self._executor


@contextmanager
def crew(size: int, *, preload: str, far: Far | None = None) -> Iterator[Crew]:
    """Give a crew; `preload` is the module that its processes import before they are forked."""
    with ExitStack() as held:
        yield Crew(size, preload, held, far)


class Supply(Struct, Generic[Item], frozen=True):
    """Items that are made as they are asked for, once, and of which it is known how many there are."""

    items: Iterable[Item]
    count: int
    """How many of them come."""

    def __iter__(self) -> Iterator[Item]:
        """Yield the items."""
        return iter(self.items)

    def __len__(self) -> int:
        """Return how many there are."""
        return self.count


def results(
    workers: Crew,
    craft: Craft[Setup, Bench, Item, Result],
    items: Sequence[Item] | Supply[Item],
    *,
    worth: int = 1,
    meanwhile: Iterator[object] = REST,
) -> Generator[Result, None, None]:
    """Yield the result of each item in the order of the items.

    `worth` is how many items take about as long as a process takes to begin. `meanwhile` is gone through step by step
    while this process would only wait.
    """
    hands = workers.hands(len(items), worth, meanwhile)
    if hands is None:
        return _here(craft, items)
    parcel = max(1, min(worth // _SMALL, len(items) // (_TURNS * workers.size)))
    pace = Pace(ahead=AHEAD * workers.size, parcel=parcel, meanwhile=meanwhile)
    return through(hands, craft, items, pace)


class Pace(Struct, frozen=True, kw_only=True):
    """How items are handed out."""

    ahead: int
    """The most parcels that are in an executor's hands at once."""
    parcel: int = 1
    """Items of each."""
    meanwhile: Iterator[object] = REST
    """Gone through step by step while this process would only wait."""


def through(
    executor: Executor, craft: Craft[Setup, Bench, Item, Result], items: Iterable[Item], pace: Pace
) -> Generator[Result, None, None]:
    """Yield the result of each item in order by any executor.

    The first are at work before anybody asks for a result. Whoever stops early closes it: it returns when nothing is
    at work any more.
    """
    flow = _flow(executor, craft, items, pace)
    next(flow)
    return flow


def _flow(
    executor: Executor, craft: Craft[Setup, Bench, Item, Result], items: Iterable[Item], pace: Pace
) -> Generator[Any, None, None]:
    """Yield once when the first items are at work, then the results."""
    packed = pickle.dumps(craft)  # once: a setup is large, and goes out with every parcel
    waiting: deque[Future[list[Result]]] = deque()
    rest = iter(items)
    parcels = iter(lambda: tuple(islice(rest, pace.parcel)), ())

    def hand_out() -> None:
        with broken_in_words(executor):
            waiting.extend(executor.submit(_work, packed, some) for some in islice(parcels, pace.ahead - len(waiting)))

    try:
        hand_out()
        yield
        while waiting:
            _go_through(pace.meanwhile, until=waiting[0].done)
            with broken_in_words(executor):
                made = waiting[0].result()
            waiting.popleft()
            yield from made
            hand_out()
    finally:
        _settle([future for future in waiting if not future.cancel()])


def _go_through(meanwhile: Iterator[object], *, until: Callable[[], bool]) -> None:
    end = object()
    while not until() and next(meanwhile, end) is not end:
        pass


def _settle(at_work: list[Future[Any]]) -> None:
    """Return when nothing is at work any more; what takes longer than a moment is broken off."""
    if wait(at_work, _MOMENT).not_done:
        for process in _own_processes():
            if process.pid:
                os.kill(process.pid, signal.SIGUSR1)
        wait(at_work, _MOMENT)


def _own_processes() -> Iterator[BaseProcess]:
    return (process for process in multiprocessing.active_children() if process.name.startswith(_OURS))


def _here(
    craft: Craft[Setup, Bench, Item, Result], items: Sequence[Item] | Supply[Item]
) -> Generator[Result, None, None]:
    if not items:
        return
    bench = craft.open(craft.setup)
    for item in items:
        yield _done(craft, bench, item)


def _work(packed: bytes, items: Iterable[Any]) -> list[Any]:
    """Do a parcel of items; they and their results are of the craft's own types, which travels packed."""
    _at_work.append(packed)
    try:
        craft, bench = _bench(packed)
        return [_done(craft, bench, item) for item in items]
    finally:
        _at_work.clear()


_at_work: list[bytes] = []
"""What this process is doing: at rest there is nothing to break off."""


def _break_off(number: int, _: FrameType | None) -> None:
    if _at_work:
        raise KeyboardInterrupt(number)


def _done(craft: Craft[Any, Bench, Item, Result], bench: Bench, item: Item) -> Result:
    with _naming(craft.title(item)):
        return craft.work(bench, item)


@lru_cache(maxsize=_CRAFTS)
def _bench(packed: bytes) -> tuple[Craft[Any, Any, Any, Any], Any]:
    """Return a craft and this process's bench for it, opened at its first item."""
    craft = pickle.loads(packed)  # noqa: S301 - packed by the process that gave the work
    bench = craft.open(craft.setup)
    gc.freeze()  # what stays for good is not looked through again and again
    gc.set_threshold(_GARBAGE)
    return craft, bench


class _Pool(ProcessPoolExecutor):
    """Processes that begin as they are needed, none of them disturbed while it begins."""

    def submit(self, *work: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 - the library's signature
        with undisturbed():
            try:
                return super().submit(*work, **named)
            except (OSError, EOFError) as error:
                raise BrokenExecutor("the server died") from error


def _set_going(pool: Executor, held: ExitStack, meanwhile: Iterator[object]) -> None:
    """Begin the first process, which waits for the server's imports; Ctrl-C is heard while it does."""
    failed: list[BrokenExecutor] = []

    def begin() -> None:
        try:
            pool.submit(os.getpid)
        except BrokenExecutor as error:
            failed.append(error)
        finally:
            begun.set()

    begun = Event()  # a thread whose `join` is interrupted counts as ended
    Thread(target=begin, daemon=True).start()  # signals are the main thread's
    try:
        _go_through(meanwhile, until=begun.is_set)
        begun.wait()
    finally:
        if not begun.wait(_MOMENT):  # a process that is half begun would complain
            end_server()
            begun.wait()
        held.callback(_close, pool)
    if failed:
        raise failed[0]


def _close(pool: Executor) -> None:
    """End processes that are at rest; one that was killed may have taken what lets the others hear of it."""
    _left.append(getattr(pool, "_call_queue", None))
    manager = getattr(pool, "_executor_manager_thread", None)
    pool.shutdown(wait=False, cancel_futures=True)
    for process in list(_own_processes()):
        process.join(_MOMENT)
        if process.is_alive():
            process.kill()
    if manager is not None:
        manager.join(_MOMENT)  # at its end the interpreter would wake it, by what it is just closing


_left: list[object] = []
"""Queues of pools that ended. Their locks are undone by the main thread at its end: a thread of the pool that let go
of them last would be broken off half-way, and the resource tracker would complain."""


def _begin() -> None:
    """Begin a process: an interruption is its parent's to handle, and it does not outlive the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGUSR1"):
        signal.signal(signal.SIGUSR1, _break_off)
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
