"""Files that can't be read, and what is said of finished prints."""

from __future__ import annotations

import shutil
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


def test_the_command_line_is_refused_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", "/nowhere/1.pdf"]) == 2
    assert "文件 /nowhere/1.pdf 不存在" in capsys.readouterr().err
    assert run(["inspect"]) == 2


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


def test_no_sample_of_the_repository_has_an_error(tmp_path: Path) -> None:
    root, site = Path(__file__).resolve().parents[2], tmp_path / "site"
    shutil.copytree(root / "bulletins", site / "bulletins")
    shutil.copy(root / "bulletin.yml", site)
    # The internal edition holds every issue, and what heads can hold besides
    assert run(["build", str(site), "-o", str(tmp_path / "internal"), "--audience", "内部", "--drafts", "-j", "2"]) == 0
    for name in ("anquan-jianbao", "qu-xinxi", "xian-kuaibao"):
        assert errors(tmp_path / "internal" / name, "简报") == []
    assert errors(tmp_path / "internal" / "yingji-zhuanban", "专版") == []


def test_real_bulletins_have_no_error(real_site: Path, tmp_path: Path) -> None:
    assert run(["build", str(real_site), "-o", str(tmp_path), "-j", "1"]) == 0
    assert errors(tmp_path / "luohe", "简报") == []
    assert errors(tmp_path / "shangjie", "简报") == []
    assert errors(tmp_path / "xuchang", "专版") == []
