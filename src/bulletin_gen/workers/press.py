"""Press one issue: everything that belongs to it, from its own inputs alone.

A result depends on the shop and the job and on nothing else, so it may be made in any process, on any machine, or be
taken from a store of earlier ones. Nothing here looks at other issues: what a page says of them is in the job.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.store import Store, fetch, keep, key_of, trouble
from bulletin_gen.diagnostics import BulletinError
from bulletin_gen.edition import edition_source
from bulletin_gen.plan.addresses import pdf_path
from bulletin_gen.plan.outputs import Output, local_files
from bulletin_gen.render.data import issue_data
from bulletin_gen.render.issue import issue_pages
from bulletin_gen.render.pages import IssueFiles, open_pages
from bulletin_gen.search.passages import passages
from bulletin_gen.templating.loader import keep_compiled
from bulletin_gen.typeset.starting import open_engine
from bulletin_gen.workers.pool import REST, Craft, results
from bulletin_gen.workers.program import versions
from bulletin_gen.workers.study import issue_of, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from bulletin_gen.config import Site
    from bulletin_gen.diagnostics import Checked, Diagnostic
    from bulletin_gen.fonts.find import FontSet
    from bulletin_gen.inspect.findings import Finding
    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.load import IssuePlace
    from bulletin_gen.model import Issue, IssueKey, Publication
    from bulletin_gen.plan.order import Surroundings
    from bulletin_gen.plan.outputs import Copy, Placed
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.typeset.press import Press
    from bulletin_gen.typeset.printing import Print
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.workers.pictures import Darkroom
    from bulletin_gen.workers.pool import Crew, Supply
    from bulletin_gen.workers.study import Reader

    Printer = Callable[["Docket", bytes], Print]
    Inspector = Callable[[str, bytes, bytes], tuple[Finding, ...]]


class Layout(Struct, frozen=True):
    """A layout profile that issues are printed by, with its faces."""

    profile: Profile
    fonts: FontSet


class Shop(Struct, frozen=True, kw_only=True):
    """What all issues of an edition are pressed with."""

    site: Site
    publications: tuple[Publication, ...]
    reader: Reader
    """What its issues were read with."""
    store: Store
    """Where prints and pictures are kept."""
    templates: Store
    """Where compiled templates are kept, of this machine's user alone."""
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
    place: Callable[[Output | Copy], Placed] | None = None
    """Puts a file where the edition waits to be whole, from any process; None where whoever gets the files does it."""


class Job(Struct, frozen=True, kw_only=True):
    """One issue to press."""

    key: IssueKey
    place: IssuePlace
    """Of its source; its folder has the pictures and attachments."""
    study: str
    """Key of the study of that source."""
    around: Surroundings


class Pressed(Struct, frozen=True, kw_only=True):
    """All that an issue puts into the edition."""

    files: tuple[Output | Copy | Placed, ...]
    """Placed already where the shop has a way to place them."""
    diagnostics: tuple[Diagnostic, ...]
    remarks: tuple[str, ...] = ()
    """What the machine lacks without which it prints more slowly, in Chinese."""
    findings: tuple[Finding, ...] = ()
    """What the inspection of the print found, where it was asked for."""


class Docket(Struct, frozen=True):
    """What an issue is pressed from, wherever that is."""

    job: Job
    issue: Issue
    """Cut to the edition."""
    folder: Path
    """Where its pictures and attachments are."""
    markdown: Callable[[], Checked[str | None]]
    """Gives its Markdown in the edition, which its print carries."""


class Tools(Struct, frozen=True):
    """What a process presses with."""

    store: Store
    pages: Pages
    darkroom: Darkroom
    print_keys: Mapping[str, str] | None
    """By layout; None where no print is made."""
    printer: Callable[[], Printer]
    """Opened at the first print: one that all prints are in the store for never needs it."""
    inspector: Inspector | None
    """None where prints are not inspected."""
    place: Callable[[Output | Copy], Output | Copy | Placed]


class _Tools(Struct, frozen=True):
    """What this machine presses with."""

    shop: Shop
    tools: Tools


def press_all(
    shop: Shop, jobs: Supply[Job], workers: Crew, meanwhile: Iterator[object] = REST
) -> Generator[Pressed, None, None]:
    """Yield what each issue makes, in the order of the jobs. Whoever stops early closes it.

    `meanwhile` is gone through step by step while this process would only wait.
    """
    if workers.far:
        from bulletin_gen.workers.afar import press_afar  # noqa: PLC0415 - only clusters need it

        return press_afar(shop, jobs, workers, workers.far, meanwhile)
    craft = Craft(setup=shop, open=_open, work=_press_job, title=_title)
    return results(workers, craft, jobs, worth=0 if shop.layouts else _PAGES, meanwhile=meanwhile)


_PAGES = 150
"""Pages that take about as long to make as a process takes to begin. Printers are on their way from the start."""


