"""Take the measures of a box, and of its lines, from its style once: styles last as long as a press.

What depends on the box around (percentages, sums, collapsed borders of tables) is left to the engine. Lays out nothing.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import absolute, block, column, float, grid, inline, page, percent, table  # noqa: A004 - a module of the engine's

_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"{name}_{side}" for name in ("margin", "padding") for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_MEASURES = (*_LENGTHS, *(f"border_{side}_width" for side in _SIDES))
_resolve_percentages = percent.resolve_percentages
_strut = inline.strut


def measure(box: Any, containing_block: Any) -> None:  # noqa: ANN401 - values of the engine's
    """Give a box the measures that its style has, whatever stands around it."""
    kept = vars(box.style)
    measures = kept.get("measures")
    if measures:
        vars(box).update(measures)
        return
    _resolve_percentages(box, containing_block)
    if measures is None:
        kept["measures"] = {name: getattr(box, name) for name in _MEASURES} if _is_absolute(box.style) else {}


def _is_absolute(style: Any) -> bool:  # noqa: ANN401 - a value of the engine's
    values = [style[name] for name in _LENGTHS]
    known = all(value == "auto" or getattr(value, "unit", "") == "px" for value in values)
    return known and style["border_collapse"] != "collapse"


def _line(style: Any) -> tuple[Any, Any]:  # noqa: ANN401 - values of the engine's
    """Return the height of a style's lines, and where the baseline stands in it."""
    kept = vars(style)
    if "strut" not in kept:
        kept["strut"] = _strut(style)
    height, baseline = kept["strut"]
    return height, baseline


for module in (absolute, block, column, float, grid, inline, page, table):
    module.resolve_percentages = measure
inline.strut = _line
