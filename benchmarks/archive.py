"""Write archives of as many issues as are asked for, like those of an office, into a folder. Builds none of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks.prose import article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_END = 2024
"""The first year of none."""
_DAYS = 350
"""Of a year, on which its issues come out."""

_SITE = """站点名称: 示例市简报库
网址: https://example.org/jianbao/
主办单位: 示例市人民政府办公室
"""
_PUBLICATION = """刊名: 示例工作简报
编印机关: 示例市第{number}工作专班办公室
编号: 按年
分送:
  报: [市委, 市人大常委会, 市政府, 市政协]
  送: 市直各部门主要负责同志。
  发: [各县（区）人民政府, 示例经济开发区管委会]
编审:
  编辑: [何玥, 段小川]
  审核: 梁方
  签发: 贺景明
周期: 每周
"""
_HEAD = """---
期号: {number}
日期: {day}
关键词: [隐患排查, 专项整治]
---

"""


class Shape(Struct, frozen=True):
    """How the issues of an archive are divided among publications."""

    a_year: int = 50
    """Issues of a publication in a year: a weekly one."""
    years: int = 10
    """Of a publication, when the next begins."""

    @property
    def most(self) -> int:
        """Return how many issues a publication has at most."""
        return self.a_year * self.years

    def publications(self, issues: int) -> int:
        """Return how many publications so many issues take."""
        return -(-issues // self.most)


WEEKLY = Shape()
DAILY = Shape(a_year=500, years=20)
"""All that an office issued in twenty years under one name."""


class Place(Struct, frozen=True):
    """Where an issue stands in an archive."""

    publication: int
    """From 1."""
    year: int
    number: int
    """From 1 in each year."""


def write_archive(folder: Path, issues: int, text: Callable[[int], str] = article, shape: Shape = WEEKLY) -> None:
    """Write a site of so many issues, in as many publications of a shape as it takes.

    `text` writes what an issue says, by its number from 0 on.

    The folder need not exist; what stands in it under other names is left alone. Equal numbers give equal bytes.
    """
    _write(folder / "bulletin.yml", _SITE)
    for index, place in enumerate(_places(issues, shape)):
        home = folder / "bulletins" / f"jianbao-{place.publication}"
        if index % shape.most == 0:
            _write(home / "publication.yml", _PUBLICATION.format(number=place.publication))
        day = date(place.year, 1, 5) + timedelta(days=(place.number - 1) * _DAYS // shape.a_year)
        head = _HEAD.format(number=place.number, day=day.isoformat())
        _write(home / str(place.year) / f"{place.number}.md", head + text(index))


def _places(issues: int, shape: Shape) -> Iterator[Place]:
    for index in range(issues):
        publication, rest = divmod(index, shape.most)
        year, number = divmod(rest, shape.a_year)
        yield Place(publication + 1, _END - shape.years + year, number + 1)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
