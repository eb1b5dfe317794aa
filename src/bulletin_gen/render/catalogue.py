"""What all that lists a publication's issues is made of, gathered once. Makes no list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.cache.store import key_of
from bulletin_gen.plan.names import TopicKind
from bulletin_gen.plan.order import newest_first
from bulletin_gen.plan.topics import topics_of
from bulletin_gen.render.feed_entries import news_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bulletin_gen.model import IssueKey, Publication
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.plan.topics import Topic
    from bulletin_gen.render.feed_entries import News
    from bulletin_gen.render.pages import Pages


class Catalogue(Struct, frozen=True):
    """A publication with its issues of an edition."""

    publication: Publication
    issues: tuple[IssueRecord, ...]
    """By year and number."""
    newest: tuple[IssueRecord, ...]
    """The same, newest first."""
    news: tuple[News, ...]
    """All that there is to tell of them, oldest first."""
    digests: Mapping[IssueKey, str]
    """Of each record."""
    topics: Mapping[TopicKind, tuple[Topic, ...]]
    """In the order of lists."""

    @property
    def of_all_kinds(self) -> Iterator[tuple[TopicKind, Topic]]:
        """Yield the columns, then the units and the keywords."""
        return ((kind, topic) for kind, topics in self.topics.items() for topic in topics)


def digest_of(record: IssueRecord) -> str:
    """Return the digest of a record; a build mostly knows it already."""
    return key_of(repr(record))


def catalogue_of(
    pages: Pages,
    publication: Publication,
    records: Iterable[IssueRecord],
    digest: Callable[[IssueRecord], str] = digest_of,
) -> Catalogue:
    """Return the catalogue of a publication; `records` are its issues of the edition."""
    issues = tuple(records)
    newest = newest_first(issues)
    return Catalogue(
        publication,
        issues,
        newest,
        news_of(pages, issues),
        {record.key: digest(record) for record in issues},
        {kind: topics_of(newest, kind) for kind in TopicKind},
    )
