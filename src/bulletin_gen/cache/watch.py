"""Know at once that nothing changed: the signs of everything that went into a build and came out of it.

Proves only that: whoever finds a change makes the build, and leaves it to the keys what is made again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.store import Store, fetch, keep


def watch(store: Store, key: str, given: tuple[str, ...], answer: object) -> None:
    """Keep what a build said, with the sums of the signs of all that was given."""
    keep(store, key, pack((given, answer)))


def watched(store: Store, key: str) -> tuple[tuple[str, ...], Any] | None:
    """Return what `watch` kept; None where no build like this was watched before, or the entry is damaged."""
    entry = fetch(store, key)
    if entry is not None:
        with suppress(ValueError):
            given, answer = unpack(entry)
            return given, answer
    return None
