"""Tell what a template is made of, so that a page is made anew when any of it changes. Fills nothing in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bulletin_gen.patterns import pattern
from bulletin_gen.templating.folders import find_template

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_NAMES = pattern(rb"\{%[-+]?\s*(?:extends|include|import|from)\s+(?:\"([^\"]+)\"|'([^']+)'|(\S))")


def closure_digest(folders: tuple[Path, ...], names: Iterable[str]) -> str:
    """Return a digest of templates with all of their closure, wherever a site overrides them."""
    digest = hashlib.sha256()
    for path, content in sorted(closure(folders, names).items()):
        digest.update(f"{path}:{hashlib.sha256(content).hexdigest()};".encode())
    return digest.hexdigest()


def closure(folders: tuple[Path, ...], names: Iterable[str]) -> dict[str, bytes]:
    """Return the content of templates, with all that they extend, include and import, by their names.

    It is empty for one that is not there. Where a template names another by a variable, every file counts.
    """
    found: dict[str, bytes] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        path = find_template(folders, name)
        found[name] = path.read_bytes() if path else b""
        for match in _NAMES.finditer(found[name]):
            if match[3]:
                return {one.as_posix(): one.read_bytes() for one in _all(folders)}
            waiting.append((match[1] or match[2]).decode("utf-8", "replace"))
    return found


def _all(folders: tuple[Path, ...]) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
