"""One command turns a site's sources into an edition: all of it, only it, and the same bytes each time."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest
from PIL import Image

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

    Files = dict[str, str | bytes]
    Maker = Callable[..., Path]
    Builder = Callable[..., dict[str, Any]]

BULLETIN = Path(sys.executable).with_name("bulletin")


def issue(number: int, *head: str, text: str = "各单位按照部署开展检查，情况平稳。") -> str:
    lines = [f"期号: {number}", f"日期: 2023-03-{number:02d}", *head]
    return "---\n" + "\n".join(lines) + f"\n---\n\n# 第{number}次检查情况\n\n{text}（示例县应急局）\n"


THREE: Files = {f"bulletins/shifan/2023/{number}.md": issue(number) for number in (1, 2, 3)}
FAULTY: Files = {
    "bulletins/shifan/2023/2.md": issue(2).replace("日期: ", "日期： "),
    "bulletins/shifan/2023/3.md": issue(3, "期号: 3"),
}


def tree_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def command(*arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    """Run the command in a process of its own."""
    return subprocess.Popen(
        [BULLETIN, "build", *map(str, arguments)],
        env=dict(os.environ) | environment,  # noqa: TID251 - the fonts are found by it
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


# ------------------------------------------------------------------------------------------------- what is built


def test_every_issue_becomes_a_page_a_print_and_data_and_the_site_its_indexes(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    done = build(folder)
    assert (done["exit"], done["error"], done["diagnostics"]) == (0, None, [])
    files = tree_of(folder / "public")
    pages = {
        f"shifan/2023/{n}/{name}" for n in (1, 2, 3) for name in ("index.html", "issue.json", f"shifan-2023-00{n}.pdf")
    }
    assert pages | {"index.html", "shifan/index.html", "shifan/2023/index.html", "404.html"} <= files.keys()
    assert sorted(done["written"]) == sorted(files.keys() - {".bulletin-edition.json"})
    assert sorted(path.name for path in folder.iterdir()) == [".cache", "bulletin.yml", "bulletins", "public"]


def test_the_same_sources_again_change_nothing(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    first = build(folder)
    stood = {path: path.stat().st_mtime_ns for path in (folder / "public").rglob("*")}
    again = build(folder)
    assert (again["written"], again["removed"]) == ([], [])
    assert again["kept"] == len(first["written"])
    assert {path: path.stat().st_mtime_ns for path in (folder / "public").rglob("*")} == stood


def test_an_issue_that_is_gone_goes_and_its_empty_folders_too(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    (folder / "bulletins/shifan/2023/2.md").unlink()
    done = build(folder)
    names = ("fragment.html", "index.html", "issue.json", "search-0.js", "shifan-2023-002.pdf")
    assert done["removed"] == [f"shifan/2023/2/{name}" for name in names]
    assert not (folder / "public/shifan/2023/2").exists()


def test_a_change_in_one_issue_leaves_the_prints_of_the_others(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    (folder / "bulletins/shifan/2023/2.md").write_text(issue(2, text="改写后的一段。"), "utf-8")
    written = build(folder)["written"]
    assert "shifan/2023/2/shifan-2023-002.pdf" in written
    assert not {"shifan/2023/1/shifan-2023-001.pdf", "shifan/2023/3/issue.json"} & set(written)


def test_a_folder_of_the_readers_choice(site: Maker, build: Builder, tmp_path: Path) -> None:
    folder = site(THREE | {"bulletin.yml": "站点名称: 示例\n网址: https://example.org/\n输出: www\n"})
    assert build(folder)["output"] == str(folder / "www")
    assert build(folder, "-o", str(tmp_path / "x/y"))["output"] == str(tmp_path / "x/y")
    assert tree_of(folder / "www") == tree_of(tmp_path / "x/y")


class _Links(HTMLParser):
    """Collects what a page links to and the names that can be linked to in it."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.targets += [value for name, value in attrs if name in {"href", "src"} and value]
        self.names |= {value for name, value in attrs if name == "id" and value}


def links_of(page: Path) -> _Links:
    links = _Links()
    links.feed(page.read_text("utf-8"))
    return links


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_the_sample_bulletins_build_and_every_link_in_them_leads_somewhere(
    build: Builder, tmp_path: Path, audience: str
) -> None:
    output = tmp_path / "site"
    done = build(Path(__file__).parents[1], "--audience", audience, "-o", str(output), "--strict", "--drafts")
    assert [fault for fault in done["diagnostics"] if fault["severity"] != "info"] == []
    assert done["exit"] == 0
    pages = {path: links_of(path) for path in output.rglob("*.html") if path.name != "404.html"}
    dead = [(page, target) for page, links in pages.items() for target in links.targets if is_dead(page, target, pages)]
    assert dead == []


