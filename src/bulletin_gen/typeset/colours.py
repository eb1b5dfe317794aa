"""The colours of a print: sRGB for screens and archives, process colours for a printing house. Converts no picture."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.typeset.profile import Colour

if TYPE_CHECKING:
    from bulletin_gen.typeset.profile import Profile

_BLACK = Colour(0, 0, 0, 100)
"""Source: GB/T 9704-2012 §6.1 (BL100 %)."""
_GREY = Colour(0, 0, 0, 53)


class ColourView(Struct, frozen=True):
    """What the style sheet sets text and rules in."""

    red: str
    black: str
    grey: str
    """Of the rules between the columns of a newspaper page."""


def colour_view(profile: Profile, *, archival: bool) -> ColourView:
    """Return the colours of a profile; an archival print has none of CMYK. Source: ISO 19005-3 §6.2.4.3."""
    as_css = attrgetter("srgb" if archival else "process")
    return ColourView(as_css(profile.head.red), as_css(_BLACK), as_css(_GREY))
