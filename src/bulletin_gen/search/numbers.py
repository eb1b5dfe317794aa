"""Write numbers as few printable ASCII characters, so that they can stand in a script. Knows not what they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGNS = "".join(chr(code) for code in (33, *range(35, 127)) if chr(code) != "\\")
"""All but the blank and what a string in a script escapes."""
BASE = len(_SIGNS) // 2
MORE, LAST = _SIGNS[:BASE], _SIGNS[BASE:]
"""Digits that others follow, and those that end a number."""


def written(numbers: Iterable[int]) -> str:
    """Return natural numbers one after another: up to 45 in a character, up to 2,115 in two."""
    return "".join([_WRITTEN[number] for number in numbers])


def signed(number: int) -> int:
    """Return a whole number as a natural one: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return 2 * number if number >= 0 else -2 * number - 1


class _Written(dict[int, str]):
    """How each number is written, found when it is met first."""

    def __missing__(self, number: int) -> str:
        rest, digit = divmod(number, BASE)
        text = LAST[digit]
        while rest:
            rest, digit = divmod(rest, BASE)
            text = MORE[digit] + text
        self[number] = text
        return text


_WRITTEN = _Written()
