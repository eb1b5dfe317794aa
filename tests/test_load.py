"""How a site's sources come in from the disk: which files, in which order, decoded how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import BulletinError, ExitCode, Span
from bulletin_gen.load import load_site
from bulletin_gen.load.decode import decoded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bulletin_gen.load import IssueSource

ISSUE = "---\n期号: 7\n日期: 2023-03-05\n---\n\n# 强化巡查\n\n区应急局开展巡查。\n"


def issues_of(folder: Path) -> dict[str, IssueSource]:
    """Return the issues of a faultless site by their paths."""
    loaded = load_site(folder)
    assert loaded.diagnostics == ()
    return {issue.file.path: issue for one in loaded.value.publications for issue in one.issues}


def test_issues_come_by_publication_year_and_number(site: Callable[..., Path]) -> None:
    names = ["2023/10.md", "2023/9.md", "2022/100.md", "2023/z1.md", "2023/11/issue.md"]
    folder = site({f"bulletins/shifan/{name}": ISSUE for name in names})
    assert [path.removeprefix("bulletins/shifan/") for path in issues_of(folder)] == [
        "2022/100.md", "2023/9.md", "2023/10.md", "2023/11/issue.md", "2023/z1.md",
    ]  # fmt: skip


def test_what_is_no_source_is_left_alone(site: Callable[..., Path]) -> None:
    others = ["README.md", "bulletins/README.md", "bulletins/shifan/readme.md", "bulletins/shifan/2023/README.md"]
    others += ["bulletins/.git/x.md", "bulletins/shifan/.draft.md", "bulletins/shifan/2023/~$7.md", "notes/7.md"]
    others += ["bulletins/shifan/2023/.8/issue.md", "bulletins/图/a.png", "bulletins/shifan/2023/7.md~", "x.markdown"]
    folder = site(dict.fromkeys(others, "一") | {"bulletins/shifan/2023/7.md": ISSUE})
    assert list(issues_of(folder)) == ["bulletins/shifan/2023/7.md"]


def test_an_issue_in_a_folder_has_the_files_of_that_folder(site: Callable[..., Path]) -> None:
    names = ["图.png", "表/清单.xlsx", ".hidden", "notes.md", "issue.md"]
    folder = site({f"bulletins/shifan/2023/7/{name}": ISSUE for name in names} | {"bulletins/shifan/2023/8.png": "一"})
    (issue,) = issues_of(folder).values()
    assert issue.files == {"图.png", "表/清单.xlsx"}
    assert (issue.year, issue.name, issue.folder.name) == ("2023", "7", "7")


def test_an_issue_that_is_a_file_has_the_files_of_its_year_but_no_other_issue(site: Callable[..., Path]) -> None:
    names = ["7.md", "8.md", "图.png", "7/图.png", "9/issue.md", "9/图.png"]
    folder = site({f"bulletins/shifan/2023/{name}": ISSUE for name in names})
    assert issues_of(folder)["bulletins/shifan/2023/7.md"].files == {"图.png", "7/图.png"}


def test_a_link_that_leads_out_of_the_folder_is_not_among_its_files(site: Callable[..., Path]) -> None:
    folder = site(
        {"bulletins/shifan/2023/7/issue.md": ISSUE, "bulletins/shifan/2023/7/a.txt": "一", "secret.txt": "二"}
    )
    inside = folder / "bulletins/shifan/2023/7"
    (inside / "b.txt").symlink_to("a.txt")
    (inside / "c.txt").symlink_to(folder / "secret.txt")
    (inside / "loop").symlink_to(inside)
    (inside / "all").symlink_to(folder)
    (issue,) = issues_of(folder).values()
    assert issue.files == {"a.txt", "b.txt"}
    assert issue.outside == {"c.txt"}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_mark_at_the_beginning_change_no_text(ends: str) -> None:
    text = "---\n期号: 7\u2028\n"
    assert decoded("x.md", ("\ufeff" + text.replace("\n", ends)).encode()).value.text == text


def test_a_character_that_cannot_be_printed_is_reported_and_replaced() -> None:
    read = decoded("x.md", "一\r\n𠮷\0\x07二\U0010fffd\n\ufeff三\te\n".encode())
    assert read.value.text == "一\n𠮷〓〓二〓\n〓三\te\n"
    assert [fault.span for fault in read.diagnostics] == [Span("x.md", 2, 2), Span("x.md", 2, 5), Span("x.md", 3, 1)]
    assert {fault.code for fault in read.diagnostics} == {Code.BAD_CHARACTER}
    assert read.value.mended_lines == {2, 3}


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        ("---\r\n𠮷一\n".encode() + "期号".encode("gbk"), (3, 1), "GBK"),
        ("一a".encode() + b"\xff", (1, 3), "读不出来"),
        ("一".encode("utf-16"), (1, 1), "UTF-16"),
        ("一二".encode()[:-1], (1, 2), "UTF-8"),
    ],
)
def test_a_file_that_is_not_utf8_says_where_and_what_it_may_be(data: bytes, place: tuple[int, int], says: str) -> None:
    read = decoded("x.md", data)
    assert read.value.text is None
    (fault,) = read.diagnostics
    assert (fault.span.line, fault.span.column) == place
    assert says in fault.message


@pytest.mark.parametrize("name", ["", "empty", "nothing"])
def test_a_folder_that_is_no_site_is_an_error_of_use(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BulletinError) as raised:
        load_site(tmp_path / name)
    assert raised.value.exit_code is ExitCode.USAGE
    assert "bulletin.yml" in raised.value.hint


def test_a_site_without_settings_or_without_bulletins_is_a_site(site: Callable[..., Path]) -> None:
    folder = site({"bulletins/shifan/2023/7.md": ISSUE})
    (folder / "bulletin.yml").unlink()
    assert [fault.span for fault in load_site(folder).diagnostics] == [Span("bulletin.yml", 1, 1)]
    (folder / "bulletin.yml").write_text("站点名称: 示例\n", "utf-8")
    (folder / "bulletins").rename(folder / "elsewhere")
    assert load_site(folder).value.publications == ()


def test_equal_folders_load_equally(site: Callable[..., Path]) -> None:
    files = [(f"bulletins/shifan/2023/{number}.md", ISSUE) for number in range(1, 12)]
    first = load_site(site(dict(files), "first")).value.publications[0]
    second = load_site(site(dict(reversed(files)), "second")).value.publications[0]
    assert [issue.file for issue in first.issues] == [issue.file for issue in second.issues]
