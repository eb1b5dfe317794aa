"""Keep the layouts of texts that come again: in each issue the imprint, page numbers and heads are much the same.

The engine asks Pango for each of them anew, several times a document, and once more when it is drawn. Lays out nothing
by itself.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from weasyprint.text import line_break

_MOST = 2000
"""So many are kept; an issue has some dozens."""
_LONGEST = 100
"""A longer text hardly comes again."""

Layouts: TypeAlias = dict[tuple[object, ...], tuple[Any, tuple[Any, ...]]]
"""What the engine answered, by the text, its style and its room; with the style, which is known by its identity."""


class KeptLayout(line_break.Layout):  # type: ignore[misc]  # the engine is not typed
    """A layout that is set up once. A class because the engine calls for one."""

    def reactivate(self, style: Any) -> None:  # noqa: ANN401 - a value of the engine's
        """Set up the layout for drawing, unless it was drawn before."""
        if "layout" not in vars(self):
            super().reactivate(style)

    def deactivate(self) -> None:
        """Keep the layout."""

    def renewed(self, style: Any) -> line_break.Layout:  # noqa: ANN401 - a value of the engine's
        """Return an equal layout that may be changed."""
        layout = line_break.Layout(style, self.justification_spacing, self.max_width)
        layout.set_text(self.text, justify=True)
        return layout


_split_first_line = line_break.split_first_line


def split_first_line(  # noqa: PLR0913, PLR0917 - the engine's signature
    text: str,
    style: Any,  # noqa: ANN401 - values of the engine's
    context: Any,  # noqa: ANN401 - the same
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,  # noqa: FBT001, FBT002 - the engine's signature
    minimum: bool = False,  # noqa: FBT001, FBT002 - the same
) -> tuple[Any, ...]:
    """Return the first line of a text in the way of the engine: its layout, its bytes, where to go on, its measures."""
    arguments = (text, style, context, max_width, justification_spacing, is_line_start, minimum)
    layouts: Layouts | None = getattr(style.font_config, "layouts", None)
    if layouts is None or justification_spacing or len(text) > _LONGEST or not _lasts(style):
        answer: tuple[Any, ...] = _split_first_line(*arguments)
        return answer
    key = (text, id(style), max_width, is_line_start, minimum)
    if key not in layouts:
        if len(layouts) >= _MOST:
            layouts.clear()
        answer = _split_first_line(*arguments)
        if type(answer[0]) is line_break.Layout:
            answer[0].__class__ = KeptLayout
        layouts[key] = (style, answer)
    return layouts[key][1]


def _lasts(style: Any) -> bool:  # noqa: ANN401 - a value of the engine's
    """Tell whether a style is that of a press and not of one document."""
    shared = style.font_config.shelf.shared
    return id(style) in shared or id(getattr(style, "parent_style", None)) in shared
