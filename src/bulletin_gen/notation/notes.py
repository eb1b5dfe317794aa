"""The signs that notes (注) carry in text and at the end of their entry. Knows no note."""

from __future__ import annotations

_RANGES = (range(0x2460, 0x2474), range(0x3251, 0x3260), range(0x32B1, 0x32C0))
_CIRCLED = "".join(chr(code) for codes in _RANGES for code in codes)


def note_sign(number: int) -> str:
    """Return the sign of a note: ① to ㊿, beyond that [51]. Source: 实务."""
    return _CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else f"[{number}]"
