"""Measure the line engine alone, and ways to hand its lines over."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.engine import breaking
from benchmarks.handover import ways_to_print
from benchmarks.issues import samples
from benchmarks.tables import Part, section, table
from benchmarks.timing import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.issues import Sample
    from benchmarks.setting import Setting
    from benchmarks.timing import Timing

_ENGINE_ROUNDS = 30
_PRINT_ROUNDS = 15


def lines(setting: Setting) -> Part:
    """Measure on a synthetic issue and on the samples of the repository."""
    (synthetic,) = samples(setting.archive("lines", 1).site)
    engine = table(("issue", "characters", "least", "median"), _engine_rows([synthetic, *samples(setting.root)]))
    ways = side_by_side(ways_to_print(synthetic.press, synthetic.issue, synthetic.folder), _PRINT_ROUNDS)
    printed = table(("lines", "least", "median"), ((name, *_times(timing)) for name, timing in ways.items()))
    return Part(
        (
            *section(
                "The line engine, an issue",
                f"Milliseconds of the processor, in {_ENGINE_ROUNDS} rounds.",
                engine,
            ),
            *section(
                "A PDF of the synthetic issue, by the way in which its lines come about",
                "Milliseconds of the processor from the issue in memory to the bytes of the PDF, the same road for "
                f"all, in {_PRINT_ROUNDS} rounds in which all take turns.",
                printed,
            ),
        )
    )


def _engine_rows(measured: Sequence[Sample]) -> Iterator[tuple[str, ...]]:
    """Yield the times of the line engine, the synthetic issue's first, the samples' median last."""
    times = []
    for number, sample in enumerate(measured):
        call, characters = breaking(sample.press, sample.issue, sample.folder)
        timing = side_by_side({"": call}, _ENGINE_ROUNDS)[""]
        times += [timing.median] if number else []
        yield (sample.name if number else "synthetic", str(characters), *_times(timing))
    yield (f"median of the {len(times)} samples", "", "", f"{median(times):.1f}")


def _times(timing: Timing) -> tuple[str, str]:
    return f"{timing.least:.1f}", f"{timing.median:.1f}"
