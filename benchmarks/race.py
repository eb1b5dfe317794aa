"""Let several do the same thing in turns, so that whatever else the machine does falls on all alike."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks.runs import FailedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Taken(Struct, frozen=True):
    """What doing it once took, in seconds."""

    wall: float
    cpu: float
    """Of the processor, all processes together."""


class Entrant(Struct, frozen=True):
    """Who takes part."""

    name: str
    version: str | None
    """None for who is not installed, and doesn't take part."""
    go: Callable[[], Taken]
    own: bool = False
    """Ours: that it fails is no result."""


class Outcome(Struct, frozen=True):
    """How an entrant did."""

    entrant: Entrant
    taken: tuple[Taken, ...]
    failure: str = ""
    """Why there are no times."""

    @property
    def least(self) -> float:
        """The shortest time, in seconds."""
        return min(taken.wall for taken in self.taken)

    @property
    def median(self) -> float:
        """The usual time, in seconds."""
        return median(taken.wall for taken in self.taken)

    @property
    def cpu(self) -> float:
        """The usual time of the processor, in seconds."""
        return median(taken.cpu for taken in self.taken)


def race(entrants: Sequence[Entrant], rounds: int) -> tuple[Outcome, ...]:
    """Return how each did in as many rounds; who fails once is out, and if it is ours, `FailedError` is raised."""
    taken: dict[str, list[Taken]] = {entrant.name: [] for entrant in entrants}
    failures = {entrant.name: "not installed" for entrant in entrants if entrant.version is None}
    for _ in range(rounds):
        for entrant in entrants:
            if entrant.name in failures:
                continue
            try:
                taken[entrant.name].append(entrant.go())
            except FailedError as error:
                if entrant.own:
                    raise
                failures[entrant.name] = f"failed: {error}"
    return tuple(Outcome(entrant, tuple(taken[entrant.name]), failures.get(entrant.name, "")) for entrant in entrants)
