"""Make the one Jinja environment, autoescaped and strict. Registers no filters of its own."""

from __future__ import annotations

import marshal
from functools import cache
from importlib.util import MAGIC_NUMBER
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, BytecodeCache, StrictUndefined, TemplateNotFound

from bulletin_gen.cache.installed import version_of
from bulletin_gen.cache.store import fetch, keep, key_of
from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.templating.folders import find_template, label_of
from bulletin_gen.templating.output import CALLED, ESCAPED, LeanEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import CodeType

    from jinja2 import Environment
    from jinja2.bccache import Bucket

    from bulletin_gen.cache.store import Store


def environment(folders: tuple[Path, ...]) -> Environment:
    """Return an environment over the folders, first hit wins; the last folder is what `!base/` reaches.

    What could make two runs differ (`lipsum`, `random`) is taken out.
    """
    made = LeanEnvironment(
        loader=FolderLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Compiled(),
    )
    del made.globals["lipsum"]
    del made.filters["random"]
    return made


def keep_compiled(store: Store) -> None:
    """Let this process take from a store what was compiled of templates, and leave there what it compiles.

    What lies in it is run: it must be one that nobody but this user writes to.
    """
    _kept[:] = [store]


class FolderLoader(BaseLoader):
    """Jinja's way to ask for a template's text."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool] | None]:
        """Return text and file name; Jinja calls it once for each template."""
        del environment
        path = find_template(self.folders, template)
        if path is None:
            raise TemplateNotFound(template)
        return (read_template(path, self.folders), str(path), None)


class _Compiled(BytecodeCache):
    """What this process compiled, or one before it. A class because Jinja calls for one."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if it was compiled from the same text."""
        key = _key(bucket)
        if key not in _compiled:
            entries = filter(None, (fetch(store, key) for store in _kept))
            _compiled.update((key, marshal.loads(entry)) for entry in entries)  # noqa: S302 - of this user's own store
        bucket.code = _compiled.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code."""
        if bucket.code is None:
            return
        key = _key(bucket)
        _compiled[key] = bucket.code
        for store in _kept:
            keep(store, key, marshal.dumps(bucket.code))


_compiled: dict[str, CodeType] = {}
_kept: list[Store] = []
"""Where it is kept between processes; empty where it is not."""


def _key(bucket: Bucket) -> str:
    """Return the key of all that a template's code depends on; it holds the template's path, for what goes wrong."""
    made = bucket.environment
    ways = (made.autoescape, made.trim_blocks, made.lstrip_blocks, made.keep_trailing_newline)
    return key_of(bucket.key, bucket.checksum, repr(ways), *_compilers())


@cache
def _compilers() -> tuple[str | bytes, ...]:
    return version_of("jinja2"), MAGIC_NUMBER, ESCAPED, CALLED


def read_template(path: Path, folders: tuple[Path, ...]) -> str:
    """Return a template's text; a byte order mark is dropped, anything but UTF-8 stops the run."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BulletinError(
            f"{label_of(path, folders)} 第 {line} 行：不是 UTF-8 编码",
            "用编辑器把这个文件另存为 UTF-8 编码。",
            ExitCode.CONTENT,
        ) from error
