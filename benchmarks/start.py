"""Measure how soon the command says something: its help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.race import Entrant, Taken, race
from benchmarks.tables import Goal, Part, section, table

if TYPE_CHECKING:
    from benchmarks.command import Command
    from benchmarks.setting import Setting

_ROUNDS = 20
_MOST_MS = 120


def start(setting: Setting) -> Part:
    """Ask for the help again and again."""
    command = setting.archive("start", 1)
    (outcome,) = race([Entrant("`bulletin --help`", "", lambda: _help(command), own=True)], _ROUNDS)
    times = (outcome.least, outcome.median, outcome.cpu)
    row = (outcome.entrant.name, *(f"{1000 * time:.0f}" for time in times))
    return Part(
        section(
            "Start",
            f"Milliseconds from the shell, in {_ROUNDS} rounds.",
            table(("", "least", "median", "of the processor"), [row]),
        ),
        (Goal("start of the command (`bulletin --help`)", f"{1000 * outcome.median:.0f} ms", f"≤ {_MOST_MS} ms"),),
    )


def _help(command: Command) -> Taken:
    run = command.call("--help")
    return Taken(run.wall, run.cpu)
