"""Read a PDF into measured pages. Knows no layout.

Glyphs inside form objects, rules drawn as fills, strokes or in pieces: all come out alike.
"""

from __future__ import annotations

import logging
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.inspect.embedded import loose_fonts
from bulletin_gen.inspect.ink import inked
from bulletin_gen.inspect.page import POINT, Box, Document, Glyph, Line, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


_SAME_LINE = 0.7
_THIN = 1.6
_SHORTEST_RULE = 20.0
_JOINT = 0.6
_MOST_OF_PAGE = 0.8


def read(path: Path) -> Document:
    """Return the measured pages of a PDF."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of a font
    try:
        with pdfplumber.open(path) as pdf:
            pages = tuple(_page(page) for page in pdf.pages)
            fonts = loose_fonts([page.page_obj for page in pdf.pages])
            return Document(pages=inked(path, pages), loose_fonts=fonts, producer=str(pdf.metadata.get("Producer", "")))
    except OSError as error:
        raise BulletinError(f"读不了 {path}：{error.strerror}", "看看文件在不在、有没有读的权限。") from error
    except (PdfminerException, MalformedPDFException, PDFException, PSException) as error:
        message = f"{path} 不是能读的 PDF"
        raise BulletinError(message, "文件可能已损坏或加了密码，请重新导出一份。", ExitCode.CONTENT) from error


def _page(page: pdfplumber.page.Page) -> Page:
    paper = _paper(page)
    width, height = (paper[2] - paper[0]) * POINT, (paper[3] - paper[1]) * POINT
    drawn = [
        _box(shape, page, line=kind == "line") for kind in ("rect", "line", "curve") for shape in _shapes(page, kind)
    ]
    rules = _joined([box for box in drawn if box.height <= _THIN and box.width > box.height])
    thick = [box for box in drawn if box.height > _THIN] + [_box(image, page, line=False) for image in page.images]
    return Page(
        number=page.page_number,
        width=width,
        height=height,
        lines=_lines(page),
        rules=tuple(rule for rule in rules if rule.width >= _SHORTEST_RULE),
        boxes=tuple(box for box in thick if box.width * box.height < _MOST_OF_PAGE * width * height),
        drawn=tuple(_glyphs(page, upright=False)),
    )


def _paper(page: pdfplumber.page.Page) -> tuple[float, float, float, float]:
    """Return what is left of a page when it is cut: left, upper, right and lower edge in points."""
    for box in (getattr(page, "trimbox", None), page.cropbox):
        if box and box[2] > box[0] and box[3] > box[1]:
            return float(box[0]), float(box[1]), float(box[2]), float(box[3])
    return float(page.bbox[0]), float(page.bbox[1]), float(page.bbox[2]), float(page.bbox[3])


def _shapes(page: pdfplumber.page.Page, kind: str) -> list[dict[str, Any]]:
    """Return the shapes of a kind that can be seen; white ones are backgrounds."""
    return [
        shape
        for shape in page.objects.get(kind, [])
        if (shape.get("fill") and not _is_white(shape.get("non_stroking_color")))
        or (shape.get("stroke") and not _is_white(shape.get("stroking_color")))
    ]


def _is_white(colour: object) -> bool:
    return colour in {1, (1,), (1, 1, 1), (0, 0, 0, 0)} if isinstance(colour, int | float | tuple) else False


def _box(shape: dict[str, Any], page: pdfplumber.page.Page, *, line: bool) -> Box:
    """Return what a shape covers; a stroked line is as thick as its pen."""
    pen = float(shape.get("linewidth") or 0) * POINT / 2 if line else 0
    left, top, *_ = _paper(page)
    colour = shape.get("non_stroking_color" if shape.get("fill") and not line else "stroking_color")
    return Box(
        left=(float(shape["x0"]) - left) * POINT,
        right=(float(shape["x1"]) - left) * POINT,
        top=(float(shape["top"]) - top) * POINT - pen,
        bottom=(float(shape["bottom"]) - top) * POINT + pen,
        red=is_red(colour),
    )


def is_red(colour: object) -> bool:
    """Tell whether a colour of the page is a red, given as RGB or CMYK."""
    match colour:
        case (float() | int() as red, float() | int() as green, float() | int() as blue):
            return red > 0.6 and max(green, blue) < 0.4  # noqa: PLR2004 - what anyone calls red
        case (float() | int() as cyan, float() | int() as magenta, float() | int() as yellow, float() | int() as key):
            return min(magenta, yellow) > 0.5 and max(cyan, key) < 0.4  # noqa: PLR2004 - the same
    return False


def _joined(boxes: Iterable[Box]) -> list[Box]:
    """Return rules of one height that touch as one rule, and rules upon each other as one thick one."""
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda box: (round(box.top, 1), box.left)):
        if joined and _touch(joined[-1], box):
            last = joined[-1]
            joined[-1] = Box(
                left=min(last.left, box.left),
                right=max(last.right, box.right),
                top=min(last.top, box.top),
                bottom=max(last.bottom, box.bottom),
                red=last.red and box.red,
            )
        else:
            joined.append(box)
    return joined


def _touch(one: Box, other: Box) -> bool:
    beside = other.left <= one.right + _JOINT and other.right >= one.left - _JOINT
    return beside and one.red == other.red and other.top <= one.bottom + 0.05


def _lines(page: pdfplumber.page.Page) -> tuple[Line, ...]:
    """Return the upright glyphs of a page by their baselines; what is drawn twice counts once."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(_glyphs(page), key=attrgetter("baseline", "left")):
        if rows and glyph.baseline - rows[-1][0].baseline <= _SAME_LINE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return tuple(Line(_once(sorted(row, key=attrgetter("left")))) for row in rows)


def _once(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """Drop what stands on its like: bold that is made by drawing twice."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        if not (kept and kept[-1].text == glyph.text and glyph.left - kept[-1].left < 0.2 * glyph.size * POINT):
            kept.append(glyph)
    return tuple(kept)


def _glyphs(page: pdfplumber.page.Page, *, upright: bool = True) -> Iterable[Glyph]:
    left, top, *_ = _paper(page)
    lowest = float(page.bbox[3])
    for char in page.chars:
        text = char["text"].strip()
        if not text or (upright and not char["upright"]):
            continue
        yield Glyph(
            text=text,
            left=(char["x0"] - left) * POINT,
            right=(char["x1"] - left) * POINT,
            baseline=(lowest - char["matrix"][5] - top) * POINT,
            size=float(char["size"]),
            red=is_red(char["non_stroking_color"]),
            font=str(char["fontname"]),
        )
