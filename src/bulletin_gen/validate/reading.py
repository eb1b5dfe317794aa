"""What the readers of a body share: the parsed text, what is known of the issue, and the faults met so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.diagnostics import Diagnostic, Severity, Span
from bulletin_gen.parse.anchors import restored, token_numbers
from bulletin_gen.parse.markdown import NOTE_TAG
from bulletin_gen.parse.traced import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bulletin_gen.codes import Code
    from bulletin_gen.model import Stretch
    from bulletin_gen.parse.body import ParsedBody
    from bulletin_gen.parse.marks import Mark
    from bulletin_gen.parse.traced import Traced


class BodyContext(Struct, frozen=True):
    """What a body is checked against."""

    columns: tuple[str, ...] = ()
    """The publication's known columns; empty where it names none."""
    issued: date | None = None
    files: frozenset[str] = frozenset()
    """POSIX paths of the files in the issue's folder."""


class Reading(Struct, frozen=True):
    """One body while it is read; the two collections grow."""

    body: ParsedBody
    context: BodyContext
    faults: list[Diagnostic] = field(default_factory=list)
    applied: set[int] = field(default_factory=set)
    """Numbers of the marks that found their block."""
    touching: Mapping[int, Stretch] = field(default_factory=dict)
    """The lines that belong to what stands on a line, though they don't tell so: see `stretches`."""

    def note_number(self, name: str) -> int:
        """Return the number of a note's definition in this body, from 1."""
        names = [note.get("name") for note in self.body.root.iter(NOTE_TAG)]
        return names.index(name) + 1

    def text(self, raw: str | None) -> Traced:
        """Return a text of the tree as it was typed."""
        return restored(raw or "", self.body.table)

    def words(self, raw: str | None) -> Traced:
        """Return a text of the tree as it was typed, without the tokens of marks."""
        return without_tokens(self.text(raw)) if self.body.marks else self.text(raw)

    def typed_at(self, text: Traced, index: int, literal: str) -> int:
        """Return the offset of a literal in a text; where no neighbour tells it, of the first such literal at all."""
        offset = text.offset(index)
        return offset if offset != UNKNOWN else max(self.body.source.text.find(literal), 0)

    def before(self, offset: int, literal: str) -> int:
        """Return where the literal that introduces a text at an offset begins; the first one where that is unknown."""
        source = self.body.source.text
        found = source.rfind(literal, 0, max(offset, 0) + len(literal))
        return found if found >= 0 else max(source.find(literal), 0)

    def after(self, offset: int, literal: str) -> int:
        """Return where the literal that follows a text at an offset ends; the first one where that is unknown."""
        source = self.body.source.text
        return max(source.find(literal, max(offset, 0)), 0) + len(literal)

    def fault(self, offset: int, code: Code, message: str, hint: str) -> None:
        """Note an error at an offset of the source."""
        self.faults.append(Diagnostic(self.span(offset), code, message, hint))

    def warn(self, offset: int, code: Code, message: str, hint: str) -> None:
        """Note a warning at an offset of the source."""
        self.faults.append(Diagnostic(self.span(offset), code, message, hint, Severity.WARNING))

    def span(self, offset: int) -> Span:
        """Return the place of an offset."""
        return self.body.source.span(offset)

    def marks_in(self, raw: str | None) -> tuple[tuple[int, Mark], ...]:
        """Return number and mark of each token in a text of the tree."""
        marks = self.body.marks
        if not marks:
            return ()
        return tuple((number, marks[number]) for _, number in token_numbers(raw or "") if number < len(marks))


def without_tokens(text: Traced) -> Traced:
    """Return a text without the tokens of its marks."""
    for index, _ in reversed(token_numbers(text.text)):
        text = text.replaced(index, index + 1)
    return text
