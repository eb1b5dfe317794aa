"""What each publication gives to the files of the whole site: so that those are made without its issues.

A publication that stands as it was is not opened; its shares wait in a store, and only files whose shares changed
are made anew. Knows nothing of what a file says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Share:
    """What a publication gives to one file of the site, or to a few."""

    name: str
    """Which; the same in all publications."""
    content: bytes
    """As whoever makes the file wants it."""


@dataclass(frozen=True, slots=True)
class Portion:
    """A share that can be fetched."""

    publication: str
    """Slug."""
    digest: str
    """Of its content."""
    fetch: Callable[[], bytes]


Portions: TypeAlias = "Mapping[str, tuple[Portion, ...]]"
"""By the name of the share, in the order of publications; one that gives nothing is left out."""
