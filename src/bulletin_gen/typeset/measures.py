"""How the values of a profile's measures are written, one reader for each kind. Knows no profile and no file."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, get_type_hints

from msgspec import Struct

from bulletin_gen.typeset.profile import Colour, FaceChoice, HeadStyle, PageStyle, Side, Type
from bulletin_gen.typeset.units import Millimetre, Point, read_length, read_size

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

_BOLD = "加粗"


class Kind(Struct, frozen=True):
    """A kind of value that a measure may have."""

    read: Callable[[str], object | None]
    """Returns the value; None for a text that is none of this kind."""
    form: str
    """What to write instead, in Chinese."""


def _read_count(text: str) -> int | None:
    match = re.fullmatch(r"(\d{1,3})\s*[行字栏]?", text.strip())
    return int(match[1]) if match else None


def _read_characters(text: str) -> float | None:
    match = re.fullmatch(r"(\d{1,2}(?:\.\d+)?)\s*字", text.strip())
    return float(match[1]) if match else None


def _read_flag(text: str) -> bool | None:
    return {"是": True, "否": False}.get(text.strip())


def _read_type(text: str) -> Type | None:
    words = text.split()
    bold = words[-1:] == [_BOLD]
    role, *rest = words[: len(words) - bold] or [""]
    size = read_size(" ".join(rest))
    return Type(role, size, bold) if role and size else None


def _read_face(text: str) -> FaceChoice | None:
    match text.split():
        case [role]:
            return FaceChoice(role)
        case [role, bold] if bold == _BOLD:
            return FaceChoice(role, bold=True)
    return None


def _read_colour(text: str) -> Colour | None:
    match = re.fullmatch(r"C(\d{1,3}) M(\d{1,3}) Y(\d{1,3}) K(\d{1,3})", " ".join(text.split()))
    inks = [int(ink) for ink in match.groups()] if match else []
    return Colour(*inks) if inks and max(inks) <= 100 else None  # noqa: PLR2004 - percent


def _choice(of: type[StrEnum]) -> Kind:
    words = {member.value: member for member in of}
    return Kind(lambda text: words.get(text.strip()), "写作" + "或".join(words))


KINDS: dict[object, Kind] = {
    Millimetre: Kind(read_length, "写长度和单位，如 37 mm 或 28 pt"),
    Point: Kind(read_size, "写字号，如 三号 或 16 pt"),
    int: Kind(_read_count, "写整数，如 22"),
    float: Kind(_read_characters, "写几个字宽，如 2 字"),
    bool: Kind(_read_flag, "写“是”或“否”"),
    str: Kind(lambda text: text, "写文字"),
    Type: Kind(_read_type, "写字体和字号，如 小标宋 二号，加粗的写 仿宋 三号 加粗"),
    FaceChoice: Kind(_read_face, "写字体，如 楷体，加粗的写 仿宋 加粗"),
    Colour: Kind(_read_colour, "写四色油墨的百分数，如 C0 M80 Y80 K0"),
    PageStyle: _choice(PageStyle),
    HeadStyle: _choice(HeadStyle),
    Side: _choice(Side),
}
"""By the type of the field that holds the value."""


class Measure(Struct, frozen=True):
    """A measure of a profile's section."""

    field: str
    """Of the section's class."""
    name: str
    """As profiles write it."""
    kind: Kind


@cache
def measures_of(section: type[Struct]) -> tuple[Measure, ...]:
    """Return the measures of a section of `Profile`, in order."""
    hints = get_type_hints(section, include_extras=True)
    return tuple(
        Measure(name, hints[name].__metadata__[0], KINDS[hints[name].__origin__]) for name in section.__struct_fields__
    )
