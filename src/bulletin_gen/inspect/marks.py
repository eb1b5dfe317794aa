"""Which characters may not begin or end a line, which are drawn in half of their box, what a page number is made of.

Judges no line. Holds GB/T 15834 §5.1 in the form that every reading of it shares; what is disputed is left out.
"""

from __future__ import annotations

from bulletin_gen.patterns import pattern

# The dot · is a bullet as well: a line that begins with it may be right
NEVER_FIRST = frozenset("。，、；：？！）》〉】〕」』”’％%‰℃～")
NEVER_LAST = frozenset("“‘（《〈【〔「『")
LEFT_HALF = frozenset("。，、；：？！）》〉】〕」』”’")
"""Ink in the left half of the box: what lies right of it may stand beyond the type area."""
RIGHT_HALF = NEVER_LAST
SENTENCE_END = frozenset("。？！”）")
NUMBER = pattern(r"([—–―─－-]*)([0-9]{1,4})([—–―─－-]*)")
"""A page number, with or without dashes."""
HAN = pattern("[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
"""Radicals too: some programs write them into the text layer for the characters that look so."""


def is_han(text: str) -> bool:
    """Tell whether a text is made of Han characters alone."""
    return bool(text) and all(map(HAN.match, text))
