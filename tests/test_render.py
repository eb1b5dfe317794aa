"""Pages and data hold everything of an issue, say it in valid outline, and lead everywhere by links that work."""

from __future__ import annotations

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
import tinyhtml5  # type: ignore[import-untyped] # it comes with WeasyPrint, untyped
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from bulletin_gen.edition import belongs, cut
from bulletin_gen.load import load_site
from bulletin_gen.model import Audience
from bulletin_gen.notation.notes import note_sign
from bulletin_gen.plan.addresses import pdf_path
from bulletin_gen.plan.order import surroundings
from bulletin_gen.plan.outputs import Output, Pieces, issue_copies
from bulletin_gen.plan.records import record_of
from bulletin_gen.render.archive import holding
from bulletin_gen.render.catalogue import catalogue_of
from bulletin_gen.render.data import issue_data
from bulletin_gen.render.issue import issue_pages
from bulletin_gen.render.json_text import in_line, indented
from bulletin_gen.render.pages import IssueFiles, open_pages
from bulletin_gen.render.shares import Portion
from bulletin_gen.render.site import publication_pages, shares_of, site_pages
from bulletin_gen.render.words import file_kind, file_size
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.validate import validate_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from bulletin_gen.render.json_text import Json

    Files = dict[str, str | bytes]

CASE = Path(__file__).parent / "cases" / "site"
RICH, WITHDRAWN, UNTITLED = "shifan/2023/7/", "shifan/2023/6/", "shifan/2023/8/"
PUBLIC_URL = "https://example.org/%E7%AE%80%E6%8A%A5/jianbao/"


class Tree(Struct, frozen=True):
    """A rendered edition."""

    files: dict[str, bytes]
    beside: frozenset[str]
    """Paths of what others put there: prints, pictures, attachments."""

    def page(self, path: str) -> Element:
        """Return a page as a browser reads it."""
        page: Element = tinyhtml5.parse(self.text(path + "index.html"), namespace_html_elements=False)
        return page

    def text(self, path: str) -> str:
        """Return a file's text."""
        return self.files[path].decode()

    def pages(self) -> list[str]:
        """Return the paths of all pages."""
        return [path.removesuffix("index.html") for path in self.files if path.endswith("index.html")]


def rendered(site: Path, audience: Audience = Audience.PUBLIC, *, pdf: bool = True) -> Tree:
    archive = validate_site(load_site(site).value)
    assert [fault for fault in archive.diagnostics if fault.severity == "error"] == []
    issues = [cut(issue, audience) for issue in archive.value.issues if belongs(issue, audience, drafts=False)]
    folders = template_folders(site / "templates")
    pages = open_pages(archive.value.site, archive.value.publications, folders, audience=audience, pdf=pdf)
    records = [record_of(issue) for issue in issues]
    around = {}
    outputs = list(dict(pages.assets).values())
    holdings = []
    portions: dict[str, tuple[Portion, ...]] = {}
    for publication in archive.value.publications:
        own = [record for record in records if record.key.publication == publication.slug]
        around |= surroundings(own, {record.key: record for record in records})
        holdings.append(holding(publication, own))
        catalogue = catalogue_of(pages, publication, own)
        indexes = tuple(publication_pages(pages, catalogue))
        outputs += (file for page in indexes for file in page.make())
        for share in shares_of(pages, catalogue, indexes):
            portion = Portion(publication.slug, share.digest, share.make)
            portions[share.name] = (*portions.get(share.name, ()), portion)
    made = [file for page in site_pages(pages, holdings, portions, lambda *_: False) for file in page.make()]
    outputs += (
        Output(one.path, b"".join(piece.make() for piece in one.pieces)) if isinstance(one, Pieces) else one
        for one in made
    )
    outputs = list({output.path: output for output in outputs}.values())
    beside: set[str] = set()
    for issue in issues:
        files = IssueFiles(pdf=320_000 if pdf else None, attachments=(("方案.docx", 18_000),))
        outputs += [
            *issue_pages(pages, issue, around[issue.key], files),
            issue_data(pages, issue, around[issue.key], files),
        ]
        beside |= {copy.path for copy in issue_copies(issue, site)} | ({pdf_path(issue.key)} if pdf else set())
    assert len({output.path for output in outputs}) == len(outputs)
    return Tree({output.path: output.content for output in outputs}, frozenset(beside))


@pytest.fixture(scope="module")
def public() -> Tree:
    return rendered(CASE)


@pytest.fixture(scope="module")
def internal() -> Tree:
    return rendered(CASE, Audience.INTERNAL)


