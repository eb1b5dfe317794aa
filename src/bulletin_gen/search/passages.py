"""What a result shows: the text of an issue in parts, of which a browser loads the one that has the place found.

A part has what the list says of its issue too, so that one file is all that a result takes. Marks no hit.
"""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING

from bulletin_gen.model import Audience
from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.records import record_of
from bulletin_gen.plan.search_files import passage_path
from bulletin_gen.search.figures import EDGE, PART
from bulletin_gen.search.text import lines_of, normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.model import Issue

_TITLES_SHOWN = 3


def passages(issue: Issue) -> tuple[Output, ...]:
    """Return the files with the text of an issue that is cut to the edition."""
    head, divided = _head(issue), tuple(parts(lines_of(issue)))
    files = []
    for number, part in enumerate(divided):
        text = json.dumps({**head, "lines": part, "parts": len(divided)}, ensure_ascii=False, separators=(",", ":"))
        files.append(Output(passage_path(issue.key, number), f"bulletinSearch({text});\n".encode()))
    return tuple(files)


def parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines of each part, the first and the last cut to it; `lines` are as typed."""
    ends = list(accumulate(len(normal(line)) + 1 for line in lines))
    starts = [0, *ends]
    for first in range(0, max(1, starts[-1] - 1), PART):
        low, high = first - EDGE, first + PART + EDGE
        near = (
            (line, start, end)
            for line, start, end in zip(lines, starts, ends, strict=False)
            if start < high and end > low
        )
        yield [
            line if low <= start and end <= high else _cut(line, low - start, high - start) for line, start, end in near
        ]


def _cut(line: str, low: int, high: int) -> str:
    """Return what of a line lies between two places of its normal form."""
    ends = list(accumulate(len(normal(sign)) for sign in line))
    return "".join(sign for sign, end in zip(line, ends, strict=True) if low < end <= high)


def _head(issue: Issue) -> dict[str, list[str]]:
    record = record_of(issue)
    flags = {
        "已撤回": record.withdrawn is not None,
        "有更正": record.corrected is not None,
        "内部": record.audience is Audience.INTERNAL,
    }
    return {"titles": list(record.titles[:_TITLES_SHOWN]), "flags": [word for word, given in flags.items() if given]}
