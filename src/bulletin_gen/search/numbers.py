"""Write numbers as few printable ASCII characters, so that they can stand in a script. Knows not what they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNS = "".join(sign for sign in map(chr, range(33, 127)) if sign not in '"$\\`')
"""All but the blank and what strings in a script escape."""
BASE = len(SIGNS)
HALF = BASE // 2
"""The signs from this on end a number."""
_DIGITS = {sign: digit for digit, sign in enumerate(SIGNS)}


def written(numbers: Iterable[int]) -> str:
    """Return natural numbers one after another: up to 44 in a sign. The last sign of each is a high one."""
    return "".join([_WRITTEN[number] for number in numbers])


def numbers_of(text: str) -> list[int]:
    """Return what `written` wrote."""
    found, number = [], 0
    for sign in text:
        digit = _DIGITS[sign]
        number = number * HALF + digit % HALF
        if digit >= HALF:
            found.append(number)
            number = 0
    return found


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
        rest, digit = divmod(number, HALF)
        text = SIGNS[HALF + digit]
        while rest:
            rest, digit = divmod(rest, HALF)
            text = SIGNS[digit] + text
        self[number] = text
        return text


_WRITTEN = _Written()
