"""Check that what issues link within their own site is there, when all of it is made. Looks at no other server.

An address that the edition does not hold is dead in it, be it internal or a draft: a public page must not name it.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import names_in
from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic
from bulletin_gen.plan.addresses import issue_path
from bulletin_gen.plan.outputs import Placed
from bulletin_gen.write.marker import files_in
from bulletin_gen.write.tree import placed_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.pipeline.pressing import Run
    from bulletin_gen.plan.links import SiteLink

_NAMED = re.compile(rb"""\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ISSUE_PARTS = 3
"""刊, 年 and 期 of an issue's address."""
_NEAR = 12
_HINT = "打开那一页，从地址栏复制；指到内部的或还没有签发的一期，这一版里没有，去掉链接，或把这一段标为 {.内部}"


def dead_links(run: Run, files: Iterable[Placed], standing: Mapping[str, Bundle]) -> tuple[Diagnostic, ...]:
    """Return a fault for each link of the edition's issues to a file or an anchor that the edition does not have.

    `standing` are the files of publications that stand as they stood, by the publication's folder: only what links lead
    to is looked up there.
    A build of some issues knows all issues, but not all files: of it only links to issues are checked.
    """
    links = [link for serial in run.serials for link in serial.card.links]
    if not links:
        return ()
    known = {file.path: file for file in files}
    for folder in {link.path.partition("/")[0] for link in links} & standing.keys():
        known |= {name: Placed(name, "", changed=False) for name in names_in(standing[folder])}
    return tuple(_faults(run, links, known))


def _faults(run: Run, links: Sequence[SiteLink], known: Mapping[str, Placed]) -> Iterator[Diagnostic]:
    held = _held(run) if run.request.is_partial else frozenset()
    named: dict[str, frozenset[str]] = {}
    for link in links:
        path = next((path for path in _files(link.path) if path in known), "")
        if not path:
            if not (run.request.is_partial and _may_be(link.path, held)) and not _foreign(run, link.path):
                yield _fault(link, "网站里没有这个地址" + _nearest(link.path, known))
        elif link.anchor and path.endswith(".html"):
            if path not in named:
                named[path] = _anchors(placed_at(run.tree, known[path]).read_bytes())
            if link.anchor not in named[path]:
                yield _fault(link, f"那一页里没有“#{link.anchor}”这个位置")


def _files(path: str) -> tuple[str, ...]:
    """Return the files that an address may mean, as servers look for them."""
    if not path or path.endswith("/"):
        return (f"{path}index.html",)
    return (path, f"{path}/index.html")


def _anchors(page: bytes) -> frozenset[str]:
    found = (next(filter(None, groups), b"") for groups in _NAMED.findall(page))
    return frozenset(("top", *(html.unescape(name.decode("utf-8", "replace")) for name in found)))


def _foreign(run: Run, path: str) -> bool:
    """Tell whether somebody else put a file of that name into the folder, where it stays."""
    found = [name for name in _files(path) if (run.tree.folder / name).is_file()]
    return bool(found) and not files_in(run.tree.before, run.tree.folder, ()).keys() >= set(found)


def _held(run: Run) -> frozenset[str]:
    """Return the addresses of all issues of the edition; all publications are opened where not all is made."""
    return frozenset(
        issue_path(record.key) for serial in run.serials if serial.contents for record in serial.contents.records
    )


def _may_be(path: str, held: frozenset[str]) -> bool:
    """Tell whether a file may be there that a build of some issues does not make."""
    parts = path.split("/")
    if len(parts) < _ISSUE_PARTS or not re.fullmatch(r"\d{4}", parts[1]):
        return True
    return "/".join(parts[:_ISSUE_PARTS]) + "/" in held


def _nearest(path: str, known: Mapping[str, Placed]) -> str:
    """Say which issues there are in the year of an address."""
    parts = path.split("/")
    year = "/".join(parts[: _ISSUE_PARTS - 1]) + "/"
    if len(parts) < _ISSUE_PARTS:
        return ""
    pages = re.compile(re.escape(year) + r"(z?\d+)/index\.html")
    numbers = [match[1] for name in known if (match := pages.fullmatch(name))]
    near = sorted(numbers, key=lambda number: (number.startswith("z"), int(number.lstrip("z"))))
    return f"；{year} 下有 {'、'.join(near[:_NEAR])}{' 等' if len(near) > _NEAR else ''}" if near else ""


def _fault(link: SiteLink, what: str) -> Diagnostic:
    return Diagnostic(link.span, Code.DEAD_LINK, f"链接 {link.typed} 打不开：{what}", _HINT)
