"""A copy of an inspected PDF with the findings drawn on its pages, and a list of them behind the last. Judges nothing.

Each finding is an annotation: any viewer shows its box and number, lists its words and prints it.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING

import pikepdf
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, String

from bulletin_gen.diagnostics import BulletinError, ExitCode, reason_of
from bulletin_gen.inspect.legend import COLOURS, WORDS
from bulletin_gen.inspect.page import POINT, Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bulletin_gen.inspect.findings import Finding

_AROUND = 0.8
"""Blank between what a finding speaks of and its box, mm."""
_TAG = 4.2
"""Height of the field with a finding's number, mm."""
_NARROW = 15.0
_DIGIT = 1.7
_EDGE = 2.0
"""Nearest that a mark comes to the edge of the page, mm."""
_LINE = 0.9
"""Of a box, pt."""
_SIZE = 9
"""Of a number, pt."""
_PRINTED = 4
_DEEPEST = 50
"""Levels of a page tree; a broken one may have no end."""
_TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
"""What sets a mark upright on a page that is shown turned."""


def marked(path: Path, findings: Sequence[Finding], listing: bytes) -> bytes:
    """Return a PDF with its findings drawn on it, numbered in their order, and the pages of `listing` behind."""
    with _opened(path) as pdf, pikepdf.open(io.BytesIO(listing)) as behind:
        sheets = [_Sheet.of(page) for page in pdf.pages]
        taken: list[list[Box]] = [[] for _ in sheets]
        for number, finding in enumerate(findings, 1):
            at = max(finding.page, 1) - 1
            if at < len(sheets):
                mark = _placed(number, finding, sheets[at], taken[at])
                _annotate(pdf, pdf.pages[at], sheets[at], mark)
        pdf.pages.extend(behind.pages)
        _take_back_claims(pdf)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, encryption=False)
        return written.getvalue()


def save(content: bytes, target: Path) -> None:
    """Write a file as a whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        try:
            part.write_bytes(content)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        hint = "看看文件夹在不在、有没有写的权限、磁盘满没满。"
        raise BulletinError(f"写不了 {target}：{reason_of(error)}", hint) from error


class _Sheet(Struct, frozen=True, kw_only=True):
    """A page as it is seen: where it is cut and how it is turned."""

    left: float
    lower: float
    right: float
    upper: float
    turn: int

    @classmethod
    def of(cls, page: pikepdf.Page) -> _Sheet:
        """Return what is seen of a page."""
        boxes = ([float(edge) for edge in box] for box in (page.trimbox, page.cropbox, page.mediabox))
        ordered = ((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)) for x0, y0, x1, y1 in boxes)
        left, lower, right, upper = next(
            (box for box in ordered if box[0] < box[2] and box[1] < box[3]), (0, 0, 595, 842)
        )
        turn = _turn(page.obj) % 360
        return cls(left=left, lower=lower, right=right, upper=upper, turn=turn if turn in _TURNS else 0)

    @property
    def width(self) -> float:
        """Return how wide it is as it is seen, mm."""
        across = self.upper - self.lower if self.turn in {90, 270} else self.right - self.left
        return across * POINT

    @property
    def height(self) -> float:
        """Return how high it is as it is seen, mm."""
        down = self.right - self.left if self.turn in {90, 270} else self.upper - self.lower
        return down * POINT

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the page as it is seen (mm from its upper left corner) as the file counts (points)."""
        across, down = x / POINT, y / POINT
        return {
            0: (self.left + across, self.upper - down),
            90: (self.left + down, self.lower + across),
            180: (self.right - across, self.lower + down),
            270: (self.right - down, self.upper - across),
        }[self.turn]

    def rectangle(self, box: Box) -> tuple[float, float, float, float]:
        """Return a box as the file writes it."""
        (x0, y0), (x1, y1) = self.point(box.left, box.top), self.point(box.right, box.bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


class _Mark(Struct, frozen=True, kw_only=True):
    """A finding on its page."""

    number: int
    finding: Finding
    tag: Box
    """The field with its number."""
    box: Box | None
    """What it speaks of; None for the whole page or file."""

    @property
    def whole(self) -> Box:
        """Return what tag and box cover together."""
        return _around([self.tag, *([self.box] if self.box else [])])


def _turn(node: pikepdf.Object) -> int:
    """Return by how many degrees a page is turned, which its folder in the tree may say for it."""
    for _ in range(_DEEPEST):
        if "/Rotate" in node:
            return int(node["/Rotate"])
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return 0


def _opened(path: Path) -> pikepdf.Pdf:
    try:
        return pikepdf.open(path)
    except (pikepdf.PasswordError, pikepdf.PdfError) as error:
        message = f"{path} 不能加标记"
        raise BulletinError(message, "文件可能已损坏或加了密码，请重新导出一份。", ExitCode.CONTENT) from error


def _placed(number: int, finding: Finding, sheet: _Sheet, taken: list[Box]) -> _Mark:
    """Give a finding its box, and its number a free place at it; without a place the upper left corner."""
    wide = 2 * _DIGIT + (len(str(number)) - 1) * _DIGIT + 0.8
    box = _inside(finding.place, sheet) if finding.place else None
    left, top = _beside(box, wide) if box else (_EDGE, _EDGE)
    tag = _field(left, top, wide)
    while clash := next((other for other in taken if _overlap(tag, other)), None):
        if box and clash.left - wide >= _EDGE:
            tag = _field(clash.left - wide, tag.top, wide)
        elif tag.bottom + _TAG < sheet.height:
            tag = _field(left, clash.bottom + 0.01, wide)
        else:
            break
    taken.append(tag)
    return _Mark(number=number, finding=finding, tag=tag, box=box)


def _beside(box: Box, wide: float) -> tuple[float, float]:
    """Return where a number goes: left of its box, but above one that may stand inside a line of text."""
    if box.width < _NARROW and box.top - _TAG >= _EDGE:
        return max(box.left, _EDGE), box.top - _TAG
    return max(box.left - wide, _EDGE), box.top


def _field(left: float, top: float, width: float) -> Box:
    return Box(left=left, right=left + width, top=top, bottom=top + _TAG)


def _overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _inside(place: Box, sheet: _Sheet) -> Box:
    """Return a place with some blank around it, as far as it lies on the page."""
    across, down = sheet.width - 1, sheet.height - 1
    left, top = min(max(place.left - _AROUND, 1), across - 1), min(max(place.top - _AROUND, 1), down - 1)
    right, bottom = max(min(place.right + _AROUND, across), left + 1), max(min(place.bottom + _AROUND, down), top + 1)
    return Box(left=left, right=right, top=top, bottom=bottom)


def _around(boxes: Iterable[Box]) -> Box:
    known = list(boxes)
    return Box(
        left=min(box.left for box in known),
        right=max(box.right for box in known),
        top=min(box.top for box in known),
        bottom=max(box.bottom for box in known),
    )


def _annotate(pdf: pikepdf.Pdf, page: pikepdf.Page, sheet: _Sheet, mark: _Mark) -> None:
    finding, whole = mark.finding, mark.whole
    rectangle, inner = sheet.rectangle(whole), sheet.rectangle(mark.box or mark.tag)
    words = f"{WORDS[finding.severity]}：{finding.message}（{finding.clause}，{finding.strength}）"
    annotation = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Square,
        Rect=Array(_short(rectangle)),
        RD=Array(_short(abs(one - other) for one, other in zip(rectangle, inner, strict=True))),
        Contents=String(words),
        T=String("验版"),
        Subj=String(f"{mark.number}. {finding.rule}"),
        NM=String(f"bulletin-inspect-{mark.number}"),
        C=Array(COLOURS[finding.severity]),
        BS=Dictionary(W=_LINE),
        F=_PRINTED,
        P=page.obj,
        AP=Dictionary(N=_appearance(pdf, sheet, mark)),
    )
    known = page.obj.get("/Annots")
    if not isinstance(known, pikepdf.Array):
        page.obj.Annots = Array()
    page.obj.Annots.append(pdf.make_indirect(annotation))


