"""Time ways of doing the same thing side by side, so that whatever else the machine does falls on all alike."""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Timing(Struct, frozen=True):
    """How long one way took, in milliseconds of the processor."""

    least: float
    median: float


def side_by_side(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Return the times of each way by its name: after one round to warm up, all take turns in every round."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            start = process_time()
            way()
            if number:
                taken[name].append((process_time() - start) * 1000)
    return {name: Timing(min(times), median(times)) for name, times in taken.items()}
