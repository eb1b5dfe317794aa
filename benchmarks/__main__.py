"""Measure and say so: `python -m benchmarks` prints what it writes to benchmarks/RESULTS.md."""

from __future__ import annotations

import platform
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import strftime
from typing import TYPE_CHECKING

import click

from benchmarks.archive import write_archive
from benchmarks.engine import breaking
from benchmarks.handover import ways_to_print
from benchmarks.issues import Sample, samples
from benchmarks.timing import Timing, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "RESULTS.md"
_ENGINE_ROUNDS = 30
_PACKAGES = ("weasyprint", "fonttools", "pydyf")


@click.command(help="Measure, print and write benchmarks/RESULTS.md.")
@click.option("--rounds", default=15, show_default=True, help="Rounds in which the ways to print take turns.")
def main(rounds: int) -> None:
    """Measure on the samples and on a synthetic issue, print the tables and write them down."""
    with tempfile.TemporaryDirectory() as folder:
        write_archive(Path(folder), 1)
        (synthetic,) = samples(Path(folder))
        text = "\n".join([*_about(), *_engine_table([synthetic, *samples(ROOT)]), *_print_table(synthetic, rounds)])
    RESULTS.write_text(text + "\n", "utf-8")
    click.echo(text)


def _about() -> Iterator[str]:
    yield "# Benchmarks"
    yield ""
    yield f"Written by `python -m benchmarks` on {strftime('%Y-%m-%d')}: {_processor()}, {platform.system()},"
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    yield f"Python {platform.python_version()}, {packages}."
    yield "Times are milliseconds of the processor, so that other work on the machine counts little."
    yield ""


def _processor() -> str:
    """Return what the machine calls its processor."""
    listing = Path("/proc/cpuinfo")
    rows = listing.read_text("utf-8").splitlines() if listing.exists() else []
    named = [row.partition(":")[2].strip() for row in rows if row.startswith("model name")]
    return f"{len(named)} × {named[0]}" if named else platform.machine()


def _engine_table(measured: Sequence[Sample]) -> Iterator[str]:
    """Yield the times of the line engine, the synthetic issue's first, the samples' median last."""
    yield "## The line engine, an issue"
    yield ""
    yield from _head("issue", "characters", "least", "median")
    times = []
    for number, sample in enumerate(measured):
        call, characters = breaking(sample.press, sample.issue, sample.folder)
        timing = side_by_side({"": call}, _ENGINE_ROUNDS)[""]
        times += [timing.median] if number else []
        yield _row(sample.name if number else "synthetic", str(characters), timing)
    yield f"| median of the {len(times)} samples | | | {median(times):.1f} |"
    yield ""


def _print_table(sample: Sample, rounds: int) -> Iterator[str]:
    """Yield the times of a PDF by the way in which lines are handed over."""
    yield "## A PDF of the synthetic issue, by the way in which its lines come about"
    yield ""
    yield "From the issue in memory to the bytes of the PDF, the same road for all, taking turns round by round."
    yield ""
    yield from _head("lines", "rounds", "least", "median")
    for name, timing in side_by_side(ways_to_print(sample.press, sample.issue, sample.folder), rounds).items():
        yield _row(name, str(rounds), timing)


def _head(*names: str) -> Iterator[str]:
    yield f"| {' | '.join(names)} |"
    yield "|---|" + "--:|" * (len(names) - 1)


def _row(name: str, number: str, timing: Timing) -> str:
    return f"| {name} | {number} | {timing.least:.1f} | {timing.median:.1f} |"


if __name__ == "__main__":
    main()
