"""The stages of a build, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import Severity, has_errors, in_order
from bulletin_gen.pipeline.caching import opened_cache
from bulletin_gen.pipeline.keys import print_key, program_key
from bulletin_gen.pipeline.layouts import fonts_of, profiles_of, yardsticks_of
from bulletin_gen.pipeline.reading import read_archive, reader_of, survey
from bulletin_gen.pipeline.request import BuildReport, PrintFindings
from bulletin_gen.pipeline.selection import edition_of, left_out
from bulletin_gen.plan.addresses import asset_path, pdf_path
from bulletin_gen.plan.order import surroundings
from bulletin_gen.render import open_pages, site_outputs
from bulletin_gen.templating import template_folders
from bulletin_gen.workers.pool import crew
from bulletin_gen.workers.press import Job, Shop, press_all
from bulletin_gen.write.place import check_place, output_folder
from bulletin_gen.write.tree import commit, open_tree, place

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.pipeline.reading import Survey
    from bulletin_gen.pipeline.request import BuildRequest, Progress
    from bulletin_gen.pipeline.selection import Edition
    from bulletin_gen.workers.pool import Crew
    from bulletin_gen.workers.study import Reader
    from bulletin_gen.write.tree import Placed, Tree


def build(request: BuildRequest, progress: Progress) -> BuildReport:
    """Build an edition of a site: the whole of it or, with any fault in the content, nothing.

    Raises `BulletinError` where the run cannot go on.
    """
    surveyed = survey(request.site)
    check_place(_output(request, surveyed), request.site)
    size = min(request.jobs, ceil(len(surveyed.places) / (_TO_PRINT if request.pdf else _TO_RENDER)))
    with (
        opened_cache(request, surveyed.site.value) as store,
        crew(size, preload="bulletin_gen.workers.preload" if request.pdf else "bulletin_gen.workers.press") as workers,
    ):
        reader = reader_of(request.site, surveyed, request.audience, store, program_key())
        return _read(request, surveyed, reader, workers, progress)


def _read(request: BuildRequest, surveyed: Survey, reader: Reader, workers: Crew, progress: Progress) -> BuildReport:
    """Read the archive and, where it is good, press it."""
    folders = template_folders(request.site / "templates")
    archive = read_archive(surveyed, reader, workers)
    issues = archive.value.issues
    profiles = profiles_of(((one.outline.layout, one.outline.layout_named) for one in issues), folders)
    report = BuildReport(
        diagnostics=in_order((*archive.diagnostics, *profiles.diagnostics)),
        left_out=left_out((one.outline for one in issues), request),
        output=_output(request, surveyed),
        written=None,
    )
    if has_errors(report.diagnostics, strict=request.strict):
        return report
    edition = edition_of(issues, request)
    used = {one.outline.layout for one in edition.selected}
    layouts = fonts_of(profiles.value, used, request)
    yardsticks = dict(yardsticks_of(used, folders, request))
    shop = Shop(
        site=archive.value.site,
        publications=archive.value.publications,
        reader=reader,
        folders=folders,
        layouts=layouts,
        archival=request.archival,
        yardsticks=tuple(yardsticks.items()),
        print_keys=tuple((name, print_key(one, yardsticks.get(name), folders, request)) for name, one in layouts),
    )
    with open_tree(report.output, request.audience, waiting=partial(progress.waits, report.output)) as tree:
        run = _Run(request=request, edition=edition, shop=shop, workers=workers, report=report, tree=tree)
        return _pressed(run, progress)


def _output(request: BuildRequest, surveyed: Survey) -> Path:
    return output_folder(request.site, surveyed.site.value.output, request.audience, request.output)


_TO_PRINT = 6
"""Issues whose printing takes about as long as a process takes to begin."""
_TO_RENDER = 100
"""Likewise where only pages are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A build that may write."""

    request: BuildRequest
    edition: Edition
    shop: Shop
    workers: Crew
    report: BuildReport
    tree: Tree


def _pressed(run: _Run, progress: Progress) -> BuildReport:
    """Press the issues, make the site from their records, and write all of it; nothing if the press finds faults."""
    issues = _issue_files(run, progress)
    diagnostics = in_order((*run.report.diagnostics, *issues.faults))
    report = replace(run.report, diagnostics=diagnostics, findings=tuple(issues.findings))
    if has_errors(report.diagnostics, strict=run.request.strict) or _are_grave(issues.findings, run.request):
        return report
    assets, indexes = _site_files(run)
    return replace(report, written=commit(run.tree, [*assets, *issues.files, *indexes], carry=run.edition.carries))


@dataclass(frozen=True, slots=True)
class _Issues:
    """What the issues made, as it comes."""

    files: list[Placed] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    findings: list[PrintFindings] = field(default_factory=list)


def _issue_files(run: _Run, progress: Progress) -> _Issues:
    """Stage what each issue makes as it comes, so that no more than a few issues are in memory."""
    around = surroundings(run.edition.records)
    jobs = [
        Job(key=key, place=issue.place, study=issue.study, around=around[key])
        for issue in run.edition.selected
        for key in (issue.outline.record.key,)
    ]
    made = _Issues()
    said: list[str] = []
    progress.begins(len(jobs))
    for job, pressed in zip(jobs, press_all(run.shop, jobs, run.workers), strict=True):
        made.files.extend(place(run.tree, file) for file in pressed.files)
        made.faults.extend(pressed.diagnostics)
        if pressed.findings:
            made.findings.append(PrintFindings(pdf_path(job.key), pressed.findings))
        for remark in pressed.remarks:
            if remark not in said:
                said.append(remark)
                progress.remarks(remark)
        progress.pressed()
    return made


def _are_grave(prints: list[PrintFindings], request: BuildRequest) -> bool:
    """Tell whether what was found in prints stops the build; with --strict warnings do so too."""
    grave = {Severity.ERROR, Severity.WARNING} if request.strict else {Severity.ERROR}
    return any(finding.severity in grave for one in prints for finding in one.findings)


def _site_files(run: _Run) -> tuple[list[Placed], list[Placed]]:
    """Stage what belongs to the site: assets, which pages need, and indexes, which come after what they list."""
    shop = run.shop
    pages = open_pages(shop.site, shop.publications, shop.folders, audience=shop.reader.audience, pdf=run.request.pdf)
    files = [place(run.tree, output) for output in site_outputs(pages, run.edition.records)]
    assets = asset_path("")
    return (
        [file for file in files if file.path.startswith(assets)],
        [file for file in files if not file.path.startswith(assets)],
    )
