"""What can be searched of an issue: the lines that a reader sees, and the form in which they are compared.

Cuts nothing: the issue that is given is the edition's.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bulletin_gen.model import Audience, EntryKind, Figure, Heading, ItemList, Notice, NoticeKind, Paragraph, plain
from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_gen.model import Block, Entry, Issue, Table

_BRIEF = "△"
_INTERNAL = "内部资料　注意保存"
_DROPPED = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def lines_of(issue: Issue) -> tuple[str, ...]:
    """Return all that an issue's page says of it, a line for each piece that stands alone: titles, text, the rest.

    Some lines are empty.
    """
    return (*_titles(issue), *_body(issue), *_head(issue), *_imprint(issue))


def normal(text: str) -> str:
    """Return a text as it is compared: NFKC, small letters, without blanks and signs that nobody sees.

    Each character for itself, so that a browser finds the same and knows which characters of the text it found.
    """
    return "".join(normal_lines([text]))


def normal_lines(lines: Sequence[str]) -> list[str]:
    """Return each of some lines as it is compared; all at once take half the time."""
    if not lines:
        return []
    text = "\n".join([line.replace("\n", "") for line in lines])
    for sign in _USUAL:
        text = text.replace(sign, _FORMS[sign])
    parts = _CHANGING.split(text)
    parts[1::2] = map(_FORMS.__getitem__, parts[1::2])
    return "".join(parts).split("\n")


class _Forms(dict[str, str]):
    """The form of each character, found when it is met first."""

    def __missing__(self, sign: str) -> str:
        form = unicodedata.normalize("NFKC", sign).lower()
        self[sign] = kept = "".join(one for one in form if unicodedata.category(one) not in _DROPPED)
        return kept


_FORMS = _Forms()
_USUAL = "，：；！？（）％\u3000"
"""Nearly all characters of a Chinese text that are not their own form: to replace each everywhere takes little time."""
_CHANGING = pattern("([^!-@\\[-~\u4e00-\u9fff、。《》“”\n])")
"""All but characters that are their own form: each look-up takes time. The end of a line only stands between lines."""


def _titles(issue: Issue) -> Iterator[str]:
    for entry in issue.entries:
        if entry.title:
            yield entry.title.text


def _head(issue: Issue) -> Iterator[str]:
    publication = issue.publication
    total = f"（总第{issue.total_number}期）" if issue.total_number is not None else ""
    yield f"{publication.title}{issue.key.year}年{issue.number_text}{total}"  # as lists say it
    yield f"{publication.title}{issue.number_text}{total}"  # as the masthead does
    yield f"（{issue.special.name}第{issue.special.number}期）" if issue.special else ""
    yield f"{publication.issuer}　{chinese_date(issue.date)}"
    yield issue.date.isoformat()
    yield _INTERNAL if issue.audience is Audience.INTERNAL else ""
    yield from (issue.marking.text if issue.marking else "", issue.copy_number, issue.urgency)
    for correction in issue.corrections:
        yield f"更正：{chinese_date(correction.made)}　{correction.text}"
    if issue.withdrawal:
        yield f"本期已撤回　{chinese_date(issue.withdrawal.made)}"
        yield issue.withdrawal.reason


def _body(issue: Issue) -> Iterator[str]:
    yield from _blocks(issue.editor_note)
    for section in issue.sections:
        yield f"【{section.name}】" if section.name else ""
        for entry in section.entries:
            yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    yield from (entry.kicker, entry.subtitle, entry.byline)
    lines = _blocks(entry.blocks)
    if entry.kind is EntryKind.BRIEF:
        yield _BRIEF + next(lines, "")
    yield from lines
    for note in entry.notes:
        yield from _blocks(note.blocks)


def _imprint(issue: Issue) -> Iterator[str]:
    yield from (attachment.name for attachment in issue.attachments)
    yield f"关键词：{'、'.join(issue.keywords)}" if issue.keywords else ""
    for credit in issue.credits:
        yield f"{credit.label}：{'　'.join(credit.names)}"
    for row in issue.distribution:
        yield f"{row.label}：{row.text}"
    yield f"（共印{issue.copies}份）" if issue.copies is not None else ""


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield plain(block.inlines)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from _item(item.label, tuple(_blocks(item.blocks)))
        elif isinstance(block, Figure):
            yield plain(block.caption)
        elif isinstance(block, Notice):
            yield "广告" if block.kind is NoticeKind.ADVERTISEMENT else ""
            yield block.title
            yield from _blocks(block.blocks)
        else:
            yield from _table(block)


def _item(label: str, lines: tuple[str, ...]) -> Iterator[str]:
    """Yield an item's lines, its label before the first as on the page."""
    yield label + "".join(lines[:1])
    yield from lines[1:]


def _table(table: Table) -> Iterator[str]:
    yield plain(table.caption)
    for row in (table.head, *table.rows):
        yield from map(plain, row)
