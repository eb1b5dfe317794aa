"""Measure how times and memory grow with an archive: built cold, nothing changed, one issue changed."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks.archive import DAILY, WEEKLY
from benchmarks.memory import Peaks
from benchmarks.prose import article
from benchmarks.tables import Goal, Part, section, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.archive import Shape
    from benchmarks.command import Command
    from benchmarks.runs import Run
    from benchmarks.setting import Setting

ARCHIVES = (100, 1_000, 10_000)
"""Issues of each. Only `--full` prints the last."""
_OTHER = 1_000_000
"""Articles from this number on stand in no archive."""
_UNCHANGED, _CHANGED, _APART, _MEGABYTES = 0.5, 0.9, 0.15, 350
_OFTEN = 5
"""Rounds at least of what takes a second: after many files were written, a disk is slower for the first of them."""
_HEAD_OF_ISSUE = re.compile(r"---\n.*?\n---\n+", re.DOTALL)
_TITLE_LINE = re.compile(r"^# .*$", re.MULTILINE)
_WRITTEN = re.compile(r"写入 (\d+) 个文件")
_HEAD = (
    "issues",
    "of publications",
    "made",
    "what was done",
    "rounds",
    "least",
    "median",
    "of the processor",
    "files",
    "MB",
    "MB a worker",
)


class Figure(Struct, frozen=True, kw_only=True):
    """What one kind of build took on one archive."""

    issues: int
    shape: Shape
    pdf: bool
    """Whether prints were made."""
    done: str
    runs: tuple[Run, ...]

    @property
    def wall(self) -> float:
        """The usual time, in seconds."""
        return median(run.wall for run in self.runs)

    @property
    def peaks(self) -> Peaks:
        """The most memory of all rounds, in megabytes."""
        peaks = [run.peaks for run in self.runs if run.peaks]
        return Peaks(max(peak.main for peak in peaks), max(peak.worker for peak in peaks))


_COLD, _NOTHING, _TEXT, _TITLE = "cold", "nothing changed", "one text changed", "one title changed"
_WHOLE = "one issue replaced"
_CHANGES = (_TEXT, _TITLE, _WHOLE)
_TEMPLATE = "the page template changed"


class _Archive(Struct, frozen=True):
    """An archive that is built again and again."""

    issues: int
    shape: Shape
    command: Command
    source: Path
    """Of the issue that changes."""
    typed: str
    """What stood in it at first."""

    @property
    def template(self) -> Path:
        """Return the page template of its own."""
        return self.command.site / "templates" / "issue.html"


def growth(setting: Setting) -> Part:
    """Build archives of several sizes, again and again, in turns: a machine is not as fast at all times."""
    archives = [_archive(setting, issues, WEEKLY) for issues in ARCHIVES]
    printed = archives if setting.full else [one for one in archives if one.issues < ARCHIVES[-1]]
    paged = [*archives, _archive(setting, ARCHIVES[-1], DAILY)]
    built = [*_figures(setting, paged, pdf=False), *_figures(setting, printed, pdf=True)]
    figures = sorted(built, key=lambda figure: (figure.shape is DAILY, figure.issues, figure.pdf))
    return Part(
        section(
            "Growth",
            "Seconds from the shell, and how many files were written. Memory is that of the process and of the largest "
            "below it, shared pages counted in each. The issue that changes stands in the middle of the archive. All "
            "sizes take turns. A publication has 500 issues of ten years, or all of twenty.",
            table(_HEAD, map(_row, figures), words=4),
        ),
        tuple(_goals(figures)),
    )


def _archive(setting: Setting, issues: int, shape: Shape) -> _Archive:
    command = setting.archive(f"growth-{issues}-{shape.a_year}", issues, shape)
    sources = sorted((command.site / "bulletins").rglob("*.md"))
    source = sources[len(sources) // 2]
    return _Archive(issues, shape, command, source, source.read_text("utf-8"))


def _figures(setting: Setting, archives: Sequence[_Archive], *, pdf: bool) -> Iterator[Figure]:
    for one in archives:
        one.command.forget()
        one.source.write_text(one.typed, "utf-8")
        one.template.unlink(missing_ok=True)
    often = max(setting.rounds, _OFTEN)
    for done, times in {_COLD: 1, **dict.fromkeys((_NOTHING, *_CHANGES), often), _TEMPLATE: 1}.items():
        rounds = [[_run(one, done, at, pdf=pdf) for one in archives] for at in range(times)]
        for one, runs in zip(archives, zip(*rounds, strict=True), strict=True):
            yield Figure(issues=one.issues, shape=one.shape, pdf=pdf, done=done, runs=runs)


def _run(archive: _Archive, done: str, at: int, *, pdf: bool) -> Run:
    path, text = archive.template if done == _TEMPLATE else archive.source, _TEXTS[done](archive.typed, at)
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or text != path.read_text("utf-8"):
        path.write_text(text, "utf-8")
    return archive.command.build(*(() if pdf else ("--no-pdf",)), watch=True)


_TEXTS: dict[str, Callable[[str, int], str]] = {
    _COLD: lambda typed, _: typed,
    _NOTHING: lambda typed, _: typed,
    _TEXT: lambda typed, at: f"{typed}\n另有{at + 1}处作了补充。\n",
    _TITLE: lambda typed, at: _TITLE_LINE.sub(rf"\g<0>（之{at + 1}）", typed, count=1),
    _WHOLE: lambda typed, at: _HEAD_OF_ISSUE.match(typed)[0] + article(_OTHER + at),  # type: ignore[index]  # our own
    _TEMPLATE: lambda _, __: '{% extends "!base/issue.html" %}{% block imprint %}{{ super() }}<hr>{% endblock %}',
}
"""What is typed before each round of a kind of build, from what was typed at first."""


def _row(figure: Figure) -> tuple[str, ...]:
    walls = [run.wall for run in figure.runs]
    times = (min(walls), median(walls), median(run.cpu for run in figure.runs))
    made = "pages and prints" if figure.pdf else "pages"
    written = max(int(found[1]) for run in figure.runs if (found := _WRITTEN.search(run.output)))
    peaks = figure.peaks
    return (
        *(f"{figure.issues:,}", str(figure.shape.publications(figure.issues)), made, figure.done, str(len(walls))),
        *(f"{time:.2f}" for time in times),
        *(f"{written:,}", f"{peaks.main:.0f}", f"{peaks.worker:.0f}"),
    )


def _goals(figures: Sequence[Figure]) -> Iterator[Goal]:
    found = {(figure.issues, figure.pdf, figure.done): figure for figure in figures if figure.shape is WEEKLY}
    largest, pdf = max((issues, pdf) for issues, pdf, _ in found)
    made = "pages and prints" if pdf else "pages"
    unchanged = found[largest, pdf, _NOTHING].wall
    yield Goal(f"nothing changed, {largest:,} issues ({made})", f"{unchanged:.2f} s", f"≤ {_UNCHANGED} s")
    for prints in (True, False):
        for done in _CHANGES:
            yield from _changed_goals({key[0]: figure for key, figure in found.items() if key[1:] == (prints, done)})
    for figure in figures:
        if figure.shape is DAILY and figure.done in _CHANGES:
            name = f"{figure.done}, pages alone, {figure.issues:,} issues of one publication"
            yield Goal(name, f"{figure.wall:.2f} s", f"≤ {_CHANGED} s")
    peaks = [figure.peaks for figure in figures]
    main, worker = max(peak.main for peak in peaks), max(peak.worker for peak in peaks)
    yield Goal(
        "peak memory, of the process and of the largest below it",
        f"{main:.0f} and {worker:.0f} MB",
        f"≤ {_MEGABYTES} MB",
    )


def _changed_goals(figures: Mapping[int, Figure]) -> Iterator[Goal]:
    """Yield how long it takes after a change, and what the size of the archive adds to that."""
    small, large = min(figures), max(figures)
    name = f"{figures[small].done}, {'pages and print' if figures[small].pdf else 'pages alone'}"
    least, most = figures[small].wall, figures[large].wall
    yield Goal(f"{name}, {large:,} issues", f"{most:.2f} s", f"≤ {_CHANGED} s")
    yield Goal(f"{name}, {large:,} issues more than {small:,}", f"{most - least:+.2f} s", f"within {_APART} s")
