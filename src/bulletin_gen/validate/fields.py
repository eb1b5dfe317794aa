"""Read the fields of a mapping by a table: which there are, in either language, and which must be set.

Knows no field itself: the tables stand with what they describe.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from msgspec import Struct, field

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Severity, Span
from bulletin_gen.parse.marks import hidden_fault, hidden_marks
from bulletin_gen.parse.nodes import TEXT, Broken, Entry, Mapping, Node, Scalar, Sequence, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bulletin_gen.parse.nodes import Vocabulary

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_ALIKE = 0.5
"""Share of equal characters from which a name is taken for a slip; one of two Chinese characters suffices."""


class Slot(Struct, frozen=True):
    """What a reader of a value must know: the field's name and where faults go."""

    name: str
    """Chinese name of the field."""
    key: Span
    """Where the name stands."""
    faults: list[Diagnostic] = field(default_factory=list)

    def fault(self, span: Span, code: Code, message: str, hint: str) -> None:
        """Report an error."""
        self.faults.append(Diagnostic(span, code, message, hint))

    def named(self, name: str, key: Span) -> Slot:
        """Return the slot of a field inside this one."""
        return Slot(name, key, self.faults)


class Field(Struct, Generic[T_co], frozen=True):
    """A field that a file may set."""

    chinese: str
    english: str
    read: Callable[[Node, Slot], T_co | None]
    """Turn the value into what the model holds; None where it is faulty, which it reports."""
    required: bool = False
    shape: Shape = TEXT
    unless: str = ""
    """English name of a field that may be set instead of a required one."""


class Table(Struct, frozen=True):
    """The fields of one kind of file or of one mapping."""

    name: str
    """What the fields belong to, in Chinese: 一期的文件头, publication.yml."""
    fields: tuple[Field[object], ...]

    def find(self, name: str) -> Field[object] | None:
        """Return the field of a Chinese or English name."""
        for one in self.fields:
            if name in (one.chinese, one.english):
                return one
        return None

    def names(self) -> tuple[str, ...]:
        """Return all names, Chinese and English."""
        return tuple(name for one in self.fields for name in (one.chinese, one.english))

    def vocabulary(self) -> Vocabulary:
        """Return what the parser must know of the fields."""
        return {name: one.shape for one in self.fields for name in (one.chinese, one.english)}


class Setting(Struct, frozen=True):
    """A field that is set."""

    name: str
    """English."""
    value: object
    """None where it is faulty."""
    key: Span
    span: Span
    """Of the value."""


class Settings(Struct, frozen=True):
    """What a mapping says, in its order."""

    settings: tuple[Setting, ...]
    lost: frozenset[str] = frozenset()
    """English names of required fields that are hidden behind another fault, such as a slip in the name."""

    def get(self, one: Field[T]) -> T | None:
        """Return a field's value; None where it is not set or faulty."""
        found = self.find(one)
        return cast("T | None", found.value) if found else None

    def find(self, one: Field[T]) -> Setting | None:
        """Return where and how a field is set."""
        for setting in self.settings:
            if setting.name == one.english:
                return setting
        return None

    def is_lost(self, one: Field[T]) -> bool:
        """Tell whether a field was meant to be set but is faulty."""
        found = self.find(one)
        return one.english in self.lost or (found is not None and found.value is None)

    def spans(self) -> tuple[tuple[str, Span], ...]:
        """Return where the value of each field that is set stands."""
        return tuple((setting.name, setting.span) for setting in self.settings)


def read_fields(
    mapping: Mapping, table: Table, slot: Slot, missing: Span, elsewhere: tuple[Table, ...] = ()
) -> Settings:
    """Read the fields of a mapping. A required field that is not set is reported at `missing`.

    `elsewhere` are the tables of other files, to tell where an unknown field belongs.
    """
    settings: dict[str, Setting] = {}
    slips: list[str] = []
    for entry in mapping.entries:
        one = table.find(entry.key.text)
        if one is None:
            slips.append(entry.key.text)
            _report_unknown(entry.key, table, slot, elsewhere)
        elif one.english in settings:
            _report_twice(entry.key, one, settings[one.english], slot)
        else:
            settings[one.english] = _setting(entry, one, slot)
    lost = frozenset(one.english for one in table.fields if _is_slip(one, slips, settings))
    for one in table.fields:
        if one.required and not {one.english, one.unless} & (settings.keys() | lost):
            _report_missing(one, table, slot, missing)
    return Settings(tuple(settings.values()), lost)


