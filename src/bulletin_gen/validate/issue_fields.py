"""The fields of an issue's head, and of the mappings inside it. Source: content.md §2."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.model import Audience, Correction, IssueKey, Special, Status
from bulletin_gen.parse.nodes import Mapping, Node, Scalar, Sequence, Shape
from bulletin_gen.validate.attachments import attachment_list, reference
from bulletin_gen.validate.distribution import credits_, distribution
from bulletin_gen.validate.fields import Field, Settings, Slot, Table, closest, expected, read_fields
from bulletin_gen.validate.marking import URGENCIES, copy_number, marking
from bulletin_gen.validate.values import choice, count, day, number_of_issue, scalar, scalars, text, texts

if TYPE_CHECKING:
    from datetime import date

    from bulletin_gen.diagnostics import Span


class NamedSpecial(Struct, frozen=True):
    """A special series' name and number with their places."""

    special: Special
    name: Span
    number: Span


class DraftWithdrawal(Struct, frozen=True):
    """A withdrawal whose replacement is not known to exist yet."""

    made: date
    reason: str
    replacement: tuple[IssueKey, Scalar] | None


AUDIENCES = {"公开": Audience.PUBLIC, "内部": Audience.INTERNAL} | {audience.value: audience for audience in Audience}
_STATUSES = {"草稿": Status.DRAFT, "送审": Status.SUBMITTED, "已签发": Status.SIGNED}
_STATUSES |= {status.value: status for status in Status}
_FLAGS = {"是": True, "否": False, "true": True, "false": False}

NAME = Field("名称", "name", text, required=True)
SERIES_NUMBER = Field("期号", "number", number_of_issue, required=True)
SPECIAL_TABLE = Table("专刊", (NAME, SERIES_NUMBER))
MADE = Field("日期", "date", day, required=True)
WHAT = Field("说明", "text", text, required=True)
CORRECTION_TABLE = Table("更正", (MADE, WHAT))
REASON = Field("理由", "reason", text, required=True)
REPLACEMENT = Field("替代", "replacement", reference)
WITHDRAWAL_TABLE = Table("撤回", (MADE, REASON, REPLACEMENT))


def layout_name(node: Node, slot: Slot) -> str | None:
    """Read the name of a layout profile; whether there is one of this name is for `typeset` to say."""
    found = scalar(node, slot)
    if found is None:
        return None
    if any(sign in found.text for sign in '/\\:*?"<>|\n') or found.text.startswith("."):
        slot.fault(found.span, Code.BAD_LAYOUT_NAME, f"版式名“{found.text}”不能用", "写版式的名字，例如 版式: 简报")
        return None
    return found.text.removesuffix(".yml")


def _inner(node: Node, table: Table, slot: Slot, example: str) -> Settings | None:
    """Read the fields inside a field; one that is missing is reported at the field's name."""
    if not isinstance(node, Mapping):
        expected(node, slot, "“名称: 内容”", example)
        return None
    return read_fields(node, table, slot, slot.key)


def _special(node: Node, slot: Slot) -> NamedSpecial | None:
    read = _inner(node, SPECIAL_TABLE, slot, "专刊: {名称: 汛期专刊, 期号: 3}")
    name, number = (read.find(NAME), read.find(SERIES_NUMBER)) if read else (None, None)
    if not name or not number or name.value is None or number.value is None:
        return None
    return NamedSpecial(Special(cast("str", name.value), cast("int", number.value)), name.span, number.span)


def _corrections(node: Node, slot: Slot) -> tuple[Correction, ...] | None:
    if not isinstance(node, Sequence):
        expected(node, slot, "一个列表", "更正:，换行，空两格写 - 日期: 2023-3-5，换行，空四格写 说明: …")
        return None
    read = [_correction(item, slot) for item in node.items]
    return tuple(one for one in read if one) if all(read) else None


def _correction(node: Node, slot: Slot) -> Correction | None:
    read = _inner(node, CORRECTION_TABLE, slot.named(slot.name, node.span), "- {日期: 2023-3-5, 说明: …}")
    made, what = (read.get(MADE), read.get(WHAT)) if read else (None, None)
    return Correction(made, what) if made and what else None


