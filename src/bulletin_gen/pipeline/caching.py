"""Where a build keeps what it made for the next one. Decides what is kept of nothing: each stage does."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.cache.store import Store, key_of, prune

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.config import Site
    from bulletin_gen.pipeline.request import BuildRequest

_LIMIT = 4 << 30
"""Bytes: some ten thousand prints."""
_LIMIT_OF_TEMPLATES = 20 << 20
"""Bytes: some hundred versions of each."""
_USUAL = ".cache"
_SOURCES = "sources"
_TEMPLATES = "templates"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by bulletin; may be deleted at any time.\n"


class Cache(Struct, frozen=True):
    """What a build keeps."""

    edition: Store
    """What the edition is made of: nothing that the edition does not hold is in it, so it may be shared."""
    sources: Store
    """What was found in sources, internal ones included: for this machine alone."""
    templates: Store
    """Compiled templates, which are run: the user's own, of all sites."""


@contextmanager
def opened_cache(request: BuildRequest, site: Site) -> Iterator[Cache]:
    """Give the cache of an edition, pruned at the end; one that lives as long as the build where nothing is kept."""
    folder = _folder(request, site) if request.cache else None
    if request.cache is None or folder is None:
        with TemporaryDirectory(prefix="bulletin-") as passing:
            yield _cache(Path(passing), Path(passing), request)
        return
    cache = _cache(folder, request.cache, request)
    yield cache
    prune(cache.edition, _LIMIT)
    prune(cache.sources, _LIMIT)
    prune(cache.templates, _LIMIT_OF_TEMPLATES)


def _cache(folder: Path, own: Path, request: BuildRequest) -> Cache:
    """Return the cache in the folder of a site and the user's own."""
    place = f"{request.shared}/{request.audience}" if request.shared else ""
    return Cache(Store(folder / request.audience, place), Store(folder / _SOURCES), Store(own / _TEMPLATES))


def now(store: Store) -> int:
    """Return the time by the clock of the disk that the store is on, in nanoseconds; 0 where that can't be told."""
    if store.folder is None:
        return 0
    probe = store.folder / "clock"
    try:
        store.folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        return probe.stat().st_mtime_ns
    except OSError:
        return 0


def _folder(request: BuildRequest, site: Site) -> Path | None:
    """Return the cache folder of a site: below it or, where that can't be written, the user's."""
    below = request.site / (site.cache or _USUAL)
    above = request.cache or Path()
    for folder in (below, above / key_of(str(request.site.resolve()))[:16]):
        if _made(folder):
            return folder
    return None


def _made(folder: Path) -> bool:
    """Make a cache folder that backups and git leave alone; tell whether it can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
            if not (folder / name).exists():
                (folder / name).write_text(text, encoding="ascii")
    except OSError:
        return False
    return os.access(folder, os.W_OK)
