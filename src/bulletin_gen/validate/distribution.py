"""Read to whom an issue goes (分送) and who made it (编审), and set an issue's rows over its publication's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Severity
from bulletin_gen.model import Credit, Recipients
from bulletin_gen.parse.nodes import Broken, Entry, Mapping, Node, Scalar, Sequence
from bulletin_gen.patterns import pattern
from bulletin_gen.validate.fields import expected
from bulletin_gen.validate.values import one_line, scalars

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.validate.fields import Slot

_BRACKETS = {
    "（": "）",
    "(": ")",
    "【": "】",
    "[": "]",
    "〔": "〕",
    "{": "}",
    "《": "》",
    "〈": "〉",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
}
_BETWEEN_NAMES = pattern(r"[\s、，,；;/／\\|]+")


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...


Row = TypeVar("Row", bound=_Labelled)


def distribution(node: Node, slot: Slot) -> tuple[Recipients, ...] | None:
    """Read 分送: any labels, each with a text or a list."""
    return _rows(node, slot, "发: 各单位", _recipients)


def credits_(node: Node, slot: Slot) -> tuple[Credit, ...] | None:
    """Read 编审: any labels, each with a name or a list of names."""
    return _rows(node, slot, "编辑: [赵一, 钱二三]", _credit)


def over(defaults: tuple[Row, ...], own: tuple[Row, ...] | None) -> tuple[Row, ...]:
    """Return a publication's rows with an issue's own set over them, label by label; `{}` in an issue means no rows.

    Where the issue names every label its order holds; else its new labels stand before the default that follows them.
    """
    if not own:
        return defaults if own is None else ()
    own_labels = [row.label for row in own]
    replaced = {row.label: row for row in own}
    if all(row.label in replaced for row in defaults):
        return own
    rows = [replaced.get(row.label, row) for row in defaults]
    known = {row.label for row in defaults}
    for index in range(len(own) - 1, -1, -1):
        if own[index].label in known:
            continue
        after = next((label for label in own_labels[index + 1 :] if label in known), None)
        place = next((at for at, row in enumerate(rows) if row.label == after), len(rows))
        rows.insert(place, own[index])
        known.add(own[index].label)
    return tuple(rows)


def recipient_groups(typed: str) -> tuple[tuple[str, ...], ...]:
    """Split a text at ，into groups and at 、 into recipients, outside brackets and quotes; a final 。 is dropped."""
    groups: list[list[str]] = [[""]]
    closers = _closers(typed)
    inside = -1
    for index, sign in enumerate(typed.rstrip().removesuffix("。")):
        if index > inside and index in closers:
            inside = closers[index]
        if index > inside and sign == "，":
            groups.append([""])
        elif index > inside and sign == "、":
            groups[-1].append("")
        else:
            groups[-1][-1] += sign
    bare = (tuple(name.strip() for name in group if name.strip()) for group in groups)
    return tuple(group for group in bare if group)


def _closers(typed: str) -> dict[int, int]:
    """Return where each bracket that has a partner closes; nested ones of any kind count."""
    closers: dict[int, int] = {}
    open_ones: list[tuple[int, str]] = []
    for index, sign in enumerate(typed):
        if sign in _BRACKETS:
            open_ones.append((index, _BRACKETS[sign]))
            continue
        depth = next((at for at in range(len(open_ones) - 1, -1, -1) if open_ones[at][1] == sign), None)
        if depth is not None:
            closers[open_ones[depth][0]] = index
            del open_ones[depth:]
    return closers


def _rows(node: Node, slot: Slot, example: str, read: Callable[[Entry, Slot], Row | None]) -> tuple[Row, ...] | None:
    if not isinstance(node, Mapping):
        expected(node, slot, "“名称: 内容”", f"{slot.name}:，换行，行首空两格写 {example}")
        return None
    rows: list[Row | None] = []
    seen: dict[str, Entry] = {}
    for entry in node.entries:
        label = entry.key.text
        if label in seen:
            message = f"{slot.name}里的“{label}”写了两次，第一次在第{seen[label].key.span.line}行"
            first = (seen[label].key.span,)
            slot.faults.append(Diagnostic(entry.key.span, Code.FIELD_TWICE, message, "合成一项", Severity.ERROR, first))
            rows.append(None)
            continue
        seen[label] = entry
        rows.append(_row(entry, slot, read))
    return tuple(row for row in rows if row is not None) if None not in rows else None


def _row(entry: Entry, slot: Slot, read: Callable[[Entry, Slot], Row | None]) -> Row | None:
    value = entry.value
    if isinstance(value, Broken):
        return None
    if not entry.key.text:
        slot.fault(entry.key.span, Code.NOT_A_FIELD, f"{slot.name}里有一项没有名称", "写成 名称: 内容")
        return None
    if isinstance(value, Scalar) and not value.text:
        where = value.span if value.quoted else entry.key.span
        hint = "写上内容；与刊物相同的，删去这一行"
        slot.fault(where, Code.EMPTY_VALUE, f"{slot.name}的“{entry.key.text}”没有内容", hint)
        return None
    if isinstance(value, Sequence) and not value.items:
        slot.fault(value.span, Code.EMPTY_VALUE, f"{slot.name}的“{entry.key.text}”没有内容", "写上内容，或删去这一行")
        return None
    return read(entry, slot.named(entry.key.text, entry.key.span))


def _recipients(entry: Entry, slot: Slot) -> Recipients | None:
    value = entry.value
    if isinstance(value, Scalar):
        typed = one_line(value.text)
        return Recipients(slot.name, typed, recipient_groups(typed))
    if isinstance(value, Mapping):
        expected(value, slot, "一段文字或一个列表", f"{slot.name}: [甲单位, 乙单位]")
        return None
    items = scalars(value, slot, separators="")
    if items is None:
        return None
    names = tuple(one_line(item.text) for item in items)
    return Recipients(slot.name, "、".join(names) + "。", (names,))


def _credit(entry: Entry, slot: Slot) -> Credit | None:
    value = entry.value
    if isinstance(value, Mapping):
        expected(value, slot, "姓名或姓名的列表", f"{slot.name}: [赵一, 钱二三]")
        return None
    typed = (value,) if isinstance(value, Scalar) else scalars(value, slot, separators="")
    if typed is None:
        return None
    several = isinstance(value, Scalar)
    good = [_is_name(name, slot, several=several) for name in typed]
    return Credit(slot.name, tuple(name.text for name in typed)) if all(good) else None


def _is_name(name: Scalar, slot: Slot, *, several: bool) -> bool:
    """Tell whether a personal name is written without blanks and alone, or report how to write it."""
    parts = [part for part in _BETWEEN_NAMES.split(name.text) if part]
    if len(parts) == 1 and parts[0] == name.text:
        return True
    listed = ", ".join(parts)
    hint = f"写成列表 {slot.name}: [{listed}]" if several else f"写成列表里的几项：{listed}"
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        joined = "".join(parts)
        hint = f"一个人的，写成 {joined}（印出来自动隔开）；几个人的，{hint}"
    slot.fault(name.span, Code.BAD_NAME, f"姓名“{name.text}”里有空格或标点", hint)
    return False
