"""Gather issues by column, source unit and keyword. Knows no page: what is gathered here, `render` shows.

What names have the same part in addresses is one topic, however it was typed.
"""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.plan.names import TopicKind, segment_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bulletin_gen.plan.records import IssueRecord


class Topic(Struct, frozen=True):
    """A column, unit or keyword with its issues."""

    segment: str
    """Its part of addresses."""
    forms: tuple[tuple[str, int], ...]
    """How it is typed, each form with the number of issues that have it; the commonest first."""
    records: tuple[IssueRecord, ...]
    """Newest first."""

    @property
    def name(self) -> str:
        """Return the commonest form."""
        return self.forms[0][0]


def also_typed(forms: Iterable[str]) -> tuple[str, ...]:
    """Return the rarer forms of a name, `forms` being in their order; those that differ in blanks alone are one."""
    kept = {"".join(form.split()): form for form in reversed(tuple(forms))}
    return tuple(reversed(kept.values()))[1:]


def names_of(record: IssueRecord, kind: TopicKind) -> tuple[str, ...]:
    """Return the columns, units or keywords of an issue as they are typed, in reading order.

    A name of signs that nobody sees is none.
    """
    return tuple([name for name in _NAMES[kind](record) if segment_of(name)])


def topics_of(records: Iterable[IssueRecord], kind: TopicKind) -> tuple[Topic, ...]:
    """Return all topics of a kind that issues, given newest first, have; in the order of lists: see `rank`."""
    gathered: dict[str, list[IssueRecord]] = {}
    forms: dict[str, Counter[str]] = {}
    for record in records:
        typed = {name: segment_of(name) for name in names_of(record, kind)}
        for name, segment in typed.items():
            forms.setdefault(segment, Counter())[name] += 1
        for segment in dict.fromkeys(typed.values()):
            gathered.setdefault(segment, []).append(record)
    topics = (Topic(one, ranked(forms[one]), tuple(issues)) for one, issues in gathered.items())
    return tuple(sorted(topics, key=lambda topic: rank(topic.name, len(topic.records))))


def ranked(forms: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return the forms of a name, the commonest first, of equally common ones the shortest."""
    return tuple(sorted(forms.items(), key=lambda form: (-form[1], len(form[0]), form[0])))


def rank(name: str, count: int) -> tuple[int, bytes, str]:
    """Return where a topic stands in a list: by how many issues it has, then by pinyin.

    GB 2312 has 3,755 common characters in the order of pinyin, then others by radical; what it lacks comes first.
    """
    return -count, name.encode("gb2312", "replace"), name


_NAMES: Mapping[TopicKind, Callable[[IssueRecord], tuple[str, ...]]] = {
    TopicKind.COLUMN: attrgetter("columns"),
    TopicKind.UNIT: attrgetter("source_units"),
    TopicKind.KEYWORD: attrgetter("keywords"),
}
