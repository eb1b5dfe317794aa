"""The feeds of each publication and of the site, and of their columns, units and keywords. Only the public edition's.

Each publication gives the entries of each year, and says of which years there are how many, and of what: so feeds of
the site are planned without entries, and made of those that they have. Knows no form of a feed.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.cache.store import key_of
from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import HOME, publication_path, topic_path
from bulletin_gen.plan.names import TopicKind, segment_of
from bulletin_gen.plan.topics import ranked
from bulletin_gen.render.feed_documents import NEWEST, Feed, Year, by_year, feed_pages, yearly_pages, years_of
from bulletin_gen.render.feed_entries import packed, unpacked, written
from bulletin_gen.render.json_text import parsed
from bulletin_gen.render.shares import Share, share_of
from bulletin_gen.render.words import TOPIC_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bulletin_gen.model import IssueKey, Publication
    from bulletin_gen.plan.topics import Topic
    from bulletin_gen.render.archive import Settled, SitePage
    from bulletin_gen.render.catalogue import Catalogue
    from bulletin_gen.render.feed_entries import Entry, News
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.render.shares import Portion, Portions

_INDEX = "feeds"
_ENTRIES = "feed"
"""Of a year: `feed 2023`."""

_ARCHIVED = frozenset({TopicKind.UNIT})
"""What has an archive for the whole site too; columns and keywords, which most issues have, in each publication."""
_KINDS = tuple(kind.value for kind in TopicKind)

Counted: TypeAlias = "tuple[int, str, int]"
"""Entries of a year: the year, their digest, and how many they are."""
Forms: TypeAlias = "tuple[tuple[str, int], ...]"
_Whose: TypeAlias = "tuple[TopicKind, str]"
"""A topic: its kind and address."""
_Given: TypeAlias = "tuple[Counter[str], list[tuple[str, str]]]"
"""How a topic is typed, and what each publication has of it: its slug, and its `Counted` as a JSON text."""
Places: TypeAlias = "dict[str, dict[str, list[int]]]"
"""By kind and address of a topic, which entries of a year are its own, oldest first."""


class _Part(Struct, frozen=True, gc=False):
    """Entries of a year of a publication."""

    year: int
    digest: str
    count: int
    stock: Portion
    """What they are taken from."""
    topic: _Whose | None
    """Whose they are; None for all of the year."""


def publication_feeds(pages: Pages, catalogue: Catalogue) -> Iterator[SitePage]:
    """Yield the feeds of a publication, none of them made."""
    if pages.audience is Audience.INTERNAL:
        return
    publication, news = catalogue.publication, catalogue.news
    write = _writer(pages, publication)
    folder, title, author = publication_path(publication.slug), publication.title, publication.issuer
    feed = Feed(folder=folder, title=title, subtitle=publication.description, author=author)
    yield from feed_pages(pages, feed, years_of(news, write))
    for kind, topic, own in _gathered(catalogue):
        path = topic_path(kind, topic.name, publication.slug)
        yield from feed_pages(pages, _topic_feed(kind, topic.name, path, (title, author)), years_of(own, write))


def feed_shares(pages: Pages, catalogue: Catalogue) -> Iterator[Share]:
    """Yield what a publication gives to the feeds of the site: the entries of each year, and how many are whose."""
    if pages.audience is Audience.INTERNAL:
        return
    digests = _digests(pages, catalogue)
    years = by_year(catalogue.news)
    order = {one.order: n for _, group in years for n, one in enumerate(group)}
    places: dict[int, Places] = {year: {kind: {} for kind in _KINDS} for year, _ in years}
    topics: dict[str, list[tuple[Forms, str]]] = {kind: [] for kind in _KINDS}
    for kind, topic, own in _gathered(catalogue):
        listed = by_year(own if kind in _ARCHIVED else own[-NEWEST:])
        topics[kind].append((topic.forms, json.dumps([_counted(year, group, digests) for year, group in listed])))
        for year, group in listed:
            places[year][kind][topic.segment] = [order[one.order] for one in group]
    counts = [_counted(year, group, digests) for year, group in years]
    yield share_of(_INDEX, json.dumps((counts, topics), ensure_ascii=False).encode())
    write = _writer(pages, catalogue.publication)
    for year, group in years:
        index = json.dumps(([one.order for one in group], places[year]), ensure_ascii=False)
        digest = key_of(index, *(f"{digests[one.record.key]} {one.order}" for one in group))
        yield Share(f"{_ENTRIES} {year}", digest, partial(_stock, index, group, write))


def site_feeds(pages: Pages, portions: Portions, settled: Settled) -> Iterator[SitePage]:
    """Yield the feeds of the whole site, none of them made; what needs the entries of a year comes together.

    A feed is a group, and so are the documents of a year of the one of all issues.
    """
    yield from sorted(_site_feeds(pages, portions, settled), key=lambda page: page.paths[0].rpartition("feed")[2])


def _site_feeds(pages: Pages, portions: Portions, settled: Settled) -> Iterator[SitePage]:
    if pages.audience is Audience.INTERNAL:
        return
    opened = lru_cache(maxsize=2 * len(portions.get(_INDEX, ())))(_opened)  # those of two years
    merged: Merged = lru_cache(maxsize=1)(partial(_merged, opened))
    title, author = pages.site.title, pages.site.sponsor or pages.site.title
    stocks: Stocks = {(one.publication, name): one for name, given in portions.items() for one in given}
    whole, topics = _indexed(portions)
    home = Feed(folder=HOME, title=title, subtitle="", author=author)
    yield from yearly_pages(pages, home, _joined(_parts(stocks, whole, None), merged), settled)
    for (kind, segment), (forms, given) in topics.items():
        name = ranked(forms)[0][0]
        feed = _topic_feed(kind, name, topic_path(kind, name), (title, author), archived=kind in _ARCHIVED)
        if not settled(feed.folder, (repr(feed), *(f"{slug} {counts}" for slug, counts in given))):
            parts = _parts(stocks, ((slug, parsed(counts.encode())) for slug, counts in given), (kind, segment))
            yield from (replace(page, group=feed.folder) for page in yearly_pages(pages, feed, _joined(parts, merged)))


Stocks: TypeAlias = "dict[tuple[str, str], Portion]"
"""What publications give, by their slugs and its name."""
Opened: TypeAlias = "Callable[[Portion], tuple[list[str], Places, list[bytes]]]"
"""Gives of a share what sorts its entries, the places of its topics, and the entries, each packed."""
Merged: TypeAlias = "Callable[[tuple[_Part, ...]], tuple[bytes, ...]]"
"""Gives the entries of a year, each packed."""


def _gathered(catalogue: Catalogue) -> Iterator[tuple[TopicKind, Topic, list[News]]]:
    """Yield each column, unit and keyword with the news of its issues."""
    numbered: dict[IssueKey, list[int]] = {}
    for n, one in enumerate(catalogue.news):
        numbered.setdefault(one.record.key, []).append(n)
    for kind, topic in catalogue.of_all_kinds:
        own = sorted(n for record in topic.records for n in numbered[record.key])
        yield kind, topic, [catalogue.news[n] for n in own]


def _writer(pages: Pages, publication: Publication) -> Callable[[News], Entry]:
    """Return the function that writes entries: each stands in the feeds of all its columns, units and keywords."""
    known: dict[str, Entry] = {}

    def write(news: News) -> Entry:
        found = known.get(news.order)
        if found is None:
            found = known[news.order] = written(pages, publication, news)
        return found

    return write


def _topic_feed(kind: TopicKind, name: str, folder: str, above: tuple[str, str], *, archived: bool = True) -> Feed:
    title, author = above
    full = f"{title}：{TOPIC_WORDS[kind]}“{name}”"
    return Feed(folder=folder, title=full, subtitle="", author=author, archived=archived)


def _digests(pages: Pages, catalogue: Catalogue) -> dict[IssueKey, str]:
    """Return the digest of all that is said of each issue."""
    common = key_of(f"{pages.site.base_url} {pages.pdf} {catalogue.publication!r}")
    return {key: f"{digest} {common}" for key, digest in catalogue.digests.items()}


def _counted(year: int, news: tuple[News, ...], digests: dict[IssueKey, str]) -> Counted:
    return year, key_of(*(f"{digests[one.record.key]} {one.order}" for one in news)), len(news)


def _stock(index: str, news: tuple[News, ...], write: Callable[[News], Entry]) -> bytes:
    return index.encode() + b"\n" + packed(map(write, news))


def _indexed(portions: Portions) -> tuple[list[tuple[str, list[Counted]]], dict[_Whose, _Given]]:
    """Return what each publication, by its slug, gives of all issues and of those of each topic."""
    whole: list[tuple[str, list[Counted]]] = []
    topics: dict[_Whose, _Given] = {}
    for portion in portions.get(_INDEX, ()):
        counts, index = parsed(portion.fetch())
        whole.append((portion.publication, counts))
        for kind in TopicKind:
            for forms, counted in index[kind]:
                known, given = topics.setdefault((kind, segment_of(forms[0][0])), (Counter(), []))
                known.update(dict(forms))
                given.append((portion.publication, counted))
    return whole, topics


def _parts(stocks: Stocks, given: Iterable[tuple[str, Iterable[Counted]]], topic: _Whose | None) -> Iterator[_Part]:
    """Yield what publications give of each year."""
    return (
        _Part(year, digest, count, stocks[slug, f"{_ENTRIES} {year}"], topic)
        for slug, counts in given
        for year, digest, count in counts
    )


def _joined(parts: Iterable[_Part], merged: Merged) -> tuple[Year, ...]:
    """Return entries of all publications by year, the newest year first."""
    years: dict[int, list[_Part]] = {}
    for part in parts:
        years.setdefault(part.year, []).append(part)
    return tuple(
        Year(
            year=year,
            count=sum(part.count for part in given),
            digest=" ".join(part.digest for part in given),
            shows=partial(_shown, merged, tuple(given)),
            entries=partial(_some, merged, tuple(given)),
        )
        for year, given in sorted(years.items(), reverse=True)
    )


def _shown(merged: Merged, parts: tuple[_Part, ...], places: slice) -> tuple[str, ...]:
    return (key_of(*merged(parts)[places]),)


def _some(merged: Merged, parts: tuple[_Part, ...], places: slice) -> tuple[Entry, ...]:
    return tuple(map(unpacked, merged(parts)[places]))


def _merged(opened: Opened, parts: tuple[_Part, ...]) -> tuple[bytes, ...]:
    entries: list[tuple[str, bytes]] = []
    for part in parts:
        orders, places, lines = opened(part.stock)
        own = places[part.topic[0]][part.topic[1]] if part.topic else range(len(lines))
        entries += [(orders[n], lines[n]) for n in own]
    return tuple(line for _, line in sorted(entries))


def _opened(portion: Portion) -> tuple[list[str], Places, list[bytes]]:
    index, *lines = portion.fetch().split(b"\n")
    return (*parsed(index), lines)
