"""Read a line that can only be a paragraph of words, as `inlines` does what has passed through the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.model import Anchor, Inline, Paragraph, Run
from bulletin_gen.validate.inlines import run_ins

if TYPE_CHECKING:
    from bulletin_gen.parse.traced import Traced
    from bulletin_gen.validate.reading import Reading


def plain_paragraph(reading: Reading, line: Traced) -> Paragraph:
    """Return the paragraph of a line for which `parse.plain` says so."""
    row, column = reading.body.source.position(line.offset())
    found: list[Inline] = []
    for index, text in enumerate(line.text.split("**")):
        bold = index % 2 == 1
        for start, end, form in run_ins(text) if bold else [(0, len(text), None)]:
            if start < end:
                origin = (Anchor(0, row, column + start),)
                found.append(Run(text=text[start:end], emphasis=bold and form is None, run_in=form, origin=origin))
        column += len(text) + len("**")
    return Paragraph(inlines=tuple(found), stretch=(row, row))