def text_of(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def one(page: Element, path: str) -> Element:
    found = page.find(path)
    assert found is not None, path
    return found


def texts(page: Element, path: str) -> list[str]:
    return [text_of(element) for element in page.findall(path)]


def headings(page: Element) -> list[tuple[int, str]]:
    return [(int(e.tag[1]), text_of(e)) for e in page.iter() if re.fullmatch("h[1-6]", str(e.tag))]


# ------------------------------------------------------------------------------------ all kinds of pages


@pytest.fixture(params=["public", "internal", "without a print"])
def edition(request: pytest.FixtureRequest, public: Tree, internal: Tree) -> Tree:
    if request.param == "public":
        return public
    return internal if request.param == "internal" else rendered(CASE, pdf=False)


def test_every_link_leads_to_a_file_and_every_fragment_to_an_element(edition: Tree) -> None:
    known = {*edition.files, *edition.beside}
    followed = 0
    for path in edition.pages():
        page = edition.page(path)
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        for element in page.iter():
            target = element.get("href") or element.get("src") or ""
            if target.startswith("#"):
                assert target[1:] in ids
            elif target and not target.startswith("https://"):
                file, _, fragment = urljoin(f"/{path}", target).lstrip("/").partition("#")
                assert unquote(file) in known
                assert not fragment or f'id="{fragment}"' in edition.files[unquote(file)].decode()
                followed += 1
    assert followed > 100


def test_no_page_needs_anything_from_elsewhere_or_waits_for_a_script_but_the_settings(edition: Tree) -> None:
    for path in edition.pages():
        page = edition.page(path)
        head = [element for element in page.iterfind("head/*") if element.tag in {"script", "link"}]
        (settings,) = (element for element in head if element.tag == "script" and element.get("src"))
        assert settings.get("defer") is None
        assert head.index(settings) < [element.get("rel") for element in head].index("stylesheet")
        for element in page.iter():
            assert element.tag not in {"iframe", "style", "object"}
            if element.tag == "script" and element.get("type") != "application/ld+json":
                assert element is settings or element.get("defer") is not None
                assert not element.text
            assert not any(name.startswith("on") or name == "style" for name in element.attrib)
            if element.tag in {"img", "link", "script"}:
                target = element.get("href") or element.get("src") or ""
                assert element.get("rel") == "canonical" or not urlsplit(target).netloc


def test_the_style_sheet_asks_for_nothing_from_elsewhere(public: Tree) -> None:
    sheet = next(content for path, content in public.files.items() if path.endswith(".css")).decode()
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_headings_begin_with_the_one_first_and_skip_no_rank(edition: Tree) -> None:
    for path in edition.pages():
        ranks = [rank for rank, _ in headings(edition.page(path))]
        assert ranks[0] == 1
        assert ranks.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(ranks))


def test_every_page_names_itself_and_its_site(public: Tree) -> None:
    titles = [text_of(public.page(path).find("head/title")) for path in public.pages()]
    assert len(set(titles)) == len(titles)
    assert all(title.endswith("示例市简报汇编") for title in titles)
    assert "示例市示范工作简报2023年第7期 - 示例市简报汇编" in titles


def test_public_pages_have_their_canonical_address_and_internal_ones_none(public: Tree, internal: Tree) -> None:
    for path in public.pages():
        page = public.page(path)
        assert one(page, ".//link[@rel='canonical']").get("href") == PUBLIC_URL + quote(path)
        assert page.find(".//meta[@name='robots']") is None
    for path in internal.pages():
        page = internal.page(path)
        assert page.find(".//link[@rel='canonical']") is None
        assert "noindex" in one(page, ".//meta[@name='robots']").get("content", "")
        assert "内部版" in text_of(one(page, ".//aside[@class='edition']"))


def test_the_footer_prints_what_the_site_states_and_no_line_for_the_rest(public: Tree) -> None:
    assert texts(public.page(""), ".//footer//p") == [
        "主办单位：示例市某办公室",
        "示ICP备00000000号",
        "网站地图 订阅示例市简报汇编",
    ]


def test_two_runs_give_the_same_bytes(public: Tree) -> None:
    assert rendered(CASE) == public


# ----------------------------------------------------------------------------------- the page of an issue


def test_nothing_of_an_issue_is_missing_from_its_page(public: Tree) -> None:
    said = "".join(text_of(one(public.page(RICH), "body")).split())
    source = (CASE / "bulletins/shifan/2023/7/issue.md").read_text("utf-8")
    for marks in (r"^---\n.*?^---\n", r"\]\([^)]*\)", r"\[\^.\]:?", r"[{}\[\]!|*#>=\"“”]|肩题|作者|供稿", "公告 |表："):
        source = re.sub(marks, " ", source, flags=re.MULTILINE | re.DOTALL)
    for piece in re.findall(r"[\w，。、；：（）《》&;</△.%,~—·]+", source):
        assert piece.rstrip("-") in said.replace("“", "").replace("”", ""), piece