def _appearance(pdf: pikepdf.Pdf, sheet: _Sheet, mark: _Mark) -> pikepdf.Stream:
    """Return what is drawn of a mark: its box, and its number white on its colour."""
    whole, tag = mark.whole, mark.tag
    colour = " ".join(f"{part:g}" for part in COLOURS[mark.finding.severity])
    text = str(mark.number)
    left, lower, width, height = _within(whole, tag)
    middle = left + width / 2 - len(text) * 0.278 * _SIZE
    parts = [f"{colour} rg {left:.2f} {lower:.2f} {width:.2f} {height:.2f} re f"]
    if mark.box:
        x, y, across, down = _within(whole, mark.box)
        half = _LINE / 2
        frame = f"{x + half:.2f} {y + half:.2f} {across - _LINE:.2f} {down - _LINE:.2f}"
        parts.append(f"{colour} RG {_LINE} w {frame} re S")
    parts.append(f"1 g BT /F {_SIZE} Tf {middle:.2f} {lower + height / 2 - 0.36 * _SIZE:.2f} Td ({text}) Tj ET")
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
    stream = pdf.make_stream(f"q {' '.join(parts)} Q".encode())
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = Array(_short((0, 0, whole.width / POINT, whole.height / POINT)))
    stream.Matrix = Array([*_TURNS[sheet.turn], 0, 0])
    stream.Resources = Dictionary(Font=Dictionary(F=face))
    return stream


def _within(whole: Box, part: Box) -> tuple[float, float, float, float]:
    """Return a part of a mark in points: its left and lower edge from those of the whole, its width and height."""
    return (
        (part.left - whole.left) / POINT,
        (whole.bottom - part.bottom) / POINT,
        part.width / POINT,
        part.height / POINT,
    )


def _short(numbers: Iterable[float]) -> list[float]:
    return [round(number, 2) for number in numbers]


def _take_back_claims(pdf: pikepdf.Pdf) -> None:
    """Drop what the copy no longer keeps: an archival file embeds every font, an accessible one tags every mark."""
    if "/Metadata" not in pdf.Root:
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for claim in ("pdfaid:part", "pdfaid:conformance", "pdfaid:rev", "pdfuaid:part"):
            with suppress(KeyError):
                del metadata[claim]
