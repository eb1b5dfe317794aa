"""What leads from an issue's page to others like it, and how it is cited. Looks at no other issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.plan.addresses import issue_path, relative, topic_path
from bulletin_gen.plan.names import TopicKind
from bulletin_gen.plan.topics import names_of
from bulletin_gen.render.pages import Link
from bulletin_gen.render.words import TOPIC_WORDS

if TYPE_CHECKING:
    from bulletin_gen.model import Issue
    from bulletin_gen.plan.records import IssueRecord


class TopicRow(Struct, frozen=True):
    """The columns, units or keywords of an issue, each with the list of its issues."""

    kind: str
    """栏目, 供稿单位 or 关键词."""
    links: tuple[Link, ...]


def topic_rows(record: IssueRecord) -> tuple[TopicRow, ...]:
    """Return what an issue can be found by: its columns in its publication, units and keywords in all of them."""
    here = issue_path(record.key)
    rows = []
    for kind, word in TOPIC_WORDS.items():
        slug = record.key.publication if kind is TopicKind.COLUMN else ""
        names = names_of(record, kind)
        links = tuple(Link(text=name, href=relative(here, topic_path(kind, name, slug))) for name in names)
        if links:
            rows.append(TopicRow(word, links))
    return tuple(rows)


def citation(issue: Issue) -> str:
    """Return the line that an issue is cited by.

    《示例工作简报》2023年第17期，示例市安委会办公室，2023年4月20日。
    """
    publication = issue.publication
    name = f"《{publication.title}》{issue.key.year}年{issue.number_text}"
    return f"{name}，{publication.issuer}，{chinese_date(issue.date)}。"
