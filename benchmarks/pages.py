"""Measure the pages of 1,000 issues without prints, cold, beside other site generators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.page_peers import GENERATORS, articles_of, entrant
from benchmarks.race import Entrant, Taken, race
from benchmarks.tables import Goal, Part, section, table

if TYPE_CHECKING:
    from benchmarks.command import Command
    from benchmarks.race import Outcome
    from benchmarks.setting import Setting

PAGES = 1000
_OURS = "`bulletin build --no-pdf`"
_MOST = 1.5


def pages(setting: Setting) -> Part:
    """Build the pages of the same issues by all of us in turns."""
    command = setting.archive("pages", PAGES)
    articles = articles_of(command.site)
    ours = Entrant(_OURS, "", partial(_build, command), own=True)
    outcomes = race([ours, *(entrant(one, articles, setting) for one in GENERATORS)], setting.rounds)
    first, *_ = outcomes
    return Part(
        section(
            f"Pages alone of {PAGES:,} issues, cold",
            f"Seconds, in {setting.rounds} rounds in which all take turns, starts included. Peers make a page for each "
            "issue and one index; we also make data of each issue and indexes of each year and publication, and check "
            "all that is typed.",
            table(("", "version", "least", "median", "of the processor"), map(_row, outcomes), words=2),
        ),
        (Goal(f"pages alone of {PAGES:,} issues, cold", f"{first.median:.2f} s", f"≤ {_MOST} s"),),
    )


def _build(command: Command) -> Taken:
    command.forget()
    run = command.build("--no-pdf")
    return Taken(run.wall, run.cpu)


def _row(outcome: Outcome) -> tuple[str, ...]:
    entrant = outcome.entrant
    if outcome.failure:
        return (entrant.name, entrant.version or "", outcome.failure, "", "")
    times = (outcome.least, outcome.median, outcome.cpu)
    return (entrant.name, entrant.version or "", *(f"{time:.2f}" for time in times))
