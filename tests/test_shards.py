"""Parts of an edition that were built apart make the same site together, or it is said why they don't."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_gen.cache import shared
from bulletin_gen.cache.store import Store, fetch, keep, key_of
from bulletin_gen.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Files = dict[str, str | bytes]
    Maker = Callable[[Files], Path]
    Builder = Callable[..., dict[str, Any]]

ISSUE = """---
期号: {number}
日期: 2024-04-{number:02d}
公开范围: {audience}
---

# 示例区第{number}次会商

会上逐项核对。
"""


def issues(*numbers: int, internal: tuple[int, ...] = ()) -> Files:
    texts = {
        number: ISSUE.format(number=number, audience="内部" if number in internal else "公开") for number in numbers
    }
    return {f"bulletins/shifan/2024/{number}.md": text for number, text in texts.items()}


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def merge(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Return the function that merges parts and returns the JSON answer, its exit code as `exit`."""

    def call(output: Path, *parts: Path) -> dict[str, Any]:
        capsys.readouterr()
        code = run(["merge", str(output), *map(str, parts), "--format", "json"])
        answer = json.loads(capsys.readouterr().out)
        assert isinstance(answer, dict)
        return answer | {"exit": code}

    return call


@pytest.fixture
def parts(site: Maker, build: Builder) -> list[Path]:
    """Return the folders of a site's three parts, pages only."""
    folder = site(issues(1, 2, 3, 4, 5, internal=(3,)))
    return [built(build, folder, f"{number}/3") for number in (1, 2, 3)]


def built(build: Builder, folder: Path, shard: str, *options: str) -> Path:
    answer = build(folder, "--no-pdf", "--shard", shard, *options)
    assert answer["exit"] == 0
    return folder / f"public-{shard.replace('/', '-')}"


def changed(parts: list[Path], number: int) -> Path:
    """Change an issue after the parts were built; return their site's folder."""
    folder = parts[0].parent
    source = folder / f"bulletins/shifan/2024/{number}.md"
    source.write_text(source.read_text("utf-8").replace("逐项", "逐一"), "utf-8")
    return folder


def check_refused(answer: dict[str, Any], output: Path, code: int, said: str) -> None:
    """Check that a merge says why not, and writes nothing."""
    assert answer["exit"] == code
    assert said in answer["error"]["message"]
    assert not output.exists()


# ------------------------------------------------------------------------------------------------------------- parts


@pytest.mark.parametrize("count", [1, 3, 7])
def test_all_parts_make_the_site_that_one_build_makes(
    site: Maker, build: Builder, merge: Builder, tmp_path: Path, count: int
) -> None:
    folder = site(issues(1, 2, 3, 4, 5, internal=(3,)) | {"bulletins/shifan/2024/名单.txt": "名单"})
    given = [built(build, folder, f"{number}/{count}") for number in range(1, count + 1)]
    answer = merge(tmp_path / "out", *reversed(given))
    assert (answer["exit"], answer["edition"]) == (0, "public")
    assert build(folder, "--no-pdf", "--no-cache")["exit"] == 0
    assert tree(tmp_path / "out") == tree(folder / "public")


def test_prints_in_parts_are_the_same_too(site: Maker, build: Builder, merge: Builder, tmp_path: Path) -> None:
    folder = site(issues(1, 2))
    for number in ("1/2", "2/2"):
        assert build(folder, "--shard", number)["exit"] == 0
    assert merge(tmp_path / "out", folder / "public-1-2", folder / "public-2-2")["exit"] == 0
    assert build(folder)["exit"] == 0
    assert tree(tmp_path / "out") == tree(folder / "public")


def test_each_issue_is_in_one_part_and_the_indexes_are_in_the_first(parts: list[Path]) -> None:
    pages = [sorted(path.name for path in (part / "shifan/2024").iterdir() if path.is_dir()) for part in parts]
    assert pages == [["1", "5"], ["2"], ["4"]]
    assert [(part / "index.html").exists() for part in parts] == [True, False, False]


def test_a_merge_changes_only_what_is_not_as_it_should_be(merge: Builder, parts: list[Path], tmp_path: Path) -> None:
    merge(tmp_path / "out", *parts)
    (tmp_path / "out/index.html").write_text("changed by hand")
    answer = merge(tmp_path / "out", *parts)
    assert (answer["written"], answer["removed"]) == (["index.html"], [])


