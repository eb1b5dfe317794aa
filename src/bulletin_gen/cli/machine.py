"""What this machine and its user have: folders, processors, environment. The only module that asks for them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_gen.fonts.places import Places


def environment() -> dict[str, str]:
    """Return the variables of this process."""
    return dict(os.environ)  # noqa: TID251 - the cli room reads the environment


def font_places(site: Path, data: Path | None) -> Places:
    """Return where faces are looked for; `data` takes the place of the user's own folder of open fonts."""
    from bulletin_gen.fonts.places import Places  # noqa: PLC0415 - the help does not wait for fontTools

    return Places(site=site / "fonts", data=data or font_folder(), home=_home())


def font_folder() -> Path:
    """Return the user's folder of open fonts."""
    return _folder("XDG_DATA_HOME", Path(".local") / "share") / "fonts"


def cache_folder() -> Path:
    """Return the user's folder for what can be made again."""
    return _folder("XDG_CACHE_HOME", Path(".cache"))


def _folder(variable: str, usual: Path) -> Path:
    """Return our part of one of the user's folders. Source: XDG Base Directory Specification."""
    named = environment().get(variable, "")
    return (Path(named) if Path(named).is_absolute() else _home() / usual) / "bulletin"


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _home() -> Path:
    """Return the user's home; the root folder for a user who has none."""
    try:
        home = Path.home()
    except RuntimeError:
        return Path("/")
    return home if home.is_absolute() else Path("/")