def is_dead(page: Path, target: str, pages: dict[Path, _Links]) -> bool:
    """Tell whether a link inside the site leads to no file, or to a name that its page does not have."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return False
    file = Path(os.path.normpath(page.parent / unquote(parts.path))) if parts.path else page
    return not file.is_file() or (bool(parts.fragment) and unquote(parts.fragment) not in pages[file].names)


# ---------------------------------------------------------------------------------------------- what is asked for


def test_without_pdf_no_print_is_made_and_no_page_offers_one(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    done = build(folder, "--no-pdf")
    assert [path for path in done["removed"] if not path.endswith(".pdf")] == []
    assert not list((folder / "public").rglob("*.pdf"))
    assert b".pdf" not in (folder / "public/shifan/2023/1/index.html").read_bytes()


def test_prints_for_a_printing_house_have_process_colours(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    intents = []
    for options in ((), ("--press",)):
        assert build(folder, *options)["exit"] == 0
        with pikepdf.open(folder / "public/shifan/2023/1/shifan-2023-001.pdf") as pdf:
            intents.append("/OutputIntents" in pdf.Root)
    assert intents == [True, False]
    assert build(folder, "--press", "--no-pdf")["exit"] == 2


def test_only_some_issues(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    for number in (1, 2, 3):
        (folder / f"bulletins/shifan/2023/{number}.md").write_text(issue(number, text="全部改写。"), "utf-8")
    (folder / "bulletins/shifan/2023/4.md").write_text(issue(4), "utf-8")
    before = tree_of(folder / "public")
    done = build(folder, "--only", "shifan/2023/2", "--only", "*/*/4")
    after = tree_of(folder / "public")
    assert done["exit"] == 0
    assert done["removed"] == []
    for number in (1, 3):
        assert {p: c for p, c in before.items() if f"/{number}/" in p} == {
            p: c for p, c in after.items() if f"/{number}/" in p
        }
    assert before["shifan/2023/2/shifan-2023-002.pdf"] != after["shifan/2023/2/shifan-2023-002.pdf"]
    assert "shifan/2023/4/index.html" in after
    assert all(f"第{number}期" in after["shifan/2023/index.html"].decode() for number in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("pattern", "pressed"),
    [
        ("shifan", {1, 2, 3, "z1"}),
        ("shifan/*", {1, 2, 3, "z1"}),
        ("*/2023/[12]", {1, 2}),
        ("shifan/2023/02", {2}),
        ("shifan/2023/z01", {"z1"}),
        ("shifan/202?/z*", {"z1"}),
    ],
)
def test_patterns(site: Maker, build: Builder, pattern: str, pressed: set[int | str]) -> None:
    supplement = issue(9).replace("期号: 9", "增刊: 1")
    folder = site(THREE | {"bulletins/shifan/2023/z1.md": supplement})
    assert build(folder, "--no-pdf", "--only", pattern)["exit"] == 0
    assert {path.parent.name for path in (folder / "public").rglob("issue.json")} == set(map(str, pressed))


@pytest.mark.parametrize("pattern", ["shifan/2023/5", "shifn/2023/1", "shifan/2023/1/x", ""])
def test_a_pattern_that_means_nothing_is_told_with_the_nearest(site: Maker, build: Builder, pattern: str) -> None:
    folder = site(THREE)
    done = build(folder, "--only", pattern)
    assert done["exit"] == done["error"]["exit_code"] == 2
    assert "--only" in done["error"]["message"]
    assert ("shifan/2023/" in done["error"]["hint"]) or not pattern
    assert not (folder / "public").exists()


def test_an_issue_that_became_internal_goes_even_with_only(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    (folder / "bulletins/shifan/2023/3.md").write_text(issue(3, "公开范围: 内部"), "utf-8")
    done = build(folder, "--only", "shifan/2023/1")
    assert "shifan/2023/3/index.html" in done["removed"]
    assert not (folder / "public/shifan/2023/3").exists()


def test_drafts_and_internal_issues_are_left_out_and_counted(
    site: Maker, build: Builder, capsys: pytest.CaptureFixture[str]
) -> None:
    more = {
        "bulletins/shifan/2023/4.md": issue(4, "状态: 草稿"),
        "bulletins/shifan/2023/5.md": issue(5, "状态: 送审"),
        "bulletins/shifan/2023/6.md": issue(6, "公开范围: 内部"),
        "bulletins/shifan/2023/7.md": issue(7, "公开范围: 内部", "状态: 草稿"),
    }
    folder = site(THREE | more)
    done = build(folder, "--no-pdf")
    assert done["left_out"] == {"internal": 2, "drafts": 1, "submitted": 1}
    assert not {path for path in done["written"] if re.search(r"/[4-7]/", path)}
    assert run(["build", str(folder), "--no-pdf", "-j1"]) == 0
    assert "未收入公开版：内部 2 期、草稿 1 期、送审 1 期" in capsys.readouterr().out
    drafted = build(folder, "--no-pdf", "--drafts")
    assert drafted["left_out"] == {"internal": 2, "drafts": 0, "submitted": 0}
    assert {"shifan/2023/4/index.html", "shifan/2023/5/index.html"} <= set(drafted["written"])


@pytest.mark.parametrize("word", ["内部", "internal"])
def test_the_internal_edition_stands_in_a_folder_of_its_own(site: Maker, build: Builder, word: str) -> None:
    folder = site(THREE | {"bulletins/shifan/2023/6.md": issue(6, "公开范围: 内部")})
    done = build(folder, "--audience", word, "--no-pdf")
    assert done["edition"] == "internal"
    assert (folder / "internal/shifan/2023/6/index.html").is_file()
    assert build(folder, "-o", str(folder / "internal"), "--no-pdf")["exit"] == 2
    assert build(folder, "-o", str(folder / "internal/public"), "--no-pdf")["exit"] == 2


@pytest.mark.parametrize("output", [".", "bulletins", "..", "templates/x"])
def test_no_edition_is_written_among_the_sources(site: Maker, build: Builder, output: str) -> None:
    folder = site(THREE)
    before = tree_of(folder)
    assert build(folder, "-o", str(folder / output), "--no-pdf")["exit"] == 2
    assert tree_of(folder) == before


# ------------------------------------------------------------------------------------------------------- faults


def test_all_faults_of_all_files_are_told_and_nothing_changes(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    before = tree_of(folder / "public")
    site(FAULTY)
    done = build(folder)
    assert done["exit"] == 1
    assert (done["written"], done["kept"], done["removed"]) == ([], 0, [])
    assert {fault["path"] for fault in done["diagnostics"]} == set(FAULTY)
    assert all(
        fault.keys() >= {"line", "column", "code", "severity", "message", "hint"} for fault in done["diagnostics"]
    )
    assert tree_of(folder / "public") == before


def test_an_archive_that_lost_its_bulletins_is_not_taken_off_the_site(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    assert build(folder, "--no-pdf")["exit"] == 0
    before = tree_of(folder / "public")
    (folder / "bulletins").rename(folder / "moved")
    answer = build(folder, "--no-pdf")
    assert (answer["exit"], [fault["code"] for fault in answer["diagnostics"]]) == (1, ["no-file"])
    assert tree_of(folder / "public") == before


@pytest.mark.parametrize(
    ("name", "target", "codes"),
    [
        ("bulletins/shifan/2023/9.md", "9.md", ["no-file"]),
        ("bulletins/shifan/2023/9.md", "weg.md", ["no-file"]),
        ("bulletins/shifan/2023/9/issue.md", "weg.md", ["no-file"]),
        ("bulletins/shifan/2023/图.png", "图.png", []),
        ("bulletins/shifan/2023/图", "图", []),
        ("bulletins/kreis", "kreis", []),
        ("templates", "templates", []),
        ("fonts", "fonts", []),
    ],
)
def test_a_link_that_leads_nowhere_is_told_where_an_issue_was_meant(
    site: Maker, build: Builder, name: str, target: str, codes: list[str]
) -> None:
    folder = site(THREE)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).symlink_to(target)
    answer = build(folder, "--no-pdf")
    assert [fault["code"] for fault in answer["diagnostics"]] == codes
    assert answer["exit"] == bool(codes)


def test_one_picture_may_have_two_names(site: Maker, build: Builder) -> None:
    written = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(written, "PNG")
    pictures = {f"bulletins/shifan/2023/8/{name}.png": written.getvalue() for name in ("甲", "乙")}
    text = issue(8, text="![一](甲.png)\n\n![二](乙.png)\n\n情况平稳。")
    answer = build(site({"bulletins/shifan/2023/8/issue.md": text, **pictures}), "--no-pdf")
    assert (answer["exit"], answer["diagnostics"]) == (0, [])
    assert {f"shifan/2023/8/files/{name}.png" for name in ("甲", "乙")} <= set(answer["written"])


def test_faults_as_text(site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    folder = site(THREE | FAULTY)
    capsys.readouterr()
    assert run(["build", str(folder), "-j1"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(
        r"^bulletins/shifan/2023/2\.md:3:3: 错误 .+ \[[a-z-]+\]\n    日期： 2023-03-02\n {8}\^\n", err, re.MULTILINE
    )
    assert re.search(r"^提示：", err, re.MULTILINE)
    assert re.search(r"^共 \d+ 个错误", err, re.MULTILINE)
    assert "没有生成公开版" in err.split("\n")[-2]


def test_warnings_stop_a_strict_build_alone(site: Maker, build: Builder) -> None:
    folder = site(THREE | {"bulletins/shifan/2023/9.md": issue(8)})
    done = build(folder, "--strict", "--no-pdf")
    assert done["exit"] == 1
    assert {fault["severity"] for fault in done["diagnostics"]} == {"warning"}
    assert not (folder / "public").exists()
    done = build(folder, "--no-pdf")
    assert done["exit"] == 0
    assert {fault["severity"] for fault in done["diagnostics"]} == {"warning"}


def test_a_marking_on_an_issue_that_is_not_internal_stops_the_build(site: Maker, build: Builder) -> None:
    done = build(site(THREE | {"bulletins/shifan/2023/4.md": issue(4, "密级: 机密★1年", '份号: "000001"')}))
    assert done["exit"] == 1
    assert done["diagnostics"][0]["path"] == "bulletins/shifan/2023/4.md"
    assert done["diagnostics"][0]["line"] == 4


def test_a_fault_in_a_template_names_template_and_line(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    before = tree_of(folder / "public")
    own = '{% extends "!base/issue.html" %}\n{% block masthead %}\n{{ issue.nothing }}\n{% endblock %}\n'
    site({"templates/issue.html": own})
    for jobs in ("1", "2"):
        done = build(folder, "-j", jobs)
        assert done["exit"] == 1
        assert "templates/issue.html 第 3 行" in done["error"]["message"]
        assert done["diagnostics"][0]["message"] == done["error"]["message"]
        assert (done["diagnostics"][0]["path"], done["diagnostics"][0]["line"]) == ("templates/issue.html", 3)
    assert tree_of(folder / "public") == before


def test_a_machine_without_the_faces_is_told_the_command(site: Maker, tmp_path: Path) -> None:
    folder = site(THREE)
    out, _ = (done := command(folder, "--format", "json", HOME=str(tmp_path), XDG_DATA_HOME="")).communicate()
    answer = json.loads(out)
    assert done.returncode == answer["error"]["exit_code"] == 3
    assert "bulletin fonts --install" in answer["error"]["message"] + answer["error"]["hint"]
    assert not (folder / "public").exists()


# ------------------------------------------------------------------------------------------------- equal bytes


def test_two_processes_two_hash_seeds_and_any_number_of_jobs_give_the_same_bytes(site: Maker) -> None:
    files = {f"bulletins/shifan/2023/{number}.md": issue(number) for number in range(1, 15)}
    more: Files = {
        "bulletins/shifan/2023/15/issue.md": issue(15, "附件: [表.xlsx]"),
        "bulletins/shifan/2023/15/表.xlsx": b"table",
    }
    first, second = site(files | more, "a"), site(files | more, "b")
    one = command(first, "-j", "1", PYTHONHASHSEED="1", LC_ALL="C.UTF-8", TZ="UTC")
    two = command(second, "-j", "2", PYTHONHASHSEED="2", LC_ALL="POSIX", TZ="Asia/Shanghai")
    for process in (one, two):
        assert process.communicate() is not None
        assert process.returncode == 0
    assert tree_of(first / "public") == tree_of(second / "public")
    assert len(list((first / "public").rglob("*.pdf"))) == 15


def test_no_print_holds_a_date_of_its_making(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    with pikepdf.open(folder / "public/shifan/2023/1/shifan-2023-001.pdf") as pdf:
        dates = [str(value) for key, value in pdf.docinfo.items() if key.endswith("Date")]
    assert all(date.startswith("D:20230301") for date in dates)


# --------------------------------------------------------------------------------------------- interrupted builds


def test_a_build_killed_while_it_presses_leaves_the_old_site(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    before = tree_of(folder / "public")
    site({f"bulletins/shifan/2023/{number}.md": issue(number, text="改写。") for number in range(1, 16)})
    for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM):
        process = command(folder, "-j", "2")
        while not list(folder.glob(".public.bulletin/stage/files/**/*.pdf")):
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(number)
        _, said = process.communicate()
        assert process.returncode != 0
        assert "Traceback" not in said
        assert tree_of(folder / "public") == before
    assert build(folder)["exit"] == 0
    assert "改写" in (folder / "public/shifan/2023/11/index.html").read_text("utf-8")
    assert not (folder / ".public.bulletin").exists()


def test_two_builds_at_once_leave_one_whole_site(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    both = [command(folder, "-j", "1"), command(folder, "-j", "1")]
    for process in both:
        process.communicate()
        assert process.returncode == 0
    assert build(folder)["written"] == []


# ------------------------------------------------------------------------------------------------ on a terminal


def test_plain_lines_and_no_control_codes_where_nobody_watches(site: Maker) -> None:
    done = command(site(THREE), "--no-pdf", FORCE_COLOR="1", TERM="xterm-256color")
    out, err = done.communicate()
    assert done.returncode == 0
    assert "\x1b" not in out + err
    assert re.fullmatch(r"已生成公开版 .*public：写入 \d+ 个文件，保留 0 个，移除 0 个；用时 \d+\.\d 秒。\n", out)
    assert err.split("\n")[0] == "排印 3 期……"
    assert "已排印 3/3 期" in err


@pytest.mark.parametrize(("plain", "coloured"), [("", True), ("1", False)])
def test_a_bar_and_colours_on_a_terminal_and_no_colour_where_it_is_not_wanted(
    site: Maker, plain: str, *, coloured: bool
) -> None:
    said = on_a_terminal(site(THREE), NO_COLOR=plain)
    assert "3/3" in said
    assert "《示范简报》2023年第3期" in said
    assert "\x1b[?25l" in said
    said = on_a_terminal(site(FAULTY), NO_COLOR=plain)
    assert ("\x1b[31m" in said) is coloured


def on_a_terminal(folder: Path, **environment: str) -> str:
    """Return what a build says on a terminal."""
    master, slave = pty.openpty()
    settings = dict(os.environ) | {"TERM": "xterm-256color", "COLUMNS": "100"} | environment  # noqa: TID251 - as above
    process = subprocess.Popen([BULLETIN, "build", "--no-pdf", str(folder)], env=settings, stdout=slave, stderr=slave)
    os.close(slave)
    said = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    process.wait()
    os.close(master)
    return said.decode()


def test_a_machine_without_pango_is_told_so_and_still_makes_pages(site: Maker, tmp_path: Path) -> None:
    (tmp_path / "libraries").mkdir()
    for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libgobject-2.0.so.0"):
        (tmp_path / "libraries" / name).write_bytes(b"")
    folder = site({f"bulletins/shifan/2023/{number}.md": issue(number) for number in range(1, 9)})
    for jobs in ("1", "2"):
        done = command(folder, "-j", jobs, LD_LIBRARY_PATH=str(tmp_path / "libraries"))
        _, said = done.communicate()
        assert done.returncode == 3
        assert "Pango" in said
        assert "apt-get install libpango-1.0-0" in said
        assert "Traceback" not in said
    done = command(folder, "--no-pdf", LD_LIBRARY_PATH=str(tmp_path / "libraries"))
    done.communicate()
    assert done.returncode == 0


def test_a_machine_that_subsets_fonts_slowly_is_told_so_once(site: Maker, tmp_path: Path) -> None:
    (tmp_path / "libraries").mkdir()
    (tmp_path / "libraries" / "libharfbuzz-subset.so.0").write_bytes(b"")
    folder = site({f"bulletins/shifan/2023/{number}.md": issue(number) for number in (1, 2)})
    done = command(folder, "-j", "1", LD_LIBRARY_PATH=str(tmp_path / "libraries"))
    _, said = done.communicate()
    assert done.returncode == 0
    assert said.count("apt-get install libharfbuzz-subset0") == 1
