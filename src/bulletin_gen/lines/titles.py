"""Divide a title over lines (标题排列): balanced, shaped 梯形 or 菱形, each line whole in sense.

Pure: characters are counted in cells, a Latin letter or digit as half of one. Measures no face.
Source: GB/T 9704-2012 §7.3.1.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, chain
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from bulletin_gen.lines.words import BEGINNING, COMMON, ENDING, OPEN, PREFIXES, SUFFIXES, SUFFIXES_NOT
from bulletin_gen.notation.names import is_wide
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = "“‘《〈（【〔「『［"
_CLOSING = "”’》〉）】〕」』］"
_NOT_FIRST = _CLOSING + "，。、；：？！·—…～％%/．,.;:?!)]}"
_NOT_LAST = _OPENING + "([{/"
_PAIRS = dict(zip(_CLOSING, _OPENING, strict=True))

_AFTER = ("，", "；", "：", "。", "？", "！", "——", "、")
"""Marks after which a title falls apart naturally."""

_KEPT = 64
"""Titles whose lines are kept: that of the first article is asked for twice, and running ones in every issue."""
_LONE = 1.5
"""A line must be longer than this many cells."""


class _Place(Struct, frozen=True):
    """A place where a line may end."""

    end: int
    """Index into the text; the line ends before it."""
    next: int
    """Where the following line begins: a gap between is left out."""
    cost: float
    """How much the break hurts the sense: 0 for one the editor marked."""


@lru_cache(maxsize=_KEPT)
def shape_title(segments: tuple[str, ...], gaps: tuple[str, ...], limit: float) -> tuple[str, ...]:
    """Return the lines of a title, none wider than `limit` cells unless one word is.

    `segments` and `gaps` are those of `model.Title`. As few lines as fit; among the ways to fill them the one that
    keeps words, quoted terms and titles whole, breaks where the editor marked, and balances the lines.
    """
    text = "".join(a + b for a, b in zip(segments, (*gaps, ""), strict=True))
    if not text:
        return ()
    marked = _marked(segments, gaps)
    places = [
        place if not marked or place.end in marked else _Place(place.end, place.next, place.cost + _UNMARKED)
        for place in _places(text, marked)
    ]
    widths = (0.0, *accumulate(map(cells, text)))
    least = max(1, ceil(widths[-1] / limit - _HAIR))
    if least == 1:
        return (text,)
    tries = [_best(_Task(text, tuple(places), widths, limit, count)) for count in range(least, least + 3)]
    found = [(lines.cost + _ROW * more, lines.lines) for more, lines in enumerate(tries) if lines]
    return min(found)[1] if found else tuple(_forced(text, limit))


def cells(character: str) -> float:
    """Return how many cells a character takes: one for Chinese, half of one for Latin letters and digits."""
    return 1.0 if is_wide(character) or ord(character) > 0x2E7F else 0.5  # noqa: PLR2004 - where CJK begins


_UNMARKED = 15.0
"""What a break elsewhere costs more in a title whose editor marked where it may break."""
_INSIDE = 70.0
"""What a break inside quotes or book marks costs more."""
_WAIST = 12.0
"""What a waist costs: a line shorter than both its neighbours, which is neither 梯形 nor 菱形."""
_SHORTEST = 0.25
"""No line is shorter than this part of the mean."""
_HAIR = 1e-9
_ROW = 45.0
"""What a line more than necessary costs: less than tearing a quotation apart."""


class _Task(Struct, frozen=True):
    text: str
    places: tuple[_Place, ...]
    widths: tuple[float, ...]
    """Width of the text before each index."""
    limit: float
    count: int


class _Division(Struct, frozen=True):
    lines: tuple[str, ...]
    cost: float


def _marked(segments: tuple[str, ...], gaps: tuple[str, ...]) -> dict[int, int]:
    """Return where the segments end, each with the beginning of the next one."""
    marked, position = {}, 0
    for segment, gap in zip(segments, gaps, strict=False):
        marked[position + len(segment)] = position + len(segment) + len(gap)
        position += len(segment) + len(gap)
    return marked


def _places(text: str, marked: dict[int, int]) -> list[_Place]:
    inside = _nesting(text)
    words = tuple(_words(text))
    whole = {index for start, end in words for index in range(start + 1, end)}
    edges = frozenset(chain.from_iterable(words))
    places = []
    for end in range(1, len(text)):
        if end in marked:
            places.append(_Place(end, marked[end], 0.0))
        elif text[end] in " \u3000":
            places.append(_Place(end, end + 1, 1.0))
        elif text[end - 1] not in " \u3000" and _may_break(text, end) and end not in whole:
            places.append(_Place(end, end, _cost(text, end, edges) + _INSIDE * inside[end]))
    return places


def _may_break(text: str, end: int) -> bool:
    """Tell whether a line may end before an index: no mark where it must not stand, no word or number torn."""
    before, after = text[end - 1], text[end]
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    if before in "—…" and after == before:
        return False
    narrow = cells(before) < 1 and cells(after) < 1
    return not narrow and not _UNIT.match(text[end - 1 : end + 1])


_UNIT = pattern(
    r"[0-9〇一二三四五六七八九十百千万亿两几第][0-9年月日号期次个位名家项条届级号轮起大度省市县区万亿余多一二三四五六七八九十百千]"
)


def _nesting(text: str) -> list[int]:
    """Return for each index whether a break before it would fall inside quotes or book marks: how deep."""
    depth, depths = 0, []
    for character in text:
        if character in _CLOSING:
            depths.append(depth)
            depth = max(0, depth - 1)
            continue
        depths.append(depth)
        depth += character in _OPENING
    return depths if depth == 0 else [0] * len(text)


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of common words, where several begin the longest: a line ends in them only if need be."""
    end = 0
    for start in range(len(text)):
        pieces = (text[start : start + size] for size in _SIZES) if start >= end else ()
        if word := next((piece for piece in pieces if piece in _WORDS), ""):
            end = start + len(word)
            yield start, end


