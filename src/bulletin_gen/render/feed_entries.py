"""What a feed says of an issue: that it came out, and each correction and withdrawal as an entry of its own.

Feeds are planned by what there is to tell; an entry is written where a document has it, as Atom and as JSON Feed, and
is the same in every feed. Chooses no feed.
"""

from __future__ import annotations

import json
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.plan.addresses import (
    WITHDRAWAL_ANCHOR,
    canonical,
    correction_anchors,
    data_path,
    download_name,
    issue_path,
    pdf_path,
)
from bulletin_gen.render.json_text import in_line, parsed
from bulletin_gen.render.markup import xml

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from bulletin_gen.model import Publication
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.pages import Pages

Item: TypeAlias = "dict[str, str | list[str] | list[dict[str, str]]]"


class News(Struct, frozen=True, kw_only=True):
    """What there is to tell of an issue: that it came out, a correction or its withdrawal."""

    order: str
    """Sorts what is told of any publications, oldest first; begins with the day: 2023-05-08."""
    record: IssueRecord
    said: _Said

    @property
    def year(self) -> int:
        """Return the year that it belongs to."""
        return self.said.day.year


class Entry(Struct, frozen=True, kw_only=True):
    """An entry of a feed."""

    order: str
    """As its news have it."""
    updated: str
    """When it last changed."""
    atom: str
    json: str


_FIELDS = Entry.__struct_fields__
_values = attrgetter(*_FIELDS)


class _Said(Struct, frozen=True, kw_only=True):
    """What an entry says."""

    anchor: str
    """On the issue's page; empty for the issue itself."""
    day: dt.date
    changed: dt.date
    title: str
    text: str


def news_of(pages: Pages, records: Iterable[IssueRecord]) -> tuple[News, ...]:
    """Return all that there is to tell of issues, oldest first."""
    news = (
        News(order=_order(record, said), record=record, said=said)
        for record in records
        for said in _all_said(pages, record)
    )
    return tuple(sorted(news, key=lambda one: one.order))


def written(pages: Pages, publication: Publication, news: News) -> Entry:
    """Return the entry of an issue of a publication."""
    return Entry(
        order=news.order,
        updated=moment(news.said.changed),
        atom=_atom(pages, publication, news.record, news.said),
        json=in_line(_item(pages, publication, news.record, news.said)).decode(),
    )


def moment(day: dt.date) -> str:
    """Return when a day begins in China. Source: RFC 3339."""
    return f"{day.isoformat()}T00:00:00+08:00"


def packed(entries: Iterable[Entry]) -> bytes:
    """Return entries as bytes, a line each."""
    return "\n".join(json.dumps(_values(one), ensure_ascii=False) for one in entries).encode()


@lru_cache(maxsize=1024)  # an entry stands in the feeds of all its columns, units and keywords
def unpacked(line: bytes) -> Entry:
    """Return the entry of a line that `packed` wrote."""
    return Entry(**dict(zip(_FIELDS, parsed(line), strict=True)))


def _all_said(pages: Pages, record: IssueRecord) -> Iterator[_Said]:
    name = _name(record)
    yield _issue(pages, record, name)
    anchors = correction_anchors(fix.made for fix in record.corrections)
    for anchor, fix in zip(anchors, record.corrections, strict=True):
        yield _Said(anchor=anchor, day=fix.made, changed=fix.made, title=f"〔更正〕{name}", text=fix.text)
    if record.withdrawn:
        day, text = record.withdrawn, _reason(pages, record)
        yield _Said(anchor=WITHDRAWAL_ANCHOR, day=day, changed=day, title=f"〔撤回〕{name}", text=text)


def _issue(pages: Pages, record: IssueRecord, name: str) -> _Said:
    """Return what is said of an issue that came out, and first of all what became of it."""
    if record.withdrawn:
        title, text = f"〔已撤回〕{name}", f"本期已于{chinese_date(record.withdrawn)}撤回：{_reason(pages, record)}"
        return _Said(anchor="", day=record.date, changed=record.changed, title=title, text=text)
    fixes = [f"更正（{chinese_date(fix.made)}）：{fix.text}" for fix in record.corrections]
    titles = ["；".join(record.titles)] if len(record.titles) > 1 else []
    title = f"〔有更正〕{name}" if fixes else name
    text = "\n".join(part for part in (*fixes, *titles, record.summary) if part)
    return _Said(anchor="", day=record.date, changed=record.changed, title=title, text=text or name)


def _name(record: IssueRecord) -> str:
    name = f"{record.publication_title}{record.key.year}年{record.number_text}"
    return f"{name}：{record.titles[0]}" if record.titles else name


def _reason(pages: Pages, record: IssueRecord) -> str:
    if record.replacement is None:
        return record.withdrawal_reason
    address = canonical(pages.site.base_url, issue_path(record.replacement))
    return f"{record.withdrawal_reason}\n请阅替代的一期：{address}"


def _order(record: IssueRecord, said: _Said) -> str:
    number = f"{'z' if record.key.supplement else ''}{record.key.number:09d}"
    return f"{said.day.isoformat()} {record.date.isoformat()} {number} {record.key} {said.anchor}"


def _atom(pages: Pages, publication: Publication, record: IssueRecord, said: _Said) -> str:
    """Return an entry as Atom; its enclosure has no length, which a record does not know. Source: RFC 4287 §4.1.2."""
    base, page = pages.site.base_url, _address(pages, record)
    lines = [
        f"<title>{xml(said.title)}</title>",
        f"<id>{xml(_id(page, said))}</id>",
        f'<link rel="alternate" type="text/html" href="{xml(page)}"/>',
        f'<link rel="alternate" type="application/json" href="{xml(canonical(base, data_path(record.key)))}"/>',
    ]
    if pages.pdf:
        name, href = download_name(record.publication_title, record.key), canonical(base, pdf_path(record.key))
        lines.append(f'<link rel="enclosure" type="application/pdf" title="{xml(name)}" href="{xml(href)}"/>')
    lines += [
        f"<published>{moment(said.day)}</published>",
        f"<updated>{moment(said.changed)}</updated>",
        f"<author><name>{xml(publication.issuer)}</name></author>",
        *(f'<category term="{xml(name)}"/>' for name in _tags(record)),
        f"<summary>{xml(said.text)}</summary>",
    ]
    return "<entry>\n" + "\n".join(lines) + "\n</entry>\n"


def _item(pages: Pages, publication: Publication, record: IssueRecord, said: _Said) -> Item:
    """Return an entry as an item of a JSON Feed. Source: jsonfeed.org, version 1.1."""
    page = _address(pages, record)
    item: Item = {
        "id": _id(page, said),
        "url": page,
        "title": said.title,
        "content_text": said.text,
        "date_published": moment(said.day),
        "date_modified": moment(said.changed),
        "authors": [{"name": publication.issuer}],
        "tags": list(_tags(record)),
    }
    if pages.pdf:
        href = canonical(pages.site.base_url, pdf_path(record.key))
        name = download_name(record.publication_title, record.key)
        item["attachments"] = [{"url": href, "mime_type": "application/pdf", "title": name}]
    return item


def _tags(record: IssueRecord) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*record.columns, *record.keywords)))


def _address(pages: Pages, record: IssueRecord) -> str:
    return canonical(pages.site.base_url, issue_path(record.key))


def _id(page: str, said: _Said) -> str:
    return f"{page}#{said.anchor}" if said.anchor else page
