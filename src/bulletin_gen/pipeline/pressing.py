"""Press issues and make the pages that list them; what stands as it was is left standing. Moves nothing."""

from __future__ import annotations

from collections import deque
from contextlib import closing, contextmanager
from functools import cache, partial
from itertools import chain, tee
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from bulletin_gen.cache.signs import is_settled, sign_of
from bulletin_gen.cache.store import key_of
from bulletin_gen.diagnostics import in_order
from bulletin_gen.pipeline.indexing import index_ahead
from bulletin_gen.pipeline.keys import page_key
from bulletin_gen.pipeline.listing import digests_of, make_lists, placed, standing, stands
from bulletin_gen.pipeline.notes import Lists, Notes, PressNote, Stock, note, recall
from bulletin_gen.pipeline.reading import contents_of, open_serial
from bulletin_gen.pipeline.request import PrintFindings
from bulletin_gen.pipeline.searching import Searchable, indexing, make_searchable, note_search
from bulletin_gen.pipeline.shards import is_first
from bulletin_gen.plan.addresses import asset_path, pdf_path
from bulletin_gen.plan.order import surroundings
from bulletin_gen.plan.outputs import Placed, sheaf, unchanged
from bulletin_gen.render.issue import ISSUE_TEMPLATES
from bulletin_gen.render.pages import open_pages
from bulletin_gen.render.site import TEMPLATES
from bulletin_gen.workers.pool import Supply
from bulletin_gen.workers.press import Job, press_all
from bulletin_gen.write.tree import place, placer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from bulletin_gen.cache.signs import Bundle, Sign
    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.model import IssueKey
    from bulletin_gen.pipeline.reading import Desk, Serial
    from bulletin_gen.pipeline.request import BuildRequest, Progress
    from bulletin_gen.pipeline.stacks import Contents
    from bulletin_gen.plan.outputs import Sheaf
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.workers.press import Pressed, Shop
    from bulletin_gen.write.tree import Tree


_ISSUE = "issue"
"""Name of the key of what belongs to an issue."""
_LISTS = "lists/"
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
    notes: dict[str, PressNote] = field(default_factory=dict)
    """By the path of the source; empty where the publication stands as it stood."""
    pages: dict[str, tuple[str, Sheaf]] = field(default_factory=dict)
    """By its first path, the key of each index and its files."""
    shares: dict[str, str] = field(default_factory=dict)
    """Digests of what it gives to files of the whole site, by name."""

    @property
    def stands(self) -> bool:
        """Tell whether all of its files stand as they stood: then none of them is named here."""
        return self.serial.contents is None

    @property
    def files(self) -> Iterator[Placed]:
        """Yield the files of its issues."""
        return chain.from_iterable(one.files for one in self.notes.values())

    @property
    def indexes(self) -> Iterator[Placed]:
        """Yield the files that list them."""
        return placed(self.lists, self.pages)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """Return what its prints have to say, each once: hundreds may say the same."""
        if self.stands and self.serial.card.stock:
            return self.serial.card.stock.faults
        return in_order(fault for one in self.notes.values() for fault in one.diagnostics)

    @property
    def findings(self) -> tuple[PrintFindings, ...]:
        """Return what the inspection found in its prints."""
        if self.stands:
            return self.serial.card.stock.findings if self.serial.card.stock else ()
        if not any(one.findings for one in self.notes.values()):
            return ()
        found = ((issue.key, self.notes.get(issue.place.path)) for issue in contents_of(self.serial).issues)
        return tuple(PrintFindings(pdf_path(key), one.findings) for key, one in found if one and one.findings)


class MadeAbove(Struct, frozen=True):
    """What belongs to the site and to no publication."""

    listing: str
    """Key of all that it is made of."""
    lists: Lists | None
    """All but the search, where it stands as it stood."""
    assets: list[Placed] = field(default_factory=list)
    """Which pages need: they come first."""
    pages: dict[str, tuple[str, Sheaf]] = field(default_factory=dict)
    """The same of pages of the site."""
    search: Searchable = field(default_factory=Searchable)

    @property
    def indexes(self) -> Iterator[Placed]:
        """Yield its pages, which come after what they list."""
        return placed(self.lists, self.pages)


def common_of(shop: Shop, request: BuildRequest) -> Common:
    """Return what the files of an edition depend on besides issues."""
    pages = open_pages(shop.site, shop.publications, shop.folders, audience=request.audience, pdf=request.pdf)
    assets = [asset_path(f"{name} {asset.path}") for name, asset in pages.assets]
    made_of = {template: (template,) for template in TEMPLATES} | {_ISSUE: ISSUE_TEMPLATES, "": ()}
    keys = {
        name: page_key(shop.folders, templates, assets, shop.site, request.audience, request.pdf)
        for name, templates in made_of.items()
    }
    return Common(pages=pages, keys=keys, prints=dict(shop.print_keys))


