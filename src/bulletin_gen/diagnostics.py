"""Say what is wrong, where, and what to write instead.

Faults in content are values, collected to the end of a run. This module prints nothing: `cli` does.
"""

from __future__ import annotations

import errno
from enum import IntEnum, StrEnum
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.codes import Code

T = TypeVar("T")


class Span(Struct, frozen=True, order=True):
    """Where something stands in a source file."""

    path: str
    """POSIX path relative to the site, such as `bulletins/shifan/2022/49.md`."""
    line: int = 0
    """From 1; 0 where only the file is known."""
    column: int = 0
    """In code points from 1; 0 where only the line is known."""

    def __str__(self) -> str:
        """Return `path:line:column` without the unknown parts."""
        known = [part for part in (self.line, self.column) if part]
        return ":".join([self.path, *map(str, known)])


class Located(Struct, frozen=True, eq=False):
    """A value that knows where it was typed; two of one type are equal if they say the same, wherever they stand."""

    beside: ClassVar[tuple[str, ...]]
    """The fields that say where it stands, or how it was typed: no comparison looks at them."""

    def __eq__(self, other: object) -> bool:
        said = _said(type(self))
        return bool(said(self) == said(other)) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(_said(type(self))(self))


class Severity(StrEnum):
    """How much a fault weighs: an error stops the build, a warning only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Diagnostic(Located, frozen=True):
    """One fault in the content."""

    beside = ("related",)

    span: Span
    """The place an editor must change."""
    code: Code
    """Its kind, stable for scripts and searches."""
    message: str
    """What is wrong, in Chinese."""
    hint: str
    """What to write instead, in Chinese."""
    severity: Severity = Severity.ERROR
    related: tuple[Span, ...] = ()
    """Other places that belong to the fault, such as the first of two equal fields."""


class Checked(Struct, Generic[T], frozen=True):
    """A value with the faults that were met in making it."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


class ExitCode(IntEnum):
    """What the command's exit tells a script."""

    BUILT = 0
    CONTENT = 1
    USAGE = 2
    MACHINE = 3


class BulletinError(Exception):
    """A run that cannot go on, for a reason that the person at the keyboard can mend."""

    def __init__(
        self, message: str, hint: str, exit_code: ExitCode = ExitCode.MACHINE, span: Span | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        """What stopped the run, in Chinese."""
        self.hint = hint
        """What to do, in Chinese: a command where there is one."""
        self.exit_code = exit_code
        self.span = span
        """The place in a file, where it is one, such as a template's line."""

    def __reduce__(self) -> tuple[type[BulletinError], tuple[str, str, ExitCode, Span | None]]:
        """Travel whole between processes."""
        return (BulletinError, (self.message, self.hint, self.exit_code, self.span))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the faults without repetition, by path, line, column and code."""
    return tuple(sorted(set(diagnostics), key=lambda fault: (fault.span, fault.code, fault.message)))


def has_errors(diagnostics: Iterable[Diagnostic], *, strict: bool = False) -> bool:
    """Tell whether the faults stop a build; with `strict` warnings do so too."""
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(fault.severity in grave for fault in diagnostics)


@cache
def _said(kind: type[Located]) -> attrgetter[object]:
    return attrgetter(*(name for name in kind.__struct_fields__ if name not in kind.beside))


_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EROFS: "磁盘只能读，不能写",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "上级不是文件夹",
    errno.EEXIST: "已经有同名的文件或文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ELOOP: "链接绕成了圈",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EFBIG: "文件太大",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "文件正被别的程序占用",
    errno.ETXTBSY: "文件正被别的程序占用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
}


def reason_of(error: OSError) -> str:
    """Return why the system refused, in Chinese; the system's own words where they are none of the common ones."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
