"""The plan of the house holds: rooms, sizes, values, and what each room may touch."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "bulletin_gen"
MODULES = sorted(PACKAGE.rglob("*.py"))
BIN = Path(sys.executable).parent

THIRD_PARTIES = {
    "click": {"cli"},
    "rich": {"cli"},
    "jinja2": {"templating", "render", "typeset"},
    "markupsafe": {"render", "templating", "typeset"},
    "weasyprint": {"typeset", "inspect"},  # there only for the list behind a marked copy
    "cffi": {"typeset"},  # there only to parse what the engine declares, once for each version of it
    "isal": {"typeset"},
    "pydyf": {"typeset"},
    "fontTools": {"fonts", "typeset", "inspect"},
    "PIL": {"pictures", "inspect"},
    "pypdfium2": {"inspect"},
    "pdfminer": {"inspect"},
    "pikepdf": {"extract", "inspect"},
    "numpy": {"search"},
    "rcssmin": {"render"},
    "rjsmin": {"render"},
    "yaml": {"parse"},
    "markdown": {"parse"},
    "fsspec": {"cache"},
    "distributed": {"workers"},
}
"""Which rooms may use which package: a new use is a decision, and goes here."""


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def functions() -> list[tuple[str, int]]:
    """Return name and length of every function of the package."""
    return [
        (f"{path.relative_to(PACKAGE)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def imports_of(path: Path) -> set[str]:
    """Return the top packages that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def run(*command: str) -> str:
    """Return what a checker complained of, or nothing."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize(
    "command",
    [
        ["lint-imports", "--no-cache"],
        ["ruff", "check"],
        ["ruff", "format", "--check", "--exclude", "tests/cases", "src", "tests", "benchmarks"],
        ["mypy"],
    ],
    ids=" ".join,
)
def test_the_checkers_have_nothing_to_say(command: list[str]) -> None:
    assert run(str(BIN / command[0]), *command[1:]) == ""


def test_the_contract_names_every_room() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (contract,) = settings["contracts"]
    assert contract["type"] == "layers"
    assert contract["exhaustive"] is True
    named = {room for row in contract["layers"] for room in row.split(" | ")}
    assert named == {room_of(path) for path in MODULES} - {"__init__"}


def test_no_module_is_long() -> None:
    lengths = {str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}
    assert statistics.median(lengths.values()) <= 150


def test_functions_are_short() -> None:
    lengths = functions()
    assert [name for name, length in lengths if length > 60] == []
    assert statistics.median(length for _, length in lengths) <= 10


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path) for path in MODULES if len(ast.get_docstring(tree_of(path)) or "") < 40] == []


def test_every_data_type_is_a_frozen_struct() -> None:
    classes = [
        (f"{path}:{node.lineno}", node)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    ]
    options = {
        place: {f"{keyword.arg}={ast.unparse(keyword.value)}" for keyword in node.keywords}
        for place, node in classes
        if {"Struct", "Located"} & {ast.unparse(base) for base in node.bases}
    }
    assert len(options) > 200
    assert [place for place, given in options.items() if "frozen=True" not in given] == []
    assert [place for place, node in classes if "dataclass" in "".join(map(ast.unparse, node.decorator_list))] == []


def test_nothing_catches_everything_and_lives() -> None:
    found = []
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler):
                kind = ast.unparse(node.type) if node.type else ""
                if kind in {"", "Exception"} or (kind == "BaseException" and not isinstance(node.body[-1], ast.Raise)):
                    found.append(f"{path}:{node.lineno}")
    assert found == []


def test_every_exception_from_the_rules_has_its_reason() -> None:
    bare = re.compile(r"#\s*noqa(?!: [A-Z0-9, ]+\s+(-|#) \S)|#\s*type:\s*ignore(?!\[[a-z-, ]+\]\s+(-|#) \S)")
    paths = [*MODULES, *sorted((ROOT / "tests").glob("*.py"))]
    lines = [
        (path, number, line) for path in paths for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
    ]
    assert [f"{path}:{number}" for path, number, line in lines if bare.search(line) and path != Path(__file__)] == []


def test_only_the_command_line_asks_for_clock_environment_or_chance() -> None:
    asked = {"environ", "environb", "getenv", "now", "today", "utcnow", "monotonic", "perf_counter", "time_ns"}
    found = []
    for path in MODULES:
        if room_of(path) == "cli":
            continue
        found += [f"{path}: {name}" for name in imports_of(path) & {"random", "secrets", "uuid", "locale", "time"}]
        found += [
            f"{path}:{node.lineno}"
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Attribute) and node.attr in asked
        ]
    assert found == []


def test_only_the_command_line_prints() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "sys.stdout.write", "sys.stderr.write"}
    ]
    assert found == []


def test_each_third_party_stays_in_its_rooms() -> None:
    standard = sys.stdlib_module_names | {"bulletin_gen", "msgspec"}  # of which every value is made
    used = {(name, room_of(path)) for path in MODULES for name in imports_of(path) - standard}
    assert {(name, room) for name, room in used if room not in THIRD_PARTIES.get(name, set())} == set()


def test_the_plan_is_one_page_and_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert len(text.splitlines()) <= 200
    rooms = {room_of(path) for path in MODULES} - {"__init__"}
    assert {room for room in rooms if f"`{room}`" not in text} == set()
    named = set(re.findall(r"`([a-z]+(?:/[a-z_]+)*(?:/|\.py))`", text))
    assert {
        name for name in named if not any((top / name).exists() for top in (PACKAGE, ROOT, PACKAGE.parent))
    } == set()
