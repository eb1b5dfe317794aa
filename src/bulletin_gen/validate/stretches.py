"""Tell on which lines of the file a part of the parsed tree stands. Judges nothing.

Only anchors and marks tell a place; lines that hold neither, such as a row of dashes, go with the block they touch.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bulletin_gen.model import NOWHERE, Stretch
from bulletin_gen.parse.anchors import anchor_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from bulletin_gen.parse.body import ParsedBody
    from bulletin_gen.parse.traced import Traced
    from bulletin_gen.validate.reading import Reading

_PLACED = ("src", "alt", "href")
"""Attributes that hold text of the source."""
_BLANKS_PER_LEVEL = 4


def stretch_of(reading: Reading, part: Element | list[str | Element]) -> Stretch:
    """Return the lines of a part, its marks and all that it holds included; NOWHERE where no character tells."""
    raw = "".join(_texts(part))
    offsets = [*anchor_offsets(raw, reading.body.table), *(mark.offset for _, mark in reading.marks_in(raw))]
    known = [offset for offset in offsets if offset >= 0]
    if not known:
        return NOWHERE
    first, last = (reading.body.source.position(offset)[0] for offset in (min(known), max(known)))
    return (reading.touching.get(first, (first, first))[0], reading.touching.get(last, (last, last))[1])


def notice_head(reading: Reading, stretch: Stretch, depth: int) -> int:
    """Return the line that the notice on some lines begins on, inside so many containers."""
    source = reading.body.source
    lines = source.text.split("\n")
    for row in range(stretch[0] - source.first_line, -1, -1):
        text = lines[row].expandtabs(_BLANKS_PER_LEVEL)
        indent = len(text) - len(text.lstrip())
        if text.lstrip().startswith("!!!") and indent // _BLANKS_PER_LEVEL <= depth:
            return row + source.first_line
    return stretch[0]


def joined_stretch(*parts: Stretch) -> Stretch:
    """Return the lines from the first to the last of several parts."""
    known = [stretch for stretch in parts if stretch != NOWHERE]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else NOWHERE


def touching_lines(body: ParsedBody) -> dict[int, Stretch]:
    """Return, for each line that tells its place, the lines that tell none right above and below it, as one stretch.

    Empty where all lines have blank ones on both sides: each stands for itself alone.
    """
    lines = [[*run] for blank, run in groupby(body.lines, key=_is_blank) if not blank]
    if all(len(run) == 1 for run in lines):
        return {}
    runs = [[body.source.position(line.offset())[0] for line in run] for run in lines]
    telling = {body.source.position(offset)[0] for offset in body.table.offsets}
    telling |= {body.source.position(mark.offset)[0] for mark in body.marks}
    telling |= {body.source.position(line.offset())[0] for line in body.lines if line.text.lstrip().startswith("!!!")}
    return {row: _around(run, index, telling) for run in runs for index, row in enumerate(run) if row in telling}


def _is_blank(line: Traced) -> bool:
    return not line.text.strip()


def _around(run: list[int], index: int, telling: set[int]) -> Stretch:
    first = last = index
    while first and run[first - 1] not in telling:
        first -= 1
    while last + 1 < len(run) and run[last + 1] not in telling:
        last += 1
    return (run[first], run[last])


def _texts(part: Element | list[str | Element]) -> Iterator[str]:
    for item in part if isinstance(part, list) else [part]:
        if isinstance(item, str):
            yield item
            continue
        yield from item.itertext()
        yield from (element.get(name, "") for element in item.iter() if element.attrib for name in _PLACED)
