"""The feeds of each publication and of the site, and of their columns, units and keywords. Only the public edition's.

Each publication gives the entries of each year, and says of which years there are how many, and of what: so feeds of
the site are planned without entries, and made of those that they have. Knows no form of a feed.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, TypeAlias

from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import HOME, publication_path, topic_path
from bulletin_gen.plan.names import TopicKind, segment_of
from bulletin_gen.plan.topics import ranked, topics_of
from bulletin_gen.render.feed_documents import NEWEST, Feed, Year, feed_pages, years_of
from bulletin_gen.render.feed_entries import feed_entries, packed, unpacked
from bulletin_gen.render.shares import Share
from bulletin_gen.render.words import TOPIC_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bulletin_gen.model import Publication
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.plan.topics import Topic
    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.feed_entries import Entry
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.render.shares import Portion, Portions

_INDEX = "feeds"
_ENTRIES = "feed"
"""Of a year: `feed 2023`."""

_ARCHIVED = frozenset({TopicKind.UNIT})
"""What has an archive besides publications; for columns and keywords, which most issues have, there are the lists."""
_KINDS = tuple(kind.value for kind in TopicKind)

Chosen: TypeAlias = "tuple[int, str, list[int]]"
"""Entries of a year: the year, their digest, and which of the year's share they are."""
Forms: TypeAlias = "tuple[tuple[str, int], ...]"
Lines: TypeAlias = "Callable[[Portion], list[bytes]]"
"""Gives the entries of a share, each packed."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Entries of a year of a publication."""

    year: int
    digest: str
    stock: Portion
    """What they are taken from."""
    places: Sequence[int]
    """Where they stand in it, oldest first."""


def publication_feeds(pages: Pages, publication: Publication, records: Iterable[IssueRecord]) -> Iterator[SitePage]:
    """Yield the feeds of a publication, none of them made; `records` are its issues of the edition."""
    if pages.audience is Audience.INTERNAL:
        return
    issues = tuple(records)
    entries = feed_entries(pages, publication, issues)
    folder, title, author = publication_path(publication.slug), publication.title, publication.issuer
    feed = Feed(folder=folder, title=title, subtitle=publication.description, author=author)
    yield from feed_pages(pages, feed, years_of(entries))
    for kind, topic, own in _gathered(issues, entries):
        path = topic_path(kind, topic.name, publication.slug)
        yield from feed_pages(pages, _topic_feed(kind, topic.name, path, (title, author)), years_of(own))


def feed_shares(pages: Pages, publication: Publication, records: Iterable[IssueRecord]) -> Iterator[Share]:
    """Yield what a publication gives to the feeds of the site: the entries of each year, and which are whose."""
    if pages.audience is Audience.INTERNAL:
        return
    issues = tuple(records)
    entries = feed_entries(pages, publication, issues)
    years = years_of(entries)
    places = {entry.order: n for one in years for n, entry in enumerate(one.entries())}
    topics: dict[str, list[tuple[Forms, list[Chosen]]]] = {kind: [] for kind in _KINDS}
    for kind, topic, own in _gathered(issues, entries):
        topics[kind].append((topic.forms, [_chosen(one, places) for one in years_of(own)]))
    counts = [(one.year, *one.digests, one.count) for one in years]
    yield Share(_INDEX, json.dumps((counts, topics), ensure_ascii=False).encode())
    for one in years:
        yield Share(f"{_ENTRIES} {one.year}", packed(one.entries()))


def site_feeds(pages: Pages, portions: Portions) -> Iterator[SitePage]:
    """Yield the feeds of the whole site, none of them made."""
    if pages.audience is Audience.INTERNAL:
        return
    lines: Lines = cache(_lines)
    title, author = pages.site.title, pages.site.sponsor or pages.site.title
    whole, topics = _indexed(portions)
    yield from feed_pages(pages, Feed(folder=HOME, title=title, subtitle="", author=author), _joined(whole, lines))
    for kind in TopicKind:
        for forms, parts in topics[kind].values():
            name = ranked(forms)[0][0]
            feed = _topic_feed(kind, name, topic_path(kind, name), (title, author))
            yield from feed_pages(pages, feed, _joined(parts, lines))


def _gathered(
    issues: tuple[IssueRecord, ...], entries: tuple[Entry, ...]
) -> Iterator[tuple[TopicKind, Topic, list[Entry]]]:
    """Yield each column, unit and keyword with the entries of its issues, of those without an archive the newest."""
    numbered: dict[str, list[int]] = {}
    for n, entry in enumerate(entries):
        numbered.setdefault(entry.issue, []).append(n)
    for kind in TopicKind:
        kept = slice(None if kind in _ARCHIVED else -NEWEST, None)
        for topic in topics_of(issues, kind):
            own = sorted(n for record in topic.records for n in numbered[str(record.key)])
            yield kind, topic, [entries[n] for n in own[kept]]


def _topic_feed(kind: TopicKind, name: str, folder: str, above: tuple[str, str]) -> Feed:
    title, author = above
    return Feed(
        folder=folder,
        title=f"{title}：{TOPIC_WORDS[kind]}“{name}”",
        subtitle="",
        author=author,
        archived=kind in _ARCHIVED,
    )


def _chosen(year: Year, places: dict[str, int]) -> Chosen:
    return year.year, year.digests[0], [places[entry.order] for entry in year.entries()]


def _indexed(portions: Portions) -> tuple[list[_Part], dict[str, dict[str, tuple[Counter[str], list[_Part]]]]]:
    """Return what all publications give: the entries of each year, and by kind and address those of each topic."""
    stocks = {(one.publication, name): one for name, given in portions.items() for one in given}
    whole: list[_Part] = []
    topics: dict[str, dict[str, tuple[Counter[str], list[_Part]]]] = {kind: {} for kind in _KINDS}
    for portion in portions.get(_INDEX, ()):
        counts, index = json.loads(portion.fetch())
        of_year = {year: stocks[portion.publication, f"{_ENTRIES} {year}"] for year, _, _ in counts}
        whole += (_Part(year, digest, of_year[year], range(count)) for year, digest, count in counts)
        for kind, gathered in index.items():
            for forms, chosen in gathered:
                known, parts = topics[kind].setdefault(segment_of(forms[0][0]), (Counter(), []))
                known.update(dict(forms))
                parts += (_Part(year, digest, of_year[year], places) for year, digest, places in chosen)
    return whole, topics


def _joined(parts: Iterable[_Part], lines: Lines) -> tuple[Year, ...]:
    """Return entries of all publications by year, the newest year first."""
    by_year: dict[int, list[_Part]] = {}
    for part in parts:
        by_year.setdefault(part.year, []).append(part)
    return tuple(
        Year(
            year=year,
            count=sum(len(part.places) for part in given),
            digests=tuple(part.digest for part in given),
            entries=partial(_merged, tuple(given), lines),
        )
        for year, given in sorted(by_year.items(), reverse=True)
    )


def _merged(parts: tuple[_Part, ...], lines: Lines) -> tuple[Entry, ...]:
    entries = [unpacked(lines(part.stock)[n]) for part in parts for n in part.places]
    return tuple(sorted(entries, key=lambda entry: entry.order))


def _lines(portion: Portion) -> list[bytes]:
    return portion.fetch().split(b"\n")
