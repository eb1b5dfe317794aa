"""The stages of a build, from a site's folder to its edition."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.cache.signs import Sight
from bulletin_gen.cache.store import key_of
from bulletin_gen.diagnostics import Severity, has_errors, in_order
from bulletin_gen.load import survey_site
from bulletin_gen.pipeline.caching import now, opened_cache
from bulletin_gen.pipeline.keys import print_key, program_key
from bulletin_gen.pipeline.layouts import fonts_of, profiles_of, yardsticks_of
from bulletin_gen.pipeline.links import made_links, planned_links
from bulletin_gen.pipeline.making import Run, common_of
from bulletin_gen.pipeline.only import chosen
from bulletin_gen.pipeline.pressing import press, pressing
from bulletin_gen.pipeline.reading import Desk, contents_of, note_reading, read_serials, reader_of
from bulletin_gen.pipeline.remembering import remember
from bulletin_gen.pipeline.request import BuildReport, LeftOut
from bulletin_gen.pipeline.selection import carrying
from bulletin_gen.pipeline.shards import LIST, ShardList, inputs_of, list_bytes, own_part, place_of_shard
from bulletin_gen.pipeline.sharing import shared_place
from bulletin_gen.pipeline.stacks import Stacks
from bulletin_gen.plan.addresses import issue_path
from bulletin_gen.plan.outputs import Output
from bulletin_gen.render.issue import ISSUE_TEMPLATES
from bulletin_gen.templating.faults import compiled
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.templating.loader import keep_compiled
from bulletin_gen.validate import read_site
from bulletin_gen.workers.cluster import far_hands
from bulletin_gen.workers.pool import crew
from bulletin_gen.workers.press import Shop
from bulletin_gen.write.marker import MARKER
from bulletin_gen.write.place import check_place, output_folder
from bulletin_gen.write.tree import commit, open_tree, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_gen.config import Site
    from bulletin_gen.diagnostics import Checked, Diagnostic
    from bulletin_gen.model import IssueKey
    from bulletin_gen.pipeline.caching import Cache
    from bulletin_gen.pipeline.making import Made, MadeAbove
    from bulletin_gen.pipeline.reading import Serial
    from bulletin_gen.pipeline.request import BuildRequest, PrintFindings, Progress
    from bulletin_gen.plan.links import SiteLink
    from bulletin_gen.plan.outputs import Placed
    from bulletin_gen.typeset.profile import Profile


def build(request: BuildRequest, progress: Progress, sight: Sight) -> BuildReport:
    """Build an edition of a site: the whole of it or, with any fault in the content, nothing.

    `sight` is what was seen of the disk already.

    Raises `BulletinError` where the run cannot go on.
    """
    surveyed = survey_site(request.site)
    site = read_site(surveyed.value.file)
    check_place(_output(request, site.value), request.site)
    request = replace(request, shared=shared_place(request.shared, progress))
    prints = request.pdf and not request.cluster
    preload = "bulletin_gen.workers.preload" if prints else "bulletin_gen.workers.press"
    with (
        far_hands(request.cluster) as far,
        opened_cache(request, site.value) as cache,
        crew(request.jobs, preload=preload, far=far) as workers,
    ):
        keep_compiled(cache.templates)
        desk = Desk(
            request=request,
            store=cache.sources,
            salt=key_of(program_key(), site.value.base_url),
            base_url=site.value.base_url,
            noted=now(cache.sources),
            workers=workers,
            meanwhile=compiled(template_folders(request.site / "templates"), ISSUE_TEMPLATES),
            progress=progress,
            sight=sight,
            stacks=Stacks(),
        )
        serials = read_serials(desk, surveyed.value.publications)
        read = _Read(desk, site, surveyed.diagnostics, serials, cache)
        report = _built(read)
        if report.written is None:
            note_reading(desk, serials)
        return report


class _Read(Struct, frozen=True):
    """A site that was read, and what it takes to press it."""

    desk: Desk
    site: Checked[Site]
    faults: tuple[Diagnostic, ...]
    """Of files and names."""
    serials: tuple[Serial, ...]
    cache: Cache


def _built(read: _Read) -> BuildReport:
    """Press a site where it is good."""
    request = read.desk.request
    cards = [serial.card for serial in read.serials]
    folders = template_folders(request.site / "templates")
    profiles = profiles_of((named for card in cards for named in card.layouts), folders, read.cache.templates)
    faults = chain(read.faults, read.site.diagnostics, profiles.diagnostics, *(card.faults for card in cards))
    report = BuildReport(
        diagnostics=in_order(faults),
        left_out=_added(card.left_out for card in cards),
        output=_output(request, read.site.value),
        written=None,
    )
    if has_errors(report.diagnostics, strict=request.strict):
        return report
    keys = tuple(_keys(read.serials)) if request.is_partial else ()
    wanted = chosen(keys, request.only)
    shop = _shop(read, wanted, profiles.value, folders)
    with open_tree(report.output, request.audience, waiting=partial(read.desk.progress.waits, report.output)) as tree:
        read.desk.sight.files.clear()  # another build may have written while this one waited
        run = Run(
            desk=read.desk,
            serials=read.serials,
            asked=own_part([key for key in keys if key in wanted], request.shard),
            shop=shop,
            tree=tree,
        )
        return _pressed(run, report, frozenset(keys) - wanted)


def _keys(serials: Iterable[Serial]) -> Iterable[IssueKey]:
    """Yield the keys of all issues of the edition, whose publications are opened."""
    return (issue.key for serial in serials for issue in contents_of(serial).issues)


def _shop(read: _Read, asked: frozenset[IssueKey], profiles: dict[str, Profile], folders: tuple[Path, ...]) -> Shop:
    request = read.desk.request
    used = {
        name for serial in read.serials for name in (_used(serial, asked) if request.is_partial else serial.card.used)
    }
    layouts = fonts_of(profiles, used, request)
    yardsticks = dict(yardsticks_of(used, folders, request))
    shelves = {serial.slug: serial.card.shelf for serial in read.serials}
    good = (serial.card.shelf.reading.publication for serial in read.serials if serial.card.good)
    return Shop(
        site=read.site.value,
        publications=tuple(good),
        reader=reader_of(read.desk, shelves),
        store=read.cache.edition,
        templates=read.cache.templates,
        folders=folders,
        layouts=layouts,
        archival=request.archival,
        yardsticks=tuple(yardsticks.items()),
        print_keys=tuple((name, print_key(one, yardsticks.get(name), folders, read.desk)) for name, one in layouts),
    )


def _used(serial: Serial, asked: frozenset[IssueKey]) -> Iterable[str]:
    """Return the layouts that some issues of a publication are printed by."""
    return {issue.layout for issue in contents_of(serial).issues if issue.key in asked}


def _pressed(run: Run, report: BuildReport, spared: frozenset[IssueKey]) -> BuildReport:
    """Press the issues, make the site from their records, and write all of it; nothing if the press finds faults."""
    common = common_of(run.shop, run.request)
    with pressing(run, common) as work:
        made = work.made
        planned = planned_links(run, common, made)
        if planned.dead:
            return replace(report, diagnostics=in_order((*report.diagnostics, *planned.dead)))
        above = press(run, work)
    years = [year for one in made for _, year in one.years]
    findings = tuple(found for year in years for found in year.findings)
    faults = (fault for year in years for fault in year.faults)
    report = replace(report, diagnostics=in_order((*report.diagnostics, *faults)), findings=findings)
    if has_errors(report.diagnostics, strict=run.request.strict) or _are_grave(findings, run.request):
        return report
    followed = made_links(run, common, planned.unsure, chain(*_groups(made, above)))
    if followed.dead:
        return replace(report, diagnostics=in_order((*report.diagnostics, *followed.dead)))
    listed = _shard_list(run, _groups(made, above), followed.unsure)
    files = chain(*_groups(made, above), listed)
    written = commit(run.tree, files, carry=carrying(spared), standing=(*_standing(made), *above.search.standing))
    bundles = remember(run, made, above, written.written)
    own = Sight().bundle(str(run.tree.folder), [MARKER, *(file.path for file in listed)])
    return replace(report, written=written, bundles=(own, *bundles))


def _standing(made: Iterable[Made]) -> Iterator[str]:
    """Yield the folders in which all stands as it stood."""
    for one in made:
        if one.stands:
            yield from (one.serial.slug,) if one.serial.card.stock else ()
        else:
            issues = contents_of(one.serial).issues if one.standing else ()
            yield from (issue_path(issue.key).rstrip("/") for issue in issues if issue.key.year in one.standing)


def _groups(made: Iterable[Made], above: MadeAbove) -> tuple[Iterable[Placed], Iterable[Placed], Iterable[Placed]]:
    """Return all files in the order in which they move in: what pages need, what belongs to issues, what lists them."""
    listed = chain.from_iterable(one.indexes for one in made)
    return (
        above.assets,
        chain.from_iterable(one.files for one in made),
        chain(listed, above.indexes, *above.search.files),
    )


def _shard_list(run: Run, groups: Iterable[Iterable[Placed]], links: tuple[SiteLink, ...]) -> list[Placed]:
    """Stage the list of a part; nothing where all of the edition is made."""
    if run.request.shard is None:
        return []
    files = tuple(tuple((file.path, file.digest) for file in group) for group in groups)
    inputs = inputs_of(run.request, run.serials, run.shop)
    listed = ShardList(edition=run.request.audience, shard=run.request.shard, inputs=inputs, files=files, links=links)
    return [place(run.tree, Output(LIST, list_bytes(listed)))]


def _are_grave(prints: tuple[PrintFindings, ...], request: BuildRequest) -> bool:
    """Tell whether what was found in prints stops the build; with --strict warnings do so too."""
    grave = {Severity.ERROR, Severity.WARNING} if request.strict else {Severity.ERROR}
    return any(finding.severity in grave for one in prints for finding in one.findings)


def _added(counts: Iterable[LeftOut]) -> LeftOut:
    """Return what all publications leave out."""
    listed = tuple(counts)
    return LeftOut(
        internal=sum(one.internal for one in listed),
        drafts=sum(one.drafts for one in listed),
        submitted=sum(one.submitted for one in listed),
    )


def _output(request: BuildRequest, site: Site) -> Path:
    folder = output_folder(request.site, site.output, request.audience, request.output)
    return place_of_shard(folder, request) if request.shard else folder
