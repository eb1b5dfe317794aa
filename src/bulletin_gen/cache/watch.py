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


def watch(store: Store, key: str, given: str, answer: object) -> None:
    """Keep what a build said, with the sum of the signs of all that was given."""
    keep(store, key, pack((given, answer)))


def is_known(store: Store, key: str) -> bool:
    """Tell whether a build like this was watched before."""
    return fetch(store, key) is not None


def unchanged(store: Store, key: str, given: str, stands: Callable[[Any], bool]) -> Any:  # noqa: ANN401 - see there
    """Return what the build said if everything stands as it was left; otherwise None.

    `stands` tells whether what a build made does; it is told what the build said.
    """
    entry = fetch(store, key)
    if entry is None:
        return None
    with suppress(ValueError):
        before, answer = unpack(entry)
        if before == given and stands(answer):
            return answer
    return None
