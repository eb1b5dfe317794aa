"""Our own command as measurements run it: from the shell, its start included, its caches in a folder of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks.runs import run, set_aside

if TYPE_CHECKING:
    from benchmarks.runs import Run

PROGRAM = Path(sys.executable).with_name("bulletin")


class Command(Struct, frozen=True):
    """The command on one site."""

    site: Path
    caches: Path
    """The user's caches, as long as the measurement lasts."""

    def build(self, *options: str, watch: bool = False) -> Run:
        """Build the site."""
        return self.call("build", self.site, *options, watch=watch)

    def call(self, *words: str | Path, watch: bool = False) -> Run:
        """Run any command."""
        variables = {"XDG_CACHE_HOME": str(self.caches)}
        return run([PROGRAM, *words], folder=self.caches.parent, variables=variables, watch=watch)

    def forget(self) -> None:
        """Take all that earlier builds made or kept out of their way."""
        for folder in (self.caches, self.site / ".cache", self.site / "public"):
            set_aside(folder, self.caches.parent / "aside")
