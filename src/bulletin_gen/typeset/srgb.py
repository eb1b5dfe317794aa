"""Bring pictures to the colours of the archive: 8 bits a channel, grey or sRGB. Leaves those alone that are so already.

Source: ISO 19005-3 §6.2.4.3 (no DeviceCMYK beside an sRGB intent).
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

_PLAIN = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
"""Modes that go into a PDF as grey or sRGB."""
_DEEP_GREY = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_QUALITY = 92


def in_srgb(content: bytes) -> bytes:
    """Return a file with the same picture in grey or sRGB: the same file where it is so, or where it is no picture."""
    try:
        opened = Image.open(BytesIO(content))
    except UnidentifiedImageError:
        return content
    with opened as picture:
        profile = _foreign_profile(picture)
        if picture.mode in _PLAIN and profile is None:
            return content
        photo = picture.format in {"JPEG", "MPO"}
        converted = _converted(ImageOps.exif_transpose(picture), profile)
    file = BytesIO()
    if photo:
        converted.save(file, "JPEG", quality=_QUALITY)
    else:
        converted.save(file, "PNG")
    return file.getvalue()


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


def _converted(picture: Image.Image, profile: ImageCms.ImageCmsProfile | None) -> Image.Image:
    """Return a picture as grey or sRGB, its transparency kept."""
    if picture.mode in _DEEP_GREY:
        picture = _eight_bits(picture)
    has_alpha = picture.mode in {"LA", "RGBA", "PA"} or "transparency" in picture.info
    alpha = picture.convert("RGBA").getchannel("A") if has_alpha else None
    grey = picture.mode in {"1", "L", "LA"}
    opaque = picture if picture.mode in {"CMYK", "LAB"} else picture.convert("L" if grey else "RGB")
    plain = _managed(opaque, profile) or opaque.convert("RGB")
    if grey:
        plain = plain.convert("L")
    if alpha:
        plain.putalpha(alpha)
    plain.info = {}
    return plain


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
    wide = picture.convert("I")
    return wide.point(lambda value: value / 256).convert("L")
