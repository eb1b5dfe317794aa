"""The rules of tables are so many filled rectangles, all of one thickness."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Pages

MM = 25.4 / 72
THICKNESS = 0.25
"""Of a table's rules in the shipped layout, in mm."""
ROWS, COLUMNS = 5, 4


@pytest.fixture
def table(printed: Callable[..., Pages]) -> Pages:
    """Print a table."""
    rows = ["|" + "甲|" * COLUMNS] * ROWS
    return printed("\n".join(["# 题", "", rows[0], "|" + "---|" * COLUMNS, *rows[1:], ""]))


def test_every_rule_of_a_table_is_a_rectangle_of_one_thickness(table: Pages) -> None:
    sides = [sorted((float(rect["width"]) * MM, float(rect["height"]) * MM)) for rect in table.pages[0].rects]
    thin = [short for short, _ in sides if short < 2 * THICKNESS]
    # Each cell draws the rules below and to its right, the head those above, the first column those to the left; the
    # first cell of all has all four, as a frame.
    assert len(thin) == 2 * ROWS * COLUMNS + ROWS + COLUMNS - 4
    assert thin == pytest.approx([THICKNESS] * len(thin), abs=0.01)


def test_nothing_of_a_table_is_drawn_through_a_window(table: Pages) -> None:
    with pikepdf.open(io.BytesIO(table.pdf)) as file:
        operators = [str(step.operator) for step in pikepdf.parse_content_stream(file.pages[0])]
    assert operators.count("W*") == 0
    assert operators.count("re") > ROWS * COLUMNS