def report_hidden(node: Node, slot: Slot) -> None:
    """Report what looks like a mark 内部 in any text of a head: there is none there, so it would be printed."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            report_hidden(entry.value, slot)
    elif isinstance(node, Sequence):
        for item in node.items:
            report_hidden(item, slot)
    elif isinstance(node, Scalar):
        slot.faults.extend(hidden_fault(node.place(start)) for start, _ in hidden_marks(node.text))


def closest(name: str, names: Iterable[str]) -> str:
    """Return the name that was most likely meant; empty without one."""
    bare = "".join(name.split())
    lower = {known.lower(): known for known in names}
    found = get_close_matches(bare.lower(), list(lower), n=1, cutoff=_ALIKE)
    return lower[found[0]] if found else ""


def expected(node: Node, slot: Slot, kind: str, example: str) -> None:
    """Report a value of another kind than the field takes; what could not be read is reported already."""
    if isinstance(node, Broken):
        return
    got = {Scalar: "一段文字", Sequence: "一个列表", Mapping: "“名称: 内容”"}[type(node)]
    slot.fault(node.span, Code.WRONG_KIND, f"{slot.name}应是{kind}，这里写成了{got}", f"写成 {example}")


def _setting(entry: Entry, one: Field[object], slot: Slot) -> Setting:
    value = entry.value
    if isinstance(value, Scalar) and not value.text:
        where = value.span if value.quoted else entry.key.span
        slot.fault(where, Code.EMPTY_VALUE, f"{one.chinese}没有内容", "写上内容；不用这个字段的，删去这一行")
        return Setting(one.english, None, entry.key.span, where)
    read = None if isinstance(value, Broken) else one.read(value, slot.named(one.chinese, entry.key.span))
    return Setting(one.english, read, entry.key.span, value.span)


def _is_slip(one: Field[object], slips: list[str], settings: dict[str, Setting]) -> bool:
    """Tell whether an unknown name was meant for a field that is not set."""
    if one.english in settings:
        return False
    return any(closest(slip, (one.chinese, one.english)) for slip in slips)


def _report_unknown(key: Scalar, table: Table, slot: Slot, elsewhere: tuple[Table, ...]) -> None:
    name = key.text
    owner = next((other for other in elsewhere if other.find(name)), None)
    close = closest(name, table.names())
    if owner:
        hint = f"“{name}”是{owner.name}的字段，写到那里去"
    elif close:
        hint = f"是不是“{close}”？"
    else:
        hint = f"可用的字段有：{'、'.join(one.chinese for one in table.fields)}"
    slot.fault(key.span, Code.UNKNOWN_FIELD, f"{table.name}没有“{name}”这个字段", hint)


def _report_twice(key: Scalar, one: Field[object], first: Setting, slot: Slot) -> None:
    other = "" if key.text == one.chinese else f"（{key.text} 就是{one.chinese}）"
    message = f"{one.chinese}写了两次{other}，第一次在第{first.key.line}行"
    fault = Diagnostic(key.span, Code.FIELD_TWICE, message, "只留一个，删去另一个", Severity.ERROR, (first.key,))
    slot.faults.append(fault)


def _report_missing(one: Field[object], table: Table, slot: Slot, missing: Span) -> None:
    instead = "（出增刊的，写 增刊: 1）" if one.unless else ""
    hint = f"加上 {one.chinese}: …{instead}"
    slot.fault(missing, Code.MISSING_FIELD, f"{table.name}缺少“{one.chinese}”", hint)
