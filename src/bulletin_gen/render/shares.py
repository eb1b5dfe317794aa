"""What each publication gives to the files of the whole site: so that those are made without its issues.

A publication that stands as it was is not opened; its shares wait in a store, and only files whose shares changed
are made anew. Knows nothing of what a file says.
"""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from bulletin_gen.cache.store import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Share(Struct, frozen=True):
    """What a publication gives to one file of the site, or to a few."""

    name: str
    """Which; the same in all publications."""
    digest: str
    """Of its content, or of all that it is made of."""
    make: Callable[[], bytes]
    """Gives the content, as whoever makes the file wants it."""


def share_of(name: str, content: bytes) -> Share:
    """Return a share whose content is there."""
    return Share(name, key_of(content), partial(bytes, content))


class Portion(Struct, frozen=True):
    """A share that can be fetched."""

    publication: str
    """Slug."""
    digest: str
    """As the share has it."""
    fetch: Callable[[], bytes]


Portions: TypeAlias = "Mapping[str, tuple[Portion, ...]]"
"""By the name of the share, in the order of publications; one that gives nothing is left out."""


def years_of(portions: Portions, name: str) -> tuple[Portion, ...]:
    """Return what publications, in their order, give of each year under a name such as `issues.csv 2023`.

    The newest year comes first.
    """
    found = [
        (one.publication, -int(year), one)
        for (kind, _, year), given in ((full.rpartition(" "), given) for full, given in portions.items())
        if kind == name
        for one in given
    ]
    return tuple(one for *_, one in sorted(found, key=itemgetter(0, 1)))
