"""The contents list of an issue's page (本期目录). Independent of the printed one, which the head's 目录 asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.render.line import text_of
from bulletin_gen.render.prose import HeadingView, ParagraphView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.render.prose import BlockView
    from bulletin_gen.render.sections import EntryView, SectionView

_FEWEST = 3
_FIRST_LEVEL = 2
_FIRST_RUN_IN = "comma"


class ContentsItem(Struct, frozen=True, kw_only=True):
    """A line of the contents, with the lines below it."""

    text: str
    href: str
    items: tuple[ContentsItem, ...] = ()


def contents_of(sections: tuple[SectionView, ...]) -> tuple[ContentsItem, ...]:
    """Return columns and titles; where an issue is one article its headings; nothing where that makes fewer than three.

    Source: 实务.
    """
    items = tuple(item for section in sections for item in _section_items(section))
    entries = [entry for section in sections for entry in section.entries]
    if len(items) <= 1 and len(entries) == 1:
        items = tuple(_heading_items(entries[0]))
    return items if sum(1 + len(item.items) for item in items) >= _FEWEST else ()


def _section_items(section: SectionView) -> tuple[ContentsItem, ...]:
    titles = tuple(ContentsItem(text=e.title, href=f"#{e.id}") for e in section.entries if e.title)
    return (ContentsItem(text=section.name, href=f"#{section.id}", items=titles),) if section.name else titles


def _heading_items(entry: EntryView) -> Iterator[ContentsItem]:
    """Yield the headings 一、of an article, on their own lines or run in."""
    for block in entry.blocks:
        for text, name in _headings(block):
            yield ContentsItem(text=text.rstrip("。"), href=f"#{name}")


def _headings(block: BlockView) -> Iterator[tuple[str, str]]:
    if isinstance(block, HeadingView) and block.level == _FIRST_LEVEL:
        yield (text_of(block.words), block.id)
    if isinstance(block, ParagraphView):
        yield from ((word.text, word.id) for word in block.words if word.run_in == _FIRST_RUN_IN)
