"""Press one issue: everything that belongs to it, from its own inputs alone.

A result depends on the shop and the job and on nothing else, so it may be made in any process, on any machine, or be
taken from a store of earlier ones. Nothing here looks at other issues: what a page says of them is in the job.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.store import fetch, keep, key_of
from bulletin_gen.diagnostics import BulletinError
from bulletin_gen.edition import edition_source
from bulletin_gen.load import read_issue_source
from bulletin_gen.plan.addresses import pdf_path
from bulletin_gen.plan.outputs import Output, issue_copies, local_files
from bulletin_gen.render import IssueFiles, issue_data, issue_page, open_pages
from bulletin_gen.typeset.starting import open_engine
from bulletin_gen.workers.pool import Craft, results
from bulletin_gen.workers.study import issue_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bulletin_gen.cache.store import Store
    from bulletin_gen.config import Site
    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.fonts.find import FontSet
    from bulletin_gen.inspect.findings import Finding
    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.load import IssuePlace
    from bulletin_gen.model import Issue, IssueKey, Publication
    from bulletin_gen.plan.order import Surroundings
    from bulletin_gen.plan.outputs import Copy
    from bulletin_gen.render import Pages
    from bulletin_gen.typeset.press import Press
    from bulletin_gen.typeset.printing import Print
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.workers.pool import Crew
    from bulletin_gen.workers.study import Reader

    Printer = Callable[["Job", Issue, bytes], Print]
    Inspector = Callable[[str, bytes, bytes], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout profile that issues are printed by, with its faces."""

    profile: Profile
    fonts: FontSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What all issues of an edition are pressed with."""

    site: Site
    publications: tuple[Publication, ...]
    reader: Reader
    """What its issues were read with."""
    store: Store
    """Where prints are kept."""
    folders: tuple[Path, ...]
    """Templates, as `templating.template_folders` gives them."""
    layouts: tuple[tuple[str, Layout], ...]
    """By the name that issues call them; empty where no print is made."""
    archival: bool = True
    """Whether prints are PDF/A with sRGB colours."""
    yardsticks: tuple[tuple[str, Measures], ...] = ()
    """By the same names; empty where prints are not inspected."""
    print_keys: tuple[tuple[str, str], ...] = ()
    """By the same names: the key of all that prints depend on besides their issue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One issue to press."""

    key: IssueKey
    place: IssuePlace
    """Of its source; its folder has the pictures and attachments."""
    study: str
    """Key of the study of that source."""
    around: Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """All that an issue puts into the edition."""

    files: tuple[Output | Copy, ...]
    diagnostics: tuple[Diagnostic, ...]
    remarks: tuple[str, ...] = ()
    """What the machine lacks without which it prints more slowly, in Chinese."""
    findings: tuple[Finding, ...] = ()
    """What the inspection of the print found, where it was asked for."""


@dataclass(frozen=True, slots=True)
class _Tools:
    reader: Reader
    store: Store
    pages: Pages
    print_keys: Mapping[str, str] | None
    """By layout; None where no print is made."""
    printer: Callable[[], Printer]
    """Opened at the first print: one that all prints are in the store for never needs it."""
    inspector: Inspector | None
    """None where prints are not inspected."""


def press_all(shop: Shop, jobs: Sequence[Job], workers: Crew) -> Iterator[Pressed]:
    """Yield what each issue makes, in the order of the jobs."""
    craft = Craft(setup=shop, open=_open, work=press_issue, title=_title)
    return results(workers, craft, jobs, worth=0 if shop.layouts else _PAGES)


_PAGES = 150
"""Pages that take about as long to make as a process takes to begin. Printers are on their way from the start."""


def press_issue(tools: _Tools, job: Job) -> Pressed:
    """Print and render one issue; its data go into the print, so that they come first."""
    issue, folder = _issue(tools, job), job.place.folder
    sizes = tuple((item.path, (folder / item.path).stat().st_size) for item in issue.attachments)
    data = issue_data(tools.pages, issue, job.around, IssueFiles(attachments=sizes))
    made = _printed(tools, job, issue, data.content)
    pdf = (Output(pdf_path(issue.key), made.pdf),) if made else ()
    files = IssueFiles(pdf=len(made.pdf) if made else None, attachments=sizes)
    page = issue_page(tools.pages, issue, job.around, files)
    return Pressed(
        files=(*issue_copies(issue, folder), *pdf, page, data),
        diagnostics=made.diagnostics if made else (),
        remarks=made.remarks if made else (),
        findings=made.findings if made else (),
    )


@dataclass(frozen=True, slots=True)
class _Printed:
    """A print as the store keeps it."""

    pdf: bytes
    diagnostics: tuple[Diagnostic, ...]
    remarks: tuple[str, ...]
    findings: tuple[Finding, ...]


def _printed(tools: _Tools, job: Job, issue: Issue, data: bytes) -> _Printed | None:
    """Return an issue's print, from the store if it was made of the same things before; None where none is made."""
    if tools.print_keys is None:
        return None
    pictures = (path.read_bytes() for name in local_files(issue) if (path := job.place.folder / name).is_file())
    key = key_of("print", tools.print_keys[issue.layout], job.study, data, *pictures)
    entry = fetch(tools.store, key)
    if entry is not None:
        with suppress(ValueError):  # of another program: print anew
            known: _Printed = unpack(entry)
            return known
    made = tools.printer()(job, issue, data)
    findings = tools.inspector(issue.layout, made.pdf, data) if tools.inspector else ()
    printed = _Printed(made.pdf, made.diagnostics, made.remarks, findings)
    keep(tools.store, key, pack(printed))
    return printed


