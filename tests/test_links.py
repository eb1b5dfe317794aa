"""Links that editors write into their own site lead somewhere, whatever the edition, and work from a disk too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_gen.cli import run
from bulletin_gen.plan.links import site_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Maker = Callable[..., Path]
    Builder = Callable[..., dict[str, Any]]

BASE = "https://example.org/jianbao/"
OTHER = {"bulletins/lingyi/publication.yml": "刊名: 另一简报\n编印机关: 示例市另一办公室\n"}


def issue(number: int, *links: str, head: str = "") -> str:
    text = "".join(f"另见[第{place}处]({link})。" for place, link in enumerate(links, 1))
    fields = f"期号: {number}\n日期: 2023-03-{number:02}\n{head}"
    return f"---\n{fields}---\n\n# 【要情】\n\n# 示例区开展巡查\n\n前文。{text}（示例局）\n"


def of(*numbers: int, slug: str = "shifan", **given: str) -> dict[str, str]:
    """Return plain issues of a publication; those given by `n7` are as given."""
    plain = {f"n{number}": issue(number) for number in numbers}
    return {f"bulletins/{slug}/2023/{name[1:]}.md": text for name, text in (plain | given).items()}


def dead(answer: dict[str, Any]) -> list[str]:
    """Return what the links say that an answer calls dead."""
    assert {one["code"] for one in answer["diagnostics"]} <= {"dead-link"}
    assert answer["exit"] == (1 if answer["diagnostics"] else 0)
    return [one["message"].split()[1].removeprefix(BASE) for one in answer["diagnostics"]]


@pytest.mark.parametrize(
    ("href", "found"),
    [
        (BASE, ("", "")),
        ("https://example.org/jianbao", ("", "")),
        ("http://EXAMPLE.org:80/jianbao/shifan/2023/6/", ("shifan/2023/6/", "")),
        (f"{BASE}shifan/2023/6", ("shifan/2023/6", "")),
        (f"{BASE}shifan/./2023//6/?a=b#a1", ("shifan/2023/6/", "a1")),
        (f"{BASE}columns/%E8%A6%81%E6%83%85/", ("columns/要情/", "")),
        (f"{BASE}shifan/../shifan/", ("shifan/", "")),
        ("https://example.org/jianbaoku/", None),
        ("https://example.org/", None),
        (f"{BASE}../other/", None),
        ("https://example.org:8443/jianbao/", None),
        ("https://example.org:port/jianbao/", None),
        ("https://www.example.org/jianbao/", None),
        ("https://example.org./jianbao/shifan/", ("shifan/", "")),
        ("https://example。org/jianbao/shifan/", ("shifan/", "")),
    ],
)
def test_an_address_is_the_sites_own_by_host_and_path(href: str, found: tuple[str, str] | None) -> None:
    assert site_path(href, BASE) == found


@pytest.mark.parametrize("host", ["例子.测试", "xn--fsqu00a.xn--0zwm56d", "例子。测试", "例子.测试."])
def test_a_chinese_host_is_the_same_in_every_spelling(host: str) -> None:
    for base in ("https://例子.测试/b/", "https://xn--fsqu00a.xn--0zwm56d/b/"):
        assert site_path(f"https://{host}/b/shifan/", base) == ("shifan/", "")


def test_the_internal_edition_may_link_what_readers_of_the_public_one_have(site: Maker, build: Builder) -> None:
    print_ = "shifan/2023/6/shifan-2023-006.pdf"
    links = [f"{BASE}{path}" for path in ("feed.atom", "shifan/feed.json", "sitemap.xml", print_)]
    folder = site(of(6, n7=issue(7, *links, f"{BASE}shifan/2023/8/shifan-2023-008.pdf", f"{BASE}shifan/feed.html")))
    assert dead(build(folder, "--no-pdf", "--audience", "internal")) == [
        "shifan/2023/8/shifan-2023-008.pdf",
        "shifan/feed.html",
    ]


def test_links_to_all_that_a_site_has_are_good(site: Maker, build: Builder) -> None:
    links = [
        BASE,
        "https://example.org/jianbao",
        f"{BASE}shifan/",
        f"{BASE}shifan/2023",
        f"{BASE}shifan/2023/6/",
        f"{BASE}shifan/2023/6",
        f"{BASE}shifan/2023/6/index.html#a1",
        f"{BASE}shifan/2023/6/#top",
        f"{BASE}shifan/2023/6/#:~:text=%E5%89%8D%E6%96%87",
        f"{BASE}shifan/2023/6/#sha256-{'0a' * 32}",
        f"{BASE}shifan/2023/6/shifan-2023-006.pdf",
        f"{BASE}shifan/2023/6/issue.json",
        f"{BASE}lingyi/2023/1/",
        f"{BASE}shifan/?q=燃气",
        f"{BASE}feed.atom",
        f"{BASE}sitemap.xml",
        "https://example.org/elsewhere/",
        "https://example.com/jianbao/nothing/",
    ]
    folder = site(OTHER | of(1, slug="lingyi") | of(6, n7=issue(7, *links)))
    assert dead(build(folder, "--no-pdf")) == []


def check_told(site: Maker, build: Builder, bad: list[str]) -> dict[str, Any]:
    """Check that all bad links of an issue, and no good one, are told with their places; return the answer."""
    text = issue(7, *(BASE + link for link in bad), f"{BASE}shifan/2023/6/#a1", f"{BASE}lingyi/2023/")
    folder = site(OTHER | of(1, slug="lingyi") | of(6, n7=text))
    answer = build(folder, "--no-pdf")
    assert dead(answer) == bad
    line = text.split("\n").index(next(one for one in text.split("\n") if one.startswith("前文")))
    assert [one["line"] for one in answer["diagnostics"]] == [line + 1] * len(bad)
    for number, one in enumerate(answer["diagnostics"], 1):
        assert text.split("\n")[line][one["column"] - 1 :].startswith(f"第{number}处")
    assert not (folder / "public").exists()
    return answer


def test_every_dead_address_is_told_with_its_place(site: Maker, build: Builder) -> None:
    bad = ["shifan/2023/60/", "shifan/2022/6/", "shifan/2024/", "lingyi/2023/2/", "shifan/none/", "none/"]
    assert "6、7" in check_told(site, build, bad)["diagnostics"][0]["message"]


def test_every_dead_anchor_and_file_of_an_issue_is_told_with_its_place(site: Maker, build: Builder) -> None:
    bad = ["shifan/2023/6/#a9", "shifan/2023/6/index.html#第一节", "shifan/2023/6/files/a.pdf", "units/none/", "none"]
    check_told(site, build, bad)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("damage", ["other", "gone"])
def test_a_link_to_a_page_that_somebody_damaged_is_good_as_the_page_is_made_good(
    site: Maker, build: Builder, jobs: str, damage: str
) -> None:
    folder = site(OTHER | of(1, slug="lingyi") | of(6, n7=issue(7, f"{BASE}lingyi/2023/1/#a1")))
    assert dead(build(folder, "--no-pdf")) == []
    assert build(folder, "--no-pdf", "-j", jobs)["written"] == []
    page = folder / "public/lingyi/2023/1/index.html"
    content = page.read_bytes()
    page.unlink()
    if damage == "other":
        page.write_bytes(b"<p>")
    (folder / "bulletins/shifan/2023/6.md").write_text(issue(6).replace("前文", "改写"), "utf-8")
    answer = build(folder, "--no-pdf", "-j", jobs)
    assert dead(answer) == []
    assert {"lingyi/2023/1/index.html", "shifan/2023/6/index.html"} <= set(answer["written"])
    assert page.read_bytes() == content


def test_a_dead_address_is_told_before_anything_is_printed(site: Maker, build: Builder) -> None:
    rare = issue(6).replace("前文", "前文\U00013000")  # told when it is printed: no face has it
    folder = site(of(n6=rare, n7=issue(7, f"{BASE}shifan/2023/60/")))
    assert dead(build(folder)) == ["shifan/2023/60/"]
    (folder / "bulletins/shifan/2023/7.md").unlink()
    assert {one["code"] for one in build(folder)["diagnostics"]} == {"glyph-missing"}


def test_a_public_issue_links_no_internal_one_and_no_draft(site: Maker, build: Builder) -> None:
    files = of(
        n5=issue(5, head="公开范围: 内部\n"),
        n6=issue(6, head="状态: 草稿\n"),
        n7=issue(7, f"{BASE}shifan/2023/5/", f"{BASE}shifan/2023/6/"),
    )
    folder = site(files)
    assert dead(build(folder, "--no-pdf")) == ["shifan/2023/5/", "shifan/2023/6/"]
    assert dead(build(folder, "--no-pdf", "--audience", "内部")) == ["shifan/2023/6/"]
    assert dead(build(folder, "--no-pdf", "--audience", "内部", "--drafts")) == []


def test_an_internal_passage_may_link_an_internal_issue(site: Maker, build: Builder) -> None:
    text = issue(7) + f"\n另见[内部的一期]({BASE}shifan/2023/5/)。\n{{.内部}}\n"
    folder = site(of(n5=issue(5, head="公开范围: 内部\n"), n7=text))
    assert dead(build(folder, "--no-pdf")) == []
    assert dead(build(folder, "--no-pdf", "--audience", "内部")) == []
    assert "shifan/2023/5/" not in (folder / "public/shifan/2023/7/index.html").read_text("utf-8")


def test_a_link_that_dies_later_is_told_though_its_own_publication_did_not_change(site: Maker, build: Builder) -> None:
    folder = site(
        OTHER | of(1, 2, slug="lingyi") | of(n7=issue(7, f"{BASE}lingyi/2023/2/", f"{BASE}lingyi/2023/1/#a1"))
    )
    assert dead(build(folder, "--no-pdf")) == []
    kept = folder / "bulletins/lingyi/2023/2.md"
    text = kept.read_text("utf-8")
    kept.unlink()
    assert dead(build(folder, "--no-pdf")) == ["lingyi/2023/2/"]
    assert (folder / "public/lingyi/2023/2/index.html").is_file()
    kept.write_text(text, "utf-8")
    assert dead(build(folder, "--no-pdf")) == []


def test_a_site_that_moves_knows_its_new_address(site: Maker, build: Builder) -> None:
    folder = site(of(n7=issue(7, "https://example.org/jianbao/shifan/2023/9/")))
    assert dead(build(folder, "--no-pdf")) == ["shifan/2023/9/"]
    settings = folder / "bulletin.yml"
    settings.write_text(settings.read_text("utf-8").replace("org/jianbao", "org/neu"), "utf-8")
    assert dead(build(folder, "--no-pdf")) == []


def test_a_file_that_others_put_into_the_folder_may_be_linked(site: Maker, build: Builder) -> None:
    folder = site(of(6))
    build(folder, "--no-pdf")
    (folder / "public/about.html").write_text("<p id='us'>", "utf-8")
    (folder / "bulletins/shifan/2023/6.md").write_text(issue(6, f"{BASE}about.html"), "utf-8")
    assert dead(build(folder, "--no-pdf")) == []


@pytest.mark.parametrize("options", [["--only", "shifan/2023/7"], ["--shard", "1/2"], ["--shard", "2/2"]])
def test_a_build_of_some_issues_checks_all_links_that_it_can(site: Maker, build: Builder, options: list[str]) -> None:
    folder = site(of(5, 6, n7=issue(7, f"{BASE}shifan/2023/6/#a1", f"{BASE}shifan/", f"{BASE}feed.atom")))
    assert dead(build(folder, "--no-pdf", *options)) == []
    (folder / "bulletins/shifan/2023/7.md").write_text(issue(7, f"{BASE}shifan/2023/8/", f"{BASE}shifan/units/none/"))
    assert dead(build(folder, "--no-pdf", *options)) == ["shifan/2023/8/", "shifan/units/none/"]


def test_a_build_of_some_issues_knows_the_files_that_it_makes(site: Maker, build: Builder) -> None:
    own = [f"{BASE}shifan/2023/7/{name}" for name in ("#a9", "files/a.pdf", "#a1", "issue.json")]
    folder = site(of(5, 6, n7=issue(7, *own, f"{BASE}units/none/", f"{BASE}shifan/2023/6/files/a.pdf")))
    wrong = ["shifan/2023/7/#a9", "shifan/2023/7/files/a.pdf"]
    assert dead(build(folder, "--no-pdf", "--only", "shifan/2023/7")) == [*wrong, "units/none/"]
    assert dead(build(folder, "--no-pdf", "--shard", "1/2")) == wrong
    assert dead(build(folder, "--no-pdf", "--shard", "2/2")) == ["shifan/2023/6/files/a.pdf"]


def test_a_merge_checks_what_no_part_could_know(
    site: Maker, build: Builder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = site(of(5, n6=issue(6, f"{BASE}units/none/", f"{BASE}old/about.html", f"{BASE}shifan/2023/5/#a1")))
    parts = [folder / f"public-{number}-2" for number in (1, 2)]
    assert [dead(build(folder, "--no-pdf", "--shard", f"{number}/2")) for number in (1, 2)] == [[], []]
    command = ["merge", str(tmp_path / "out"), *map(str, parts), "--format", "json"]

    def merged() -> list[str]:
        capsys.readouterr()
        code = run(command)
        return dead(json.loads(capsys.readouterr().out) | {"exit": code})

    assert merged() == ["units/none/", "old/about.html"]
    assert not (tmp_path / "out").exists()
    source = folder / "bulletins/shifan/2023/6.md"
    source.write_text(source.read_text("utf-8").replace("units/none/", "units/示例局/"), "utf-8")
    assert [dead(build(folder, "--no-pdf", "--shard", f"{number}/2")) for number in (1, 2)] == [[], []]
    assert merged() == ["old/about.html"]


def test_a_link_inside_the_site_is_relative_and_names_its_file(site: Maker, build: Builder) -> None:
    links = (f"{BASE}shifan/2023/6", f"{BASE}shifan/2023/6/#a1", f"{BASE}shifan/?q=燃气", f"{BASE}shifan/2023/7/")
    folder = site(of(6, n7=issue(7, *links, "https://example.com/")))
    assert dead(build(folder, "--no-pdf")) == []
    page = (folder / "public/shifan/2023/7/index.html").read_text("utf-8")
    for href in (
        "../6/index.html",
        "../6/index.html#a1",
        "../../index.html?q=%E7%87%83%E6%B0%94",
        "index.html",
    ):
        assert f'<a href="{href}">第' in page
    assert '<a href="https://example.com/" rel="noopener">' in page
