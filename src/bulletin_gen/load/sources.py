"""What a site's folder holds, as frozen values. Reads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path


class SourceFile(Struct, frozen=True):
    """One text file of the site."""

    path: str
    """POSIX path relative to the site."""
    text: str | None
    """Line ends are `\\n`, a byte order mark is gone; None where the file is no UTF-8, which is reported."""
    mended_lines: frozenset[int] = frozenset()
    """Lines that held characters which can't be printed, which is reported; 〓 stands in their place."""


class IssueSource(Struct, frozen=True, kw_only=True):
    """The source of one issue and what lies beside it."""

    file: SourceFile
    year: str
    """Name of the year's folder; empty where the file lies in none."""
    name: str
    """What should be the issue's number: the file's name without `.md`, or the name of its folder."""
    folder: Path
    """Where its pictures and attachments are looked for."""
    files: frozenset[str] = frozenset()
    """POSIX paths below that folder of the files that an issue may name; no sources of issues."""
    outside: frozenset[str] = frozenset()
    """Likewise of links that lead out of it."""


class IssuePlace(Struct, frozen=True, kw_only=True):
    """Where the source of one issue lies, not read yet, and what lies beside it."""

    path: str
    """POSIX path relative to the site."""
    year: str
    """As in `IssueSource`."""
    name: str
    folder: Path
    files: frozenset[str]
    outside: frozenset[str]


class PublicationSource(Struct, frozen=True):
    """The folder of one publication, its issues read."""

    slug: str
    """The folder's name."""
    file: SourceFile
    """Its publication.yml; without text where there is none, which is reported."""
    issues: tuple[IssueSource, ...] = ()
    """By year and number."""


class SiteSources(Struct, frozen=True):
    """All sources of a site."""

    folder: Path
    file: SourceFile
    """bulletin.yml; without text where there is none, which is reported."""
    publications: tuple[PublicationSource, ...]
    """By folder name."""


class SitePlaces(Struct, frozen=True):
    """A site's settings, and which publications it has."""

    folder: Path
    file: SourceFile
    """bulletin.yml; without text where there is none, which is reported."""
    publications: tuple[str, ...]
    """Names of their folders, sorted."""


class PublicationPlaces(Struct, frozen=True):
    """A publication's settings, and where its issues lie: what is small in a large archive."""

    source: PublicationSource
    """Without issues."""
    issues: tuple[IssuePlace, ...]
    """By year and number."""
