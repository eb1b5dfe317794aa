"""Know at once that nothing changed: the signs of everything that went into a build and came out of it.

Proves only that: whoever finds a change makes the build, and leaves it to the keys what is made again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.store import Store, fetch, keep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_gen.cache.signs import Seen


class Known(Struct, frozen=True):
    """What is known of a build."""

    given: Mapping[str, Seen]
    """All that was given, each by a name, in the order in which it is to be looked at."""
    answer: Any
    """What it said."""


def watch(store: Store, key: str, known: Known) -> None:
    """Keep what is known of a build."""
    keep(store, key, pack(known))


def watched(store: Store, key: str) -> Known | None:
    """Return what `watch` kept; None where no build like this was watched before, or the entry is no such thing."""
    entry = fetch(store, key)
    with suppress(ValueError):
        known = unpack(entry) if entry is not None else None
        return known if isinstance(known, Known) else None
    return None
