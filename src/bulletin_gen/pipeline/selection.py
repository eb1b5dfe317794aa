"""Which issues an edition holds, and which of them this build makes. Renders none of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.model import Audience, Status
from bulletin_gen.pipeline.request import LeftOut
from bulletin_gen.plan.addresses import asset_path, issue_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bulletin_gen.load import IssuePlace
    from bulletin_gen.model import IssueKey
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.workers.study import Held, Outline


class Own(Struct, frozen=True):
    """An issue that the edition holds."""

    place: IssuePlace
    study: str
    """Key of the study of its source."""
    layout: str
    held: Held

    @property
    def key(self) -> IssueKey:
        """Return its key."""
        return self.held.record.key


def records_of(issues: Iterable[Own], elsewhere: Mapping[IssueKey, IssueRecord]) -> tuple[IssueRecord, ...]:
    """Return the records of a publication's issues in their order.

    What replaces a withdrawn issue is forgotten where the edition does not hold it: its address is internal too.
    """
    listed = tuple(one.held.record for one in issues)
    held = {*elsewhere, *(record.key for record in listed)}
    strange = (record.replacement is not None and record.replacement not in held for record in listed)
    return tuple(
        replace(record, replacement=None) if one else record for record, one in zip(listed, strange, strict=True)
    )


def carrying(spared: Iterable[IssueKey]) -> Callable[[str], bool]:
    """Return what tells whether a file of an earlier build stays: a spared issue's, or what its page may need."""
    below = frozenset(issue_path(key) for key in spared)

    def carries(path: str) -> bool:
        return bool(below) and ("/".join(path.split("/")[:3]) + "/" in below or path.startswith(asset_path("")))

    return carries


def left_out(outlines: Iterable[Outline], audience: Audience) -> LeftOut:
    """Count the issues that the edition does not hold; an internal draft counts as internal."""
    counted = Counter(_reason(one, audience) for one in outlines if one.held is None)
    return LeftOut(
        internal=counted[Audience.INTERNAL], drafts=counted[Status.DRAFT], submitted=counted[Status.SUBMITTED]
    )


def _reason(outline: Outline, audience: Audience) -> Audience | Status:
    """Return why an edition does not hold an issue."""
    if audience is Audience.PUBLIC and outline.audience is Audience.INTERNAL:
        return Audience.INTERNAL
    return outline.status
