"""Characters that no source may hold. Puts nothing in their place."""

from __future__ import annotations

from bulletin_gen.patterns import pattern

UNPRINTABLE = pattern(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\U000f0000-\U0010ffff]+"
)
"""What is never drawn, or turns round the order in which a line is read."""