class Todo(Struct, frozen=True):
    """An issue to press."""

    made: Made
    """Where what it makes goes."""
    job: Job
    key: str
    """Of all that it makes."""
    title: str
    """What people call it."""


class Work(Struct, frozen=True, kw_only=True):
    """What there is to make of an edition."""

    made: tuple[Made, ...]
    """What each publication puts into it, in their order."""
    above: MadeAbove
    """None of it made."""
    count: int
    """How many issues are to be pressed."""
    todos: Iterator[Todo]
    """These, as they are asked for: they are not in memory at once."""
    pressed: Iterator[Pressed]
    """What comes of them, in their order; the first are at work."""
    listing: Iterator[None]
    """Makes the pages that list issues, file by file."""


@contextmanager
def pressing(run: Run, common: Common) -> Iterator[Work]:
    """Tell what stands as it was pressed and what is to be pressed; nothing is at work any more afterwards.

    What was read anew is pressed at once, while it is looked whether all the rest stands.
    """
    compared: dict[str, Made] = {}
    made = cache(lambda: tuple(compared[serial.slug] for serial in run.serials))
    above = cache(partial(_above, run, common))
    shop = replace(run.shop, place=placer(run.tree))

    def compare(serials: Iterable[Serial]) -> Iterator[None]:
        for serial in serials:
            compared[serial.slug] = _compared(run, common, serial)
            yield

    def lists() -> Iterator[None]:
        if is_first(run.request.shard):  # of the parts of an edition, the first has them
            yield from make_lists(run, common, made(), above())

    def results(some: Iterable[Made], todos: Iterator[Todo]) -> Generator[Pressed, None, None]:
        jobs = Supply((todo.job for todo in todos), _count(some))
        return press_all(shop, jobs, run.desk.workers, listing)

    comparing = compare(serial for serial in run.serials if not serial.contents)
    listing = chain(comparing, lists())
    deque(compare(serial for serial in run.serials if serial.contents), maxlen=0)
    first = tuple(compared.values())
    given, told = tee(_todos(first))
    with closing(results(first, given)) as pressed:
        deque(comparing, maxlen=0)
        others = tuple(compared.values())[len(first) :]
        given, told_too = tee(_todos(others))
        with closing(results(others, given)) as pressed_too:
            yield Work(
                made=made(),
                above=above(),
                count=_count(made()),
                todos=chain(told, told_too),
                pressed=chain(pressed, pressed_too),
                listing=listing,
            )


def press(run: Run, work: Work) -> MadeAbove:
    """Stage what each issue makes as it comes, so that no more than a few issues are in memory.

    Pages that list issues, and what searches them, are made meanwhile.
    """
    progress = run.desk.progress
    whole = is_first(run.request.shard)
    said: set[str] = set()
    progress.begins(work.count)
    with indexing(run, work.made if whole else ()) as index:
        ahead = index_ahead(index)
        for todo, pressed in zip(_told(work.todos, progress), work.pressed, strict=True):
            files = sheaf(file if isinstance(file, Placed) else place(run.tree, file) for file in pressed.files)
            todo.made.notes[todo.job.place.path] = PressNote(todo.key, files, pressed.diagnostics, pressed.findings)
            for remark in pressed.remarks:
                if remark not in said:
                    said.add(remark)
                    progress.remarks(remark)
            progress.pressed()
            next(ahead, None)
        next(ahead, None)
        deque(work.listing, maxlen=0)
        return replace(work.above, search=make_searchable(index)) if whole else work.above


def _above(run: Run, common: Common) -> MadeAbove:
    """Return what belongs to the site, none of it made."""
    key = key_of(*common.keys.values(), *(serial.card.listed for serial in run.serials))
    return MadeAbove(key, standing(run, recall(run.desk.store, run.request.audience, _LISTS).lists, key))


def _noted(run: Run, key: str, files: Iterable[Placed], shares: Iterable[tuple[str, str]] = ()) -> Lists | None:
    """Return indexes as the next build finds them; None where a part of the edition leaves them to another."""
    listed = tuple(files)
    if not listed:
        return None
    bundle = run.desk.sight.bundle(str(run.tree.folder), [file.path for file in listed])
    return Lists(key=key, files=bundle, digests=" ".join([file.digest for file in listed]), shares=tuple(shares))


