"""Tell the lines that can only be a paragraph of words, bold or not, as most lines of a bulletin are. Mends nothing.

Such a line goes through the library as one character: whatever it says, it makes the same paragraph. That takes a third
of the time. What may have a meaning goes the long way, to the same end where it turns out to be words after all.
"""

from __future__ import annotations

from bulletin_gen.parse.marks import hidden_marks
from bulletin_gen.patterns import pattern

_WORDS = r"[^\\\[*|{}｛｝［＊\t\n\x02]+"
"""No sign that may mean something inside a line: escapes, links, pictures, marks of notes, bold, cells, braces."""
_PLAIN = pattern(
    r"(?=\*\*\S|[^\s!-/:-@\[-`{-~！＃＞\U000f0000-\U0010ffff])(?!\d+\.\s)"  # nothing that another block begins with
    rf"(?:{_WORDS})?(?:\*\*{_WORDS}\*\*(?:{_WORDS})?)*(?<!\s)(?<!\s\*\*)"
)


def is_plain(text: str) -> bool:
    """Tell whether a line that touches no other can only be a paragraph of words."""
    return bool(_PLAIN.fullmatch(text)) and not hidden_marks(text)