def test_the_masthead_states_name_number_total_series_issuer_and_date(public: Tree) -> None:
    head = one(public.page(RICH), ".//header[@class='masthead']")
    assert text_of(one(head, "h1")) == "示例市示范工作简报 第7期（总第203期）"
    assert texts(head, "p") == ["（大排查专刊 第32期）", "示例市示范工作领导小组办公室 2023年5月8日"]
    assert one(head, ".//time").get("datetime") == "2023-05-08"


def test_marks_stand_over_the_masthead_of_an_internal_issue(internal: Tree) -> None:
    page = internal.page("kuaibao/2023/1/")
    assert texts(page, ".//ul[@class='marks']/li") == ["000012", "机密★1年", "特急", "内部资料 注意保存"]


def test_the_outline_follows_columns_titles_and_headings(public: Tree) -> None:
    assert headings(public.page(RICH)) == [
        (1, "示例市示范工作简报 第7期（总第203期）"),
        (2, "守住一条红线 筑牢一道底线"),
        (3, "三、抓住关键环节"),
        (4, "（一）把好源头"),
        (5, "1.先评估"),
        (6, "（1）分级管理"),
        (2, "【督导检查】"),
        (2, "【经验交流】"),
        (3, "“三本账”管住小场所"),
        (4, "（1）先摸底"),
        (2, "【简讯】"),
        (2, "【公告栏】"),
        (2, "附件"),
    ]


def test_headings_run_into_a_paragraph_are_no_headings_but_show_their_level(public: Tree) -> None:
    page = public.page(RICH)
    assert [(e.get("class", "").split("-")[-1], text_of(e)) for e in page.iter("b") if e.get("id")] == [
        ("comma", "一、坚持高位推动。"),
        ("bracketed", "（一）领导带队查。"),
        ("is", "一是查证照。"),
        ("comma", "二、坚持问题导向。"),
    ]
    assert "这是强调" in texts(page, ".//strong")


def test_the_contents_lead_to_columns_and_titles(public: Tree) -> None:
    page = public.page(RICH)
    contents = one(page, ".//nav[@class='contents']/ol")
    assert texts(contents, "li/a") == ["守住一条红线 筑牢一道底线", "督导检查", "经验交流", "简讯", "公告栏"]
    assert texts(contents, "li/ol/li/a") == ["“三本账”管住小场所"]


def test_the_contents_of_a_single_article_are_its_headings(site: Callable[[Files], Path]) -> None:
    head = "---\n期号: 1\n日期: 2023-01-05\n---\n\n# 题目\n\n"
    three = head + "## 一、抓部署\n\n全文。\n\n**二、抓落实。**全文。\n\n**三、抓督查。（一）查实。**全文。\n"
    tree = rendered(site({"bulletins/shifan/2023/1.md": three}))
    assert texts(tree.page("shifan/2023/1/"), ".//nav[@class='contents']/ol/li/a") == [
        "一、抓部署",
        "二、抓落实",
        "三、抓督查",
    ]


def test_short_issues_have_no_contents(public: Tree) -> None:
    assert public.page(UNTITLED).find(".//nav[@class='contents']") is None


def test_two_character_names_are_spaced_by_style_and_whole_in_the_text(public: Tree) -> None:
    people = [(text_of(e), e.get("class")) for e in public.page(RICH).iter("span") if "person" in e.get("class", "")]
    assert people == [("安玥", "person short"), ("司徒云章", "person"), ("梁赟", "person short")]


def test_notes_lead_to_their_text_and_back_from_every_mark(public: Tree) -> None:
    page = public.page(RICH)
    marks = page.findall(".//sup/a")
    assert [(text_of(mark), mark.get("id"), mark.get("href")) for mark in marks] == [
        ("①", "a1-r1", "#a1-n1"),
        ("①", "a1-r1-2", "#a1-n1"),
        ("②", "a1-r2", "#a1-n2"),
    ]
    first, second = page.findall(".//div[@class='notes']/ol/li")
    assert text_of(first).startswith("① 截至4月30日。")
    assert [link.get("href") for link in first.iter("a")] == ["#a1-r1", "#a1-r1-2"]
    assert [link.get("href") for link in second.iter("a")] == ["#a1-r2"]


