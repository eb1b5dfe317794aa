"""Lists of the issues of all publications by column, unit and keyword: the newest of each. Opens no publication.

Each publication gives an index of its columns, units and keywords, which every build reads, and the lines of the
issues that these pages list, which are read where a page is made.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from markupsafe import Markup
from msgspec import Struct

from bulletin_gen.cache.store import key_of
from bulletin_gen.plan.addresses import relative, topic_path
from bulletin_gen.plan.names import TopicKind
from bulletin_gen.plan.topics import also_typed, rank, ranked
from bulletin_gen.render.archive import site_page
from bulletin_gen.render.json_text import parsed
from bulletin_gen.render.official import topic_tags
from bulletin_gen.render.pages import Frame, page_output
from bulletin_gen.render.shares import share_of
from bulletin_gen.render.topic_names import Name, TopicLink, name_pages, way_to
from bulletin_gen.render.topics import TopicView, topic_line
from bulletin_gen.render.words import TOPIC_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bulletin_gen.model import IssueKey
    from bulletin_gen.plan.outputs import Output
    from bulletin_gen.plan.topics import Topic
    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.catalogue import Catalogue
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.render.shares import Portion, Portions, Share

NEWEST = 50
"""Issues that a page lists; the lists of each publication have all."""

_INDEX, _LINES = "topics", "topic-lines"

Lines: TypeAlias = "Callable[[Portion], list[bytes]]"
"""Gives the lines of a publication as they are kept: the day of the issue, then the line as a JSON text."""
_DAY = len("2023-05-08")


def topic_shares(pages: Pages, catalogue: Catalogue) -> Iterator[Share]:
    """Yield the index of a publication's columns, units and keywords, and the lines of their newest issues."""
    newest = {one.key: one for _, topic in catalogue.of_all_kinds for one in topic.records[:NEWEST]}
    if not newest:
        return
    path = topic_path(TopicKind.UNIT, "A")  # pages of all topics lie equally deep: their lines are the same
    lines = [one.date.isoformat() + _json(topic_line(pages, path, one, named=True)) for one in newest.values()]
    order = {key: index for index, key in enumerate(newest)}
    index = {kind: [_entry(topic, order, lines) for topic in topics] for kind, topics in catalogue.topics.items()}
    yield share_of(_INDEX, _json([catalogue.publication.title, index]).encode())
    yield share_of(_LINES, "\n".join(lines).encode())


def site_topic_pages(pages: Pages, portions: Portions) -> Iterator[SitePage]:
    """Yield the lists of all names, and the newest issues of each, none of them made."""
    stocks = {one.publication: one for one in portions.get(_LINES, ())}
    given = [(one.publication, *parsed(one.fetch())) for one in portions.get(_INDEX, ())]
    fetched: Lines = cache(lambda portion: portion.fetch().split(b"\n"))
    for kind in TopicKind:
        topics = _merged(
            kind, [_Part(slug, title, stocks[slug], *one) for slug, title, index in given for one in index[kind]]
        )
        yield from name_pages(pages, kind, tuple(map(_listed, topics)))
        for topic in topics:
            shows = (
                repr(topic.forms),
                *(f"{part.title} {part.name} {part.count} {part.digest}" for part in topic.parts),
            )
            make = partial(_topic, pages, topic, fetched)
            yield site_page(f"{topic.path}index.html", "topic.html", shows, make)


class _Part(Struct, frozen=True, gc=False):
    """A column, unit or keyword of a publication, as its index has it."""

    publication: str
    """Slug."""
    title: str
    """刊名."""
    lines: Portion
    segment: str
    forms: list[tuple[str, int]]
    """As `plan.topics.Topic` has them."""
    count: int
    newest: list[int]
    """Which of the publication's lines are its newest issues, newest first."""
    digest: str
    """Of those lines."""

    @property
    def name(self) -> str:
        """Return the commonest form in this publication."""
        return self.forms[0][0]


class _SiteTopic(Struct, frozen=True, gc=False):
    """A column, unit or keyword of the site."""

    kind: TopicKind
    forms: tuple[str, ...]
    """How it is typed in all publications, the commonest first."""
    parts: tuple[_Part, ...]
    """Of each publication that has it."""

    @property
    def name(self) -> str:
        """Return the commonest form in all publications."""
        return self.forms[0]

    @property
    def path(self) -> str:
        """Return the path of its page."""
        return topic_path(self.kind, self.name)

    @property
    def count(self) -> int:
        """Return how many issues have it."""
        return sum(part.count for part in self.parts)


def _entry(topic: Topic, order: dict[IssueKey, int], lines: list[str]) -> list[object]:
    newest = [order[record.key] for record in topic.records[:NEWEST]]
    return [topic.segment, topic.forms, len(topic.records), newest, key_of(*(lines[index] for index in newest))]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _merged(kind: TopicKind, parts: Iterable[_Part]) -> tuple[_SiteTopic, ...]:
    gathered: dict[str, list[_Part]] = {}
    for part in parts:
        gathered.setdefault(part.segment, []).append(part)
    topics = (_SiteTopic(kind, _forms(same), tuple(same)) for same in gathered.values())
    return tuple(sorted(topics, key=lambda topic: rank(topic.name, topic.count)))


def _forms(parts: Iterable[_Part]) -> tuple[str, ...]:
    forms: Counter[str] = Counter()
    for part in parts:
        forms.update(dict(part.forms))
    return tuple(form for form, _ in ranked(forms))


def _listed(topic: _SiteTopic) -> Name:
    """Return a topic as the list of all names has it: one of a single publication leads to all its issues there."""
    alone = topic.parts[0].publication if len(topic.parts) == 1 else ""
    return Name(topic.name, topic_path(topic.kind, topic.name, alone), topic.count)


def _topic(pages: Pages, topic: _SiteTopic, lines: Lines) -> Output:
    view = TopicView(
        kind=TOPIC_WORDS[topic.kind],
        name=topic.name,
        also=also_typed(topic.forms),
        publication="",
        count=topic.count,
        issues=_newest(topic, lines),
        everywhere="",
        publications=tuple(
            TopicLink(part.title, relative(topic.path, topic_path(topic.kind, part.name, part.publication)), part.count)
            for part in topic.parts
        ),
    )
    description = f"{view.kind}“{topic.name}”的各期，共{topic.count}期。"
    frame = Frame(
        path=topic.path,
        kind="topic",
        title=f"{topic.name}_{view.kind}",
        description=description,
        crumbs=way_to(topic.kind, None),
        meta=topic_tags(view.kind, topic.name, description),
        feeds=((f"{pages.site.title}：{view.kind}“{topic.name}”", topic.path),),
    )
    return page_output(pages, "topic.html", frame, topic=view, pager=None)


def _newest(topic: _SiteTopic, lines: Lines) -> tuple[Markup, ...]:
    """Return the newest issues of all publications; those of a day stand by publication."""
    found = [lines(part.lines)[index] for part in topic.parts for index in part.newest]
    ordered = sorted(found, key=itemgetter(slice(_DAY)), reverse=True)
    return tuple(Markup(parsed(line[_DAY:])) for line in ordered[:NEWEST])  # noqa: S704 - markup of a template
