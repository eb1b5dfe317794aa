"""Tables in Markdown, and what a part of the measurements says. Measures nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Goal(Struct, frozen=True):
    """A figure that is to be reached."""

    figure: str
    reached: str
    wanted: str


class Part(Struct, frozen=True):
    """What one part of the measurements found."""

    lines: tuple[str, ...]
    """Markdown, from its heading on."""
    goals: tuple[Goal, ...] = ()


def section(heading: str, remark: str, *tables: Iterable[str]) -> tuple[str, ...]:
    """Return a heading, a remark in words and tables below it."""
    lines = [f"## {heading}", "", remark, ""]
    for rows in tables:
        lines += [*rows, ""]
    return tuple(lines)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> Iterator[str]:
    """Yield the lines of a table; the first columns, `words` of them, are set from the left, figures from the right."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * words + "--:|" * (len(head) - words)
    for row in rows:
        yield f"| {' | '.join(row)} |"