def test_a_table_has_heads_a_caption_and_aligned_columns_in_a_box_to_scroll(public: Tree) -> None:
    figure = one(public.page(RICH), ".//figure[@class='table']")
    box = one(figure, "div")
    assert (box.get("class"), box.get("role"), box.get("tabindex")) == ("scroll", "group", "0")
    assert box.get("aria-labelledby") == one(figure, "figcaption").get("id")
    heads = figure.findall(".//th")
    assert {head.get("scope") for head in heads} == {"col"}
    assert [head.get("class") for head in heads] == ["centre", "right", "right", "left", "centre", "centre"]
    assert len(figure.findall(".//tbody/tr")) == 3


def test_lists_keep_the_numbers_that_were_typed(public: Tree) -> None:
    assert texts(public.page(RICH), ".//ul[@class='items numbered']/li/span") == ["1.", "12."]


def test_a_picture_has_its_caption_and_says_it_aloud(public: Tree) -> None:
    figure = one(public.page(RICH), ".//figure[@class='picture']")
    assert one(figure, "img").get("alt") == text_of(one(figure, "figcaption")) == "5月6日，示例区演练"
    assert one(figure, "img").get("src") == "files/%E5%9B%BE/%E6%BC%94%E7%BB%83%201.png"


def test_only_an_advertisement_says_what_it_is(public: Tree) -> None:
    announcement, advertisement = (e for e in public.page(RICH).iter("div") if "notice" in e.get("class", ""))
    assert texts(announcement, "p") == ["征集线索", "欢迎提供线索。"]
    assert texts(advertisement, "p") == ["广告", "示例器材", "以旧换新。"]


def test_a_brief_has_its_sign_and_an_item_its_bold_unit(public: Tree) -> None:
    page = public.page(RICH)
    assert texts(page, ".//div[@class='entry brief']/p")[0].startswith("△ 5月7日，")
    assert texts(page, ".//div[@class='entry item']/p/strong") == ["市示范办"]


def test_attachments_state_kind_and_size_where_it_is_known(public: Tree) -> None:
    section = one(public.page(RICH), ".//section[@class='attachments']")
    assert texts(section, "ol/li") == ["问题 清单#1 CSV 表格", "方案 Word 文档，18 KB"]
    assert [link.get("download") for link in section.iter("a")] == ["问题 清单#1.csv", "方案.docx"]


def test_outside_links_are_marked_and_typed_markup_is_text(public: Tree) -> None:
    page = public.page(RICH)
    outside = one(page, ".//article//a[@rel='noopener']")
    assert outside.get("href") == "https://example.org/a?b=1&c=2"
    assert "写作 <b>&amp;</b> 的不是标记。" in text_of(one(page, ".//article"))


def test_the_imprint_lists_credits_distribution_and_copies(public: Tree) -> None:
    imprint = one(public.page(RICH), ".//article//footer")
    assert texts(imprint, ".//dt") == ["编辑：", "签发：", "报：", "发："]
    assert texts(imprint, ".//dd") == ["安玥 司徒云章", "梁赟", "市委，市政府。", "各县（区）、市直各单位。"]
    assert texts(imprint, ".//p") == ["（共印120份）"]


def test_credits_below_stand_inside_the_rules(site: Callable[[Files], Path]) -> None:
    publication = "刊名: 示范简报\n编印机关: 示例市某局\n编审位置: 分送下\n分送: {发: 各单位。}\n编审: {编辑: 安玥}\n"
    issue = "---\n期号: 1\n日期: 2023-01-05\n---\n\n# 题目\n\n全文。\n"
    tree = rendered(site({"bulletins/shifan/publication.yml": publication, "bulletins/shifan/2023/1.md": issue}))
    ruled = one(tree.page("shifan/2023/1/"), ".//footer/div[@class='ruled']")
    assert [element.get("class") for element in ruled] == ["distribution", "credits"]


def test_corrections_and_keywords_are_shown(public: Tree) -> None:
    page = public.page(RICH)
    assert text_of(one(page, ".//div[@class='banner']")) == "更正 2023年5月10日 第二条“38处”应为“36处”。"
    assert "关键词：示范、排查" in text_of(one(page, ".//dl[@class='found-by']"))


def test_a_withdrawn_issue_says_so_and_leads_to_its_replacement(public: Tree) -> None:
    page = public.page(WITHDRAWN)
    banner = one(page, ".//div[@class='banner grave']")
    assert text_of(banner) == (
        "本期已撤回 2023年4月25日 部分数据未经核实。 请阅：示例市示范工作简报第7期（2023年5月8日）"
    )
    assert one(banner, ".//a").get("href") == "../7/index.html"
    assert "抽查甲镇、乙镇" in text_of(one(page, ".//article"))


