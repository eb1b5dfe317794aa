"""Other ways to print the same issues: how each is called, and what it makes. Times nothing but by their own clocks."""

from __future__ import annotations

import json
import os
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from msgspec import Struct

from benchmarks.document import document, style_sheet
from benchmarks.issues import samples
from benchmarks.manuscript import manuscript
from benchmarks.peer_sources import latex, open_document, typst
from benchmarks.race import Taken
from benchmarks.runs import FailedError, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.issues import Sample
    from benchmarks.setting import Setting

ISSUES = 5
"""How many issues a peer prints."""
WARM_UP = "warm-up"
"""Stem of the issue to warm up with."""
_HERE = Path(__file__).parent
_PDF_A_IN_LIBREOFFICE = json.dumps(
    {
        "SelectPdfVersion": {"type": "long", "value": "2"},
        "UseTaggedPDF": {"type": "boolean", "value": "true"},
    }
)


class Desk(Struct, frozen=True):
    """Where peers find their sources and put what they make."""

    sources: Path
    """Each issue in all forms, under one stem."""
    stems: tuple[str, ...]
    """Of the issues that count; another one is to warm up with."""
    fonts: tuple[Path, ...]
    """Folders with all faces."""
    profiles: Path
    """Where programs put what they keep from one start to the next."""

    def files(self, suffix: str, *, warm_up: bool) -> list[Path]:
        """Return the sources in one form."""
        return [self.sources / f"{stem}{suffix}" for stem in ((WARM_UP,) if warm_up else self.stems)]


class Peer(Struct, frozen=True, kw_only=True):
    """Another way to print."""

    name: str
    program: str
    suffix: str
    """Of the sources that it takes."""
    makes: str
    commands: Callable[[Path, Desk, Path, Sequence[Path]], Iterator[Sequence[str | Path]]]
    """What to run, given its program, all sources, a folder for what it makes, and the sources to print."""
    version: tuple[str, ...] = ("--version",)
    own_clock: bool = False
    """Whether it tells its times itself, its start and a warm-up not among them."""


def print_by(peer: Peer, program: Path, desk: Desk, output: Path, *, warm_up: bool = False) -> Taken:
    """Print the issues, or the one to warm up with; what can't be printed raises `FailedError`."""
    rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    sources = desk.files(peer.suffix, warm_up=warm_up)
    variables = {"FONTCONFIG_FILE": str(desk.sources / "fonts.conf")}
    commands = peer.commands(program, desk, output, sources)
    runs = [run(command, folder=output, variables=variables) for command in commands]
    lacking = [source.stem for source in sources if not (output / f"{source.stem}.pdf").exists()]
    if lacking:
        raise FailedError(f"no PDF of {', '.join(lacking)}")
    clocks = [(one.wall, one.cpu) for one in runs]
    if peer.own_clock:
        clocks = json.loads(runs[0].output.splitlines()[-1])
    return Taken(*(sum(clock[at] for clock in clocks) / len(sources) for at in (0, 1)))


