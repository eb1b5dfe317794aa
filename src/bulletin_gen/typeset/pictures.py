"""Read how large a picture is, so that its box takes whole lines. Changes no picture and checks no form."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import ExifTags, Image, UnidentifiedImageError

if TYPE_CHECKING:
    from pathlib import Path

_TURNED = frozenset({5, 6, 7, 8})
"""Orientations of a camera held upright: width and height change places."""

_UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Extent:
    """Size of a picture in pixels, as it is looked at."""

    width: int
    height: int


def extent(path: Path) -> Extent | None:
    """Return the size of a picture; None for a file that is none or is damaged."""
    try:
        with Image.open(path) as picture:
            width, height = picture.size
            turned = picture.getexif().get(ExifTags.Base.Orientation) in _TURNED
            picture.load()
    except _UNREADABLE:
        return None
    if not width or not height:
        return None
    return Extent(height, width) if turned else Extent(width, height)
