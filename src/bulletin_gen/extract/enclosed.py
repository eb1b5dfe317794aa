"""Read which files travel in a PDF and which edition of which issue they say it is. Writes none of them.

A PDF that another program saved anew is read as well as ours, and one that somebody built to do harm.
"""

from __future__ import annotations

import json
import logging
from hashlib import md5
from typing import TYPE_CHECKING

import pikepdf
from msgspec import Struct

from bulletin_gen.diagnostics import BulletinError, ExitCode, reason_of
from bulletin_gen.extract.names import safe_names
from bulletin_gen.notation.schemas import form_named
from bulletin_gen.plan.addresses import DATA_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMA = "issue-"
"""How the schema of an issue's data begins."""
_MD5_LENGTH = 16


class Enclosed(Struct, frozen=True, kw_only=True):
    """A file that travels in a PDF."""

    name: str
    """A safe name, the only one among those of the PDF."""
    typed: str
    """As the PDF names it."""
    content: bytes
    """Empty where it can't be read."""
    intact: bool | None
    """Whether the content agrees with the check sum beside it; None without one."""


class Identity(Struct, frozen=True, kw_only=True):
    """What the data in a print say of it; any of it may be empty."""

    edition: str
    """`public` or `internal`."""
    publication: str
    """刊名."""
    number: str
    """第52期, with the year before it."""
    date: str


class Parcel(Struct, frozen=True):
    """What travels in a PDF."""

    files: tuple[Enclosed, ...]
    """By name."""
    identity: Identity | None
    """None where the PDF is no print of an issue, or its data are damaged."""


def read_parcel(path: Path) -> Parcel:
    """Return what travels in a PDF; raise `BulletinError` where it can't be read."""
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # it tells of every oddity that it can mend
    try:
        with pikepdf.open(path) as pdf:
            found = tuple(sorted(_found(pdf), key=lambda one: (one[0], one[1])))
    except OSError as error:
        raise BulletinError(f"读不了 {path}：{reason_of(error)}", "看看文件在不在、有没有读的权限。") from error
    except pikepdf.PasswordError as error:
        hint = "先用阅读器输入密码打开，另存一份不加密的。"
        raise BulletinError(f"{path} 加了密码", hint, ExitCode.CONTENT) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        message = f"{path} 不是能读的 PDF"
        raise BulletinError(message, "文件可能已损坏，请重新下载或重新生成。", ExitCode.CONTENT) from error
    names = safe_names(tuple(typed for typed, _, _ in found))
    files = tuple(
        Enclosed(name=name, typed=typed, content=content, intact=intact)
        for name, (typed, content, intact) in zip(names, found, strict=True)
    )
    return Parcel(files, next((_identity(one.content) for one in files if _is_data(one)), None))


def _found(pdf: pikepdf.Pdf) -> Iterator[tuple[str, bytes, bool | None]]:
    """Yield name, content and state of each file: those that the document lists, then those of single pages."""
    seen: set[tuple[int, int]] = set()
    for specification in _specifications(pdf):
        if not isinstance(specification, pikepdf.Dictionary) or specification.objgen in seen:
            continue
        if specification.is_indirect:
            seen.add(specification.objgen)
        yield from _file(specification)


def _specifications(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    root = pdf.Root
    tree = _at(_at(root, "/Names"), "/EmbeddedFiles")
    if isinstance(tree, pikepdf.Dictionary):
        yield from (value for _, value in pikepdf.NameTree(tree).items())
    for holder in (root, *pdf.pages):
        yield from _items(_at(holder, "/AF"))
    for page in pdf.pages:
        for note in _items(_at(page, "/Annots")):
            if isinstance(note, pikepdf.Dictionary) and "/FS" in note:
                yield note.FS


def _file(specification: pikepdf.Object) -> Iterator[tuple[str, bytes, bool | None]]:
    streams = _at(specification, "/EF")
    stream = next((found for key in ("/UF", "/F") if (found := _at(streams, key)) is not None), None)
    if not isinstance(stream, pikepdf.Stream):
        return
    names = (_at(specification, key) for key in ("/UF", "/F"))
    typed = next((str(name) for name in names if isinstance(name, pikepdf.String)), "")
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        yield typed, b"", False
        return
    total = _at(_at(stream, "/Params"), "/CheckSum")
    known = bytes(total) if isinstance(total, pikepdf.String) else b""
    intact = md5(content, usedforsecurity=False).digest() == known if len(known) == _MD5_LENGTH else None
    yield typed, content, intact


def _at(holder: object, key: str) -> pikepdf.Object | None:
    """Return what stands under a key, None where nothing does or nothing can."""
    if isinstance(holder, pikepdf.Page):
        holder = holder.obj
    if isinstance(holder, pikepdf.Stream):
        return holder.stream_dict.get(key)
    return holder.get(key) if isinstance(holder, pikepdf.Dictionary) else None


def _items(thing: object) -> Iterator[pikepdf.Object]:
    if isinstance(thing, pikepdf.Array):
        yield from (one for one in thing if isinstance(one, pikepdf.Object))


def _is_data(one: Enclosed) -> bool:
    return one.typed == DATA_FILE and one.intact is not False


def _identity(content: bytes) -> Identity | None:
    """Return what an issue's data say of the issue; None for other data."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not form_named(data.get("schema")).startswith(_SCHEMA):
        return None
    publication, year = data.get("publication"), data.get("year")
    number = _text(data.get("number_text"))
    return Identity(
        edition=edition if (edition := _text(data.get("edition"))) in {"public", "internal"} else "",
        publication=_text(publication.get("title")) if isinstance(publication, dict) else "",
        number=f"{year}年{number}" if isinstance(year, int) else number,
        date=_text(data.get("date")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
