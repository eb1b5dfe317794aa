"""Hands on other machines: the processes of a Dask cluster, as an executor like any other. Starts no cluster.

Dask gives the work of a machine that is lost to another. Every process there must be the same program as this one.
"""

from __future__ import annotations

import logging
import warnings
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.patterns import pattern
from bulletin_gen.workers.pool import Far
from bulletin_gen.workers.program import difference, facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from distributed import Client
    from distributed import Future as Promise

_PATIENCE = 5
"""Seconds within which a scheduler must answer."""
_ARRIVAL = 30
"""Seconds that a cluster may be without any process: a lost one is begun anew within a few."""
_LOOK = 1.0
_ADDRESS = pattern(r"(tcp|tls)://(\[[0-9a-fA-F:.]+\]|[^\s/:]+):[0-9]{1,5}/?")
_SAME = "每个节点要装同一版本的 Python、bulletin-gen、程序库和 Pango，最简单的是都用同一个容器映像。"
_TURN = Lock()
"""One issue at a time in a process, however many threads it has: the printer knows no threads."""


@contextmanager
def far_hands(address: str) -> Iterator[Far | None]:
    """Give the processes of the cluster whose scheduler has this address; None for no address.

    Raises `BulletinError` where it can't be had, or where one of its processes is another program.
    """
    if not address:
        yield None
        return
    if not _ADDRESS.fullmatch(address):
        message = f"集群的地址“{address}”读不出来"
        raise BulletinError(
            message, "写调度程序（dask scheduler）的地址，形如 --cluster tcp://主机:8786。", ExitCode.USAGE
        )
    with _joined(address) as client:
        size = _same_everywhere(client, address)
        hands = _Hands(client, address)
        try:
            yield Far(hands, size)
        finally:
            hands.shutdown(cancel_futures=True)


def alone(work: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401 - whatever is to be done
    """Do a piece of work while nothing else is done in this process."""
    with _TURN:
        return work(*given)


class _Hands(Executor):
    """Hands work to a cluster; what was handed out and is not wanted any more is taken back."""

    def __init__(self, client: Client, address: str) -> None:
        self._client = client
        self._address = address
        self._craft: tuple[bytes, Promise | None] = (b"", None)
        self._open: WeakSet[Future[Any]] = WeakSet()
        self._over = Event()
        Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 - the library's signature
        """Hand out work. What it begins with, the craft, goes to each process once and not with every piece."""
        craft, *rest = given
        known, sent = self._craft
        if sent is None or known is not craft:
            sent = self._client.submit(bytes, craft, pure=False)
            self._craft = (craft, sent)
        promise = self._client.submit(alone, fn, sent, *rest, pure=False, **named)
        future: Future[Any] = Future()
        future.add_done_callback(partial(_take_back, promise))
        promise.add_done_callback(partial(_settle, future, self._address))
        self._open.add(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the library's signature
        """Take back all that is not done."""
        self._over.set()
        for future in list(self._open):
            future.cancel()
        self._craft = (b"", None)

    def _watch(self) -> None:
        """Give up when no process has been there for long: the scheduler would wait for ever."""
        absent = 0.0
        while not self._over.wait(_LOOK):
            with suppress(OSError, CancelledError):
                absent = 0.0 if self._client.nthreads() else absent + _LOOK
            if absent >= _ARRIVAL:
                for future in list(self._open):
                    _fail(future, _stopped(self._address, "已经没有计算节点"))


@contextmanager
def _joined(address: str) -> Iterator[Client]:
    try:
        from distributed import Client, Security  # noqa: PLC0415 - takes a second, and only clusters need it
    except ImportError as error:
        raise BulletinError("没有装使用集群的程序库", "请运行 pip install 'bulletin-gen[cluster]'。") from error
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
            logging.getLogger(name).setLevel(logging.CRITICAL)  # told at length there, and here in words
    warnings.filterwarnings("ignore", module="distributed")  # versions are compared here, and strictly
    if address.startswith("tls://") and not Security().get_connection_args("client").get("ssl_context"):
        message = f"连接集群 {address} 要用证书，本机的 Dask 没有设"
        raise BulletinError(message, "在 Dask 的设置里写 distributed.comm.tls 下的 ca-file 和 client 的证书、密钥。")
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BulletinError(
            f"连不上集群 {address}（{type(error).__name__}）",
            "请核对地址，形如 tcp://主机:8786，并看调度程序（dask scheduler）是否在运行；不用集群就去掉 --cluster。",
        ) from error
    with client:
        yield client


def _same_everywhere(client: Client, address: str) -> int:
    """Return how many processes a cluster has; stop the run where one of them is not the same program as this."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise _stopped(address, "没有计算节点") from error
    from importlib.metadata import version  # noqa: PLC0415 - only clusters need it

    found = client.run(version, "bulletin-gen", on_error="return")
    for worker, answer in sorted(found.items()):
        if isinstance(answer, Exception):
            raise BulletinError(f"计算节点 {worker} 没有装 bulletin-gen", _SAME) from answer
    ours = facts()
    found = client.run(facts, on_error="return")
    for worker, answer in sorted(found.items()):
        differs = type(answer).__name__ if isinstance(answer, Exception) else difference(ours, answer)
        if differs:
            raise unlike(worker, differs)
    return len(found)


def unlike(worker: str, differs: str) -> BulletinError:
    """Return the stop that a process which is another program makes."""
    return BulletinError(f"计算节点 {worker} 的程序和本机不同：{differs}", _SAME)


def _take_back(promise: Promise, future: Future[Any]) -> None:
    if future.cancelled():
        promise.cancel()


def _settle(future: Future[Any], address: str, promise: Promise) -> None:
    """Say of a piece of work what came of it."""
    from distributed import KilledWorker  # noqa: PLC0415 - as above

    if promise.status == "cancelled":
        _fail(future, _stopped(address, "和调度程序失去了联系"))
        return
    error = promise.exception()
    if isinstance(error, KilledWorker):
        error = _stopped(address, "计算节点一再意外中止，多半是内存不足")
    if error is not None:
        _fail(future, error)
        return
    with suppress(InvalidStateError):
        future.set_result(promise.result())


def _fail(future: Future[Any], error: BaseException) -> None:
    with suppress(InvalidStateError):
        future.set_exception(error)


def _stopped(address: str, why: str) -> BulletinError:
    hint = "看调度程序和计算节点（dask worker --nworkers auto --nthreads 1）是否在运行；不用集群就去掉 --cluster。"
    return BulletinError(f"集群 {address} {why}", hint)
