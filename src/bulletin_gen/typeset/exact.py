"""Let WeasyPrint set lines exactly as the line engine gives them: each character with the advance it was given.

WeasyPrint asks Pango for a line and draws what it answers. Between the two the advances are replaced, in a line whose
text and size are planned; any other text is left as Pango has it. That costs nothing: no element, no style and no
attribute more than the paragraph has, where a styled span a line costs a third of the layout.

For a planned line Pango is asked once. The engine by itself lays it out three times: with the beginning of the next
line, alone, and again when the page is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, field
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango

from bulletin_gen.typeset.embedding import NamedFonts
from bulletin_gen.typeset.glyph_runs import GlyphRun, glyph_runs, set_advances
from bulletin_gen.typeset.kept_layouts import Layouts, split_first_line
from bulletin_gen.typeset.shared_styles import StyleShelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_gen.typeset.units import Point

ffi.cdef("PangoLayout * pango_layout_copy (PangoLayout *);")

_PIXELS = 96 / 72
_Key: TypeAlias = tuple[str, int, int]


class Plan(Struct, frozen=True):
    """The advances of one issue's lines."""

    advances: dict[_Key, tuple[int, ...]] = field(default_factory=dict)
    """In Pango's units, by text, size of type and variant."""
    empty: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    """By the identity of a style: the style, and a layout in it without a text, of which those of lines are copies."""

    def add(self, text: str, size: Point, advances: Sequence[Point]) -> int:
        """Plan a stretch of one line and return its variant: 0 unless the same text stands elsewhere set otherwise."""
        units = tuple(round(advance * _PIXELS * TO_UNITS) for advance in advances)
        variant = 0
        while self.advances.setdefault((text, _rounded(size * _PIXELS), variant), units) != units:
            variant += 1
        return variant


class PlannedFonts(NamedFonts):
    """The fonts of a press, with the plan of the issue that it prints, and the styles of those before."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = Plan()
        self.shelf = StyleShelf()
        self.layouts: Layouts = {}


VARIANT = 1 / 64
"""Letter spacing (px) that tells a variant of a planned text: its advances are replaced, so that it has no effect."""


class PlannedLayout(line_break.Layout):  # type: ignore[misc]  # the engine is not typed
    """A planned line, laid out once for measuring and drawing. A class because the engine calls for one."""

    def __init__(self, text: str, empty: Any, advances: tuple[int, ...]) -> None:  # noqa: ANN401 - a value of the engine's
        self.__dict__.update(empty.__dict__)
        self.layout = ffi.gc(pango.pango_layout_copy(empty.layout), gobject.g_object_unref)
        self.text = text
        # What the engine does before it draws; done later, it would undo the layout.
        pango.pango_layout_set_single_paragraph_mode(self.layout, True)
        pango.pango_layout_set_text(self.layout, text.encode(), -1)
        self.line, _ = self.get_first_line()
        self.runs: tuple[GlyphRun, ...] = tuple(glyph_runs(self.line))
        set_advances(self.runs, text, advances)

    def reactivate(self, style: Any) -> None:  # noqa: ANN401 - a value of the engine's
        """Do nothing: the layout was kept."""

    def deactivate(self) -> None:
        """Keep the layout: it is drawn as it was measured."""


def _split_planned_line(text: str, style: Any, *others: Any, **named: Any) -> tuple[Any, ...]:  # noqa: ANN401 - values of the engine's
    """Return a planned line in the way of the engine: layout, bytes, bytes to skip, width, height, baseline."""
    line, feed, _ = text.partition("\n")
    planned = planned_line(line, style)
    if planned is None:
        answer: tuple[Any, ...] = split_first_line(text, style, *others, **named)
        return answer
    layout, *measures = planned
    length = layout.line.length
    return layout, length, length + 1 if feed else None, *measures


def planned_line(line: str, style: Any) -> tuple[PlannedLayout, float, float, float] | None:  # noqa: ANN401 - a value of the engine's
    """Return the layout of a line in a style, its width, its height and its baseline; None where it is not planned."""
    advances = _planned(line, style)
    if not advances:
        return None
    layout = PlannedLayout(line, _empty_layout(style), advances)
    _, height = line_break.line_size(layout.line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    return layout, sum(advances) / TO_UNITS, height, baseline


def _planned(line: str, style: Any) -> tuple[int, ...] | None:  # noqa: ANN401 - a value of the engine's
    plan = getattr(style.font_config, "plan", None)
    if plan is None or not line:
        return None
    spacing = style["letter_spacing"]
    variant = 0 if spacing == "normal" else round(spacing / VARIANT)
    advances: tuple[int, ...] | None = plan.advances.get((line, _rounded(style["font_size"]), variant))
    return advances


def _empty_layout(style: Any) -> Any:  # noqa: ANN401 - values of the engine's
    empty = style.font_config.plan.empty
    if id(style) not in empty:
        empty[id(style)] = (style, line_break.Layout(style))
    return empty[id(style)][1]


def _rounded(size: float) -> int:
    return round(size * 100)


for module in (line_break, inline, preferred):
    module.split_first_line = _split_planned_line
