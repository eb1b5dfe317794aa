"""Note for the next build what this one made, now that its files stand. Makes and moves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.pipeline.making import LISTS
from bulletin_gen.pipeline.notes import Lists, Notes, Stock, note
from bulletin_gen.pipeline.reading import contents_of
from bulletin_gen.pipeline.searching import note_search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.cache.signs import Bundle, Sign
    from bulletin_gen.pipeline.making import Made, MadeAbove, Run
    from bulletin_gen.plan.outputs import Placed


def _noted(run: Run, one: Made) -> Lists | None:
    """Return indexes as the next build finds them; None where a part of the edition leaves them to another."""
    listed = tuple(one.indexes)
    if not listed:
        return None
    bundle = run.desk.sight.bundle(str(run.tree.folder), [file.path for file in listed])
    return Lists(key=one.listing, files=bundle, digests=_digests(listed), shares=tuple(one.shares.items()))


def _digests(files: Iterable[Placed]) -> str:
    return " ".join([file.digest for file in files])


def remember(run: Run, made: Iterable[Made], above: MadeAbove, written: Iterable[str]) -> tuple[Bundle, ...]:
    """Note for the next build what was pressed, and return all that stands; `written` are the paths of what changed.

    What the next build needs to know first comes first: all else it trusts to stand as it was left.
    """
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
                seams=before.seams if one.lists else one.seams,
                outputs=outputs,
                lists=one.lists or _noted(run, one),
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
    return (*note_search(run, above.search), _note_above(run, above), *bundles)


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
