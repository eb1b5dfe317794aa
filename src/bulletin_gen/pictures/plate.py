"""Make of a picture what a print needs of it, in the form in which it goes into a PDF. Sets nothing on a page."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct
from PIL import Image, ImageChops

from bulletin_gen.pictures.bare import bare, is_widely_read
from bulletin_gen.pictures.opening import Extent, extent_of, is_sideways, opened
from bulletin_gen.pictures.plain import is_upright, is_usual, plain, upright

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUALITY = 92
_MODES = frozenset({"L", "RGB", "CMYK"})
"""Of JPEGs that may go into a PDF as they are."""
_MOST_NUMBERED = 256
"""Colours that a palette can hold."""
_ADOBE = "APP14"
"""The segment that says of CMYK that its values are inverted."""


class Plate(Struct, frozen=True, kw_only=True):
    """A picture (图版) in the form in which it goes into a PDF."""

    extent: Extent
    mode: str
    """`L`, `RGB` or `CMYK`."""
    photo: bool
    """Its colours are a JPEG; otherwise rows packed as in a PNG."""
    bits: int = 8
    """Of each value in a row."""
    palette: bytes = b""
    """Of colours by their numbers, three bytes each; empty where rows hold the colours themselves."""
    colours: bytes
    alpha: bytes
    """What is transparent, as rows packed as in a PNG; empty: nothing is."""
    inverted: bool
    """Its values are those of CMYK, each turned round."""


def extent(content: bytes) -> Extent:
    """Return the size of a picture in pixels, upright; raise `BadPicture`. Looks at its head alone."""
    with opened(content) as picture:
        return extent_of(picture)


def plate(content: bytes, room: Extent, *, archival: bool) -> Plate:
    """Return a picture for print, no finer than `room`; raise `BadPicture`.

    A JPEG that needs no change keeps its bytes. An archival one is grey or sRGB, any other one may be CMYK.
    """
    with opened(content) as picture:
        whole = extent_of(picture)
        scale = min(1.0, room.width / whole.width, room.height / whole.height)
        size = Extent(max(1, round(whole.width * scale)), max(1, round(whole.height * scale)))
        photo = picture.format in {"JPEG", "MPO"}
        fits = size == whole and is_upright(picture) and picture.mode in _MODES and is_widely_read(content)
        if photo and fits and (is_usual(picture) or not archival):
            picture.load()  # only so it shows whether it is damaged
            return _photo(bare(content))
        if photo and size != whole:
            wanted = (size.height, size.width) if is_sideways(picture) else (size.width, size.height)
            picture.draft(None, wanted)
        picture.load()
        keeps = picture.mode == "CMYK" and not archival
        made = upright(picture) if keeps else plain(picture)
    if made.size != (size.width, size.height):
        made = made.resize((size.width, size.height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _photo(_as_jpeg(made)) if photo else _drawing(made)


def _photo(content: bytes) -> Plate:
    with Image.open(BytesIO(content)) as picture:
        size, mode = picture.size, picture.mode
        inverted = mode == "CMYK" and _ADOBE in getattr(picture, "app", {})
    return Plate(extent=Extent(*size), mode=mode, photo=True, colours=content, alpha=b"", inverted=inverted)


def _drawing(picture: Image.Image) -> Plate:
    clear = picture.mode in {"LA", "RGBA"}
    mode = picture.mode.removesuffix("A")
    rows = min(map(_rows, _forms(picture.convert(mode))), key=_size)
    return Plate(
        extent=Extent(*picture.size),
        mode=mode,
        photo=False,
        bits=rows.bits,
        palette=rows.palette,
        colours=rows.packed,
        alpha=_rows(picture.getchannel("A")).packed if clear else b"",
        inverted=False,
    )


def _forms(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield a grey or coloured picture in forms that lose none of its colours: which is the smallest depends on it."""
    yield picture
    colours = picture.getcolors(_MOST_NUMBERED)
    if colours and picture.mode == "L" and {value for _, value in colours} <= {0, 255}:
        yield picture.convert("1")
    elif colours and picture.mode == "RGB":
        numbered = picture.quantize(len(colours), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        if ImageChops.difference(numbered.convert("RGB"), picture).getbbox() is None:
            yield numbered


def _as_jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.info = {}
    picture.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


class _Rows(Struct, frozen=True):
    """The rows of a picture."""

    packed: bytes
    bits: int
    palette: bytes


def _size(rows: _Rows) -> int:
    """Return about how many bytes rows take in a PDF, where a palette is written in figures."""
    return len(rows.packed) + 2 * len(rows.palette)


def _rows(picture: Image.Image) -> _Rows:
    """Return the rows of a picture of one or three channels, or of numbered colours, as a PNG packs them."""
    file = BytesIO()
    picture.save(file, "PNG")
    content = file.getvalue()
    found: dict[bytes, list[bytes]] = {}
    place = 8
    while place < len(content):
        length = int.from_bytes(content[place : place + 4])
        found.setdefault(content[place + 4 : place + 8], []).append(content[place + 8 : place + 8 + length])
        place += 12 + length
    return _Rows(b"".join(found[b"IDAT"]), found[b"IHDR"][0][8], b"".join(found.get(b"PLTE", ())))
