"""Tell what of a typed text is printed, and as which characters. Knows no face and breaks no line.

What leaves no ink is left out, every kind of blank is a plain one, several are one, and a letter with a mark typed
after it is one character (e and ´ are é). Compatibility forms stay as typed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from bulletin_gen.notation.names import IDEOGRAPHIC_SPACE, is_wide
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")

GETA = "〓"
"""Stands for a character that no face has. Source: 实务 (空铅)."""

SPOILT = "\ufffd"
"""What programs put in the place of a character that they could not read."""


def printable(typed: Sequence[tuple[str, T]]) -> list[tuple[str, T]]:
    """Return the characters of a text that are printed, each with what came with it (its face, its place).

    Blanks between Chinese characters and digits or Latin letters are left out: on a grid of whole characters they only
    widen the line. Source: 实务.
    """
    if is_plain("".join(character for character, _ in typed)):
        return list(typed)
    return _tight(_single_blanks(_composed(typed)))


def is_plain(text: str) -> bool:
    """Tell whether a text is printed as typed because it has only the most usual characters, and no blank."""
    return bool(_PLAIN.fullmatch(text))


def tight(text: str) -> str:
    """Return a text as it is printed."""
    return "".join(character for character, _ in printable([(character, None) for character in text]))


def composites(characters: Iterable[str]) -> frozenset[str]:
    """Return the characters of a text that are printed, with those that letters and marks among them may make."""
    typed = frozenset(character for character in characters if not is_invisible(character))
    marks = sorted(character for character in typed if is_mark(character))
    whole = set(typed)
    bases = typed
    while marks and bases:
        made = {unicodedata.normalize("NFC", base + mark) for base in bases for mark in marks if not is_mark(base)}
        bases = frozenset(character for character in made if len(character) == 1) - whole
        whole |= bases
    return frozenset(" " if is_blank(character) else character for character in whole)


@lru_cache(maxsize=8192)
def is_mark(character: str) -> bool:
    """Tell whether a character is a mark drawn over or under the one before it."""
    return unicodedata.category(character) in {"Mn", "Me"} and not is_invisible(character)


@lru_cache(maxsize=8192)
def is_blank(character: str) -> bool:
    """Tell whether a character prints as a plain blank: of whatever width, except the full-width one."""
    return character in "\t\n" or (unicodedata.category(character) == "Zs" and character != IDEOGRAPHIC_SPACE)


def is_private(character: str) -> bool:
    """Tell whether a character is for private use: each font draws another one."""
    return unicodedata.category(character) == "Co"


@lru_cache(maxsize=8192)
def is_invisible(character: str) -> bool:
    """Tell whether a character leaves no ink and takes no room: joiners, soft hyphens, variation selectors."""
    if character in "\t\n":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or bool(_IGNORABLE.match(character))


def is_emoji(character: str) -> bool:
    """Tell whether a character is a coloured picture (表情符号) unless told otherwise: no text face draws it as text.

    Source: Unicode UTS #51, Emoji_Presentation; of its blocks of pictures every character.
    """
    return bool(_EMOJI.match(character))


def is_full_width(character: str) -> bool:
    """Tell whether a character takes a whole cell in any face: Han, full-width marks, dashes, quotes, the ellipsis."""
    return unicodedata.east_asian_width(character) in {"W", "F"} or character in "—…“”‘’"


def is_western(character: str) -> bool:
    """Tell whether a character belongs to Western text: ASCII, and letters of the Latin script.

    Quotes, dashes, the ellipsis and the middle dot are Chinese. Source: 实务.
    """
    return " " <= character <= "~" or bool(_LATIN.match(character))


_PLAIN = pattern("[!-~\u4e00-\u9fff\u3000-\u3020\uff01-\uff5e·×—‘’“”…]*")
_EMOJI = pattern(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a"
    "\U0001f1e6-\U0001f1ff\U0001f201\U0001f21a\U0001f22f\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251"
    "\U0001f300-\U0001faff]"
)
_IGNORABLE = pattern("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
_LATIN = pattern("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")


def _composed(typed: Sequence[tuple[str, T]]) -> list[tuple[str, T]]:
    """Return the text without what is invisible, letters and the marks after them made one where there is one."""
    kept: list[tuple[str, T]] = []
    for character, companion in typed:
        if is_invisible(character):
            continue
        whole = unicodedata.normalize("NFC", kept[-1][0] + character) if kept and is_mark(character) else ""
        if len(whole) == 1:
            kept[-1] = (whole, kept[-1][1])
        else:
            kept.append((character, companion))
    return kept


def _single_blanks(typed: list[tuple[str, T]]) -> list[tuple[str, T]]:
    kept: list[tuple[str, T]] = []
    for character, companion in typed:
        if not is_blank(character):
            kept.append((character, companion))
        elif not kept or kept[-1][0] != " ":
            kept.append((" ", companion))
    return kept


def _tight(typed: list[tuple[str, T]]) -> list[tuple[str, T]]:
    last = len(typed) - 1
    return [
        pair
        for index, pair in enumerate(typed)
        if pair[0] != " " or not 0 < index < last or not _superfluous(typed[index - 1][0], typed[index + 1][0])
    ]


def _superfluous(before: str, after: str) -> bool:
    """Tell whether a blank stands between Chinese and a digit or letter."""
    return is_wide(before) != is_wide(after) and IDEOGRAPHIC_SPACE not in (before, after)
