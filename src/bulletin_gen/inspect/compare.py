"""Lay the text of a file against the text that it should hold, and say where they differ. Shows nothing.

What a print adds (labels, page numbers, heads of tables) is no difference as long as it stands between pieces or where
a page ends; nor is what stands in another place and may.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum, auto
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.inspect.source import Piece


class Kind(Enum):
    """How a text differs from what it should be."""

    LOST = auto()
    CHANGED = auto()
    ADDED = auto()
    MOVED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
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
_ANCHOR = 8
"""A piece of so many characters that occurs once is taken for what it is."""
_BEFORE = 8
_MOST_JUNK = 4_000_000
"""Above so many pairs of characters the most frequent ones are passed over: for speed."""
_ALIKE = 0.8


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
    """Place the long pieces that occur once, as far as they are in order."""
    found = []
    for piece, start, _ in text.spans():
        place = text.printed.find(piece.text) if len(piece.text) >= _ANCHOR and not piece.floats else _NOWHERE
        if place != _NOWHERE and text.printed.find(piece.text, place + 1) == _NOWHERE:
            found.append((place, start, len(piece.text)))
    for place, start, length in _rising(found):
        text.places[start : start + length] = range(place, place + length)


def _rising(found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Return the longest part of a list whose first figures rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for index, item in enumerate(found):
        at = bisect_left(ends, item[0])
        before.append(last[at - 1] if at else None)
        ends[at : at + 1] = [item[0]]
        last[at : at + 1] = [index]
    chain: list[tuple[int, int, int]] = []
    step = last[-1] if last else None
    while step is not None:
        chain.append(found[step])
        step = before[step]
    return chain[::-1]


def _gaps(text: _Text) -> list[tuple[int, int]]:
    """Return the stretches between anchors, as numbers of pieces: the first of each and the one behind its last."""
    gaps: list[tuple[int, int]] = []
    for number, (piece, start, _) in enumerate(text.spans()):
        if piece.floats or text.places[start] != _NOWHERE:
            continue
        if gaps and gaps[-1][1] == number:
            gaps[-1] = (gaps[-1][0], number + 1)
        else:
            gaps.append((number, number + 1))
    return gaps


def _fill(text: _Text, first: int, last: int) -> None:
    """Place some pieces in what the file has between their neighbours."""
    start, end = text.starts[first], text.starts[last]
    low = text.places[start - 1] + 1 if start else 0
    behind = text.places[end] if end < len(text.places) else _NOWHERE
    high = len(text.printed) if behind == _NOWHERE else behind
    if _in_turn(text, range(first, last), low, high):
        return
    due, found = text.whole[start:end], text.printed[low:high]
    _match(text, start, due, low, found)
    if _NOWHERE in text.places[start:end] and (places := _scattered(due, found)):
        text.places[start:end] = [low + place for place in places]
        text.loose.update(range(start, end))


def _in_turn(text: _Text, numbers: range, low: int, high: int) -> bool:
    """Place pieces that stand there whole, one behind the other; tell whether all do."""
    found = []
    for number in numbers:
        place = text.printed.find(text.pieces[number].text, low, high)
        if place == _NOWHERE:
            return False
        low = place + len(text.pieces[number].text)
        found.append(range(place, low))
    text.places[text.starts[numbers.start] : text.starts[numbers.stop]] = [at for one in found for at in one]
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
    moved = []
    for piece, start, end in sorted(text.spans(), key=lambda span: (span[0].floats, -len(span[0].text))):
        mine = text.places[start:end]
        if mine.count(_NOWHERE) * 2 < len(mine):
            continue
        text.places[start:end] = [_NOWHERE] * len(mine)
        free = _free(text)
        place = free.find(piece.text)
        if place != _NOWHERE:
            text.places[start:end] = range(place, place + len(mine))
        elif len(mine) >= _ANCHOR:
            _match(text, start, piece.text, 0, free)
        if text.places[start:end].count(_NOWHERE) > (1 - _ALIKE) * len(mine):
            text.places[start:end] = mine
        elif not piece.floats:
            index = min(at for at in text.places[start:end] if at != _NOWHERE)
            moved.append(Difference(kind=Kind.MOVED, due=piece.text, found=piece.text, before="", index=index))
    return moved


def _free(text: _Text) -> str:
    """Return the file's text with what has found its place blotted out."""
    taken = set(text.places)
    return "".join("\0" if index in taken else character for index, character in enumerate(text.printed))


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
            if index not in text.loose and text.pages[left] == text.pages[right]:
                yield Difference(
                    kind=Kind.ADDED,
                    due="",
                    found=text.printed[left + 1 : right],
                    before=text.whole[max(start, index - _BEFORE) : index],
                    index=left + 1,
                )
