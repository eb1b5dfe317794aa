"""Lay the text of a file against the text that it should hold, and say where they differ. Shows nothing.

What a print adds (labels, page numbers, heads of tables) is no difference as long as it stands between pieces or where
a page ends; nor is what stands in another place and may.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher
from enum import Enum, auto
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_gen.inspect.source import Piece


class Kind(Enum):
    """How a text differs from what it should be."""

    LOST = auto()
    CHANGED = auto()
    ADDED = auto()
    MOVED = auto()


class Difference(Struct, frozen=True, kw_only=True):
    """One place where they differ."""

    kind: Kind
    due: str
    """What should stand there; empty for what was added."""
    found: str
    """What stands there instead."""
    before: str
    """Some characters before it, so that it can be found."""
    index: int
    """Of the character in the file's text that is nearest to it."""


_NOWHERE = -1
_RUN = 8
"""So many characters that occur once are taken for what they are."""
_BEFORE = 8
_MOST_JUNK = 4_000_000
"""Above so many pairs of characters the most frequent ones are passed over: for speed."""
_ALIKE = 0.8
_MOST_MOVED = 40
"""Of so many pieces that are not where they should be it is asked whether they stand elsewhere, a little changed."""


def differences(pieces: Sequence[Piece], printed: str, pages: Sequence[int]) -> tuple[Difference, ...]:
    """Return where a file's text differs from its pieces, by place; `pages` gives the page of each character."""
    text = _Text(sorted(pieces, key=attrgetter("floats")), printed, pages)
    _anchor(text)
    for first, last in _gaps(text):
        _fill(text, first, last)
    moved = _moved(text)
    return tuple(sorted([*moved, *_missing(text), *_added(text)], key=attrgetter("index")))


def coverage(pieces: Sequence[Piece], printed: str) -> float:
    """Return which part of the pieces' characters a text holds in runs of two, in whatever order: 0 to 1."""
    held = set(map("".join, pairwise(printed)))
    pairs = [pair for piece in pieces for pair in map("".join, pairwise(piece.text))]
    return sum(pair in held for pair in pairs) / len(pairs) if pairs else 1.0


class _Text:
    """What is compared, and what is known of it so far."""

    def __init__(self, pieces: Sequence[Piece], printed: str, pages: Sequence[int]) -> None:
        self.pieces = pieces
        """Those that float are the last."""
        self.whole = "".join(piece.text for piece in pieces)
        self.starts = [0, *accumulate(len(piece.text) for piece in pieces)]
        self.printed = printed
        self.pages = pages
        self.places = [_NOWHERE] * len(self.whole)
        """For each character of the whole its place in the file."""
        self.loose: set[int] = set()
        """Characters of the whole that are there, though what stands between them may be anything."""

    def spans(self) -> Iterator[tuple[Piece, int, int]]:
        """Yield each piece with its first character's place in the whole and the one behind its last."""
        yield from zip(self.pieces, self.starts[:-1], self.starts[1:], strict=True)


def _anchor(text: _Text) -> None:
    """Place the runs of characters that occur once on either side, as far as they are in order."""
    printed = _single_runs(text.printed, [(0, len(text.printed))])
    due = _single_runs(text.whole, [(start, end) for piece, start, end in text.spans() if not piece.floats])
    last = _NOWHERE
    for place, start in _rising([(printed[run], start) for run, start in due.items() if run in printed]):
        known = text.places[start]
        if place <= last - _RUN or known not in {_NOWHERE, place} or (known == _NOWHERE and place <= last):
            continue
        last = place + _RUN - 1
        text.places[start : start + _RUN] = range(place, place + _RUN)


def _single_runs(text: str, spans: Iterable[tuple[int, int]]) -> dict[str, int]:
    """Return the runs of some characters that occur once in the parts of a text, in order, with their places."""
    places: dict[str, int] = {}
    for start, end in spans:
        for at in range(start, end - _RUN + 1):
            run = text[at : at + _RUN]
            places[run] = at if run not in places else _NOWHERE
    return {run: at for run, at in places.items() if at != _NOWHERE}


