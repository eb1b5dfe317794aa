"""The command `bulletin inspect`, the files it can't read, and what it says of finished prints."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bulletin_gen.cli import run
from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.inspect.colour import is_red
from bulletin_gen.inspect.judge import judge
from bulletin_gen.inspect.measures import LAYOUTS
from bulletin_gen.inspect.read import read

if TYPE_CHECKING:
    from collections.abc import Callable

    Drawn = Callable[..., Path]


def test_the_command_says_page_figures_clause_and_strength(drawn: Drawn, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(drawn(indent=2 * 156 / 28 - 1))]) == 1
    said = capsys.readouterr().err
    assert "第 1 页: 错误" in said
    assert "段首缩进 10.1 mm，应为 11.1 mm（二字）（GB/T 9704-2012 §7.3.3，应当） [P15]" in said
    assert "1 个错误。" in said


def test_the_command_answers_in_json(drawn: Drawn, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = drawn("good.pdf"), drawn("bad.pdf", size_of_paper=(216, 279))
    assert run(["inspect", str(good), str(bad), "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["files"][0]["file"], answer["files"][0]["findings"]) == (str(good), [])
    first = next(finding for finding in answer["files"][1]["findings"] if finding["rule"] == "P01")
    assert first | {"place": None} == {
        "place": None,
        "rule": "P01",
        "severity": "error",
        "page": 1,
        "message": "纸张 216.0×279.0 mm，应为 210×297 mm",
        "clause": "GB/T 9704-2012 §5.1",
        "strength": "应当",
    }


def test_a_good_file_leaves_with_nought(drawn: Drawn, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(drawn()), "--layout", "简报"]) == 0
    assert "合版式" in capsys.readouterr().err


def test_the_command_line_is_refused_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", "/nowhere/1.pdf"]) == 2
    assert "文件 /nowhere/1.pdf 不存在" in capsys.readouterr().err
    assert run(["inspect"]) == 2


def test_the_help_waits_for_no_reader_of_pdf() -> None:
    code = "import sys; from bulletin_gen.cli import run; run(['inspect', '--help']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "验版" in done.stdout
    assert "pdfminer" not in done.stdout
    assert "pypdfium2" not in done.stdout


# ------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("colour", "red"),
    [
        ((1, 0.2, 0.2), True),
        ((0.75, 0, 0), True),
        ((0, 0.8, 0.8, 0), True),
        ((0, 0, 0), False),
        ((0, 0, 0, 1), False),
        ((1, 1, 1), False),
        ((0,), False),
        (None, False),
    ],
)
def test_red_is_known_in_every_colour_space(colour: tuple[float, ...] | None, *, red: bool) -> None:
    assert is_red(colour) is red


@pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.7\n%%EOF"])
def test_a_file_that_is_no_pdf_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    refused(path)


def test_the_beginning_of_a_file_is_refused_in_words(drawn: Drawn) -> None:
    path = drawn()
    path.write_bytes(path.read_bytes()[:4000])
    refused(path)


def refused(path: Path) -> None:
    """Check that a file is refused as an editor can understand."""
    with pytest.raises(BulletinError) as stopped:
        read(path)
    assert stopped.value.exit_code == ExitCode.CONTENT
    assert "PDF" in stopped.value.message


# ----------------------------------------------------------------------------------------- finished prints


def errors(folder: Path, layout: str) -> list[str]:
    """Return what the instrument calls an error in the prints of a built site."""
    paths = sorted(path for path in folder.rglob("*.pdf") if "files" not in path.parts)
    assert paths
    found = [(path, finding) for path in paths for finding in judge(read(path), LAYOUTS[layout])]
    return [f"{path}: {finding}" for path, finding in found if finding.severity == "error"]


def test_a_sample_of_the_repository_has_no_error(tmp_path: Path) -> None:
    root, site = Path(__file__).resolve().parents[2], tmp_path / "site"
    shutil.copytree(root / "bulletins" / "xian-kuaibao", site / "bulletins" / "xian-kuaibao")
    shutil.copy(root / "bulletin.yml", site)
    assert run(["build", str(site), "-o", str(tmp_path / "public"), "-j", "1"]) == 0
    assert errors(tmp_path / "public", "简报") == []


def test_real_bulletins_have_no_error(real_site: Path, tmp_path: Path) -> None:
    assert run(["build", str(real_site), "-o", str(tmp_path), "-j", "1"]) == 0
    assert errors(tmp_path / "luohe", "简报") == []
    assert errors(tmp_path / "shangjie", "简报") == []
    assert errors(tmp_path / "xuchang", "专版") == []
