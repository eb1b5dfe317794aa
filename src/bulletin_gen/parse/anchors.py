"""Carry positions through Python-Markdown, which forgets where text came from.

Every run of plain text gets a private-use character in place of its first one. The library takes such characters for
letters and leaves them alone, so that each text that comes out tells where it stood, whatever happened on the way.
Marks (tokens) that stand for a brace list travel in the same manner. Sources hold no character of these two planes:
`load` sees to that. This module knows nothing of what the text means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.parse.traced import UNKNOWN, Traced
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIRST_ANCHOR = 0xF0000
_FIRST_TOKEN = 0x10F000
_LAST_TOKEN = 0x10FFFD
_RUN = pattern(
    r"(?P<keep>^\s*(?:\d+\.(?=\s)|!!! ?\w*)|\[\^[^\]]*\]:?|\\.)"  # what the library itself must read
    r"|(?P<run>[^\s!-/:-@\[-`{-~\U0010f000-\U0010fffd]+)"
)
_ANCHOR = pattern("([\U000f0000-\U0010efff])")
_ALTERED = pattern("\x02\\d+\x03|[\U000f0000-\U0010efff]")
_TOKEN = pattern("[\U0010f000-\U0010fffd]")


class Anchored(Struct, frozen=True):
    """A text for the library, with the table that its anchors index."""

    text: str
    originals: str
    """The character that each anchor stands for."""
    offsets: tuple[int, ...]
    """The source offset of each anchor."""
    whole: Mapping[str, Traced] = field(default_factory=dict)
    """The lines of which the library gets nothing but an anchor, by that anchor."""


def anchored(lines: Iterable[Traced], plain: frozenset[int] = frozenset()) -> Anchored:
    """Return lines as one text in which each run of plain text begins with an anchor.

    Of the lines with the indexes in `plain` only an anchor remains: see the module `plain`.
    """
    originals: list[str] = []
    offsets: list[int] = []
    whole: dict[str, Traced] = {}
    out: list[str] = []
    for index, line in enumerate(lines):
        anchor = chr(_FIRST_ANCHOR + len(offsets))
        if index in plain and len(offsets) < _FIRST_TOKEN - _FIRST_ANCHOR:
            whole[anchor] = line
            originals.append(line.text[0])
            offsets.append(line.offset())
            out.append(anchor)
        else:
            out.append(_anchored_line(line, originals, offsets) if line.text else "")
    return Anchored("\n".join(out), "".join(originals), tuple(offsets), whole)


def _anchored_line(line: Traced, originals: list[str], offsets: list[int]) -> str:
    """Return a line with an anchor at each run and wherever, inside one, a comment was cut out."""
    text = line.text
    runs = [match.span() for match in _RUN.finditer(text) if match.lastgroup == "run"]
    if line.is_unbroken():
        places = [start for start, _ in runs]
    else:
        places = [index for start, stop in runs for index in _broken_places(line, start, stop)]
    first = _FIRST_ANCHOR + len(offsets)
    del places[max(_FIRST_TOKEN - first, 0) :]
    originals += [text[index] for index in places]
    offsets += [line.offsets[index] for index in places]
    pieces: list[str] = []
    done = 0
    for anchor, index in enumerate(places, first):
        pieces += (text[done:index], chr(anchor))
        done = index + 1
    return "".join([*pieces, text[done:]])


def _broken_places(line: Traced, start: int, stop: int) -> list[int]:
    """Return the first index of a run, and those whose character did not follow the one before it in the source."""
    places = line.offsets
    return [index for index in range(start, stop) if index == start or places[index] != places[index - 1] + 1]


def token(number: int) -> str:
    """Return the character that carries mark `number` (from 0) through the library."""
    return chr(min(_FIRST_TOKEN + number, _LAST_TOKEN))


def token_numbers(text: str) -> tuple[tuple[int, int], ...]:
    """Return index and mark number of each token in a text."""
    return tuple((match.start(), ord(match[0]) - _FIRST_TOKEN) for match in _TOKEN.finditer(text))


def anchor_offsets(text: str, table: Anchored) -> tuple[int, ...]:
    """Return the source offset of each anchor in a text that came out of the library."""
    numbers = [ord(character) - _FIRST_ANCHOR for character in _ANCHOR.findall(text)]
    return tuple([table.offsets[number] for number in numbers if number < len(table.offsets)])


def restored(text: str, table: Anchored) -> Traced:
    """Return a text that came out of the library as it was typed, tokens still in it.

    Characters between anchors count on from the last one, those before the first count back from it.
    """
    return _restored_whole(text, table) or _restored_piecemeal(text, table)


def _restored_whole(text: str, table: Anchored) -> Traced | None:
    """Return a text whose characters follow one another in the source, as those of nearly every text do; else None."""
    pieces = _ANCHOR.split(text)
    start, index = UNKNOWN, len(pieces[0])
    for at in range(1, len(pieces), 2):
        number = ord(pieces[at]) - _FIRST_ANCHOR
        if number >= len(table.offsets) or start not in (UNKNOWN, table.offsets[number] - index):
            return None
        start = table.offsets[number] - index
        pieces[at] = table.originals[number]
        index += 1 + len(pieces[at + 1])
    return Traced("".join(pieces), range(start, start + index)) if start >= 0 and "\x02" not in text else None


def _restored_piecemeal(text: str, table: Anchored) -> Traced:
    pieces: list[str] = []
    offsets: list[int] = []
    end, place = 0, UNKNOWN
    for match in _ALTERED.finditer(text):
        between = text[end : match.start()]
        character, known = _original(match[0], table)
        if place == UNKNOWN and known != UNKNOWN:
            length = len(offsets) + len(between)
            offsets = [max(known - back, UNKNOWN) for back in range(length, 0, -1)]
        else:
            offsets += _counted(place, len(between))
        place = known if known != UNKNOWN else _after(place, len(between))
        pieces += (between, character)
        offsets.append(place)
        place, end = _after(place, 1), match.end()
    pieces.append(text[end:])
    offsets += _counted(place, len(text) - end)
    return Traced("".join(pieces), tuple(offsets))


def _after(place: int, count: int) -> int:
    return place if place == UNKNOWN else place + count


def _counted(place: int, count: int) -> Iterable[int]:
    """Return the offsets of so many characters from a place on."""
    return (UNKNOWN,) * count if place == UNKNOWN else range(place, place + count)


def _original(altered: str, table: Anchored) -> tuple[str, int]:
    """Return the character that was typed where the library's text has another, and its offset."""
    if altered[0] == "\x02":  # the library's form of an escaped character
        return chr(int(altered[1:-1])), UNKNOWN
    number = ord(altered) - _FIRST_ANCHOR
    return (table.originals[number], table.offsets[number]) if number < len(table.offsets) else (altered, UNKNOWN)
