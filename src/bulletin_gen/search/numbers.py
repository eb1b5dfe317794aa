"""Write numbers as few printable ASCII characters, so that they can stand in a script. Knows not what they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNS = "".join(sign for sign in map(chr, range(33, 127)) if sign not in '"$\\`')
"""All but the blank and what strings in a script escape."""
BASE = len(SIGNS)
_HALF = BASE // 2


def written(numbers: Iterable[int]) -> str:
    """Return natural numbers one after another: up to 44 in a sign. The last sign of each is a high one."""
    return "".join([_WRITTEN[number] for number in numbers])


def signed(number: int) -> int:
    """Return a whole number as a natural one: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return 2 * number if number >= 0 else -2 * number - 1


def digits(number: int, width: int) -> str:
    """Return a number as so many signs."""
    text = ""
    for _ in range(width):
        number, digit = divmod(number, BASE)
        text = SIGNS[digit] + text
    return text


class _Written(dict[int, str]):
    """How each number is written, found when it is met first."""

    def __missing__(self, number: int) -> str:
        rest, digit = divmod(number, _HALF)
        text = SIGNS[_HALF + digit]
        while rest:
            rest, digit = divmod(rest, _HALF)
            text = SIGNS[digit] + text
        self[number] = text
        return text


_WRITTEN = _Written()
