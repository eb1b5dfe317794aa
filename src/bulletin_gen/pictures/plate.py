"""Make of a picture what a print needs of it, in the form in which it goes into a PDF. Sets nothing on a page."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from bulletin_gen.pictures.bare import bare
from bulletin_gen.pictures.opening import Extent, extent_of, is_sideways, opened
from bulletin_gen.pictures.plain import is_upright, is_usual, plain, upright

_QUALITY = 92
_MODES = frozenset({"L", "RGB", "CMYK"})
"""Of JPEGs that may go into a PDF as they are."""
_ADOBE = "APP14"
"""The segment that says of CMYK that its values are inverted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A picture (图版) in the form in which it goes into a PDF."""

    extent: Extent
    mode: str
    """`L`, `RGB` or `CMYK`."""
    photo: bool
    """Its colours are a JPEG; otherwise rows packed as in a PNG."""
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
        fits = size == whole and is_upright(picture) and picture.mode in _MODES
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
    return Plate(
        extent=Extent(*picture.size),
        mode=mode,
        photo=False,
        colours=_rows(picture.convert(mode)),
        alpha=_rows(picture.getchannel("A")) if clear else b"",
        inverted=False,
    )


def _as_jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.info = {}
    picture.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _rows(picture: Image.Image) -> bytes:
    """Return the rows of a picture of one or three channels as a PNG packs them."""
    file = BytesIO()
    picture.save(file, "PNG")
    content = file.getvalue()
    rows, place = [], 8
    while place < len(content):
        length = int.from_bytes(content[place : place + 4])
        if content[place + 4 : place + 8] == b"IDAT":
            rows.append(content[place + 8 : place + 8 + length])
        place += 12 + length
    return b"".join(rows)
