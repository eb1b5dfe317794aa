"""A line of words as templates take it. Makes no markup, and knows nothing of the block that it stands in."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from msgspec import Struct

from bulletin_gen.patterns import pattern

LONG_WORD = pattern(r"([!-~]{20,})")
"""An address or the like."""


class Part(Struct, frozen=True):
    """A part of a stretch of text."""

    text: str
    long: bool
    """An address or the like, which may break anywhere lest it leave a hole in the line before."""


class Words(Struct, frozen=True, kw_only=True):
    """A stretch of text that is marked somehow, or a note's mark."""

    text: str
    emphasis: bool = False
    run_in: str = ""
    """`comma`, `bracketed`, `point`, `bracketed_digit` or `is` for a heading run into its paragraph."""
    id: str = ""
    """Of a note's mark and of a run-in heading that contents may name."""
    href: str = ""
    outside: bool = False
    """The link leaves the site."""
    note: int = 0
    """Number of the note that it marks; 0 for text."""
    bare: bool = True
    """It is neither linked nor has long words, and can be set as it is."""
    plain: ClassVar[bool] = False
    """It is not `Text`."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The text, its long words apart."""
        parts = enumerate(LONG_WORD.split(self.text))
        return tuple(Part(text, long=index % 2 == 1) for index, text in parts if text)


class Text(Struct, frozen=True):
    """Words like any other, as most are: what else may be said of words is not said of each."""

    text: str
    emphasis: ClassVar[bool] = False
    run_in: ClassVar[str] = ""
    id: ClassVar[str] = ""
    href: ClassVar[str] = ""
    outside: ClassVar[bool] = False
    note: ClassVar[int] = 0
    bare: ClassVar[bool] = True
    plain: ClassVar[bool] = True

    @property
    def parts(self) -> tuple[Part, ...]:
        """The text in one part."""
        return (Part(self.text, long=False),)


Line: TypeAlias = tuple[Text | Words, ...]


def text_of(words: Line) -> str:
    """Return the bare text of a line, note marks left out."""
    return "".join(word.text for word in words if not word.note)
