"""How far a build has come: a bar on a terminal, a few plain lines elsewhere. Measures nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.cli.screen import STEERING, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.progress import Progress as RichProgress

    from bulletin_gen.cli.screen import Screen
    from bulletin_gen.pipeline.request import Progress

_STEPS = 10
_MANY = 500
"""Sources that take so long to read that somebody wonders."""
_BAR = 24
"""Cells."""


@contextmanager
def watching(screen: Screen, *, quiet: bool) -> Iterator[Progress]:
    """Give a build somebody to tell its progress to; quiet, nothing is shown."""
    if quiet:
        yield _Lines(lambda _: None)
    elif not screen.terminal:
        yield _Lines(lambda line: say(screen, line))
    else:
        bar = _rich_bar(screen)
        try:
            yield _Bar(bar, screen)
        finally:
            bar.stop()


class _Lines:
    """Plain lines: when it begins, and at each tenth."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._count = _Count()

    def waits(self, folder: Path) -> None:
        self._tell(_waiting_line(folder))

    def remarks(self, text: str) -> None:
        self._tell(text)

    def reads(self, issues: int) -> None:
        if issues >= _MANY:
            self._tell(f"校核 {issues} 期……")

    def read(self) -> None:
        """Say nothing: reading is quick."""

    def begins(self, issues: int) -> None:
        self._count = _Count(issues)
        self._tell(f"排印 {issues} 期……")

    def presses(self, title: str) -> None:
        """Say nothing: one line an issue would be too many."""

    def pressed(self) -> None:
        before, self._count = self._count, self._count.next()
        if self._count.step > before.step:
            self._tell(f"已排印 {self._count.done}/{self._count.total} 期")


class _Bar:
    """A bar at the foot of the terminal; it vanishes at the end."""

    def __init__(self, bar: RichProgress, screen: Screen) -> None:
        self._bar = bar
        self._screen = screen

    def waits(self, folder: Path) -> None:
        say(self._screen, _waiting_line(folder))

    def remarks(self, text: str) -> None:
        say(self._screen, text)

    def reads(self, issues: int) -> None:
        self._show("校核", issues)

    def read(self) -> None:
        self._bar.advance(self._bar.task_ids[-1])

    def begins(self, issues: int) -> None:
        self._show("排印", issues)

    def presses(self, title: str) -> None:
        self._bar.update(self._bar.task_ids[-1], issue=title.translate(STEERING))

    def pressed(self) -> None:
        self._bar.advance(self._bar.task_ids[-1])

    def _show(self, work: str, issues: int) -> None:
        """Show one bar: that of the work before goes. There is no thread that draws before the first."""
        self._bar.start()
        for task in self._bar.task_ids:
            self._bar.remove_task(task)
        self._bar.add_task(work, total=issues, issue="")


class _Count(Struct, frozen=True):
    total: int = 0
    done: int = 0

    @property
    def step(self) -> int:
        """How many tenths are done."""
        return self.done * _STEPS // self.total if self.total else 0

    def next(self) -> _Count:
        """Return the count with one more done."""
        return _Count(self.total, self.done + 1)


def _waiting_line(folder: Path) -> str:
    return f"另一个 bulletin 正在写 {folder}，等它写完……"


def _rich_bar(screen: Screen) -> RichProgress:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs rich
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - same
    from rich.table import Column  # noqa: PLC0415 - the same

    console = Console(stderr=True, no_color=not screen.colour)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(_BAR),
        MofNCompleteColumn(),
        TextColumn("还要"),
        TimeRemainingColumn(compact=True),
        # behind all that keeps its width
        TextColumn("{task.fields[issue]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
    )
    return Progress(*columns, console=console, transient=True)
