"""Say where the time of a cold build goes, from what `sampling` finds."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from benchmarks.runs import run
from benchmarks.tables import Part, section, table

if TYPE_CHECKING:
    from benchmarks.setting import Setting

ISSUES = 100


def profile(setting: Setting) -> Part:
    """Build once in one process, and look what runs."""
    command = setting.sample("profile", ISSUES)
    taken = run([sys.executable, "-m", "benchmarks.sampling", command.site], folder=setting.root)
    found: dict[str, float] = json.loads(taken.output.splitlines()[-1])
    issues = sum(1 for _ in (command.site / "public").rglob("issue.json"))
    whole = sum(found.values())
    rows = [(group, f"{1000 * time / issues:.1f}", f"{time / whole:.0%}") for group, time in found.items()]
    rows.append(("all", f"{1000 * whole / issues:.1f}", "100%"))
    return Part(
        section(
            f"Where the time goes: {issues} issues, cold, in one process",
            "Milliseconds of the processor an issue, by what runs every millisecond; what is not Python counts for who "
            "calls it.",
            table(("", "ms an issue", "share"), rows),
        )
    )
