"""The stages of a build, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import Severity, has_errors, in_order
from bulletin_gen.load import load_site
from bulletin_gen.pipeline.layouts import fonts_of, profiles_of, yardsticks_of
from bulletin_gen.pipeline.request import BuildReport, PrintFindings
from bulletin_gen.pipeline.selection import edition_of, left_out
from bulletin_gen.plan.addresses import asset_path, pdf_path
from bulletin_gen.plan.order import surroundings
from bulletin_gen.render import open_pages, site_outputs
from bulletin_gen.templating import template_folders
from bulletin_gen.validate import validate_site
from bulletin_gen.workers.press import Job, Shop, press_all
from bulletin_gen.write.place import check_place, output_folder
from bulletin_gen.write.tree import commit, open_tree, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.load import IssueSource, SiteSources
    from bulletin_gen.pipeline.request import BuildRequest, Progress
    from bulletin_gen.pipeline.selection import Edition
    from bulletin_gen.write.tree import Placed, Tree


def build(request: BuildRequest, progress: Progress) -> BuildReport:
    """Build an edition of a site: the whole of it or, with any fault in the content, nothing.

    Raises `BulletinError` where the run cannot go on.
    """
    folders = template_folders(request.site / "templates")
    sources = load_site(request.site)
    archive = validate_site(sources.value)
    profiles = profiles_of(archive.value.issues, folders)
    report = BuildReport(
        diagnostics=in_order((*sources.diagnostics, *archive.diagnostics, *profiles.diagnostics)),
        left_out=left_out(archive.value.issues, request),
        output=output_folder(request.site, archive.value.site.output, request.audience, request.output),
        written=None,
    )
    if has_errors(report.diagnostics, strict=request.strict):
        return report
    check_place(report.output, request.site)
    edition = edition_of(archive.value.issues, request)
    shop = Shop(
        site=archive.value.site,
        publications=archive.value.publications,
        audience=request.audience,
        folders=folders,
        layouts=fonts_of(profiles.value, edition.selected, request),
        archival=request.archival,
        yardsticks=yardsticks_of(edition.selected, folders, request),
    )
    with open_tree(report.output, request.audience, waiting=partial(progress.waits, report.output)) as tree:
        run = _Run(
            request=request,
            edition=edition,
            sources=_by_path(sources.value),
            shop=shop,
            report=report,
            tree=tree,
        )
        return _pressed(run, progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A build that may write."""

    request: BuildRequest
    edition: Edition
    sources: Mapping[str, IssueSource]
    """By the path of the file."""
    shop: Shop
    report: BuildReport
    tree: Tree


def _by_path(sources: SiteSources) -> dict[str, IssueSource]:
    return {issue.file.path: issue for publication in sources.publications for issue in publication.issues}


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
        Job(issue=issue, source=run.sources[issue.source.path], around=around[issue.key])
        for issue in run.edition.selected
    ]
    made = _Issues()
    said: list[str] = []
    progress.begins(len(jobs))
    for job, pressed in zip(jobs, press_all(run.shop, jobs, run.request.jobs), strict=True):
        made.files.extend(place(run.tree, file) for file in pressed.files)
        made.faults.extend(pressed.diagnostics)
        if pressed.findings:
            made.findings.append(PrintFindings(pdf_path(job.issue.key), pressed.findings))
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
    pages = open_pages(shop.site, shop.publications, shop.folders, audience=shop.audience, pdf=run.request.pdf)
    files = [place(run.tree, output) for output in site_outputs(pages, run.edition.records)]
    assets = asset_path("")
    return (
        [file for file in files if file.path.startswith(assets)],
        [file for file in files if not file.path.startswith(assets)],
    )
