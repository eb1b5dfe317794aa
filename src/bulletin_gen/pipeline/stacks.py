"""Keep the issues of opened publications: those of a few at hand, those of the others packed. Reads none of them.

So memory holds what a few publications weigh, however many are built.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.cache.packing import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_gen.model import IssueKey
    from bulletin_gen.pipeline.notes import Notes
    from bulletin_gen.pipeline.selection import Own
    from bulletin_gen.plan.records import IssueRecord

_AT_HAND = 1_000
"""Those of few publications: several are asked for in turns while issues are pressed and lists made."""


class Contents(Struct, frozen=True, kw_only=True):
    """The issues of a publication, as far as a build has to know them."""

    before: Notes
    """Of the build before."""
    issues: tuple[Own, ...]
    """Those of the edition, by year and number, a supplement after the issue of its number."""
    records: tuple[IssueRecord, ...]
    """Theirs."""
    elsewhere: Mapping[IssueKey, IssueRecord]
    """Issues of other publications that replace some of these."""
    others: tuple[tuple[IssueKey | None, str], ...]
    """Of each source that gives the edition no issue, which issue it says it is, and the key of its study."""

    @property
    def count(self) -> int:
        """Return how many sources there are."""
        return len(self.issues) + len(self.others)


class Stacks(Struct, frozen=True):
    """The issues of all publications that are opened, by slug."""

    at_hand: dict[str, Contents] = field(default_factory=dict)
    """What was asked for last comes last."""
    packed: dict[str, bytes] = field(default_factory=dict)
    """What was put away once."""
    limit: int = _AT_HAND
    """Issues that are at hand at the most, unless those of one publication are more."""

    def __contains__(self, slug: str) -> bool:
        """Tell whether a publication was put in."""
        return slug in self.at_hand or slug in self.packed

    def put(self, slug: str, contents: Contents) -> None:
        """Put in the issues of a publication, in place of what was there."""
        self.packed.pop(slug, None)
        self._lay_out(slug, contents)

    def take(self, slug: str) -> Contents:
        """Return the issues of a publication that were put in."""
        contents = self.at_hand.pop(slug, None)
        if contents is None:
            contents = unpack(zlib.decompress(self.packed[slug]))
        self._lay_out(slug, contents)
        return contents

    def _lay_out(self, slug: str, contents: Contents) -> None:
        """Lay a publication at hand; where there are too many issues, put away what was not asked for the longest."""
        self.at_hand[slug] = contents
        while len(self.at_hand) > 1 and sum(one.count for one in self.at_hand.values()) > self.limit:
            oldest = next(iter(self.at_hand))
            put_away = self.at_hand.pop(oldest)
            if oldest not in self.packed:
                self.packed[oldest] = zlib.compress(pack(put_away), 1)
