"""Issues are found by column, source unit and keyword, at addresses that every disk takes and that stay."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
import tinyhtml5  # type: ignore[import-untyped] # it comes with WeasyPrint, untyped
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from playwright.sync_api import expect

from bulletin_gen.config import Site
from bulletin_gen.diagnostics import Span
from bulletin_gen.model import Audience, IssueKey, Publication
from bulletin_gen.plan.addresses import encoded, sheet_path, topic_path, topics_path
from bulletin_gen.plan.names import TopicKind, segment_of
from bulletin_gen.plan.records import IssueRecord
from bulletin_gen.plan.sheets import SHEET, sheets_of
from bulletin_gen.plan.topics import topics_of
from bulletin_gen.render.archive import holding
from bulletin_gen.render.catalogue import catalogue_of
from bulletin_gen.render.pages import open_pages
from bulletin_gen.render.paging import NAMES
from bulletin_gen.render.shares import Portion
from bulletin_gen.render.site import publication_pages, shares_of, site_pages
from bulletin_gen.render.site_topics import NEWEST
from bulletin_gen.templating.folders import template_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from playwright.sync_api import Browser

    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.pages import Pages

    Files = dict[str, str | bytes]

SOURCE = Span("bulletins/shifan/publication.yml", 1)
SHIFAN = Publication(slug="shifan", title="示范简报", issuer="示例市示范办", source=SOURCE)
KUAIBAO = Publication(slug="kuaibao", title="示例快报", issuer="示例区值班室", source=SOURCE)
DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{name}{n}" for name in ("COM", "LPT") for n in range(10)
}

typed = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
awkward = st.text(
    st.sampled_from('aAbBpPß./\\:*?"<>|~ 　（(）)ＡａＢ1２P.CONcon市局~-\u200b\u0301'), min_size=1, max_size=12
)


def record(number: int, day: date = date(2023, 1, 1), slug: str = "shifan", **more: Any) -> IssueRecord:  # noqa: ANN401 - any field
    plain = IssueRecord(
        key=IssueKey(slug, day.year, number),
        publication_title=SHIFAN.title if slug == "shifan" else KUAIBAO.title,
        date=day,
        number_text=f"第{number}期",
        total_number=None,
        special=None,
        titles=(f"第{number}期的题目",),
        columns=(),
        summary="",
        source_units=(),
        keywords=(),
        audience=Audience.PUBLIC,
        corrected=None,
        corrections=(),
        withdrawn=None,
        withdrawal_reason="",
        replacement=None,
    )
    return replace(plain, **more)


def daily(count: int, slug: str = "shifan", **more: Any) -> tuple[IssueRecord, ...]:  # noqa: ANN401 - any field
    return tuple(record(n + 1, date(2023, 1, 1) + timedelta(days=n), slug, **more) for n in range(count))


@pytest.fixture(scope="module")
def pages() -> Pages:
    site = Site(title="示例简报库", base_url="https://example.org/jianbao/", source=SOURCE)
    return open_pages(site, (SHIFAN, KUAIBAO), template_folders(None), audience=Audience.PUBLIC, pdf=True)


def own(pages: Pages, records: Iterable[IssueRecord], publication: Publication = SHIFAN) -> dict[str, SitePage]:
    """Return the pages of a publication by path."""
    catalogue = catalogue_of(pages, publication, records)
    return {path: page for page in publication_pages(pages, catalogue) for path in page.paths}


def whole(pages: Pages, *groups: tuple[Publication, tuple[IssueRecord, ...]]) -> dict[str, SitePage]:
    """Return the pages of the site by path."""
    portions: dict[str, tuple[Portion, ...]] = {}
    for publication, records in groups:
        catalogue = catalogue_of(pages, publication, records)
        for share in shares_of(pages, catalogue, publication_pages(pages, catalogue)):
            portion = Portion(publication.slug, share.digest, share.make)
            portions[share.name] = (*portions.get(share.name, ()), portion)
    holdings = [holding(publication, records) for publication, records in groups]
    return {path: page for page in site_pages(pages, holdings, portions, lambda *_: False) for path in page.paths}


def opened(page: SitePage) -> Element:
    (file,) = page.make()
    parsed: Element = tinyhtml5.parse(file.content.decode(), namespace_html_elements=False)
    return parsed


def text(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def numbers(page: SitePage) -> list[str]:
    return [text(link) for link in opened(page).findall(".//a[@class='number']")]


def links(page: SitePage, path: str) -> dict[str, str]:
    return {text(link): unquote(link.get("href", "")) for link in opened(page).findall(path)}


# ------------------------------------------------------------------------------------------ names in addresses


@pytest.mark.parametrize(
    ("names", "segment"),
    [
        (("示例区应急局", "示例区 应急局", " 示例区　应急局 ", "示例区应急局\u200b"), "示例区应急局"),
        (("5G办公室", "5g 办公室", "５Ｇ办公室"), "5G办公室"),
        (("示例市（本级）", "示例市(本级)"), "示例市（本级）"),
        (("Open  data", "OPEN DATA", "Ｏｐｅｎ　Ｄａｔａ"), "OPEN DATA"),
        (("opendata",), "OPENDATA"),
        (("PM2.5",), "PM2.5"),
        (("双随机、一公开", "“互联网+监管”"), None),
        (('隐患:排查?*"<>|', "隐患：排查？＊＂＜＞｜"), "隐患：排查？＊＂＜＞｜"),
        (("甲/乙\\丙",), "甲／乙＼丙"),
        (("..",), "．．"),
        ((".well-known",), "．WELL-KNOWN"),
        (("等...",), "等．．．"),
        (("con", "CON"), "ＣON"),
        (("com1.txt",), "ＣOM1.TXT"),
        (("Index.html", "ｉｎｄｅｘ．html"), "ＩNDEX.HTML"),
        (("feed.atom",), "ＦEED.ATOM"),
        (("p2",), "Ｐ2"),
        (("\u200b\u00a0",), ""),
    ],
)
def test_names_that_are_one_have_one_address_and_it_is_safe(names: tuple[str, ...], segment: str | None) -> None:
    if segment is None:
        assert [segment_of(name) for name in names] == list(names)
    else:
        assert {segment_of(name) for name in names} == {segment}


def test_a_very_long_name_is_cut_and_keeps_an_address_of_its_own() -> None:
    one, other = (segment_of("示例市重大项目建设工作领导小组办公室" * 9 + end) for end in "甲乙")
    assert one != other
    assert one.startswith("示例市重大项目建设工作领导小组办公室")
    assert len(one.encode()) <= 120
    assert len(segment_of("ﷺ" * 60).encode()) <= 120


@given(st.one_of(typed, awkward))
def test_a_name_of_any_signs_is_one_folder_on_every_disk(name: str) -> None:
    segment = segment_of(name)
    assert len(segment.encode()) <= 120
    assert not set('<>:"/\\|?*').intersection(segment)
    assert all(unicodedata.category(sign) not in {"Cc", "Cf", "Zl", "Zp"} for sign in segment)
    assert segment == segment.strip(" .")
    assert segment.partition(".")[0].upper() not in DEVICES
    assert unicodedata.normalize("NFC", segment) == segment
    assert unquote(encoded(segment)) == segment


@given(st.lists(st.one_of(typed, awkward), min_size=2, max_size=8))
def test_no_disk_takes_two_names_for_one(names: list[str]) -> None:
    segments = {segment_of(name) for name in names}
    for same in (str.casefold, str.upper, str.lower, partial(unicodedata.normalize, "NFD")):
        assert len({same(segment) for segment in segments}) == len(segments)


@given(st.one_of(typed, awkward))
def test_a_name_in_other_letters_or_width_is_the_same(name: str) -> None:
    segment = segment_of(name)
    assert segment_of(f" {name}　") == segment
    assert segment_of(unicodedata.normalize("NFKC", name)) == segment
    if "~" not in segment:
        assert segment_of(segment) == segment


def test_names_of_ours_beside_a_list_are_no_topic() -> None:
    files = {
        "index.html",
        "feed.atom",
        "feed.json",
        "feed-2023-1.atom",
        *(sheet_path("", n)[:-1] for n in range(1, 30)),
    }
    assert not {file.upper() for file in files} & {segment_of(file) for file in files}


def test_addresses_are_those_that_the_content_guide_promises() -> None:
    assert topics_path(TopicKind.UNIT) == "units/"
    assert topic_path(TopicKind.COLUMN, "督导检查") == "columns/督导检查/"
    assert topic_path(TopicKind.KEYWORD, "燃气 安全", "shifan") == "shifan/keywords/燃气安全/"
    assert sheet_path("units/甲/", 0) == "units/甲/"
    assert sheet_path("units/甲/", 3) == "units/甲/p3/"


# ------------------------------------------------------------------------------------------ what is gathered


def test_a_topic_is_called_by_its_commonest_form_and_has_each_issue_once() -> None:
    records = (
        record(1, source_units=("市 应急局", "示例区")),
        record(2, source_units=("市应急局",)),
        record(3, source_units=("市应急局", "市　应急局")),
    )
    first, second = topics_of(records[::-1], TopicKind.UNIT)
    assert (first.name, [one.key.number for one in first.records]) == ("市应急局", [3, 2, 1])
    assert dict(first.forms) == {"市应急局": 2, "市 应急局": 1, "市　应急局": 1}
    assert (second.name, len(second.records)) == ("示例区", 1)


def test_what_is_typed_in_other_letters_is_one_topic_and_its_page_says_so(pages: Pages) -> None:
    typed = (("GDP",), ("gdp", "燃气"), ("GDP", "ＧＤＰ"), ("燃 气",))
    records = tuple(record(n + 1, keywords=words) for n, words in enumerate(typed))
    for page in (
        own(pages, records)["shifan/keywords/GDP/index.html"],
        whole(pages, (SHIFAN, records))["keywords/GDP/index.html"],
    ):
        assert len(numbers(page)) == 3
        assert text(opened(page).find(".//p[@class='also']")) == "也写作：gdp、ＧＤＰ"
    for page in (
        own(pages, records)["shifan/keywords/燃气/index.html"],
        whole(pages, (SHIFAN, records))["keywords/燃气/index.html"],
    ):
        assert opened(page).find(".//p[@class='also']") is None


def test_topics_stand_by_issues_and_then_by_pinyin() -> None:
    records = (record(1, keywords=("燃气", "安全", "消防")), record(2, keywords=("消防", "\u200b")))
    assert [topic.name for topic in topics_of(records[::-1], TopicKind.KEYWORD)] == ["消防", "安全", "燃气"]


@given(st.integers(0, 400))
def test_sheets_hold_every_issue_once_in_order_and_the_first_is_never_nearly_empty(count: int) -> None:
    records = tuple(reversed(daily(count)))
    sheets = sheets_of(records)
    assert tuple(one for sheet in sheets for one in sheet.records) == records
    assert [sheet.number for sheet in sheets] == [0, *range(len(sheets) - 1, 0, -1)]
    assert all(len(sheet.records) == SHEET for sheet in sheets[1:])
    assert len(sheets) == 1 or SHEET <= len(sheets[0].records) < 2 * SHEET


# ------------------------------------------------------------------------------------------------ pages


def test_a_long_list_leads_through_all_its_sheets_and_back(pages: Pages) -> None:
    made = own(pages, daily(230, keywords=("防汛",)))
    path, seen = "shifan/keywords/防汛/", []
    page = made[f"{path}index.html"]
    while True:
        seen += numbers(page)
        older = links(page, ".//nav[@class='pager']//a").get("较早")
        if not older:
            break
        page = made[f"{path}{older.removeprefix('../')}"]
    assert seen == [f"第{number}期" for number in range(230, 0, -1)]
    assert links(page, ".//nav[@class='pager']//a") == {"首页": "../index.html", "较新": "../p2/index.html"}
    assert text(opened(page).find(".//h2")) == "2023年1月1日至2023年2月19日"
    assert text(opened(made[f"{path}index.html"]).find(".//h2")) == "共230期，最新80期"


def test_a_long_list_leads_to_each_year_that_its_first_page_lacks(pages: Pages) -> None:
    made = own(pages, daily(800, columns=("要情",)))
    page = made["shifan/columns/要情/index.html"]
    jumps = links(page, ".//ul[@class='jumps']//a")
    assert list(jumps) == ["2024年", "2023年"]
    there = made[f"shifan/columns/要情/{jumps['2023年']}"]
    days = [element.get("datetime", "") for element in opened(there).findall(".//time")]
    assert "2023-12-31" in days


def test_a_year_of_a_daily_bulletin_is_paged_and_its_months_are_found(pages: Pages) -> None:
    made = own(pages, daily(365))
    first = made["shifan/2023/index.html"]
    assert len(numbers(first)) == 65
    assert text(opened(first).find(".//h2")) == "2023年共365期，最新65期"
    assert list(links(first, ".//ul[@class='jumps']//a")) == [f"{month}月" for month in range(9, 0, -1)]
    assert numbers(made["shifan/2023/p1/index.html"]) == [f"第{number}期" for number in range(50, 0, -1)]
    assert links(made["shifan/2023/p1/index.html"], ".//nav[@class='crumbs']//a")["2023年"] == "../index.html"


def test_every_list_shows_number_date_and_titles(pages: Pages) -> None:
    issue = record(7, date(2023, 5, 8), titles=tuple("甲乙丙丁"), source_units=("示例局",), withdrawn=date(2023, 6, 1))
    for page in (
        own(pages, (issue,))["shifan/units/示例局/index.html"],
        whole(pages, (SHIFAN, (issue,)))["units/示例局/index.html"],
    ):
        (line,) = opened(page).findall(".//ol[@class='issues']/li")
        assert text(line.find(".//a[@class='number']")).endswith("第7期")
        assert text(line.find(".//time")) == "2023年5月8日"
        assert [text(title) for title in line.findall(".//p[@class='title']")] == ["甲", "乙", "丙 等4篇"]
        assert text(line.find(".//p[@class='flags']")) == "已撤回"


def test_a_page_of_the_site_lists_the_newest_of_all_and_leads_to_the_rest(pages: Pages) -> None:
    ours, theirs = daily(60, keywords=("防汛",)), daily(55, "kuaibao", keywords=("防 汛", "快讯"))
    made = whole(pages, (SHIFAN, ours), (KUAIBAO, theirs))
    page = made["keywords/防汛/index.html"]
    assert text(opened(page).find(".//h2")) == f"共115期，最新{NEWEST}期"
    listed = numbers(page)
    assert listed[:6] == [*(f"示范简报 第{n}期" for n in range(60, 55, -1)), "示范简报 第55期"]
    assert Counter(line.split()[0] for line in listed) == {"示范简报": 28, "示例快报": 22}
    assert links(page, ".//ul[@class='names']//a") == {
        "示范简报60期": "../../shifan/keywords/防汛/index.html",
        "示例快报55期": "../../kuaibao/keywords/防汛/index.html",
    }
    names = links(made["keywords/index.html"], ".//ul[@class='names']//a")
    assert names == {"防汛115期": "防汛/index.html", "快讯55期": "../kuaibao/keywords/快讯/index.html"}


def test_many_names_stand_on_several_pages(pages: Pages) -> None:
    words = tuple(f"词{number}" for number in range(NAMES + 3))
    made = own(pages, (record(1, keywords=words),))
    first, second = made["shifan/keywords/index.html"], made["shifan/keywords/p2/index.html"]
    named = [*links(first, ".//ul[@class='names']//a"), *links(second, ".//ul[@class='names']//a")]
    assert sorted(named) == sorted(f"{word}1期" for word in words)
    assert links(first, ".//nav[@class='pager']//a") == {"下一页": "p2/index.html"}


def test_a_site_without_any_name_says_so(pages: Pages) -> None:
    made = whole(pages, (SHIFAN, daily(1)))
    assert "各期还没有供稿单位" in text(opened(made["units/index.html"]).find("body"))
    assert not [path for path in own(pages, daily(1)) if "units" in path]


# -------------------------------------------------------------------------------------------- what is made anew


def changed(before: dict[str, SitePage], after: dict[str, SitePage]) -> set[str]:
    return {
        path
        for path in before.keys() | after.keys()
        if path not in before or path not in after or before[path].shows != after[path].shows
    }


def test_a_new_issue_changes_the_pages_of_its_own_topics_alone(pages: Pages) -> None:
    issues = daily(230, columns=("要情",), source_units=("甲局",), keywords=("防汛",))
    new = record(231, date(2023, 8, 19), columns=("要情",), source_units=("乙局",))
    before, after = own(pages, issues), own(pages, (*issues, new))
    topics = {
        path
        for path in changed(before, after)
        if path.split("/")[1] in {"columns", "units", "keywords"} and path.endswith(".html")
    }
    assert topics == {f"shifan/{path}index.html" for path in ("columns/", "columns/要情/", "units/", "units/乙局/")}
    above = {
        path
        for path in changed(whole(pages, (SHIFAN, issues)), whole(pages, (SHIFAN, (*issues, new))))
        if path.endswith(".html")
    }
    assert above == {f"{path}index.html" for path in ("", "columns/", "columns/要情/", "units/", "units/乙局/")}


def test_a_page_that_changes_says_so(pages: Pages) -> None:
    """Whatever differs in bytes differs in what the page is said to show."""
    issues = [*daily(149, columns=("要情",), keywords=("防汛",))]
    steps = [tuple(issues[:count]) for count in (98, 99, 100, 101, 148, 149)]
    steps.append((*issues[:-1], replace(issues[-1], titles=("另一个题目",))))
    steps.append((*issues[:-1], replace(issues[-1], keywords=("防 汛",))))
    for one, other in pairwise(steps):
        for before, after in (
            (own(pages, one), own(pages, other)),
            (whole(pages, (SHIFAN, one)), whole(pages, (SHIFAN, other))),
        ):
            for path in before.keys() & after.keys():
                if path.endswith(".html") and before[path].shows == after[path].shows:
                    assert [*before[path].make()] == [*after[path].make()], path


def test_a_site_is_the_same_whatever_was_built_before(
    site: Callable[[Files], Path], build: Callable[..., dict[str, Any]]
) -> None:
    head = "---\n期号: {0}\n日期: 2023-03-0{0}\n关键词: [防汛, {1}]\n---\n\n# 【要情】\n\n# 题目{0}\n\n正文。（{2}）\n"
    folder = site(
        {
            "bulletins/shifan/2023/1.md": head.format(1, "值守", "示例区应急局"),
            "bulletins/kuaibao/publication.yml": "刊名: 示例快报\n编印机关: 示例区值班室\n",
            "bulletins/kuaibao/2023/1.md": head.format(1, "快讯", "示例区应急局"),
        }
    )
    assert build(folder, "--no-pdf")["exit"] == 0
    (folder / "bulletins/shifan/2023/2.md").write_text(head.format(2, "a/b:c", "示例区应急局"), "utf-8")
    done = build(folder, "--no-pdf")
    assert "keywords/快讯/index.html" not in done["written"]
    assert (folder / "public/keywords/快讯/index.html").is_file()
    assert {"keywords/A／B：C/index.html", "units/示例区应急局/index.html"} <= set(done["written"])
    assert build(folder, "--no-pdf", "-o", str(folder / "fresh"), "--no-cache")["exit"] == 0
    stands, fresh = (
        {path.relative_to(top).as_posix(): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}
        for top in (folder / "public", folder / "fresh")
    )
    assert stands == fresh


# ------------------------------------------------------------------------------------------------ the issue's page


def test_the_line_to_cite_is_there_without_script_and_copied_with_it(
    browser: Browser, site: Callable[[Files], Path], build: Callable[..., dict[str, Any]]
) -> None:
    text_of = "---\n期号: 17\n日期: 2023-04-20\n---\n\n# 【要情】\n\n# 题目\n\n正文。（示例区应急局）\n"
    folder = site({"bulletins/shifan/2023/17.md": text_of})
    assert build(folder, "--no-pdf")["exit"] == 0
    address = (folder / "public/shifan/2023/17/index.html").as_uri()
    line = "《示范简报》2023年第17期，示例市示范工作领导小组办公室，2023年4月20日。"
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(address)
    assert plain.inner_text("#citation") == line
    assert not plain.is_visible("[data-copy]")
    page = browser.new_page()
    page.goto(address)
    page.click("[data-copy]")
    page.wait_for_function("document.querySelector('.citation [role=status]').textContent === '已复制'")
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<textarea></textarea>')")
    page.focus("textarea")
    page.keyboard.press("Control+V")
    expect(page.locator("textarea")).to_have_value(line)
    page.click(".found-by >> text=示例区应急局")
    assert unquote(page.url).endswith("/public/units/示例区应急局/index.html")
    for shown in (plain, page):
        shown.close()
