"""The fields of publication.yml. Source: content.md §2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.model import CreditsPosition, Gap, Numbering, Rhythm
from bulletin_gen.parse.nodes import Broken, Entry, Mapping, Node, Scalar, Sequence, Shape
from bulletin_gen.patterns import pattern
from bulletin_gen.validate.distribution import credits_, distribution
from bulletin_gen.validate.fields import Field, Slot, Table, expected
from bulletin_gen.validate.issue_fields import AUDIENCES, layout_name
from bulletin_gen.validate.values import choice, report_foreign_digit, text, texts

if TYPE_CHECKING:
    from bulletin_gen.diagnostics import Span


class DeclaredGap(Struct, frozen=True):
    """An item of 缺期 with its place."""

    gap: Gap
    span: Span


_NUMBERINGS = {"按年": Numbering.YEARLY, "连续": Numbering.CONTINUOUS} | {one.value: one for one in Numbering}
_POSITIONS = {"分送上": CreditsPosition.ABOVE, "分送下": CreditsPosition.BELOW}
_POSITIONS |= {one.value: one for one in CreditsPosition}
_RHYTHMS = dict(zip(("每周", "每旬", "每半月", "每月", "每季", "不定期"), Rhythm, strict=True))
_RHYTHMS |= {one.value: one for one in Rhythm}
_RANGE = pattern(r"0*([1-9]\d{0,8})(?:\s*-\s*0*([1-9]\d{0,8}))?", re.ASCII)
_YEAR = pattern(r"[1-9]\d{3}", re.ASCII)
_WRONG_DASH = pattern("[－–—~～至到―]+")
_EXAMPLE = "缺期: [2022: 50-51]，连续编号的写 缺期: [50-51]"


def _columns(node: Node, slot: Slot) -> tuple[str, ...] | None:
    """Read the names of columns, which may be typed with the brackets that they have in the body."""
    names = texts(node, slot)
    return tuple(name.removeprefix("【").removesuffix("】").strip() for name in names) if names is not None else None


def _gaps(node: Node, slot: Slot) -> tuple[DeclaredGap, ...] | None:
    if not isinstance(node, Sequence):
        expected(node, slot, "一个列表", _EXAMPLE)
        return None
    read = [gap for item in node.items for gap in _gap_item(item, slot)]
    return tuple(gap for gap in read if gap) if all(read) else None


def _gap_item(item: Node, slot: Slot) -> list[DeclaredGap | None]:
    if isinstance(item, Mapping):
        return [_gap_of_year(entry, slot) for entry in item.entries]
    if isinstance(item, Scalar):
        return [_range(item, None, item.span, slot)]
    expected(item, slot, "“年份: 期号”", _EXAMPLE)
    return [None]


def _gap_of_year(entry: Entry, slot: Slot) -> DeclaredGap | None:
    if isinstance(entry.value, Broken) or report_foreign_digit(entry.key, slot):
        return None
    if not _YEAR.fullmatch(entry.key.text):
        message = f"缺期里的“{entry.key.text}”不是四位数的年份"
        slot.fault(entry.key.span, Code.BAD_GAP, message, f"写成 {_EXAMPLE}")
        return None
    if isinstance(entry.value, Scalar) and entry.value.text:
        return _range(entry.value, int(entry.key.text), entry.key.span, slot)
    slot.fault(entry.value.span, Code.BAD_GAP, f"{entry.key.text}年后面应是一个期号或一段期号", f"写成 {_EXAMPLE}")
    return None


def _range(found: Scalar, year: int | None, span: Span, slot: Slot) -> DeclaredGap | None:
    if report_foreign_digit(found, slot):
        return None
    match = _RANGE.fullmatch(found.text)
    if match:
        first, last = int(match[1]), int(match[2] or match[1])
        if first <= last:
            return DeclaredGap(Gap(year, first, last), span)
        slot.fault(found.span, Code.BAD_GAP, f"缺期“{found.text}”前大后小", f"小的写在前面：{last}-{first}")
        return None
    if not _report_wide_dash(found, slot):
        slot.fault(found.span, Code.BAD_GAP, f"缺期“{found.text}”读不出来", f"写成 {_EXAMPLE}")
    return None


def _report_wide_dash(found: Scalar, slot: Slot) -> bool:
    """Report the dash of a range if it is all that is wrong."""
    dash = _WRONG_DASH.search(found.text)
    mended = _RANGE.fullmatch(_WRONG_DASH.sub("-", found.text))
    if not dash or not mended:
        return False
    message = f"一段期号中间用了“{dash[0]}”"
    slot.fault(found.place(dash.start()), Code.BAD_GAP, message, f"用半角减号，写成 {mended[1]}-{mended[2]}")
    return True


_FREE = Shape(frozenset())
_LIST = Shape(listed=True)

TITLE = Field("刊名", "title", text, required=True)
ISSUER = Field("编印机关", "issuer", text, required=True)
LAYOUT = Field("版式", "layout", layout_name)
NUMBERING = Field("编号", "numbering", choice(_NUMBERINGS, "按年、连续"))
GAPS = Field("缺期", "gaps", _gaps, shape=_FREE)
SPECIALS = Field("专刊", "specials", texts, shape=_LIST)
COLUMNS = Field("栏目", "columns", _columns, shape=_LIST)
DISTRIBUTION = Field("分送", "distribution", distribution, shape=_FREE)
CREDITS = Field("编审", "credits", credits_, shape=_FREE)
CREDITS_POSITION = Field("编审位置", "credits_position", choice(_POSITIONS, "分送上、分送下"))
AUDIENCE = Field("公开范围", "audience", choice(AUDIENCES, "公开、内部"))
RHYTHM = Field("周期", "rhythm", choice(_RHYTHMS, "每周、每旬、每半月、每月、每季、不定期"))
DESCRIPTION = Field("简介", "description", text)

PUBLICATION_TABLE = Table(
    "publication.yml",
    (
        TITLE,
        ISSUER,
        LAYOUT,
        NUMBERING,
        GAPS,
        SPECIALS,
        COLUMNS,
        DISTRIBUTION,
        CREDITS,
        CREDITS_POSITION,
        AUDIENCE,
        RHYTHM,
        DESCRIPTION,
    ),
)
