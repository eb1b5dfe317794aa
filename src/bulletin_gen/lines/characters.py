"""What each character may do in a line: begin it, end it, be squeezed, be stretched. Knows no widths.

Source: GB/T 15834-2011 §5.1 for what may begin and end a line; CLREQ §3.1 for the order of squeezing (实务).
"""

from __future__ import annotations

from bulletin_gen.patterns import pattern

OPENING = frozenset("“‘（《〈【〔「『［｛")
"""Never at the end of a line; their blank half is on the left. Source: GB/T 15834-2011 §5.1.3."""
CLOSING = frozenset("”’）》〉】〕」』］｝")
"""Never at the beginning of a line; their blank half is on the right. Source: GB/T 15834-2011 §5.1.3."""
PAUSES = frozenset("，、；：")
"""Never at the beginning of a line; squeezed before stops. Source: GB/T 15834-2011 §5.1.1."""
STOPS = frozenset("。．")
"""Never at the beginning of a line; squeezed last. Source: GB/T 15834-2011 §5.1.1."""
CALLS = frozenset("？！")
"""Never at the beginning of a line. Source: GB/T 15834-2011 §5.1.2."""
DOTS = frozenset("·•‧")
"""Take half a cell, never at the beginning of a line. Source: GB/T 15834-2011 §5.1.7."""
JOINERS = frozenset("—－-～~…/／–") | DOTS
"""Never at the beginning of a line. Source: GB/T 15834-2011 §5.1.4 to §5.1.9."""
FOLLOWERS = frozenset("％%‰℃℉°′″²³⁰¹々") | frozenset(map(chr, range(0x3380, 0x33E0)))
"""Belong to what stands before them; the signs of units among them. Source: 实务."""
LEADERS = frozenset("￥¥$＄№＃#@＠±≥≤≈")
"""Belong to what follows them. Source: 实务."""
BLANKS = frozenset(" \u3000")
"""Never at the beginning of a line; take no room at its end. Source: 实务."""

HALF_RIGHT = CLOSING | PAUSES | STOPS
"""Marks whose right half is blank."""
NO_START = CLOSING | PAUSES | STOPS | CALLS | JOINERS | FOLLOWERS | BLANKS | frozenset(",.;:!?)]}")
NO_END = OPENING | LEADERS | frozenset("([{/／")
"""／ and / neither begin nor end a line. Source: GB/T 15834-2011 §5.1.9."""

WESTERN = "!-~\u00a1-\u00b6\u00b8-\u024f\u0370-\u04ff\u2070-\u209f\u2160-\u217f"
"""Letters, figures and marks of Western text, as a class of a regular expression."""
_WESTERN = pattern(f"[{WESTERN}]")


def is_western(character: str) -> bool:
    """Tell whether a character belongs to Western text: letters, digits and their marks."""
    return bool(_WESTERN.match(character))
