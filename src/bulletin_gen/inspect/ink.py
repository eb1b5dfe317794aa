"""Ink as it is seen: the head of a first page and the dashes of page numbers, on pictures of 300 dots an inch.

Boxes that fonts declare are off by up to a third of an em, and a masthead may be a drawing or a picture. Judges
nothing, and draws no more of a page than is measured.
"""

from __future__ import annotations

from itertools import groupby
from math import ceil
from operator import attrgetter
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it has no types
from msgspec.structs import replace
from PIL import Image, ImageChops

from bulletin_gen.inspect.marks import NUMBER
from bulletin_gen.inspect.page import POINT, Box, Ink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_gen.inspect.page import Page

_DOTS = 300
_DOT = 25.4 / _DOTS
_HEAD = 0.6
"""Of the height of a page, in which its head must end."""
_RED = (181, 100, 100)
"""Least red, most green and blue: Y80 M80 of GB/T 9704 §6.2 comes out as 240, 89, 62 and as 255, 51, 51."""
_HALF = 128
_INK = 255
_LONG_RULE = 120.0
_THICKEST_RULE = 3.0
_SAME_SIZE = 0.5
_SMALLEST = 20.0
_LARGEST = 500.0
"""Of a page that is drawn: nothing larger is a bulletin, and its picture would fill the memory."""


def inked(path: Path, pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Return pages with their ink; as they are where the file can't be drawn."""
    try:
        with pdfium.PdfDocument(path) as pdf:
            return tuple(_with_ink(pdf, page) for page in pages)
    except pdfium.PdfiumError:
        return pages


def _with_ink(pdf: pdfium.PdfDocument, page: Page) -> Page:
    dash = _dash(page)
    sides = (page.width, page.height)
    if (page.number > 1 and not dash) or min(sides) < _SMALLEST or max(sides) > _LARGEST:
        return page
    sheet = _cut(pdf, page.number - 1)
    width, height = (side * POINT for side in sheet.get_size())
    if abs(width - page.width) > _SAME_SIZE or abs(height - page.height) > _SAME_SIZE:
        return page  # whoever reads the page otherwise than it is drawn can't compare
    seen = Ink(dash=_bounds(_dark(_picture(sheet, dash)), dash) if dash else None)
    if page.number > 1:
        return replace(page, ink=seen)
    head = Box(left=0, right=page.width, top=0, bottom=_HEAD * page.height)
    picture = _picture(sheet, head)
    seen = replace(seen, red=tuple(_bands(_red(picture))), dark=tuple(_bands(_dark(picture))))
    return replace(page, ink=seen, rules=_painted_rules(page, seen))


def _dash(page: Page) -> Box | None:
    """Return where the first dash of the page number can have its ink, without what stands above and below it."""
    for line in reversed(page.lines):
        found = NUMBER.fullmatch(line.text)
        if found and found[1]:
            glyph, em = line.glyphs[0], line.glyphs[0].size * POINT
            top, bottom = glyph.baseline - 0.7 * em, glyph.baseline - 0.1 * em
            inside = 0 <= glyph.left < glyph.right <= page.width and 0 <= top < bottom <= page.height
            return Box(left=glyph.left, right=glyph.right, top=top, bottom=bottom) if inside else None
    return None


def _cut(pdf: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """Return a page as it is when its sheet is cut."""
    page = pdf[index]
    trim = page.get_trimbox(fallback_ok=False)
    if not trim or trim[2] <= trim[0] or trim[3] <= trim[1]:
        return page
    page.set_cropbox(*trim)
    page.close()
    return pdf[index]  # it takes its size when it is opened


def _picture(page: pdfium.PdfPage, box: Box) -> Image.Image:
    """Return the picture of a part of a page."""
    width, height = page.get_size()
    left, right = max(0.0, box.left / POINT), max(0.0, width - box.right / POINT)
    top, bottom = max(0.0, box.top / POINT), max(0.0, height - box.bottom / POINT)
    drawn = page.render(scale=_DOTS / 72, crop=(left, bottom, right, top), rev_byteorder=True, may_draw_forms=False)
    picture: Image.Image = drawn.to_pil()
    return picture.convert("RGB")


def _red(picture: Image.Image) -> Image.Image:
    least, *most = _RED
    red, green, blue = picture.split()
    cool = ImageChops.lighter(green, blue).point([_INK if value < most[0] else 0 for value in range(256)])
    return ImageChops.darker(cool, red.point([_INK if value >= least else 0 for value in range(256)]))


def _dark(picture: Image.Image) -> Image.Image:
    """Return what is neither white nor red: on the red plane red is white."""
    return picture.getchannel("R").point([_INK if value < _HALF else 0 for value in range(256)])


def _bands(mask: Image.Image) -> Iterator[Box]:
    """Yield the boxes of runs of rows with ink, from top to bottom."""
    rows, width = mask.tobytes(), mask.width
    filled = [_INK in rows[start : start + width] for start in range(0, len(rows), width)]
    for inky, run in groupby(range(mask.height), key=filled.__getitem__):
        first, *others = run
        left, _, right, _ = mask.crop((0, first, width, first + 1 + len(others))).getbbox() or (0, 0, 0, 0)
        if inky:
            yield Box(left=left * _DOT, right=right * _DOT, top=first * _DOT, bottom=(first + 1 + len(others)) * _DOT)


def _bounds(mask: Image.Image, box: Box) -> Box | None:
    """Return what the ink in a part of a page covers."""
    found = mask.getbbox()
    if not found:
        return None
    left, top = ceil(box.left / _DOT), ceil(box.top / _DOT)  # as the picture was cropped
    return Box(
        left=(left + found[0]) * _DOT,
        top=(top + found[1]) * _DOT,
        right=(left + found[2]) * _DOT,
        bottom=(top + found[3]) * _DOT,
    )


def _painted_rules(page: Page, ink: Ink) -> tuple[Box, ...]:
    """Return the rules of a page with those that are seen to be red: pieces of a picture, shadings, spot colours."""
    if any(rule.red and rule.width > _LONG_RULE for rule in page.rules):
        return page.rules
    bands = [band for band in ink.red if band.width > _LONG_RULE and band.height < _THICKEST_RULE]
    known = tuple(replace(rule, red=rule.red or any(_is_upon(rule, band) for band in bands)) for rule in page.rules)
    new = (replace(band, red=True) for band in bands if not any(_is_upon(rule, band) for rule in page.rules))
    return tuple(sorted((*known, *new), key=attrgetter("top", "left")))


def _is_upon(rule: Box, band: Box) -> bool:
    beside = abs(rule.left - band.left) < 1 and abs(rule.right - band.right) < 1
    return beside and rule.top < band.bottom and band.top < rule.bottom