def _withdrawal(node: Node, slot: Slot) -> DraftWithdrawal | None:
    read = _inner(node, WITHDRAWAL_TABLE, slot, "撤回: {日期: 2023-3-5, 理由: …}")
    if read is None or read.is_lost(REPLACEMENT):
        return None
    made, reason = read.get(MADE), read.get(REASON)
    return DraftWithdrawal(made, reason, read.get(REPLACEMENT)) if made and reason else None


def _internal_fields(node: Node, slot: Slot) -> tuple[str, ...] | None:
    items = scalars(node, slot)
    if items is None:
        return None
    names = [_internal_field(item, slot) for item in items]
    return tuple(dict.fromkeys(name for name in names if name)) if all(names) else None


def _internal_field(item: Scalar, slot: Slot) -> str:
    one = ISSUE_TABLE.find(item.text)
    if one is None:
        close = closest(item.text, ISSUE_TABLE.names())
        hint = f"是不是“{close}”？" if close else "写文件头字段的名称，例如 [分送, 编审]"
        slot.fault(item.span, Code.BAD_INTERNAL_FIELD, f"内部项里的“{item.text}”不是文件头的字段", hint)
        return ""
    if one.english in INDISPENSABLE:
        message = f"“{item.text}”是公开版必须有的，不能列为内部项"
        hint = "从内部项里删去；整期不公开的，写 公开范围: 内部"
        slot.fault(item.span, Code.BAD_INTERNAL_FIELD, message, hint)
        return ""
    return one.english


_FREE = Shape(frozenset())
_LIST = Shape(listed=True)

NUMBER = Field("期号", "number", number_of_issue, required=True, unless="supplement")
SUPPLEMENT = Field("增刊", "supplement", number_of_issue)
TOTAL_NUMBER = Field("总期号", "total_number", number_of_issue)
DATE = Field("日期", "date", day, required=True)
SPECIAL = Field("专刊", "special", _special, shape=Shape(frozenset(SPECIAL_TABLE.names())))
DISTRIBUTION = Field("分送", "distribution", distribution, shape=_FREE)
CREDITS = Field("编审", "credits", credits_, shape=_FREE)
MARKING = Field("密级", "marking", marking)
COPY_NUMBER = Field("份号", "copy_number", copy_number)
URGENCY = Field("紧急程度", "urgency", choice({name: name for name in URGENCIES}, "特急、加急"))
COPIES = Field("印数", "copies", count)
LAYOUT = Field("版式", "layout", layout_name)
AUDIENCE = Field("公开范围", "audience", choice(AUDIENCES, "公开、内部"))
STATUS = Field("状态", "status", choice(_STATUSES, "草稿、送审、已签发"))
CORRECTIONS = Field("更正", "corrections", _corrections, shape=Shape(frozenset(CORRECTION_TABLE.names())))
WITHDRAWAL = Field("撤回", "withdrawal", _withdrawal, shape=Shape(frozenset(WITHDRAWAL_TABLE.names())))
INTERNAL_FIELDS = Field("内部项", "internal_fields", _internal_fields, shape=_LIST)
EDITOR_NOTE = Field("按语", "editor_note", scalar)
CONTENTS = Field("目录", "contents", choice(_FLAGS, "是、否"))
KEYWORDS = Field("关键词", "keywords", texts, shape=_LIST)
ATTACHMENTS = Field("附件", "attachments", attachment_list, shape=_LIST)

ISSUE_TABLE = Table(
    "一期的文件头",
    (
        NUMBER,
        SUPPLEMENT,
        TOTAL_NUMBER,
        DATE,
        SPECIAL,
        DISTRIBUTION,
        CREDITS,
        MARKING,
        COPY_NUMBER,
        URGENCY,
        COPIES,
        LAYOUT,
        AUDIENCE,
        STATUS,
        CORRECTIONS,
        WITHDRAWAL,
        INTERNAL_FIELDS,
        EDITOR_NOTE,
        CONTENTS,
        KEYWORDS,
        ATTACHMENTS,
    ),
)
INDISPENSABLE = frozenset({"number", "supplement", "date", "layout", "audience", "status", "internal_fields"})
"""Fields without which no edition of an issue can be made, or that say for whom it is made."""
