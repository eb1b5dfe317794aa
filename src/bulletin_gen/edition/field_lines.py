"""Tell which lines of a head an edition does not have, and what stands in their place. Changes no text.

The head is free of faults, so that each of its fields begins on a line of its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bulletin_gen.model import Audience
from bulletin_gen.parse.yaml import read_yaml
from bulletin_gen.validate.issue_fields import CREDITS, DISTRIBUTION, INTERNAL_FIELDS, ISSUE_TABLE, WITHDRAWAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.model import Issue, Stretch
    from bulletin_gen.parse.traced import Source

Replacement = tuple["Stretch", tuple[str, ...]]
"""Lines that go, and those that stand in their place."""


def removed_fields(head: Source, whole: Issue, issue: Issue, audience: Audience) -> Iterator[Replacement]:
    """Yield the lines of the fields that an edition's `issue` lacks of the `whole` one.

    A default of the publication would come back where an internal field is simply gone: `{}` keeps it away.
    """
    hidden = {*whole.internal_fields, INTERNAL_FIELDS.english} if audience is Audience.PUBLIC else set()
    for name, lines in _fields(head):
        if name == INTERNAL_FIELDS.english and name in hidden:
            yield lines, _emptied(whole)
        elif name in hidden:
            yield lines, ()
        elif name == WITHDRAWAL.english and issue.withdrawal != whole.withdrawal:
            yield lines, _without_replacement(issue)


def _fields(head: Source) -> Iterator[tuple[str, Stretch]]:
    """Yield the English name of each field, and its lines up to the next field."""
    entries = read_yaml(head, ISSUE_TABLE.vocabulary()).value.entries
    starts = sorted((entry.key.span.line, entry.key.text) for entry in entries)
    ends = [*(start - 1 for start, _ in starts[1:]), head.first_line + len(head.starts) - 1]
    for (start, typed), end in zip(starts, ends, strict=True):
        known = ISSUE_TABLE.find(typed)
        yield known.english if known else typed, (start, end)


def _emptied(whole: Issue) -> tuple[str, ...]:
    defaults = {DISTRIBUTION: whole.publication.distribution, CREDITS: whole.publication.credits}
    hidden = (field for field, rows in defaults.items() if rows and field.english in whole.internal_fields)
    return tuple(f"{field.chinese}: {{}}" for field in hidden)


def _without_replacement(issue: Issue) -> tuple[str, ...]:
    """Write a withdrawal (撤回) anew without the issue that replaces it, which this edition does not hold."""
    if issue.withdrawal is None:
        return ()
    reason = json.dumps(issue.withdrawal.reason, ensure_ascii=False)  # which is a text of YAML's too
    return (f"{WITHDRAWAL.chinese}: {{日期: {issue.withdrawal.made.isoformat()}, 理由: {reason}}}",)
