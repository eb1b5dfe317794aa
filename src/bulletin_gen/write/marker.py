"""The marker file of an edition: which edition a folder holds and which of its files are ours.

It decides nothing: `place` and `tree` do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.model import Audience

if TYPE_CHECKING:
    from pathlib import Path

MARKER = ".bulletin-edition.json"
"""Its name, at the top of the edition's folder."""

_SCHEMA = "bulletin-edition-1"


@dataclass(frozen=True, slots=True)
class Marker:
    """What a folder holds."""

    edition: Audience
    """For whom it was made."""
    files: tuple[tuple[str, str], ...] = ()
    """Path and SHA-256 of every file that we wrote, by path; the marker itself is not among them."""


def read_marker(folder: Path) -> Marker | None:
    """Return the marker of a folder, None where there is none; raise `BulletinError` over a damaged one."""
    path = folder / MARKER
    try:
        data = json.loads(path.read_bytes())
        files = tuple(sorted((str(name), str(digest)) for name, digest in data["files"].items()))
        return Marker(Audience(data["edition"]), files)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BulletinError(
            f"标记文件损坏：{path}",
            "看不出这个文件夹里哪些文件是以前生成的。请把整个文件夹移走，再运行一次。",
            ExitCode.USAGE,
        ) from error


def marker_bytes(marker: Marker) -> bytes:
    """Return the marker as it stands on disk: equal markers give equal bytes."""
    # Python's encoder is slow where it indents: lines of its own making are tens of thousands here
    files = json.dumps(dict(sorted(marker.files)), ensure_ascii=False, separators=(",\n  ", ": "))
    listed = f"{{\n  {files[1:-1]}\n }}" if marker.files else "{}"
    text = f'{{\n "schema": "{_SCHEMA}",\n "edition": "{marker.edition.value}",\n "files": {listed}\n}}\n'
    return text.encode("utf-8", "backslashreplace")  # a file name that is no UTF-8 becomes a JSON escape