def lay_out_sources(setting: Setting, site: Path) -> Desk:
    """Write the sources for all peers: of some issues, evenly spread, and of another one to warm up with.

    No text may come twice: Typst remembers what it has set.
    """
    folder = setting.folder / "sources"
    folder.mkdir()
    *_, warm_up = samples(setting.archive(WARM_UP, 2).site)
    found = list(samples(site))
    spread = found[:: max(1, len(found) // ISSUES)][:ISSUES]
    for stem, sample in ((WARM_UP, warm_up), *((f"issue{at}", sample) for at, sample in enumerate(spread))):
        faces = _write_sources(folder / stem, sample)
    (folder / "fonts.conf").write_text(_font_configuration(faces, setting.folder), "utf-8")
    return Desk(folder, tuple(f"issue{at}" for at in range(len(spread))), faces, setting.folder)


def _write_sources(stem: Path, sample: Sample) -> tuple[Path, ...]:
    sheet = stem.with_suffix(".css")
    html = document(sample, sheet.as_uri())
    text = manuscript(sample, html)
    sources = {".css": style_sheet(sample.press), ".html": html, ".tex": latex(text)}
    sources |= {".typ": typst(text), ".fodt": open_document(text)}
    for suffix, source in sources.items():
        stem.with_suffix(suffix).write_text(source, "utf-8")
    return text.folders


def _font_configuration(folders: Sequence[Path], cache: Path) -> str:
    """Return a configuration by which programs that ask the system for fonts find ours too."""
    named = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders)
    return (
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{named}'
        f"<cachedir>{escape(str(cache / 'fontconfig'))}</cachedir></fontconfig>"
    )


def _weasyprint(program: Path, _: Desk, output: Path, sources: Sequence[Path]) -> Iterator[Sequence[str | Path]]:
    for source in sources:
        yield program, "--pdf-variant", "pdf/a-3a", "--pdf-tags", source, output / f"{source.stem}.pdf"


def _weasyprint_loop(
    program: Path, desk: Desk, output: Path, sources: Sequence[Path]
) -> Iterator[Sequence[str | Path]]:
    warm_up = desk.files(".html", warm_up=True)
    yield program.with_name("python"), "-P", _HERE / "weasyprint_loop.py", output, *warm_up, *sources


def _chromium(program: Path, desk: Desk, output: Path, sources: Sequence[Path]) -> Iterator[Sequence[str | Path]]:
    options = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--allow-file-access-from-files",
        "--no-pdf-header-footer",
    )
    for source in sources:
        pdf = output / f"{source.stem}.pdf"
        profile = desk.profiles / "chromium"
        yield program, *options, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", source.as_uri()


def _xelatex(program: Path, _: Desk, output: Path, sources: Sequence[Path]) -> Iterator[Sequence[str | Path]]:
    for source in sources:
        yield program, "-interaction=batchmode", f"-output-directory={output}", source


def _libreoffice(program: Path, desk: Desk, output: Path, sources: Sequence[Path]) -> Iterator[Sequence[str | Path]]:
    profile = f"-env:UserInstallation={(desk.profiles / 'libreoffice').as_uri()}"
    kind = f"pdf:writer_pdf_Export:{_PDF_A_IN_LIBREOFFICE}"
    yield program, profile, "--headless", "--convert-to", kind, "--outdir", output, *sources


def _typst_loop(program: Path, desk: Desk, output: Path, sources: Sequence[Path]) -> Iterator[Sequence[str | Path]]:
    folders = os.pathsep.join(str(folder) for folder in desk.fonts)
    yield program, "-P", _HERE / "typst_loop.py", output, folders, *desk.files(".typ", warm_up=True), *sources


PEERS = (
    Peer(
        name="`weasyprint`, one start an issue",
        program="weasyprint",
        suffix=".html",
        makes="tagged PDF/A-3a",
        commands=_weasyprint,
    ),
    Peer(
        name="WeasyPrint, a loop in one process",
        program="weasyprint",
        suffix=".html",
        makes="tagged PDF/A-3a",
        commands=_weasyprint_loop,
        own_clock=True,
    ),
    Peer(
        name="Chromium, one start an issue",
        program="chromium",
        suffix=".html",
        makes="tagged PDF",
        commands=_chromium,
    ),
    Peer(
        name="xelatex with ctex, one start an issue",
        program="xelatex",
        suffix=".tex",
        makes="PDF, not tagged",
        commands=_xelatex,
    ),
    Peer(
        name="LibreOffice, one start for all",
        program="soffice",
        suffix=".fodt",
        makes="tagged PDF/A-2",
        commands=_libreoffice,
    ),
    Peer(
        name="Typst, a loop in one process",
        program="python",
        suffix=".typ",
        makes="tagged PDF/A-2a",
        commands=_typst_loop,
        version=("-c", "import typst; print('typst', typst.__version__)"),
        own_clock=True,
    ),
)
