"""Take comments of both kinds out of a file of fields, all else as typed. Reads no field; the file has no fault.

YAML's own scanner tells what is a comment: the sign # may also stand in a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from bulletin_gen.parse.draft import Draft
from bulletin_gen.parse.mending import mended_chunks
from bulletin_gen.parse.scalars import position
from bulletin_gen.parse.traced import UNKNOWN
from bulletin_gen.parse.yaml import HIDE, LOADER, lines_without_comments
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.parse.nodes import Vocabulary
    from bulletin_gen.parse.traced import Source, Traced

_BLOCK_HEAD = pattern(r"[|>][-+0-9]*")


def without_remarks(source: Source, vocabulary: Vocabulary) -> tuple[Traced, ...]:
    """Return the lines of a file of fields without its comments; a line that held nothing else is gone."""
    typed, _ = lines_without_comments(source)
    draft = Draft(source, [*typed], vocabulary)
    kept: dict[int, int] = {}
    for chunk in mended_chunks(draft):
        lines = draft.lines[chunk.start : chunk.end]
        for row, column in _ends(lines):
            kept[chunk.start + row] = max(column, kept.get(chunk.start + row, 0))
    cut = [_until(line, draft.lines[row], kept.get(row, 0)) for row, line in enumerate(typed)]
    return tuple(line for line, whole in zip(cut, typed, strict=True) if line.text.strip() or not whole.text.strip())


def _ends(lines: Sequence[Traced]) -> Iterator[tuple[int, int]]:
    """Yield row and column, from 0, where something ends that is no comment: any number of times a row."""
    text = "\n".join(line.text for line in lines).translate(HIDE)
    for token in yaml.scan(text, Loader=LOADER):
        start, end = position(token.start_mark), position(token.end_mark)
        if start == end:
            continue  # the end of a block stands anywhere before what follows
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            head = _BLOCK_HEAD.match(lines[start[0]].text, start[1])
            yield (start[0], head.end() if head else start[1])
        elif start[0] < end[0]:
            yield (start[0], len(lines[start[0]].text))
        yield from ((row, len(lines[row].text)) for row in range(start[0] + 1, min(end[0], len(lines))))
        yield end


def _until(typed: Traced, mended: Traced, column: int) -> Traced:
    """Return a line up to a column of its mended form, without the blanks that then stand at its end."""
    rest = mended.part(column)
    if not rest.text.strip():
        return typed
    start = next(place for sign, place in zip(rest.text, rest.offsets, strict=True) if not sign.isspace())
    kept = typed.part(0, sum(place != UNKNOWN and place < start for place in typed.offsets))
    return kept.part(0, len(kept.text.rstrip()))
