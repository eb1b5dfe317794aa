"""The stages of a build, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import sign_of
from bulletin_gen.diagnostics import Severity, has_errors, in_order
from bulletin_gen.pipeline.caching import now, opened_cache
from bulletin_gen.pipeline.keys import print_key, program_key
from bulletin_gen.pipeline.layouts import fonts_of, profiles_of, yardsticks_of
from bulletin_gen.pipeline.notes import note, recall
from bulletin_gen.pipeline.pressing import Run, press, site_files
from bulletin_gen.pipeline.reading import archive_of, compared, read_fresh, reader_of, survey
from bulletin_gen.pipeline.request import BuildReport
from bulletin_gen.pipeline.selection import edition_of, left_out
from bulletin_gen.pipeline.shards import LIST, ShardList, inputs_of, is_first, list_bytes, place_of_shard
from bulletin_gen.pipeline.sharing import shared_place
from bulletin_gen.plan.outputs import Output
from bulletin_gen.templating import template_folders
from bulletin_gen.workers.cluster import far_hands
from bulletin_gen.workers.pool import crew
from bulletin_gen.workers.press import Shop
from bulletin_gen.write.place import check_place, output_folder
from bulletin_gen.write.tree import commit, open_tree, place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_gen.cache.store import Store
    from bulletin_gen.diagnostics import Checked
    from bulletin_gen.pipeline.notes import Notes
    from bulletin_gen.pipeline.reading import Archive, Survey
    from bulletin_gen.pipeline.request import BuildRequest, PrintFindings, Progress
    from bulletin_gen.pipeline.selection import Edition
    from bulletin_gen.plan.outputs import Placed
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.workers.pool import Crew
    from bulletin_gen.workers.study import Reader


def build(request: BuildRequest, progress: Progress) -> BuildReport:
    """Build an edition of a site: the whole of it or, with any fault in the content, nothing.

    Raises `BulletinError` where the run cannot go on.
    """
    surveyed = survey(request.site)
    check_place(_output(request, surveyed), request.site)
    request = replace(request, shared=shared_place(request.shared, progress))
    prints = request.pdf and not request.cluster
    preload = "bulletin_gen.workers.preload" if prints else "bulletin_gen.workers.press"
    with (
        far_hands(request.cluster) as far,
        opened_cache(request, surveyed.site.value) as cache,
        crew(request.jobs, preload=preload, far=far) as workers,
    ):
        noted = now(cache.sources)
        notes = recall(cache.sources, request.audience)
        reader = reader_of(request, surveyed, cache.sources, program_key())
        reading = compared(surveyed, reader, notes)
        studies = read_fresh(reading, reader, workers, progress)
        archive = archive_of(surveyed, studies)
        read = _Read(request, surveyed, reader, archive, workers, notes, cache.edition)
        report, made = _built(read, progress)
        note(cache.sources, request.audience, replace(made, noted=noted, studies=studies))
        return report


@dataclass(frozen=True, slots=True)
class _Read:
    """An archive that was read, and what it takes to press it."""

    request: BuildRequest
    surveyed: Survey
    reader: Reader
    archive: Checked[Archive]
    workers: Crew
    notes: Notes
    """Of the build before."""
    store: Store
    """For what is pressed."""


def _built(read: _Read, progress: Progress) -> tuple[BuildReport, Notes]:
    """Press an archive where it is good; return also the notes, with what was pressed in them."""
    request, archive = read.request, read.archive.value
    folders = template_folders(request.site / "templates")
    profiles = profiles_of(((one.outline.layout, one.outline.layout_named) for one in archive.issues), folders)
    report = BuildReport(
        diagnostics=in_order((*read.archive.diagnostics, *profiles.diagnostics)),
        left_out=left_out((one.outline for one in archive.issues), request),
        output=_output(request, read.surveyed),
        written=None,
    )
    if has_errors(report.diagnostics, strict=request.strict):
        return report, read.notes
    edition = edition_of(archive.issues, request)
    shop = _shop(read, edition, profiles.value, folders)
    inputs = inputs_of(request, archive.issues, edition, shop) if request.shard else None
    with open_tree(report.output, request.audience, waiting=partial(progress.waits, report.output)) as tree:
        run = Run(
            request=request,
            edition=edition,
            shop=shop,
            workers=read.workers,
            notes=read.notes,
            tree=tree,
            inputs=inputs,
        )
        return _pressed(run, report, progress)


def _shop(read: _Read, edition: Edition, profiles: dict[str, Profile], folders: tuple[Path, ...]) -> Shop:
    request = read.request
    used = {one.found.outline.layout for one in (edition.issues if request.shard else edition.selected)}
    layouts = fonts_of(profiles, used, request)
    yardsticks = dict(yardsticks_of(used, folders, request))
    return Shop(
        site=read.archive.value.site,
        publications=read.archive.value.publications,
        reader=read.reader,
        store=read.store,
        folders=folders,
        layouts=layouts,
        archival=request.archival,
        yardsticks=tuple(yardsticks.items()),
        print_keys=tuple((name, print_key(one, yardsticks.get(name), folders, request)) for name, one in layouts),
    )


def _pressed(run: Run, report: BuildReport, progress: Progress) -> tuple[BuildReport, Notes]:
    """Press the issues, make the site from their records, and write all of it; nothing if the press finds faults."""
    made = press(run, progress)
    findings = made.findings(run.edition.selected)
    report = replace(report, diagnostics=in_order((*report.diagnostics, *made.faults)), findings=findings)
    if has_errors(report.diagnostics, strict=run.request.strict) or _are_grave(findings, run.request):
        return report, run.notes
    assets, indexes, pages = site_files(run) if is_first(run.request.shard) else ([], [], {})
    listed = _shard_list(run, (assets, made.files, indexes))
    written = commit(run.tree, [*assets, *made.files, *indexes, *listed], carry=run.edition.carries)
    presses = {path: one for path, one in run.notes.presses.items() if run.edition.spared} | made.notes
    signs = {path: sign for path in written.kept + written.written if (sign := sign_of(f"{run.tree.folder}/{path}"))}
    return replace(report, written=written), replace(run.notes, presses=presses, pages=pages, outputs=signs)


def _shard_list(run: Run, groups: Iterable[Iterable[Placed]]) -> list[Placed]:
    """Stage the list of a part; nothing where all of the edition is made."""
    if run.request.shard is None or run.inputs is None:
        return []
    files = tuple(tuple((file.path, file.digest) for file in group) for group in groups)
    listed = ShardList(edition=run.request.audience, shard=run.request.shard, inputs=run.inputs, files=files)
    return [place(run.tree, Output(LIST, list_bytes(listed)))]


def _are_grave(prints: tuple[PrintFindings, ...], request: BuildRequest) -> bool:
    """Tell whether what was found in prints stops the build; with --strict warnings do so too."""
    grave = {Severity.ERROR, Severity.WARNING} if request.strict else {Severity.ERROR}
    return any(finding.severity in grave for one in prints for finding in one.findings)


def _output(request: BuildRequest, surveyed: Survey) -> Path:
    folder = output_folder(request.site, surveyed.site.value.output, request.audience, request.output)
    return place_of_shard(folder, request) if request.shard else folder
