"""Draw the sides of a plain border, where it has not all four, as so many rectangles.

The engine draws such a border side by side: all of it, through a window as slanted as borders of different colours
would need. The cells of a ruled page make that 75 KB and half of the time of drawing it. Any other border is left to
the engine.
"""

from __future__ import annotations

from typing import Any

from weasyprint import draw
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes

_SIDES = ("top", "right", "bottom", "left")
_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
_draw_border = draw.draw_border


def _draw_plain_border(stream: Any, box: Any) -> None:  # noqa: ANN401 - values of the engine's
    """Draw the border of a box, if it has one."""
    widths = tuple(getattr(box, f"border_{side}_width") for side in _SIDES)
    drawn = [side for side, width in zip(_SIDES, widths, strict=True) if width]
    if not drawn or len(drawn) == len(_SIDES) or not _is_plain(box, drawn):
        _draw_border(stream, box)
        return
    top, right, bottom, left = widths
    x, y, width, height = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
    rectangles = {
        "top": (x, y, width, top),
        "right": (x + width - right, y, right, height),
        "bottom": (x, y + height - bottom, width, bottom),
        "left": (x, y, left, height),
    }
    with stream.artifact(), stream.stacked():
        stream.set_color(get_color(box.style, f"border_{drawn[0]}_color"))
        for side in drawn:
            stream.rectangle(*rectangles[side])
        stream.fill()


draw.draw_border = _draw_plain_border


def _is_plain(box: Any, sides: list[str]) -> bool:  # noqa: ANN401 - a value of the engine's
    """Tell whether the sides of a border are solid lines of one colour that meet at right angles."""
    style = box.style
    ruled = isinstance(box, boxes.BlockContainerBox) and style["column_rule_width"]
    if ruled or style["visibility"] != "visible" or style["border_image_source"][0] != "none":
        return False
    if any(any(getattr(box, f"border_{corner}_radius")) for corner in _CORNERS):
        return False
    looks = {(style[f"border_{side}_style"], get_color(style, f"border_{side}_color")) for side in sides}
    return len(looks) == 1 and all(line == "solid" and colour.alpha for line, colour in looks)
