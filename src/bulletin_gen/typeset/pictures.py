"""Read how large a picture is, so that its box takes whole lines. Changes no picture and checks no form."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
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
        return _extent(path, path.stat().st_mtime_ns)
    except _UNREADABLE:
        return None


@lru_cache(maxsize=64)
def _extent(path: Path, version: int) -> Extent | None:  # noqa: ARG001 - a replaced file is read anew
    with Image.open(path) as picture:
        width, height = picture.size
        turned = picture.getexif().get(ExifTags.Base.Orientation) in _TURNED
        # Only in reading it whole it shows whether it is damaged.
        picture.load()
    if not width or not height:
        return None
    return Extent(height, width) if turned else Extent(width, height)
