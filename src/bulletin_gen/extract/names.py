"""Turn the names that a PDF gives its files into names that can do no harm. Touches no disk."""

from __future__ import annotations

import re
import unicodedata

from bulletin_gen.patterns import pattern

_WINDOWS = str.maketrans('<>:"|?*', "＜＞：＂｜？＊")
_RESERVED = pattern(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
_NAMELESS = "附件"
_LONGEST = 120
"""Bytes of UTF-8: half of what a file system takes, so that there is room for a number and for another encoding."""
_LONGEST_ENDING = 20


def safe_names(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Return a file name for each name: without folders, none twice, not even where A and a are the same."""
    taken: set[str] = set()
    out: list[str] = []
    for name in map(_safe, typed):
        stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
        number, free = 2, name
        while free.casefold() in taken:
            free, number = f"{stem}-{number}{dot}{ending}", number + 1
        taken.add(free.casefold())
        out.append(free)
    return tuple(out)


def _safe(typed: str) -> str:
    """Return the last part of a path without what steers a terminal, hides a file or is refused by a system."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", typed).replace("\0", ""))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign in " \u3000")
    name = _shortened(seen.translate(_WINDOWS).strip(" .\u3000"))
    return f"{name}_" if _RESERVED.fullmatch(name) else name or _NAMELESS


def _shortened(name: str) -> str:
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > _LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    room = _LONGEST - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + dot + ending
