"""Write prose in which hardly a word stands beside the same one twice, about nothing. Equal numbers give equal text.

The words are invented: characters drawn as if by rank, some in every issue, most in few, as words are in a language.
"""

from __future__ import annotations

import random  # noqa: TID251 - with a seed: the same prose each time
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS = 20_000
_LENGTHS = (1, 2, 2, 2, 2, 2, 3, 3, 4)
"""Of words."""
_ROWS = range(0xB0, 0xD7)
"""Of GB/T 2312: the usual characters."""
_CELLS = range(0xA1, 0xFA)
_FIRST = 30
"""The rank of what is said most: so much that the first do not stand in every sentence."""
_PARAGRAPHS = 8
_SENTENCES = 5
_NUMBERS = 0.15
"""Of words that are numbers instead."""


def varied_article(number: int) -> str:
    """Return an article of about 1,900 characters, its title first, its unit last."""
    chance = random.Random(number)  # noqa: S311 - no secret
    title = "".join(_said(chance, 5))
    paragraphs = ("".join(_sentence(chance) for _ in range(_SENTENCES)) for _ in range(_PARAGRAPHS))
    return "\n\n".join((f"# {title}", *paragraphs)) + "（示例县应急局）\n"


def _sentence(chance: random.Random) -> str:
    clauses = ("".join(_said(chance, chance.randint(4, 8))) for _ in range(3))
    return f"{'，'.join(clauses)}。"


def _said(chance: random.Random, count: int) -> Iterator[str]:
    words, weights = _vocabulary()
    for word in chance.choices(words, cum_weights=weights, k=count):
        yield word if chance.random() > _NUMBERS else str(chance.randint(1, 5000))


@cache
def _vocabulary() -> tuple[Sequence[str], Sequence[float]]:
    """Return all words, and how often each is said, with those before it."""
    chance = random.Random(_WORDS)  # noqa: S311 - no secret
    signs = [sign for row in _ROWS for cell in _CELLS if (sign := bytes((row, cell)).decode("gb2312", "ignore"))]
    chance.shuffle(signs)
    weights = list(accumulate(_ranks(len(signs))))
    lengths = chance.choices(_LENGTHS, k=_WORDS)
    words = ["".join(chance.choices(signs, cum_weights=weights, k=length)) for length in lengths]
    return words, tuple(accumulate(_ranks(_WORDS)))


def _ranks(count: int) -> Iterator[float]:
    return (1 / rank for rank in range(_FIRST, _FIRST + count))
