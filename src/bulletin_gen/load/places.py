"""Find where issues lie in a publication's folder, right or wrong, and what lies beside them. Opens no file."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ISSUE_FILE = "issue.md"
_SUFFIX = ".md"
_LIKE_SUFFIX = pattern(r"\.(md|markdown|mdown|mkd)(\.txt)?", re.IGNORECASE)
_NUMBERS = pattern(r"(\d+)")


class Beside(Struct, frozen=True):
    """The files that an issue may name."""

    files: frozenset[str]
    outside: frozenset[str]
    """Links that lead out of the folder."""


class Place(Struct, frozen=True, kw_only=True):
    """A source of an issue, or what looks like one."""

    path: str
    """POSIX path below the publication's folder."""
    year: str
    name: str
    hint: str = ""
    """What to do with a file that lies or is named wrongly; empty where all is well."""
    loadable: bool = True
    """Whether it can be read as an issue for all that."""
    beside: Beside


@lru_cache(maxsize=10_000)  # the years have the same names
def is_source(name: str) -> bool:
    """Tell whether a file's name looks like that of an issue; README and hidden files do not."""
    stem, suffix = _parts(name)
    return bool(suffix) and name[0] not in ".~" and stem.lower() != "readme"


def near_name(folder: Path, name: str) -> str | None:
    """Return the name of a file that was meant to have a certain name: another case, `.yaml`, `.yml.txt`."""
    stem, _, _ = name.partition(".")
    pattern = re.compile(rf"{re.escape(stem)}\.ya?ml(\.txt)?", re.IGNORECASE)
    found = [entry.name for entry in folder.iterdir() if pattern.fullmatch(entry.name) and entry.is_file()]
    return min((other for other in found if other != name), default=None)


def folders(folder: Path) -> list[str]:
    """Return the names of the folders in a folder, sorted, hidden ones left out."""
    return _listed(folder)[0]


def issue_places(folder: Path) -> Iterator[Place]:
    """Yield the sources of issues below a publication's folder, by year and number, wrong places included."""
    years, sources = _listed(folder)
    top = [
        Place(
            path=name, year="", name=_parts(name)[0], hint="把它移到年份的文件夹里，例如 2023/7.md", beside=_nothing()
        )
        for name in sources
    ]
    places = [place for year in years for place in _in_year(folder / year, year)]
    yield from in_natural_order([*top, *places])


def in_natural_order(places: Iterable[Place]) -> list[Place]:
    """Return places by their paths, numbers in them compared as numbers: 9.md before 10.md."""
    return sorted(places, key=lambda place: (_natural(place.year), _natural(place.name), place.path))


@lru_cache(maxsize=10_000)  # the years have the same numbers
def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in _NUMBERS.split(name) if part)


def _in_year(folder: Path, year: str) -> Iterator[Place]:
    inner, names = _listed(folder)
    beside = _beside(folder, without=_issue_folders(folder, inner)) if names else _nothing()
    for name in names:
        stem, suffix = _parts(name)
        hint = "" if suffix == _SUFFIX else f"把文件改名为 {stem}{_SUFFIX}"
        if stem.lower() == "issue":
            yield Place(
                path=f"{year}/{name}",
                year="",
                name=year,
                hint=f"缺一层文件夹，应为 年/期号/{ISSUE_FILE}，例如 2023/7/{ISSUE_FILE}",
                beside=_beside(folder),
            )
        else:
            yield Place(path=f"{year}/{name}", year=year, name=stem, hint=hint, beside=beside)
    for name in inner:
        yield from _in_issue_folder(folder / name, year, name)


def _in_issue_folder(folder: Path, year: str, name: str) -> Iterator[Place]:
    path = f"{year}/{name}"
    if (folder / ISSUE_FILE).is_file() or (folder / ISSUE_FILE).is_symlink():
        yield Place(path=f"{path}/{ISSUE_FILE}", year=year, name=name, beside=_beside(folder))
        return
    deeper, sources = _listed(folder)
    for source in sources:
        hint = f"文件夹里的这一期应命名为 {ISSUE_FILE}"
        yield Place(path=f"{path}/{source}", year=year, name=name, hint=hint, beside=_beside(folder))
    for inner in deeper:
        for source in _listed(folder / inner)[1]:
            hint = f"文件夹多了一层，应为 年/期号/{ISSUE_FILE}，例如 2023/7/{ISSUE_FILE}"
            yield Place(
                path=f"{path}/{inner}/{source}", year=year, name=name, hint=hint, loadable=False, beside=_nothing()
            )


def _issue_folders(folder: Path, names: list[str]) -> frozenset[str]:
    return frozenset(name for name in names if _listed(folder / name)[1])


def _listed(folder: Path) -> tuple[list[str], list[str]]:
    """Return the names of the folders in a folder, hidden ones left out, and those of its sources, both sorted."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    sources = [entry.name for entry in entries if is_source(entry.name) and (_is_file(entry) or _is_broken(entry))]
    return [entry.name for entry in entries if entry.name[0] != "." and _is_folder(entry)], sources


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Tell whether there is a file behind an entry; a link that leads round in a circle leads to none."""
    with suppress(OSError):
        return entry.is_file()
    return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        return entry.is_dir()
    return False


def _is_broken(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry is a link to nothing: who reads it says so."""
    return entry.is_symlink() and not _is_file(entry) and not _is_folder(entry)


def _parts(name: str) -> tuple[str, str]:
    match = _LIKE_SUFFIX.search(name)
    return (name[: match.start()], match[0]) if match and match.end() == len(name) else (name, "")


@cache
def _nothing() -> Beside:
    return Beside(frozenset(), frozenset())


def _beside(folder: Path, without: frozenset[str] = frozenset()) -> Beside:
    root = folder.resolve()
    found = dict(_walk(folder, "", without))
    links = (name for name, entry in found.items() if entry.is_symlink())
    outside = frozenset(name for name in links if not (folder / name).resolve().is_relative_to(root))
    return Beside(frozenset(found) - outside, outside)


def _walk(folder: Path, below: str, without: frozenset[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files that an issue may name, by their paths; the order is that of the disk."""
    with os.scandir(folder / below) as found:
        entries = [entry for entry in found if entry.name[0] != "." and entry.name not in without]
    for entry in entries:
        if _is_folder(entry):
            if not entry.is_symlink():
                yield from _walk(folder, f"{below}{entry.name}/", frozenset())
        elif not is_source(entry.name) and _is_file(entry):
            yield below + entry.name, entry
