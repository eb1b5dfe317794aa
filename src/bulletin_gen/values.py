"""Make data types in a fifth of the time that Python's library takes. Knows none of them.

A start makes some 250 of them, and the library compiles six methods for each: a quarter of a small build. Here only the
constructor is compiled, and that when it is called; the other methods are closures over what reads the fields. All else
is the library's: a type made here has its fields, can be replaced, matched and copied, and a type checker takes it for
the library's own.
"""

from __future__ import annotations

import dataclasses
import operator
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from dataclasses import Field

    Fields = Sequence[Field[Any]]
    Read = Callable[[Any], tuple[Any, ...]]

__all__ = ["dataclass"]

Kind = TypeVar("Kind", bound=type[Any])

_COMPARISONS = {f"__{compare.__name__}__": compare for compare in (operator.lt, operator.le, operator.gt, operator.ge)}


def _frozen_with_slots(
    *, frozen: bool, slots: bool, kw_only: bool = False, order: bool = False
) -> Callable[[Kind], Kind]:
    """Return what makes a class a data type; `frozen` and `slots` are said where it is used, and always so."""
    assert frozen  # noqa: S101 - there is no other kind
    assert slots  # noqa: S101 - the same

    def make(raw: Kind) -> Kind:
        bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)
        kind = cast("Kind", bare(raw))
        fields = dataclasses.fields(kind)
        compared = _reading(field.name for field in fields if field.compare)
        methods = {
            "__init__": _postponed(kind, fields),
            "__repr__": _told(kind, [field.name for field in fields if field.repr]),
            "__eq__": _comparison(operator.eq, compared),
            "__hash__": lambda value: hash(compared(value)),
            "__setattr__": _refuse,
            "__delattr__": _refuse,
            **_packing(kind, fields),
            **({name: _comparison(compare, compared) for name, compare in _COMPARISONS.items()} if order else {}),
        }
        for name, method in methods.items():
            if vars(kind).get(name) is None:
                setattr(kind, name, method)
        return kind

    return make


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _frozen_with_slots


def _postponed(kind: Any, fields: Fields) -> Callable[..., None]:  # noqa: ANN401 - a type
    """Return what compiles the constructor when the first value is made: of half of all types a run makes none."""

    def first(value: object, *given: Any, **named: Any) -> None:  # noqa: ANN401 - the fields
        kind.__init__ = made = _constructor(kind, fields)
        made(value, *given, **named)

    return first


def _constructor(kind: type[Any], fields: Fields) -> Callable[..., None]:
    """Compile the one method that has to be: its parameters are the fields but those that `__post_init__` fills."""
    given: dict[str, Any] = {"_missing": MISSING}
    placed, named, lines = ["self"], ["*"], []
    for field in [field for field in fields if field.init]:
        name, value = field.name, field.name
        given[f"_put_{name}"] = getattr(kind, name).__set__  # past its being frozen
        default = ""
        if field.default_factory is not MISSING:
            given[f"_make_{name}"] = field.default_factory
            default, value = "=_missing", f"_make_{name}() if {name} is _missing else {name}"
        elif field.default is not MISSING:
            given[f"_default_{name}"] = field.default
            default = f"=_default_{name}"
        (named if field.kw_only is True else placed).append(name + default)
        lines.append(f" _put_{name}(self, {value})")
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    heading = f"def __init__({', '.join(placed + (named if len(named) > 1 else []))}):"
    exec("\n".join([heading, *lines, " pass"]), given)  # noqa: S102 - of names of fields, as the library does it
    made: Callable[..., None] = given["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    return made


def _told(kind: type[Any], names: Sequence[str]) -> Callable[[Any], str]:
    return lambda value: f"{kind.__qualname__}({', '.join(f'{name}={getattr(value, name)!r}' for name in names)})"


def _comparison(compare: Callable[[Any, Any], bool], read: Read) -> Callable[[Any, Any], bool]:
    def compared(one: Any, other: Any) -> bool:  # noqa: ANN401 - two values of any types
        return compare(read(one), read(other)) if one.__class__ is other.__class__ else NotImplemented

    return compared


def _refuse(value: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r} of {type(value).__name__}")


def _packing(kind: type[Any], fields: Fields) -> dict[str, Callable[..., Any]]:
    """Return how values travel between processes: frozen ones can't be filled in the usual way."""
    read = _reading(field.name for field in fields)
    puts = tuple(getattr(kind, field.name).__set__ for field in fields)

    def unpack(value: object, state: Iterable[Any]) -> None:
        for put, content in zip(puts, state, strict=True):
            put(value, content)

    return {"__getstate__": lambda value: list(read(value)), "__setstate__": unpack}


def _reading(names: Iterable[str]) -> Read:
    """Return what reads these fields of a value, as a tuple."""
    match tuple(names):
        case ():
            return lambda _: ()
        case (name,):
            alone = attrgetter(name)
            return lambda value: (alone(value),)
        case several:
            return attrgetter(*several)
