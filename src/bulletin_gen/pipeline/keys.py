"""What a build's results depend on besides content: program, libraries, templates, profiles, faces. Keeps nothing.

A part of it that changes makes anew what depends on it, and only that.
"""

from __future__ import annotations

import hashlib
import platform
from functools import lru_cache
from typing import TYPE_CHECKING

from bulletin_gen.cache.store import key_of
from bulletin_gen.templating import closure_digest
from bulletin_gen.typeset.profile import PageStyle
from bulletin_gen.workers.program import PRINTING, READING, engines, sources, versions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.fonts.find import FontSet
    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.pipeline.request import BuildRequest
    from bulletin_gen.workers.press import Layout

_PRINTS = {
    PageStyle.BULLETIN: ("print/bulletin.html", "print/bulletin.css", "print/measure.html"),
    PageStyle.NEWSPAPER: ("print/newspaper.html", "print/newspaper.css", "print/measure.html"),
}


@lru_cache(maxsize=1)
def program_key() -> str:
    """Return the key of this program, Python and the libraries that read."""
    return key_of(platform.python_version(), *versions(READING), *sources())


def page_key(folders: tuple[Path, ...], templates: tuple[str, ...], assets: Iterable[str], *given: object) -> str:
    """Return the key of all that a page depends on besides the issues that it shows; none: a file without template."""
    closure = closure_digest(folders, templates)
    return key_of(program_key(), *versions(("jinja2", "markupsafe", "pillow")), closure, *assets, *map(repr, given))


def print_key(layout: Layout, yardstick: Measures | None, folders: tuple[Path, ...], request: BuildRequest) -> str:
    """Return the key of all that a layout's prints depend on besides their issue."""
    return key_of(
        program_key(),
        *versions(PRINTING),
        *engines(),
        closure_digest(folders, _PRINTS[layout.profile.page.style]),
        repr(layout.profile),
        *_faces(layout.fonts),
        str(request.archival),
        repr(yardstick),
    )


def _faces(fonts: FontSet) -> list[str]:
    """Return what is known of each face in the order in which it serves: its bytes count, not where it lies."""
    return [
        f"{chain.role} {kind} {_face(face)}"
        for chain in fonts.chains
        for kind, faces in (("own", fonts.faces_of(chain)), ("western", chain.western))
        for face in faces
    ]


def _face(face: Face) -> str:
    state = face.path.stat()
    return f"{face.index} {face.names} {_font(face.path, state.st_size, state.st_mtime_ns)}"


@lru_cache(maxsize=64)
def _font(path: Path, size: int, modified: int) -> str:  # noqa: ARG001 - a replaced file is read anew
    return _sha(path)


def _sha(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
