"""Set a planned line that stands in one text: nothing in it has to be broken, floats or is aligned by itself.

The engine goes through the cases of any line for each: a tenth of the time of a print. What is done here is what it
comes to for these, in the same order, so that no place differs by a hair. Any other line is left to the engine.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from bulletin_gen.typeset.exact import planned_line
from bulletin_gen.typeset.style_measures import measure


class _Stretch(Struct, frozen=True):
    """A line of a text."""

    text: str
    next: int | None
    """Where the next line begins, in bytes from the beginning of the text; None where no line feed ends this one."""


_get_next_linebox = inline.get_next_linebox


def _get_next_line(  # noqa: PLR0913, PLR0917 - the engine's signature
    context: Any,  # noqa: ANN401 - values of the engine's
    linebox: Any,  # noqa: ANN401 - the same
    position_y: float,
    bottom_space: float,
    skip_stack: Any,  # noqa: ANN401 - the same
    containing_block: Any,  # noqa: ANN401 - the same
    absolute_boxes: Any,  # noqa: ANN401 - the same
    fixed_boxes: Any,  # noqa: ANN401 - the same
    first_letter_style: Any,  # noqa: ANN401 - the same
    first_line_style: Any,  # noqa: ANN401 - the same
) -> tuple[Any, Any]:
    """Return a line and where the next one begins, in the way of the engine."""
    if not (context.excluded_shapes or first_letter_style or first_line_style):
        index, skip = _place(skip_stack)
        stretch = _stretch(linebox, index, skip)
        text = _text(linebox, index, stretch.text, position_y, containing_block) if stretch else None
        if stretch and text:
            resume_at = None if stretch.next is None else {index: {stretch.next: None}}
            linebox.position_x, linebox.position_y = containing_block.content_box_x(), position_y
            line = linebox.copy_with_children([text])
            line.remove_decoration(start=not (index or skip), end=resume_at is None)
            _fit(context, line, linebox, text, containing_block)
            return line, resume_at
    answer: tuple[Any, Any] = _get_next_linebox(
        *(context, linebox, position_y, bottom_space, skip_stack, containing_block),
        *(absolute_boxes, fixed_boxes, first_letter_style, first_line_style),
    )
    return answer


inline.get_next_linebox = _get_next_line


def _place(skip_stack: Any) -> tuple[int, int]:  # noqa: ANN401 - a value of the engine's
    """Return which child of a paragraph a line begins in, and at which of its bytes; -1 where it is deeper in."""
    if skip_stack is None:
        return 0, 0
    ((index, inner),) = skip_stack.items()
    if inner is None:
        return index, 0
    ((skip, deeper),) = inner.items()
    return index, -1 if deeper else skip or 0


def _stretch(linebox: Any, index: int, skip: int) -> _Stretch | None:  # noqa: ANN401 - a value of the engine's
    """Return a line that stands in one text; None for any other."""
    if skip < 0 or index >= len(linebox.children):
        return None
    child = linebox.children[index]
    if type(child) is not boxes.TextBox or linebox.style["direction"] != "ltr":
        return None
    style = child.style
    if style["white_space"] != "pre" or style["vertical_align"] != "baseline":
        return None
    stretch = _stretches(child).get(skip)
    alone = stretch and (stretch.next is not None or index == len(linebox.children) - 1)
    return stretch if alone else None


def _stretches(child: Any) -> dict[int, _Stretch]:  # noqa: ANN401 - a value of the engine's
    """Return the lines of a text by where they begin, in bytes."""
    known: tuple[str, dict[int, _Stretch]] | None = vars(child).get("stretches")
    if known and known[0] == child.text:
        return known[1]
    found: dict[int, _Stretch] = {}
    start = 0
    *lines, last = child.text.split("\n")
    for text in lines:
        end = start + len(text.encode()) + 1
        found[start] = _Stretch(text, end)
        start = end
    found[start] = _Stretch(last, None)
    child.stretches = (child.text, found)
    return found


def _text(linebox: Any, index: int, text: str, position_y: float, containing_block: Any) -> Any:  # noqa: ANN401 - values of the engine's
    """Return the box of a line's text, None where that is not planned."""
    child = linebox.children[index]
    planned = planned_line(text, child.style)
    if planned is None:
        return None
    measure(child, containing_block)
    child.position_y = position_y
    child.position_x = containing_block.content_box_x() + linebox.text_indent
    box = child.copy_with_text(text)
    box.pango_layout, box.width, box.height, baseline = planned
    line_height, _ = inline.strut(child.style)
    box.margin_top = box.margin_bottom = (line_height - box.height) / 2
    box.baseline = baseline + box.margin_top
    return box


def _fit(context: Any, line: Any, linebox: Any, text: Any, containing_block: Any) -> None:  # noqa: ANN401 - values of the engine's
    """Make a line as wide as its text, and place both."""
    left = containing_block.content_box_x()
    line.width = text.position_x + text.margin_width() - line.content_box_x()
    inline._adjust_line_height(line)  # noqa: SLF001 - the engine offers no other way
    linebox.width, linebox.height = line.width, line.height
    # The room as the engine comes to it, which may be a hair off.
    offset_x = inline.text_align(context, line, left + containing_block.width - left, last=True)
    _align(line, text, offset_x)


def _align(line: Any, text: Any, offset_x: float) -> None:  # noqa: ANN401 - values of the engine's
    """Stand a text on the baseline of its line."""
    position_y = text.position_y
    text.position_y = -text.baseline
    top = min(text.position_y, -line.baseline)
    bottom = max(text.position_y + text.margin_height(), -line.baseline + line.margin_height())
    line.baseline = -top
    line.position_y = top
    line.height = bottom - top
    line.margin_top = line.margin_bottom = 0
    line.translate(offset_x, position_y - top)
    line.position_y = position_y
