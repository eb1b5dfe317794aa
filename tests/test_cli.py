"""What the command says and answers: Chinese for people, one JSON object for programs, and always an exit code."""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click.core
import click.exceptions
import click.formatting
import click.parser
import click.types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bulletin_gen.cli import run
from bulletin_gen.cli.cells import excerpt, width
from bulletin_gen.cli.chinese import TEXTS
from bulletin_gen.cli.faults import tell_faults
from bulletin_gen.cli.machine import font_folder
from bulletin_gen.cli.screen import Screen
from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    Files = dict[str, str | bytes]

ROOT = Path(__file__).resolve().parents[1]
BULLETIN = Path(sys.executable).with_name("bulletin")
NARROW = Screen(terminal=False, colour=False, columns=44)
WIDE = Screen(terminal=False, colour=False, columns=100)


def bulletin(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a bare environment and a locale that is not Chinese."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(cwd or "/nowhere"), "LANG": "C.UTF-8"} | environment
    return subprocess.run([BULLETIN, *arguments], cwd=cwd, env=bare, capture_output=True, encoding="utf-8", check=False)


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the one JSON object on standard output; nothing else may be there."""
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    assert {"written", "kept", "removed", "seconds", "diagnostics"} <= found.keys()
    return found


# ---------------------------------------------------------------------------------------------- the command line


@pytest.mark.parametrize("command", [["--help"], ["build", "--help"], ["fonts", "-h"]])
def test_the_help_is_chinese(command: list[str]) -> None:
    done = bulletin(*command)
    assert done.returncode == 0
    assert "显示本说明。" in done.stdout
    words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"--?[a-z][a-z-]*|\[[a-z|公开内部]+\]", "", done.stdout)))
    assert words <= {
        "bulletin",
        "build",
        "extract",
        "fonts",
        "inspect",
        "merge",
        "Dask",
        "tcp",
        "yml",
        "PDF",
        "CMYK",
        "Fandol",
        "public",
        "internal",
    }


def test_the_columns_of_the_help_are_straight() -> None:
    lines = [line for line in bulletin("build", "--help").stdout.split("\n") if re.match(r"  -.*\S  +\S", line)]
    starts = {width(re.match(r"  \S.*?\S(?: \S+)?  +(?=[^\s-])", line)[0]) for line in lines}  # type: ignore[index]  # matched above
    assert len(lines) > 5
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--foo"], "没有 --foo 这个选项"),
        (["build", "--outputs", "x"], "'--output'"),
        (["bild"], "没有 bild 这个命令。 是不是 'build'？"),
        (["build", "no-such-folder"], "文件夹 no-such-folder 不存在"),
        (["build", "-j", "0"], "0 超出范围"),
        (["build", "-j", "二"], "二 不是整数"),
        (["build", "--format", "xml"], "xml 不在可选的"),
        (["build", "--audience", "秘密"], "秘密 不在可选的"),
        (["build", ".", "another"], "多出一个参数：another"),
        (["build", "-o"], "选项 -o 后面要跟一个值"),
        (["build", "--strict=yes"], "选项 --strict 后面不跟值"),
    ],
)
def test_a_wrong_command_line_is_answered_in_chinese(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = bulletin(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert not re.search(r"\b(Error|Usage|Try|Invalid|No such)\b", done.stderr)


def test_every_text_in_the_table_is_one_of_click() -> None:
    modules = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)
    sources = "".join(map(inspect.getsource, modules))
    absent = [text for text in TEXTS if text.replace("\n", "\\n").replace("\t", "\\t") not in sources]
    assert absent == []


def test_a_folder_without_a_site_is_told(tmp_path: Path) -> None:
    done = bulletin("build", cwd=tmp_path)
    assert done.returncode == 2
    assert "bulletin.yml" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["build", "--format", "json"], ["build", "--format=json", "--foo"], ["build", "-j0", "--format", "json"]],
)
def test_a_usage_error_is_one_json_object_too(tmp_path: Path, arguments: list[str]) -> None:
    done = bulletin(*arguments, cwd=tmp_path)
    found = answer(done)
    assert done.returncode == found["error"]["exit_code"] == 2
    assert found["error"]["message"]
    assert found["written"] == found["diagnostics"] == []
    assert done.stderr == ""


@pytest.mark.parametrize("words", [["build", "site", "--no-pdf", "-o", "file/out"], ["inspect", "big.pdf"]], ids=str)
def test_what_the_disk_refuses_is_told_in_chinese(site: Callable[..., Path], tmp_path: Path, words: list[str]) -> None:
    site({"bulletins/shifan/2023/7.md": "---\n期号: 7\n日期: 2023-03-05\n---\n\n# 题目\n\n正文。\n"})
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "big.pdf").symlink_to("/proc/self/mem")  # opens, and can't be read
    done = bulletin(*words, cwd=tmp_path)
    assert done.returncode == 3
    assert re.search(r"[\u4e00-\u9fff]", done.stderr)
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", done.stderr), done.stderr


def test_the_help_waits_for_no_printer() -> None:
    script = (
        "import sys; from bulletin_gen.cli import run; run(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    loaded = {name.split(".")[0] for name in re.findall(r"'([^']+)'", done.stderr)}
    assert not loaded & {"weasyprint", "jinja2", "rich", "fontTools", "markdown", "yaml"}


def test_a_terminal_that_is_no_utf8_gets_escapes_and_no_traceback(tmp_path: Path) -> None:
    done = bulletin("build", cwd=tmp_path, LANG="C", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert done.returncode == 2
    assert "\\u" in done.stderr
    assert "Traceback" not in done.stderr


# ------------------------------------------------------------------------------------------------ faults as text


def told(capsys: pytest.CaptureFixture[str], site: Path, line: str, column: int, screen: Screen = WIDE) -> list[str]:
    """Return the lines that tell a fault in the second line of a file."""
    (site / "a.md").write_bytes(f"first\n{line}\nlast".encode())
    fault = Diagnostic(Span("a.md", 2, column), Code.BAD_CHARACTER, "这里不对", "改掉它")
    tell_faults(screen, [fault], site)
    return capsys.readouterr().err.split("\n")


@pytest.mark.parametrize(
    ("line", "column", "cells"),
    [
        ("期号: 7", 1, 0),
        ("期号: 7", 3, 4),
        ("期号: 7", 5, 6),
        ("ａｂc", 3, 4),
        ("\t期号", 2, 4),
        ("ab\t期号", 4, 4),
        ("e\u0301e\u0301x", 5, 2),
        ("e\u0301x", 2, 0),
        ("𠮷野家", 2, 2),
        ("短", 9, 2),
        ("", 1, 0),
        ("가나x", 3, 4),
        ("①—“x", 4, 3),
    ],
)
def test_the_caret_stands_in_the_cell_of_the_fault(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str, column: int, cells: int
) -> None:
    place, shown, caret, hint, total, _ = told(capsys, tmp_path, line, column)
    assert place == f"a.md:2:{column}: 错误 这里不对 [bad-character]"
    assert shown == "    " + line.replace("ab\t", "ab  ").replace("\t", "    ")
    assert caret == "    " + " " * cells + "^"
    assert hint == "提示：改掉它"
    assert total == "共 1 个错误。"


def test_a_long_line_is_cut_around_the_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    line = "安全生产" * 50 + "，错字" + "平稳运行" * 50
    shown, caret = told(capsys, tmp_path, line, 202, NARROW)[1:3]
    assert width(shown) <= 44
    assert shown.startswith("    ...")
    assert shown.endswith("...")
    assert width(shown[: shown.index("错")]) == caret.index("^")


def test_signs_that_would_steer_the_terminal_are_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shown, caret = told(capsys, tmp_path, "甲\x1b[31m\u202e乙\u200b", 9)[1:3]
    assert shown == "    甲␛[31m\ufffd乙\ufffd"
    assert caret.index("^") == 4 + 2 + 5 + 1 + 2


def test_a_message_that_quotes_such_a_sign_is_harmless(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tell_faults(WIDE, [Diagnostic(Span("a.md"), Code.BAD_CHARACTER, "有\x1b[2J字符", "删去")], tmp_path)
    assert capsys.readouterr().err == "a.md: 错误 有␛[2J字符 [bad-character]\n提示：删去\n共 1 个错误。\n"


def test_a_fault_is_told_as_the_readme_shows_it(
    site: Callable[[Files], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = (ROOT / "README.zh-CN.md").read_text("utf-8").split("## 出了错\n\n```\n")[1].split("```")[0]
    path, date = shown.split(":")[0], shown.split("\n")[1].strip()
    folder = site({path: f"---\n期号: 12\n总期号: 365\n{date}\n---\n\n# 题目\n\n正文。\n"})
    assert run(["build", str(folder), "-j", "1", "--no-pdf"]) == 1
    assert capsys.readouterr().err.startswith(shown)


def test_the_readmes_issue_is_good(site: Callable[[Files], Path], build: Callable[..., dict[str, Any]]) -> None:
    written = (ROOT / "README.zh-CN.md").read_text("utf-8").split("```markdown\n")[1].split("```")[0]
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "PNG")
    special = {"bulletins/shifan/publication.yml": "刊名: 示范简报\n编印机关: 示例市\n专刊: [安全生产大检查专刊]\n"}
    files = {"issue.md": written, "进度.png": drawn.getvalue()}
    folder = site(special | {f"bulletins/shifan/2024/12/{name}": content for name, content in files.items()})
    assert build(folder, "--no-pdf", "--strict")["diagnostics"] == []


def test_lines_are_counted_as_the_loader_counts_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("\ufeff一\r\n二\u2028贰\r三\n".encode())
    for number, text in ((1, "一"), (2, "二\ufffd贰"), (3, "三")):
        tell_faults(WIDE, [Diagnostic(Span("a.md", number, 1), Code.BAD_CHARACTER, "错", "改")], tmp_path)
        assert capsys.readouterr().err.split("\n")[1] == f"    {text}"
        tell_faults.__globals__["_lines"].cache_clear()


def test_warnings_and_errors_are_counted_and_related_places_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("期号: 1\n期号: 2\n", "utf-8")
    span, first = Span("a.md", 2, 1), Span("a.md", 1, 1)
    graves = [Severity.ERROR, Severity.WARNING, Severity.WARNING, Severity.INFO]
    faults = [Diagnostic(span, Code.BAD_CHARACTER, "重复", "删一行", grave, (first,)) for grave in graves]
    tell_faults(WIDE, faults, tmp_path)
    said = capsys.readouterr().err
    assert said.startswith(
        "a.md:2:1: 错误 重复 [bad-character]\n    期号: 2\n    ^\n    另见 a.md:1:1\n    期号: 1\n    ^\n提示：删一行\n"
    )
    assert said.endswith("a.md:2:1: 说明 重复 [bad-character]\n共 1 个错误、2 个警告。\n")


@given(st.text(max_size=60), st.integers(1, 70), st.integers(20, 60))
def test_no_excerpt_is_wider_than_the_screen_and_the_caret_is_in_it(line: str, column: int, limit: int) -> None:
    part = excerpt(line, column, limit)
    assert width(part.text) <= max(limit, 0)
    assert 0 <= part.caret <= width(part.text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", part.text)


@given(st.text("ab期号，\u0301\t", min_size=1, max_size=300), st.data())
def test_the_caret_is_under_the_character_wherever_the_line_is_cut(line: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(line) - 1))
    marked = line[:index] + "错" + line[index + 1 :]
    part = excerpt(marked, index + 1, 40)
    assert width(part.text[: part.text.index("错")]) == part.caret


# ---------------------------------------------------------------------------------------------------- bulletin fonts


def test_each_role_is_told_with_its_file_and_what_it_lacks(
    site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    text = "---\n期号: 1\n日期: 2023-03-01\n---\n\n# 检查情况\n\n联系人陶喆、赵堃，另有 𰻝 字。\n"
    folder = site({"bulletins/shifan/2023/1.md": text})
    assert run(["fonts", str(folder)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("版式 简报\n")
    for role in ("仿宋", "楷体", "黑体", "小标宋"):
        (line,) = re.findall(rf"^  {role}：.+（(.+)）$", said, re.MULTILINE)
        assert Path(line).is_file()
    assert re.search("缺 .*喆.*，由 .+补", said)
    assert re.search("缺 .*堃.*，由 .+补", said)
    assert "检" not in said


def test_a_machine_without_a_role_is_told_how_to_mend_it(site: Callable[..., Path], tmp_path: Path) -> None:
    folder = site({"bulletins/shifan/2023/1.md": "---\n期号: 1\n日期: 2023-03-01\n---\n\n# 检查情况\n\n平稳。\n"})
    done = bulletin("fonts", str(folder), cwd=tmp_path)
    assert done.returncode == 3
    assert "仿宋：本机没有" in done.stdout
    assert "bulletin fonts --install" in done.stderr


def test_faces_that_are_there_are_not_installed_again(tmp_path: Path) -> None:
    shutil.copytree(font_folder(), tmp_path / "fonts")
    stood = {path: path.stat().st_mtime_ns for path in (tmp_path / "fonts").iterdir()}
    done = bulletin("fonts", "--install", "--fonts", "fonts", cwd=tmp_path)
    assert done.returncode == 0
    assert f"开放字体已在 {tmp_path}/fonts" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "fonts").iterdir()} == stood


def test_the_folder_of_the_faces_follows_the_users_data_folder(site: Callable[..., Path], tmp_path: Path) -> None:
    folder = site({"bulletins/shifan/2023/1.md": "---\n期号: 1\n日期: 2023-03-01\n---\n\n# 检查情况\n\n平稳。\n"})
    shutil.copytree(font_folder(), tmp_path / "data/bulletin/fonts")
    done = bulletin("fonts", str(folder), cwd=tmp_path, XDG_DATA_HOME=str(tmp_path / "data"))
    assert done.returncode == 0
    assert str(tmp_path / "data/bulletin/fonts") in done.stdout
    shutil.move(tmp_path / "data/bulletin/fonts", folder / "fonts")
    done = bulletin("fonts", str(folder), cwd=tmp_path)
    assert done.returncode == 0
    assert str(folder / "fonts") in done.stdout
