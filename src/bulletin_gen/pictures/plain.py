"""Bring pictures to one form: upright, 8 bits a channel, grey or sRGB. Keeps what is transparent, and no metadata.

Source: ISO 19005-3 §6.2.4.3 (no DeviceCMYK beside an sRGB intent).
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms

from bulletin_gen.pictures.opening import orientation_of

_USUAL = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
"""Modes whose numbers mean grey or sRGB."""
_DEEP_GREY = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_GREY = frozenset({"1", "L", "LA"})
_CLEAR = frozenset({"LA", "RGBA", "PA"})
_OPAQUE = 255
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each way to hold a camera."""


def is_upright(picture: Image.Image) -> bool:
    """Tell whether a picture is shown as it is stored."""
    return orientation_of(picture) == 1


def is_usual(picture: Image.Image) -> bool:
    """Tell whether a picture's colours are grey or sRGB of 8 bits at the most, without being converted."""
    return picture.mode in _USUAL and _foreign_profile(picture) is None


def upright(picture: Image.Image) -> Image.Image:
    """Return a picture turned as it is looked at; its colours stay, what the camera wrote goes."""
    turn = _TURNS.get(orientation_of(picture))
    turned = picture.copy() if turn is None else picture.transpose(turn)
    turned.info = {name: turned.info[name] for name in ("transparency", "icc_profile") if name in turned.info}
    return turned


def plain(picture: Image.Image) -> Image.Image:
    """Return a picture upright and as `L`, `LA`, `RGB` or `RGBA` in sRGB; one that is opaque all over has no alpha."""
    profile = _foreign_profile(picture)
    picture = upright(picture)
    if picture.mode in _DEEP_GREY:
        picture = _eight_bits(picture)
    clear = picture.mode in _CLEAR or "transparency" in picture.info
    alpha = _in(picture, "RGBA").getchannel("A") if clear else None
    mode = "L" if picture.mode in _GREY else "RGB"
    opaque = picture if picture.mode == "CMYK" else _in(picture, mode)
    made = _in(_managed(opaque, profile) or opaque, mode)
    if alpha and alpha.getextrema()[0] != _OPAQUE:
        made.putalpha(alpha)
    made.info = {}
    return made


def _in(picture: Image.Image, mode: str) -> Image.Image:
    """Return a picture in a mode; one that is in it itself, since it may take hundreds of megabytes."""
    return picture if picture.mode == mode else picture.convert(mode)


def _foreign_profile(picture: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """Return the colour profile of a picture; None for sRGB, for none and for one that is damaged."""
    content = picture.info.get("icc_profile")
    if not content:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(content))
        description = ImageCms.getProfileDescription(profile)
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if "sRGB" in description else profile


def _managed(picture: Image.Image, profile: ImageCms.ImageCmsProfile | None) -> Image.Image | None:
    """Return a picture converted by its profile; None where that is not one for such pictures."""
    if profile is None:
        return None
    try:
        return ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        return None


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 bits grey with the upper 8: the plain conversion cuts off all that is brighter."""
    made = picture.convert("I").point(lambda value: value / 256).convert("L")
    clear = picture.info.get("transparency")
    made.info = {"transparency": clear >> 8} if isinstance(clear, int) else {}
    return made
