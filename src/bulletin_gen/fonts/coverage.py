"""Tell which characters a face can draw, so that no character leaves a page unnoticed.

Draws nothing itself and knows no text: it is given the characters.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.fonts.glyphs import glyphs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.fonts.find import Chain, FontSet

_UNDRAWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories that leave no ink and take no room: line ends, joiners, marks of direction."""

_VARIATION_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))


class Service(Struct, frozen=True, kw_only=True):
    """How one role is served."""

    role: str
    """Its name."""
    face: Face | None
    """The main face; none where the machine has none."""
    lacking: tuple[str, ...]
    """Characters that the main face lacks, by code point."""
    lent: tuple[tuple[Face, tuple[str, ...]], ...]
    """Which of them which other face draws, in the order in which faces are tried."""
    absent: tuple[str, ...]
    """Characters that no face of the role has."""
    western: Face | None = None
    """What draws digits and Latin letters, where the profile names another face for them."""


def lacks(face: Face, characters: Iterable[str]) -> frozenset[str]:
    """Return the characters that a face has no glyph for; such as leave no ink are never among them."""
    number = glyphs(face)
    return _drawn(character for part in characters for character in part if not number(ord(character)))


def serve(chain: Chain, characters: Iterable[str], idle: tuple[Face, ...] = ()) -> Service:
    """Tell which face of a role draws which of the characters; `idle` ones come last."""
    left = _drawn(characters)
    drawn: list[tuple[Face, tuple[str, ...]]] = []
    for face in chain.every + idle:
        without = lacks(face, left)
        drawn.append((face, tuple(sorted(left - without))))
        left = without
    main = drawn[0][0] if chain.faces else None
    lent = drawn[1:] if main else drawn
    lacking = sorted({*left, *(character for _, characters in lent for character in characters)})
    return Service(
        role=chain.role.name,
        face=main,
        lacking=tuple(lacking),
        lent=tuple(item for item in lent if item[1]),
        absent=tuple(sorted(left)),
        western=next(iter(chain.western), None),
    )


def survey(fonts: FontSet, characters: Iterable[str]) -> tuple[Service, ...]:
    """Tell for every role, in the profile's order, which file serves it and what it lacks of the characters."""
    wanted = _drawn(characters)
    return tuple(serve(chain, wanted, fonts.idle) for chain in fonts.chains)


def _drawn(characters: Iterable[str]) -> frozenset[str]:
    """Return the single characters of some text without those that are never drawn."""
    single = {character for part in characters for character in part}
    return frozenset(
        character for character in single - _VARIATION_SELECTORS if unicodedata.category(character) not in _UNDRAWN
    )
