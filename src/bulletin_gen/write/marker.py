"""The marker file of an edition: which edition a folder holds and which of its files are ours.

It decides nothing: `place` and `tree` do. Of tens of thousands of files a build changes a few: files are listed by the
folder at the top that they lie in, and a list that says the same is carried over, mostly unread. What the files hold it
does not say: that changes with every build, and the disk is asked for it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.model import Audience

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    Names: TypeAlias = Mapping[str, AbstractSet[str]]
    """Names of files by the folder that they lie in, none of which is without: the empty one for those at the top."""

MARKER = ".bulletin-edition.json"
"""Its name, at the top of the edition's folder."""

_HEAD = '{\n "schema": "bulletin-edition-3",\n "edition": "%s",\n "files": {'
_TAIL = b"\n}}\n"
_BEGUN, _ENDED = b": {\n", b"\n}"
"""Around the lines of a folder at the top: none of them looks like these, since JSON has no line feed in a string."""
_LINES = (",\n", ": ")


class Marker(Struct, frozen=True):
    """What a folder holds."""

    edition: Audience
    """For whom it was made."""
    lists: Mapping[str, bytes] = field(default_factory=dict)
    """Every file that we wrote but the marker, by the folder at the top that it lies in, the empty name for files that
    lie in none: JSON of the folders and the names in each, a name a line; sorted."""


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
            return Marker(edition, dict(_lists(path, content[len(head) : -len(_TAIL)])))
    raise _damaged(path)


def marker_bytes(marker: Marker) -> bytes:
    """Return the marker as it stands on disk: of equal editions equal bytes."""
    lists = (b"\n%b: {\n%b\n}" % (json.dumps(top).encode(), lines) for top, lines in sorted(marker.lists.items()))
    return b"".join(((_HEAD % marker.edition.value).encode(), b",".join(lists), _TAIL))


def count_of(marker: Marker) -> int:
    """Return how many files a marker lists."""
    return sum(lines.count(b"\n") + 1 for lines in marker.lists.values())


def top_of(folder: str) -> str:
    """Return the folder at the top that a folder lies in or is; the empty name of the empty one."""
    return folder.partition("/")[0]


def by_folder(paths: Iterable[str]) -> dict[str, set[str]]:
    """Return files by the folder that they lie in."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    known: dict[str, str] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        found[folder].add(known.setdefault(name, name))  # most issues have files of the same names: each is held once
    return dict(found)


def paths_of(names: Names) -> list[str]:
    """Return the paths of files that are given by their folders, sorted."""
    return sorted(f"{folder}/{name}" if folder else name for folder, own in names.items() for name in own)


def is_among(path: str, names: Names) -> bool:
    """Tell whether a file is among those that are given by their folders."""
    folder, _, name = path.rpartition("/")
    return name in names.get(folder, ())


def listed_in(marker: Marker, folder: Path, spared: Collection[str] = ()) -> dict[str, frozenset[str]]:
    """Return the files that a marker lists by their folders, those in spared folders at the top left out.

    Raises `BulletinError` where the marker, which is that of `folder`, is damaged.
    """
    wanted = (lines for top, lines in marker.lists.items() if top not in spared)
    try:
        found = [json.loads(b"{%b}" % lines) for lines in wanted]
        return {within: frozenset(names) for folders in found for within, names in folders.items()}
    except (ValueError, TypeError) as error:
        raise _damaged(folder / MARKER) from error


def relisted(marker: Marker, before: Names, after: Names) -> Marker:
    """Return a marker that lists other files in place of some of its own; what is the same in both is carried over."""
    old, new = _by_top(before), _by_top(after)
    lists = {top: lines for top, lines in marker.lists.items() if old.get(top) == new.get(top)}
    return replace(marker, lists=lists | {top: _lines(own) for top, own in new.items() if top not in lists})


def _by_top(names: Names) -> dict[str, dict[str, AbstractSet[str]]]:
    tops: defaultdict[str, dict[str, AbstractSet[str]]] = defaultdict(dict)
    for folder, own in names.items():
        tops[top_of(folder)][folder] = own
    return tops


def _lines(names: Names) -> bytes:
    """Return files as lines; of a file name that is no UTF-8 a JSON escape is made."""
    listed = {folder: sorted(own) for folder, own in names.items()}
    text = json.dumps(listed, ensure_ascii=False, sort_keys=True, separators=_LINES)
    return text[1:-1].encode("utf-8", "backslashreplace")


def _lists(path: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each folder at the top with its lines."""
    *parts, rest = (content and content + b",").split(_ENDED + b",")
    for part in parts:
        top, begun, lines = part.partition(_BEGUN)
        try:
            yield str(json.loads(top if begun else b"")), lines
        except ValueError as error:
            raise _damaged(path) from error
    if rest:
        raise _damaged(path)


def _damaged(path: Path) -> BulletinError:
    return BulletinError(
        f"标记文件损坏，或者是另一版程序写的：{path}",
        "看不出这个文件夹里哪些文件是以前生成的。请把整个文件夹移走，再运行一次。",
        ExitCode.USAGE,
    )
