"""Keep what each publication gives to the files of the whole site, and fetch it for them. Makes none of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bulletin_gen.cache.store import fetch, keep, key_of
from bulletin_gen.pipeline.reading import contents_of, open_serial
from bulletin_gen.render.catalogue import catalogue_of
from bulletin_gen.render.shares import Portion
from bulletin_gen.render.site import publication_pages, shares_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.pipeline.reading import Desk, Serial
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.render.shares import Portions, Share


def keep_shares(desk: Desk, serial: Serial, shares: Iterable[Share]) -> dict[str, str]:
    """Keep what a publication that is opened gives to the site; return digests by name."""
    before = frozenset(serial.card.shares)
    kept: dict[str, str] = {}
    for one in shares:
        kept[one.name] = one.digest
        if (one.name, one.digest) not in before:
            keep(desk.store, _key(desk, one.name, one.digest), one.make())
    return kept


def portions_of(desk: Desk, pages: Pages, given: Iterable[tuple[Serial, Iterable[tuple[str, str]]]]) -> Portions:
    """Return all that publications give, in their order: each with the names and digests of its shares."""
    found: dict[str, tuple[Portion, ...]] = {}
    for serial, shares in given:
        for name, digest in shares:
            portion = Portion(serial.slug, digest, partial(_fetch, desk, pages, serial, (name, digest)))
            found[name] = (*found.get(name, ()), portion)
    return found


def _fetch(desk: Desk, pages: Pages, serial: Serial, share: tuple[str, str]) -> bytes:
    """Return a share from the store or, if it was lost there, make it again."""
    name, digest = share
    entry = fetch(desk.store, _key(desk, name, digest))
    if entry is not None:
        return entry
    opened = serial if serial.contents else open_serial(desk, serial)
    catalogue = catalogue_of(pages, serial.card.holding.publication, contents_of(opened).records)
    shares = shares_of(pages, catalogue, publication_pages(pages, catalogue))
    return next(one.make() for one in shares if one.name == name)


def _key(desk: Desk, name: str, digest: str) -> str:
    """Return the key of a share: what it is made of does not say by which program."""
    return key_of("share", desk.salt, name, digest)
