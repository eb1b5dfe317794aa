"""Text that runs from one page over to the next: which pages it surely does, and what a page holds besides.

Judges nothing; where it is not sure it says no.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bulletin_gen.inspect.frame import adjacent

if TYPE_CHECKING:
    from bulletin_gen.inspect.frame import Print, Sheet


def runs_on(printed: Print, upper: Sheet, lower: Sheet) -> bool:
    """Tell whether a paragraph surely goes over from one page to the next, with nothing around its two lines."""
    if not (upper.body and lower.body and upper.known and lower.known):
        return False
    last, first = upper.body[-1], lower.body[0]
    return (
        printed.flush_right(last, upper)
        and printed.opens(last, upper)
        and printed.flush_left(first, lower)
        and (len(lower.body) == 1 or printed.flush_right(first, lower))
        and _nothing_below(upper)
        and nothing_above(lower)
    )


def held_back(lower: Sheet, missing: int) -> bool:
    """Tell whether a page may lack so many lines because the imprint of the next must not stand without text.

    If all of the text above the imprint had found room before it, it was carried over for the imprint's sake.
    """
    return bool(lower.imprint) and 0 < len(lower.body) <= missing


def nothing_above(sheet: Sheet) -> bool:
    """Tell whether a page begins with its first line of body."""
    first = sheet.body[0]
    lines = any(line.bottom < first.top and line != sheet.number for line in sheet.page.lines)
    return not lines and not any(box.top < first.top for box in (*sheet.page.boxes, *sheet.page.rules))


def body_alone(printed: Print, sheet: Sheet) -> bool:
    """Tell whether lines of body, one below the other, are all that stands on a page."""
    if sheet.page.boxes or sheet.page.rules or not sheet.body:
        return False
    if not all(adjacent(upper, lower, printed.measures) for upper, lower in pairwise(sheet.body)):
        return False
    others = (line for line in sheet.page.lines if line not in sheet.body and line != sheet.number)
    # A raised note sign and a glyph of another face have baselines of their own
    return all(any(body.top < line.baseline <= body.bottom for body in sheet.body) for line in others)


def _nothing_below(sheet: Sheet) -> bool:
    last = sheet.body[-1]
    lines = any(line.baseline > last.baseline and line != sheet.number for line in sheet.page.lines)
    return not lines and not any(box.bottom > last.bottom for box in (*sheet.page.boxes, *sheet.page.rules))
