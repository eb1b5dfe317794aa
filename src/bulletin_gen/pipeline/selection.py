"""Which issues an edition holds, and which of them this build makes. Renders none of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bulletin_gen.model import Audience, Status
from bulletin_gen.pipeline.only import chosen
from bulletin_gen.pipeline.request import LeftOut
from bulletin_gen.plan.addresses import asset_path, issue_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bulletin_gen.model import IssueKey
    from bulletin_gen.pipeline.reading import Found
    from bulletin_gen.pipeline.request import BuildRequest
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.workers.study import Held, Outline


@dataclass(frozen=True, slots=True)
class Own:
    """An issue that the edition holds."""

    found: Found
    held: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The issues of an edition, which nothing of another edition is left in."""

    issues: tuple[Own, ...]
    """All of them."""
    records: tuple[IssueRecord, ...]
    """Theirs, in their order."""
    selected: tuple[Own, ...]
    """Those that this build makes."""
    spared: frozenset[str]
    """Addresses of the others, whose files stay as they are; none where this build makes one part of the edition."""

    def carries(self, path: str) -> bool:
        """Tell whether a file of an earlier build stays: it belongs to a spared issue, or such a page may need it."""
        if not self.spared:
            return False
        below = "/".join(path.split("/")[:3]) + "/"
        return below in self.spared or path.startswith(asset_path(""))


def edition_of(issues: Sequence[Found], request: BuildRequest) -> Edition:
    """Take the issues of an edition and select those that were asked for."""
    own = tuple(Own(issue, issue.outline.held) for issue in issues if issue.outline.held)
    keys = frozenset(one.found.key for one in own)
    asked = chosen([one.found.key for one in own], request.only)
    part = slice(request.shard.number - 1, None, request.shard.of) if request.shard else slice(None)
    return Edition(
        issues=own,
        records=tuple(_without_strange_replacement(one.held.record, keys) for one in own),
        selected=tuple(one for one in own if one.found.key in asked)[part],
        spared=frozenset(issue_path(key) for key in keys - asked),
    )


def _without_strange_replacement(record: IssueRecord, held: frozenset[IssueKey]) -> IssueRecord:
    """Forget what replaces a withdrawn issue where the edition does not hold it: its address is internal too."""
    if record.replacement is None or record.replacement in held:
        return record
    return replace(record, replacement=None)


def left_out(outlines: Iterable[Outline], request: BuildRequest) -> LeftOut:
    """Count the issues that the edition does not hold; an internal draft counts as internal."""
    counted = Counter(_reason(one, request.audience) for one in outlines if one.held is None)
    return LeftOut(
        internal=counted[Audience.INTERNAL], drafts=counted[Status.DRAFT], submitted=counted[Status.SUBMITTED]
    )


def _reason(outline: Outline, audience: Audience) -> Audience | Status:
    """Return why an edition does not hold an issue."""
    if audience is Audience.PUBLIC and outline.audience is Audience.INTERNAL:
        return Audience.INTERNAL
    return outline.status
