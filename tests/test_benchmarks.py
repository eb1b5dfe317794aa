"""The synthetic archives that benchmarks are run on are such as an office would write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf

from benchmarks.archive import write_archive
from benchmarks.engine import breaking
from benchmarks.handover import ways_to_print
from benchmarks.issues import samples
from benchmarks.prose import LENGTH, article
from bulletin_gen.load import load_site
from bulletin_gen.validate import validate_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_an_archive_of_any_size_has_no_fault(tmp_path: Path) -> None:
    write_archive(tmp_path, 1010)
    checked = validate_site(load_site(tmp_path).value)
    assert checked.diagnostics == ()
    assert len(checked.value.issues) == 1010
    assert {issue.publication.slug for issue in checked.value.issues} == {"jianbao-1", "jianbao-2", "jianbao-3"}


def test_it_builds_and_an_issue_has_four_or_five_pages(tmp_path: Path, build: Callable[..., dict[str, Any]]) -> None:
    write_archive(tmp_path / "site", 3)
    answer = build(tmp_path / "site", "--strict", "--inspect")
    assert answer["exit"] == 0
    assert {one["severity"] for one in answer["diagnostics"]} <= {"info"}
    prints = sorted((tmp_path / "site" / "public").rglob("*.pdf"))
    assert [len(pikepdf.open(path).pages) in {4, 5} for path in prints] == [True] * 3


def test_equal_numbers_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_archive(tmp_path / name, 60)
    first, second = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in sorted((tmp_path / name).rglob("*.*"))}
        for name in ("a", "b")
    )
    assert first == second
    assert len(first) == 62


def test_no_two_issues_are_alike_and_all_are_of_one_length() -> None:
    articles = [article(number) for number in range(200)]
    assert len(set(articles)) == 200
    lengths = [len(one.replace("*", "")) for one in articles]
    assert all(0.9 * LENGTH < length < 1.15 * LENGTH for length in lengths)


def test_issues_are_opened_as_the_press_wants_them(tmp_path: Path) -> None:
    write_archive(tmp_path, 2)
    assert [sample.name for sample in samples(tmp_path)] == ["jianbao-1/2014/1", "jianbao-1/2014/2"]


def test_whatever_is_measured_runs(tmp_path: Path) -> None:
    write_archive(tmp_path, 1)
    (sample,) = samples(tmp_path)
    call, characters = breaking(sample.press, sample.issue, sample.folder)
    call()
    assert 0.9 * LENGTH < characters < 1.2 * LENGTH
    for way in ways_to_print(sample.press, sample.issue, sample.folder).values():
        way()
