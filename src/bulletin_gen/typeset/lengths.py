"""Lengths as the style sheet and the views write them, equal in every run. Knows no measure."""

from __future__ import annotations


def mm(length: float) -> str:
    """Return a length in millimetres for CSS."""
    return f"{_short(length)}mm"


def pt(size: float) -> str:
    """Return a size in points for CSS."""
    return f"{_short(size)}pt"


def em(width: float) -> str:
    """Return a width in characters of the text's own size for CSS."""
    return f"{_short(width)}em"


def _short(number: float) -> str:
    """Return a number with at most four decimals and never as -0."""
    text = f"{number:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
