"""The marker file of an edition: which edition a folder holds and which of its files are ours.

It decides nothing: `place` and `tree` do. Of tens of thousands of files a build changes a few: files are listed by the
folder at the top that they lie in, and the list of one whose files all stand is carried over as it is, unread.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.model import Audience

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

MARKER = ".bulletin-edition.json"
"""Its name, at the top of the edition's folder."""

_HEAD = '{\n "schema": "bulletin-edition-2",\n "edition": "%s",\n "files": {'
_TAIL = b"\n }\n}\n"
_BEGUN, _NEXT, _ENDED = b": {\n", b"\n  },\n", b"\n  }"
"""Around the lines of a folder: no line of ours looks like them, since JSON has no line feed within a string."""
_BETWEEN = ",\n   "


class Marker(Struct, frozen=True):
    """What a folder holds."""

    edition: Audience
    """For whom it was made."""
    lists: Mapping[str, bytes] = field(default_factory=dict)
    """Path and SHA-256 of every file that we wrote but the marker, each a line of JSON: by the folder at the top that
    they lie in, the empty name for files that lie in none; sorted."""


def read_marker(folder: Path) -> Marker | None:
    """Return the marker of a folder, None where there is none; raise `BulletinError` over a damaged one."""
    path = folder / MARKER
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    for edition in Audience:
        head = (_HEAD % edition.value).encode()
        if content.startswith(head) and content.endswith(_TAIL):
            return Marker(edition, dict(_lists(path, content, len(head))))
    raise _damaged(path)


def marker_parts(marker: Marker) -> list[bytes]:
    """Return the marker as it stands on disk, in parts that need not be put together: equal markers give equal ones."""
    parts = [(_HEAD % marker.edition.value).encode()]
    for top, lines in sorted((json.dumps(top).encode(), lines) for top, lines in marker.lists.items()):
        parts += (b"," if len(parts) > 1 else b"", b"\n  " + top + _BEGUN, lines, _ENDED)
    return [*parts, _TAIL]


def count_of(marker: Marker) -> int:
    """Return how many files a marker lists."""
    return sum(lines.count(b"\n") + 1 for lines in marker.lists.values())


def top_of(path: str) -> str:
    """Return the folder at the top that a file lies in, the empty name where it lies in none."""
    return path[: max(path.find("/"), 0)]


def files_in(marker: Marker, folder: Path, spared: Collection[str] = ()) -> dict[str, str]:
    """Return path and SHA-256 of the files that a marker lists, those in spared folders at the top left out.

    Raises `BulletinError` where the marker, which is that of `folder`, is damaged.
    """
    wanted = (lines for top, lines in marker.lists.items() if top not in spared)
    try:
        found = [json.loads(b"{%b}" % lines) for lines in wanted]
        return {name: str(digest) for files in found for name, digest in files.items()}
    except ValueError as error:
        raise _damaged(folder / MARKER) from error


def lists_of(files: Mapping[str, str]) -> dict[str, bytes]:
    """Return the lists of files that are given by path with their SHA-256."""
    tops: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for path, digest in files.items():
        top, below, _ = path.partition("/")
        tops[top if below else ""][path] = digest
    return {top: _lines(own) for top, own in tops.items()}


def _lines(files: Mapping[str, str]) -> bytes:
    """Return files as lines; of a file name that is no UTF-8 a JSON escape is made."""
    text = json.dumps(files, ensure_ascii=False, sort_keys=True, separators=(_BETWEEN, ": "))
    return b"   " + text[1:-1].encode("utf-8", "backslashreplace")


def _lists(path: Path, content: bytes, start: int) -> Iterator[tuple[str, bytes]]:
    """Yield each folder at the top with its lines; of megabytes nothing is copied twice."""
    end = len(content) - len(_TAIL)
    while start < end:
        stop = _end_of_list(content, start, end)
        begun = content.find(_BEGUN, start, stop)
        try:
            yield str(json.loads(content[start : max(begun, start)])), content[begun + len(_BEGUN) : stop]
        except ValueError as error:
            raise _damaged(path) from error
        start = stop + len(_NEXT)


def _end_of_list(content: bytes, start: int, end: int) -> int:
    """Return where the lines of a list end: what is found fastest is a single sign, which few names have."""
    place = content.find(b"}", start, end)
    while place >= 0 and not content.startswith((_NEXT, _ENDED + _TAIL), place - len(_ENDED) + 1):
        place = content.find(b"}", place + 1, end)
    return place - len(_ENDED) + 1 if place >= 0 else end


def _damaged(path: Path) -> BulletinError:
    return BulletinError(
        f"标记文件损坏：{path}",
        "看不出这个文件夹里哪些文件是以前生成的。请把整个文件夹移走，再运行一次。",
        ExitCode.USAGE,
    )
