"""The search page in a real browser: what it finds is what a plain scan of the texts finds, every issue of it."""

from __future__ import annotations

import json
import random  # noqa: TID251 - with a seed: the same texts each time
import re
import shutil
import threading
from collections import defaultdict
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from bulletin_gen.cli import run
from bulletin_gen.plan.search_files import INDEX, PLACES, VOLUMES, bucket_path, places_path
from bulletin_gen.search.buckets import bucket_of
from bulletin_gen.search.packed import packed, unpacked
from bulletin_gen.search.passages import passage_lines
from bulletin_gen.search.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

SITE = "站点名称: 示例简报库\n网址: https://example.org/jianbao/\n"
PUBLICATION = "刊名: {title}\n编印机关: 示例市某办公室\n编号: 按年\n"
ISSUE = "---\n期号: {number}\n日期: {year}-03-{number:02d}\n{more}---\n\n# 【{column}】\n\n{text}（{unit}）\n"


def text_of(number: int) -> str:
    """Return the text of an issue: what is in all, in some and in one."""
    words = ((7, "森林防火"), (11, "ＬＮＧ气站"), (13, "Cafe\u0301"), (24, "堃字𠮷号"))
    rare = "、".join(word for every, word in words if number % every == 0)
    return "各单位抓好安全生产工作，" * 3 + f"查了{number}户。{rare}到此为止。"


YEARS = (2023, 2024)


def write_site(folder: Path, years: Iterable[int] = YEARS) -> Path:
    """Write two publications of 24 issues in each year."""
    (folder / "bulletins").mkdir(parents=True)
    (folder / "bulletin.yml").write_text(SITE, "utf-8")
    for slug, title in (("jia", "甲类简报"), ("yi", "乙类快报")):
        home = folder / "bulletins" / slug
        for year in years:
            (home / str(year)).mkdir(parents=True)
            for number in range(1, 25):
                more = "撤回: {日期: 2024-12-01, 理由: 数据有误}\n" if (slug, year, number) == ("yi", 2024, 24) else ""
                text = ISSUE.format(
                    number=number,
                    year=year,
                    more=more,
                    column="经验交流" if number % 2 else "安排部署",
                    unit="市林业局" if number % 3 else "市住建局",
                    text=text_of(number),
                )
                (home / str(year) / f"{number}.md").write_text(text, "utf-8")
        (home / "publication.yml").write_text(PUBLICATION.format(title=title), "utf-8")
    return folder


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = write_site(tmp_path_factory.mktemp("search") / "site")
    assert run(["build", str(site), "--no-pdf"]) == 0
    return site / "public"


class Quiet(SimpleHTTPRequestHandler):
    """A web server that keeps quiet."""

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module", params=["file", "http"])
def address(request: pytest.FixtureRequest, public: Path) -> Iterator[str]:
    """Return the address of the search page, from the disk and served."""
    if request.param == "file":
        yield (public / "search/index.html").as_uri()
        return
    with served(public) as page:
        yield page


@contextmanager
def served(public: Path) -> Iterator[str]:
    """Serve a site; give the address of its search page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(public))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/search/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:  # noqa: ANN401 - any option of a context
    context = browser.new_context(**options)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(address)
    yield page
    assert broken == []
    context.close()


def asked(page: Page, address: str, query: str, **others: str) -> set[str]:
    """Ask by the address; return the issues of all results as 刊/年/期."""
    given = {"q": query, **others}
    page.goto(f"{address}?" + "&".join(f"{name}={quote(value)}" for name, value in given.items()))
    return results(page)


def results(page: Page) -> set[str]:
    """Return the issues of all results, read to the end."""
    page.wait_for_selector("[data-status]:not([aria-busy]) [data-count]")
    rows, more = page.locator("ol[data-results] > li"), page.locator("button[data-more]")
    while more.is_visible():
        more.click()
    links = rows.evaluate_all("all => all.map(row => row.querySelector('a').href)")
    assert page.locator("[data-count]").inner_text() == str(len(links))
    return {"/".join(link.split("/")[-4:-1]) for link in links}


def scanned(public: Path, query: str) -> set[str]:
    """Return the issues whose data hold a text: a plain scan of each piece of them."""
    found = set()
    for path in public.glob("*/*/*/issue.json"):
        pieces = [path.read_text("utf-8")] if not query else list(pieces_of(json.loads(path.read_bytes())))
        if any(normal(normalize("NFC", query)) in normal(normalize("NFC", piece)) for piece in pieces):
            found.add("/".join(path.parts[-4:-1]))
    return found


def is_run(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Tell whether something in an issue's data is a piece of a line."""
    return (
        isinstance(value, dict) and "type" not in value and isinstance(value.get("text", value.get("note")), str | int)
    )


