"""Know at once that nothing changed: the signs of everything that went into a build and came out of it.

Proves only that: whoever finds a change makes the build, and leaves it to the keys what is made again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.signs import is_settled, sign_of
from bulletin_gen.cache.store import Store, fetch, keep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.cache.signs import Sign


_Signs: TypeAlias = "Iterable[tuple[str, Sign | None]]"


def watch(store: Store, key: str, noted: int, signs: tuple[_Signs, _Signs], answer: object) -> None:
    """Keep the signs of what was given and of what was made, and what the build said; None: a path that isn't there.

    What was given just before `noted` is not watched: it may change unseen.
    """
    given, made = map(list, signs)
    if all(sign is None or is_settled(sign, noted) for _, sign in given):
        both = tuple((path, sign and tuple(sign)) for path, sign in (*given, *made))
        keep(store, key, pack((both, answer)))


def unchanged(store: Store, key: str) -> Any:  # noqa: ANN401 - whatever the build said
    """Return what the build said if everything stands as it was left; otherwise None."""
    entry = fetch(store, key)
    if entry is None:
        return None
    with suppress(ValueError):
        signs, answer = unpack(entry)
        if all(sign_of(path) == sign for path, sign in signs):
            return answer
    return None
