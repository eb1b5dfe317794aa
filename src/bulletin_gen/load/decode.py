"""Decode a source file and mend its line ends. Knows nothing of what the text says."""

from __future__ import annotations

import codecs
import os
from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import BulletinError, Checked, Diagnostic, Span, reason_of
from bulletin_gen.load.sources import SourceFile
from bulletin_gen.notation.unprintable import UNPRINTABLE

if TYPE_CHECKING:
    import re
    from pathlib import Path

SUBSTITUTE = "〓"
"""Stands for a character that no source may hold, as in print for one that is missing."""

_PRIVATE = 0xF0000


def read_source(folder: Path, path: str) -> Checked[SourceFile]:
    """Read the file at a POSIX path below the site; None in place of its text where it is no UTF-8."""
    try:
        with open(f"{folder}/{path}", "rb") as file:  # noqa: PTH123 - tens of thousands of files, by strings
            data = file.read()
    except OSError as error:
        if os.path.islink(f"{folder}/{path}"):  # noqa: PTH114 - as above
            hint = "放上文件本身，或者改正链接"
            fault = Diagnostic(Span(path, 1, 1), Code.NO_FILE, "这是一个链接，它指的文件打不开", hint)
            return Checked(SourceFile(path, None), (fault,))
        message = f"{path} 读不出来：{reason_of(error)}"
        raise BulletinError(message, "检查这个文件的权限，或者它所在的磁盘") from error
    return decoded(path, data)


def decoded(path: str, data: bytes) -> Checked[SourceFile]:
    """Decode a file's bytes; characters that can't be printed become 〓 and are reported."""
    bare = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = _with_line_feeds(bare.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Checked(SourceFile(path, None), (_not_utf8(path, bare, error.start),))
    faults = tuple(_bad_character(path, text, match) for match in UNPRINTABLE.finditer(text))
    mended = UNPRINTABLE.sub(lambda match: SUBSTITUTE * len(match[0]), text) if faults else text
    return Checked(SourceFile(path, mended, frozenset(fault.span.line for fault in faults)), faults)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_utf8(path: str, data: bytes, start: int) -> Diagnostic:
    before = _with_line_feeds(data[:start].decode("utf-8"))
    message = f"文件不是 UTF-8 编码，{_likely_encoding(data, start)}"
    hint = "用记事本或 WPS 打开，选“另存为”，编码选 UTF-8，再保存"
    return Diagnostic(_span(path, before, len(before)), Code.NOT_UTF8, message, hint)


def _likely_encoding(data: bytes, start: int) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "像是 UTF-16（Unicode）"
    try:
        data[start:].partition(b"\n")[0].decode("gb18030")
    except UnicodeDecodeError:
        return "从这里起读不出来"
    return "从这里起像是 GBK（ANSI）"


def _bad_character(path: str, text: str, match: re.Match[str]) -> Diagnostic:
    number = ord(match[0][0])
    what = "私人使用区的字符" if number >= _PRIVATE else "看不见的控制字符"
    message = f"这里有{what} U+{number:04X}，印不出来"
    hint = "删去它；要用生僻字的，换成正式编码的字" if number >= _PRIVATE else "删去它，必要时把这一行重新打一遍"
    return Diagnostic(_span(path, text, match.start()), Code.BAD_CHARACTER, message, hint)


def _span(path: str, text: str, offset: int) -> Span:
    return Span(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
