"""Benchmarks: the archives are such as an office would write, peers get the same texts, and all of it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from benchmarks import __main__ as command_line
from benchmarks import cold, growth, pages, profile, searching, sizes
from benchmarks.archive import write_archive
from benchmarks.document import document
from benchmarks.engine import breaking
from benchmarks.handover import ways_to_print
from benchmarks.issues import samples
from benchmarks.manuscript import Style, manuscript
from benchmarks.page_peers import GENERATORS, articles_of
from benchmarks.peer_sources import latex, open_document, typst
from benchmarks.print_peers import PEERS
from benchmarks.prose import LENGTH, article
from benchmarks.race import Entrant, Taken, race
from benchmarks.runs import FailedError, run
from benchmarks.setting import Setting
from benchmarks.tables import Goal, Part, section, table
from bulletin_gen.load import load_site
from bulletin_gen.validate import validate_site

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]


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


def test_peers_get_the_text_that_we_print(tmp_path: Path) -> None:
    write_archive(tmp_path, 1)
    (sample,) = samples(tmp_path)
    html = document(sample, "sheet.css")
    text = manuscript(sample, html)
    said = ["".join(run.text for run in one.runs) for one in text.paragraphs]
    typed = [line for line in article(0).replace("*", "").splitlines() if line]
    assert [one for one in text.paragraphs if one.style is Style.TITLE]
    assert [one for one in said if one in typed] == typed[1:]  # we break the title
    for source in (latex(text), typst(text), open_document(text)):
        assert all(run.text in source for one in text.paragraphs for run in one.runs if "%" not in run.text)


def test_characters_that_mean_something_to_a_peer_are_taken_as_they_are(tmp_path: Path) -> None:
    write_archive(tmp_path, 1)
    (sample,) = samples(tmp_path)
    text = manuscript(sample, document(sample, "sheet.css"))
    ugly = 'a\\b{c}$d&e#f_g%h~i^j"k<l>'
    first, *_ = text.paragraphs
    bare = replace(text, paragraphs=(replace(first, runs=(replace(first.runs[0], text=ugly),)),))
    assert r"a\textbackslash{}b\{c\}\$d\&e\#f\_g\%h\textasciitilde{}i\textasciicircum{}j" in latex(bare)
    assert r'#"a\\b{c}$d&e#f_g%h~i^j\"k<l>"' in typst(bare)
    assert "d&amp;e#f_g%h~i^j" in open_document(bare)


def test_site_generators_get_each_issue_with_its_title(tmp_path: Path) -> None:
    write_archive(tmp_path, 2)
    first, second = articles_of(tmp_path)
    assert (first.name, second.name) == ("jianbao-1-2014-1", "jianbao-1-2014-2")
    assert f"# {first.title}\n\n{first.body}" == article(0)
    for generator in GENERATORS:
        sources = dict(generator.sources((first, second)))
        assert sum(first.body in source and first.title in source for source in sources.values()) == 1


def test_a_run_counts_the_time_and_memory_of_processes_that_outlive_it(tmp_path: Path) -> None:
    busy = (
        "import time\nx = bytearray(80 << 20)\nprint('large', flush=True)\n"
        "while time.process_time() < .1: pass\ntime.sleep(.5)"
    )
    parent = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {busy!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\ntime.sleep(.2)"
    )
    taken = run([sys.executable, "-c", parent], folder=tmp_path, watch=True)
    assert taken.cpu > 0.1
    assert taken.peaks is not None
    assert taken.peaks.worker > 80 > taken.peaks.main > 0


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match=r"ended with 3: no paper / no ink"):
        run([sys.executable, "-c", "print('no paper | no ink'); raise SystemExit(3)"], folder=tmp_path)


def test_who_is_not_installed_or_fails_spoils_the_race_for_nobody() -> None:
    def fail() -> Taken:
        raise FailedError("no ink")

    entrants = [Entrant("a", "1", lambda: Taken(2.0, 3.0)), Entrant("b", "1", fail), Entrant("c", None, fail)]
    a, b, c = race(entrants, 2)
    assert (a.least, a.median, a.cpu, a.failure) == (2.0, 2.0, 3.0, "")
    assert (b.failure, c.failure) == ("failed: no ink", "not installed")
    with pytest.raises(FailedError):
        race([Entrant("ours", "", fail, own=True)], 1)


def check(part: Part, *figures: str) -> str:
    """Return the lines of a part that judges these figures."""
    assert [goal.figure for goal in part.goals] == list(figures)
    return "\n".join(part.lines)


def setting(tmp_path: Path) -> Setting:
    return Setting(root=ROOT, folder=tmp_path, site=None, rounds=1, peers=None, full=False)


def test_prints_are_raced_with_the_engine_as_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = next(peer for peer in PEERS if peer.own_clock)
    missing = replace(loop, name="missing", program="no-such-program")
    monkeypatch.setattr(cold, "COLD", 2)
    monkeypatch.setattr(cold, "PEERS", (loop, missing))
    faster = "cold build, how many times faster than WeasyPrint in a loop"
    rows = check(cold.cold(setting(tmp_path)), "cold build, an issue", faster).splitlines()
    ours, theirs, none = (row.split(" | ") for row in rows if row.startswith(("| `bulletin", "| Weasy", "| missing")))
    assert abs(float(ours[6]) - float(theirs[6])) <= 1  # pages
    assert "not installed" in none


def test_pages_and_sizes_and_growth_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGES", 3)
    monkeypatch.setattr(pages, "GENERATORS", ())
    assert "bulletin build --no-pdf" in check(pages.pages(setting(tmp_path)), "pages alone of 3 issues, cold")
    monkeypatch.setattr(sizes, "ISSUES", 1)
    assert "| PDF |" in check(sizes.sizes(setting(tmp_path)), "size of a PDF beyond its fonts, at most")
    monkeypatch.setattr(growth, "ARCHIVES", (1, 2))
    monkeypatch.setattr(growth, "_OFTEN", 2)
    rows = "\n".join(growth.growth(setting(tmp_path)).lines)
    assert "| 1 | 1 | pages and prints | one text changed | 2 |" in rows
    assert "| 2 | 1 | pages | one title changed | 2 |" in rows
    assert "| 2 | 1 | pages | one issue replaced | 2 |" in rows
    assert "| 2 | 1 | pages and prints |" not in rows


@pytest.mark.browser
def test_queries_are_asked_in_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "ISSUES", 3)
    monkeypatch.setattr(searching, "QUERIES", 6)
    part = searching.searching(setting(tmp_path))
    figures = ("a query with up to 200 hits", "the first results of a commoner one", "queries answered wrongly")
    rows = check(part, *figures).splitlines()
    assert [goal.reached for goal in part.goals][1:] == ["none was asked", "0"]
    bands = [tuple(row.split(" | ")[:3]) for row in rows if " | 0 to 0 | " in row or " | 1 to 20 | " in row]
    assert bands == [(f"| {name}", band, "5") for name in ("varied", "monotonous") for band in ("0 to 0", "1 to 20")]


def test_results_are_written_where_nothing_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Part(section("Weight", "Of paper.", table(("", "g"), [("sheet", "4")])), (Goal("weight", "4 g", "≤ 5 g"),))
    monkeypatch.setattr(command_line, "PARTS", {"weight": lambda _: made, "height": lambda _: Part(())})
    monkeypatch.setattr(command_line, "RESULTS", tmp_path / "RESULTS.md")
    some = CliRunner().invoke(command_line.main, ["--only", "weight"])
    assert "| weight | 4 g | ≤ 5 g |" in some.output
    assert not (tmp_path / "RESULTS.md").exists()
    CliRunner().invoke(command_line.main, [], catch_exceptions=False)
    assert "| sheet | 4 |" in (tmp_path / "RESULTS.md").read_text("utf-8")
    assert CliRunner().invoke(command_line.main, ["--only", "depth"]).exit_code == 2


def test_a_profile_sums_up_to_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "ISSUES", 1)
    rows = [row.split(" | ") for row in profile.profile(setting(tmp_path)).lines if row.endswith("% |")]
    *groups, whole = (float(row[1]) for row in rows)
    assert {"layout", "imports", "drawing"} <= {row[0].removeprefix("| ") for row in rows}
    assert sum(groups) == pytest.approx(whole, abs=1)
