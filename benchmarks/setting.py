"""What the measurements of one run have in common. Measures nothing."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree, ignore_patterns, which
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks.archive import WEEKLY, write_archive
from benchmarks.command import PROGRAM, Command
from benchmarks.runs import FailedError, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.archive import Shape

_VERSION = re.compile(r"\d+(?:\.\d+)+[\w.+-]*")
_MADE = ignore_patterns("public", "internal", ".cache")


class Setting(Struct, frozen=True, kw_only=True):
    """How and where it is measured."""

    root: Path
    """Of the repository."""
    folder: Path
    """For this run alone."""
    site: Path | None
    """Whose issues are printed; None: synthetic ones."""
    rounds: int
    """In which whatever is compared takes turns."""
    peers: Path | None
    """The virtual environment of the peers that are Python packages."""
    full: bool
    """Whether to print the largest archive too."""

    def archive(self, name: str, issues: int, shape: Shape = WEEKLY) -> Command:
        """Return the command on a new synthetic archive."""
        write_archive(self.folder / name / "site", issues, shape=shape)
        return Command(self.folder / name / "site", self.folder / name / "caches")

    def sample(self, name: str, issues: int) -> Command:
        """Return the command on a copy of the site whose issues are printed, or so many synthetic ones."""
        if self.site is None:
            return self.archive(name, issues)
        copytree(self.site, self.folder / name / "site", ignore=_MADE)
        return Command(self.folder / name / "site", self.folder / name / "caches")

    def program(self, name: str) -> Path | None:
        """Return a peer's program: in the peers' environment, beside our own, on the path; None where there is none."""
        folders = (self.peers / "bin" if self.peers else None, PROGRAM.parent, None)
        found = next((found for folder in folders if (found := which(name, path=folder))), None)
        return Path(found) if found else None

    def version(self, program: Path | None, words: Sequence[str]) -> str | None:
        """Return the version that a program tells; None where there is no such program."""
        if program is None:
            return None
        try:
            said = run([program, *words], folder=self.folder).output
        except FailedError:
            return None
        found = _VERSION.search(said)
        return found[0] if found else "unknown"
