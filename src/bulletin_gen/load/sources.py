"""What a site's folder holds, as frozen values. Reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One text file of the site."""

    path: str
    """POSIX path relative to the site."""
    text: str | None
    """Line ends are `\\n`, a byte order mark is gone; None where the file is no UTF-8, which is reported."""
    mended_lines: frozenset[int] = frozenset()
    """Lines that held characters which can't be printed, which is reported; 〓 stands in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSource:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePlace:
    """Where the source of one issue lies, not read yet, and what lies beside it."""

    path: str
    """POSIX path relative to the site."""
    year: str
    """As in `IssueSource`."""
    name: str
    folder: Path
    files: frozenset[str]
    outside: frozenset[str]


@dataclass(frozen=True, slots=True)
class PublicationSource:
    """The folder of one publication, its issues read."""

    slug: str
    """The folder's name."""
    file: SourceFile
    """Its publication.yml; without text where there is none, which is reported."""
    issues: tuple[IssueSource, ...] = ()
    """By year and number."""


@dataclass(frozen=True, slots=True)
class SiteSources:
    """All sources of a site."""

    folder: Path
    file: SourceFile
    """bulletin.yml; without text where there is none, which is reported."""
    publications: tuple[PublicationSource, ...]
    """By folder name."""


@dataclass(frozen=True, slots=True)
class SitePlaces:
    """A site's settings, and which publications it has."""

    folder: Path
    file: SourceFile
    """bulletin.yml; without text where there is none, which is reported."""
    publications: tuple[str, ...]
    """Names of their folders, sorted."""


@dataclass(frozen=True, slots=True)
class PublicationPlaces:
    """A publication's settings, and where its issues lie: what is small in a large archive."""

    source: PublicationSource
    """Without issues."""
    issues: tuple[IssuePlace, ...]
    """By year and number."""
