"""Prepare what lies beside an issue for its page and its print, each picture once and then from a store.

Every file that is a picture leaves the issue's folder clean, whatever its name, and whether it is shown, linked or an
attachment; all other files are copied as they are. Knows no page.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.store import fetch, keep, key_of
from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Span
from bulletin_gen.model import Figure, locate
from bulletin_gen.pictures.bare import bare, is_picture
from bulletin_gen.pictures.opening import BadPicture, Extent
from bulletin_gen.pictures.plate import plate
from bulletin_gen.pictures.web import WebPicture, clean, web_picture
from bulletin_gen.plan.addresses import picture_path
from bulletin_gen.plan.outputs import Copy, Output, body_blocks, issue_copies
from bulletin_gen.traverse import blocks_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bulletin_gen.cache.store import Store
    from bulletin_gen.model import Issue
    from bulletin_gen.pictures.plate import Plate

T = TypeVar("T")

_SNIFFED = 16


class Darkroom(Struct, frozen=True):
    """Where pictures are prepared."""

    store: Store
    salt: str
    """What a prepared picture depends on besides the picture: program, libraries."""


class Beside(Struct, frozen=True, kw_only=True):
    """What lies beside an issue, as the edition has it."""

    files: tuple[Output | Copy, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    """Bytes of each file that the issue shows, links or offers, by its path."""
    pictures: tuple[tuple[str, WebPicture], ...] = ()
    """Those that the page shows, by path."""
    faults: tuple[Diagnostic, ...] = ()


def files_beside(room: Darkroom, issue: Issue, folder: Path) -> Beside:
    """Return what lies beside an issue that is cut to the edition; a picture that can't be shown is a fault."""
    copies = issue_copies(issue, folder)
    if not copies:
        return Beside()
    uses = [block for block in blocks_in(body_blocks(issue)) if isinstance(block, Figure)]
    figures = {figure.path: figure for figure in reversed(uses)}  # the first use of each
    files: dict[str, Output | Copy] = {}  # copies are named by what they hold: one picture under two names has the same
    sizes, shown, faults = [], [], []
    for copy in copies:
        path = copy.source.relative_to(folder).as_posix()
        if path in figures:
            try:
                picture = _web_picture(room, copy.source.read_bytes())
            except BadPicture as bad:
                faults.append(_fault(figures[path], issue, bad))
                continue
            shown.append((path, picture))
            content = picture.full
            own = ((picture_path(issue.key, one.name), one.content) for one in (*picture.copies, *picture.webp))
            files |= {path: Output(path, made) for path, made in ((copy.path, content), *own)}
        elif _begins_as_picture(copy.source):
            content = _clean(room, copy.source.read_bytes())
            files[copy.path] = Output(copy.path, content)
        else:
            files[copy.path] = copy
            sizes.append((path, copy.source.stat().st_size))
            continue
        sizes.append((path, len(content)))
    return Beside(files=tuple(files.values()), sizes=tuple(sizes), pictures=tuple(shown), faults=tuple(faults))


def engraver(room: Darkroom) -> Callable[[bytes, Extent, bool], Plate]:
    """Return what gives the plate of a picture for print."""
    return partial(_plate, room)


def _plate(room: Darkroom, content: bytes, most: Extent, archival: bool) -> Plate:  # noqa: FBT001 - an `Engraver`
    wanted = ("plate", f"{most.width}x{most.height}", str(archival))
    return _kept(room, content, wanted, lambda: plate(content, most, archival=archival))


def _web_picture(room: Darkroom, content: bytes) -> WebPicture:
    return _kept(room, content, ("web",), lambda: web_picture(content))


def _clean(room: Darkroom, content: bytes) -> bytes:
    """Return a picture that is offered or linked; one that can't be decoded loses what tells of it all the same."""

    def made() -> bytes:
        try:
            return clean(content)
        except BadPicture:
            return bare(content)

    return _kept(room, content, ("clean",), made)


def _kept(room: Darkroom, content: bytes, wanted: tuple[str, ...], make: Callable[[], T]) -> T:
    """Return what is made of a picture, from the store if it was made before."""
    key = key_of("picture", room.salt, *wanted, content)
    entry = fetch(room.store, key)
    if entry is not None:
        with suppress(ValueError):  # of another program: make it anew
            known: T = unpack(entry)
            return known
    fresh = make()
    keep(room.store, key, pack(fresh))
    return fresh


def _begins_as_picture(path: Path) -> bool:
    with path.open("rb") as file:
        return is_picture(file.read(_SNIFFED))


def _fault(figure: Figure, issue: Issue, bad: BadPicture) -> Diagnostic:
    place = Span(issue.source.path, *locate(figure.origin, 0))
    return Diagnostic(place, Code.BAD_PICTURE, f"图片 {figure.path} 不能用：{bad.reason}", bad.hint)
