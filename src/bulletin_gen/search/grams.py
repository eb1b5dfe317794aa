"""What the index says of the grams of one part: that it has them, and where or, if that is often, how often.

Of a part that says much again, as texts made of a few sentences do, other grams are told, so that no list of places
grows long: see `index`. Says it of one part at a time, and imports nothing heavy.
"""

from __future__ import annotations

from collections import defaultdict
from operator import sub
from typing import TYPE_CHECKING

from bulletin_gen.search.figures import (
    AGAIN,
    BRIEF,
    DRAWN,
    ENDS,
    FRESH,
    GRAIN,
    HINGES,
    JOINT,
    LONGEST,
    MOST,
    OFTEN,
    PLACES,
    SLOT_BITS,
    SPREAD_BITS,
    WIDE,
    WIDEST,
)
from bulletin_gen.search.numbers import BASE, SIGNS, numbers_of, written
from bulletin_gen.search.parts import spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FACTOR, SEED = 0x9E3779B1, 0x811C9DC5
"""Of the hash that gives a gram its slot."""
WORD = 32
"""Bits of the hash."""
_REST = WORD - SLOT_BITS
BITMAP = '"'
"""Stands before issues that are drawn."""
_END = "\n"
_PAIRS = [first + second for first in SIGNS for second in SIGNS]
_VALUES = {pair: value for value, pair in enumerate(_PAIRS)}
_BITS = {sign: [bit for bit in range(DRAWN) if bits >> bit & 1] for bits, sign in enumerate(SIGNS)}
"""Of each sign that draws issues, which bits are theirs."""


def records_of(lines: Iterable[str]) -> dict[str, str]:
    """Return the grams of a part by its normal lines, each with its record; that of a single character is empty."""
    placed = spread(lines)
    found = dict.fromkeys("".join(line for _, line in placed), "")
    places = _places(placed, 2, 2)
    if says_again(len(places), sum(map(len, places.values()))):
        return found | _records_again(placed)
    sheet = _sheet(placed)
    hinges = {start + at - 1 for start, line in placed for at in range(1, len(line)) if line[at] in HINGES}
    for length in range(2, LONGEST + 1):
        common = []
        for gram, own in places.items():
            found[gram] = _record(own, length)
            if not is_told(len(own), length):
                common += own
        wanted = hinges | {near for place in common for near in (place - 1, place) if near >= 0}
        hinges = set()  # they make grams of three alone
        places.clear()
        for place in sorted(wanted):
            gram = sheet[place : place + length + 1]
            if _END not in gram:
                places[gram].append(place)
    return found | {gram: _record(own, JOINT) for gram, own in _joints(placed).items()}


def says_again(different: int, pairs: int) -> bool:
    """Tell whether a part says much again, by its pairs and how many different ones they are."""
    return 100 * different <= FRESH * pairs


def is_told(count: int, length: int) -> bool:
    """Tell whether the places of a gram that stands so often in a part are told."""
    return count <= PLACES or length >= LONGEST


def slot_of(gram: str) -> int:
    """Return the slot of a gram, by which its bucket is found.

    Those of a part that says much again stand together if they begin alike, wide ones in slots beside each other.
    """
    signs = gram.removesuffix(AGAIN)
    if len(signs) == len(gram):
        return _hash(signs) >> _REST
    if len(signs) < WIDE:
        return _hash(signs[:BRIEF]) >> _REST
    spread = _hash(signs) >> (WORD - SPREAD_BITS)
    return _hash(signs[:WIDE]) >> _REST >> SPREAD_BITS << SPREAD_BITS | spread


def escaped(text: str) -> str:
    """Return grams as they stand in a script's text."""
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("$", "\\$")


def issues_text(numbers: Sequence[int]) -> str:
    """Return the numbers of a volume's issues, sorted: listed as steps or, where that is shorter, drawn as bits."""
    listed = written(map(sub, numbers, (0, *numbers)))
    first, last = numbers[0], numbers[-1]
    head = BITMAP + written((first,))
    if len(head) - (first - last) // DRAWN >= len(listed):
        return listed
    drawn = [0] * -((first - last) // DRAWN)
    start = first + 1
    for number in numbers[1:]:
        drawn[(number - start) // DRAWN] |= 1 << (number - start) % DRAWN
    return head + "".join([SIGNS[bits] for bits in drawn])


def issues_in(text: str) -> list[int]:
    """Return what `issues_text` wrote."""
    if not text.startswith(BITMAP):
        total = 0
        return [total := total + step for step in numbers_of(text)]
    width = next(width for width, sign in enumerate(text[1:], 1) if numbers_of(sign))
    (first,) = numbers_of(text[1 : width + 1])
    drawn = enumerate(text[width + 1 :])
    return [first, *[first + 1 + cell * DRAWN + bit for cell, sign in drawn for bit in _BITS[sign]]]


def records_in(text: str, gram: str) -> list[str]:
    """Return records of a gram that stand one after another."""
    length = len(gram.removesuffix(AGAIN))
    if length < len(gram) <= WIDE:
        return list(text)
    found, at = [], 0
    while at < len(text):
        end = at + 2
        count = _VALUES[text[at:end]] - OFTEN
        if count == MOST:
            count = _VALUES[text[end : end + 2]]
            end += 2
        if count > 0 and is_told(count, length):
            end += 2 * count
        found.append(text[at:end])
        at = end
    return found


def _hash(signs: str) -> int:
    found = SEED
    for sign in signs:
        found = (found ^ ord(sign)) * FACTOR & ((1 << WORD) - 1)
    return found


def _records_again(placed: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Return the grams of a part that says much again, with how often short ones stand, and where wide ones do."""
    found = {}
    for least, most in ((2, 2), (BRIEF, LONGEST), (WIDE, WIDEST)):
        for gram, own in _places(placed, least, most).items():
            found[gram + AGAIN] = _record(own, most) if most == WIDEST else SIGNS[min(len(own), BASE - 1)]
    return found


def _places(placed: Iterable[tuple[int, str]], least: int, most: int) -> defaultdict[str, list[int]]:
    """Return where each gram stands that has so many signs or, at the end of a line, at least so many; sorted."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for start, line in placed:
        for at in range(len(line) - least + 1):
            found[line[at : at + most]].append(start + at)
    return found


def _joints(placed: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    """Return where each gram stands that joins two sentences, sorted."""
    grams = _places(placed, JOINT, JOINT)
    return {gram: own for gram, own in grams.items() if gram[JOINT // 2] in ENDS}


def _record(places: Sequence[int], length: int) -> str:
    if len(places) == 1:
        return _PAIRS[places[0]]
    count = len(places)
    head = _PAIRS[OFTEN + count] if count < MOST else _PAIRS[OFTEN + MOST] + _PAIRS[count]
    return head + "".join([_PAIRS[place] for place in places]) if is_told(count, length) else head


def _sheet(placed: Iterable[tuple[int, str]]) -> str:
    """Return lines as one text in which each stands at its place."""
    text = ""
    for start, line in placed:
        text = text.ljust(start, _END) + line
    return text.ljust(len(text) // GRAIN * GRAIN + GRAIN, _END)
