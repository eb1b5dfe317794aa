"""What an inspection found, as lines and as JSON. Weighs nothing anew."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bulletin_gen.cli.screen import Tone, say
from bulletin_gen.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.cli.screen import Screen
    from bulletin_gen.inspect.findings import Finding

_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "说明"}
_TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.DOUBTFUL, Severity.INFO: Tone.PLAIN}


def tell_finding(screen: Screen, path: str, finding: Finding) -> None:
    """Print one finding: file, page, what was measured and should be, clause, strength, rule."""
    page = f"第 {finding.page} 页" if finding.page else "全文"
    word = (_WORDS[finding.severity], _TONES[finding.severity])
    say(
        screen,
        f"{path}: {page}: ",
        word,
        f" {finding.message}（{finding.clause}，{finding.strength}） [{finding.rule}]",
    )


def count_findings(findings: Iterable[Finding]) -> str:
    """Return `2 个错误、1 个说明`; empty where there is none."""
    counted = Counter(finding.severity for finding in findings)
    return "、".join(f"{counted[grave]} 个{_WORDS[grave]}" for grave in Severity if counted[grave])


def finding_data(finding: Finding) -> dict[str, object]:
    """Return all of a finding as JSON has it; lengths in millimetres from the page's upper left corner."""
    place = finding.place
    box = place and {
        "left": round(place.left, 2),
        "top": round(place.top, 2),
        "right": round(place.right, 2),
        "bottom": round(place.bottom, 2),
    }
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "page": finding.page,
        "message": finding.message,
        "clause": finding.clause,
        "strength": finding.strength,
        "place": box,
    }
