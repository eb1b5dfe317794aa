"""What an inspection finds, as values. Words and figures only: how they are shown is not its business."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bulletin_gen.diagnostics import Severity
    from bulletin_gen.inspect.frame import Print
    from bulletin_gen.inspect.page import Box


class Strength(StrEnum):
    """How much a clause asks."""

    DUE = "应当"
    ADVISED = "推荐"
    PRACTICE = "实务"


class Remark(Struct, frozen=True):
    """What a rule has to say of a page."""

    page: int
    """From 1; 0 for the whole file."""
    message: str
    """What was measured and what it should be, in Chinese and millimetres."""
    strength: Strength | None = None
    """Where it is another than its rule's."""
    place: Box | None = None
    """What on the page it speaks of; None where it is the whole page or the file."""
    doubtful: bool = False
    """Whether it may be meant so: then it is no error, whatever its rule weighs."""


class Rule(Struct, frozen=True, kw_only=True):
    """One thing that is measured."""

    name: str
    """Its number, such as `P01`."""
    clause: str
    """What asks for it."""
    strength: Strength
    severity: Severity
    """Its weight for a print that promises the layout."""
    measure: Callable[[Print], Iterable[Remark]]


class Finding(Struct, frozen=True, kw_only=True):
    """One departure of a PDF from its layout."""

    rule: str
    page: int
    """From 1; 0 for the whole file."""
    message: str
    clause: str
    strength: Strength
    severity: Severity
    place: Box | None = None
    """What on the page it speaks of; None where it is the whole page or the file."""
