"""Make the pages that list issues, those that stand as they were left standing. Presses no issue, moves nothing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import names_in
from bulletin_gen.cache.store import key_of
from bulletin_gen.pipeline.notes import recall
from bulletin_gen.pipeline.reading import contents_of
from bulletin_gen.pipeline.shards import is_first
from bulletin_gen.pipeline.shares import keep_shares, portions_of
from bulletin_gen.pipeline.splicing import spliced
from bulletin_gen.plan.outputs import Pieces, Placed, sheaf, unchanged
from bulletin_gen.render.catalogue import catalogue_of
from bulletin_gen.render.site import publication_pages, shares_of, site_pages
from bulletin_gen.write.tree import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bulletin_gen.cache.signs import Sign
    from bulletin_gen.pipeline.making import Common, Made, MadeAbove, Run
    from bulletin_gen.pipeline.notes import Lists, Notes
    from bulletin_gen.pipeline.stacks import Contents
    from bulletin_gen.plan.outputs import Sheaf, Stream
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.archive import SitePage


def list_publication(run: Run, common: Common, one: Made) -> Iterator[None]:
    """Stage the indexes of a publication, and keep what it gives to those of the site; nothing where all stands."""
    if one.lists:
        one.shares.update(one.lists.shares)
    elif not one.stands:
        contents = contents_of(one.serial)
        publication = one.serial.card.holding.publication
        digest_of = digests_of(contents)
        catalogue = catalogue_of(common.pages, publication, contents.records, digest_of)
        indexes = tuple(publication_pages(common.pages, catalogue))
        yield from _listed(run, _keyed(common, indexes, digest_of), contents.before, one)
        shares = shares_of(common.pages, catalogue, indexes)
        one.shares.update(keep_shares(run.desk, one.serial, shares))


def list_site(run: Run, common: Common, made: Iterable[Made], above: MadeAbove) -> Iterator[None]:
    """Stage what belongs to the site and to none of its publications, which are listed, file by file."""
    if above.lists:
        return
    above.assets.extend({asset.path: place(run.tree, asset) for _, asset in common.pages.assets}.values())
    holdings = (serial.card.holding for serial in run.serials if serial.card.good)
    given = ((one.serial, one.shares.items() if one.serial.contents else one.serial.card.shares) for one in made)
    before = recall(run.desk.store, run.request.audience)
    sight, folder = run.desk.sight, str(run.tree.folder)
    if above.before and sight.stands(folder, above.before.files):
        sight.recognize(folder, above.before.files, before.outputs)

    def settled(name: str, shows: tuple[str, ...]) -> bool:
        return _taken(run, before, above, name, key_of(common.keys[""], *shows))

    pages = site_pages(common.pages, holdings, portions_of(run.desk, common.pages, given), settled)
    yield from _listed(run, _keyed(common, _grouped(pages, above), digests_of(None)), before, above)


def _taken(run: Run, before: Notes, above: MadeAbove, name: str, key: str) -> bool:
    """Take over a group of pages of the site that has the same key, where all of it stands as it stood."""
    known, names = before.groups.get(name, ("", []))
    pages = {first: before.pages[first] for first in names} if known == key else {}
    if not pages or not all(stands(run, before.outputs, path) for _, files in pages.values() for path in files.paths):
        above.groups[name] = (key, [])
        return False
    above.groups[name] = (key, names)
    above.pages.update({first: (own, unchanged(files)) for first, (own, files) in pages.items()})
    return True


def _grouped(pages: Iterable[SitePage], above: MadeAbove) -> Iterator[SitePage]:
    """Yield pages, and note the group of each that is one of a group."""
    for page in pages:
        if page.group:
            above.groups[page.group][1].append(page.paths[0])
        yield page


def standing(run: Run, lists: Lists | None, key: str) -> Lists | None:
    """Return indexes of the build before, where they would be made of the same and stand as they stood.

    None for a part of the edition that has none.
    """
    if lists is None or lists.key != key or not is_first(run.request.shard):
        return None
    return lists if run.desk.sight.trusts(str(run.tree.folder), lists.files) else None


def placed(lists: Lists | None, pages: Mapping[str, tuple[str, Sheaf]]) -> Iterator[Placed]:
    """Yield the files of indexes that stand together or, without such, of those that were listed one by one."""
    if lists is None:
        return chain.from_iterable(files for _, files in pages.values())
    pairs = zip(names_in(lists.files), lists.digests.split(), strict=True)
    return (Placed(path, digest, changed=False) for path, digest in pairs)


def digests_of(contents: Contents | None) -> Callable[[IssueRecord], str]:
    """Return the function that gives the digest of a record: that of its reading, for what was read."""
    pairs = zip(contents.issues, contents.records, strict=True) if contents else ()
    known = {issue.key: f"{issue.held.digest} {record.replacement}" for issue, record in pairs}
    return lambda record: known.get(record.key) or f"{key_of(repr(record))} {record.replacement}"


def stands(run: Run, before: Mapping[str, Sign], path: str) -> bool:
    """Tell whether a file of the edition is as it was written; `before` are signs by path as they were then."""
    sign = before.get(path)
    return sign is not None and run.desk.sight.sign(f"{run.tree.folder}/{path}") == sign


def _keyed(
    common: Common, pages: Iterable[SitePage], digest_of: Callable[[IssueRecord], str]
) -> Iterator[tuple[SitePage, str]]:
    """Yield pages with the key of all that they are made of."""
    for page in pages:
        shown = [one if isinstance(one, str) else digest_of(one) for one in page.shows]
        yield page, key_of(common.keys[page.template], *shown)


def _listed(run: Run, keyed: Iterable[tuple[SitePage, str]], before: Notes, made: Made | MadeAbove) -> Iterator[None]:
    """Stage indexes one by one; those that stand as they were are not made anew."""
    for page, key in keyed:
        name = page.paths[0]
        known = before.pages.get(name)
        if known and known[0] == key and all(stands(run, before.outputs, path) for path in page.paths):
            made.pages[name] = (key, unchanged(known[1]))
            if name in before.seams:
                made.seams[name] = before.seams[name]
        else:
            left = (file for file in known[1] if stands(run, before.outputs, file.path)) if known else ()
            old = {file.path: file.digest for file in left}
            files = (_joined(run, file, before, made) if isinstance(file, Pieces) else file for file in page.make())
            made.pages[name] = (key, sheaf(place(run.tree, file, old.get(file.path, "")) for file in files))
        yield


def _joined(run: Run, file: Pieces, before: Notes, made: Made | MadeAbove) -> Stream:
    """Return a file of pieces, of which the one that stands has most."""
    seams = before.seams.get(file.path, ()) if stands(run, before.outputs, file.path) else ()
    now = made.seams[file.path] = []
    return spliced(file, f"{run.tree.folder}/{file.path}", seams, now)
