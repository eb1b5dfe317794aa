"""build.py: what a machine needs, what is said to one that has too little, and that nothing is done twice."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement

from bulletin_gen.fonts.install import FANDOL

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "build.py"
LOCKS = ROOT / "requirements"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return build.py as a module."""
    spec = spec_from_file_location("build_script", SCRIPT)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --------------------------------------------------------------------------------------------- the script itself


def test_it_parses_as_python_3_6_and_needs_the_standard_library_alone() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


@pytest.mark.parametrize(
    "newer", ["capture_output", "text=True", "removeprefix", "removesuffix", "cached_property", ":="]
)
def test_it_calls_nothing_that_python_3_6_lacks(newer: str) -> None:
    assert newer not in SCRIPT.read_text(encoding="utf-8")


def test_it_names_the_faces_that_the_command_installs(script: ModuleType) -> None:
    assert sorted(script.FANDOL) == sorted(FANDOL)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([], ("build", None, [])),
        (["build", "--no-pdf", "-j", "2"], ("build", None, ["--no-pdf", "-j", "2"])),
        (["--fonts", "/字体"], ("build", "/字体", ["--fonts", "/字体"])),
        (["build", "--strict", "--fonts=字体"], ("build", str(ROOT / "字体"), ["--strict", "--fonts=字体"])),
        (["merge", "public", "part-1"], ("merge", None, ["public", "part-1"])),
        (["test", "-k", "fonts"], ("test", None, ["-k", "fonts"])),
        (["--help"], ("help", None, [])),
    ],
)
def test_the_words_after_the_verb_are_passed_through(
    script: ModuleType, typed: list[str], meant: tuple[str, str | None, list[str]]
) -> None:
    assert script.read_arguments(typed) == meant


def test_a_word_that_it_does_not_know_is_a_fault_of_usage() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "biuld"], capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert "“biuld”" in done.stdout
    assert "用法" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "gb18030", "utf-8"])
def test_its_help_can_be_read_whatever_the_terminal_s_encoding(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, "--help"], capture_output=True, check=True, env={"PYTHONIOENCODING": encoding}
    )
    assert "python3 build.py test" in done.stdout.decode("utf-8" if encoding == "ascii" else encoding)


# --------------------------------------------------------------------------------------------- machines too old


def release(system: str, version: str = "", name: str = "示例系统") -> dict[str, str]:
    """Return what a system says of itself in /etc/os-release."""
    return {"ID": system, "VERSION_ID": version, "PRETTY_NAME": name}


@pytest.mark.parametrize(
    ("version", "system", "words"),
    [
        (
            (3, 7),
            release("uos", "20", "UnionTech OS Desktop 20"),
            ["UnionTech OS Desktop 20", "3.7", "UOS 20", "debian:13"],
        ),
        ((3, 8), release("kylin", "V10", "Kylin V10 SP1"), ["Kylin V10 SP1", "麒麟 V10", "docker run"]),
        ((3, 10), release("ubuntu", "22.04"), ["apt-get install -y python3.11 python3.11-venv", "python3.11 build.py"]),
        ((3, 8), release("ubuntu", "20.04"), ["Python 3.11", "debian:13"]),
        ((3, 9), release("debian", "11"), ["Debian 升级到 12 或 13"]),
        ((3, 6), release(""), ["3.6", "Python 3.11"]),
    ],
)
def test_an_old_python_is_told_the_way_out_of_its_system(
    script: ModuleType, version: tuple[int, int], system: dict[str, str], words: list[str]
) -> None:
    with pytest.raises(script.Stop) as stopped:
        script.refuse_old_python(version, system, [])
    assert [word for word in [*words, "Python 太旧"] if word not in str(stopped.value)] == []


def test_an_old_python_beside_a_new_one_is_told_of_that(script: ModuleType) -> None:
    with pytest.raises(script.Stop, match=r"/opt/bin/python3\.13 build\.py"):
        script.refuse_old_python((3, 7), release("uos"), ["/opt/bin/python3.13", "/opt/bin/python3.11"])


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_python_that_is_new_enough_is_not_refused(script: ModuleType, version: tuple[int, int]) -> None:
    script.refuse_old_python(version, release("debian"), [])


