"""A reader learns in a browser whether a PDF is the one that the site offers; without a script, how to find out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pikepdf
import pytest

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Site = Callable[[dict[str, str | bytes]], Path]


def issue(*head: str) -> str:
    lines = "\n".join(("期号: 7", "日期: 2023-05-08", *head))
    return f"---\n{lines}\n---\n\n# 题目\n\n全文。（示例区某局）\n"


@pytest.fixture
def built(site: Site) -> Path:
    """Return the folder of a site with one issue, and one that was withdrawn."""
    withdrawn = "---\n期号: 8\n日期: 2023-05-09\n撤回: {日期: 2023-05-10, 理由: 有误。}\n---\n\n# 题目\n\n全文。\n"
    folder = site({"bulletins/shifan/2023/7.md": issue(), "bulletins/shifan/2023/8.md": withdrawn})
    assert run(["build", str(folder)]) == 0
    return folder / "public"


def print_of(public: Path, number: int = 7) -> Path:
    return public / f"shifan/2023/{number}/shifan-2023-{number:03d}.pdf"


def looked_at(page: Page, public: Path, file: Path) -> str:
    """Show the page of /verify/ a file and return what it says."""
    page.goto((public / "verify/index.html").as_uri())
    page.locator("[type=file]").set_input_files(file)
    page.wait_for_function("document.querySelector('[data-verdict] code')")
    return page.locator("[data-verdict]").inner_text()


def verdict(page: Page) -> str:
    page.get_by_role("link", name="打开这一期").click()
    page.wait_for_url("**#sha256-*")  # and for the end of its scripts, which a click alone does not wait for
    return page.locator(".checksum [role=status]").inner_text()


def test_the_very_print_is_found_and_told_the_same(browser: Browser, built: Path) -> None:
    page = browser.new_page()
    text = looked_at(page, built, print_of(built))
    assert "《示范简报2023年第7期》" in text
    assert hashlib.sha256(print_of(built).read_bytes()).hexdigest() in text
    assert verdict(page).startswith("一致：")
    assert page.url.startswith((built / "shifan/2023/7/index.html").as_uri())
    page.close()


def test_a_print_that_was_changed_is_told_another(browser: Browser, built: Path, tmp_path: Path) -> None:
    page = browser.new_page()
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(print_of(built).read_bytes() + b"\n")
    looked_at(page, built, forged)
    assert verdict(page).startswith("不一致：")
    with pikepdf.open(print_of(built)) as pdf:  # saved anew by another program
        pdf.save(forged)
    looked_at(page, built, forged)
    assert verdict(page).startswith("不一致：")
    page.close()


def test_the_print_of_a_withdrawn_issue_is_told_so(browser: Browser, built: Path) -> None:
    page = browser.new_page()
    looked_at(page, built, print_of(built, 8))
    assert "本期已撤回" in verdict(page)
    page.close()


def test_a_file_of_somebody_else_is_no_issue(browser: Browser, built: Path, tmp_path: Path) -> None:
    page = browser.new_page()
    pikepdf.new().save(tmp_path / "empty.pdf")
    assert "看不出是哪一期" in looked_at(page, built, tmp_path / "empty.pdf")
    (tmp_path / "note.txt").write_text("不是", "utf-8")
    assert "这个文件不是 PDF" in looked_at(page, built, tmp_path / "note.txt")
    page.close()


def test_data_that_lead_elsewhere_lead_nowhere(browser: Browser, built: Path, tmp_path: Path) -> None:
    page = browser.new_page()
    for name in ("../../../../etc", "javascript:alert(1)//2023/1", "//example.net/2023/1", "shifan/2023/7/../../x"):
        pdf = pikepdf.new()
        data = f'{{"schema": "issue-1", "id": "{name}", "publication": {{"title": "甲"}}, "year": 2023}}'
        pdf.attachments["issue.json"] = data.encode()
        pdf.save(tmp_path / "evil.pdf")
        assert "看不出是哪一期" in looked_at(page, built, tmp_path / "evil.pdf")
        assert page.locator("[data-verdict] a").count() == 0
    page.close()


@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000, 300_001])
def test_checksums_are_those_of_sha256_for_every_length(
    browser: Browser, built: Path, tmp_path: Path, length: int
) -> None:
    page = browser.new_page()
    content = bytes(n * 7 % 251 for n in range(length))
    (tmp_path / "any").write_bytes(content)
    assert hashlib.sha256(content).hexdigest() in looked_at(page, built, tmp_path / "any")
    page.close()


def test_without_a_script_the_page_says_how_to_do_it_by_hand(browser: Browser, built: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built / "verify/index.html").as_uri())
    assert not page.locator("[type=file]").is_visible()
    assert "certutil -hashfile" in page.locator("main").inner_text()
    context.close()


def test_an_edition_without_prints_says_that_there_is_nothing_to_verify(browser: Browser, site: Site) -> None:
    folder = site({"bulletins/shifan/2023/7.md": issue()})
    assert run(["build", str(folder), "--no-pdf"]) == 0
    page = browser.new_page()
    page.goto((folder / "public/verify/index.html").as_uri())
    assert "不提供 PDF" in page.locator("main").inner_text()
    assert page.locator("form").count() == 0
    page.close()
