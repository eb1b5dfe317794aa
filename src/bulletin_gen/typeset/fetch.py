"""What the layout engine may read in printing: templates, the issue's files, the press's fonts. Never the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher, URLFetcherResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.typeset.typecase import Cut


class Fetcher(URLFetcher):  # type: ignore[misc]  # the engine is not typed
    """The engine's way to ask for a file; anything but the allowed ones is refused.

    A class because the engine calls for one.
    """

    def __init__(self, folders: Iterable[Path], cuts: Iterable[Cut]) -> None:
        super().__init__(allowed_protocols=())
        self._folders = tuple(folder.resolve() for folder in folders)
        self._faces = {cut.url: cut.face for cut in cuts}

    def face(self, url: str) -> Face | None:
        """Return the face of the press that an address means."""
        return self._faces.get(url)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the content of a URL; raise `ValueError` for one that is not allowed."""
        del headers
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve()
        if parts.scheme != "file" or not any(path.is_relative_to(folder) for folder in self._folders):
            raise ValueError(f"not allowed: {url}")
        return URLFetcherResponse(url, path.read_bytes())
