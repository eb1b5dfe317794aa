"""The stages of a build, from a site's folder to its edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import Severity, has_errors, in_order
from bulletin_gen.load import survey_site
from bulletin_gen.pipeline.caching import now, opened_cache
from bulletin_gen.pipeline.keys import print_key, program_key
from bulletin_gen.pipeline.layouts import fonts_of, profiles_of, yardsticks_of
from bulletin_gen.pipeline.only import chosen
from bulletin_gen.pipeline.pressing import Run, press, remember, site_files
from bulletin_gen.pipeline.reading import Desk, read_serials, reader_of
from bulletin_gen.pipeline.request import BuildReport, LeftOut, PrintFindings
from bulletin_gen.pipeline.selection import carrying
from bulletin_gen.templating import template_folders
from bulletin_gen.validate import read_site
from bulletin_gen.workers.pool import crew
from bulletin_gen.workers.press import Shop
from bulletin_gen.write import check_place, commit, open_tree, output_folder

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.cache.store import Store
    from bulletin_gen.config import Site
    from bulletin_gen.diagnostics import Checked, Diagnostic
    from bulletin_gen.model import IssueKey
    from bulletin_gen.pipeline.reading import Serial
    from bulletin_gen.pipeline.request import BuildRequest, Progress
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.workers.pool import Crew


def build(request: BuildRequest, progress: Progress) -> BuildReport:
    """Build an edition of a site: the whole of it or, with any fault in the content, nothing.

    Raises `BulletinError` where the run cannot go on.
    """
    surveyed = survey_site(request.site)
    site = read_site(surveyed.value.file)
    check_place(_output(request, site.value), request.site)
    preload = "bulletin_gen.workers.preload" if request.pdf else "bulletin_gen.workers.press"
    with opened_cache(request, site.value) as cache, crew(request.jobs, preload=preload) as workers:
        desk = Desk(request=request, store=cache.sources, salt=program_key(), noted=now(cache.sources))
        serials = read_serials(desk, surveyed.value.publications, workers)
        read = _Read(desk, site, surveyed.diagnostics, serials, workers, cache.edition)
        report = _built(read, progress)
        if report.written is None:
            remember(desk, serials)
        return report


@dataclass(frozen=True, slots=True)
class _Read:
    """A site that was read, and what it takes to press it."""

    desk: Desk
    site: Checked[Site]
    faults: tuple[Diagnostic, ...]
    """Of files and names."""
    serials: tuple[Serial, ...]
    workers: Crew
    store: Store
    """For what is pressed."""


def _built(read: _Read, progress: Progress) -> BuildReport:
    """Press a site where it is good."""
    request = read.desk.request
    briefs = [serial.brief for serial in read.serials]
    folders = template_folders(request.site / "templates")
    profiles = profiles_of((named for brief in briefs for named in brief.layouts), folders)
    faults = chain(read.faults, read.site.diagnostics, profiles.diagnostics, *(brief.faults for brief in briefs))
    report = BuildReport(
        diagnostics=in_order(faults),
        left_out=_added(brief.left_out for brief in briefs),
        output=_output(request, read.site.value),
        written=None,
    )
    if has_errors(report.diagnostics, strict=request.strict):
        return report
    keys = [issue.key for serial in read.serials if serial.contents for issue in serial.contents.issues]
    asked = chosen(keys, request.only)
    shop = _shop(read, asked, profiles.value, folders)
    with open_tree(report.output, request.audience, waiting=partial(progress.waits, report.output)) as tree:
        run = Run(desk=read.desk, serials=read.serials, asked=asked, shop=shop, workers=read.workers, tree=tree)
        return _pressed(run, report, frozenset(keys) - asked, progress)
