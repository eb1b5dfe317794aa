"""Names of columns, units and keywords as parts of addresses: safe on every disk, and equal for what is one name.

A part depends on the name alone, so that an issue's page knows it without the rest of the site. Shows nobody a name:
readers see it as it was typed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from bulletin_gen.patterns import pattern


class TopicKind(StrEnum):
    """What issues are gathered by; the value is its folder in addresses."""

    COLUMN = "columns"
    """栏目."""
    UNIT = "units"
    """供稿单位."""
    KEYWORD = "keywords"
    """关键词."""


@lru_cache(maxsize=1 << 16)
def segment_of(name: str) -> str:
    """Return a name as a part of addresses; names that differ in blanks, width or case alone have the same.

    Letters and digits are half-width, letters capital, marks as Chinese text writes them; no two parts are the same to
    a disk that takes A for a. Empty for a name without any sign that can be seen.
    """
    folded, before = name, ""
    while folded != before:
        folded, before = _folded(folded), folded
    marked = _dotted(folded.translate(_MARKS))
    safe = _wide_first(marked) if _TAKEN.fullmatch(marked) else marked
    return safe if len(safe.encode()) <= _LONGEST else _shortened(safe)


_LONGEST = 120
"""Bytes of UTF-8: half of what a file system takes, as some take 143 and Windows counts the whole path."""
_DIGITS = 12
_WIDTH = 0xFEE0
"""From a sign of ASCII to its full-width form."""
_MARKS = {ord(sign): chr(ord(sign) + _WIDTH) for sign in '<>:"/\\|?*(),;!~'}
"""Signs that Windows refuses, those that Chinese text writes full-width, and ~, which tells names that were cut."""
_TAKEN = pattern(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM\d|LPT\d)(?:\..*)?"  # devices of Windows
    r"|(?:INDEX|FEED)[.-].*|P\d+",  # files and pages of ours that lie beside
    re.DOTALL,
)


def _folded(name: str) -> str:
    """Return a name without what doesn't make it another: width, case, blanks, signs that nobody sees."""
    plain = unicodedata.normalize("NFKC", name).casefold().upper()
    plain = unicodedata.normalize("NFKC", plain)
    seen = "".join(" " if sign.isspace() else sign for sign in plain if sign.isspace() or _is_seen(sign))
    words = seen.split()
    return "".join(
        f" {word}" if above and _is_western(above[-1]) and _is_western(word[0]) else word
        for above, word in zip(["", *words], words, strict=False)
    )


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}


def _is_western(sign: str) -> bool:
    """Tell whether blanks part words that end in a sign."""
    return sign.isalnum() and sign < "\u2e80"


def _dotted(name: str) -> str:
    """Return a name whose first and last dots are full-width: they hide a file, name a folder or are dropped."""
    start = len(name) - len(name.lstrip("."))
    end = max(start, len(name.rstrip(".")))
    wide = chr(ord(".") + _WIDTH)
    return wide * start + name[start:end] + wide * (len(name) - end)


def _wide_first(name: str) -> str:
    return chr(ord(name[0]) + _WIDTH) + name[1:]


def _shortened(name: str) -> str:
    kept = name.encode()[: _LONGEST - _DIGITS - 1].decode("utf-8", "ignore")
    return f"{kept}~{hashlib.sha256(name.encode()).hexdigest()[:_DIGITS].upper()}"