def pieces_of(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield the texts of an issue's data, the runs of a line as one."""
    if isinstance(value, list) and value and all(is_run(one) for one in value):
        yield "".join(one.get("text", "") for one in value)
    if isinstance(value, dict):
        value = [one for key, one in value.items() if key not in {"type", "kind", "href", "schema", "addresses", "id"}]
    if isinstance(value, list):
        for one in value:
            yield from pieces_of(one)
    elif isinstance(value, str):
        yield value


QUERIES = (
    "安",
    "安全",
    "安全生产",
    "安全生产工作，各单位",
    "查了1",
    "查了12户",
    "森林防火",
    "lng",
    "ＬＮＧ气",
    "café",
    "fe\u0301到此",
    "堃",
    "𠮷",
    "字𠮷",
    "堃字𠮷号到此为止",
    "户。森林",
    "工作，查",
    "各单位抓好安全生产工作，各单位抓好安全生产工作，各单位",
    "不在的",
    "生安",
    "2024-03-0",
    "市林业局",
    "甲类简报",
    "第24期",
)


def test_every_issue_is_found_that_a_plain_scan_finds(browser: Browser, address: str, public: Path) -> None:
    with opened(browser, address) as page:
        found = {query: asked(page, address, query) for query in QUERIES}
    assert found == {query: scanned(public, query) for query in QUERIES}
    assert len([query for query in QUERIES if 0 < len(found[query]) < 96]) > 8


@pytest.mark.parametrize("seed", range(3))
def test_every_issue_is_found_in_texts_of_few_signs(browser: Browser, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    signs = ("安全燃气", "安全ａA1。", '气站𠮷"b')[seed]
    (tmp_path / "bulletins/jia/2024").mkdir(parents=True)
    (tmp_path / "bulletin.yml").write_text(SITE, "utf-8")
    (tmp_path / "bulletins/jia/publication.yml").write_text(PUBLICATION.format(title="简报"), "utf-8")
    for number in range(1, 9):
        lines = ("".join(chance.choices(signs, k=chance.randint(1, 700 // number))) for _ in range(4))
        text = f"---\n期号: {number}\n日期: 2024-01-01\n---\n\n" + "\n\n".join(f"文{line}尾" for line in lines) + "\n"
        (tmp_path / f"bulletins/jia/2024/{number}.md").write_text(text, "utf-8")
    assert run(["build", str(tmp_path), "--no-pdf"]) == 0
    address = (tmp_path / "public/search/index.html").as_uri()
    queries = sorted({"".join(chance.choices(signs, k=chance.randint(1, 9))) for _ in range(14)})
    with opened(browser, address) as page:
        found = {query: asked(page, address, query) for query in queries}
    assert found == {query: scanned(tmp_path / "public", query) for query in queries}


STOCK = (
    "各单位出动{}人次，查了{}家门店，当场整改{}处",
    "对第{}号台账逐条销号，限{}日内办结",
    "组织{}支队伍开展演练，{}名群众到场𠮷利",
    "发放资料{}份，入户走访{}家，更换软管{}根",
)


@pytest.fixture(scope="module")
def repeating(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site of issues that say the same again and again, with other numbers, and of one that does not."""
    site = tmp_path_factory.mktemp("again")
    (site / "bulletins/jia/2024").mkdir(parents=True)
    (site / "bulletin.yml").write_text(SITE, "utf-8")
    (site / "bulletins/jia/publication.yml").write_text(PUBLICATION.format(title="简报"), "utf-8")
    chance = random.Random(5)  # noqa: S311 - no secret
    for number in range(1, 41):
        said = (chance.choice(STOCK).format(*(chance.randint(1, 300) for _ in range(3))) for _ in range(40))
        text = f"{'。'.join(said)}。" if number % 8 else "各单位抓好森林防火，查了12家门店。"
        issue = f"---\n期号: {number}\n日期: 2024-01-01\n---\n\n# 第{number}批\n\n{text}\n\n末段{number}\n"
        (site / f"bulletins/jia/2024/{number}.md").write_text(issue, "utf-8")
    assert run(["build", str(site), "--no-pdf"]) == 0
    return site / "public"


LARGE = 13
"""Bits that name a bucket where there are ten thousand issues."""


def write_finer(public: Path) -> None:
    """Divide the index of a site into as many buckets as a large archive has."""
    lines: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((public / INDEX).iterdir()):
        listed, located = (file.read_text("utf-8").split("\n") for file in (path, public / PLACES / path.name))
        for issues, places in zip(listed[1:-2], located[1:-2], strict=True):
            gram = re.sub(r"\\(.)", r"\1", issues.partition(" ")[0])
            lines[bucket_of(gram, LARGE)].append((issues, places))
    for bucket in range(1 << LARGE):
        for name, own in ((bucket_path(bucket), 0), (places_path(bucket), 1)):
            text = "".join(f"\n{line[own]}" for line in lines[bucket])
            (public / name).write_text(f"bulletinSearch(`{text}\n`);\n", "utf-8")
    volumes = public / VOLUMES
    volumes.write_bytes(packed(re.sub(r'"bits":\d+', f'"bits":{LARGE}', unpacked(volumes.read_bytes()))))


@pytest.mark.parametrize("fine", [False, True])
def test_every_issue_is_found_in_texts_that_say_the_same_again(
    browser: Browser, repeating: Path, tmp_path: Path, *, fine: bool
) -> None:
    public = shutil.copytree(repeating, tmp_path / "public")
    if fine:
        write_finer(public)
    chance = random.Random(6)  # noqa: S311 - no secret
    lines = [STOCK[0].format(*numbers) for numbers in ((12, 7, 1), (3, 120, 44))] + [stock[:9] for stock in STOCK]
    queries = {"末段3", "末段", "各单位抓好森林防火", "𠮷", "到场𠮷利。", "查了12家门店"}
    while len(queries) < 45:
        line = chance.choice(lines)
        start = chance.randrange(len(line))
        queries.add(line[start : start + chance.randint(1, 20)])
    address = (public / "search/index.html").as_uri()
    with opened(browser, address) as page:
        found = {query: asked(page, address, query) for query in sorted(queries)}
    assert found == {query: scanned(repeating, query) for query in sorted(queries)}
    assert len([query for query in queries if 0 < len(found[query]) < 40]) > 8


@pytest.mark.parametrize("query", ["整改", "限1", "场整改", "当场整改", "各单位出动1"])
def test_what_says_it_most_comes_first_in_texts_that_say_the_same_again(
    browser: Browser, repeating: Path, query: str
) -> None:
    address = (repeating / "search/index.html").as_uri()
    with opened(browser, address) as page:
        asked(page, address, query, sort="best")
        links = page.locator("ol[data-results] > li a").evaluate_all("all => all.map(link => link.href)")
    texts = [(repeating / "jia/2024" / link.split("/")[-2] / "search-0.js").read_bytes() for link in links]
    counts = ["\n".join(passage_lines(text)).count(query) for text in texts]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) > 1


def test_results_come_as_one_types(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("森林防火")
        expect(page.locator("mark").first).to_have_text("森林防火")  # what was typed first was sought already
        expect(page.locator("[data-count]")).to_have_text("12")
        first = page.locator("ol[data-results] > li").first
        assert first.get_by_role("link").inner_text() == "甲类简报2024年第21期"
        assert first.locator("time").get_attribute("datetime") == "2024-03-21"


def test_the_keyboard_alone_leads_to_an_issue(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.insert_text("查了")  # at once: nothing is sought that is not meant
        page.keyboard.press("Enter")
        expect(page.locator("[data-count]")).to_have_text("96")
        page.locator("button[data-more]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("ol[data-results] > li")).to_have_count(40)
        expect(page.locator("ol[data-results] > li").nth(20).get_by_role("link")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/index.html")
        assert "第" in page.title()


def test_results_are_filtered(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        assert asked(page, address, "森林防火", publication="yi", year="2023") == {f"yi/2023/{n}" for n in (7, 14, 21)}
        assert asked(page, address, "森林防火", column="经验交流", unit="市林业局") == {
            f"{slug}/{year}/7" for slug in ("jia", "yi") for year in (2023, 2024)
        }
        assert len(asked(page, address, "", year="2024")) == 48
        page.goto(address)
        page.get_by_text("筛选").click()
        page.get_by_label("栏目").select_option("安排部署")
        page.get_by_label("年份").select_option("2024")
        page.get_by_label("找什么").fill("森林防火")
        expect(page.locator("[data-count]")).to_have_text("2")


def test_words_that_do_not_stand_together_are_found_apart(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        assert asked(page, address, "查了14户。 森林") == {f"{s}/{y}/14" for s in ("jia", "yi") for y in (2023, 2024)}
        assert "没有连在一起" not in page.locator("[data-status]").inner_text()
        assert asked(page, address, "森林 查了14户") == {f"{s}/{y}/14" for s in ("jia", "yi") for y in (2023, 2024)}
        assert "没有连在一起" in page.locator("[data-status]").inner_text()


def test_a_withdrawn_issue_is_found_and_says_so(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        assert "yi/2024/24" in asked(page, address, "堃")
        row = page.locator("ol[data-results] > li", has_text="乙类快报2024年第24期")
        expect(row).to_contain_text("已撤回")  # comes with the text of the issue, behind its name


def test_what_says_it_most_can_come_first(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        asked(page, address, "2户", sort="best")
        assert page.locator("ol[data-results] > li").count() == 12


def test_the_first_twenty_come_before_all_are_counted(browser: Browser, tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", range(2020, 2025))
    assert run(["build", str(site), "--no-pdf"]) == 0
    with served(site / "public") as address, opened(browser, address) as page:
        held: list[Route] = []
        page.route("**/search/places/**", lambda route: held.append(route))  # noqa: PLW0108 - the library asks it for its name
        with page.expect_request("**/search/places/**"):
            # what is held back is loaded late
            page.goto(f"{address}?q={quote('各单位抓好安全生产工作')}", wait_until="commit")
            expect(page.locator("[data-count]")).to_have_text("至少 20")
        expect(page.locator("ol[data-results] > li")).to_have_count(20)
        first = page.locator("ol[data-results] > li a").all_inner_texts()
        assert held
        page.route("**/search/places/**", lambda route: route.continue_())
        for route in held:
            route.continue_()
        expect(page.locator("[data-count]")).to_have_text("240")
        assert page.locator("ol[data-results] > li a").all_inner_texts() == first
        assert page.locator("button[data-more]").is_visible()


def test_the_first_twenty_come_early_where_the_newest_only_look_like_hits(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "bulletin.yml").write_text(SITE, "utf-8")
    for year in range(2014, 2025):
        home = tmp_path / f"bulletins/jia/{year}"
        home.mkdir(parents=True)
        text = "巡查霁川坞岩渡口安全生产。" if year < 2019 else "巡查霁川坞岩渡口，生产如常。"
        for number in range(1, 49):
            day = f"{year}-{1 + number // 25:02d}-{1 + number % 25:02d}"
            (home / f"{number}.md").write_text(f"---\n期号: {number}\n日期: {day}\n---\n\n# 巡查\n\n{text}\n", "utf-8")
    (tmp_path / "bulletins/jia/publication.yml").write_text(PUBLICATION.format(title="简报"), "utf-8")
    assert run(["build", str(tmp_path), "--no-pdf"]) == 0
    with served(tmp_path / "public") as address, opened(browser, address) as page:
        held: list[Route] = []
        page.route("**/search/places/**", lambda route: held.append(route))  # noqa: PLW0108 - as above
        page.goto(f"{address}?q={quote('霁川坞岩渡口安全生产')}", wait_until="commit")
        expect(page.locator("[data-count]")).to_have_text("至少 20")
        expect(page.locator("ol[data-results] time").first).to_have_attribute("datetime", re.compile("2018-"))
        page.route("**/search/places/**", lambda route: route.continue_())
        for route in held:
            route.continue_()
        expect(page.locator("[data-count]")).to_have_text("240")


def test_few_hits_among_many_candidates_are_counted_by_their_texts(browser: Browser, public: Path) -> None:
    with opened(browser, (public / "search/index.html").as_uri()) as page:
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        assert asked(page, (public / "search/index.html").as_uri(), "堃字𠮷号到此") == {
            f"{slug}/{year}/24" for slug in ("jia", "yi") for year in (2023, 2024)
        }
        assert not [url for url in loaded if "/search/places/" in url]


def test_texts_are_shown_sign_by_sign_as_they_were_written(browser: Browser, public: Path, tmp_path: Path) -> None:
    odd = "ḿ龴龻︐︙\ue000\ue5e5\ue78d\ue7c7\ue81e\ue864\uf8ff€ǹ·—―〇𠮷ཀꙮ😀\U000e0101"
    site = shutil.copytree(public, tmp_path / "public")
    path = site / "jia/2024/24/search-0.js"
    text = json.loads(unpacked(path.read_bytes()))
    path.write_bytes(packed(json.dumps({**text, "lines": [f"堃字{odd}。"]}, ensure_ascii=False)))
    with opened(browser, f"{(site / 'search/index.html').as_uri()}?q={quote('堃字')}") as page:
        row = page.locator("ol[data-results] > li", has_text="甲类简报2024年第24期")
        assert row.locator(".passage").inner_text() == f"堃字{odd}。"


def test_without_scripts_the_page_says_so_and_leads_to_the_archives(browser: Browser, public: Path) -> None:
    with opened(browser, (public / "search/index.html").as_uri(), java_script_enabled=False) as page:
        assert "没有打开脚本" in page.locator("main").inner_text()
        assert not page.get_by_role("searchbox").is_visible()
        page.locator("main").get_by_role("link", name="乙类快报").click()
        assert page.url == (public / "yi/index.html").as_uri()


def test_an_old_browser_is_told_that_it_is(browser: Browser, public: Path) -> None:
    with opened(browser, (public / "search/index.html").as_uri()) as page:
        page.add_init_script("delete window.DecompressionStream")
        page.reload()
        expect(page.locator("[data-status]")).to_contain_text("浏览器版本太旧")
        assert not page.get_by_role("searchbox").is_visible()


def test_files_that_cannot_be_read_are_told_of(browser: Browser, public: Path, tmp_path: Path) -> None:
    shutil.copytree(public / "search", tmp_path / "search", ignore=shutil.ignore_patterns("volumes.js"))
    shutil.copytree(public / "assets", tmp_path / "assets")
    with opened(browser, (tmp_path / "search/index.html").as_uri()) as page:
        expect(page.locator("[data-status]")).to_contain_text("没有读到")


def test_the_five_real_issues_are_searched_like_a_plain_scan(browser: Browser, real_site: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(real_site, site, ignore=shutil.ignore_patterns("public", ".cache"))
    assert run(["build", str(site), "--no-pdf"]) == 0
    texts = ["".join(path.read_text("utf-8").split("---")[2:]) for path in sorted(site.glob("bulletins/*/*/*.md"))]
    chance = random.Random(7)  # noqa: S311 - no secret
    queries: set[str] = set()
    while len(queries) < 45:
        text = chance.choice(texts)
        start, length = chance.randrange(len(text) - 12), chance.choice((1, 2, 2, 2, 3, 4, 4, 6, 8, 12))
        query = text[start : start + length]
        if not set(query) & set("\n *#>|△{}[]（）"):
            queries.add(query)
    address = (site / "public/search/index.html").as_uri()
    with opened(browser, address) as page:
        found = {query: asked(page, address, query) for query in sorted(queries)}
    assert found == {query: scanned(site / "public", query) for query in sorted(queries)}
