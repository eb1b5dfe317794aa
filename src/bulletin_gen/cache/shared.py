"""Entries in a place that several machines share: a folder, s3://…, whatever fsspec reaches.

Only adds to the store of one machine. A place that fails is not asked again by this process, and nothing fails of it:
what would have come from there is made. It removes nothing: how long entries stay is for the rules of the place.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsspec import AbstractFileSystem

_PATIENCE = 30
"""Seconds after which a place that does not answer counts as failed."""
_SECRET = pattern(r"(?<=://)[^/@]*@")


def read(place: str, name: str) -> bytes | None:
    """Return the bytes of a name in a place; None where there are none, or the place failed."""
    content = _line(place).ask(partial(_get, name))
    return bytes(content) if content is not None else None


def write(place: str, name: str, content: bytes) -> None:
    """Put bytes under a name, unless the place failed. They may be there in part for a while: a seal shows it."""
    _line(place).ask(partial(_put, name, content))


def trouble(place: str) -> str:
    """Say in Chinese why a place is not asked any more; empty for one that answers, or that was not asked yet."""
    return _line(place).trouble


def try_out(place: str) -> str:
    """Ask a place for anything, and say like `trouble` what came of it.

    Raises `ImportError` where this machine lacks the library for such a place, `ValueError` where nobody knows it.
    """
    from fsspec import get_filesystem_class  # noqa: PLC0415 - only who shares a cache needs it

    get_filesystem_class(place.partition("://")[0] if "://" in place else "file")
    _line(place).ask(_exists)
    return _line(place).trouble


class _Line:
    """A way to a place: open until it fails once."""

    def __init__(self, place: str) -> None:
        self.trouble = ""
        self._place = place
        # Every library raises errors of its own and waits as long as it likes: a thread bounds both.
        self._hand = ThreadPoolExecutor(1)

    def ask(self, question: Callable[[AbstractFileSystem, str], Any]) -> Any:  # noqa: ANN401 - whatever is answered
        """Return the answer; None for what is not there, and from the first failure on."""
        if self.trouble:
            return None
        answer = self._hand.submit(_asked, self._place, question)
        error: BaseException | None = TimeoutError()
        with suppress(TimeoutError):
            error = answer.exception(_PATIENCE)
        if error is None:
            return answer.result()
        if not isinstance(error, FileNotFoundError):
            shown = _SECRET.sub("", self._place)
            self.trouble = f"共用的缓存 {shown} 用不了（{type(error).__name__}），这次生成不用它"
        return None


@cache
def _line(place: str) -> _Line:
    return _Line(place)


def _asked(place: str, question: Callable[[AbstractFileSystem, str], Any]) -> Any:  # noqa: ANN401 - as above
    """Ask the file system of a place, which it keeps open itself."""
    from fsspec.core import url_to_fs  # noqa: PLC0415 - only who shares a cache needs it

    files, root = url_to_fs(place)
    return question(files, root.rstrip("/"))


def _exists(files: AbstractFileSystem, root: str) -> bool:
    return bool(files.exists(root))


def _get(name: str, files: AbstractFileSystem, root: str) -> Any:  # noqa: ANN401 - bytes of some kind
    return files.cat_file(f"{root}/{name}")


def _put(name: str, content: bytes, files: AbstractFileSystem, root: str) -> None:
    path = f"{root}/{name}"
    try:
        files.pipe_file(path, content)
    except FileNotFoundError:  # a file system with folders
        files.makedirs(path.rpartition("/")[0], exist_ok=True)
        files.pipe_file(path, content)
