"""Whatever happens while a site is built or between two builds, the next build makes what a first one would."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PIL import Image

from bulletin_gen.fonts.places import Places
from bulletin_gen.model import Audience
from bulletin_gen.pipeline.request import BuildRequest
from bulletin_gen.pipeline.watching import watched_build

if TYPE_CHECKING:
    from collections.abc import Callable

    Files = dict[str, str | bytes]
    Maker = Callable[[Files], Path]
    Builder = Callable[..., dict[str, Any]]

BULLETIN = str(Path(sys.executable).parent / "bulletin")

INTERRUPTED = """
import os, sys
from bulletin_gen.cli import main

event_name, part, number = sys.argv.pop(1), sys.argv.pop(1), int(sys.argv.pop(1))
left = [1]

def strike(event, arguments):
    if event == event_name and left and any(part in str(one) for one in arguments):
        left.pop()
        os.kill(os.getpid(), number)

sys.addaudithook(strike)
main()
"""
"""A build that gets a signal when something happens in it for the first time."""


def issue(number: int, text: str = "各单位按照部署开展检查，情况平稳。", head: str = "") -> str:
    head = f"期号: {number}\n日期: 2023-03-{number:02d}\n{head}"
    return f"---\n{head}---\n\n# 第{number}次检查情况\n\n{text}（示例县应急局）\n"


PUBLICATION = "刊名: 另一简报\n编印机关: 示例市另一办公室\n"
THREE: Files = {f"bulletins/shifan/2023/{number}.md": issue(number) for number in (1, 2, 3)}


def tree_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def command(folder: Path, *options: str) -> subprocess.Popen[str]:
    arguments = [BULLETIN, "build", str(folder), *options]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def left_beside(folder: Path) -> list[str]:
    """Return what a build should have cleared away in a site's folder."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith((".public", ".internal")))


# ------------------------------------------------------------------------------------------------- named moments

MOMENTS = {
    "importing": ("import", "bulletin_gen.cli.commands"),
    "reading": ("open", "2023/2.md"),
    "keeping": ("os.rename", "/sources/"),
    "locking": ("open", ".public.bulletin/lock"),
    "rendering": ("open", "templates/issue.html"),
    "staging": ("open", "stage/files/shifan/2023/2/"),
    "marking": ("os.rename", "marker-while.json"),
    "moving": ("os.rename", "stage/files/shifan/2023/2/"),
    "clearing away": ("os.remove", "journal.json"),
}
MOVING = {"marking", "moving", "clearing away"}


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interruption_at_any_moment_is_one_line_and_leaves_a_whole_site(
    site: Maker, build: Builder, moment: str
) -> None:
    folder = site(THREE)
    build(folder, "--no-pdf")
    old = tree_of(folder / "public")
    site({f"bulletins/shifan/2023/{number}.md": issue(number, "改写后的一段。") for number in (1, 2, 3)})
    process = struck(folder, moment, signal.SIGINT)
    assert process.returncode == 130
    assert process.stderr.endswith("已中断，网站没有写坏。\n")
    assert not [line for line in process.stderr.splitlines() if not line.startswith(("排印", "已排印", "已中断"))]
    assert process.stdout == ""
    assert left_beside(folder) == []
    stood = tree_of(folder / "public")
    assert build(folder, "--no-pdf")["exit"] == 0
    new = tree_of(folder / "public")
    assert new == fresh(folder, build)
    assert stood in ((old, new) if moment in MOVING else (old,))


@pytest.mark.parametrize("moment", ["staging", "marking", "moving"])
def test_a_build_killed_at_any_moment_is_made_good_by_the_next(site: Maker, build: Builder, moment: str) -> None:
    folder = site(THREE)
    build(folder, "--no-pdf")
    old = tree_of(folder / "public")
    site({f"bulletins/shifan/2023/{number}.md": issue(number, "改写后的一段。") for number in (1, 2, 3)})
    assert struck(folder, moment, signal.SIGKILL).returncode == -signal.SIGKILL
    assert moment in MOVING or tree_of(folder / "public") == old
    assert build(folder, "--no-pdf")["exit"] == 0
    assert tree_of(folder / "public") == fresh(folder, build)
    assert left_beside(folder) == []


def struck(folder: Path, moment: str, number: int) -> subprocess.CompletedProcess[str]:
    event, part = MOMENTS[moment]
    options = ["build", str(folder), "--no-pdf", "-j", "1"]
    program = [sys.executable, "-c", INTERRUPTED, event, part, str(number), *options]
    return subprocess.run(program, capture_output=True, text=True, check=False)


def fresh(folder: Path, build: Builder, *options: str) -> dict[str, bytes]:
    """Return the edition as a first build makes it."""
    with tempfile.TemporaryDirectory() as other:
        assert build(folder, "--no-pdf", "--no-cache", "-o", f"{other}/public", *options)["exit"] == 0
        return tree_of(Path(other) / "public")