def _rising(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of a list of pairs whose first figures rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for index, item in enumerate(found):
        at = bisect_left(ends, item[0])
        before.append(last[at - 1] if at else None)
        ends[at : at + 1] = [item[0]]
        last[at : at + 1] = [index]
    chain: list[tuple[int, int]] = []
    step = last[-1] if last else None
    while step is not None:
        chain.append(found[step])
        step = before[step]
    return chain[::-1]


def _gaps(text: _Text) -> list[tuple[int, int]]:
    """Return the stretches of the whole that have no place yet, without what floats: first and one behind the last."""
    fixed = sum(len(piece.text) for piece in text.pieces if not piece.floats)
    return list(_runs(text.places, 0, fixed))


def _fill(text: _Text, start: int, end: int) -> None:
    """Place a stretch in what the file has between its neighbours."""
    low = text.places[start - 1] + 1 if start else 0
    behind = text.places[end] if end < len(text.places) else _NOWHERE
    high = len(text.printed) if behind == _NOWHERE else behind
    if _in_turn(text, _parts(text, start, end), low, high):
        return
    due, found = text.whole[start:end], text.printed[low:high]
    _match(text, start, due, low, found)
    if _NOWHERE in text.places[start:end] and (places := _scattered(due, found)):
        text.places[start:end] = [low + place for place in places]
        text.loose.update(range(start, end))


def _parts(text: _Text, start: int, end: int) -> list[tuple[int, int]]:
    """Return a stretch cut where pieces end."""
    first, last = bisect_right(text.starts, start), bisect_left(text.starts, end)
    return list(pairwise([start, *text.starts[first:last], end]))


def _in_turn(text: _Text, parts: list[tuple[int, int]], low: int, high: int) -> bool:
    """Place parts that stand there whole, one behind the other; tell whether all do."""
    found: list[int] = []
    for start, end in parts:
        place = text.printed.find(text.whole[start:end], low, high)
        if place == _NOWHERE:
            return False
        low = place + end - start
        found.extend(range(place, low))
    text.places[parts[0][0] : parts[-1][1]] = found
    return True


def _match(text: _Text, start: int, due: str, low: int, found: str) -> None:
    matcher = SequenceMatcher(None, due, found, autojunk=len(due) * len(found) > _MOST_JUNK)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            text.places[start + block.a + offset] = low + block.b + offset


def _scattered(due: str, found: str) -> list[int]:
    """Return the places of a text's characters where they are all there and in order; none otherwise."""
    places, at = [], -1
    for character in due:
        at = found.find(character, at + 1)
        if at == _NOWHERE:
            return []
        places.append(at)
    return places


def _moved(text: _Text) -> list[Difference]:
    """Place the pieces that stand elsewhere, long ones first; those that have no right to are returned."""
    lacking = [span for span in text.spans() if _is_lacking(text, span)]
    moved = []
    for number, (piece, start, end) in enumerate(
        sorted(lacking, key=lambda span: (span[0].floats, -len(span[0].text)))
    ):
        mine = text.places[start:end]
        text.places[start:end] = [_NOWHERE] * len(mine)
        free = _free(text)
        place = free.find(piece.text)
        if place != _NOWHERE:
            text.places[start:end] = range(place, place + len(mine))
        elif len(mine) >= _RUN and number < _MOST_MOVED:
            _match(text, start, piece.text, 0, free)
        if text.places[start:end].count(_NOWHERE) > (1 - _ALIKE) * len(mine):
            text.places[start:end] = mine
        elif not piece.floats:
            index = min(at for at in text.places[start:end] if at != _NOWHERE)
            moved.append(Difference(kind=Kind.MOVED, due=piece.text, found=piece.text, before="", index=index))
    return moved


def _is_lacking(text: _Text, span: tuple[Piece, int, int]) -> bool:
    """Tell whether at least half of a piece has found no place."""
    _, start, end = span
    return text.places[start:end].count(_NOWHERE) * 2 >= end - start


def _free(text: _Text) -> str:
    """Return the file's text with what has found its place blotted out."""
    free = list(text.printed)
    for place in text.places:
        if place != _NOWHERE:
            free[place] = "\0"
    return "".join(free)


def _missing(text: _Text) -> Iterator[Difference]:
    """Yield each run of characters that the file lacks, with what stands in its place."""
    matched, taken = text.places, set(text.places)
    for _, start, end in text.spans():
        for first, last in _runs(matched, start, end):
            left = matched[first - 1] if first else _NOWHERE
            right = matched[last] if last < len(matched) else _NOWHERE
            between = range(left + 1, right)
            room = 2 * (last - first) + 2
            instead = 0 < len(between) <= room and not taken.intersection(between)
            found = text.printed[left + 1 : right] if instead else ""
            yield Difference(
                kind=Kind.CHANGED if found else Kind.LOST,
                due=text.whole[first:last],
                found=found,
                before=text.whole[max(start, first - _BEFORE) : first],
                index=_nearest(matched, first),
            )


def _runs(matched: list[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    first = None
    for index in range(start, end + 1):
        lacking = index < end and matched[index] == _NOWHERE
        if lacking and first is None:
            first = index
        if not lacking and first is not None:
            yield first, index
            first = None


def _nearest(matched: list[int], index: int) -> int:
    """Return the file's place of the nearest character before one, or behind it; 0 where there is none at all."""
    before = (matched[at] for at in range(index - 1, -1, -1) if matched[at] != _NOWHERE)
    behind = (matched[at] for at in range(index, len(matched)) if matched[at] != _NOWHERE)
    return next(before, next(behind, 0))


def _added(text: _Text) -> Iterator[Difference]:
    """Yield what stands inside a piece and isn't in it, page breaks apart."""
    matched, taken = text.places, set(text.places)
    for _, start, end in text.spans():
        for index in range(start + 1, end):
            left, right = matched[index - 1], matched[index]
            between = range(left + 1, right)
            if _NOWHERE in {left, right} or not between or taken.intersection(between):
                continue
            if index in text.loose or text.pages[left] != text.pages[right] or _slides(text, start, index, end):
                continue
            yield Difference(
                kind=Kind.ADDED,
                due="",
                found=text.printed[left + 1 : right],
                before=text.whole[max(start, index - _BEFORE) : index],
                index=left + 1,
            )


def _slides(text: _Text, start: int, index: int, end: int) -> bool:
    """Tell whether what was added may as well stand before its piece or behind it."""
    left, right = text.places[index - 1], text.places[index]
    before, behind = text.whole[start:index], text.whole[index:end]
    return text.printed.endswith(before, 0, right) or text.printed.startswith(behind, left + 1)
