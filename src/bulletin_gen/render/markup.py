"""Text as XML holds it. Knows no kind of document."""

from __future__ import annotations

from html import escape

from bulletin_gen.patterns import pattern

_FORBIDDEN = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Source: XML 1.0 §2.2."""


def xml(text: str) -> str:
    """Return a text escaped for elements and attributes, without the characters that XML cannot hold at all."""
    return escape(_FORBIDDEN.sub("", text))
