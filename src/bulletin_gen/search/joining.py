"""Put together what the index says of the texts of a volume, indexed for themselves. Indexes nothing.

Their volume has no name while they are indexed: that depends on all volumes there are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bulletin_gen.search.buckets import Slab, entries_in
from bulletin_gen.search.grams import issues_in, issues_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def named(slab: Slab, volume: str) -> Slab:
    """Return a slab that says of which volume it is."""
    return slab._replace(issues=slab.issues.replace(b"\n", f"\n {volume}".encode()))


def joined(slabs: Sequence[Slab]) -> Slab:
    """Return what slabs of one volume say, which has no name yet; the issues of each come after those before."""
    if len(slabs) == 1:
        return slabs[0]
    issues: defaultdict[bytes, list[bytes]] = defaultdict(list)
    places: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for slab in slabs:
        for head, own, told in entries_in(slab):
            issues[head].append(own)
            places[head].append(told)
    return Slab(_text(issues), _text(map(_issues, issues.values())), _text(map(_places, places.values())))


def _issues(texts: Sequence[bytes]) -> bytes:
    if len(texts) == 1:
        return texts[0]
    return issues_text([number for text in texts for number in issues_in(text.decode())]).encode()


def _places(texts: Sequence[bytes]) -> bytes:
    return texts[0] + b"".join([text[1:] for text in texts[1:]])


def _text(lines: Iterable[bytes]) -> bytes:
    return b"".join([b"\n" + line for line in lines])
