"""Every mistake that an editor can make: the cases in cases/faults answer with exactly what they expect, and no more.

A case is the source of one issue, bulletins/shifan/2023/7.md, or several files, each after a line `=== path`. A line
`=> target` as all there is of a file makes it a link. The comments at the very end expect one fault each.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Severity, has_errors
from bulletin_gen.load import load_site
from bulletin_gen.validate import validate_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.diagnostics import Diagnostic

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases" / "faults"
ISSUE = "bulletins/shifan/2023/7.md"
EXPECTED = re.compile(rb"<!-- expect: (\S+):(\d+):(\d+) ([a-z0-9-]+) -->\n?\Z")
FILE_LINE = re.compile(rb"^=== (\S+)\n", re.MULTILINE)

Fault = tuple[str, int, int, str]


def read_case(path: Path) -> tuple[dict[str, bytes], list[Fault]]:
    """Return the files of a case and the faults that it expects."""
    content, expected = path.read_bytes(), []
    while match := EXPECTED.search(content):
        name, line, column, code = (group.decode() for group in match.groups())
        expected.append((name, int(line), int(column), code))
        content = content[: match.start()]
    before, *parts = FILE_LINE.split(content)
    files = {name.decode(): text for name, text in zip(parts[::2], parts[1::2], strict=True)}
    return ({ISSUE: before} if before else {}) | files, sorted(expected)


def faults_of(folder: Path, build: Callable[..., dict[str, Any]]) -> list[Fault]:
    """Return what the sources are reported for and, where they could be printed, what the whole build reports."""
    sources = load_site(folder)
    diagnostics = [*sources.diagnostics, *validate_site(sources.value).diagnostics]
    if has_errors(diagnostics):
        return sorted(check_words(fault) for fault in diagnostics)
    answer = build(folder)
    return sorted((one["path"], one["line"], one["column"], one["code"]) for one in answer["diagnostics"])


def check_words(fault: Diagnostic) -> Fault:
    """Return a fault's place and code, having seen that it says what is wrong and what to write, in Chinese."""
    assert re.search(r"[\u4e00-\u9fff]", fault.message), fault
    assert re.search(r"[\u4e00-\u9fff]", fault.hint), fault
    assert fault.severity is not Severity.INFO
    return (fault.span.path, fault.span.line, fault.span.column, fault.code.value)


def link_the_links(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if content.startswith(b"=> "):
            (folder / name).unlink()
            (folder / name).symlink_to(content.decode().removeprefix("=> ").strip())


@pytest.mark.parametrize("case", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_a_mistake_is_reported_once_and_in_its_place(
    case: Path, site: Callable[..., Path], build: Callable[..., dict[str, Any]]
) -> None:
    files, expected = read_case(case)
    folder = site(files)
    link_the_links(folder, files)
    assert faults_of(folder, build) == expected


@pytest.mark.parametrize("case", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_a_case_is_named_after_the_code_that_it_expects(case: Path) -> None:
    _, expected = read_case(case)
    assert expected
    assert any(case.stem == code or case.stem.startswith(f"{code}-") for *_, code in expected)


def test_every_code_has_a_case() -> None:
    expected = {code for case in CASES.glob("*.md") for *_, code in read_case(case)[1]}
    assert sorted(set(Code) - expected) == []


def test_every_code_is_explained_to_editors() -> None:
    explained = re.findall(r"^### `([a-z0-9-]+)`", (ROOT / "docs" / "codes.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(explained) == sorted(Code)


def test_a_file_whose_name_only_looks_the_same_is_told_as_such(site: Callable[..., Path]) -> None:
    typed, stored = (unicodedata.normalize(form, "rüzhou.txt") for form in ("NFC", "NFD"))
    text = f"---\n期号: 7\n日期: 2023-03-05\n附件: [{typed}]\n---\n\n正文[表]({typed})。\n"
    folder = site({"bulletins/shifan/2023/7/issue.md": text, f"bulletins/shifan/2023/7/{stored}": "x"})
    faults = validate_site(load_site(folder).value).diagnostics
    assert [fault.code for fault in faults] == [Code.MISSING_FILE, Code.MISSING_FILE]
    assert all("看上去一样" in fault.hint for fault in faults)
