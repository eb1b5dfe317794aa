"""Open a picture, or say in Chinese why it can't be used. Trusts neither its name nor what it says of itself."""

from __future__ import annotations

import struct
import warnings
import zlib
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct
from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 80_000_000
"""More are a slip or an attack: 240 MB decoded."""
_SIDEWAYS = frozenset({5, 6, 7, 8})
"""Orientations in which width and height change places."""
_FLAWS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    struct.error,
    zlib.error,
)
"""What the library raises over damaged files, as fuzzing shows."""
_HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")


class BadPicture(Exception):  # noqa: N818 - a finding about content, which becomes a diagnostic
    """A picture that can't be used."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """Why, in Chinese, without the file's name."""
        self.hint = hint


class Extent(Struct, frozen=True):
    """Size of a picture in pixels, as it is looked at."""

    width: int
    height: int


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """Open a picture for a while; whatever is wrong with it, while it is open too, is raised as `BadPicture`."""
    if not content:
        raise BadPicture("文件是空的", _ANEW)
    # The layout engine turns this on for all: half a picture would pass for a whole one in some processes.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=_FORMATS) as picture:
                _check_size(picture)
                yield picture
    except Image.DecompressionBombError as error:
        raise _too_large("上亿") from error
    except UnidentifiedImageError as error:
        heif = content[4:12] in _HEIF
        reason = "是 HEIC 或 AVIF 格式（手机照片）" if heif else "文件损坏，或不是 PNG、JPEG、GIF、WebP"
        raise BadPicture(reason, _ANEW) from error
    except _FLAWS as error:
        raise BadPicture("文件损坏，可能没有传完整", _ANEW) from error


def extent_of(picture: Image.Image) -> Extent:
    """Return the size of an opened picture, upright."""
    width, height = picture.size
    return Extent(height, width) if is_sideways(picture) else Extent(width, height)


def orientation_of(picture: Image.Image) -> int:
    """Return how the camera was held, 1 to 8 as EXIF counts; 1 where nothing, or nonsense, says so."""
    try:
        typed = picture.getexif().get(ExifTags.Base.Orientation)
    except _FLAWS:
        return 1  # what is spoilt there spoils nothing else
    return typed if isinstance(typed, int) and 1 <= typed <= 8 else 1  # noqa: PLR2004 - there are eight


def is_sideways(picture: Image.Image) -> bool:
    """Tell whether width and height change places when the picture stands upright."""
    return orientation_of(picture) in _SIDEWAYS


_ANEW = "用看图软件打开它，另存为 PNG 或 JPEG 后替换"


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if not width or not height:
        raise BadPicture("宽或高是 0", _ANEW)
    if width * height > _MOST_PIXELS:
        raise _too_large(f"{width}×{height}")


def _too_large(size: str) -> BadPicture:
    return BadPicture(f"图片太大（{size}像素）", "缩小到长边 8000 像素以内，另存后替换；印刷和网页都用不到更大的")
