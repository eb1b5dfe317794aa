"""Measure a cold build, pages and prints, beside other ways to print such issues."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from statistics import mean
from typing import TYPE_CHECKING

import pikepdf

from benchmarks.print_peers import ISSUES, PEERS, WARM_UP, lay_out_sources, print_by
from benchmarks.race import Entrant, Taken, race
from benchmarks.runs import FailedError
from benchmarks.tables import Goal, Part, section, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.command import Command
    from benchmarks.print_peers import Desk, Peer
    from benchmarks.race import Outcome
    from benchmarks.setting import Setting

COLD = 200
"""Issues of the synthetic archive."""
_OURS = "`bulletin build`, all issues, its start included"
_LOOP = "WeasyPrint, a loop in one process"
_HEAD = ("", "makes", "version", "least", "median", "of the processor", "pages", "KB")
_MOST_MS = 45
_TIMES = 3


def cold(setting: Setting) -> Part:
    """Print issues by all of us in turns."""
    command = setting.sample("cold", COLD)
    desk = lay_out_sources(setting, command.site)
    outputs = {_OURS: command.site / "public"} | {peer.name: setting.folder / "peers" / peer.name for peer in PEERS}
    makes = {_OURS: "pages, tagged PDF/A-3a"} | {peer.name: peer.makes for peer in PEERS}
    entrants = [_ours(command), *(_entrant(setting, peer, desk, outputs[peer.name]) for peer in PEERS)]
    outcomes = {outcome.entrant.name: outcome for outcome in race(entrants, setting.rounds)}
    rows = (_row(outcome, makes[name], outputs[name]) for name, outcome in outcomes.items())
    return Part(
        section(
            f"Cold: pages and prints of {_issues(command)} issues",
            f"Milliseconds an issue, in {setting.rounds} rounds in which all take turns. Peers print {ISSUES} of the "
            "issues: the same document and style sheet where they read HTML, else the same text in the same faces at "
            "the same sizes. The loops' own start is not counted, nor their first issue. Pages and KB: of a print, on "
            "average.",
            table(_HEAD, rows, words=3),
        ),
        tuple(_goals(outcomes[_OURS], outcomes[_LOOP])),
    )


def _ours(command: Command) -> Entrant:
    return Entrant(_OURS, "", partial(_build, command), own=True)


def _build(command: Command) -> Taken:
    command.forget()
    run = command.build()
    issues = _issues(command)
    return Taken(run.wall / issues, run.cpu / issues)


def _issues(command: Command) -> int:
    """Return how many issues were built."""
    return sum(1 for _ in (command.site / "public").rglob("issue.json"))


def _entrant(setting: Setting, peer: Peer, desk: Desk, output: Path) -> Entrant:
    """Return a peer that has printed once already, so that it has whatever it keeps."""
    program = setting.program(peer.program)
    version = setting.version(program, peer.version)
    go = partial(print_by, peer, program or output, desk, output)
    if version is not None:
        with suppress(FailedError):  # it will fail again when it counts
            go(warm_up=True)
    return Entrant(peer.name, version, go)


def _row(outcome: Outcome, makes: str, output: Path) -> tuple[str, ...]:
    entrant = outcome.entrant
    if outcome.failure:
        return (entrant.name, makes, entrant.version or "", outcome.failure, "", "", "", "")
    prints = [path for path in output.rglob("*.pdf") if not path.stem.startswith(WARM_UP)]
    pages = mean(_pages(path) for path in prints)
    size = mean(path.stat().st_size for path in prints) / 1000
    times = (outcome.least, outcome.median, outcome.cpu)
    return (
        entrant.name,
        makes,
        entrant.version or "",
        *(f"{1000 * time:.1f}" for time in times),
        f"{pages:.1f}",
        f"{size:.0f}",
    )


def _pages(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _goals(ours: Outcome, loop: Outcome) -> Iterator[Goal]:
    yield Goal("cold build, an issue", f"{1000 * ours.median:.1f} ms", f"≤ {_MOST_MS} ms")
    if not loop.failure:
        times = loop.median / ours.median
        yield Goal("cold build, how many times faster than WeasyPrint in a loop", f"{times:.1f}", f"≥ {_TIMES}")
