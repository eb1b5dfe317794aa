"""Colours as components: which are red, which white. Doesn't convert from one colour space to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdfminer.pdfcolor import PDFColorSpace

_PLAIN = frozenset(("DeviceGray", "G", "DeviceRGB", "RGB", "DeviceCMYK", "CMYK", "CalGray", "CalRGB", "ICCBased"))
"""Spaces whose components are gray, RGB or CMYK; a spot colour's 1 is its full ink, a palette's 1 its second entry."""
_INKS = 4
_BRIGHT = 0.99


def plain(space: PDFColorSpace, colour: object) -> tuple[float, ...] | None:
    """Return the components of a colour; None where they are not those of gray, RGB or CMYK."""
    components = colour if isinstance(colour, tuple) else (colour,)
    numbers = tuple(float(value) for value in components if isinstance(value, int | float))
    return numbers if space.name in _PLAIN and numbers and len(numbers) == len(components) else None


def is_white(colour: tuple[float, ...] | None) -> bool:
    """Tell whether a colour is that of the paper."""
    if not colour:
        return False
    return max(colour) <= 1 - _BRIGHT if len(colour) == _INKS else min(colour) >= _BRIGHT


def is_red(colour: tuple[float, ...] | None) -> bool:
    """Tell whether a colour is a red."""
    match colour:
        case (red, green, blue):
            return red > 0.6 and max(green, blue) < 0.4  # noqa: PLR2004 - what anyone calls red
        case (cyan, magenta, yellow, key):
            return min(magenta, yellow) > 0.5 and max(cyan, key) < 0.4  # noqa: PLR2004 - the same
    return False
