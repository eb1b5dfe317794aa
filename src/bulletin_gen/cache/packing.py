"""Pack values of this program into bytes, and unpack what was packed. Opens no other kind of thing."""

from __future__ import annotations

import copyreg
import datetime as dt
import io
import pickle
from enum import Enum
from functools import cache
from operator import attrgetter, methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from msgspec import Struct
from msgspec.structs import astuple

if TYPE_CHECKING:
    from collections.abc import Callable

_PROTOCOL = 5
_OURS = "bulletin_gen."
_PATH = type(Path())
_OTHERS = {(kind.__module__, kind.__name__): kind for kind in (dt.date, frozenset, _PATH)}

_UNREADABLE = (
    pickle.UnpicklingError,
    EOFError,
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    MemoryError,
)
"""What bytes raise that hold something else, or what a program of another version packed."""


def pack(value: object) -> bytes:
    """Return a value as bytes."""
    packed = io.BytesIO()
    pickler = pickle.Pickler(packed, _PROTOCOL)
    pickler.dispatch_table = _WAYS
    pickler.dump(value)
    return packed.getvalue()


def unpack(packed: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """Return a value; raise `ValueError` for bytes that hold anything but data of this program."""
    try:
        return _Unpickler(io.BytesIO(packed)).load()
    except _UNREADABLE as error:
        raise ValueError("not packed by this program") from error


class _Ways(dict[type, Any]):
    """How values of each type are taken apart; the library's own way names the fields of each value anew."""

    def __missing__(self, kind: type) -> Callable[[Any], str | tuple[Any, ...]]:
        self[kind] = way = _way(kind)
        return way


def _way(kind: type) -> Callable[[Any], str | tuple[Any, ...]]:
    """Return how values of a type are taken apart: their own way with those that are not ours."""
    if not _is_ours(kind):
        return attrgetter("__qualname__") if issubclass(kind, type) else methodcaller("__reduce_ex__", _PROTOCOL)
    return lambda value: (kind, astuple(value))


_WAYS = _Ways(copyreg.dispatch_table)


def _maker(kind: type[Struct]) -> Callable[..., Struct]:
    """Return what makes a value of all its fields in their order, and of no fewer.

    Where the type takes other calls too, a function of the same fields, which calls it by their names as they are
    written down: to put them together for each value would take four times as long.
    """
    fields = kind.__struct_fields__
    if kind.__match_args__ == fields and not kind.__struct_defaults__:
        return kind
    given = ", ".join(f"{name}={name}" for name in fields)
    call = f"lambda {', '.join(fields)}: __kind({given})"
    maker: Callable[..., Struct] = eval(call, {"__kind": kind})  # noqa: S307 - made of names in our own sources
    return maker


def _is_ours(kind: type) -> TypeGuard[type[Struct]]:
    return issubclass(kind, Struct) and kind.__module__.startswith(_OURS)


class _Unpickler(pickle.Unpickler):
    """Makes nothing but data: a file that somebody else put there runs no code."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the library's signature
        return _found(module, name)


@cache
def _found(module: str, name: str) -> Any:  # noqa: ANN401 - a type, or what makes its values
    """Return what makes the values of a type, by the type's name."""
    if (module, name) in _OTHERS:
        return _OTHERS[module, name]
    if (module, name) == ("builtins", "getattr"):
        return _member  # how Python 3.11.0 to 3.11.3 pack a member of an enumeration
    found = pickle.Unpickler(io.BytesIO()).find_class(module, name) if module.startswith(_OURS) else None  # noqa: S301 - it finds by name, and reads nothing
    if isinstance(found, type) and found.__module__ == module and _is_data(found):
        return _maker(found) if issubclass(found, Struct) else found
    raise pickle.UnpicklingError(f"{module}.{name}")


def _is_data(kind: type) -> bool:
    return issubclass(kind, Struct | Enum | tuple)


def _member(kind: object, name: str) -> Enum:
    """Return a member of an enumeration, and nothing else of anything."""
    if isinstance(kind, type) and issubclass(kind, Enum) and name in kind.__members__:
        return kind[name]
    raise pickle.UnpicklingError(f"{kind}.{name}")
