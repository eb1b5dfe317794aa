"""Which layout profiles issues are printed by, and with which faces. Prints nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import Checked
from bulletin_gen.fonts.find import require, resolve
from bulletin_gen.typeset.read_profile import load_profile
from bulletin_gen.workers.press import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_gen.diagnostics import Span
    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.pipeline.request import BuildRequest
    from bulletin_gen.typeset.profile import Profile


def profiles_of(named: Iterable[tuple[str, Span]], folders: tuple[Path, ...]) -> Checked[dict[str, Profile]]:
    """Read every layout profile that is named; one that can't be had is a fault at each place that names it."""
    asked: dict[str, dict[Span, None]] = {}
    for name, span in named:
        asked.setdefault(name, {})[span] = None
    read = {name: load_profile(name, folders, min(spans)) for name, spans in sorted(asked.items())}
    faults = [
        replace(fault, span=span)
        for name, profile in read.items()
        for fault in profile.diagnostics
        for span in (asked[name] if fault.span == min(asked[name]) else [fault.span])
    ]
    return Checked({name: profile.value for name, profile in read.items()}, tuple(faults))


def fonts_of(
    profiles: dict[str, Profile], used: Iterable[str], request: BuildRequest
) -> tuple[tuple[str, Layout], ...]:
    """Find the faces of the profiles that are used; none without a print. A missing role stops the run."""
    if not request.pdf:
        return ()
    return tuple(
        (name, Layout(profiles[name], require(resolve(profiles[name].roles, request.fonts)))) for name in sorted(used)
    )


def yardsticks_of(
    used: Iterable[str], folders: tuple[Path, ...], request: BuildRequest
) -> tuple[tuple[str, Measures], ...]:
    """Return what prints are held to, by the name of their layout; nothing where they are not inspected."""
    if not request.inspect:
        return ()
    from bulletin_gen.inspect.layouts import yardstick  # noqa: PLC0415 - a build without it does not wait for it

    return tuple((name, yardstick(name, folders)) for name in sorted(used))
