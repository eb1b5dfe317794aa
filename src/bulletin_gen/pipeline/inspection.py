"""The stages of an inspection of finished PDFs: which layout, which source, measuring, the marked copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.diagnostics import BulletinError, ExitCode, Severity
from bulletin_gen.fonts.find import require, resolve
from bulletin_gen.inspect.layouts import DEFAULT, layout_names, yardstick
from bulletin_gen.inspect.source import layout_of
from bulletin_gen.pipeline.source import issue_data_of
from bulletin_gen.templating.folders import template_folders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_gen.fonts.places import Places
    from bulletin_gen.inspect.findings import Finding


class InspectRequest(Struct, frozen=True, kw_only=True):
    """An inspection as it was asked for."""

    files: tuple[Path, ...]
    site: Path
    """Whose layouts count, beside the shipped ones."""
    layout: str = ""
    """The layout to measure by; empty: the one that each file names."""
    source: Path | None = None
    """The text that the files should hold, an issue's Markdown; None: what each file carries."""
    marked: Path | None = None
    """Where the marked copy goes: a PDF, or a folder."""
    fonts: Places
    """Where a face for the copy's list is looked for."""


class Inspected(Struct, frozen=True, kw_only=True):
    """What came of one file."""

    path: Path
    layout: str = ""
    """What it was measured by."""
    remark: str = ""
    """What else there is to know of the measuring, in Chinese."""
    pages: int = 0
    findings: tuple[Finding, ...] = ()
    marked: Path | None = None
    """The marked copy, where one was asked for."""
    stopped: BulletinError | None = None
    """Why it could not be inspected; the other files are all the same."""

    @property
    def failed(self) -> bool:
        """Tell whether it has errors or could not be inspected."""
        return self.stopped is not None or any(finding.severity is Severity.ERROR for finding in self.findings)


def inspect_files(request: InspectRequest) -> Iterator[Inspected]:
    """Yield what came of each file, one after the other.

    Raises `BulletinError` before the first where the request can't be met.
    """
    copies = _copies(request)
    issue = issue_data_of(request.source) if request.source else b""
    if request.layout:
        yardstick(request.layout, _folders(request))
    for path in request.files:
        try:
            yield _inspected(request, path, issue, copies.get(path))
        except BulletinError as error:
            if error.exit_code is not ExitCode.CONTENT:
                raise
            yield Inspected(path=path, stopped=error)


def _inspected(request: InspectRequest, path: Path, issue: bytes, copy: Path | None) -> Inspected:
    from bulletin_gen.inspect.carried import carried_issue  # noqa: PLC0415 - a build without it does not wait for it
    from bulletin_gen.inspect.inspection import inspection  # noqa: PLC0415 - the same

    data = issue or carried_issue(path)
    layout, remark = _layout(request, data)
    made = inspection(path, yardstick(layout, _folders(request)), data)
    done = Inspected(path=path, layout=layout, remark=remark, pages=made.pages, findings=made.findings, marked=copy)
    if copy:
        _mark(done, copy, request.fonts)
    return done


def _layout(request: InspectRequest, issue: bytes) -> tuple[str, str]:
    """Return the layout to measure by, and a remark where it isn't the one that the issue names."""
    if request.layout:
        return request.layout, ""
    named = layout_of(issue) or DEFAULT
    if named in layout_names(_folders(request)):
        return named, ""
    return DEFAULT, f"这份 PDF 用的版式“{named}”不在这里，按“{DEFAULT}”量；用 --site 写明它的站点，就按它自己的版式量"


def _folders(request: InspectRequest) -> tuple[Path, ...]:
    return template_folders(request.site / "templates")


def _mark(done: Inspected, copy: Path, places: Places) -> None:
    from bulletin_gen.inspect.legend import ROLE, legend  # noqa: PLC0415 - only a marked copy needs it
    from bulletin_gen.inspect.marked import marked, save  # noqa: PLC0415 - the same

    chain = require(resolve([ROLE], places)).chain(ROLE.name)
    title = f"{done.path.name}，共 {done.pages} 页，按版式“{done.layout}”量"
    save(marked(done.path, done.findings, legend(title, done.findings, chain)), copy)


def _copies(request: InspectRequest) -> dict[Path, Path]:
    """Return where the marked copy of each file goes: never over a file that is inspected, nor over another copy."""
    out = request.marked
    if out is None:
        return {}
    if len(request.files) == 1 and not out.is_dir():
        copies = {request.files[0]: out}
    elif out.is_dir():
        copies = {path: out / path.name for path in request.files}
    else:
        hint = "先建一个文件夹，再写 --marked 这个文件夹；每份标记过的 PDF 按原名放进去。"
        raise BulletinError(
            f"验 {len(request.files)} 份 PDF 时，--marked 要写一个已有的文件夹，{out} 不是", hint, ExitCode.USAGE
        )
    for path, copy in copies.items():
        if any(copy.exists() and copy.samefile(file) for file in request.files):
            raise BulletinError(
                f"{copy} 就是要验的 PDF，不能写在它上面", "--marked 换一个文件名或文件夹。", ExitCode.USAGE
            )
        if list(copies.values()).count(copy) > 1:
            raise BulletinError(f"有几份 PDF 都叫 {path.name}，标记过的会互相覆盖", "把它们分开验。", ExitCode.USAGE)
    return copies