def _issue(tools: _Tools, job: Job) -> Issue:
    """Return the issue of a job. An issue to read instead is internal too where the edition does not hold it."""
    issue = issue_of(tools.reader, job.place, job.study)
    if issue.withdrawal is None or job.around.replacement is not None:
        return issue
    return replace(issue, withdrawal=replace(issue.withdrawal, replacement=None))


def _title(job: Job) -> str:
    return str(job.key)


def _open(shop: Shop) -> _Tools:
    pages = open_pages(
        shop.site, shop.publications, shop.folders, audience=shop.reader.audience, pdf=bool(shop.layouts)
    )
    return _Tools(
        shop.reader,
        shop.store,
        pages,
        dict(shop.print_keys) if shop.layouts else None,
        cache(partial(_open_printer, shop)),
        _open_inspector(shop) if shop.yardsticks else None,
    )


def _open_printer(shop: Shop) -> Printer:
    """Return what prints any issue of the edition; each layout's press is opened at its first issue."""
    try:
        open_engine()
        from bulletin_gen.typeset.press import open_press  # noqa: PLC0415 - WeasyPrint is only imported to print
        from bulletin_gen.typeset.printing import print_issue  # noqa: PLC0415 - the same
        from bulletin_gen.workers.attachments import attached_files  # noqa: PLC0415 - the same
    except OSError as error:
        raise BulletinError(
            f"本机缺少排印 PDF 的程序库 Pango（{error}）",
            "请运行 apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；只要网页的，加 --no-pdf。",
        ) from error
    layouts = dict(shop.layouts)

    @cache
    def press(name: str) -> Press:
        return open_press(layouts[name].profile, layouts[name].fonts, shop.folders, archival=shop.archival)

    publications = {publication.slug: publication for publication in shop.publications}

    def print_job(job: Job, issue: Issue, data: bytes) -> Print:
        typed = read_issue_source(shop.reader.site, job.place).value
        source = edition_source(typed, publications[issue.key.publication], issue, shop.reader.audience)
        attached = tuple(attached_files(data, source.value))
        made = print_issue(press(issue.layout), issue, job.place.folder, attached)
        return replace(made, diagnostics=(*made.diagnostics, *source.diagnostics))

    return print_job


def _open_inspector(shop: Shop) -> Inspector:
    """Return what inspects a print by the name of its layout, its bytes and the data of its issue."""
    from bulletin_gen.inspect.inspection import inspection  # noqa: PLC0415 - only an inspection needs a reader of PDFs

    yardsticks = dict(shop.yardsticks)

    def inspect(layout: str, pdf: bytes, issue: bytes) -> tuple[Finding, ...]:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "print.pdf"
            path.write_bytes(pdf)
            return inspection(path, yardsticks[layout], issue).findings

    return inspect
