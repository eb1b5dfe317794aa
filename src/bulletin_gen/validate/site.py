"""Read a whole site: settings, publications, issues and what only all of them together can tell.

Builds nothing: an archive with errors is for the caller to refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.config import Site
from bulletin_gen.diagnostics import Checked, Diagnostic, Severity, Span, in_order
from bulletin_gen.parse.traced import Source
from bulletin_gen.parse.yaml import read_yaml
from bulletin_gen.validate import site_fields as form
from bulletin_gen.validate.fields import Settings, Slot, read_fields, report_hidden
from bulletin_gen.validate.issue import read_issue
from bulletin_gen.validate.issue_fields import ISSUE_TABLE
from bulletin_gen.validate.publication import read_publication
from bulletin_gen.validate.publication_fields import PUBLICATION_TABLE
from bulletin_gen.validate.series import check_series, misdirected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.load.sources import SiteSources, SourceFile
    from bulletin_gen.model import Issue, IssueKey, Publication
    from bulletin_gen.validate.issue import Registration
    from bulletin_gen.validate.publication import PublicationReading


class Archive(Struct, frozen=True):
    """All that a site publishes, in every edition: what is faulty is left out."""

    site: Site
    publications: tuple[Publication, ...]
    """By folder name."""
    issues: tuple[Issue, ...]
    """By publication, year and number, a supplement after the issue of its number."""


class Enrolled(Struct, frozen=True):
    """A publication with what its series knows of its issues; small enough to be held for a whole archive."""

    publication: Checked[PublicationReading]
    issues: tuple[tuple[Registration, tuple[Diagnostic, ...]], ...]
    """Each with the faults of its own source, in natural order of their paths."""


def validate_site(sources: SiteSources) -> Checked[Archive]:
    """Return a site's archive and every fault in its sources, by file, line and column."""
    site = read_site(sources.file)
    enrolled: list[Enrolled] = []
    issues: list[Issue] = []
    for source in sources.publications:
        publication = read_publication(source)
        read = [read_issue(issue, publication.value) for issue in source.issues]
        enrolled.append(Enrolled(publication, tuple((one.value.registration, one.diagnostics) for one in read)))
        issues += (one.value.issue for one in read if one.value.issue)
    keys = [registration.key for one in enrolled for registration, _ in one.issues if registration.key]
    judged = [judge_series(one, keys) for one in enrolled]
    lost = frozenset().union(*(one.value for one in judged))
    good = (issue for issue in issues if issue.source.path not in lost)
    publications = tuple(one.publication.value.publication for one in enrolled if one.publication.value.good)
    archive = Archive(site.value, publications, tuple(sorted(good, key=lambda issue: order_of(issue.key))))
    return Checked(archive, in_order((*site.diagnostics, *(fault for one in judged for fault in one.diagnostics))))


def judge_series(one: Enrolled, elsewhere: Iterable[IssueKey]) -> Checked[frozenset[str]]:
    """Return the sources whose issues an archive can't hold, and all faults of a publication, its series' among them.

    `elsewhere` are the issues of other publications, as far as issues of this one name them.
    """
    mine = [registration for registration, _ in one.issues]
    series = check_series(one.publication.value, mine)
    own = (fault for _, found in one.issues for fault in found)
    said = [*one.publication.diagnostics, *_without_echoes(own, series), *series, *misdirected(mine, elsewhere)]
    lost = set() if one.publication.value.good else {registration.path for registration in mine}
    lost |= {fault.span.path for fault in said if fault.severity is Severity.ERROR}
    return Checked(frozenset(lost), in_order(said))


def read_site(file: SourceFile) -> Checked[Site]:
    """Read bulletin.yml with all faults; what is missing or faulty is empty."""
    top = Span(file.path, 1, 1)
    if file.text is None:
        return Checked(_site(Settings(()), file.path))
    mapping = read_yaml(Source(file.path, file.text), form.SITE_TABLE.vocabulary())
    slot = Slot("", top, [*mapping.diagnostics])
    settings = read_fields(mapping.value, form.SITE_TABLE, slot, top, (PUBLICATION_TABLE, ISSUE_TABLE))
    report_hidden(mapping.value, slot)
    _check_folders(settings, slot)
    faults = tuple(fault for fault in slot.faults if fault.span.line not in file.mended_lines)
    return Checked(_site(settings, file.path), faults)


def _site(settings: Settings, path: str) -> Site:
    return Site(
        title=settings.get(form.TITLE) or "",
        base_url=settings.get(form.BASE_URL) or "",
        sponsor=settings.get(form.SPONSOR) or "",
        operator=settings.get(form.OPERATOR) or "",
        site_id_code=settings.get(form.SITE_ID_CODE) or "",
        icp_number=settings.get(form.ICP_NUMBER) or "",
        police_number=settings.get(form.POLICE_NUMBER) or "",
        phone=settings.get(form.PHONE) or "",
        address=settings.get(form.ADDRESS) or "",
        output=settings.get(form.OUTPUT) or "",
        cache=settings.get(form.CACHE) or "",
        source=Span(path),
    )


def _check_folders(settings: Settings, slot: Slot) -> None:
    """Report a cache inside the output, where it would be published, or the other way round."""
    cache = settings.find(form.CACHE)
    output, inner = settings.get(form.OUTPUT) or "public", settings.get(form.CACHE)
    if not cache or not inner:
        return
    if f"{inner}/".startswith(f"{output}/") or f"{output}/".startswith(f"{inner}/"):
        message = f"缓存“{inner}”和输出“{output}”套在一起了"
        slot.fault(cache.span, Code.BAD_FOLDER, message, "两个文件夹分开，例如 缓存: .cache")


def _without_echoes(faults: Iterable[Diagnostic], series: tuple[Diagnostic, ...]) -> Iterator[Diagnostic]:
    """Yield faults but warnings of a file's name where the number itself is reported."""
    numbers = {fault.span for fault in series if fault.code is Code.NUMBER_TWICE}
    return (fault for fault in faults if fault.code is not Code.FILE_NAME_DIFFERS or fault.span not in numbers)


def order_of(key: IssueKey) -> tuple[str, int, int, bool]:
    """Return what issues of an archive are sorted by."""
    return (key.publication, key.year, key.number, key.supplement)
