"""The recipes of docs/recipes: each step of each job is run here, in a clean copy of this repository.

What a platform's own actions do (check out, keep files from job to job) is done by a few lines of ours instead.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from msgspec import Struct

from bulletin_gen.cli import run
from bulletin_gen.cli.machine import font_folder
from bulletin_gen.model import Audience
from bulletin_gen.write.marker import MARKER, Marker, marker_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    Job = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
RECIPES = ROOT / "docs" / "recipes"
SOURCES = (
    *("src", "templates", "bulletins", "bulletin.yml"),
    *("build.py", "pyproject.toml", "requirements", "LICENSE", "README.md"),
)
GITHUB = ("github-actions.yml", "github-actions-parts.yml")
GITLAB = ("gitlab-ci.yml", "gitlab-ci-parts.yml")
ADDRESS = "https://example.org/bulletin"
TEXTS = re.compile(r"\.(?:atom|css|csv|html|js|json|svg|txt|xml)$")
OURS = ("public", "parts", "part-*", ".cache")


class Machine(Struct, frozen=True):
    """Where jobs run."""

    clone: Path
    """A clean copy of the repository."""
    tools: Path
    """Programs that are found before the machine's own: an apt-get that installs nothing."""
    store: Path
    """What jobs hand on."""

    def run(self, script: str, settings: dict[str, str], *shell: str) -> str:
        """Run a step as its platform does and return what it said."""
        path = f"{self.tools}{os.pathsep}{os.environ['PATH']}"  # noqa: TID251 - the programs of this machine
        environment = dict(os.environ) | settings | {"PATH": path, "PIP_NO_INDEX": "1"}  # noqa: TID251 - the same
        done = subprocess.run(
            [*shell, script],
            cwd=self.clone,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def clean(self) -> None:
        """Take away what a job made: the next one has a machine of its own."""
        for pattern in OURS:
            for path in self.clone.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def cache(self) -> None:
        """Bring the fonts, as the cache of an earlier run does."""
        fonts = self.clone / ".cache/share/bulletin/fonts"
        fonts.parent.mkdir(parents=True)
        fonts.symlink_to(font_folder())

    def keep(self, pattern: str) -> None:
        """Hand a job's files on, and nothing else of what it made."""
        kept = list(self.clone.glob(pattern))
        assert kept, pattern
        for path in kept:
            shutil.copy(path, self.store)
        self.clean()

    def bring(self) -> None:
        """Bring what earlier jobs handed on."""
        for path in self.store.iterdir():
            shutil.copy(path, self.clone)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine with a clean copy, whose .venv finds the packages of the lock that are installed here."""
    folder = tmp_path_factory.mktemp("machine")
    clone, tools = folder / "clone", folder / "tools"
    clone.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__", ".cache"))
        else:
            shutil.copy(ROOT / name, clone)
    install(clone)
    tools.mkdir()
    (tools / "apt-get").write_text("#!/bin/sh\n", encoding="utf-8")
    (tools / "apt-get").chmod(0o755)
    return Machine(clone, tools, folder / "store")


def install(clone: Path) -> None:
    """Make the .venv of a clone, which finds the packages of the lock where this process has them."""
    venv.create(clone / ".venv", symlinks=True)
    (own,) = (clone / ".venv").glob("lib/python*/site-packages")
    (own / "installed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    digest = hashlib.sha256((clone / "requirements/run.txt").read_bytes()).hexdigest()
    (clone / ".venv/bulletin.json").write_text(json.dumps({"root": str(clone), "run": digest}), encoding="utf-8")


@pytest.fixture
def fresh(machine: Machine) -> Machine:
    """Return the machine as it was before any job, and nothing handed on."""
    machine.clean()
    shutil.rmtree(machine.store, ignore_errors=True)
    machine.store.mkdir()
    return machine


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the public edition of this repository's bulletins, as one build makes it."""
    folder = tmp_path_factory.mktemp("edition") / "public"
    assert run(["build", str(ROOT), "-o", str(folder), "--no-cache"]) == 0
    return seen(folder)


def seen(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder but for hidden ones."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def recipe(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load((RECIPES / name).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


# --------------------------------------------------------------------------------------------- GitHub


def github_jobs(name: str) -> Iterator[tuple[Job, dict[str, str]]]:
    """Yield the jobs of a recipe that run in a container, in their order, each with what its expressions mean."""
    for job in recipe(name)["jobs"].values():
        parts = job.get("strategy", {}).get("matrix", {}).get("part", [0])
        for part in parts if "container" in job else ():
            yield (
                job,
                {
                    "github.sha": "0123abc",
                    "matrix.part": str(part),
                    "steps.pages.outputs.base_url": ADDRESS,
                    "strategy.job-total": str(len(parts)),
                },
            )


def run_github(machine: Machine, name: str) -> str:
    """Run the jobs of a recipe; return what its steps said."""
    said = []
    for job, meanings in github_jobs(name):
        for written in job["steps"]:
            step = meant(written, meanings)
            match step.get("uses", "").partition("@")[0]:
                case "":
                    said.append(machine.run(step["run"], step.get("env", {}), "sh", "-e", "-c"))
                case "actions/cache" | "actions/cache/restore":
                    machine.cache()
                case "actions/upload-artifact":
                    machine.keep(step["with"]["path"])
                case "actions/download-artifact":
                    machine.bring()
                case used:
                    assert used in {"actions/checkout", "actions/configure-pages", "actions/upload-pages-artifact"}
    return "".join(said)


def meant(value: Any, meanings: dict[str, str]) -> Any:  # noqa: ANN401 - any piece of a recipe
    """Return a piece of a recipe with the meanings of its expressions in their places."""
    match value:
        case dict():
            return {key: meant(one, meanings) for key, one in value.items()}
        case str():
            return re.sub(r"\$\{\{ *([^ }]+) *\}\}", lambda found: meanings[found[1]], value)
    return value


@pytest.mark.parametrize("name", GITHUB)
def test_a_recipe_for_github_makes_the_public_edition(fresh: Machine, edition: dict[str, bytes], name: str) -> None:
    said = run_github(fresh, name)
    assert seen(fresh.clone / "public") == edition
    assert "::warning" not in said


def test_github_is_told_of_an_address_that_is_not_that_of_the_site(fresh: Machine) -> None:
    (fresh.clone / "public").mkdir()
    (fresh.clone / "public/robots.txt").write_text("Sitemap: https://example.org/sitemap.xml\n", encoding="utf-8")
    (step,) = (one for one in recipe(GITHUB[0])["jobs"]["build"]["steps"] if "ADDRESS" in one.get("env", {}))
    said = fresh.run(step["run"], {"ADDRESS": ADDRESS}, "sh", "-e", "-c")
    assert said.startswith("::warning file=bulletin.yml::")
    assert f"{ADDRESS}/，" in said


@pytest.mark.parametrize("name", GITHUB)
def test_github_s_actions_are_its_own_and_pinned(name: str) -> None:
    used = re.findall(r"uses: *(\S+)", (RECIPES / name).read_text(encoding="utf-8"))
    assert len(used) > 4
    assert [action for action in used if not re.fullmatch(r"actions/[a-z/-]+@v\d+", action)] == []


@pytest.mark.parametrize("name", GITHUB)
def test_only_the_job_that_publishes_on_github_may_write(name: str) -> None:
    jobs = recipe(name)
    assert set(jobs["permissions"].values()) == {"read"}
    assert {key for key, job in jobs["jobs"].items() if "permissions" in job} == {"deploy"}


@pytest.mark.parametrize("name", GITHUB)
def test_no_older_run_on_github_publishes_after_a_newer_one(name: str) -> None:
    turns = recipe(name)["concurrency"]
    assert "github.ref" in turns["group"]
    assert "sha" not in turns["group"]


# --------------------------------------------------------------------------------------------- GitLab


def gitlab_job(name: str, key: str) -> Job:
    """Return a job of a recipe with what it extends."""
    jobs = recipe(name)
    job: Job = jobs[key]
    return dict(jobs[job["extends"]]) | job


def run_gitlab(machine: Machine, name: str, *keys: str) -> str:
    """Run jobs of a recipe, each as often as it says; return what they said."""
    said = []
    for job in (gitlab_job(name, key) for key in keys):
        count = job.get("parallel", 1)
        for index in range(1, count + 1):
            machine.clean()
            machine.cache()
            if "needs" in job:
                machine.bring()
            settings = {"CI_NODE_INDEX": str(index), "CI_NODE_TOTAL": str(count), "CI_PAGES_URL": ADDRESS}
            lines = "\n".join([*job["before_script"], *job["script"]])
            said.append(machine.run(lines, settings, "bash", "-eo", "pipefail", "-c"))
            if count > 1:
                machine.keep(job["artifacts"]["paths"][0])
    return "".join(said)


@pytest.mark.parametrize(
    ("name", "keys"), [(GITLAB[0], ("check",)), (GITLAB[0], ("pages",)), (GITLAB[1], ("part", "pages"))]
)
def test_a_recipe_for_gitlab_makes_the_public_edition(
    fresh: Machine, edition: dict[str, bytes], name: str, keys: tuple[str, ...]
) -> None:
    said = run_gitlab(fresh, name, *keys)
    made = seen(fresh.clone / "public")
    packed = {path: made.pop(path) for path in list(made) if path.endswith(".gz")}
    assert made == edition
    assert "注意" not in said
    assert {path: gzip.decompress(content) for path, content in packed.items()} == {
        f"{path}.gz": content for path, content in edition.items() if TEXTS.search(path) and keys != ("check",)
    }


def test_gitlab_is_told_of_an_address_that_is_not_that_of_the_site(fresh: Machine) -> None:
    (fresh.clone / "public").mkdir()
    (fresh.clone / "public/robots.txt").write_text("Sitemap: https://example.org/sitemap.xml\n", encoding="utf-8")
    (line,) = (line for line in gitlab_job(GITLAB[0], "pages")["script"] if "robots.txt" in line)
    assert f"{ADDRESS}/，" in fresh.run(line, {"CI_PAGES_URL": ADDRESS}, "bash", "-eo", "pipefail", "-c")


@pytest.mark.parametrize("name", GITLAB)
def test_gitlab_does_not_publish_the_marker(name: str) -> None:
    assert gitlab_job(name, "pages")["artifacts"] == {"paths": ["public"], "exclude": [f"public/{MARKER}"]}


@pytest.mark.parametrize(("name", "keys"), [(GITLAB[0], ("check", "pages")), (GITLAB[1], ("part", "pages"))])
def test_a_newer_push_to_gitlab_ends_what_an_older_one_began(name: str, keys: tuple[str, ...]) -> None:
    assert [gitlab_job(name, key)["interruptible"] for key in keys] == [True] * len(keys)


# --------------------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize("name", GITHUB + GITLAB)
def test_a_recipe_is_what_its_platform_reads(name: str) -> None:
    schema = ["vendor.github-workflows"] if name in GITHUB else ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, str(RECIPES / name)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", GITHUB + GITLAB)
def test_a_recipe_builds_strictly_and_keeps_what_need_not_be_made_again(name: str) -> None:
    text = (RECIPES / name).read_text(encoding="utf-8")
    assert [line for line in text.split("\n") if "build.py build" in line and "--strict" not in line] == []
    assert text.count(".cache") > text.count("PIP_CACHE_DIR") * 2
    assert re.findall(r"secrets\.|password|--audience|--drafts", text) == []


# --------------------------------------------------------------------------------------------- replace.sh


def replace(new: Path, served: Path) -> subprocess.CompletedProcess[str]:
    command = [RECIPES / "replace.sh", new, served.parent.parent / "releases", served]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def edition_of(folder: Path, text: str, audience: str = "public") -> Path:
    """Make an edition of one page, readable for its owner alone."""
    (folder / "shifan").mkdir(parents=True, mode=0o700)
    (folder / "shifan/index.html").write_text(text, encoding="utf-8")
    (folder / "shifan/index.html").chmod(0o600)
    (folder / MARKER).write_bytes(marker_bytes(Marker(Audience(audience))))
    return folder


def test_an_edition_is_replaced_in_one_step_and_can_be_read_by_all(tmp_path: Path) -> None:
    served = tmp_path / "www/jianbao"
    served.parent.mkdir()
    for text in ("一", "二"):
        done = replace(edition_of(tmp_path / text, text), served)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")
        page = served / "shifan/index.html"
        assert page.read_text(encoding="utf-8") == text
        assert [stat.S_IMODE(path.stat().st_mode) for path in (served, page.parent, page)] == [0o755, 0o755, 0o644]
    assert served.is_symlink()
    assert [path.name for path in served.parent.iterdir()] == ["jianbao"]


def test_the_last_three_editions_stay_and_nothing_else_is_removed(tmp_path: Path) -> None:
    served = tmp_path / "www/jianbao"
    served.parent.mkdir()
    (tmp_path / "releases/另有用处").mkdir(parents=True)
    for day in range(1, 5):
        (tmp_path / f"releases/release-2024010{day}-000000-aaaaaa").mkdir()
    assert replace(edition_of(tmp_path / "新", "新"), served).returncode == 0
    left = sorted(path.name for path in (tmp_path / "releases").iterdir())
    assert left[:2] == ["release-20240103-000000-aaaaaa", "release-20240104-000000-aaaaaa"]
    assert left[2:] == [served.resolve().name, "另有用处"]


@pytest.mark.parametrize("audience", ["internal", None])
def test_what_is_no_public_edition_is_not_put_in_place(tmp_path: Path, audience: str | None) -> None:
    served = tmp_path / "www/jianbao"
    served.parent.mkdir()
    new = edition_of(tmp_path / "新", "新", audience or "public")
    if audience is None:
        (new / MARKER).unlink()
    done = replace(new, served)
    assert done.returncode == 1
    assert "不是公开版" in done.stderr
    assert not served.exists()


def test_a_folder_that_is_no_link_is_not_replaced(tmp_path: Path) -> None:
    served = tmp_path / "www/jianbao"
    served.mkdir(parents=True)
    done = replace(edition_of(tmp_path / "新", "新"), served)
    assert done.returncode == 1
    assert "请先把它移走" in done.stderr
    assert not (tmp_path / "releases").exists()
