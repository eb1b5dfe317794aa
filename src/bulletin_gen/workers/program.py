"""What this program, its Python and its libraries are, on whatever machine it runs. Compares, and mends nothing.

Two machines on which all of it is the same make the same bytes of the same things.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_gen.cache.installed import version_of
from bulletin_gen.cache.store import key_of
from bulletin_gen.templating.folders import shipped_templates

if TYPE_CHECKING:
    from collections.abc import Iterable

Facts = tuple[tuple[str, str], ...]
"""Names in Chinese or as everybody calls them, each with a version or a digest."""

PRINTING = (
    "weasyprint",
    "pydyf",
    "isal",
    "fonttools",
    "pillow",
    "jinja2",
    "markupsafe",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
)
"""Packages that a print depends on."""
READING = ("markdown", "pyyaml")
"""Packages that the reading of an issue depends on."""

_PACKAGE = Path(__file__).resolve().parents[1]
_SHOWN = 12
"""Digits of a digest that are enough to see that two differ."""
_ENGINES = (
    ("Pango", "libpango-1.0.so.0", "pango_version_string"),
    ("HarfBuzz", "libharfbuzz.so.0", "hb_version_string"),
)


def facts() -> Facts:
    """Return all that the bytes of pages and prints depend on besides what is handed over, fonts excepted."""
    return (
        ("Python", platform.python_version()),
        ("bulletin-gen", f"{version_of('bulletin-gen')} {key_of(*sources())[:_SHOWN]}"),
        ("随附模板", key_of(*_digests(shipped_templates()))[:_SHOWN]),
        *((name, version_of(name)) for name in sorted({*READING, *PRINTING})),
        *((name, _engine(library, function)) for name, library, function in _ENGINES),
    )


def difference(ours: Facts, theirs: Facts) -> str:
    """Say the first fact that differs, in Chinese; empty where all are the same."""
    here, there = dict(ours), dict(theirs)
    for name in here | there:
        if here.get(name) != there.get(name):
            return f"{name} 那里是 {there.get(name, '-')}，这里是 {here.get(name, '-')}"
    return ""


def sources() -> list[str]:
    """Return path and digest of each module of this program, by path."""
    return _digests(_PACKAGE, ".py")


def versions(names: Iterable[str]) -> list[str]:
    """Return packages with their versions, `-` for one that is not there."""
    return [f"{name} {version_of(name)}" for name in names]


def engines() -> list[str]:
    """Return the versions of the libraries that shape text, where the system's linker knows them."""
    return [f"{library} {_engine(library, function)}" for _, library, function in _ENGINES]


def _engine(library: str, function: str) -> str:
    try:
        asked = getattr(ctypes.CDLL(library), function)
    except (OSError, AttributeError):
        return "-"
    asked.restype = ctypes.c_char_p
    return str(asked().decode())


def _digests(folder: Path, suffix: str = "") -> list[str]:
    """Return path and digest of each file below a folder that ends so, by path."""
    below = len(f"{folder}/")
    paths = sorted(f"{top}/{name}" for top, _, names in os.walk(folder) for name in names if name.endswith(suffix))
    return [f"{path[below:]}:{_sha(path)}" for path in paths]


def _sha(path: str) -> str:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - hundreds of them at each start
        return hashlib.sha256(file.read()).hexdigest()
