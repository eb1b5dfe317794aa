"""Tell once of a style that it has no background, no shadow and no round corners; styles last as long as a press.

The engine looks for them at every box of every page, and nearly none has any. Draws nothing.
"""

from __future__ import annotations

from typing import Any

from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import background

_RADII = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_SQUARE = dict.fromkeys(_RADII, (0, 0))
_layout_box_backgrounds = background.layout_box_backgrounds


def _lay_out(page: Any, box: Any, images: Any, layout_children: bool = True, style: Any = None) -> None:  # noqa: ANN401, FBT001, FBT002 - the engine's signature
    """Give a box and those in it their backgrounds."""
    whole = layout_children and style is None and box is not page
    if not whole or not isinstance(box, Box) or not _is_bare(box.style):
        _layout_box_backgrounds(page, box, images, layout_children, style)
        return
    vars(box).update(_SQUARE)
    for child in box.all_children():
        _lay_out(page, child, images)
    box.background = None


background.layout_box_backgrounds = _lay_out


def _is_bare(style: Any) -> bool:  # noqa: ANN401 - a value of the engine's
    kept = vars(style)
    if "bare" not in kept:
        kept["bare"] = (
            all((0, "px") in style[name] for name in _RADII)
            and all(style[name][0] == "none" for name in ("border_image_source", "mask_border_source"))
            and all(kind == "none" for kind, _ in style["background_image"])
            and not style["box_shadow"]
            and not get_color(style, "background_color").alpha
        )
    bare: bool = kept["bare"]
    return bare