def test_the_list_of_a_public_part_names_nothing_internal(parts: list[Path]) -> None:
    texts = [(part / "shard.json").read_text("utf-8") for part in parts]
    assert all("2024/2.md" in text and "2024/3.md" not in text for text in texts)


def test_faults_are_told_alike_by_every_part(site: Maker, build: Builder) -> None:
    folder = site(issues(1, 2) | {"bulletins/shifan/2024/3.md": "---\n期号: 三\n---\n\n# 题\n"})
    answers = [build(folder, "--no-pdf", "--shard", f"{number}/3") for number in (1, 2, 3)]
    assert [one["exit"] for one in answers] == [1, 1, 1]
    assert answers[0]["diagnostics"] == answers[1]["diagnostics"] == answers[2]["diagnostics"] != []


def test_a_part_does_not_take_the_place_of_the_whole_site(site: Maker, build: Builder) -> None:
    folder = site(issues(1, 2))
    build(folder, "--no-pdf")
    answer = build(folder, "--no-pdf", "--shard", "1/2", "-o", str(folder / "public"))
    assert (answer["exit"], "那里是整个网站" in answer["error"]["message"]) == (2, True)


@pytest.mark.parametrize("shard", ["0/3", "4/3", "2", "a/b", "1/0", "-1/3"])
def test_a_part_is_a_number_of_a_number(site: Maker, build: Builder, shard: str) -> None:
    answer = build(site(issues(1)), "--no-pdf", f"--shard={shard}")
    assert (answer["exit"], "例如 2/8" in answer["error"]["message"]) == (2, True)


# --------------------------------------------------------------------------------------- what does not belong together


