"""Bring the rows of tables onto the grid: their heights are measured by layout and rounded up to whole lines.

Changes no text and no width. A row higher than a page keeps its own height and may break.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.typeset.lengths import mm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.typeset.views import (
        ArticleView,
        BlockView,
        IssueView,
        ItemView,
        PackageView,
        RowView,
        TableView,
    )

_KEPT = 8
"""A table of at most so many lines is kept on one page, and its rows may take half lines."""
_HAIR = 0.02
"""By so much (mm) a measured height may exceed a line."""


def end_anchor(table: TableView) -> str:
    """Return the id of the mark below a table that is measured."""
    return f"{table.head.anchor}end"


def tables_of(view: IssueView) -> tuple[TableView, ...]:
    """Return all tables of an issue, however deep."""
    blocks = [*view.blocks, *view.foot]
    for package in view.packages:
        blocks += [*package.notices, *(block for article in package.articles for block in article.blocks)]
    return tuple(_tables(blocks))


def with_row_heights(view: IssueView, tops: Mapping[str, float], profile: Profile) -> IssueView:
    """Return the issue with the heights of its tables' rows set.

    `tops` tells where each row and the end of each table stand, in mm, where the tables were laid out without breaks.
    """

    def grid(table: TableView) -> TableView:
        return _on_grid(table, tops, profile)

    return replace(
        view,
        blocks=_mapped(view.blocks, grid),
        foot=_mapped(view.foot, grid),
        packages=tuple(_package(package, grid) for package in view.packages),
    )


def _on_grid(table: TableView, tops: Mapping[str, float], profile: Profile) -> TableView:
    rows = (table.head, *table.rows)
    edges = [*(tops[row.anchor] for row in rows), tops[end_anchor(table)]]
    natural = [below - above for above, below in pairwise(edges)]
    halves = [max(2, ceil((height - _HAIR) / (profile.pitch / 2))) for height in natural]
    if sum(halves) <= 2 * _KEPT:
        halves[0] += sum(halves) % 2
        return _with_heights(table, [half * profile.pitch / 2 for half in halves], "keep")
    highest = (profile.body.lines - 2) * profile.pitch
    heights = [ceil(half / 2) * profile.pitch for half in halves]
    return _with_heights(
        table,
        [height if height <= highest else 0.0 for height in heights],
        "ends-tall" if heights[-1] > highest else "",
    )


def _with_heights(table: TableView, heights: list[float], css: str) -> TableView:
    head, *rows = [_row(row, height) for row, height in zip((table.head, *table.rows), heights, strict=True)]
    return replace(table, head=head, rows=tuple(rows), css=css)


def _row(row: RowView, height: float) -> RowView:
    return replace(row, height=mm(height) if height else "", css="" if height else "tall")


def _tables(blocks: Iterable[BlockView]) -> Iterator[TableView]:
    for block in blocks:
        if block.table:
            yield block.table
        yield from _tables(block.blocks)
        for item in block.items:
            yield from _tables(item.blocks)


def _mapped(blocks: tuple[BlockView, ...], change: Callable[[TableView], TableView]) -> tuple[BlockView, ...]:
    return tuple(_block(block, change) for block in blocks)


def _block(block: BlockView, change: Callable[[TableView], TableView]) -> BlockView:
    return replace(
        block,
        table=change(block.table) if block.table else None,
        blocks=_mapped(block.blocks, change),
        items=tuple(_item(item, change) for item in block.items),
    )


def _item(item: ItemView, change: Callable[[TableView], TableView]) -> ItemView:
    return replace(item, blocks=_mapped(item.blocks, change))


def _package(package: PackageView, change: Callable[[TableView], TableView]) -> PackageView:
    articles = tuple(_article(article, change) for article in package.articles)
    return replace(package, articles=articles, notices=_mapped(package.notices, change))


def _article(article: ArticleView, change: Callable[[TableView], TableView]) -> ArticleView:
    return replace(article, blocks=_mapped(article.blocks, change))
