"""The addresses of the site and the links between them, as pure functions. Checks no link.

A *site path* is a POSIX path below the output folder as it stands on the disk, not percent-encoded; a page's path is ""
or ends in `/` and means the `index.html` in that folder. Source: content.md §4.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from bulletin_gen.patterns import pattern
from bulletin_gen.plan.names import segment_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bulletin_gen.model import IssueKey
    from bulletin_gen.plan.names import TopicKind

HOME = ""
"""The site's first page."""
NOT_FOUND = "404.html"
VERIFY = "verify/"
"""Where readers learn whether a PDF that they have is the one that the site offers."""
DATA_FILE = "issue.json"
"""Name of an issue's data, beside its page and inside its print."""
SITE_DATA, SITE_TABLE, CHANGES = "issues.json", "issues.csv", "changes.csv"
"""All issues as data and as a table, and when each was changed last."""
SOURCE_FILE = "issue.md"
"""Name of an issue's source inside its print."""
WITHDRAWAL_ANCHOR = "withdrawal"
"""Where an issue's page says that it was withdrawn."""
FILES = "files"
"""Folder below an issue's address that holds its pictures and attachments, so that none takes a page's name."""
PICTURES = "pictures"
"""Folder beside it that holds the copies of pictures that the page shows, named by what they contain."""

_WINDOWS = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_LONGEST_TITLE = 60
_ODD = pattern(r"(?:^|/)(?:[./]|$)")
"""Parts of a path that may mean nothing, or the folder above."""


def publication_path(slug: str) -> str:
    """Return the path of a publication's archive: `shifan/`."""
    return f"{slug}/"


def year_path(slug: str, year: int) -> str:
    """Return the path of a publication's year: `shifan/2022/`."""
    return f"{slug}/{year:04d}/"


def issue_path(key: IssueKey) -> str:
    """Return the path of an issue's page: `shifan/2022/52/`, for a supplement `shifan/2022/z1/`."""
    return f"{year_path(key.publication, key.year)}{'z' if key.supplement else ''}{key.number}/"


def topics_path(kind: TopicKind, slug: str = "") -> str:
    """Return the path of all columns, units or keywords: `units/`, of a publication `shifan/units/`."""
    return f"{publication_path(slug) if slug else HOME}{kind}/"


def topic_path(kind: TopicKind, name: str, slug: str = "") -> str:
    """Return the path of the issues of a column, unit or keyword, however it is typed: `units/区应急局/`."""
    return f"{topics_path(kind, slug)}{segment_of(name)}/"


def sheet_path(path: str, number: int) -> str:
    """Return the path of a further sheet of a list at `path`: `units/区应急局/p3/`; 0 is the list's first page.

    Sheets count from the oldest issues, so that one that is full stays as it is; no issue's folder begins with p.
    """
    return f"{path}p{number}/" if number else path


def data_path(key: IssueKey) -> str:
    """Return the path of an issue's data: `shifan/2022/52/issue.json`."""
    return issue_path(key) + DATA_FILE


def fragment_path(key: IssueKey) -> str:
    """Return the path of an issue without a frame, for portals: `shifan/2022/52/fragment.html`."""
    return f"{issue_path(key)}fragment.html"


def pdf_path(key: IssueKey) -> str:
    """Return the path of an issue's print: `shifan/2022/52/shifan-2022-052.pdf`."""
    return issue_path(key) + pdf_name(key)


def file_path(key: IssueKey, path: str) -> str:
    """Return the path of a picture or attachment that lies at `path` beside the issue's source."""
    return f"{issue_path(key)}{FILES}/{path}"


def feed_path(folder: str, form: str, part: str = "") -> str:
    """Return the path of a feed of what lies at `folder`: `shifan/feed.atom`; of one part `shifan/feed-2023-1.atom`."""
    return f"{folder}feed{f'-{part}' if part else ''}.{form}"


