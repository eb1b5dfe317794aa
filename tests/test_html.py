"""Every page of a site by html-validate's recommended rules, none of them off. Looks at no style."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bulletin_gen.cli import run

ROOT = Path(__file__).resolve().parents[1]
CHECKER = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
CASES = ROOT / "tests" / "cases"


def check(folder: Path) -> str:
    """Return what html-validate says of all pages in a folder; nothing where they are right."""
    pages = sorted(map(str, folder.rglob("*.html")))
    assert len(pages) > 5
    command = [str(shutil.which("node")), str(CHECKER), "--config", str(ROOT / ".htmlvalidate.json"), *pages]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    return done.stdout + done.stderr


@pytest.mark.parametrize("edition", ["public", "internal"])
@pytest.mark.parametrize("site", ["site", "ugly"])
def test_every_page_and_fragment_is_right(site: str, edition: str, tmp_path: Path) -> None:
    assert run(["build", str(CASES / site), "-o", str(tmp_path / "out"), "--no-pdf", "--audience", edition]) == 0
    assert check(tmp_path / "out") == ""


def test_a_page_that_is_not_right_is_told(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.html").write_text("<!DOCTYPE html><p><div></p>", encoding="utf-8")
    assert "no-implicit-close" in check(tmp_path)
