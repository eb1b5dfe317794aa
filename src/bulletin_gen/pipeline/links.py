"""Check that what issues link within their own site is there. Looks at no other server.

An address that the edition does not hold is dead in it, be it internal or a draft: a public page must not name it.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.cache.regular import regular
from bulletin_gen.cache.signs import names_in
from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic
from bulletin_gen.load.site import RESERVED
from bulletin_gen.model import Audience
from bulletin_gen.patterns import pattern
from bulletin_gen.pipeline.reading import contents_of
from bulletin_gen.plan.addresses import issue_path
from bulletin_gen.plan.outputs import Placed
from bulletin_gen.render.catalogue import catalogue_of
from bulletin_gen.render.site import publication_pages
from bulletin_gen.write.marker import is_among, listed_in
from bulletin_gen.write.tree import placed_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.pipeline.making import Common, Made, Run
    from bulletin_gen.pipeline.reading import Serial
    from bulletin_gen.plan.links import SiteLink
    from bulletin_gen.write.marker import Names
    from bulletin_gen.write.tree import Tree

    Known = Mapping[str, Placed | None]
    """Files of the edition by their paths; None for one that is made later, or elsewhere."""

_TAG = pattern(
    rb"""<!--.*?-->|<(script|style)\b.*?</\1|<([a-z][^\s>/]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = pattern(rb"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_CHECKSUM = pattern(r"sha256-[0-9a-f]{64}")
"""With it an address says which PDF was checked."""
_FOUND_TEXT = ":~:"
"""What browsers set between a place and words that they are to show."""
_OF_READERS = pattern(r"(?:.+/)?feed(?:-[^/]*)?\.(?:atom|json)|sitemap[^/]*\.xml")
"""Addresses that the public edition alone has."""
_ISSUE = pattern(r"[^/]+/[0-9]{4}/z?[0-9]+(?=/|$)", re.ASCII)
"""刊, 年 and 期 of an issue's address, before what lies below it."""
_PRINT = pattern(r"([^/]+)/([0-9]{4})/z?[0-9]+/\1-\2-z?[0-9]+\.pdf", re.ASCII)
_NEAR = 12
_HINT = "打开那一页，从地址栏复制；指到内部的或还没有签发的一期，这一版里没有，去掉链接，或把这一段标为 {.内部}"


class Followed(Struct, frozen=True):
    """What came of links."""

    dead: tuple[Diagnostic, ...] = ()
    unsure: tuple[SiteLink, ...] = ()
    """Those that lead to what is made later, or elsewhere."""


def planned_links(run: Run, common: Common, made: Sequence[Made]) -> Followed:
    """Follow the links of the edition's issues before any of them is pressed; `made` has the files that stand."""
    links = [found for serial in run.serials for link in serial.card.links if (found := _to_follow(run, link))]
    slugs = _slugs(links)
    known: dict[str, Placed | None] = _plan([one.serial for one in made], common, links)
    for one in made:
        if one.serial.slug in slugs:
            known |= {file.path: file for file in one.files}
            known |= {name: Placed(name, "", changed=False) for bundle in _left(one) for name in names_in(bundle)}
    publications = {one.serial.slug for one in made}
    part = run.request.shard is not None

    def may_be(path: str) -> bool:
        first, slash, _ = path.partition("/")
        return first not in publications and (part or not slash or first in RESERVED)

    return follow(run.tree, links, known, may_be)


def _to_follow(run: Run, link: SiteLink) -> SiteLink | None:
    """Return what can be followed of a link to what this build makes nothing for, though the site has it."""
    if run.request.audience is Audience.INTERNAL and _OF_READERS.fullmatch(link.path):
        return None
    if not run.request.pdf and _PRINT.fullmatch(link.path):
        return replace(link, path=f"{link.path.rpartition('/')[0]}/", anchor="")
    return link


def made_links(run: Run, common: Common, unsure: Sequence[SiteLink], files: Iterable[Placed]) -> Followed:
    """Follow links again when all files of the build are made. In a build of some issues some may stay unsure."""
    if not unsure:
        return Followed()
    known: dict[str, Placed | None] = _plan(run.serials, common, unsure) if run.request.is_partial else {}
    known |= {file.path: file for file in files}
    publications = {serial.slug for serial in run.serials}

    def may_be(path: str) -> bool:  # besides what the first part has, there may be files of others where all is merged
        return run.request.shard is not None and path.partition("/")[0] not in publications

    return follow(run.tree, unsure, known, may_be)


def follow(
    tree: Tree, links: Iterable[SiteLink], known: Known, may_be: Callable[[str], bool] = lambda _: False
) -> Followed:
    """Return a fault for each link to a file or an anchor that the edition does not have.

    `may_be` tells of an address that is not known whether it may be in the edition all the same.
    """
    dead, unsure = [], []

    @cache
    def anchors(path: str) -> frozenset[str] | None:
        file = known[path]
        page = regular(str(placed_at(tree, file))) if file else None
        return None if page is None else _anchors(page)  # trusted to stand: what is not there is made again

    @cache
    def ours() -> Names:
        return listed_in(tree.before, tree.folder)

    for link in links:
        path = next((path for path in _files(link.path) if path in known), None)
        if path is None:
            if _is_open(link.path, known) or may_be(link.path):
                unsure.append(link)
            elif not any((tree.folder / name).is_file() and not is_among(name, ours()) for name in _files(link.path)):
                dead.append(_fault(link, "网站里没有这个地址" + _nearest(link.path, known)))
        elif (anchor := _place_in(link)) and path.endswith(".html"):
            named = anchors(path)
            if named is None:
                unsure.append(link)
            elif anchor not in named:
                dead.append(_fault(link, f"那一页里没有“#{link.anchor}”这个位置"))
    return Followed(tuple(dead), tuple(unsure))


def _plan(serials: Iterable[Serial], common: Common, links: Iterable[SiteLink]) -> dict[str, Placed | None]:
    """Return what will be made of publications that are opened and that links lead to: pages of issues, and lists."""
    slugs = _slugs(links)
    listed = _slugs(link for link in links if not _ISSUE.match(link.path))
    plan: list[str] = []
    for serial in serials:
        if serial.contents and serial.slug in slugs:
            records = contents_of(serial).records
            plan += (f"{issue_path(record.key)}index.html" for record in records)
            if serial.slug in listed:
                catalogue = catalogue_of(common.pages, serial.card.holding.publication, records)
                plan += (path for page in publication_pages(common.pages, catalogue) for path in page.paths)
    return dict.fromkeys(plan)


def _left(one: Made) -> tuple[Bundle, ...]:
    """Return the files of a publication that stand as they stood, but for its indexes where others do not."""
    if one.stands:
        return one.serial.card.stock.bundles if one.serial.card.stock else ()
    return tuple(year.files for year in one.standing.values())


def _slugs(links: Iterable[SiteLink]) -> frozenset[str]:
    return frozenset(link.path.partition("/")[0] for link in links)


def _files(path: str) -> tuple[str, ...]:
    """Return the files that an address may mean, as servers look for them."""
    if not path or path.endswith("/"):
        return (f"{path}index.html",)
    return (path, f"{path}/index.html")


def _is_open(path: str, known: Known) -> bool:
    """Tell whether an address lies below an issue that is not made yet: nobody knows all its files."""
    issue = _ISSUE.match(path)
    return issue is not None and known.get(f"{issue[0]}/index.html", issue) is None


def _place_in(link: SiteLink) -> str:
    """Return the place in a page that a link names; empty where it leads to the page, or says more of it."""
    place = link.anchor.partition(_FOUND_TEXT)[0]
    return "" if _CHECKSUM.fullmatch(place) else place


def _anchors(page: bytes) -> frozenset[str]:
    """Return the places that the elements of a page name; text that looks like it names none."""
    found = {b"top"}
    for _, tag, attributes in _TAG.findall(page):
        if b"id" in attributes.lower() or tag.lower() == b"a":
            names = {b"id", b"name"} if tag.lower() == b"a" else {b"id"}
            pairs = _ATTRIBUTE.findall(attributes)
            found |= {next(filter(None, values), b"") for name, *values in pairs if name.lower() in names}
    return frozenset(html.unescape(name.decode("utf-8", "replace")) for name in found)


def _nearest(path: str, known: Known) -> str:
    """Say which issues there are in the year of an address."""
    slug, slash, rest = path.partition("/")
    year = f"{slug}/{rest.partition('/')[0]}/"
    if not slash or "/" not in rest:
        return ""
    pages = re.compile(re.escape(year) + r"(z?\d+)/index\.html")
    numbers = [match[1] for name in known if (match := pages.fullmatch(name))]
    near = sorted(numbers, key=lambda number: (number.startswith("z"), int(number.lstrip("z"))))
    return f"；{year} 下有 {'、'.join(near[:_NEAR])}{' 等' if len(near) > _NEAR else ''}" if near else ""


def _fault(link: SiteLink, what: str) -> Diagnostic:
    return Diagnostic(link.span, Code.DEAD_LINK, f"链接 {link.typed} 打不开：{what}", _HINT)
