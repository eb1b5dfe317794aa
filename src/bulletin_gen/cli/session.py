"""What all commands of one run share. Holds no option of a single command."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from bulletin_gen.cli.screen import Screen


class Session(Struct, frozen=True, kw_only=True):
    """One run of the command."""

    started: float
    """When it began, by the monotonic clock."""
    screen: Screen
    json: bool
    """Whether the answer is one JSON object on standard output, and nothing else."""

    @property
    def seconds(self) -> float:
        """Return how long the run has taken, to the millisecond."""
        return round(time.monotonic() - self.started, 3)