def test_an_old_pango_is_told_the_way_out(script: ModuleType) -> None:
    with pytest.raises(script.Stop, match=r"Pango 太旧：这里是 1\.42(.|\n)*debian:13"):
        script.refuse_old_pango((1, 42), release("uos", "20"))
    script.refuse_old_pango((1, 44), release("debian"))
    script.refuse_old_pango(script.pango_version(), release("debian"))


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ('ID="uos"\nPRETTY_NAME="UOS 20"\nVERSION_ID=20\n', ("uos", "UOS 20")),
        ("# nothing\n\nID=debian\n", ("debian", sys.platform)),
        ("", ("", sys.platform)),
    ],
)
def test_a_system_is_known_by_its_os_release(
    script: ModuleType, tmp_path: Path, text: str, system: tuple[str, str]
) -> None:
    (tmp_path / "os-release").write_text(text)
    found = script.os_release(str(tmp_path / "os-release"))
    assert (found["ID"], found["PRETTY_NAME"]) == system
    assert script.os_release(str(tmp_path / "none"))["ID"] == ""


# --------------------------------------------------------------------------------------------- rights, fonts, browsers


@pytest.mark.parametrize(
    ("user", "sudo", "rights"), [(0, None, []), (0, "/usr/bin/sudo", []), (1, "/usr/bin/sudo", ["sudo"])]
)
def test_sudo_is_used_only_by_who_is_not_root(
    script: ModuleType, user: int, sudo: str | None, rights: list[str]
) -> None:
    assert script.privilege(user, sudo) == rights
    assert script.privilege(1, None) is None


def fonts_folder(script: ModuleType, **variables: str) -> tuple[str, dict[str, str]]:
    """Return where the fonts go with these variables, and what the command is told besides."""
    folder, environment = script.fonts_folder(variables)
    return folder, {name: value for name, value in environment.items() if name not in variables}


def test_the_fonts_go_into_the_user_s_data_folder(script: ModuleType, tmp_path: Path) -> None:
    home, data = str(tmp_path), str(tmp_path / "数据")
    assert fonts_folder(script, HOME=home) == (f"{home}/.local/share/bulletin/fonts", {})
    assert fonts_folder(script, HOME=home, XDG_DATA_HOME=data) == (f"{data}/bulletin/fonts", {})
    assert fonts_folder(script, HOME=home, XDG_DATA_HOME="relative") == (f"{home}/.local/share/bulletin/fonts", {})


@pytest.mark.parametrize("home", ["", ".", "/nonexistent"])
def test_where_the_home_is_no_place_to_write_the_fonts_go_beside_the_packages(script: ModuleType, home: str) -> None:
    folder, told = fonts_folder(script, HOME=home)
    assert folder == str(ROOT / ".venv" / "share" / "bulletin" / "fonts")
    assert told == {"XDG_DATA_HOME": str(ROOT / ".venv" / "share")}


def program(path: Path, *lines: str) -> Path:
    """Write a shell script that stands for a program of the system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def test_a_browser_that_only_asks_for_a_snap_is_none(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "chromium-browser", "echo requires the chromium snap to be installed >&2", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert script.find_browser({}) is None
    works = program(tmp_path / "google-chrome", "echo Google Chrome 150")
    assert script.find_browser({}) == str(works)
    named = program(tmp_path / "elsewhere" / "chrome", "echo Chromium 150")
    assert script.find_browser({"CHROMIUM": str(named)}) == str(named)
    assert script.find_browser({"CHROMIUM": str(tmp_path / "gone")}) == str(works)


# --------------------------------------------------------------------------------------------- whole runs


STUB_BACKEND = '''
"""Builds an editable package without any other: a command that tells how it was called."""
import zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    info = "stub-1.dist-info/"
    files = {
        "stub.py": "import os, sys\\ndef main():\\n    print('called with', *sys.argv[1:], 'in', os.getcwd())\\n",
        info + "METADATA": "Metadata-Version: 2.1\\nName: stub\\nVersion: 1\\n",
        info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: stub\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        info + "entry_points.txt": "[console_scripts]\\nbulletin = stub:main\\n",
    }
    files[info + "RECORD"] = "".join(name + ",,\\n" for name in files)
    with zipfile.ZipFile(wheel_directory + "/stub-1-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "stub-1-py3-none-any.whl"

build_wheel = build_editable
'''
STUB_PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "stub"
version = "1"
"""