def test_the_print_is_offered_under_its_chinese_name(public: Tree) -> None:
    button = one(public.page(RICH), ".//a[@class='button']")
    assert button.get("href") == "shifan-2023-007.pdf"
    assert button.get("download") == "示例市示范工作简报2023年第7期.pdf"
    assert text_of(button) == "下载 PDF 312 KB"


def test_without_a_print_nothing_offers_one() -> None:
    tree = rendered(CASE, pdf=False)
    assert not any(".pdf" in content.decode() for path, content in tree.files.items() if path.endswith("html"))


def test_neighbours_are_the_issues_before_and_after(public: Tree) -> None:
    page = public.page("shifan/2023/z1/")
    nav = one(page, ".//nav[@class='neighbours']")
    assert [(link.get("rel"), link.get("href")) for link in nav.iter("a")] == [
        ("prev", "../7/index.html"),
        ("next", "../8/index.html"),
    ]
    assert texts(page, ".//nav[@class='crumbs']//a") == ["首页", "示例市示范工作简报", "2023年"]


def test_what_only_the_internal_edition_has_is_labelled_there(site: Callable[[Files], Path]) -> None:
    head = "---\n期号: 1\n日期: 2023-01-05\n---\n\n# 题目\n\n公开。\n\n"
    hidden = "内部。\n{.内部}\n\n## 一、内部的 {.内部}\n\n都是。\n"
    folder = site({"bulletins/shifan/2023/1.md": head + hidden})
    page = rendered(folder, Audience.INTERNAL).page("shifan/2023/1/")
    assert [text_of(e) for e in page.iter() if "internal" in e.get("class", "").split()] == [
        "内部。",
        "一、内部的",
        "都是。",
    ]
    assert "internal" not in rendered(folder).text("shifan/2023/1/index.html")


def test_meta_tags_follow_the_norm_for_government_pages(public: Tree) -> None:
    meta = {e.get("name"): e.get("content") for e in public.page(RICH).iter("meta")}
    assert meta["SiteName"] == "示例市简报汇编"
    assert meta["SiteDomain"] == "example.org"
    assert meta["ColumnName"] == "示例市示范工作简报"
    assert meta["ArticleTitle"] == "示例市示范工作简报2023年第7期"
    assert meta["PubDate"] == "2023-05-08 00:00"
    assert meta["ContentSource"] == "示例市示范工作领导小组办公室"
    assert meta["Keywords"] == "示范,排查"
    assert "SiteIDCode" not in meta
    assert str(meta["description"]).startswith("示例市示范工作简报2023年第7期（2023年5月8日）：守住一条红线　筑牢")


def test_pages_carry_the_tags_of_government_sites(public: Tree, internal: Tree) -> None:
    def tags(page: Element) -> dict[str, str]:
        return {str(tag.get("name")): str(tag.get("content")) for tag in page.iter("meta") if tag.get("name")}

    column = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
    assert tags(public.page(""))["SiteDomain"] == "example.org"
    assert tags(public.page("")).keys().isdisjoint(column)
    archive, issue = tags(public.page("shifan/")), tags(public.page(RICH))
    assert column <= archive.keys() & issue.keys()
    assert (archive["ColumnDescription"], archive["ColumnType"]) == ("刊登示范工作动态。", "工作动态")
    assert issue["ContentSource"] == "示例市示范工作领导小组办公室"
    assert issue["Url"] == f"{PUBLIC_URL}{RICH}"
    assert "Url" not in tags(internal.page(RICH))


# ------------------------------------------------------------------------------------------- the fragment


def test_a_fragment_says_what_its_page_says_and_brings_no_style(public: Tree) -> None:
    text = public.files[f"{RICH}fragment.html"].decode()
    assert text.startswith('<article class="bulletin-issue" lang="zh-CN">')
    assert re.findall(r"<(?:html|head|body|link|script|style|main|h1)\b| style=", text) == []
    fragment, page = tinyhtml5.parse(text, namespace_html_elements=False), public.page(RICH)
    for part in ("banner", "masthead", "column", "attachments", "imprint"):
        ours = [text_of(element) for element in page.iter() if element.get("class") == part]
        assert ours
        assert [text_of(element) for element in fragment.iter() if element.get("class") == f"bulletin-{part}"] == ours


