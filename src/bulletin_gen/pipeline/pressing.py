"""Press issues and make the pages that list them; what stands as it was is left standing. Moves nothing."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import is_settled, sign_of
from bulletin_gen.cache.store import key_of
from bulletin_gen.pipeline.keys import page_key
from bulletin_gen.pipeline.notes import PressNote
from bulletin_gen.pipeline.request import PrintFindings
from bulletin_gen.plan.addresses import asset_path, pdf_path
from bulletin_gen.plan.order import surroundings
from bulletin_gen.plan.outputs import Placed
from bulletin_gen.plan.records import IssueRecord
from bulletin_gen.render import open_pages, site_pages
from bulletin_gen.workers.press import Job, press_all
from bulletin_gen.write.tree import place, placer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.pipeline.notes import Notes
    from bulletin_gen.pipeline.request import BuildRequest, Progress
    from bulletin_gen.pipeline.selection import Edition, Own
    from bulletin_gen.pipeline.shards import Inputs
    from bulletin_gen.plan.order import Surroundings
    from bulletin_gen.render import Pages
    from bulletin_gen.workers.pool import Crew
    from bulletin_gen.workers.press import Shop
    from bulletin_gen.write.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A build that may write."""

    request: BuildRequest
    edition: Edition
    shop: Shop
    workers: Crew
    notes: Notes
    """Of the build before."""
    tree: Tree
    inputs: Inputs | None = None
    """What the whole edition is made of, where this build makes a part of it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the issues of a build made, as it comes."""

    files: list[Placed] = field(default_factory=list)
    notes: dict[str, PressNote] = field(default_factory=dict)
    """By the path of the source."""

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """Return what all prints have to say."""
        return tuple(fault for note in self.notes.values() for fault in note.diagnostics)

    def findings(self, selected: tuple[Own, ...]) -> tuple[PrintFindings, ...]:
        """Return what the inspection found in the prints of these issues."""
        pairs = ((issue.found.key, self.notes[issue.found.place.path].findings) for issue in selected)
        return tuple(PrintFindings(pdf_path(key), found) for key, found in pairs if found)


def press(run: Run, progress: Progress) -> Made:
    """Stage what each issue makes as it comes, so that no more than a few issues are in memory."""
    made = Made()
    jobs: list[tuple[Job, str]] = []
    for issue, around, key in _keyed(run):
        path = issue.found.place.path
        note = run.notes.presses.get(path)
        if note and note.key == key and all(run.notes.stands(run.tree.folder, file) for file, _ in note.files):
            made.files.extend(Placed(file, digest, changed=False) for file, digest in note.files)
            made.notes[path] = note
        else:
            jobs.append((_job(issue, around), key))
    said: set[str] = set()
    progress.begins(len(jobs))
    shop = replace(run.shop, place=placer(run.tree))
    with closing(press_all(shop, [job for job, _ in jobs], run.workers)) as pressed_all:
        for (job, key), pressed in zip(_told(jobs, run, progress), pressed_all, strict=True):
            files = [file if isinstance(file, Placed) else place(run.tree, file) for file in pressed.files]
            listed = tuple((file.path, file.digest) for file in files)
            made.files.extend(files)
            made.notes[job.place.path] = PressNote(key, listed, pressed.diagnostics, pressed.findings)
            for remark in pressed.remarks:
                if remark not in said:
                    said.add(remark)
                    progress.remarks(remark)
            progress.pressed()
    return made


def _told(jobs: Iterable[tuple[Job, str]], run: Run, progress: Progress) -> Iterator[tuple[Job, str]]:
    """Yield each job when its turn has come, and tell which it is."""
    records = {record.key: record for record in run.edition.records}
    for job, key in jobs:
        record = records[job.key]
        progress.presses(f"《{record.publication_title}》{job.key.year}年{record.number_text}")
        yield job, key


def _job(issue: Own, around: Surroundings) -> Job:
    return Job(key=issue.found.key, place=issue.found.place, study=issue.found.study.key, around=around)


def _keyed(run: Run) -> list[tuple[Own, Surroundings, str]]:
    """Return each issue that is asked for with its surroundings and the key of all that its files depend on."""
    shop = run.shop
    around = surroundings(run.edition.records)
    digest = _digests(run.edition)
    pages = _pages(run)
    common = page_key(shop.folders, "issue.html", _assets(pages), shop.site, shop.reader.audience, run.request.pdf)
    prints = dict(shop.print_keys)
    keyed = []
    for issue in run.edition.selected:
        near = around[issue.found.key]
        parts = [common, prints.get(issue.found.outline.layout, ""), issue.found.study.key]
        parts += [digest(record) if record else "" for record in (near.previous, near.next, near.replacement)]
        for name in issue.held.files:
            sign = sign_of(f"{issue.found.place.folder}/{name}")
            settled = sign is not None and is_settled(sign, run.notes.noted)
            parts.append(f"{name} {sign}" if settled else f"{name} {sign} after {run.notes.noted}")
        keyed.append((issue, near, key_of(*parts)))
    return keyed


def site_files(run: Run) -> tuple[list[Placed], list[Placed], dict[str, tuple[str, str]]]:
    """Stage what belongs to the site: assets, which pages need, and indexes, which come after what they list.

    Also returns key and digest of each index for the notes.
    """
    shop = run.shop
    pages = _pages(run)
    digest = _digests(run.edition)
    indexes: dict[str, Placed] = {}
    notes: dict[str, tuple[str, str]] = {}
    given = (shop.site, shop.publications, shop.reader.audience, run.request.pdf)
    common: dict[str, str] = {}
    for page in site_pages(pages, run.edition.records):
        if page.template not in common:
            common[page.template] = page_key(shop.folders, page.template, _assets(pages), *given)
        shown = (digest(one) if isinstance(one, IssueRecord) else one for one in page.shows)
        key = key_of(common[page.template], *shown)
        before, known = run.notes.pages.get(page.path, ("", ""))
        if before == key and run.notes.stands(run.tree.folder, page.path):
            indexes[page.path] = Placed(page.path, known, changed=False)
        else:
            indexes[page.path] = place(run.tree, page.make())
        notes[page.path] = (key, indexes[page.path].digest)
    assets = {asset.path: place(run.tree, asset) for _, asset in pages.assets}
    return list(assets.values()), list(indexes.values()), notes


def _pages(run: Run) -> Pages:
    shop = run.shop
    return open_pages(shop.site, shop.publications, shop.folders, audience=shop.reader.audience, pdf=run.request.pdf)


def _assets(pages: Pages) -> list[str]:
    return [asset_path(f"{name} {asset.path}") for name, asset in pages.assets]


def _digests(edition: Edition) -> Callable[[IssueRecord], str]:
    """Return the function that gives the digest of a record of the edition."""
    known = {issue.found.key: issue.held.digest for issue in edition.issues}
    return lambda record: f"{known[record.key]} {record.replacement}"