CRAFT = """
import pathlib, time

def worked(folder, item):
    (pathlib.Path(folder) / item).touch()
    time.sleep(600)
"""

CREW = """
import sys
from bulletin_gen.workers.pool import Craft, crew, results
from craft import worked

craft = Craft(setup=sys.argv[1], open=str, work=worked, title=str)
with crew(2, preload="json") as workers:
    list(results(workers, craft, ["a", "b", "c", "d"]))
"""


def test_an_interruption_does_not_wait_for_what_workers_do(tmp_path: Path) -> None:
    (tmp_path / "craft.py").write_text(CRAFT)
    (tmp_path / "log").mkdir()
    program = [sys.executable, "-c", CREW, str(tmp_path / "log")]
    process = subprocess.Popen(program, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    while process.poll() is None and len(list((tmp_path / "log").iterdir())) < 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert said.count("Traceback") == 1
    assert said.endswith("KeyboardInterrupt\n")


@pytest.mark.parametrize("whom", ["worker", "server"])
def test_a_process_of_a_build_that_is_killed_is_told_and_leaves_the_old_site(
    site: Maker, build: Builder, whom: str
) -> None:
    folder = site(THREE)
    build(folder)
    old = tree_of(folder / "public")
    site({f"bulletins/shifan/2023/{number}.md": issue(number, "改写后的一段。") for number in range(1, 13)})
    process = command(folder, "-j", "2")
    while process.poll() is None and not list(folder.glob(".public.bulletin/stage/files/**/*.pdf")):
        time.sleep(0.005)
    (server,) = (pid for pid in children(process.pid) if children(pid))
    workers = children(server)
    os.kill(server if whom == "server" else workers[0], signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode == 3, said
    assert "Traceback" not in said
    assert "一个排印进程意外中止" in said
    assert tree_of(folder / "public") == old
    assert left_beside(folder) == []
    for pid in (server, *workers):
        while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            time.sleep(0.01)


def children(pid: int) -> list[int]:
    """Return the processes that a process began."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:  # it has just ended
        return []
    return [int(child) for child in found.split()]


# ------------------------------------------------------------------------------------- changes while it is built

CHANGED = """
import pathlib, sys
from bulletin_gen.cli import main

event_name, part, changed, content = (sys.argv.pop(1) for _ in range(4))
left = [1]

def change(event, arguments):
    if event == event_name and left and any(part in str(one) for one in arguments):
        left.pop()
        pathlib.Path(changed).write_bytes(bytes.fromhex(content))

sys.addaudithook(change)
main()
"""


def test_a_source_that_changes_before_it_is_printed_stops_the_build(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    source = folder / "bulletins/shifan/2023/1.md"
    done = changed(folder, source, issue(1, "在生成的时候改写。").encode())
    assert done.returncode == 3
    assert "bulletins/shifan/2023/1.md 在生成期间改动了" in done.stderr
    assert not (folder / "public").exists()
    assert build(folder)["exit"] == 0
    assert tree_of(folder / "public") == fresh(folder, build, "--pdf")


def test_a_picture_that_is_replaced_while_it_is_printed_is_not_taken_for_the_old_one(
    site: Maker, build: Builder
) -> None:
    text = issue(1, "见图。\n\n![图](a.png)\n\n后文。")
    folder = site({"bulletins/shifan/2023/1/issue.md": text, "bulletins/shifan/2023/1/a.png": png(20)})
    picture = folder / "bulletins/shifan/2023/1/a.png"
    assert changed(folder, picture, png(200)).returncode == 0
    picture.write_bytes(png(20))
    assert build(folder)["exit"] == 0
    assert tree_of(folder / "public") == fresh(folder, build, "--pdf")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_source_that_gets_a_fault_before_a_damaged_page_is_made_good_is_told_and_what_was_written_too(
    site: Maker, build: Builder, form: str
) -> None:
    folder = site(THREE | {"bulletins/lingyi/publication.yml": PUBLICATION, "bulletins/lingyi/2023/1.md": issue(1)})
    for _ in range(2):  # only what a build found as it was left is looked at meanwhile
        assert build(folder, "--no-pdf")["exit"] == 0
    (folder / "public/lingyi/2023/1/index.html").write_bytes(b"<p>")
    source = folder / "bulletins/shifan/2023/1.md"
    source.write_text(issue(1, "改写后的一段。"), "utf-8")
    options, moment = ("--no-pdf", "-j", "2"), ("os.rename", "stage/files/shifan/2023/1/")
    fault = issue(1, "再改。", "期号: 二\n").encode()
    done = changed(folder, source, fault, *options, "--format", form, moment=moment)
    assert done.returncode == 1
    if form == "json":
        answer = json.loads(done.stdout)
        assert [(one["path"], one["line"]) for one in answer["diagnostics"]] == [("bulletins/shifan/2023/1.md", 4)]
        assert answer["outrun"] is True
        assert "shifan/2023/1/index.html" in answer["written"]
    else:
        assert "bulletins/shifan/2023/1.md:4:" in done.stderr
        assert "生成的同时源文件又改了" in done.stderr
        assert "写入 " in done.stdout
    assert "改写后的一段" in (folder / "public/shifan/2023/1/index.html").read_text("utf-8")
    assert build(folder, *options)["exit"] == 1
    source.write_text(issue(1, "改写后的一段。"), "utf-8")
    mended = build(folder, *options)
    assert mended["written"] == ["lingyi/2023/1/index.html"]
    assert mended["outrun"] is False
    assert tree_of(folder / "public") == fresh(folder, build)


def changed(
    folder: Path,
    path: Path,
    content: bytes,
    *options: str,
    moment: tuple[str, str] = ("import", "bulletin_gen.typeset.press"),
) -> subprocess.CompletedProcess[str]:
    """Build with a file that changes at a moment: when the first print begins."""
    arguments = [*moment, str(path), content.hex(), "build", str(folder), "-j", "1", *options]
    return subprocess.run([sys.executable, "-c", CHANGED, *arguments], capture_output=True, text=True, check=False)


def png(shade: int) -> bytes:
    """Return a small grey picture."""
    written = io.BytesIO()
    Image.new("L", (30, 20), shade).save(written, "PNG")
    return written.getvalue()


# ------------------------------------------------------------------------------------------------ several at once


def test_builds_at_once_share_a_cache_and_do_each_other_no_harm(site: Maker, build: Builder) -> None:
    folder = site(THREE | {"bulletins/shifan/2023/4.md": issue(4, head="公开范围: 内部\n")})
    calls = [("-o", "one"), ("-o", "one"), ("-o", "two"), ("--audience", "内部")]
    at_once = [
        command(folder, "--no-pdf", *(str(folder / one) if one in ("one", "two") else one for one in call))
        for call in calls
    ]
    for process in at_once:
        _, said = process.communicate()
        assert process.returncode == 0, said
    assert tree_of(folder / "one") == tree_of(folder / "two") == fresh(folder, build)
    assert tree_of(folder / "internal") == fresh(folder, build, "--audience", "内部")
    assert [path.name for path in folder.iterdir() if path.name.endswith(".bulletin")] == []


# ------------------------------------------------------------------------------------------- anything between builds


class _Silent:
    """Wants to know nothing of a build's progress."""

    def waits(self, folder: Path) -> None: ...
    def remarks(self, text: str) -> None: ...
    def reads(self, issues: int) -> None: ...
    def read(self) -> None: ...
    def begins(self, issues: int) -> None: ...
    def presses(self, title: str) -> None: ...
    def pressed(self) -> None: ...


ISSUES = st.sampled_from([1, 2, 3, 4])
TEXTS = st.sampled_from(["各单位开展检查，情况平稳。", "各单位开展检查，情况良好。", "另一种说法，长短不同的一段话。"])
OVERRIDES = st.sampled_from(["issue.html", "index.html", "404.html"])
DAMAGE = st.sampled_from(["empty", "cut", "flip", "swap", "folder", "gone"])


class _Site(RuleBasedStateMachine):
    """A site that somebody works on, at random and not always gently."""

    @initialize(jobs=st.sampled_from([1, 2]))
    def begin(self, jobs: int) -> None:
        self.jobs = jobs
        self.room = Path(tempfile.mkdtemp())
        self.folder = self.room / "site"
        (self.folder / "bulletins/shifan/2023/2").mkdir(parents=True)
        (self.folder / "bulletin.yml").write_text("站点名称: 示例简报库\n网址: https://example.org/\n", "utf-8")
        (self.folder / "bulletins/shifan/publication.yml").write_text(
            "刊名: 示范简报\n编印机关: 示例市某办公室\n", "utf-8"
        )
        self.picture = self.folder / "bulletins/shifan/2023/2/a.png"
        self.picture.write_bytes(png(20))
        for number in (1, 2, 3):
            self.write(number, "各单位开展检查，情况平稳。")
        self.stale = True

    def teardown(self) -> None:
        if hasattr(self, "room"):
            shutil.rmtree(self.room)

    def source(self, number: int) -> Path:
        return self.folder / "bulletins/shifan/2023" / ("2/issue.md" if number == 2 else f"{number}.md")

    def write(self, number: int, text: str, head: str = "") -> None:
        self.source(number).write_text(
            issue(number, text + ("\n\n![图](a.png)\n\n" if number == 2 else ""), head), "utf-8"
        )

    @rule(number=ISSUES, text=TEXTS, keep_time=st.booleans())
    def edit(self, number: int, text: str, *, keep_time: bool) -> None:
        path = self.source(number)
        before = path.stat() if path.exists() else None
        self.write(number, text)
        if before and keep_time:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(number=ISSUES)
    def make_internal(self, number: int) -> None:
        self.write(number, "内部的一段。", "公开范围: 内部\n")

    @rule(number=st.sampled_from([1, 3, 4]))
    def remove(self, number: int) -> None:
        self.source(number).unlink(missing_ok=True)

    @rule(number=ISSUES, seconds=st.sampled_from([0, 1_000_000_000, 4_000_000_000]))
    def set_a_time(self, number: int, seconds: int) -> None:
        if self.source(number).exists():
            os.utime(self.source(number), (seconds, seconds))

    @rule()
    def swap(self) -> None:
        one, other, free = self.source(1), self.source(3), self.room / "free"
        if one.exists() and other.exists():
            text, text_of_other = one.read_text("utf-8"), other.read_text("utf-8")
            one.write_text(text_of_other.replace("期号: 3", "期号: 1"), "utf-8")
            other.write_text(text.replace("期号: 1", "期号: 3"), "utf-8")
            one.rename(free)
            shutil.copy2(free, one)

    @rule(shade=st.sampled_from([20, 21, 200]))
    def change_the_picture(self, shade: int) -> None:
        before = self.picture.stat()
        self.picture.write_bytes(png(shade))
        os.utime(self.picture, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(name=OVERRIDES)
    def override(self, name: str) -> None:
        path = self.folder / "templates" / name
        if path.exists():
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(f'{{% extends "!base/{name}" %}}{{% block title %}}另一个标题{{% endblock %}}', "utf-8")

    @rule(name=st.sampled_from(["示例简报库", "示例资料库"]))
    def rename_the_site(self, name: str) -> None:
        (self.folder / "bulletin.yml").write_text(f"站点名称: {name}\n网址: https://example.org/\n", "utf-8")

    @rule()
    def move_the_year_behind_a_link(self) -> None:
        year = self.folder / "bulletins/shifan/2023"
        if not year.is_symlink():
            year.rename(self.room / "year")
            year.symlink_to(self.room / "year")

    @rule(data=st.data(), damage=st.sampled_from(["edit", "empty", "gone"]))
    def damage_the_output(self, data: st.DataObject, damage: str) -> None:
        files = sorted(path for path in (self.folder / "public").rglob("*.html"))
        if files:
            self.damage(data.draw(st.sampled_from(files)), {"edit": "flip"}.get(damage, damage), files)

    @rule(data=st.data(), damage=DAMAGE)
    def damage_the_cache(self, data: st.DataObject, damage: str) -> None:
        folders = [self.folder / ".cache", self.room / "user"]
        files = sorted(path for one in folders for path in one.rglob("*") if path.is_file())
        if files:
            self.damage(data.draw(st.sampled_from(files)), damage, files)

    @staticmethod
    def damage(path: Path, damage: str, others: list[Path]) -> None:
        content = path.read_bytes()
        if damage in ("gone", "folder"):
            path.unlink()
        if damage == "folder":
            path.mkdir()
        elif damage == "empty":
            path.write_bytes(b"")
        elif damage == "cut":
            path.write_bytes(content[: len(content) // 2])
        elif damage == "flip" and content:
            middle = len(content) // 2
            path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        elif damage == "swap":
            path.write_bytes(others[0].read_bytes())

    @rule()
    def build_the_internal_edition(self) -> None:
        self.build("internal", {"audience": Audience.INTERNAL})

    @rule()
    def build_one(self) -> None:
        if "公开范围" not in self.source(2).read_text("utf-8"):  # what the edition does not hold cannot be asked for
            self.build("public", {"only": ("shifan/2023/2",)})

    @rule()
    def build_again(self) -> None:
        self.build("public", {})

    @invariant()
    def the_next_build_makes_what_a_first_one_would(self) -> None:
        if hasattr(self, "folder"):
            self.build("public", {})
            self.build(f"{self.room}/fresh", {"cache": None})
            assert tree_of(self.folder / "public") == tree_of(self.room / "fresh")
            shutil.rmtree(self.room / "fresh")

    def build(self, output: str, options: dict[str, Any]) -> None:
        request = BuildRequest(
            site=self.folder,
            output=(self.folder / output).resolve(),
            pdf=False,
            jobs=self.jobs,
            fonts=Places(site=self.folder / "fonts", data=self.room / "data", home=self.room),
            **({"audience": Audience.PUBLIC, "cache": self.room / "user"} | options),
        )
        report = watched_build(request, _Silent())
        assert report.written is not None, report.diagnostics


_Site.TestCase.settings = settings(
    max_examples=5, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)
test_whatever_happens_between_builds = _Site.TestCase
