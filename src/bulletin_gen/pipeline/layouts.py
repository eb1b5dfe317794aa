"""Which layout profiles issues are printed by, and with which faces. Prints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import Checked
from bulletin_gen.fonts.find import require, resolve
from bulletin_gen.typeset.read_profile import load_profile
from bulletin_gen.workers.press import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_gen.diagnostics import Span
    from bulletin_gen.model import Issue
    from bulletin_gen.pipeline.request import BuildRequest
    from bulletin_gen.typeset.profile import Profile


def profiles_of(issues: Iterable[Issue], folders: tuple[Path, ...]) -> Checked[dict[str, Profile]]:
    """Read every layout profile that an issue names, each fault at the first place that names it."""
    asked: dict[str, Span] = {}
    for issue in issues:
        asked.setdefault(issue.layout, dict(issue.field_spans).get("layout", issue.publication.source))
    read = {name: load_profile(name, folders, span) for name, span in sorted(asked.items())}
    faults = tuple(fault for profile in read.values() for fault in profile.diagnostics)
    return Checked({name: profile.value for name, profile in read.items()}, faults)


def fonts_of(
    profiles: dict[str, Profile], issues: Iterable[Issue], request: BuildRequest
) -> tuple[tuple[str, Layout], ...]:
    """Find the faces of the profiles that issues are printed by; none without a print. A missing role stops the run."""
    if not request.pdf:
        return ()
    used = sorted({issue.layout for issue in issues})
    return tuple((name, Layout(profiles[name], require(resolve(profiles[name].roles, request.fonts)))) for name in used)
