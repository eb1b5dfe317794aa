"""Where faces are looked for. Looks for none."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

_SHARED_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
_HOME_FOLDERS = (".fonts", ".local/share/fonts", "Library/Fonts", "AppData/Local/Microsoft/Windows/Fonts")


class Places(Struct, frozen=True, kw_only=True):
    """Where faces are looked for, in this order; then among the fonts of the system."""

    site: Path
    """The site's `fonts/`; need not exist."""
    data: Path
    """The folder that `install` fills; need not exist."""
    home: Path
    """The user's home, for systems without fontconfig."""


def system_folders(home: Path) -> tuple[Path, ...]:
    """Return where systems keep fonts, for all users and for one; most are not there."""
    return (*map(Path, _SHARED_FOLDERS), *(home / folder for folder in _HOME_FOLDERS))
