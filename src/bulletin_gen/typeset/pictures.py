"""Hang the pictures of an issue for its print: how large each is shown, and what the layout engine draws. Scales none.

The engine would decode every PNG and pack it anew in each print, and write what a camera turned in a poor quality.
"""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from msgspec import Struct, field
from pydyf import Array, Dictionary, Stream
from weasyprint.images import RasterImage

from bulletin_gen.pictures.opening import BadPicture, Extent
from bulletin_gen.pictures.plate import extent, plate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bulletin_gen.pictures.plate import Plate

    Engraver: TypeAlias = Callable[[bytes, Extent, bool], Plate]
    """Gives the plate of a picture, no finer than an extent and, where it is true, archival."""

ISSUE = "file://issue/"
"""The address of an issue's folder. A picture's name in the PDF is a digest of its address: from the true one, the same
issue in another folder would give other bytes."""
_DOTS = 300 / 25.4
"""Pixels a millimetre that a printing house can use. Source: 实务 (300 dpi)."""
_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}


def engraved(content: bytes, room: Extent, archival: bool) -> Plate:  # noqa: FBT001 - an `Engraver`
    """Make a plate, where nothing knows one that was made before."""
    return plate(content, room, archival=archival)


class Shown(Struct, frozen=True, kw_only=True):
    """A picture as the template takes it."""

    address: str
    """Relative to the issue's."""
    width: float
    height: float
    """In mm."""


class Gallery(Struct, frozen=True, kw_only=True):
    """The pictures of one issue, hung as they are asked for."""

    folder: Path
    """Where they lie."""
    archival: bool = True
    """No colours but grey and sRGB."""
    engrave: Engraver = engraved
    """Makes the plate of a picture, or knows it."""
    hung: dict[str, _Picture] = field(default_factory=dict)
    """By their addresses, as the engine asks for them."""

    def hang(self, path: str, fit: Callable[[Extent], float]) -> Shown | None:
        """Return a picture with `fit` millimetres a pixel; None for one that can't be shown, which others report."""
        try:
            content = (self.folder / path).read_bytes()
            whole = extent(content)
            width, height = whole.width * fit(whole), whole.height * fit(whole)
            room = Extent(max(1, round(width * _DOTS)), max(1, round(height * _DOTS)))
            address = f"{quote(path)}?{room.width}x{room.height}"
            if ISSUE + address not in self.hung:
                self.hung[ISSUE + address] = _Picture(self.engrave(content, room, self.archival), address)
        except (OSError, BadPicture):
            return None
        return Shown(address=address, width=width, height=height)


class _Picture(RasterImage):  # type: ignore[misc]  # the engine is not typed
    """A picture that is ready to go into a PDF. A class because the engine calls for one."""

    def __init__(self, made: Plate, address: str) -> None:
        # In the place of the engine's own, which decodes what it is given.
        self.id = md5(address.encode(), usedforsecurity=False).hexdigest()
        self.width, self.height = made.extent.width, made.extent.height
        self.ratio = self.width / self.height
        self._dpi = None
        self._made = made

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> Stream:  # noqa: FBT001 - the engine's signature
        """Return the picture as it stands in the file."""
        del dpi_ratio
        made = self._made
        extra = _entry(made, _space(made), interpolate=interpolate)
        if made.photo:
            extra["Filter"] = "/DCTDecode"
            if made.inverted:
                extra["Decode"] = Array((1, 0) * 4)
        else:
            extra |= _packed(made, colours=1 if made.palette else len(made.mode), bits=made.bits)
        if made.alpha:
            mask = _entry(made, "/DeviceGray", interpolate=interpolate) | _packed(made, colours=1)
            extra["SMask"] = Stream([made.alpha], Dictionary(mask))
        return Stream([made.colours], Dictionary(extra))


def _space(made: Plate) -> str | Array:
    """Return what the values of a picture mean."""
    if not made.palette:
        return _SPACES[made.mode]
    return Array(("/Indexed", "/DeviceRGB", len(made.palette) // 3 - 1, f"<{made.palette.hex()}>"))


def _entry(made: Plate, space: str | Array, *, interpolate: bool) -> dict[str, object]:
    return {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": made.extent.width,
        "Height": made.extent.height,
        "ColorSpace": space,
        "BitsPerComponent": 8,
        "Interpolate": "true" if interpolate else "false",
    }


def _packed(made: Plate, *, colours: int, bits: int = 8) -> dict[str, object]:
    """Return how rows are packed: each as its PNG filter says."""
    parameters = {"Predictor": 15, "Colors": colours, "BitsPerComponent": bits, "Columns": made.extent.width}
    return {"BitsPerComponent": bits, "Filter": "/FlateDecode", "DecodeParms": Dictionary(parameters)}
