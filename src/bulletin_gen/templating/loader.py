"""Make the one Jinja environment, autoescaped and strict. Registers no filters of its own."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, BytecodeCache, StrictUndefined, TemplateError, TemplateNotFound

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.templating.closure import names_in
from bulletin_gen.templating.folders import find_template, label_of, template_folders
from bulletin_gen.templating.output import LeanEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import CodeType

    from jinja2 import Environment
    from jinja2.bccache import Bucket


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


def compile_ahead(names: Iterable[str]) -> None:
    """Compile shipped templates and all that they name, for this process and those that are forked from it.

    What is wrong with one is told by whoever fills it.
    """
    with suppress(BulletinError, TemplateError):
        folders = template_folders(None)
        made = environment(folders)
        for name in names_in(folders, names):
            made.get_template(name)


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
    """What this process, or the one that it was forked from, compiled before. A class because Jinja calls for one."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if it was compiled from the same text."""
        text, code = _compiled.get(bucket.key, ("", None))
        bucket.code = code if text == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code."""
        _compiled[bucket.key] = (bucket.checksum, bucket.code)


_compiled: dict[str, tuple[str, CodeType | None]] = {}
"""Digest of the text and code, by a digest of name and file. All environments compile alike."""


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
