"""What the index says of the grams of one part: for each of them where it stands or, where that is often, how often.

Says it of one part at a time, and imports nothing heavy: `index` says the same of many at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bulletin_gen.search.figures import GRAIN, LONGEST, PLACES, SLOT_BITS
from bulletin_gen.search.numbers import BASE, SIGNS, digits
from bulletin_gen.search.parts import spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FACTOR, SEED = 0x9E3779B1, 0x811C9DC5
"""Of the hash that gives a gram its slot."""
STEPS = 40
"""A step to the next part that is shorter takes one sign."""
SHORT, LONG = 80, 88
"""First signs from these on tell of a longer step: so many times `STEPS`; what the next two say, or four."""
FAR = STEPS * (LONG - SHORT + 1)
"""What the two count."""
FARTHEST = FAR * BASE**2
"""What the four count."""
_END = "\n"
_PLACES = [digits(place, 2) for place in range(BASE**2)]


class Record(NamedTuple):
    """What an entry says of a gram in a part, besides which part it is."""

    often: int
    """1: the rest says how often. 0: it has places, or nothing where the gram is a character that stands once."""
    rest: str


def records_of(lines: Iterable[str]) -> dict[str, Record]:
    """Return the grams of a part by its normal lines."""
    placed = spread(lines)
    found: dict[str, Record] = {
        sign: counted(count) if count > 1 else Record(0, "")
        for sign, count in Counter("".join(line for _, line in placed)).items()
    }
    places: defaultdict[str, list[int]] = defaultdict(list)
    for start, line in placed:
        for place, gram in enumerate(map(str.__add__, line, line[1:]), start):
            places[gram].append(place)
    sheet = _sheet(placed)
    for length in range(2, LONGEST + 1):
        common = []
        for gram, own in places.items():
            if len(own) > PLACES and length < LONGEST:
                found[gram] = counted(len(own))
                common += own
            else:
                found[gram] = Record(0, SIGNS[0].join([_PLACES[place] for place in own]))
        wanted = {near for place in common for near in (place - 1, place)}
        places.clear()
        for place in sorted(wanted):
            gram = sheet[place : place + length + 1] if place >= 0 else _END
            if _END not in gram:
                places[gram].append(place)
    return found


def counted(count: int) -> Record:
    """Return the record of a gram by how often it stands."""
    return Record(1, SIGNS[min(count, BASE - 1)])


def escaped(text: str) -> str:
    """Return grams as they stand in a script's text."""
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("$", "\\$")


def slot_of(gram: str) -> int:
    """Return the slot of a gram, by which its bucket is found."""
    found = SEED
    for sign in gram:
        found = (found ^ ord(sign)) * FACTOR & 0xFFFFFFFF
    return found >> (32 - SLOT_BITS)


def group_text(records: Mapping[int, Record]) -> str:
    """Return the records of a gram in a volume by the numbers of their issues as an entry has them."""
    text, before = "", 0
    for number in sorted(records):
        often, rest = records[number]
        text += f"{_step(number - before, often)}{rest}"
        before = number
    return text


def group_records(text: str, length: int) -> dict[int, Record]:
    """Return what `group_text` wrote of a gram of a length."""
    found: dict[int, Record] = {}
    at = number = 0
    while at < len(text):
        value = _VALUES[text[at]]
        at += 1
        if value >= SHORT:
            wide = 0 if value < LONG else 2 if value == LONG else 4
            unit = (STEPS, FAR, FARTHEST)[wide // 2]
            number += unit * (_number(text[at : at + wide]) if wide else value - SHORT + 1)
            at += wide
            continue
        number += value >> 1
        size = 1 if value & 1 else 0 if length == 1 else 2
        rest = text[at : at + size]
        at += size
        known = found.get(number)
        found[number] = Record(value & 1, f"{known.rest}{SIGNS[0]}{rest}" if known else rest)
    return found


_VALUES = {sign: value for value, sign in enumerate(SIGNS)}


def _step(step: int, often: int) -> str:
    if step < STEPS:
        return SIGNS[2 * step + often]
    farthest, rest = divmod(step, FARTHEST)
    far, rest = divmod(rest, FAR)
    short, rest = divmod(rest, STEPS)
    text = f"{SIGNS[LONG + 1]}{digits(farthest, 4)}" if farthest else ""
    text += f"{SIGNS[LONG]}{digits(far, 2)}" if far else ""
    text += SIGNS[SHORT + short - 1] if short else ""
    return text + SIGNS[2 * rest + often]


def _number(text: str) -> int:
    number = 0
    for sign in text:
        number = number * BASE + _VALUES[sign]
    return number


def _sheet(placed: Iterable[tuple[int, str]]) -> str:
    """Return lines as one text in which each stands at its place."""
    text = ""
    for start, line in placed:
        text = text.ljust(start, _END) + line
    return text.ljust(len(text) // GRAIN * GRAIN + GRAIN, _END)
