"""What a build makes of an edition, as it comes. Makes nothing of it itself."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.diagnostics import in_order
from bulletin_gen.pipeline.keys import page_key
from bulletin_gen.pipeline.listing import placed
from bulletin_gen.pipeline.request import PrintFindings
from bulletin_gen.pipeline.searching import Searchable
from bulletin_gen.plan.addresses import asset_path, pdf_path
from bulletin_gen.render.issue import ISSUE_TEMPLATES
from bulletin_gen.render.pages import open_pages
from bulletin_gen.render.site import TEMPLATES
from bulletin_gen.validate import order_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.model import IssueKey
    from bulletin_gen.pipeline.notes import Lists, PressNote, YearStock
    from bulletin_gen.pipeline.reading import Desk, Serial
    from bulletin_gen.pipeline.request import BuildRequest
    from bulletin_gen.pipeline.splicing import Seams
    from bulletin_gen.plan.outputs import Placed, Sheaf
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.workers.press import Shop
    from bulletin_gen.write.tree import Tree


ISSUE = "issue"
"""Name of the key of what belongs to an issue."""
LISTS = "lists/"
"""Name of the note of the site's indexes, which no publication can have."""


class Run(Struct, frozen=True, kw_only=True):
    """A build that may write."""

    desk: Desk
    serials: tuple[Serial, ...]
    """All publications, in their order."""
    asked: frozenset[IssueKey]
    """The issues that it makes where it does not make all."""
    shop: Shop
    tree: Tree

    @property
    def request(self) -> BuildRequest:
        """Return what was asked for."""
        return self.desk.request


class Common(Struct, frozen=True, kw_only=True):
    """What files depend on besides the issues that they show."""

    pages: Pages
    keys: Mapping[str, str]
    """Of pages, by their template."""
    prints: Mapping[str, str]
    """Of prints, by the name of their layout; empty where none is made."""


class YearMade(Struct, frozen=True, kw_only=True):
    """What came of the issues of a year."""

    notes: dict[IssueKey, PressNote]
    """In the order of the issues."""
    faults: tuple[Diagnostic, ...]
    """Of their prints, each once: hundreds may say the same."""
    findings: tuple[PrintFindings, ...]
    """What the inspection found in them."""


class Made(Struct, frozen=True):
    """What a publication puts into the edition, as it comes."""

    serial: Serial
    key: str
    """Of all that it depends on."""
    listing: str = ""
    """Key of all that its indexes are made of; empty where all stands."""
    lists: Lists | None = None
    """Its indexes, where they stand as they stood while issues do not."""
    due: list[str] = field(default_factory=list)
    """Of each of its issues the key of all that is to be made of it; empty where all of it stands."""
    keys: dict[int, str] = field(default_factory=dict)
    """By year, of all that its issues depend on; of none where only some issues are made."""
    standing: dict[int, YearStock] = field(default_factory=dict)
    """The years all of whose files stand as they stood: then none of these is named here."""
    notes: dict[IssueKey, PressNote] = field(default_factory=dict)
    """Of the issues of all other years; empty where the publication stands as it stood."""
    pages: dict[str, tuple[str, Sheaf]] = field(default_factory=dict)
    """By its first path, the key of each index and its files."""
    seams: dict[str, Seams] = field(default_factory=dict)
    """By its path, of which pieces a file is made."""
    shares: dict[str, str] = field(default_factory=dict)
    """Digests of what it gives to files of the whole site, by name."""

    @property
    def stands(self) -> bool:
        """Tell whether all of its files stand as they stood: then none of them is named here."""
        return self.serial.contents is None

    @property
    def files(self) -> Iterator[Placed]:
        """Yield the files of its issues, but for years that stand as they stood."""
        return chain.from_iterable(one.files for one in self.notes.values())

    @property
    def indexes(self) -> Iterator[Placed]:
        """Yield the files that list them."""
        return placed(self.lists, self.pages)

    @property
    def years(self) -> Iterator[tuple[int, YearStock | YearMade]]:
        """Yield its years in their order, with what they say of their prints."""
        if self.stands:
            yield from (self.serial.card.stock.years if self.serial.card.stock else {}).items()
            return
        made: defaultdict[int, dict[IssueKey, PressNote]] = defaultdict(dict)
        for key in sorted(self.notes, key=order_of):
            made[key.year][key] = self.notes[key]
        for year in sorted({*self.standing, *made}):
            yield year, self.standing.get(year) or _year_made(made[year])


def _year_made(notes: dict[IssueKey, PressNote]) -> YearMade:
    found = ((pdf_path(key), one.findings) for key, one in notes.items() if one.findings)
    return YearMade(
        notes=notes,
        faults=in_order(fault for one in notes.values() for fault in one.diagnostics),
        findings=tuple(PrintFindings(path, findings) for path, findings in found),
    )


class MadeAbove(Struct, frozen=True):
    """What belongs to the site and to no publication."""

    listing: str
    """Key of all that it is made of."""
    lists: Lists | None
    """All but the search, where it stands as it stood."""
    before: Lists | None
    """The same as the build before left it."""
    assets: list[Placed] = field(default_factory=list)
    """Which pages need: they come first."""
    pages: dict[str, tuple[str, Sheaf]] = field(default_factory=dict)
    """The same of pages of the site."""
    groups: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    """Of each group of them, by its name, its key and their first paths."""
    seams: dict[str, Seams] = field(default_factory=dict)
    """The same of its files."""
    search: Searchable = field(default_factory=Searchable)

    @property
    def indexes(self) -> Iterator[Placed]:
        """Yield its pages, which come after what they list."""
        return placed(self.lists, self.pages)


def common_of(shop: Shop, request: BuildRequest) -> Common:
    """Return what the files of an edition depend on besides issues."""
    pages = open_pages(shop.site, shop.publications, shop.folders, audience=request.audience, pdf=request.pdf)
    assets = [asset_path(f"{name} {asset.path}") for name, asset in pages.assets]
    made_of = {template: (template,) for template in TEMPLATES} | {ISSUE: ISSUE_TEMPLATES, "": ()}
    keys = {
        name: page_key(shop.folders, templates, assets, shop.site, request.audience, request.pdf)
        for name, templates in made_of.items()
    }
    return Common(pages=pages, keys=keys, prints=dict(shop.print_keys))