def test_a_fragment_holds_on_any_page(public: Tree, internal: Tree) -> None:
    text = public.files[f"{RICH}fragment.html"].decode()
    names = [word for value in re.findall(r' (?:class|id|aria-labelledby)="([^"]+)"', text) for word in value.split()]
    assert [name for name in names if not name.startswith("bulletin-")] == []
    links = re.findall(r' (?:href|src)="([^"]+)"', text)
    assert [link for link in links if not link.startswith(("https://", "#bulletin-"))] == []
    assert [link for link in links if link.startswith("#") and f'id="{link[1:]}"' not in text] == []
    known = {quote(path, safe="/") for path in (*public.files, *public.beside)}
    inside = [link.removeprefix(PUBLIC_URL) for link in links if link.startswith(PUBLIC_URL)]
    assert [link for link in inside if link not in known and f"{link}index.html" not in known] == []
    assert len(inside) > 3
    own = internal.files[f"{RICH}fragment.html"].decode()
    assert PUBLIC_URL not in own
    assert "内部版" in own


# --------------------------------------------------------------------------------------------- indexes


def test_the_first_page_lists_the_newest_of_every_publication(public: Tree) -> None:
    page = public.page("")
    assert texts(page, ".//h2") == ["示例市示范工作简报", "示例市专版", "网站地图"]
    numbers = [link.get("aria-label") for link in page.findall(".//ol[@class='issues']/li/div/a")]
    assert numbers == [f"示例市示范工作简报{n}" for n in ("第8期", "增刊第1期", "第7期", "第6期", "第52期")]
    assert texts(page, ".//p[@class='empty']") == ["还没有刊发各期。"]


def test_an_internal_publication_is_named_in_no_public_file(public: Tree, internal: Tree) -> None:
    assert not any("快报" in content.decode() for path, content in public.files.items() if path.endswith("html"))
    assert "kuaibao/index.html" in internal.files
    assert "kuaibao/index.html" not in public.files


def test_a_publication_lists_its_years_and_issues(public: Tree) -> None:
    page = public.page("shifan/")
    assert texts(page, ".//nav[@class='years']//a") == ["2023年4期", "2022年1期"]
    assert text_of(one(page, ".//h2")) == "全部5期"
    assert texts(page, ".//li/div[@class='when']/a") == ["第8期", "增刊第1期", "第7期", "第6期", "第52期"]


def test_lists_show_titles_columns_and_what_became_of_an_issue(public: Tree) -> None:
    untitled, _, rich, withdrawn, many = (text_of(e) for e in public.page("shifan/").findall(".//ol/li/div[2]"))
    assert untitled == "没有题目的一期，只有一段话。"
    assert rich == (
        "守住一条红线 筑牢一道底线 “三本账”管住小场所 栏目：督导检查、经验交流、简讯、公告栏 有更正 大排查专刊 第32期"
    )
    assert withdrawn.startswith("4月3日，市示范办抽查甲镇")
    assert withdrawn.endswith("已撤回")
    assert many == "第一篇 第二篇 第三篇 等4篇"


def test_a_year_lists_its_issues_and_marks_itself(public: Tree) -> None:
    page = public.page("shifan/2022/")
    assert text_of(one(page, ".//h1")) == "示例市示范工作简报 2022年"
    assert texts(page, ".//li/div[@class='when']/a") == ["第52期"]
    assert text_of(one(page, ".//a[@aria-current='page']")) == "2022年1期"


def test_a_long_archive_shows_its_newest_issues_and_leads_to_the_rest(site: Callable[[Files], Path]) -> None:
    issues = {
        f"bulletins/shifan/2023/{n}.md": f"---\n期号: {n}\n日期: 2023-01-{n:02d}\n---\n\n全文。\n" for n in range(1, 31)
    }
    tree = rendered(site(dict(issues)))
    assert text_of(one(tree.page("shifan/"), ".//h2")) == "最新20期"
    assert len(tree.page("shifan/2023/").findall(".//ol[@class='issues']/li")) == 30
    assert len(tree.page("").findall(".//ol[@class='issues']/li")) == 20
    assert "全部30期" in texts(tree.page(""), ".//p[@class='all']")


def test_a_site_without_publications_and_one_without_issues_have_a_first_page(
    site: Callable[[Files], Path], tmp_path: Path
) -> None:
    assert texts(rendered(site({})).page("shifan/"), ".//p[@class='empty']") == ["还没有刊发各期。"]
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "bulletin.yml").write_text("站点名称: 示例\n网址: https://example.org/\n", encoding="utf-8")
    assert texts(rendered(tmp_path / "bare").page(""), ".//p[@class='empty']") == ["本站还没有刊物。"]


