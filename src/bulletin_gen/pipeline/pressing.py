"""Press issues and make the pages that list them; what stands as it was is left standing. Moves nothing."""

from __future__ import annotations

from collections import deque
from contextlib import closing, contextmanager
from functools import cache, partial
from itertools import chain, groupby, tee
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.cache.signs import is_settled, sign_of
from bulletin_gen.cache.signs import stands as bundle_stands
from bulletin_gen.cache.store import key_of
from bulletin_gen.pipeline.indexing import index_ahead
from bulletin_gen.pipeline.listing import digests_of, list_publication, list_site, standing, stands
from bulletin_gen.pipeline.making import ISSUE, LISTS, Made, MadeAbove
from bulletin_gen.pipeline.notes import PressNote, recall, recall_year
from bulletin_gen.pipeline.reading import contents_of, open_serial
from bulletin_gen.pipeline.searching import indexing, make_searchable
from bulletin_gen.pipeline.shards import is_first
from bulletin_gen.plan.order import surroundings
from bulletin_gen.plan.outputs import Placed, sheaf, unchanged
from bulletin_gen.workers.pool import AHEAD, Supply
from bulletin_gen.workers.press import Job, press_all
from bulletin_gen.write.tree import place, placer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.pipeline.making import Common, Run
    from bulletin_gen.pipeline.reading import Serial
    from bulletin_gen.pipeline.request import Progress
    from bulletin_gen.pipeline.selection import Own
    from bulletin_gen.pipeline.stacks import Contents
    from bulletin_gen.workers.press import Pressed


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
    first = tuple(_compared(run, common, serial) for serial in run.serials if serial.contents)
    closed = [serial for serial in run.serials if not serial.contents]
    others: list[Made] = []
    above = cache(partial(_above, run, common))
    shop = replace(run.shop, place=placer(run.tree))
    whole = is_first(run.request.shard)  # of the parts of an edition, the first has the lists

    def made() -> tuple[Made, ...]:
        by_slug = {one.serial.slug: one for one in (*first, *others)}
        return tuple(by_slug[serial.slug] for serial in run.serials)

    def lists(some: Iterable[Made]) -> Iterator[None]:
        return chain.from_iterable(list_publication(run, common, one) for one in some) if whole else iter(())

    def meanwhile() -> Iterator[None]:
        yield from lists(first)
        for serial in closed:
            others.append(_compared(run, common, serial))
            yield
        yield from lists(others)
        if whole:
            yield from list_site(run, common, made(), above())

    def results(some: Iterable[Made], todos: Iterator[Todo]) -> Generator[Pressed, None, None]:
        jobs = Supply((todo.job for todo in todos), _count(some))
        return press_all(shop, jobs, run.desk.workers, listing)

    listing = meanwhile()
    given, told = tee(_todos(first))
    with closing(results(first, given)) as pressed:
        while len(others) < len(closed):
            next(listing)
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
    search = None
    with indexing(run, work.made if whole else ()) as index:
        if whole and run.desk.workers.begun and work.count <= AHEAD * run.desk.workers.size:
            deque(work.listing, maxlen=0)  # all of them are in other hands: nobody waits for this process
            search = make_searchable(index)
        ahead = iter(()) if search else index_ahead(index)
        for todo, pressed in zip(_told(work.todos, progress), work.pressed, strict=True):
            files = sheaf(file if isinstance(file, Placed) else place(run.tree, file) for file in pressed.files)
            todo.made.notes[todo.job.key] = PressNote(todo.key, files, pressed.diagnostics, pressed.findings)
            for remark in pressed.remarks:
                if remark not in said:
                    said.add(remark)
                    progress.remarks(remark)
            progress.pressed()
            next(ahead, None)
        next(ahead, None)
        deque(work.listing, maxlen=0)
        return replace(work.above, search=search or make_searchable(index)) if whole else work.above


def _above(run: Run, common: Common) -> MadeAbove:
    """Return what belongs to the site, none of it made."""
    key = key_of(*common.keys.values(), *(serial.card.listed for serial in run.serials))
    before = recall(run.desk.store, run.request.audience, LISTS).lists
    return MadeAbove(key, standing(run, before, key), before)


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
    if stock and stock.key == own and all(_trusts(run, bundle) for bundle in stock.bundles):
        return Made(serial, own)
    opened = serial if serial.contents else open_serial(run.desk, serial)
    contents = contents_of(opened)
    listing = key_of(*common.keys.values(), card.listed)
    one = Made(opened, own, listing, standing(run, contents.before.lists, listing))
    for year, issues in groupby(_with_parts(run, common, contents), key=lambda pair: pair[0].key.year):
        _compare_year(run, one, year, list(issues))
    return one


def _compare_year(run: Run, one: Made, year: int, issues: list[tuple[Own, list[str]]]) -> None:
    """Tell what stands of the issues of a year, which come with all that their files depend on."""
    whole = key_of(*(part for _, parts in issues for part in (str(len(parts)), *parts)))
    stock = one.serial.card.stock.years.get(year) if one.serial.card.stock else None
    if not run.request.is_partial:
        one.keys[year] = whole
        if stock and stock.key == whole and _trusts(run, stock.files):
            one.standing[year] = stock
            one.due.extend([""] * len(issues))
            return
    before = recall_year(run.desk.store, run.request.audience, one.serial.slug, str(year))
    folder = str(run.tree.folder)
    if stock and bundle_stands(folder, stock.files):  # to wait for who looks ahead would take longer
        run.desk.sight.recognize(folder, stock.files, before.outputs)
    for issue, parts in issues:
        key = key_of(*parts) if parts else ""
        known = before.presses.get(issue.key)
        if known and known.key == key and all(stands(run, before.outputs, file) for file in known.files.paths):
            one.notes[issue.key] = replace(known, files=unchanged(known.files))
            one.due.append("")
        else:
            one.due.append(key)


def _trusts(run: Run, bundle: Bundle) -> bool:
    return run.desk.sight.trusts(str(run.tree.folder), bundle)


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


def _with_parts(run: Run, common: Common, contents: Contents) -> Iterator[tuple[Own, list[str]]]:
    """Yield each issue with all that its files depend on; nothing with one that is not asked for."""
    around = surroundings(contents.records, contents.elsewhere)
    digest = digests_of(contents)
    for issue in contents.issues:
        if run.request.is_partial and issue.key not in run.asked:
            yield issue, []
            continue
        near = around[issue.key]
        parts = [common.keys[ISSUE], common.prints.get(issue.layout, ""), issue.study]
        parts += [digest(record) if record else "" for record in (near.previous, near.next, near.replacement)]
        for name in issue.held.files:
            sign = sign_of(f"{issue.place.folder}/{name}")
            settled = sign is not None and is_settled(sign, contents.before.noted)
            parts.append(f"{name} {sign}" if settled else f"{name} {sign} after {contents.before.noted}")
        yield issue, parts
