"""Hand the files of an issue to the layout engine, under names that don't tell where the issue lies.

The engine puts a digest of a picture's address into the PDF: from the true one, the same issue in another folder would
give other bytes. Writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcherResponse

from bulletin_gen.typeset.fetch import Fetcher
from bulletin_gen.typeset.srgb import in_srgb

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.typeset.press import Press

ISSUE = "file://issue/"
"""The address of an issue's folder."""


class IssueFetcher(Fetcher):
    """The engine's way to ask for a file of one issue, or one that all issues of the press share."""

    def __init__(self, press: Press, folder: Path) -> None:
        super().__init__(press.folders, press.cuts.every)
        self._folder = folder.resolve()
        self._archival = press.archival

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the content of a URL; raise `ValueError` for one that is not allowed."""
        if not url.startswith(ISSUE):
            return super().fetch(url, headers)
        path = (self._folder / url2pathname(urlsplit(url).path).lstrip("/")).resolve()
        if not path.is_relative_to(self._folder):
            raise ValueError(f"not allowed: {url}")
        content = path.read_bytes()
        return URLFetcherResponse(url, in_srgb(content) if self._archival else content)