def remember(run: Run, made: Iterable[Made], above: MadeAbove, written: Iterable[str]) -> tuple[Bundle, ...]:
    """Note for the next build what was pressed, and return all that stands; `written` are the paths of what changed."""
    desk = run.desk
    folder = str(run.tree.folder)
    desk.sight.forget(f"{folder}/{path}" for path in written)
    bundles = []
    for one in made:
        stock = one.serial.card.stock
        if not one.stands:
            before = contents_of(one.serial).before if one.lists or run.request.is_partial else Notes()
            outputs, bundle = _signs(run, (*one.files, *one.indexes))
            notes = Notes(
                noted=desk.noted,
                presses={**(before.presses if run.request.is_partial else {}), **one.notes},
                pages=before.pages if one.lists else one.pages,
                outputs=outputs,
                lists=one.lists or _noted(run, one.listing, one.indexes, one.shares.items()),
            )
            stock = Stock(key=one.key, files=bundle, faults=one.faults, findings=one.findings)
            card = replace(
                one.serial.card,
                stock=None if run.request.is_partial else stock,
                shares=tuple(one.shares.items()),
                volumes=above.search.volumes.get(one.serial.slug, ()),
            )
            note(desk.store, notes, run.request.audience, one.serial.slug)
            note(desk.store, card, run.request.audience, one.serial.slug)
            desk.sight.forget(f"{run.tree.folder}/{path}" for path in outputs)  # nobody asks for them again
        if stock:
            bundles.append(stock.files)
    return (*bundles, _note_above(run, above), *note_search(run, above.search))


def _note_above(run: Run, above: MadeAbove) -> Bundle:
    """Note what belongs to the site, unless it stands as it was noted; return it."""
    if above.lists:
        return above.lists.files
    files = (*above.assets, *above.indexes)
    outputs, bundle = _signs(run, files)
    note(run.desk.store, Notes(noted=run.desk.noted, pages=above.pages, outputs=outputs), run.request.audience)
    note(run.desk.store, Notes(lists=_noted(run, above.listing, files)), run.request.audience, _LISTS)
    return bundle


def _signs(run: Run, files: Iterable[Placed]) -> tuple[dict[str, Sign], Bundle]:
    """Return the sign of each file by its path, and all of them as a bundle."""
    folder, sight = str(run.tree.folder), run.desk.sight
    names = [file.path for file in files]
    signs = {name: sign for name in names if (sign := sight.sign(f"{folder}/{name}"))}
    return signs, sight.bundle(folder, names)


def _told(jobs: Iterable[Todo], progress: Progress) -> Iterator[Todo]:
    """Yield each issue when its turn has come, and tell which it is."""
    for todo in jobs:
        progress.presses(todo.title)
        yield todo


def _compared(run: Run, common: Common, serial: Serial) -> Made:
    """Tell of a publication what stands as it was pressed, and what is to be pressed."""
    card = serial.card
    prints = (common.prints.get(name, "") for name in card.used)
    own = key_of(card.own, *chain.from_iterable(card.others), *common.keys.values(), *prints)
    stock = card.stock if serial.contents is None else None
    if stock and stock.key == own and run.desk.sight.stands(str(run.tree.folder), stock.files):
        return Made(serial, own)
    opened = serial if serial.contents else open_serial(run.desk, serial)
    before = contents_of(opened).before
    if card.stock:
        run.desk.sight.take(str(run.tree.folder), card.stock.files, before.outputs)
    listing = key_of(*common.keys.values(), card.listed)
    one = Made(opened, own, listing, standing(run, before.lists, listing))
    for path, key in _keyed(run, common, contents_of(opened)):
        known = before.presses.get(path)
        if known and known.key == key and all(stands(run, before, file) for file in known.files.paths):
            one.notes[path] = replace(known, files=unchanged(known.files))
            one.due.append("")
        else:
            one.due.append(key)
    return one


def _count(made: Iterable[Made]) -> int:
    """Return how many issues are to be pressed."""
    return sum(map(bool, chain.from_iterable(one.due for one in made)))


def _todos(made: Iterable[Made]) -> Iterator[Todo]:
    """Yield the issues to press."""
    for one in made:
        if not any(one.due):
            continue
        contents = contents_of(one.serial)
        around = surroundings(contents.records, contents.elsewhere)
        for issue, key in zip(contents.issues, one.due, strict=True):
            if key:
                record = issue.held.record
                job = Job(key=issue.key, place=issue.place, study=issue.study, around=around[issue.key])
                yield Todo(one, job, key, f"《{record.publication_title}》{issue.key.year}年{record.number_text}")


def _keyed(run: Run, common: Common, contents: Contents) -> Iterator[tuple[str, str]]:
    """Yield the path of each issue and the key of all that its files depend on; an empty one of those not asked for."""
    around = surroundings(contents.records, contents.elsewhere)
    digest = digests_of(contents)
    for issue in contents.issues:
        if run.request.is_partial and issue.key not in run.asked:
            yield issue.place.path, ""
            continue
        near = around[issue.key]
        parts = [common.keys[_ISSUE], common.prints.get(issue.layout, ""), issue.study]
        parts += [digest(record) if record else "" for record in (near.previous, near.next, near.replacement)]
        for name in issue.held.files:
            sign = sign_of(f"{issue.place.folder}/{name}")
            settled = sign is not None and is_settled(sign, contents.before.noted)
            parts.append(f"{name} {sign}" if settled else f"{name} {sign} after {contents.before.noted}")
        yield issue.place.path, key_of(*parts)
