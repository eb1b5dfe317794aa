"""Know at once that nothing changed: the signs of everything that went into a build and came out of it.

Proves only that: whoever finds a change makes the build, and leaves it to the keys what is made again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.store import Store, fetch, keep

if TYPE_CHECKING:
    from collections.abc import Callable


def watch(store: Store, key: str, given: str, made: str, answer: object) -> None:
    """Keep what a build said, with the sums of the signs of all that was given and all that was made."""
    keep(store, key, pack((given, made, answer)))


def is_known(store: Store, key: str) -> bool:
    """Tell whether a build like this was watched before."""
    return fetch(store, key) is not None


def unchanged(store: Store, key: str, given: str, made: Callable[[Any], str]) -> Any:  # noqa: ANN401 - see there
    """Return what the build said if everything stands as it was left; otherwise None.

    `made` gives the sum of what stands of that which a build made; it is told what the build said.
    """
    entry = fetch(store, key)
    if entry is None:
        return None
    with suppress(ValueError):
        before, left, answer = unpack(entry)
        if before == given and left == made(answer):
            return answer
    return None
