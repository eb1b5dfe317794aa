"""Text that knows where each of its characters was typed. Reads no markup."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import force_setattr

from bulletin_gen.diagnostics import Span
from bulletin_gen.model import Anchor, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = -1
"""The offset of a character that nobody typed."""
Offsets: TypeAlias = tuple[int, ...] | range
"""A range where characters follow one another, as they do nearly everywhere: it need not name them one by one."""


class Traced(Struct, frozen=True):
    """A text and, for each of its characters, the offset in the source that it stands at."""

    text: str
    offsets: Offsets

    def is_unbroken(self) -> bool:
        """Tell whether its characters follow one another in the source: offsets only ever grow."""
        places = self.offsets
        if isinstance(places, range):
            return True
        return not places or (places[0] != UNKNOWN and places[-1] - places[0] == len(places) - 1)

    def part(self, start: int, end: int | None = None) -> Traced:
        """Return the characters from `start` up to `end`."""
        if start == 0 and (end is None or end >= len(self.text)):
            return self
        return Traced(self.text[start:end], self.offsets[start:end])

    def stripped(self) -> Traced:
        """Return the text without the white space at its ends, the ideographic space included."""
        bare = self.text.strip()
        if len(bare) == len(self.text):
            return self
        start = len(self.text) - len(self.text.lstrip())
        return Traced(bare, self.offsets[start : start + len(bare)])

    def replaced(self, start: int, end: int, literal: str = "") -> Traced:
        """Return the text with `literal` in place of a stretch; its characters stand where the stretch began."""
        place = self.offsets[start] if start < len(self.offsets) else UNKNOWN
        return Traced(
            self.text[:start] + literal + self.text[end:],
            (*self.offsets[:start], *(place,) * len(literal), *self.offsets[end:]),
        )

    def offset(self, index: int = 0) -> int:
        """Return the source offset of the character at an index, UNKNOWN in an empty text."""
        return self.offsets[min(index, len(self.offsets) - 1)] if self.offsets else UNKNOWN


def joined(parts: Iterable[Traced]) -> Traced:
    """Return texts one after the other."""
    listed = [part for part in parts if part.text]
    if len(listed) == 1:
        return listed[0]
    return Traced("".join([part.text for part in listed]), tuple(chain.from_iterable(part.offsets for part in listed)))


class Source(Struct, frozen=True):
    """A stretch of whole lines of one file, and the way from offsets to lines and columns."""

    path: str
    text: str
    first_line: int = 1
    """The line of the file that the text begins on."""
    starts: tuple[int, ...] = ()
    """Offset of each line's first character, whatever is given here."""

    def __post_init__(self) -> None:
        lengths = (len(line) + 1 for line in self.text.split("\n")[:-1])
        force_setattr(self, "starts", (0, *accumulate(lengths)))

    def lines(self) -> list[Traced]:
        """Return the lines without their ends."""
        placed = zip(self.starts, self.text.split("\n"), strict=True)
        return [Traced(line, range(start, start + len(line))) for start, line in placed]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset; (0, 0) for UNKNOWN."""
        if offset < 0:
            return (0, 0)
        row = bisect_right(self.starts, offset) - 1
        return (self.first_line + row, offset - self.starts[row] + 1)

    def span(self, offset: int) -> Span:
        """Return the place of an offset in the file."""
        return Span(self.path, *self.position(offset))

    def origin(self, traced: Traced) -> Origin:
        """Return the positions of a text's characters in the form that the model keeps."""
        places = traced.offsets
        if places and traced.is_unbroken() and self.text.find("\n", places[0], places[-1]) < 0:
            return (Anchor(0, *self.position(places[0])),)
        anchors: list[Anchor] = []
        previous = UNKNOWN
        for index, offset in enumerate(traced.offsets):
            if offset != UNKNOWN and (offset != previous + 1 or self.text[previous : previous + 1] == "\n"):
                anchors.append(Anchor(index, *self.position(offset)))
            previous = offset
        return tuple(anchors)
