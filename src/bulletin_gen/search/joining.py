"""Put together what the index says of the texts of a volume, indexed for themselves. Indexes nothing.

Their volume has no name while they are indexed: that depends on all volumes there are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bulletin_gen.search.buckets import Slab
from bulletin_gen.search.grams import issues_in, issues_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


def named(slab: Slab, volume: str) -> Slab:
    """Return a slab that says of which volume it is; its only blanks stand before what it says of one."""
    return Slab(slab.issues.replace(" ", f" {volume}"), slab.places)


def joined(slabs: Sequence[Slab]) -> Slab:
    """Return what slabs of one volume say, which has no name yet; the issues of each come after those before."""
    if len(slabs) == 1:
        return slabs[0]
    issues, places = _entries(slab.issues for slab in slabs), _entries(slab.places for slab in slabs)
    single = {head: own for head, own in issues.items() if head not in places}
    return Slab(_text(single | {head: issues[head] for head in places}, _issues), _text(places, "".join))


def _issues(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else issues_text([number for text in texts for number in issues_in(text)])


def _entries(texts: Iterable[str]) -> defaultdict[str, list[str]]:
    """Return what texts say of each gram."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for text in texts:
        for line in text.split("\n")[1:]:
            head, _, said = line.partition(" ")
            found[head].append(said)
    return found


def _text(entries: Mapping[str, Sequence[str]], together: Callable[[Sequence[str]], str]) -> str:
    return "".join([f"\n{head} {together(said)}" for head, said in entries.items()])
