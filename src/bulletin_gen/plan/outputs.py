"""What goes into the output folder: bytes made here and files copied there. Moves nothing itself."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.model import Figure, Run
from bulletin_gen.plan.addresses import file_path
from bulletin_gen.traverse import blocks_in, inlines_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bulletin_gen.model import Block, Issue

WEB_SCHEMES = ("http://", "https://")

_END = "\0"
"""Of a path in a sheaf: no file has it in its name."""
_MARK = hashlib.sha256().digest_size + 1


class Output(Struct, frozen=True):
    """A file of the output folder, by its content."""

    path: str
    """Site path."""
    content: bytes


class Copy(Struct, frozen=True):
    """A file of the output folder, by the file it is a copy of."""

    path: str
    """Site path."""
    source: Path


class Piece(Struct, frozen=True):
    """A piece of a file."""

    key: str
    """Of all that it is made of besides this program; no two of a file have one."""
    make: Callable[[], bytes]


class Pieces(Struct, frozen=True):
    """A file of the output folder, by its pieces, of which a build changes a few."""

    path: str
    """Site path."""
    pieces: tuple[Piece, ...]
    """In their order."""


class Stream(Struct, frozen=True):
    """A file of the output folder that is too large to be in memory whole."""

    path: str
    """Site path."""
    make: Callable[[], Iterable[bytes]]
    """Makes its content, some at a time."""


class Placed(Struct, frozen=True, gc=False):
    """A file of the new edition that was handed to the disk."""

    path: str
    """Site path."""
    digest: str
    """SHA-256 of its bytes."""
    changed: bool
    """Whether it waits to be moved in; otherwise the same bytes stand in the output folder already."""


class Sheaf(Struct, frozen=True, gc=False):
    """Files that were handed to the disk together, in a fifth of their room: tens of thousands wait for the others."""

    names: bytes
    """Their paths, each with `_END` behind it."""
    marks: bytes
    """Of each the SHA-256, and whether it changed."""

    def __iter__(self) -> Iterator[Placed]:
        """Yield the files."""
        for n, path in enumerate(self.paths):
            mark = self.marks[n * _MARK : (n + 1) * _MARK]
            yield Placed(path, mark[:-1].hex(), changed=mark[-1:] == b"\1")

    @property
    def paths(self) -> list[str]:
        """Return the paths of the files."""
        return self.names.decode("utf-8", "surrogatepass").split(_END)[:-1]


def sheaf(files: Iterable[Placed]) -> Sheaf:
    """Return files that were placed as a sheaf."""
    listed = tuple(files)
    names = "".join([file.path + _END for file in listed]).encode("utf-8", "surrogatepass")
    return Sheaf(names, b"".join([bytes.fromhex(file.digest) + bytes([file.changed]) for file in listed]))


def unchanged(one: Sheaf) -> Sheaf:
    """Return a sheaf none of whose files waits to be moved in any more."""
    if not any(one.marks[_MARK - 1 :: _MARK]):
        return one
    return sheaf(replace(file, changed=False) for file in one)


def issue_copies(issue: Issue, folder: Path) -> tuple[Copy, ...]:
    """Return the files beside an issue that its page needs; `folder` is the one that its source lies in.

    The issue is already cut to the edition: a file that only a cut block named is not among them.
    """
    return tuple(Copy(file_path(issue.key, path), folder / path) for path in local_files(issue))


def local_files(issue: Issue) -> tuple[str, ...]:
    """Return the paths of all files that an issue shows, links or offers, sorted, each once."""
    blocks = body_blocks(issue)
    offered = {attachment.path for attachment in issue.attachments}
    shown = {block.path for block in blocks_in(blocks) if isinstance(block, Figure)}
    linked = {run.href for run in inlines_in(blocks) if isinstance(run, Run) and run.href and is_local(run.href)}
    return tuple(sorted(offered | shown | linked))


def body_blocks(issue: Issue) -> tuple[Block, ...]:
    """Return the blocks of an issue in reading order, those of its notes after those of their entry."""
    blocks: list[Block] = [*issue.editor_note]
    for entry in issue.entries:
        blocks += [*entry.blocks, *(block for note in entry.notes for block in note.blocks)]
    return tuple(blocks)


def is_local(href: str) -> bool:
    """Tell whether a link's target is a file beside the issue."""
    return bool(href) and not href.lower().startswith(WEB_SCHEMES)
