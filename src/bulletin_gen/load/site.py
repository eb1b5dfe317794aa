"""Walk a site's folder and read its sources. Checks their places and names, nothing that stands in them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import BulletinError, Checked, Diagnostic, ExitCode, Span
from bulletin_gen.load.decode import read_source
from bulletin_gen.load.places import Place, folders, in_natural_order, is_source, issue_places, near_name
from bulletin_gen.load.sources import (
    IssuePlace,
    IssueSource,
    PublicationPlaces,
    PublicationSource,
    SitePlaces,
    SiteSources,
    SourceFile,
)
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SITE_FILE = "bulletin.yml"
PUBLICATION_FILE = "publication.yml"
PUBLICATIONS = "bulletins"
RESERVED = frozenset(
    "assets changes columns feed issues keywords robots schemas search sitemap units verify".split()  # noqa: SIM905  # reads better
)
"""Names in the site's root that no publication may take. Source: content.md §4."""

_SLUG = pattern(r"[a-z][a-z0-9-]*", re.ASCII)
_YEAR = pattern(r"[0-9]{4}", re.ASCII)


def load_site(folder: Path) -> Checked[SiteSources]:
    """Read all sources below a site's folder, sorted, with the faults of files and names.

    Raises BulletinError where the folder is no site.
    """
    site = survey_site(folder)
    faults = [*site.diagnostics]
    publications = []
    for slug in site.value.publications:
        places = survey_publication(folder, slug)
        read = [read_issue_source(folder, place) for place in places.value.issues]
        faults += [*places.diagnostics, *(fault for one in read for fault in one.diagnostics)]
        publications.append(replace(places.value.source, issues=tuple(one.value for one in read)))
    return Checked(SiteSources(folder, site.value.file, tuple(publications)), tuple(faults))


def survey_site(folder: Path) -> Checked[SitePlaces]:
    """Read a site's settings and find its publications, with the faults of files and names; none of them is read.

    Raises BulletinError where the folder is no site.
    """
    if not _is_site(folder):
        message = f"{folder} 里没有 {SITE_FILE}，不是站点"
        hint = f"到有 {SITE_FILE} 的文件夹里运行，或写明站点：bulletin build 站点文件夹"
        raise BulletinError(message, hint, ExitCode.USAGE)
    site = _settings(folder, "", SITE_FILE)
    faults = [*site.diagnostics]
    slugs = tuple(_publication_names(folder, faults))
    return Checked(SitePlaces(folder, site.value, slugs), tuple(faults))


def survey_publication(folder: Path, slug: str) -> Checked[PublicationPlaces]:
    """Read a publication's settings and find its issues, sorted, with the faults of files and names; none is read."""
    below = f"{PUBLICATIONS}/{slug}/"
    settings = _settings(folder, below, PUBLICATION_FILE)
    places = list(issue_places(folder / below))
    faults = [*_slug_faults(slug, settings.value.path), *settings.diagnostics, *_year_faults(below, places)]
    faults += (_misplaced(below + place.path, place.hint) for place in places if place.hint)
    at = cache(folder.joinpath)  # many issues lie in one folder
    issues = tuple(_issue(at, below, place) for place in places if place.loadable)
    return Checked(PublicationPlaces(PublicationSource(slug, settings.value), issues), tuple(faults))


def read_issue_source(site: Path, place: IssuePlace) -> Checked[IssueSource]:
    """Read the source of one issue."""
    read = read_source(site, place.path)
    source = IssueSource(
        file=read.value,
        year=place.year,
        name=place.name,
        folder=place.folder,
        files=place.files,
        outside=place.outside,
    )
    return Checked(source, read.diagnostics)


def _is_site(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    return (folder / SITE_FILE).is_file() or (folder / PUBLICATIONS).is_dir() or bool(near_name(folder, SITE_FILE))


def _settings(folder: Path, below: str, name: str) -> Checked[SourceFile]:
    """Read bulletin.yml or a publication.yml, under a near name too, which is reported."""
    path = below + name
    if (folder / path).is_file():
        return read_source(folder, path)
    near = near_name(folder / below, name)
    if near is None:
        fault = Diagnostic(Span(path, 1, 1), Code.NO_FILE, f"没有 {path}", f"新建一个 {path}，用 UTF-8 编码保存")
        return Checked(SourceFile(path, None), (fault,))
    read = read_source(folder, below + near)
    fault = Diagnostic(
        Span(below + near, 1, 1), Code.MISPLACED_FILE, f"文件名“{near}”认不出来", f"把文件改名为 {name}（全部小写）"
    )
    return Checked(read.value, (fault, *read.diagnostics))


def _publication_names(folder: Path, faults: list[Diagnostic]) -> Iterator[str]:
    root = folder / PUBLICATIONS
    if not root.is_dir():
        hint = f"把各刊的文件夹放进 {PUBLICATIONS}；还没有刊物，就建一个空的 {PUBLICATIONS}"
        faults.append(Diagnostic(Span(PUBLICATIONS, 1, 1), Code.NO_FILE, f"没有 {PUBLICATIONS} 文件夹", hint))
        return
    strays = sorted(entry.name for entry in root.iterdir() if entry.is_file() and is_source(entry.name))
    hint = f"把它移到 {PUBLICATIONS}/刊/年/ 下，例如 {PUBLICATIONS}/jianbao/2023/7.md"
    faults.extend(_misplaced(f"{PUBLICATIONS}/{stray}", hint) for stray in strays)
    yield from (name for name in folders(root) if _is_publication(root / name))


def _is_publication(folder: Path) -> bool:
    """Tell a publication's folder from any other, which is left alone: it has settings or issues."""
    named = (folder / PUBLICATION_FILE).is_file() or near_name(folder, PUBLICATION_FILE)
    return bool(named) or any(issue_places(folder))


def _issue(at: Callable[[str], Path], below: str, place: Place) -> IssuePlace:
    path = below + place.path
    return IssuePlace(
        path=path,
        year=place.year,
        name=place.name,
        folder=at(path.rpartition("/")[0]),
        files=place.beside.files,
        outside=place.beside.outside,
    )


def _slug_faults(slug: str, path: str) -> Iterator[Diagnostic]:
    if slug in RESERVED:
        message = f"文件夹名“{slug}”是网站自己要用的地址"
        yield Diagnostic(Span(path, 1, 1), Code.FOLDER_NAME, message, f"换一个名字，例如 {slug}-jianbao")
    elif not _SLUG.fullmatch(slug):
        message = f"刊物的文件夹名“{slug}”不能做网址"
        hint = "只用小写字母、数字和连字符 -，以字母开头，例如 anquan-jianbao"
        yield Diagnostic(Span(path, 1, 1), Code.FOLDER_NAME, message, hint)


def _year_faults(below: str, places: list[Place]) -> Iterator[Diagnostic]:
    named: dict[str, str] = {}
    for place in in_natural_order(places):
        if place.year and not _YEAR.fullmatch(place.year):
            named.setdefault(place.year, below + place.path)
    for year, path in named.items():
        message = f"文件夹名“{year}”不是四位数的年份"
        yield Diagnostic(Span(path, 1, 1), Code.FOLDER_NAME, message, "按印发的年份命名，例如 2023")


def _misplaced(path: str, hint: str) -> Diagnostic:
    return Diagnostic(Span(path, 1, 1), Code.MISPLACED_FILE, "这个文件放的地方或名字不对，不会当作一期", hint)
