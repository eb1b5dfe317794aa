"""Feeds tell all that came out, was corrected or withdrawn, however long ago, and what reads feeds understands them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest

from bulletin_gen.plan.addresses import correction_anchors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Files = dict[str, str | bytes]
    Build = Callable[..., dict[str, Any]]
    Site = Callable[[Files], Path]

BASE = "https://example.org/jianbao/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def built(build: Build) -> Build:
    """Return the function that builds a site without a fault."""

    def make(folder: Path, *options: str) -> dict[str, Any]:
        answer = build(folder, *options)
        assert (answer["exit"], answer["diagnostics"]) == (0, [])
        return answer

    return make


def issue(number: int, date: str, *head: str, text: str = "全文。（示例区某局）") -> str:
    lines = "\n".join((f"期号: {number}", f"日期: {date}", *head))
    return f"---\n{lines}\n---\n\n# 【工作动态】\n\n# 第{number}篇\n\n{text}\n"


def daily(year: int, count: int, publication: str = "shifan") -> Files:
    first = dt.date(year, 1, 1)
    return {
        f"bulletins/{publication}/{year}/{n + 1}.md": issue(n + 1, str(first + dt.timedelta(days=n)), "关键词: [燃气]")
        for n in range(count)
    }


def publication(title: str) -> str:
    return f"刊名: {title}\n编印机关: 示例市某局\n"


def parsed(folder: Path, path: str = "feed.atom") -> Any:  # noqa: ANN401 - feedparser has no types
    feed = feedparser.parse((folder / "public" / path).read_bytes())
    assert not feed.bozo, path
    assert feed.version == "atom10"
    return feed


def documents(folder: Path, path: str, rel: str = "prev-archive") -> Iterator[tuple[str, Any]]:
    """Yield a feed and all documents of its archive, as a reader follows them."""
    while path:
        feed = parsed(folder, path)
        yield path, feed
        path = unquote(next((link.href for link in feed.feed.links if link.rel == rel), "").removeprefix(BASE))


def of_kind(folder: Path, ending: str) -> dict[str, bytes]:
    return {
        path.relative_to(folder / "public").as_posix(): path.read_bytes()
        for path in sorted((folder / "public").rglob(f"feed*.{ending}"))
    }


def test_a_feed_says_of_an_issue_all_that_a_reader_lists(site: Site, built: Build) -> None:
    text = "第一段。\n\n# 又一篇\n\n第二段。（示例县某局）"
    folder = site({"bulletins/shifan/2023/7.md": issue(7, "2023-05-08", "关键词: [燃气, “双随机”]", text=text)})
    built(folder)
    feed = parsed(folder)
    assert (feed.feed.title, feed.feed.author, feed.feed.link) == ("示例简报库", "示例市某办公室", BASE)
    assert (feed.feed.id, feed.feed.updated) == (f"{BASE}feed.atom", "2023-05-08T00:00:00+08:00")
    (entry,) = feed.entries
    page = f"{BASE}shifan/2023/7/"
    assert (entry.id, entry.link) == (page, page)
    assert entry.title == "示范简报2023年第7期：第7篇"
    assert entry.summary == "第7篇；又一篇\n第一段。第二段。（示例县某局）"
    assert (entry.published, entry.updated) == ("2023-05-08T00:00:00+08:00", "2023-05-08T00:00:00+08:00")
    assert entry.author == "示例市示范工作领导小组办公室"
    assert [tag.term for tag in entry.tags] == ["工作动态", "燃气", "“双随机”"]
    (pdf,) = entry.enclosures
    assert (pdf.type, pdf.href, pdf.title) == (
        "application/pdf",
        f"{page}shifan-2023-007.pdf",
        "示范简报2023年第7期.pdf",
    )


def test_without_prints_a_feed_offers_none(site: Site, built: Build) -> None:
    folder = site({"bulletins/shifan/2023/7.md": issue(7, "2023-05-08")})
    built(folder, "--no-pdf")
    assert parsed(folder).entries[0].enclosures == []
    assert "attachments" not in json.loads((folder / "public/feed.json").read_text("utf-8"))["items"][0]


def test_corrections_and_withdrawals_are_entries_of_their_own_on_their_day(site: Site, built: Build) -> None:
    fixes = "更正:\n  - {日期: 2023-06-01, 说明: “38处”应为“36处”。}\n  - {日期: 2023-06-01, 说明: 漏了一个单位。}"
    gone = "撤回: {日期: 2023-05-20, 理由: 数据有误。, 替代: shifan/2023/3}"
    folder = site(
        {
            "bulletins/shifan/2023/1.md": issue(1, "2023-01-05", fixes),
            "bulletins/shifan/2023/2.md": issue(2, "2023-02-05", gone),
            "bulletins/shifan/2023/3.md": issue(3, "2023-05-21"),
        }
    )
    built(folder, "--no-pdf")
    entries = parsed(folder).entries
    assert [(entry.title, entry.published[:10], entry.updated[:10]) for entry in entries] == [
        ("〔更正〕示范简报2023年第1期：第1篇", "2023-06-01", "2023-06-01"),
        ("〔更正〕示范简报2023年第1期：第1篇", "2023-06-01", "2023-06-01"),
        ("示范简报2023年第3期：第3篇", "2023-05-21", "2023-05-21"),
        ("〔撤回〕示范简报2023年第2期：第2篇", "2023-05-20", "2023-05-20"),
        ("〔已撤回〕示范简报2023年第2期：第2篇", "2023-02-05", "2023-05-20"),
        ("〔有更正〕示范简报2023年第1期：第1篇", "2023-01-05", "2023-06-01"),
    ]
    assert {entry.summary for entry in entries[:2]} == {"“38处”应为“36处”。", "漏了一个单位。"}
    assert entries[3].summary == f"数据有误。\n请阅替代的一期：{BASE}shifan/2023/3/"
    assert entries[4].summary.startswith("本期已于2023年5月20日撤回：数据有误。")
    assert "全文" not in entries[4].summary
    assert entries[5].summary.startswith("更正（2023年6月1日）：“38处”应为“36处”。\n更正（2023年6月1日）：漏了")
    ids = [entry.id for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        page, _, anchor = entry.id.removeprefix(BASE).partition("#")
        assert entry.link == BASE + page
        assert not anchor or f'id="{anchor}"' in (folder / "public" / page / "index.html").read_text("utf-8")


def test_corrections_of_one_day_have_anchors_of_their_own() -> None:
    first, second = dt.date(2023, 5, 1), dt.date(2023, 5, 2)
    assert correction_anchors([first, second, first]) == (
        "correction-2023-05-01",
        "correction-2023-05-02",
        "correction-2023-05-01-2",
    )


def test_site_publications_units_columns_and_keywords_have_feeds_in_both_forms(site: Site, built: Build) -> None:
    folder = site(
        {
            "bulletins/jianxun/publication.yml": publication("示例简讯"),
            "bulletins/shifan/2023/1.md": issue(1, "2023-01-05", "关键词: [燃气]"),
            "bulletins/jianxun/2023/1.md": issue(1, "2023-01-06", "关键词: [燃气]"),
            "bulletins/jianxun/2023/2.md": issue(2, "2023-01-07"),
        }
    )
    built(folder, "--no-pdf")
    counts = {path.removesuffix(".atom"): len(parsed(folder, path).entries) for path in of_kind(folder, "atom")}
    assert counts == {
        "feed": 3,
        "shifan/feed": 1,
        "jianxun/feed": 2,
        **{f"{above}columns/工作动态/feed": n for above, n in (("", 3), ("shifan/", 1), ("jianxun/", 2))},
        **{f"{above}units/示例区某局/feed": n for above, n in (("", 3), ("shifan/", 1), ("jianxun/", 2))},
        **{f"{above}keywords/燃气/feed": n for above, n in (("", 2), ("shifan/", 1), ("jianxun/", 1))},
    }
    for path, content in of_kind(folder, "json").items():
        told = json.loads(content)
        atom = parsed(folder, path.replace(".json", ".atom"))
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert (told["title"], told["home_page_url"]) == (atom.feed.title, atom.feed.link)
        assert told["feed_url"] == BASE + quote(path)
        assert [(item["id"], item["title"], item["content_text"]) for item in told["items"]] == [
            (entry.id, entry.title, entry.summary) for entry in atom.entries
        ]
        page = folder / "public" / path.rpartition("/")[0] / "index.html"
        assert f'title="{told["title"]}" href="feed.json"' in page.read_text("utf-8")


def test_a_long_feed_leads_through_its_whole_archive(site: Site, built: Build) -> None:
    years = {**daily(2021, 60), **daily(2022, 7), **daily(2023, 120)}
    folder = site({**years, "bulletins/jianxun/publication.yml": publication("简讯"), **daily(2022, 45, "jianxun")})
    built(folder, "--no-pdf")
    expected = {
        "feed": (232, ["", "2023-2", "2023-1", "2022-2", "2022-1", "2021-2", "2021-1"]),
        "shifan/feed": (187, ["", "2023-2", "2023-1", "2022-1", "2021-2", "2021-1"]),
        "shifan/columns/工作动态/feed": (187, ["", "2023-2", "2023-1", "2022-1", "2021-2", "2021-1"]),
        "shifan/keywords/燃气/feed": (187, ["", "2023-2", "2023-1", "2022-1", "2021-2", "2021-1"]),
        "units/示例区某局/feed": (232, ["", "2023-2", "2023-1", "2022-2", "2022-1", "2021-2", "2021-1"]),
        "jianxun/feed": (45, [""]),
    }
    for name, (count, parts) in expected.items():
        found = list(documents(folder, f"{name}.atom"))
        assert [path for path, _ in found] == [f"{name}{part and '-'}{part}.atom" for part in parts]
        assert 20 <= len(found[0][1].entries) <= 50
        ids = [entry.id for _, feed in found for entry in feed.entries]
        assert len(set(ids)) == count
        days = [entry.published for _, feed in found[1:] for entry in feed.entries]
        assert days == sorted(days, reverse=True)
        for path, feed in found[1:]:
            current = [link.href for link in feed.feed.links if link.rel == "current"]
            assert current == [BASE + quote(f"{name}.atom")]
            assert (
                ET.fromstring((folder / "public" / path).read_bytes()).find(  # noqa: S314 - our own file
                    "{http://purl.org/syndication/history/1.0}archive"
                )
                is not None
            )
    path, seen = "feed.json", []
    while path:
        told = json.loads((folder / "public" / path).read_text("utf-8"))
        seen += [item["id"] for item in told["items"]]
        path = told.get("next_url", "").removeprefix(BASE)
    assert len(set(seen)) == 232


def test_no_document_of_an_archive_changes_when_issues_come(site: Site, built: Build) -> None:
    folder = site({**daily(2022, 60), **daily(2023, 55)})
    built(folder, "--no-pdf")
    before = of_kind(folder, "atom") | of_kind(folder, "json")
    site({**daily(2023, 70), "bulletins/shifan/2024/1.md": issue(1, "2024-01-02")})
    built(folder, "--no-pdf")
    after = of_kind(folder, "atom") | of_kind(folder, "json")
    archived = {path for path in before if "/feed-" in f"/{path}"}
    assert len(archived) == 3 * 2 * 6  # of the site, its unit, the publication, its unit, column and keyword
    assert {path for path in archived if before[path] != after[path]} == set()


def test_a_new_issue_changes_the_feed_to_subscribe_to(site: Site, built: Build) -> None:
    folder = site(daily(2023, 55))
    built(folder, "--no-pdf")
    site(daily(2023, 56))
    built(folder, "--no-pdf")
    assert parsed(folder).entries[0].id == f"{BASE}shifan/2023/56/"
    assert len(parsed(folder).entries) == 20


def test_feeds_are_the_same_from_any_history(site: Site, built: Build) -> None:
    late = "更正: [{日期: 2023-06-01, 说明: 有误。}]"
    whole: Files = {**daily(2023, 60), "bulletins/shifan/2023/7.md": issue(7, "2023-01-07", late)}
    folder = site(daily(2023, 52))
    built(folder, "--no-pdf")
    site(whole)
    built(folder, "--no-pdf")
    grown = of_kind(folder, "atom") | of_kind(folder, "json")
    built(folder, "--no-pdf", "--no-cache")
    assert of_kind(folder, "atom") | of_kind(folder, "json") == grown


def test_signs_that_markup_has_a_meaning_for_are_text(site: Site, built: Build) -> None:
    odd = "A&B <b>“]]>”</b> '引'"
    text = f"{odd}，全文。"
    folder = site(
        {
            "bulletin.yml": f"站点名称: {json.dumps(odd, ensure_ascii=False)}\n网址: https://example.org/a&b/简报\n",
            "bulletins/shifan/2023/1.md": issue(1, "2023-01-05", f"关键词: [{json.dumps(odd)}]", text=text),
        }
    )
    built(folder, "--no-pdf")
    feed = parsed(folder)
    assert feed.feed.title_detail.value == odd
    assert feed.entries[0].tags[1].term == odd
    assert odd in feed.entries[0].summary_detail.value
    assert feed.entries[0].link == "https://example.org/a%26b/%E7%AE%80%E6%8A%A5/shifan/2023/1/"


def test_a_publication_without_issues_has_an_empty_feed_to_subscribe_to(site: Site, built: Build) -> None:
    folder = site({})
    built(folder, "--no-pdf")
    for path in ("feed.atom", "shifan/feed.atom"):
        feed = parsed(folder, path)
        assert feed.entries == []
        assert feed.feed.updated
    assert json.loads((folder / "public/feed.json").read_text("utf-8"))["items"] == []


def test_the_internal_edition_has_no_feeds_and_the_public_ones_nothing_internal(site: Site, built: Build) -> None:
    folder = site(
        {
            "bulletins/shifan/2023/1.md": issue(1, "2023-01-05"),
            "bulletins/shifan/2023/2.md": issue(2, "2023-01-06", "公开范围: 内部", text="不公开。（示例区密局）"),
            "bulletins/neican/publication.yml": publication("内参") + "公开范围: 内部\n",
            "bulletins/neican/2023/1.md": issue(1, "2023-01-07"),
        }
    )
    built(folder, "--no-pdf")
    built(folder, "--no-pdf", "--audience", "内部")
    assert not list((folder / "internal").rglob("feed*"))
    assert "feed." not in (folder / "internal/index.html").read_text("utf-8")
    told = b"".join((of_kind(folder, "atom") | of_kind(folder, "json")).values()).decode()
    assert not any(word in told for word in ("不公开", "密局", "内参", "neican", "shifan/2023/2"))
    assert not list((folder / "public").rglob("*密局*"))


@pytest.mark.parametrize("element", ["title", "id", "updated", "author", "link"])
def test_every_document_and_entry_has_what_atom_asks_for(site: Site, built: Build, element: str) -> None:
    folder = site({**daily(2022, 51), **daily(2023, 3)})
    built(folder, "--no-pdf")
    for content in of_kind(folder, "atom").values():
        root = ET.fromstring(content)  # noqa: S314 - our own file
        assert all(one.find(f"{ATOM}{element}") is not None for one in (root, *root.iter(f"{ATOM}entry")))
