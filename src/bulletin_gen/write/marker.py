"""The marker file of an edition: which edition a folder holds and which of its files are ours.

It decides nothing: `place` and `tree` do. Of tens of thousands of files a build changes a few: the lines of a folder
whose files all stand are carried over as they are, unread.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.model import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MARKER = ".bulletin-edition.json"
"""Its name, at the top of the edition's folder."""

_FORM = re.compile(
    rb'\{\n "schema": "bulletin-edition-1",\n "edition": "(public|internal)",\n "files": \{(?:\n(.+)\n )?\}\n\}\n',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """What a folder holds."""

    edition: Audience
    """For whom it was made."""
    lines: bytes = b""
    """Path and SHA-256 of every file that we wrote, by path, each a line of JSON; the marker itself is not among
    them."""


def read_marker(folder: Path) -> Marker | None:
    """Return the marker of a folder, None where there is none; raise `BulletinError` over a damaged one."""
    path = folder / MARKER
    try:
        found = _FORM.fullmatch(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    if found is None:
        raise _damaged(path)
    return Marker(Audience(found[1].decode("ascii")), found[2] or b"")


def marker_bytes(marker: Marker) -> bytes:
    """Return the marker as it stands on disk: equal markers give equal bytes."""
    head = f'{{\n "schema": "bulletin-edition-1",\n "edition": "{marker.edition.value}",\n "files": {{'
    listed = b"\n" + marker.lines + b"\n " if marker.lines else b""
    return head.encode("ascii") + listed + b"}\n}\n"


def count_of(marker: Marker) -> int:
    """Return how many files a marker lists."""
    return marker.lines.count(b"\n") + 1 if marker.lines else 0


def files_in(marker: Marker, folder: Path, standing: Iterable[str]) -> dict[str, str]:
    """Return path and SHA-256 of the files that a marker lists, those in folders that stand left out.

    Raises `BulletinError` where the marker, which is that of `folder`, is damaged.
    """
    lines = marker.lines
    for top in standing:
        first, last = _range(lines, top)
        lines = lines[:first] + lines[last:]
    try:
        files = json.loads(b"{%b}" % lines.rstrip(b",\n"))
        return {name: str(digest) for name, digest in files.items()}
    except ValueError as error:
        raise _damaged(folder / MARKER) from error


def lines_of(files: Mapping[str, str], marker: Marker, standing: Iterable[str]) -> bytes:
    """Return the lines of files, by path, and among them those of folders that stand as the marker before had them."""
    blocks = [
        (path, f'{_begun(path)}": "{digest}"'.encode("utf-8", "backslashreplace")) for path, digest in files.items()
    ]
    for top in standing:
        first, last = _range(marker.lines, top)
        blocks.append((f"{top}/", marker.lines[first:last].rstrip(b",\n")))
    return b",\n".join(block for _, block in sorted(blocks) if block)


def _range(lines: bytes, top: str) -> tuple[int, int]:
    """Return where the lines of a folder at the top begin and end: they stand side by side, since all begin alike."""
    begin = _begun(f"{top}/").encode("utf-8", "backslashreplace")
    first = 0 if lines.startswith(begin) else lines.find(b"\n" + begin) + 1
    if not lines.startswith(begin, first):
        return 0, 0
    end = lines.find(b"\n", max(first, lines.rfind(b"\n" + begin) + 1))
    return first, end + 1 if end >= 0 else len(lines)


def _begun(path: str) -> str:
    """Return how the line of a path begins; as bytes, a file name that is no UTF-8 becomes a JSON escape."""
    return f"  {json.dumps(path, ensure_ascii=False)[:-1]}"


def _damaged(path: Path) -> BulletinError:
    return BulletinError(
        f"标记文件损坏：{path}",
        "看不出这个文件夹里哪些文件是以前生成的。请把整个文件夹移走，再运行一次。",
        ExitCode.USAGE,
    )