_BEGINS = pattern("[^\u4e00-\u9fff]|[年月日的和与及暨向以对由让将]|^.")
"""What stands before a word that begins."""
_LONG_BEGINNING = tuple(word for word in BEGINNING if len(word) > 1)
_WORDS = frozenset((*COMMON, *_LONG_BEGINNING))
_SIZES = sorted({len(word) for word in _WORDS}, reverse=True)


def _cost(text: str, end: int, edges: frozenset[int]) -> float:
    """Return how much a break before an index hurts the sense: the first rule that applies.

    `edges` are those of common words.
    """
    before, after = text[end - 1], text[end]
    rules = (
        (1.0, before != "、" and text.endswith(_AFTER, 0, end)),
        (6.0, before == "、"),
        (40.0, after in "（("),
        (40.0, text.startswith(SUFFIXES, end) and not text.startswith(SUFFIXES_NOT, end)),
        (40.0, before in PREFIXES and _BEGINS.match(text, max(end - 2, 0)) is not None),
        (40.0, text.endswith(OPEN, 0, end)),
        (8.0, before in _CLOSING or after in _OPENING),
        (4.0, text.startswith(_LONG_BEGINNING, end)),
        (7.0, before in ENDING),
        (40.0, after in ENDING),
        (9.0, text.startswith(BEGINNING, end)),
        (10.0, end in edges),
    )
    return next((cost for cost, applies in rules if applies), 18.0)


_State: TypeAlias = tuple[int, float, bool]
"""What the next line must know of a beginning of a title: the index of the place that its last line ends at, that
line's width, and whether a line was shorter than the one before it: from there on none may be longer (梯形, 菱形)."""
_Path: TypeAlias = tuple[float, tuple[tuple[int, int], ...]]
"""What a beginning costs, and its lines as stretches of the text."""


def _best(task: _Task) -> _Division | None:
    """Return the division into exactly `count` lines that costs least, or None where the text does not fit."""
    best: dict[_State, _Path] = {(-1, 0.0, False): (0.0, ())}
    for row in range(task.count):
        reached: dict[_State, _Path] = {}
        for state, (cost, lines) in best.items():
            for after, price, line in _next_lines(task, state, row):
                total = cost + price
                if after not in reached or total < reached[after][0]:
                    reached[after] = (total, (*lines, line))
        best = reached
    if not best:
        return None
    cost, lines = min(best.values())
    return _Division(tuple(task.text[start:end] for start, end in lines), cost)


def _next_lines(task: _Task, state: _State, row: int) -> Iterator[tuple[_State, float, tuple[int, int]]]:
    """Yield every line that may follow: the state after it, its price, its stretch of the text."""
    place, before, shrunk = state
    start = 0 if place < 0 else task.places[place].next
    ideal = task.widths[-1] / task.count
    last = row == task.count - 1
    first = len(task.places) if last else place + 1
    rest = (_Place(len(task.text), len(task.text), 0.0),) if last else task.places[first:]
    for index, end in enumerate(rest, first):
        width = task.widths[end.end] - task.widths[start]
        if width > task.limit + _HAIR:
            return
        if width < ideal * _SHORTEST:
            continue
        shrinks = row > 0 and width < before - 1
        waist = _WAIST if shrunk and width > before + 1 else 0.0
        yield (index, width, shrunk or shrinks), end.cost + _uneven(width, ideal) + waist, (start, end.end)


def _uneven(width: float, ideal: float) -> float:
    """Return the price of a line that is longer or shorter than the others."""
    lone = 200.0 if width <= _LONE else 0.0
    return lone + (abs(width - ideal) / ideal * 6) ** 2


def _forced(text: str, limit: float) -> list[str]:
    """Cut a text that has no place to break: a Latin word wider than the measure."""
    lines, line, width = [], "", 0.0
    for character in text:
        if line and width + cells(character) > limit:
            lines.append(line)
            line, width = "", 0.0
        line += character
        width += cells(character)
    return [*lines, line] if line else lines