class Clone:
    """A repository that holds build.py and, in our package's place, one that needs no network."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root.parent / "home"
        self.home.mkdir()
        (root / "requirements").mkdir(parents=True)
        shutil.copy(SCRIPT, root)
        (root / "backend.py").write_text(STUB_BACKEND)
        (root / "pyproject.toml").write_text(STUB_PROJECT)
        for lock in ("run", "test"):
            (root / "requirements" / f"{lock}.txt").write_text("# nothing\n")
        for file in ("package.json", "package-lock.json"):
            (root / file).write_text('{"name": "clone", "lockfileVersion": 3, "packages": {"": {"name": "clone"}}}')

    def run(self, *words: str, **variables: str) -> tuple[int, list[str]]:
        """Run build.py in a bare environment; return its exit code and what it printed."""
        environment = {"PATH": os.defpath, "HOME": str(self.home)} | variables
        command = [sys.executable, str(self.root / "build.py"), *words]
        done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", env=environment)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout.splitlines()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Return a clean clone beside an empty home."""
    return Clone(tmp_path / "clone")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Return a clone that build.py ran in. Making a .venv takes seconds, so tests share it and leave it in order."""
    clone = Clone(tmp_path_factory.mktemp("used") / "clone")
    assert steps(clone.run()[1]) == ["建立", "安装", "安装", "called", "called"]
    return clone


def steps(lines: list[str]) -> list[str]:
    """Return the first word of every line, which tells what was done."""
    return [re.split("[ ：]", line)[0] for line in lines]


def test_a_second_run_sets_up_nothing_and_passes_its_words_on(used: Clone) -> None:
    code, lines = used.run("build", "--no-pdf", "--fonts", "字体")
    assert code == 0
    assert lines == [
        f"called with fonts --install --fonts {used.root}/字体 in {used.root}",
        f"called with build --no-pdf --fonts 字体 in {used.root}",
    ]


def test_fonts_are_asked_of_the_command_until_they_are_there(used: Clone) -> None:
    fonts = used.home / ".local" / "share" / "bulletin" / "fonts"
    assert f"called with fonts --install --fonts {fonts} in {used.root}" in used.run()[1]
    fonts.mkdir(parents=True)
    for name in FANDOL:
        (fonts / name).touch()
    assert used.run()[1] == [f"called with build in {used.root}"]
    shutil.rmtree(fonts)


def test_a_changed_lock_is_installed_and_a_changed_project_too(used: Clone) -> None:
    (used.root / "requirements" / "run.txt").write_text("# other\n")
    assert steps(used.run()[1])[:2] == ["安装", "安装"]
    (used.root / "pyproject.toml").write_text(STUB_PROJECT + "# other\n")
    assert steps(used.run()[1])[:2] == ["安装", "called"]


def test_our_modules_are_compiled_whether_or_not_python_may_keep_them(used: Clone) -> None:
    module = used.root / "src/bulletin_gen/module.py"
    module.parent.mkdir(parents=True)
    module.write_text("changed = 1\n")
    assert used.run(PYTHONDONTWRITEBYTECODE="1")[0] == 0
    assert len(list(module.parent.glob("__pycache__/module.*.pyc"))) == 1
    shutil.rmtree(used.root / "src")


def moved(clone: Clone) -> None:
    clone.root = clone.root.rename(clone.root.with_name("elsewhere"))


def without_pip(clone: Clone) -> None:
    shutil.rmtree(clone.root / ".venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", clone.root / ".venv"], check=True)


def of_another_python(clone: Clone) -> None:
    (clone.root / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.2.1\n")


def without_interpreter(clone: Clone) -> None:
    for path in (clone.root / ".venv" / "bin").glob("python*"):
        path.unlink()


def with_an_unreadable_stamp(clone: Clone) -> None:
    (clone.root / ".venv" / "bulletin.json").write_text("{")


@pytest.mark.parametrize("harm", [moved, without_pip, of_another_python, without_interpreter, with_an_unreadable_stamp])
def test_a_venv_that_is_not_as_it_should_be_is_put_right(used: Clone, harm: Callable[[Clone], None]) -> None:
    harm(used)
    code, lines = used.run()
    assert (code, lines[-1]) == (0, f"called with build in {used.root}")
    assert steps(used.run()[1]) == ["called", "called"]


def test_a_package_that_cannot_be_had_stops_the_run(used: Clone) -> None:
    lock = used.root / "requirements" / "run.txt"
    before = lock.read_text()
    lock.write_text("nowhere==1 --hash=sha256:" + "0" * 64 + "\n")
    code, lines = used.run(PIP_NO_INDEX="1")
    lock.write_text(before)
    assert code == 3
    assert "pip 没有装上" in lines[-1]


CHECKERS = ("ruff", "mypy", "lint-imports", "pytest")


def test_all_checks_run_even_when_the_first_fails_and_pytest_comes_last(used: Clone, tmp_path: Path) -> None:
    for name in CHECKERS:
        program(used.root / ".venv" / "bin" / name, f'echo "{name} ran: $@"', f"[ {name} != ruff ]")
    browser = program(tmp_path / "chrome", "echo Chromium")
    code, lines = used.run("test", "-k", "fonts", CHROMIUM=str(browser))
    ran = [line for line in lines if " ran: " in line]
    assert code == 1
    assert [line.split()[0] for line in ran] == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
    assert ran[-1] == "pytest ran: -n auto -k fonts"
    assert lines[-1] == "没有通过：ruff、ruff"
    assert "网页检查工具" in "".join(lines)
    assert "网页检查工具" not in "".join(used.run("test", CHROMIUM=str(browser))[1])


def test_checks_that_all_pass_end_with_pytest_s_own_line(used: Clone, tmp_path: Path) -> None:
    for name in CHECKERS:
        program(used.root / ".venv" / "bin" / name, f"echo {name} ran")
    browser = program(tmp_path / "chrome", "echo Chromium")
    code, lines = used.run("test", CHROMIUM=str(browser))
    assert (code, lines[-1]) == (0, "pytest ran")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return a folder of programs to be the whole path of a machine: none of those that we need is among them."""
    folder = tmp_path / "bare"
    folder.mkdir()
    for name in ("env", "sh"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def test_without_apt_it_names_what_to_install_and_where_the_fonts_go(clone: Clone, bare: Path) -> None:
    code, lines = clone.run("test", PATH=str(bare))
    said = "\n".join(lines)
    assert code == 3
    for word in ("没有 apt-get", "Noto Serif CJK SC", "pdftoppm", *FANDOL, f"{clone.home}/.local/share/bulletin/fonts"):
        assert word in said
    assert not (clone.root / ".venv").exists()


def test_system_packages_are_asked_for_once_by_name_and_without_questions(clone: Clone, bare: Path) -> None:
    log = bare.parent / "log"
    program(bare / "apt-get", f'echo "$DEBIAN_FRONTEND $@" >>{log}')
    program(bare / "sudo", 'exec "$@"')
    code, lines = clone.run(PATH=str(bare))
    asked = log.read_text().splitlines()
    assert asked[0].startswith("noninteractive -qq update")
    assert asked[1].startswith("noninteractive install -y --no-install-recommends fontconfig fonts-noto-cjk")
    assert len(asked) == 2
    assert lines[0] == "安装系统软件包：fontconfig fonts-noto-cjk"
    assert (code, lines[1][:9]) == (3, "装过以后仍然缺少：")


def test_what_apt_complains_of_is_shown_with_the_command_to_run(clone: Clone, bare: Path) -> None:
    program(bare / "apt-get", 'echo "E: Unable to locate package"', "exit 100")
    program(bare / "sudo", 'exec "$@"')
    code, lines = clone.run(PATH=str(bare))
    assert code == 3
    assert "E: Unable to locate package" in lines
    assert lines[-1].endswith("apt-get install -y --no-install-recommends fontconfig fonts-noto-cjk")


# --------------------------------------------------------------------------------------------- the locks


def locked(name: str) -> dict[str, str]:
    """Return the packages of a lock with their versions."""
    text = (LOCKS / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", text, re.MULTILINE))


def project() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def check_locked(wanted: list[str], name: str) -> None:
    """Check that a lock holds what is wanted, in versions that are allowed."""
    lock = locked(name)
    requirements = [Requirement(text) for text in wanted]
    missing = [need.name for need in requirements if need.name not in lock]
    assert missing == []
    assert [need.name for need in requirements if not need.specifier.contains(lock[need.name])] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    stated = project()
    runtime = [*stated["project"]["dependencies"], *stated["build-system"]["requires"], "editables"]
    check_locked(runtime, "run.txt")
    check_locked(runtime + stated["dependency-groups"]["test"], "test.txt")


def test_the_lock_of_the_tests_holds_the_other_whole() -> None:
    assert locked("run.txt").items() <= locked("test.txt").items()


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_a_lock_has_a_digest_for_every_package_and_names_no_host(name: str) -> None:
    text = (LOCKS / name).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert len(packages) == len(locked(name))
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert re.findall(r"://|--index|--extra|--find|\.org|\.cn", text) == []


def test_the_pages_checkers_are_locked_by_digest_in_exact_versions_and_name_no_host() -> None:
    stated = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock[""]["devDependencies"] == stated
    packages = {path: package for path, package in lock.items() if path}
    assert {name: packages[f"node_modules/{name}"]["version"] for name in stated} == stated
    assert [path for path, package in packages.items() if "sha512-" not in package["integrity"]] == []
    assert [path for path, package in packages.items() if "resolved" in package] == []
