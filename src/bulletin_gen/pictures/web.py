"""What a page shows of a picture: copies as wide as it needs, in the picture's own format and as WebP. Names no page.

The picture itself stays to be had, clean; where it is turned, in other colours than sRGB or coded as few programs read,
it is written anew, else it keeps each of its bytes that is picture.
"""

from __future__ import annotations

import hashlib
from io import BytesIO

from msgspec import Struct
from PIL import Image

from bulletin_gen.pictures.bare import bare, is_widely_read
from bulletin_gen.pictures.opening import Extent, extent_of, is_sideways, opened
from bulletin_gen.pictures.plain import is_upright, is_usual, plain

MEASURE = 760
"""Widest that a page shows a picture, in CSS pixels: 40 characters of 19."""
_SHARP = 2 * MEASURE
"""As many pixels as screens of twice the density show of it."""
_HIGHEST_WEBP = 16_383
"""Higher ones are written as PNG."""
_FEW_COLOURS = 256
"""A picture with no more is drawn: its copies lose nothing."""
_NAME_LENGTH = 16
_FULL_QUALITY = 92
_COPY_QUALITY = 84
_WEBP_QUALITY = 80
_WEBP_EFFORT = 4


class WebCopy(Struct, frozen=True, kw_only=True):
    """A copy of a picture for the page."""

    name: str
    """File name, made of the content."""
    width: int
    """In pixels."""
    content: bytes


class WebPicture(Struct, frozen=True, kw_only=True):
    """A picture as a page shows it."""

    extent: Extent
    """Of the picture itself, upright."""
    full: bytes
    """The picture itself, clean."""
    moving: bool
    """The picture itself moves; its copies don't, so that nothing on the page moves that can't be stopped."""
    copies: tuple[WebCopy, ...]
    """In the picture's own format (of a GIF: PNG), narrow ones first."""
    webp: tuple[WebCopy, ...]
    """The same as WebP; none where it would be no smaller."""

    @property
    def shown(self) -> Extent:
        """Return the box that the page keeps for it, in CSS pixels."""
        width = min(MEASURE, self.extent.width)
        return Extent(width, _height(self.extent, width))

    @property
    def serves(self) -> bool:
        """Tell whether the page may show the picture itself: no copy is as good and smaller."""
        widest = max((copy.width for copy in self.copies), default=0)
        return not self.moving and widest < min(self.extent.width, _SHARP)


def clean(content: bytes) -> bytes:
    """Return a picture's file with nothing in it but the picture, as it is looked at; raise `BadPicture`."""
    with opened(content) as picture:
        usual = is_upright(picture) and is_usual(picture) and is_widely_read(content)
        keeps = usual or _moves(picture)  # written anew it would stand still
        return bare(content) if keeps else _encoded(plain(picture), _own_format(picture), _FULL_QUALITY)


def web_picture(content: bytes) -> WebPicture:
    """Return a picture as a page shows it; raise `BadPicture` for one that can't be shown."""
    full = clean(content)
    with opened(content) as picture:
        extent, form = extent_of(picture), _own_format(picture)
        moving = _moves(picture)
        if form == "JPEG":
            picture.draft(None, (_SHARP, 1) if not is_sideways(picture) else (1, _SHARP))
        picture.load()
        source = plain(picture)
    drawn = form in {"PNG", "GIF"} and source.getcolors(_FEW_COLOURS) is not None
    whole = _Whole(source=source, extent=extent, full=full, form=form, moving=moving)
    own = {width: _own_copy(whole, width) for width in _widths(extent.width)}
    webp = tuple(_copy(_scaled(whole, width), "WEBP", _WEBP_QUALITY, lossless=drawn) for width in _webp_widths(whole))
    weight = sum(len(copy.content) if copy else len(full) for copy in own.values())
    return WebPicture(
        extent=extent,
        full=full,
        moving=moving,
        copies=tuple(copy for copy in own.values() if copy),
        webp=webp if sum(len(copy.content) for copy in webp) < weight else (),
    )


class _Whole(Struct, frozen=True, kw_only=True):
    """A picture that copies are made of."""

    source: Image.Image
    """Upright, at least as large as the largest copy."""
    extent: Extent
    full: bytes
    form: str
    moving: bool


def _widths(width: int) -> list[int]:
    """Return how wide copies are: as wide as the page shows it, and twice that, where there is so much."""
    return sorted({min(width, MEASURE), min(width, _SHARP)})


def _webp_widths(whole: _Whole) -> list[int]:
    """Return how wide copies in WebP are; none of what is WebP already, or higher than WebP can be."""
    widths = _widths(whole.extent.width)
    highest = max(_height(whole.extent, width) for width in widths)
    return widths if whole.form != "WEBP" and highest <= _HIGHEST_WEBP else []


def _own_copy(whole: _Whole, width: int) -> WebCopy | None:
    """Return a copy in a picture's own format; None where the picture itself does as well."""
    if width == whole.extent.width and not whole.moving:
        return None
    copy = _copy(_scaled(whole, width), whole.form, _COPY_QUALITY)
    return copy if whole.moving or len(copy.content) < len(whole.full) else None


def _scaled(whole: _Whole, width: int) -> Image.Image:
    size = (width, _height(whole.extent, width))
    return whole.source.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _height(extent: Extent, width: int) -> int:
    return max(1, round(extent.height * width / extent.width))


def _copy(picture: Image.Image, form: str, quality: int, *, lossless: bool = False) -> WebCopy:
    content = _encoded(picture, form, quality, lossless=lossless)
    name = hashlib.sha256(content).hexdigest()[:_NAME_LENGTH]
    return WebCopy(name=name + _suffix(content), width=picture.width, content=content)


def _encoded(picture: Image.Image, form: str, quality: int, *, lossless: bool = False) -> bytes:
    file = BytesIO()
    if form == "JPEG":
        picture.save(file, "JPEG", quality=quality, progressive=True)
    elif form == "WEBP" and max(picture.size) <= _HIGHEST_WEBP:
        picture.save(file, "WEBP", quality=quality, lossless=lossless, method=_WEBP_EFFORT)
    else:
        picture.save(file, "PNG")
    return file.getvalue()


def _moves(picture: Image.Image) -> bool:
    return bool(getattr(picture, "is_animated", False)) and picture.format in {"GIF", "WEBP"}


def _suffix(content: bytes) -> str:
    return ".jpg" if content.startswith(b"\xff\xd8") else ".webp" if content.startswith(b"RIFF") else ".png"


def _own_format(picture: Image.Image) -> str:
    """Return the format that a picture is written in again."""
    return "JPEG" if picture.format == "MPO" else str(picture.format)
