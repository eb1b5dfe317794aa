"""Let WeasyPrint set lines exactly as the line engine gives them: each character with the advance it was given.

WeasyPrint asks Pango for a line and draws what it answers. Between the two the advances are replaced, in a line whose
text and size are planned; any other text is left as Pango has it. That costs nothing: no element, no style and no
attribute more than the paragraph has, where a styled span a line costs a third of the layout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi

from bulletin_gen.typeset.embedding import NamedFonts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_gen.typeset.units import Point

_PIXELS = 96 / 72
_Key: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The advances of one issue's lines."""

    advances: dict[_Key, tuple[int, ...]] = field(default_factory=dict)
    """In Pango's units, by text, size of type and variant."""

    def add(self, text: str, size: Point, advances: Sequence[Point]) -> int:
        """Plan a stretch of one line and return its variant: 0 unless the same text stands elsewhere set otherwise."""
        units = tuple(round(advance * _PIXELS * TO_UNITS) for advance in advances)
        variant = 0
        while self.advances.setdefault((text, _rounded(size * _PIXELS), variant), units) != units:
            variant += 1
        return variant


class PlannedFonts(NamedFonts):
    """The fonts of a press, with the plan of the issue that it prints."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = Plan()


VARIANT = 1 / 64
"""Letter spacing (px) that tells a variant of a planned text: its advances are replaced, so that it has no effect."""


class _PlannedLayout(line_break.Layout):  # type: ignore[misc]  # the engine is not typed
    """A line of text whose advances come from the plan."""

    planned_width: float | None
    """In pixels; None for a text that is not planned."""

    def set_text(self, text: str, justify: bool = False) -> None:  # noqa: FBT001, FBT002 - the engine's signature
        super().set_text(text, justify)
        self._fresh = True
        self.planned_width = None

    def get_first_line(self) -> Any:  # noqa: ANN401 - a pointer of the engine's
        line, index = super().get_first_line()
        plan = getattr(self.style.font_config, "plan", None)
        if self._fresh and plan is not None:
            self._fresh = False
            text = self.text.split("\n", 1)[0]
            spacing = self.style["letter_spacing"]
            variant = 0 if spacing == "normal" else round(spacing / VARIANT)
            advances = plan.advances.get((text, _rounded(self.style["font_size"]), variant))
            if advances:
                _replace(line, text, advances)
                self.planned_width = sum(advances) / TO_UNITS
        return line, index


def _rounded(size: float) -> int:
    return round(size * 100)


def _replace(line: Any, text: str, advances: tuple[int, ...]) -> None:  # noqa: ANN401 - a pointer of the engine's
    """Give each glyph of a line its planned advance; a glyph for several characters (a ligature) gets their sum."""
    places: dict[int, int] = {}
    position = 0
    for index, character in enumerate(text):
        places[position] = index
        position += len(character.encode())
    run = line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        count, clusters = glyphs.num_glyphs, glyphs.log_clusters
        starts = [places.get(item.offset + clusters[index]) for index in range(count)]
        last = places.get(item.offset + item.length, len(text))
        for index, start in enumerate(starts):
            end = starts[index + 1] if index + 1 < count else last
            if start is not None and end is not None and end > start:
                glyphs.glyphs[index].geometry.width = sum(advances[start:end])
        run = run.next


_first_line_metrics = line_break.first_line_metrics


def _planned_metrics(line: Any, text: str, layout: Any, *others: Any, **named: Any) -> tuple[Any, ...]:  # noqa: ANN401 - pointers and values of the engine's
    """Measure a line by its planned width: Pango remembers the width that it had before."""
    metrics: tuple[Any, ...] = _first_line_metrics(line, text, layout, *others, **named)
    width = getattr(layout, "planned_width", None)
    return metrics if width is None else (*metrics[:3], width, *metrics[4:])


line_break.Layout = _PlannedLayout
line_break.first_line_metrics = _planned_metrics
