"""Which issues an edition holds, cut to it, and which of them this build makes. Renders none of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bulletin_gen.edition import belongs, cut
from bulletin_gen.model import Audience, Status
from bulletin_gen.pipeline.only import chosen
from bulletin_gen.pipeline.request import LeftOut
from bulletin_gen.plan.addresses import asset_path, issue_path
from bulletin_gen.plan.records import record_of

if TYPE_CHECKING:
    from bulletin_gen.model import Issue, IssueKey
    from bulletin_gen.pipeline.request import BuildRequest
    from bulletin_gen.plan.records import IssueRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The issues of an edition, which nothing of another edition is left in."""

    records: tuple[IssueRecord, ...]
    """Of all its issues."""
    selected: tuple[Issue, ...]
    """Those that this build makes."""
    spared: frozenset[str]
    """Addresses of the others, whose files stay as they are."""

    def carries(self, path: str) -> bool:
        """Tell whether a file of an earlier build stays: it belongs to a spared issue, or such a page may need it."""
        if not self.spared:
            return False
        below = "/".join(path.split("/")[:3]) + "/"
        return below in self.spared or path.startswith(asset_path(""))


def edition_of(issues: tuple[Issue, ...], request: BuildRequest) -> Edition:
    """Cut the issues of an edition and select those that were asked for."""
    own = [issue for issue in issues if belongs(issue, request.audience, drafts=request.drafts)]
    held = frozenset(issue.key for issue in own)
    cuts = [_without_strange_replacement(cut(issue, request.audience), held) for issue in own]
    keys = chosen([issue.key for issue in cuts], request.only)
    return Edition(
        records=tuple(map(record_of, cuts)),
        selected=tuple(issue for issue in cuts if issue.key in keys),
        spared=frozenset(issue_path(issue.key) for issue in cuts if issue.key not in keys),
    )


def _without_strange_replacement(issue: Issue, held: frozenset[IssueKey]) -> Issue:
    """Forget what replaces a withdrawn issue where the edition does not hold it: its address is internal too."""
    withdrawal = issue.withdrawal
    if withdrawal is None or withdrawal.replacement in held:
        return issue
    return replace(issue, withdrawal=replace(withdrawal, replacement=None))


def left_out(issues: tuple[Issue, ...], request: BuildRequest) -> LeftOut:
    """Count the issues that the edition does not hold; an internal draft counts as internal."""
    out = [issue for issue in issues if not belongs(issue, request.audience, drafts=request.drafts)]
    counted = Counter(_reason(issue, request.audience) for issue in out)
    return LeftOut(
        internal=counted[Audience.INTERNAL], drafts=counted[Status.DRAFT], submitted=counted[Status.SUBMITTED]
    )


def _reason(issue: Issue, audience: Audience) -> Audience | Status:
    """Return why an edition does not hold an issue."""
    if audience is Audience.PUBLIC and issue.audience is Audience.INTERNAL:
        return Audience.INTERNAL
    return issue.status
