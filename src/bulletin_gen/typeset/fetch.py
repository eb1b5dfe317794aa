"""What the layout engine may read in printing: the press's fonts, templates, the issue's files. Never the network."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from fontTools.ttLib import TTFont
from weasyprint.urls import URLFetcher, URLFetcherResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.typeset.typecase import Cut


class Fetcher(URLFetcher):  # type: ignore[misc]  # the engine is not typed
    """The engine's way to ask for a file; anything but the allowed ones is refused.

    A class because the engine calls for one.
    """

    def __init__(self, folders: Iterable[Path], cuts: Iterable[Cut]) -> None:
        super().__init__(allowed_protocols=())
        self._folders = tuple(folder.resolve() for folder in folders)
        self._cuts = {cut.url: cut for cut in cuts if cut.url}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the content of a URL; raise `ValueError` for one that is not allowed."""
        del headers
        if cut := self._cuts.get(url):
            return URLFetcherResponse(url, _font(cut))
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve()
        if parts.scheme != "file" or not any(path.is_relative_to(folder) for folder in self._folders):
            raise ValueError(f"not allowed: {url}")
        return URLFetcherResponse(url, path.read_bytes())


def _font(cut: Cut) -> bytes:
    """Return a face as a file of its own: one out of a collection is taken apart."""
    if not cut.url.startswith("bulletin-font:"):
        return cut.face.path.read_bytes()
    with TTFont(cut.face.path, fontNumber=cut.face.index, lazy=True, recalcTimestamp=False) as font:
        file = BytesIO()
        font.save(file, reorderTables=None)
    return file.getvalue()