def test_404_links_from_the_root_of_the_host_since_it_is_served_anywhere(public: Tree) -> None:
    page = tinyhtml5.parse(public.text("404.html"), namespace_html_elements=False)
    inside = [e.get("href", "") for e in page.iter() if e.tag in {"a", "link"} and e.get("href", "#")[:1] not in "#h"]
    assert inside
    assert all(target.startswith("/%E7%AE%80%E6%8A%A5/jianbao/") for target in inside)


# ------------------------------------------------------------------------------- what an office overrides


def test_an_office_overrides_a_block_and_adds_assets(tmp_path: Path) -> None:
    shutil.copytree(CASE, tmp_path / "site")
    templates = tmp_path / "site" / "templates"
    (templates / "assets").mkdir(parents=True)
    (templates / "assets" / "徽.svg").write_text("<svg/>", encoding="utf-8")
    (templates / "assets" / ".DS_Store").write_bytes(b"x")
    (templates / "issue.html").write_text(
        """{% extends "!base/issue.html" %}
{% block imprint %}<img src="{{ page.assets["徽.svg"] }}" alt="">{{ super() }}{% endblock %}""",
        encoding="utf-8",
    )
    tree = rendered(tmp_path / "site")
    page = tree.page(RICH)
    assert one(page, ".//div[@class='paper']/img").get("src") == "../../../" + next(
        path for path, content in tree.files.items() if content == b"<svg/>"
    )
    assert "（共印120份）" in text_of(one(page, ".//footer[@class='imprint']"))
    assert not any(content == b"x" for content in tree.files.values())


def test_a_style_sheet_added_to_the_frame_is_on_every_page(tmp_path: Path) -> None:
    shutil.copytree(CASE, tmp_path / "site")
    templates = tmp_path / "site" / "templates"
    (templates / "assets").mkdir(parents=True)
    (templates / "assets" / "office.css").write_text(":root { --red: #a00 }", encoding="utf-8")
    (templates / "base.html").write_text(
        """{% extends "!base/base.html" %}
{% block head %}<link rel="stylesheet" href="{{ page.assets["office.css"] }}">{{ super() }}{% endblock %}""",
        encoding="utf-8",
    )
    tree = rendered(tmp_path / "site")
    assert {len(tree.page(path).findall(".//link[@rel='stylesheet']")) for path in tree.pages()} == {2}
    assert tree.page(RICH).find(".//link[@rel='prev']") is not None


def test_a_changed_asset_changes_its_address(tmp_path: Path, public: Tree) -> None:
    shutil.copytree(CASE, tmp_path / "site")
    (tmp_path / "site" / "templates" / "assets").mkdir(parents=True)
    (tmp_path / "site" / "templates" / "assets" / "site.css").write_text("p {}", encoding="utf-8")
    changed = {path for path in rendered(tmp_path / "site").files if path.endswith(".css")}
    assert len(changed) == 1
    assert changed.isdisjoint(public.files)


def test_shipped_assets_lose_their_comments_and_an_offices_own_nothing(tmp_path: Path, public: Tree) -> None:
    for path in (path for path in public.files if path.startswith("assets/") and path.endswith((".css", ".js"))):
        assert not re.search(r"^\s*(/\*|//)|\n\s", public.text(path)), path
    shutil.copytree(CASE, tmp_path / "site")
    (tmp_path / "site" / "templates" / "assets").mkdir(parents=True)
    (tmp_path / "site" / "templates" / "assets" / "site.css").write_text("p  { } /* 本办 */", encoding="utf-8")
    tree = rendered(tmp_path / "site")
    assert [tree.text(path) for path in tree.files if path.endswith(".css")] == ["p  { } /* 本办 */"]


# ------------------------------------------------------------------------------------------------ data


def test_the_data_of_an_issue_is_whole(public: Tree) -> None:
    data = json.loads(public.text(RICH + "issue.json"))
    assert data["schema"].endswith("/schemas/issue-1.json")
    assert data["id"] == "shifan/2023/7"
    assert (data["date"], data["total_number"], data["supplement"]) == ("2023-05-08", 203, False)
    assert data["special"] == {"name": "大排查专刊", "number": 32}
    assert data["distribution"][1] == {
        "label": "发",
        "text": "各县（区）、市直各单位。",
        "recipients": [["各县（区）", "市直各单位"]],
    }
    assert data["credits"][0] == {"label": "编辑", "names": ["安玥", "司徒云章"]}
    assert data["corrections"] == [{"date": "2023-05-10", "text": "第二条“38处”应为“36处”。"}]
    assert data["addresses"]["canonical"] == PUBLIC_URL + RICH
    assert data["addresses"]["pdf"] == "shifan-2023-007.pdf"
    assert data["attachments"][1] == {
        "path": "方案.docx",
        "name": "方案",
        "href": "files/%E6%96%B9%E6%A1%88.docx",
        "size": 18000,
    }


