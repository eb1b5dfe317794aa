"""Where text goes and how: the stream, its width, colours or none. Knows nothing of what is said."""

from __future__ import annotations

import shutil
import sys
from enum import Enum

import click
from msgspec import Struct

_DEFAULT_COLUMNS = 100
_FEWEST_COLUMNS = 40
STEERING = {code: 0x2400 + code for code in range(32) if code != ord("\n")} | dict.fromkeys(range(0x7F, 0xA0), 0xFFFD)
"""Control characters that a message quotes are shown as signs: they must not steer the terminal."""


class Tone(Enum):
    """How a word stands out."""

    PLAIN = None
    GOOD = "green"
    BAD = "red"
    DOUBTFUL = "yellow"


class Screen(Struct, frozen=True, kw_only=True):
    """The standard error stream of this run."""

    terminal: bool
    """Whether somebody watches: otherwise nothing but plain lines goes there."""
    colour: bool
    columns: int
    """Cells of a line."""


def screen_of(environment: dict[str, str]) -> Screen:
    """Return what standard error is by the environment and the stream itself."""
    terminal = sys.stderr.isatty() and environment.get("TERM") != "dumb"
    return Screen(
        terminal=terminal,
        colour=terminal and not environment.get("NO_COLOR"),
        columns=max(_FEWEST_COLUMNS, shutil.get_terminal_size((_DEFAULT_COLUMNS, 24)).columns - 1)
        if terminal
        else _DEFAULT_COLUMNS,
    )


def say(screen: Screen, *parts: str | tuple[str, Tone]) -> None:
    """Print one line to standard error."""
    pieces = [(part, Tone.PLAIN) if isinstance(part, str) else part for part in parts]
    click.echo("".join(_styled(text, tone) for text, tone in pieces), err=True, color=screen.colour)


def _styled(text: str, tone: Tone) -> str:
    shown = text.translate(STEERING)
    return click.style(shown, fg=tone.value, bold=True) if tone.value else shown