def press_issue(tools: Tools, docket: Docket) -> Pressed:
    """Print and render one issue; its data go into the print, so that they come first."""
    from bulletin_gen.workers.pictures import files_beside  # noqa: PLC0415 - who hands out the work opens no picture

    job, issue, folder = docket.job, docket.issue, docket.folder
    beside = files_beside(tools.darkroom, issue, folder)
    files = IssueFiles(attachments=beside.sizes, pictures=beside.pictures)
    data = issue_data(tools.pages, issue, job.around, files)
    made = _printed(tools, docket, data.content)
    pdf = (Output(pdf_path(issue.key), made.pdf),) if made else ()
    files = replace(files, pdf=len(made.pdf), pdf_digest=sha256(made.pdf).hexdigest()) if made else files
    pages = issue_pages(tools.pages, issue, job.around, files)
    return Pressed(
        files=tuple(map(tools.place, (*beside.files, *pdf, *pages, data, *passages(issue)))),
        diagnostics=(*beside.faults, *(made.diagnostics if made else ())),
        remarks=(*(made.remarks if made else ()), *trouble(tools.store)),
        findings=made.findings if made else (),
    )


class _Printed(Struct, frozen=True):
    """A print as the store keeps it."""

    pdf: bytes
    diagnostics: tuple[Diagnostic, ...]
    remarks: tuple[str, ...]
    findings: tuple[Finding, ...]


def open_tools(shop: Shop) -> Tools:
    """Open what a process needs to press issues of an edition."""
    keep_compiled(shop.templates)
    pages = open_pages(
        shop.site, shop.publications, shop.folders, audience=shop.reader.audience, pdf=bool(shop.layouts)
    )
    return Tools(
        shop.store,
        pages,
        _darkroom(shop),
        dict(shop.print_keys) if shop.layouts else None,
        cache(partial(_open_printer, shop)),
        _open_inspector(shop) if shop.yardsticks else None,
        shop.place or _itself,
    )


def issue_to_press(shop: Shop, job: Job) -> Issue:
    """Return the issue of a job. An issue to read instead is internal too where the edition does not hold it."""
    issue = issue_of(shop.reader, job.place, job.study)
    if issue.withdrawal is None or job.around.replacement is not None:
        return issue
    return replace(issue, withdrawal=replace(issue.withdrawal, replacement=None))


def markdown_of(shop: Shop, job: Job, issue: Issue) -> Checked[str | None]:
    """Return the Markdown of an issue in the edition, None with a warning where it has none."""
    typed = source_of(shop.reader, job.place, job.study).value
    publication = next(one for one in shop.publications if one.slug == issue.key.publication)
    return edition_source(typed, publication, issue, shop.reader.audience)


def _press_job(tools: _Tools, job: Job) -> Pressed:
    issue = issue_to_press(tools.shop, job)
    docket = Docket(job, issue, job.place.folder, partial(markdown_of, tools.shop, job, issue))
    return press_issue(tools.tools, docket)


def _printed(tools: Tools, docket: Docket, data: bytes) -> _Printed | None:
    """Return an issue's print, from the store if it was made of the same things before; None where none is made."""
    if tools.print_keys is None:
        return None
    issue = docket.issue
    key = _print_key(tools.print_keys[issue.layout], docket, data)
    entry = fetch(tools.store, key)
    if entry is not None:
        with suppress(ValueError):  # of another program: print anew
            known: _Printed = unpack(entry)
            return known
    made = tools.printer()(docket, data)
    findings = tools.inspector(issue.layout, made.pdf, data) if tools.inspector else ()
    printed = _Printed(made.pdf, made.diagnostics, made.remarks, findings)
    if _print_key(tools.print_keys[issue.layout], docket, data) == key:  # no picture was replaced meanwhile
        keep(tools.store, key, pack(printed))
    return printed


def _print_key(common: str, docket: Docket, data: bytes) -> str:
    pictures = (path.read_bytes() for name in local_files(docket.issue) if (path := docket.folder / name).is_file())
    return key_of("print", common, docket.job.study, data, *pictures)


def _darkroom(shop: Shop) -> Darkroom:
    from bulletin_gen.workers.pictures import Darkroom  # noqa: PLC0415 - who hands out the work opens no picture

    return Darkroom(shop.store, key_of(shop.reader.salt, *versions(("pillow",))))


def _title(job: Job) -> str:
    return str(job.key)


def _open(shop: Shop) -> _Tools:
    return _Tools(shop, open_tools(shop))


def _itself(file: Output | Copy) -> Output | Copy:
    """Leave a file to be placed by others."""
    return file


def _open_printer(shop: Shop) -> Printer:
    """Return what prints any issue of the edition; each layout's press is opened at its first issue."""
    try:
        open_engine()
        from bulletin_gen.typeset.press import open_press  # noqa: PLC0415 - WeasyPrint is only imported to print
        from bulletin_gen.typeset.printing import print_issue  # noqa: PLC0415 - the same
        from bulletin_gen.workers.attachments import attached_files  # noqa: PLC0415 - the same
        from bulletin_gen.workers.pictures import engraver  # noqa: PLC0415 - the same
    except OSError as error:
        raise BulletinError(
            f"本机缺少排印 PDF 的程序库 Pango（{error}）",
            "请运行 apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；只要网页的，加 --no-pdf。",
        ) from error
    layouts = dict(shop.layouts)

    @cache
    def press(name: str) -> Press:
        return open_press(layouts[name].profile, layouts[name].fonts, shop.folders, archival=shop.archival)

    engrave = engraver(_darkroom(shop))

    def print_job(docket: Docket, data: bytes) -> Print:
        issue, source = docket.issue, docket.markdown()
        attached = tuple(attached_files(data, source.value))
        made = print_issue(press(issue.layout), issue, docket.folder, attached, engrave)
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