def test_the_data_holds_sections_entries_blocks_and_inlines(public: Tree) -> None:
    data = json.loads(public.text(RICH + "issue.json"))
    assert [section["name"] for section in data["sections"]] == ["", "督导检查", "经验交流", "简讯", "公告栏"]
    article = data["sections"][0]["entries"][0]
    assert article["title"] == {"text": "守住一条红线　筑牢一道底线", "segments": ["守住一条红线", "筑牢一道底线"]}
    assert (article["kicker"], article["subtitle"]) == ("大排查", "——一季度工作综述")
    assert article["source_units"] == ["市示范办"]
    kinds = [block["type"] for block in article["blocks"]]
    assert kinds[:3] == ["paragraph"] * 3
    assert kinds[3:7] == ["heading"] * 4
    assert kinds[7:] == ["paragraph", "list", "list", "table", "figure", "paragraph"]
    assert article["blocks"][0]["text"][1] == {"note": 1}
    assert article["blocks"][1]["text"][:2] == [
        {"text": "一、坚持高位推动。", "run_in": "comma"},
        {"text": "（一）领导带队查。", "run_in": "bracketed"},
    ]
    item = data["sections"][1]["entries"][0]
    assert (item["kind"], item["lead_date"], item["happened"]) == ("item", "5月6日", "2023-05-06")
    assert item["lead_unit"] == "市示范办"
    assert [block["kind"] for block in data["sections"][4]["entries"][0]["blocks"]] == ["announcement", "advertisement"]


def test_all_data_have_the_same_keys_in_the_same_order(internal: Tree) -> None:
    found = [json.loads(content) for path, content in internal.files.items() if path.endswith("/issue.json")]
    assert len(found) == 6
    assert len({tuple(data) for data in found}) == 1
    assert len({tuple(e) for data in found for s in data["sections"] for e in s["entries"]}) == 1


def test_the_data_of_the_internal_edition_have_no_public_address(internal: Tree) -> None:
    data = json.loads(internal.text("kuaibao/2023/1/issue.json"))
    assert data["addresses"]["canonical"] is None
    assert data["marking"] == {"level": "机密", "term": "1年"}
    assert data["audience"] == "internal"


def test_the_replacement_of_a_withdrawn_issue_is_named_only_where_the_edition_holds_it(
    site: Callable[[Files], Path],
) -> None:
    gone = (
        "---\n期号: 1\n日期: 2023-01-05\n撤回: {日期: 2023-01-06, 理由: 有误。, 替代: shifan/2023/2}\n---\n\n全文。\n"
    )
    new = "---\n期号: 2\n日期: 2023-01-07\n公开范围: 内部\n---\n\n全文。\n"
    folder = site({"bulletins/shifan/2023/1.md": gone, "bulletins/shifan/2023/2.md": new})
    path = "shifan/2023/1/issue.json"
    assert json.loads(rendered(folder).text(path))["withdrawal"]["replacement"] is None
    assert "请阅" not in rendered(folder).text("shifan/2023/1/index.html")
    whole = json.loads(rendered(folder, Audience.INTERNAL).text(path))
    assert whole["withdrawal"]["replacement"] == "shifan/2023/2"


# ---------------------------------------------------------------------------------------- written forms


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (318_000, "311 KB"), (5_400_000, "5.1 MB")]
)
def test_file_sizes_are_readable(count: int, text: str) -> None:
    assert file_size(count) == text


@pytest.mark.parametrize(
    ("path", "kind"),
    [("表/a.XLSX", "Excel 表格"), ("a.dwg", "DWG 文件"), ("v1.2/说明", "文件"), ("a.tar.7z", "压缩包"), ("a.", "文件")],
)
def test_file_kinds_are_named_by_the_ending(path: str, kind: str) -> None:
    assert file_kind(path) == kind


def test_note_signs_go_on_after_the_circled_ones() -> None:
    assert [note_sign(n) for n in (1, 20, 21, 35, 36, 50, 51)] == ["①", "⑳", "㉑", "㉟", "㊱", "㊿", "[51]"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(data=JSON)
def test_data_are_written_as_by_pythons_own_encoder(data: Json) -> None:
    assert indented(data).decode() == json.dumps(data, ensure_ascii=False, indent=1)
    assert in_line(data).decode() == json.dumps(data, ensure_ascii=False)
