"""The documents of a feed as Atom and as JSON Feed. Source: RFC 4287, RFC 5005 §4, jsonfeed.org 1.1.

A feed of more than fifty entries has an archive. Of a year, every fifty entries make a document of it, counted from the
oldest, and what is left over makes the last one as soon as a newer year begins: so none of them changes when an issue
comes. The feed that readers subscribe to has what is in no archive yet, and at least the newest twenty. Says nothing of
an issue itself.
"""

from __future__ import annotations

import json
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.plan.addresses import canonical, feed_path
from bulletin_gen.plan.outputs import Output
from bulletin_gen.render.archive import SitePage
from bulletin_gen.render.markup import xml
from bulletin_gen.render.pages import FEED_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.archive import Settled
    from bulletin_gen.render.feed_entries import Entry, News
    from bulletin_gen.render.pages import Pages

NEWEST = 50
"""How many entries a feed without an archive has at most."""

_ARCHIVED = 50
_FEWEST = 20
_LANGUAGE = "zh-CN"
_HISTORY = "http://purl.org/syndication/history/1.0"
_NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries last changed: it must say so."""


class Feed(Struct, frozen=True, kw_only=True):
    """What a feed is about."""

    folder: str
    """Site path of the page that it belongs to."""
    title: str
    subtitle: str
    author: str
    archived: bool = True
    """It has an archive where it is long."""


class Year(Struct, frozen=True, kw_only=True, gc=False):
    """The entries of a year, which can be fetched."""

    year: int
    count: int
    digest: str = ""
    """Of all that its entries depend on, where it takes time to tell that of some."""
    shows: Callable[[slice], tuple[IssueRecord | str, ...]]
    """Gives all that some of its entries depend on."""
    entries: Callable[[slice], tuple[Entry, ...]]
    """Gives some of its entries, oldest first."""


class _Slice(Struct, frozen=True, gc=False):
    """Entries of a year from one to before another, oldest first."""

    year: Year
    places: slice


class _Document(Struct, frozen=True, kw_only=True, gc=False):
    """A document of a feed."""

    part: str
    """Such as 2023-1; empty for the one that readers subscribe to."""
    slices: tuple[_Slice, ...]
    """Newest first."""
    before: str
    """The part of the archive that goes on where this one ends; empty at its end."""


def by_year(news: Iterable[News]) -> tuple[tuple[int, tuple[News, ...]], ...]:
    """Return news by year, the newest year first; `news` stand oldest first."""
    return tuple(reversed([(year, tuple(group)) for year, group in groupby(news, key=lambda one: one.year)]))


def years_of(news: Iterable[News], write: Callable[[News], Entry]) -> tuple[Year, ...]:
    """Return the entries of news by year, none of them written, the newest year first; `news` stand oldest first."""
    return tuple(
        Year(
            year=year,
            count=len(group),
            shows=partial(_shown, group),
            entries=partial(_written, group, write),
        )
        for year, group in by_year(news)
    )


def feed_pages(pages: Pages, feed: Feed, years: tuple[Year, ...]) -> Iterator[SitePage]:
    """Yield all documents of a feed, in both forms, none of them made; `years` stand newest first."""
    for document in _documents(feed, years):
        yield _apart(pages, feed, document)


def yearly_pages(
    pages: Pages, feed: Feed, years: tuple[Year, ...], settled: Settled | None = None
) -> Iterator[SitePage]:
    """Yield the same, documents of a year together: of which entries each is made is known when these are fetched.

    With `settled` they are a group instead, each for itself.
    """
    for year, group in groupby(_documents(feed, years), key=lambda one: one.part.partition("-")[0]):
        documents = tuple(group)
        slices = (f"{one.year.year} {one.places} {one.year.digest}" for each in documents for one in each.slices)
        shows = (repr(feed), *(one.before for one in documents), *slices)
        name = f"{feed.folder}{year}"
        if settled is None or len(documents) == 1:
            yield SitePage(_paths(feed, documents), "", shows, partial(_made, pages, feed, documents))
        elif not settled(name, shows):
            yield from (replace(_apart(pages, feed, one), group=name) for one in documents)


def _apart(pages: Pages, feed: Feed, document: _Document) -> SitePage:
    shows: list[IssueRecord | str] = [repr(feed), document.before]
    for one in document.slices:
        shows += [f"{one.year.year} {one.places}", *one.year.shows(one.places)]
    return SitePage(_paths(feed, (document,)), "", tuple(shows), partial(_made, pages, feed, (document,)))


def _paths(feed: Feed, documents: Iterable[_Document]) -> tuple[str, ...]:
    return tuple(feed_path(feed.folder, form, one.part) for one in documents for form, _ in _FORMS)


def _documents(feed: Feed, years: tuple[Year, ...]) -> Iterator[_Document]:
    """Yield the documents of a feed, first the one to subscribe to, then the archive, its newest first."""
    if not feed.archived or sum(one.count for one in years) <= NEWEST:
        yield _Document(part="", slices=tuple(_newest(years, NEWEST)), before="")
        return
    archive = [
        (f"{one.year}-{n + 1}", _Slice(one, slice(n * _ARCHIVED, min((n + 1) * _ARCHIVED, one.count))))
        for one in reversed(years)
        for n in range(one.count // _ARCHIVED if one is years[0] else -(-one.count // _ARCHIVED))
    ]
    latest = max(_FEWEST, years[0].count % _ARCHIVED) if years else 0
    parts = ["", *(part for part, _ in archive)]
    yield _Document(part="", slices=tuple(_newest(years, latest)), before=parts[-1])
    for (part, piece), before in reversed(list(zip(archive, parts, strict=False))):
        yield _Document(part=part, slices=(piece,), before=before)


def _shown(news: tuple[News, ...], places: slice) -> tuple[IssueRecord | str, ...]:
    """Return the issues that news are of, and which of what is told of them."""
    some = news[places]
    return ("\n".join(one.order for one in some), *(one.record for one in some))


def _written(news: tuple[News, ...], write: Callable[[News], Entry], places: slice) -> tuple[Entry, ...]:
    return tuple(map(write, news[places]))


def _newest(years: tuple[Year, ...], wanted: int) -> Iterator[_Slice]:
    """Yield the newest entries, as many as are wanted."""
    for one in years:
        taken = min(wanted, one.count)
        yield _Slice(one, slice(one.count - taken, one.count))
        wanted -= taken
        if not wanted:
            return


def _made(pages: Pages, feed: Feed, documents: tuple[_Document, ...]) -> Iterator[Output]:
    for document in documents:
        entries = tuple(entry for one in document.slices for entry in reversed(one.year.entries(one.places)))
        for form, write in _FORMS:
            yield Output(feed_path(feed.folder, form, document.part), write(pages, feed, document, entries).encode())


def _atom(pages: Pages, feed: Feed, document: _Document, entries: tuple[Entry, ...]) -> str:
    own = _address(pages, feed, "atom", "")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="{_HISTORY}" xml:lang="{_LANGUAGE}">',
        f"<title>{xml(feed.title)}</title>",
        f"<id>{xml(own)}</id>",
        f"<updated>{max((entry.updated for entry in entries), default=_NEVER)}</updated>",
        f"<author><name>{xml(feed.author)}</name></author>",
        f'<link rel="alternate" type="text/html" href="{xml(canonical(pages.site.base_url, feed.folder))}"/>',
        f'<link rel="self" type="{FEED_TYPES["atom"]}" href="{xml(_address(pages, feed, "atom", document.part))}"/>',
    ]
    if feed.subtitle:
        lines.append(f"<subtitle>{xml(feed.subtitle)}</subtitle>")
    if document.part:
        lines += [f'<link rel="current" type="{FEED_TYPES["atom"]}" href="{xml(own)}"/>', "<fh:archive/>"]
    if document.before:
        before = _address(pages, feed, "atom", document.before)
        lines.append(f'<link rel="prev-archive" type="{FEED_TYPES["atom"]}" href="{xml(before)}"/>')
    return "\n".join(lines) + "\n" + "".join(entry.atom for entry in entries) + "</feed>\n"


def _json(pages: Pages, feed: Feed, document: _Document, entries: tuple[Entry, ...]) -> str:
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": canonical(pages.site.base_url, feed.folder),
        "feed_url": _address(pages, feed, "json", document.part),
        "language": _LANGUAGE,
        "authors": [{"name": feed.author}],
    }
    if feed.subtitle:
        head["description"] = feed.subtitle
    if document.before:
        head["next_url"] = _address(pages, feed, "json", document.before)
    items = ",\n".join(entry.json for entry in entries)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "items": [\n{items}\n]}}\n'


def _address(pages: Pages, feed: Feed, form: str, part: str) -> str:
    return canonical(pages.site.base_url, feed_path(feed.folder, form, part))


_Writer: TypeAlias = "Callable[[Pages, Feed, _Document, tuple[Entry, ...]], str]"
_FORMS: tuple[tuple[str, _Writer], ...] = (("atom", _atom), ("json", _json))