def schema_path(name: str) -> str:
    """Return the path of the schema of a form of data: `schemas/issue-1.json`."""
    return f"schemas/{name}.json"


def correction_anchors(days: Iterable[date]) -> tuple[str, ...]:
    """Return the anchors of an issue's corrections: `correction-2023-05-10`, of a second one that day `…-2`."""
    listed = [f"correction-{day.isoformat()}" for day in days]
    seen = [listed[: n + 1].count(name) for n, name in enumerate(listed)]
    return tuple(name if count == 1 else f"{name}-{count}" for name, count in zip(listed, seen, strict=True))


def picture_path(key: IssueKey, name: str) -> str:
    """Return the path of a copy of a picture: `shifan/2022/52/pictures/0f….webp`."""
    return f"{issue_path(key)}{PICTURES}/{name}"


def asset_path(name: str) -> str:
    """Return the path of a style sheet or picture of the templates."""
    return f"assets/{name}"


def pdf_name(key: IssueKey) -> str:
    """Return the file name of an issue's print: `shifan-2022-052.pdf`, of a supplement `shifan-2022-z01.pdf`."""
    number = f"z{key.number:02d}" if key.supplement else f"{key.number:03d}"
    return f"{key.publication}-{key.year:04d}-{number}.pdf"


def download_name(title: str, key: IssueKey) -> str:
    """Return the name that a browser saves an issue's print under: 刊名2022年第52期.pdf.

    Signs that Windows refuses in names become their full-width forms; a very long title is cut.
    """
    return f"{_safe(title)}{key.year}年{'增刊' if key.supplement else ''}第{key.number}期.pdf"


def canonical(base_url: str, path: str) -> str:
    """Return the full address of a site path; `base_url` ends in `/`."""
    return _base(base_url) + encoded(path)


def rooted(base_url: str, path: str) -> str:
    """Return a site path from the root of its host, for pages served at any depth (404.html)."""
    return encoded(urlsplit(base_url).path or "/", kept="%") + encoded(path)


def relative(page: str, target: str) -> str:
    """Return the link from a page to another site path, naming `index.html` so that it works from a disk."""
    if page.partition("/")[0] != target.partition("/")[0] and (link := _link_down(page.count("/"), target)):
        return link
    start, file = page.rpartition("/")[0], _file_of(target)
    return encoded(posixpath.relpath(file, start or ".") if _ODD.search(file) else _way(start, file))


@lru_cache  # a site has one, and says it tens of thousands of times
def _base(base_url: str) -> str:
    """Return the address of a site as links to it begin."""
    base = urlsplit(base_url)
    return urlunsplit((base.scheme, base.netloc, encoded(base.path, kept="%"), "", ""))


@lru_cache(maxsize=1 << 12)  # the same from all pages of one depth, as most links of most pages are
def _link_down(depth: int, target: str) -> str:
    """Return the link to a site path from a page so deep in another folder; empty for an odd path."""
    file = _file_of(target)
    return "" if _ODD.search(file) else "../" * depth + encoded(file)


@lru_cache(maxsize=1 << 14)
def encoded(path: str, kept: str = "") -> str:
    """Return a path percent-encoded as UTF-8, its slashes kept."""
    return quote(path, safe="/" + kept)


def _way(start: str, file: str) -> str:
    """Return the path to a file from a folder; the library's way asks the system where it is, each time."""
    here, there = start.split("/") if start else [], file.split("/")
    shared = 0
    for one, other in zip(here, there, strict=False):
        if one != other:
            break
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])


@lru_cache
def _safe(title: str) -> str:
    """Return a title as a part of file names."""
    return re.sub(r"[\x00-\x1f\x7f\s]+", " ", title).strip().translate(_WINDOWS)[:_LONGEST_TITLE].strip(" .")


def _file_of(path: str) -> str:
    return path + "index.html" if path == HOME or path.endswith("/") else path
