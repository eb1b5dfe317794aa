"""Text as XML holds it. Knows no kind of document."""

from __future__ import annotations

from html import escape

from bulletin_gen.patterns import pattern

_FORBIDDEN = pattern("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Source: XML 1.0 §2.2, turned round: compiled in a tenth of the time."""


def xml(text: str) -> str:
    """Return a text escaped for elements and attributes, without the characters that XML cannot hold at all."""
    return escape(_FORBIDDEN.sub("", text))
