"""Give the headings of a print their levels: columns (栏目), articles, and the headings in them, none left out between.

Changes nothing that is seen: the levels are those of the structure tree and of the bookmarks.
Source: ISO 14289-1 §7.4.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from bulletin_gen.typeset.views import BlockKind

if TYPE_CHECKING:
    from bulletin_gen.typeset.views import BlockView, IssueView, PackageView, TitleView

_DEEPEST = 6


class _Path(Struct, frozen=True):
    """Where in the outline the text has come."""

    above: list[int]
    """How many of column and article stand over a heading: one number."""
    headings: list[int] = field(default_factory=list)
    """The typed levels of the headings that are open, each deeper than the one before."""
    columns: list[bool] = field(default_factory=list)
    """Not empty from the first column on."""

    def column(self) -> None:
        self.columns.append(True)
        self._begin(1)

    def title(self) -> int:
        level = 2 if self.columns else 1
        self._begin(level)
        return level

    def heading(self, typed: int) -> int:
        while self.headings and self.headings[-1] >= typed:
            self.headings.pop()
        self.headings.append(typed)
        return min(self.above[0] + len(self.headings), _DEEPEST)

    def _begin(self, level: int) -> None:
        self.above[0] = level
        self.headings.clear()


def with_levels(view: IssueView) -> IssueView:
    """Return an issue with the level of each title and heading."""
    path = _Path([0])
    blocks = _blocks(view.blocks, path)
    packages = tuple(_package(package, path) for package in view.packages)
    return replace(view, blocks=blocks, packages=packages, foot=_blocks(view.foot, path))


def _package(package: PackageView, path: _Path) -> PackageView:
    if package.line:
        path.column()
    articles = tuple(
        replace(article, title=_title(article.title, path), blocks=_blocks(article.blocks, path))
        for article in package.articles
    )
    return replace(package, articles=articles, notices=_blocks(package.notices, path))


def _blocks(blocks: tuple[BlockView, ...], path: _Path) -> tuple[BlockView, ...]:
    return tuple(_block(block, path) for block in blocks)


def _block(block: BlockView, path: _Path) -> BlockView:
    if block.kind is BlockKind.COLUMN:
        path.column()
        return block
    if block.kind in {BlockKind.HEADING, BlockKind.SUBHEAD}:
        return replace(block, level=path.heading(block.level))
    return replace(
        block,
        title=_title(block.title, path),
        blocks=_blocks(block.blocks, path),
        items=tuple(replace(item, blocks=_blocks(item.blocks, path)) for item in block.items),
    )


def _title(title: TitleView | None, path: _Path) -> TitleView | None:
    return replace(title, level=path.title()) if title else None
