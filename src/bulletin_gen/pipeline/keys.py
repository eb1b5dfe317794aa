"""What a build's results depend on besides content: program, libraries, templates, profiles, faces. Keeps nothing.

A part of it that changes makes anew what depends on it, and only that.
"""

from __future__ import annotations

import platform
from functools import cache, partial
from typing import TYPE_CHECKING

from bulletin_gen.cache.digests import file_digest
from bulletin_gen.cache.store import key_of
from bulletin_gen.templating.closure import closure_digest
from bulletin_gen.typeset.profile import PageStyle
from bulletin_gen.workers.program import PRINTING, READING, engines, sources, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bulletin_gen.fonts.find import FontSet
    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.pipeline.reading import Desk
    from bulletin_gen.workers.press import Layout

_PRINTS = {
    PageStyle.BULLETIN: ("print/bulletin.html", "print/bulletin.css", "print/measure.html"),
    PageStyle.NEWSPAPER: ("print/newspaper.html", "print/newspaper.css", "print/measure.html"),
}


@cache
def program_key() -> str:
    """Return the key of this program, Python and the libraries that read."""
    return key_of(platform.python_version(), *versions(READING), *sources())


def page_key(folders: tuple[Path, ...], templates: tuple[str, ...], assets: Iterable[str], *given: object) -> str:
    """Return the key of all that a page depends on besides the issues that it shows; none: a file without template."""
    closure = closure_digest(folders, templates)
    return key_of(program_key(), *versions(("jinja2", "markupsafe", "pillow")), closure, *assets, *map(repr, given))


def print_key(layout: Layout, yardstick: Measures | None, folders: tuple[Path, ...], desk: Desk) -> str:
    """Return the key of all that a layout's prints depend on besides their issue."""
    return key_of(
        program_key(),
        *versions(PRINTING),
        *engines(),
        closure_digest(folders, _PRINTS[layout.profile.page.style]),
        repr(layout.profile),
        *_faces(layout.fonts, cache(partial(file_digest, desk.store, desk.noted))),
        str(desk.request.archival),
        repr(yardstick),
    )


def _faces(fonts: FontSet, digest: Callable[[Path], str]) -> list[str]:
    """Return what is known of each face in the order in which it serves: its bytes count, not where it lies."""
    return [
        f"{chain.role} {kind} {face.index} {face.names} {digest(face.path)}"
        for chain in fonts.chains
        for kind, faces in (("own", fonts.faces_of(chain)), ("western", chain.western))
        for face in faces
    ]
