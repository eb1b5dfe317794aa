"""The wheel alone builds a site anywhere on the disk: its templates come with it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Files = dict[str, str | bytes]

ROOT = Path(__file__).resolve().parents[1]
ISSUE = "---\n期号: 1\n日期: 2023-03-01\n---\n\n# 检查情况\n\n情况平稳。（示例县应急局）\n"


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    settings = dict(os.environ) | environment  # noqa: TID251 - the fonts are found by it
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=settings, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this repository, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    quiet = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", *quiet, "-w", folder, ROOT, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_every_template_and_nothing_of_the_repository(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert {f"bulletin_gen/{name}" for name in templates} == {
        n for n in names if n.startswith("bulletin_gen/templates/")
    }
    modules = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")}
    assert modules <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"bulletin_gen"}


def test_the_installed_wheel_builds_a_site_elsewhere(
    wheel: Path, site: Callable[[Files], Path], tmp_path: Path
) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = ("--python", python, "install", "--no-deps", "--no-index", "--disable-pip-version-check", wheel)
    run(sys.executable, "-m", "pip", *install, cwd=tmp_path)
    packages = next(home.glob("lib/*/site-packages"))
    lend_dependencies(packages, wheel)
    where = run(python, "-c", "import bulletin_gen; print(bulletin_gen.__file__)", cwd=tmp_path).strip()
    assert Path(where).is_relative_to(packages)
    folder = site({"bulletins/shifan/2023/1.md": ISSUE})
    run(home / "bin" / "bulletin", "build", folder, "-j", "2", cwd=tmp_path, PYTHONPATH="")
    assert (folder / "public/shifan/2023/1/index.html").is_file()
    assert (folder / "public/shifan/2023/1/shifan-2023-001.pdf").read_bytes().startswith(b"%PDF")


def lend_dependencies(packages: Path, wheel: Path) -> None:
    """Let an environment use what this one has, without the package itself: nothing is fetched for a test."""
    own = Path(pytest.__file__).resolve().parents[1]
    with zipfile.ZipFile(wheel) as archive:
        mine = {name.split("/")[0] for name in archive.namelist()}
    for path in own.iterdir():
        lent = packages / path.name
        if path.suffix != ".pth" and "bulletin_gen" not in path.name and path.name not in mine and not lent.exists():
            lent.symlink_to(path)
