"""Note for the next build what this one made, now that its files stand. Makes and moves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.pipeline.making import LISTS
from bulletin_gen.pipeline.notes import Lists, Notes, Stock, YearNotes, YearStock, note, recall_year
from bulletin_gen.pipeline.reading import contents_of
from bulletin_gen.pipeline.searching import note_search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.cache.signs import Bundle, Sign
    from bulletin_gen.pipeline.making import Made, MadeAbove, Run, YearMade
    from bulletin_gen.plan.outputs import Placed


def remember(run: Run, made: Iterable[Made], above: MadeAbove, written: Iterable[str]) -> tuple[Bundle, ...]:
    """Note for the next build what was pressed, and return all that stands; `written` are the paths of what changed.

    What the next build needs to know first comes first: all else it trusts to stand as it was left.
    """
    desk = run.desk
    folder = str(run.tree.folder)
    desk.sight.forget(f"{folder}/{path}" for path in written)
    bundles: list[Bundle] = []
    for one in made:
        stock = one.serial.card.stock
        if not one.stands:
            years = {year: _note_year(run, one, year, found) for year, found in one.years}
            indexes = _note_indexes(run, one)
            stock = Stock(key=one.key, years=years, indexes=indexes)
            card = replace(
                one.serial.card,
                stock=None if run.request.is_partial else stock,
                shares=tuple(one.shares.items()),
                volumes=above.search.volumes.get(one.serial.slug, ()),
            )
            note(desk.store, card, run.request.audience, one.serial.slug)
        if stock:
            bundles += stock.bundles
    return (*note_search(run, above.search), _note_above(run, above), *bundles)


def _note_year(run: Run, one: Made, year: int, found: YearStock | YearMade) -> YearStock:
    """Note what was pressed of a year's issues, unless all of it stands as it was noted; return it."""
    if isinstance(found, YearStock):
        return found
    desk, name = run.desk, (run.request.audience, one.serial.slug, str(year))
    outputs, bundle = _signs(run, (file for press in found.notes.values() for file in press.files))
    before = recall_year(desk.store, *name) if run.request.is_partial else YearNotes()
    noted = YearNotes(presses={**before.presses, **found.notes}, outputs={**before.outputs, **outputs})
    note(desk.store, noted, *name)
    desk.sight.forget(f"{run.tree.folder}/{path}" for path in outputs)  # nobody asks for them again
    return YearStock(key=one.keys.get(year, ""), files=bundle, faults=found.faults, findings=found.findings)


def _note_indexes(run: Run, one: Made) -> Bundle:
    """Note what lists the issues of a publication, unless it stands as it was noted; return it."""
    desk, name = run.desk, (run.request.audience, one.serial.slug)
    if one.lists:
        note(desk.store, replace(contents_of(one.serial).before, noted=desk.noted), *name)
        return one.lists.files
    listed = tuple(one.indexes)  # none where a part of the edition leaves them to another
    outputs, bundle = _signs(run, listed)
    shares = tuple(one.shares.items())
    lists = Lists(key=one.listing, files=bundle, digests=_digests(listed), shares=shares) if listed else None
    noted = Notes(noted=desk.noted, pages=one.pages, seams=one.seams, outputs=outputs, lists=lists)
    note(desk.store, noted, *name)
    desk.sight.forget(f"{run.tree.folder}/{path}" for path in outputs)  # nobody asks for them again
    return bundle


def _digests(files: Iterable[Placed]) -> str:
    return " ".join([file.digest for file in files])


def _note_above(run: Run, above: MadeAbove) -> Bundle:
    """Note what belongs to the site, unless it stands as it was noted; return it."""
    if above.lists:
        return above.lists.files
    files = (*above.assets, *above.indexes)
    outputs, bundle = _signs(run, files)
    note(
        run.desk.store,
        Notes(noted=run.desk.noted, pages=above.pages, groups=above.groups, seams=above.seams, outputs=outputs),
        run.request.audience,
    )
    lists = Lists(key=above.listing, files=bundle, digests=_digests(files))
    note(run.desk.store, Notes(lists=lists if files else None), run.request.audience, LISTS)
    return bundle


def _signs(run: Run, files: Iterable[Placed]) -> tuple[dict[str, Sign], Bundle]:
    """Return the sign of each file by its path, and all of them as a bundle."""
    folder, sight = str(run.tree.folder), run.desk.sight
    names = [file.path for file in files]
    signs = {name: sign for name in names if (sign := sight.sign(f"{folder}/{name}"))}
    return signs, sight.bundle(folder, names)
