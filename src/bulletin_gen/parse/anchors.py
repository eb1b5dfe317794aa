"""Carry positions through Python-Markdown, which forgets where text came from.

Every run of plain text gets a private-use character in place of its first one. The library takes such characters for
letters and leaves them alone, so that each text that comes out tells where it stood, whatever happened on the way.
Marks (tokens) that stand for a brace list travel in the same manner. Sources hold no character of these two planes:
`load` sees to that. This module knows nothing of what the text means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.parse.traced import UNKNOWN, Traced

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST_ANCHOR = 0xF0000
_FIRST_TOKEN = 0x10F000
_LAST_TOKEN = 0x10FFFD
_RUN = re.compile(
    r"(?P<keep>^\s*(?:\d+\.(?=\s)|!!! ?\w*)|\[\^[^\]]*\]:?|\\.)"  # what the library itself must read
    r"|(?P<run>[^\s!-/:-@\[-`{-~\U0010f000-\U0010fffd]+)"
)
_STASHED = re.compile(r"\x02(\d+)\x03|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Anchored:
    """A text for the library, with the table that its anchors index."""

    text: str
    originals: str
    """The character that each anchor stands for."""
    offsets: tuple[int, ...]
    """The source offset of each anchor."""


def anchored(lines: Iterable[Traced]) -> Anchored:
    """Return lines as one text in which each run of plain text begins with an anchor."""
    originals: list[str] = []
    offsets: list[int] = []
    text = "\n".join(_anchored_line(line, originals, offsets) for line in lines)
    return Anchored(text, "".join(originals), tuple(offsets))


def _anchored_line(line: Traced, originals: list[str], offsets: list[int]) -> str:
    """Return a line with an anchor at each run and wherever, inside one, a comment was cut out."""
    characters = list(line.text)
    for match in _RUN.finditer(line.text):
        for index in range(*match.span("run")):
            unbroken = index > match.start() and line.offsets[index] == line.offsets[index - 1] + 1
            if not unbroken and _FIRST_ANCHOR + len(offsets) < _FIRST_TOKEN:
                characters[index] = chr(_FIRST_ANCHOR + len(offsets))
                originals.append(line.text[index])
                offsets.append(line.offsets[index])
    return "".join(characters)


def token(number: int) -> str:
    """Return the character that carries mark `number` (from 0) through the library."""
    return chr(min(_FIRST_TOKEN + number, _LAST_TOKEN))


def token_number(character: str) -> int | None:
    """Return the number of the mark that a character carries, or None."""
    return ord(character) - _FIRST_TOKEN if _FIRST_TOKEN <= ord(character) <= _LAST_TOKEN else None


def restored(text: str, table: Anchored) -> Traced:
    """Return a text that came out of the library as it was typed, tokens still in it.

    Characters between anchors count on from the last one, those before the first count back from it.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for match in _STASHED.finditer(text):
        character, offset = _original(match, table)
        if offset == UNKNOWN and offsets and offsets[-1] != UNKNOWN:
            offset = offsets[-1] + 1
        characters.append(character)
        offsets.append(offset)
    known = next((index for index, offset in enumerate(offsets) if offset != UNKNOWN), 0)
    for index in range(known - 1, -1, -1):
        offsets[index] = max(offsets[index + 1] - 1, UNKNOWN)
    return Traced("".join(characters), tuple(offsets))


def _original(match: re.Match[str], table: Anchored) -> tuple[str, int]:
    if match[1]:  # the library's form of an escaped character
        return chr(int(match[1])), UNKNOWN
    number = ord(match[2]) - _FIRST_ANCHOR
    if 0 <= number < len(table.offsets):
        return table.originals[number], table.offsets[number]
    return match[2], UNKNOWN
