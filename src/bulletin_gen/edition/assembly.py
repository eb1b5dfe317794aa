"""Put the lines of a source together without those that go, blank lines kept tidy. Decides nothing of what goes."""

from __future__ import annotations

from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEGINS_BLOCK = pattern(r"\s*(?:#|-\s|\d+\.\s)")
"""A head, or an item: what may stand right under another block."""


class Kind(Enum):
    """What becomes of a line."""

    STAYS = 0
    BLANK = 1
    COMMENT = 2
    """Held a comment, and nothing else that stays."""
    GOES = 3


class Line(Struct, frozen=True):
    """A line of a source."""

    kind: Kind
    text: str = ""
    """What remains of it."""


def assembled(lines: Sequence[Line], *, apart: bool) -> list[str]:
    """Return the lines that stay. Around what went as many blank lines stay as stood on one side of it.

    `apart`: there is a blank line where blocks would run together without.
    """
    groups = [(stays, [*group]) for stays, group in groupby(lines, key=lambda line: line.kind is Kind.STAYS)]
    out: list[str] = []
    for index, (stays, group) in enumerate(groups):
        if stays:
            out += [line.text for line in group]
            continue
        following = groups[index + 1][1][0].text if index + 1 < len(groups) else None
        blanks = _between(group, following)
        runs_on = apart and out and following is not None and _runs_on(group, following)
        out += blanks or ([""] if runs_on else [])
    return out


def _between(group: list[Line], following: str | None) -> list[str]:
    """Return the blank lines that stay between two others; `following` is None at the end."""
    if all(line.kind is Kind.BLANK for line in group):
        return [line.text for line in group]
    if following is None:
        return [line.text for line in group[-1:] if line.kind is Kind.BLANK]
    runs = ([line.text for line in run] for blank, run in groupby(group, key=_is_blank) if blank)
    return max(runs, key=len, default=[])


def _runs_on(group: list[Line], following: str) -> bool:
    """Tell whether a line would go on with the block above, now that what stood between has gone."""
    return any(line.kind is Kind.GOES for line in group) and not _BEGINS_BLOCK.match(following)


def _is_blank(line: Line) -> bool:
    return line.kind is Kind.BLANK