def test_a_part_that_is_missing_or_given_twice_is_named(merge: Builder, parts: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    check_refused(merge(out, parts[1]), out, 2, "缺第 1、3 份（共 3 份）")
    check_refused(merge(out, *parts, parts[1]), out, 2, "第 2 份给了两次")


def test_the_file_that_changed_between_two_parts_is_named(
    build: Builder, merge: Builder, parts: list[Path], tmp_path: Path
) -> None:
    built(build, changed(parts, 4), "2/3")
    check_refused(merge(tmp_path / "out", *parts), tmp_path / "out", 1, "源文件不同：bulletins/shifan/2024/4.md")


def test_a_change_in_what_is_left_out_shows_without_its_name(
    build: Builder, merge: Builder, parts: list[Path], tmp_path: Path
) -> None:
    built(build, changed(parts, 3), "3/3")
    check_refused(merge(tmp_path / "out", *parts), tmp_path / "out", 1, "源文件不同：没有收入这一版的各期")


def test_other_options_and_another_count_are_told(
    build: Builder, merge: Builder, parts: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    built(build, parts[0].parent, "3/3", "--strict")
    check_refused(merge(out, *parts), out, 1, "选项不同，--strict：有，没有")
    other = built(build, parts[0].parent, "2/2")
    check_refused(merge(out, parts[0], other), out, 2, "第 2/2 份")


def test_another_program_is_told(merge: Builder, parts: list[Path], tmp_path: Path) -> None:
    listed = parts[2] / "shard.json"
    data = json.loads(listed.read_text("utf-8"))
    data["program"]["weasyprint"] = "1.0"
    listed.write_text(json.dumps(data), "utf-8")
    check_refused(merge(tmp_path / "out", *parts), tmp_path / "out", 1, "程序不同，weasyprint：1.0，")


@pytest.mark.parametrize("harm", ["changed", "gone", "folder", "list", "leads out"])
def test_a_damaged_part_is_told_by_its_file(merge: Builder, parts: list[Path], tmp_path: Path, harm: str) -> None:
    page, listed = parts[1] / "shifan/2024/2/index.html", parts[1] / "shard.json"
    if harm == "changed":
        page.write_bytes(page.read_bytes() + b" ")
    elif harm in {"gone", "folder"}:
        page.unlink()
        if harm == "folder":
            page.mkdir()
    elif harm == "list":
        listed.write_bytes(listed.read_bytes()[:-20])
    else:
        listed.write_text(listed.read_text("utf-8").replace("shifan/2024/2/index.html", "../index.html"), "utf-8")
    answer = merge(tmp_path / "out", *parts)
    check_refused(answer, tmp_path / "out", 1, "损坏或不全")
    assert str(page if harm in {"changed", "gone", "folder"} else listed) in answer["error"]["message"]


def test_what_is_no_part_is_told(merge: Builder, parts: list[Path], tmp_path: Path) -> None:
    check_refused(merge(tmp_path / "out", parts[0].parent / "bulletins"), tmp_path / "out", 2, "里没有 shard.json")


def test_a_merge_goes_neither_into_a_part_nor_around_one(merge: Builder, parts: list[Path]) -> None:
    for output in (parts[0] / "inside", parts[0], parts[0].parent):
        answer = merge(output, *parts)
        assert (answer["exit"], "套在一起" in answer["error"]["message"]) == (2, True)


def test_a_merge_does_not_write_over_files_of_others(merge: Builder, parts: list[Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")
    assert merge(tmp_path / "out", *parts)["exit"] == 2
    assert tree(tmp_path / "out") == {"mine.txt": b"mine"}


# -------------------------------------------------------------------------------------------------- a shared cache


@pytest.mark.parametrize("place", ["memory://place", "file://{}/place", "{}/place"])
def test_what_one_machine_keeps_in_a_shared_place_another_takes(tmp_path: Path, place: str) -> None:
    one, other = (Store(tmp_path / name, place.format(tmp_path) + f"/{tmp_path.name}") for name in ("one", "other"))
    keep(one, key_of("a"), b"words")
    assert fetch(other, key_of("a")) == b"words"
    assert fetch(Store(tmp_path / "other"), key_of("a")) == b"words"
    assert fetch(other, key_of("b")) is None
    assert shared.trouble(one.shared) == ""


def test_a_damaged_or_exchanged_entry_of_a_shared_place_is_none(tmp_path: Path) -> None:
    store = Store(None, str(tmp_path))
    for name in ("a", "b"):
        keep(store, key_of(name), name.encode() * 9)
    one, other = (next(tmp_path.rglob(key_of(name))) for name in ("a", "b"))
    one.write_bytes(other.read_bytes())
    other.write_bytes(other.read_bytes()[:-1])
    assert (fetch(store, key_of("a")), fetch(store, key_of("b"))) == (None, None)
    keep(store, key_of("a"), b"anew")
    assert fetch(store, key_of("a")) == b"anew"


def test_machines_share_prints_by_edition_and_nothing_else(site: Maker, build: Builder, tmp_path: Path) -> None:
    place = tmp_path / "place"
    folder = site(issues(1, 2, internal=(2,)))
    other = shutil.copytree(folder, tmp_path / "other")
    assert build(folder, "--cache-at", str(place))["exit"] == 0
    made = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    assert len(made) == 1
    assert {path.relative_to(place).parts[0] for path in made} == {"public"}
    assert build(other, "--cache-at", place.as_uri())["exit"] == 0
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()} == made
    assert tree(other / "public") == tree(folder / "public")


@pytest.mark.parametrize(
    ("place", "reason"),
    [("{}/file/place", "NotADirectoryError"), ("ftp://127.0.0.1:9/place", "ConnectionRefusedError")],
)
def test_a_shared_place_that_fails_is_told_once_and_done_without(  # noqa: PLR0913, PLR0917 - two of them are the case
    site: Maker, build: Builder, capsys: pytest.CaptureFixture[str], tmp_path: Path, place: str, reason: str
) -> None:
    (tmp_path / "file").write_text("no folder")
    folder = site(issues(1, 2))
    assert build(folder, "-o", str(tmp_path / "without"))["exit"] == 0
    shutil.rmtree(folder / ".cache")
    capsys.readouterr()
    assert (
        run(["build", str(folder), "-j", "1", "-o", str(tmp_path / "with"), "--cache-at", place.format(tmp_path)]) == 0
    )
    assert capsys.readouterr().err.count(f"用不了（{reason}），这次生成不用它") == 1
    assert tree(tmp_path / "with") == tree(tmp_path / "without")


@pytest.mark.parametrize(
    ("place", "code", "said"),
    [("s3://bucket/place", 3, "没有装读写 s3 的程序库"), ("nowhere://place", 2, "共用的缓存认不出来：nowhere://place")],
)
def test_a_place_that_this_machine_cannot_know_stops_the_build(
    site: Maker, build: Builder, place: str, code: int, said: str
) -> None:
    answer = build(site(issues(1)), "--no-pdf", "--cache-at", place)
    assert (answer["exit"], said in answer["error"]["message"]) == (code, True)
