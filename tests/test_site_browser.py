"""The built site in a real browser: from the disk and served below a path, narrow and wide, light and dark."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response

CASE = Path(__file__).parent / "cases" / "site"
UGLY = CASE.parent / "ugly"
PREFIX = "/简报/jianbao/"
RICH = "shifan/2023/7/index.html"

CONTRASTS = """() => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = element => {
    const color = numbers(getComputedStyle(element).backgroundColor);
    return color.length === 3 || color[3] === 1 ? color : ground(element.parentElement);
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    const pair = [light(numbers(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    found.push([(pair[0] + .05) / (pair[1] + .05), texts.currentNode.data.trim()]);
  }
  return found;
}"""


class Office(SimpleHTTPRequestHandler):
    """A web server that holds the site below a path and answers anything else with its 404.html."""

    def do_GET(self) -> None:
        """Answer from the folder."""
        path = unquote(self.path)
        file = Path(self.directory) / path.removeprefix(PREFIX)
        if path.startswith(PREFIX) and (file.is_file() or (file / "index.html").is_file()):
            self.path = "/" + self.path.split("/", 3)[3]
            super().do_GET()
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write((Path(self.directory) / "404.html").read_bytes())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "public"
    assert run(["build", str(CASE), "-o", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def ugly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of names and words that are too long for any screen."""
    folder = tmp_path_factory.mktemp("ugly") / "public"
    assert run(["build", str(UGLY), "-o", str(folder), "--no-pdf"]) == 0
    return folder


@pytest.fixture(scope="module")
def served(public: Path) -> Iterator[str]:
    """Return the address of the served site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Office, directory=str(public)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def opened(browser: Browser, address: str, width: int = 1440, **options: Any) -> Iterator[Page]:  # noqa: ANN401 - any option of a context
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def addresses(public: Path) -> list[str]:
    """Return the pages of all issues and two of each other kind, which the class of the body tells."""
    kinds: dict[str, list[str]] = {}
    for path in sorted(public.rglob("index.html")):
        kind = re.search(r'<body class="page-(\w+)', path.read_text("utf-8"))
        assert kind, path
        kinds.setdefault(kind[1], []).append(path.as_uri())
    return [address for kind, found in kinds.items() for address in (found if kind == "issue" else found[:2])]


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_no_page_scrolls_sideways_whatever_the_size_of_its_letters(
    browser: Browser, public: Path, ugly: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for address in (*addresses(public), *addresses(ugly)):
        page.goto(address)
        for size in ("small", "large"):
            page.evaluate("size => { document.documentElement.dataset.size = size; }", size)
            assert page.evaluate("document.documentElement.scrollWidth") == width, (address, size)
    context.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_settings_open_inside_the_screen_and_close_again(browser: Browser, ugly: Path, width: int) -> None:
    with opened(browser, (ugly / "chang/2023/3/index.html").as_uri(), width) as page:
        page.get_by_text("显示设置").focus()
        page.keyboard.press("Enter")
        box = page.locator(".panel").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
        expect(page.locator(".panel")).to_be_hidden()
        expect(page.locator("summary")).to_be_focused()
        page.get_by_text("显示设置").click()
        page.locator("main").click(position={"x": 5, "y": 400})
        expect(page.locator(".panel")).to_be_hidden()
        page.get_by_text("显示设置").click()
        page.locator("h1 a").focus()
        expect(page.locator(".panel")).to_be_hidden()


def test_readers_choose_size_scheme_and_contrast_and_every_page_remembers(browser: Browser, served: str) -> None:
    look = "() => { const s = getComputedStyle(document.body); return [s.fontSize, s.backgroundColor, s.color]; }"
    with opened(browser, served + RICH, color_scheme="light") as page:
        before = page.evaluate(look)
        page.locator(".sizes").get_by_role("button", name="大").click()
        page.get_by_text("显示设置").click()
        page.get_by_role("button", name="深色").click()
        page.get_by_role("button", name="加强").click()
        chosen = page.evaluate(look)
        assert float(chosen[0][:-2]) == pytest.approx(1.3 * float(before[0][:-2]), rel=0.01)
        assert chosen[1:] == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert page.locator("[data-set=size][aria-pressed=true]").all_inner_texts() == ["大", "大"]
        page.goto(served + "index.html")
        assert page.evaluate(look) == chosen
        page.get_by_text("显示设置").click()
        for group in ("字号", "配色", "对比度"):
            page.get_by_role("group", name=group).locator("[data-value='']").click()
        page.goto(served + RICH)
        assert page.evaluate(look) == before
        assert page.evaluate("localStorage.length") == 0


def test_what_a_reader_chooses_looks_like_what_the_system_may_ask_for(browser: Browser, public: Path) -> None:
    colours = (
        "() => { const s = getComputedStyle(document.documentElement); return NAMES.map(n => s.getPropertyValue(n)); }"
    )
    names = re.findall(r"[{;](--[a-z-]+):", next(public.glob("assets/*.css")).read_text("utf-8"))
    script = colours.replace("NAMES", json.dumps(["color-scheme", *sorted(set(names))]))
    for system, chosen in (
        ({"color_scheme": "dark"}, {"scheme": "dark"}),
        ({"contrast": "more"}, {"contrast": "more"}),
        ({"color_scheme": "dark", "contrast": "more"}, {"scheme": "dark", "contrast": "more"}),
        ({}, {"scheme": "light", "contrast": "normal"}),
    ):
        with opened(browser, (public / "index.html").as_uri(), 1440, **system) as page:
            wanted = page.evaluate(script)
            assert len(wanted) > 15
        against = {"color_scheme": "light" if chosen["scheme"] == "dark" else "dark"} if "scheme" in chosen else {}
        with opened(browser, (public / "index.html").as_uri(), 1440, **against) as page:
            page.evaluate("chosen => { Object.assign(document.documentElement.dataset, chosen); }", chosen)
            assert page.evaluate(script) == wanted


def test_the_print_button_prints(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri()) as page:
        page.evaluate("() => { window.print = () => { window.printed = true; }; }")
        page.get_by_role("button", name="打印").click()
        assert page.evaluate("window.printed")


def test_without_a_script_no_button_is_shown_that_would_do_nothing(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri(), java_script_enabled=False) as page:
        assert page.get_by_role("button").count() == 0
        assert page.get_by_role("link", name="下载 PDF").is_visible()
        assert page.locator(".text").is_visible()
        page.goto((public / "verify/index.html").as_uri())
        assert page.locator(".verify noscript").is_visible()


def test_what_is_chosen_is_seen_where_the_system_sets_the_colours(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri(), forced_colors="active") as page:
        page.get_by_text("显示设置").click()
        looks = [
            page.locator(f".panel [data-set=size][aria-pressed={pressed}]").first.evaluate(
                "button => getComputedStyle(button).backgroundColor"
            )
            for pressed in ("true", "false")
        ]
        assert len(set(looks)) == 2
        assert page.locator("a.button").first.evaluate("link => getComputedStyle(link).borderTopWidth") == "1px"


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_sign_of_a_note_stays_with_what_is_before_it(browser: Browser, ugly: Path, width: int) -> None:
    with opened(browser, (ugly / "chang/2024/5/index.html").as_uri(), width) as page:
        lines = page.locator(".text p sup.mark").evaluate_all(
            """marks => marks.map(mark => {
              const before = document.createRange();
              before.setStart(mark.previousSibling, mark.previousSibling.length - 1);
              before.setEnd(mark.previousSibling, mark.previousSibling.length);
              return mark.querySelector("a").getBoundingClientRect().left > before.getBoundingClientRect().left;
            })"""
        )
        assert len(lines) == 14
        assert all(lines)


def test_a_wide_table_scrolls_inside_its_box(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri(), 360) as page:
        box = page.locator(".scroll")
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") > 50
        box.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(browser: Browser, public: Path, scheme: str) -> None:
    grounds = set()
    for address in addresses(public):
        with opened(browser, address, color_scheme=scheme) as page:
            found = page.evaluate(CONTRASTS)
            grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert len(found) > 5
        assert [(round(ratio, 2), text) for ratio, text in found if ratio < 4.5] == [], address
    assert grounds == {"rgb(245, 243, 239)" if scheme == "light" else "rgb(21, 20, 18)"}


def test_the_site_opens_from_the_disk_without_a_script(browser: Browser, public: Path) -> None:
    with opened(browser, (public / "index.html").as_uri(), java_script_enabled=False) as page:
        page.get_by_role("link", name="示例市示范工作简报第7期").click()
        assert page.url == (public / RICH).as_uri()
        page.get_by_role("link", name="下一期").click()
        page.wait_for_url("**/z1/index.html")
        assert page.title().startswith("示例市示范工作简报2023年增刊第1期")
        page.get_by_role("link", name="2023年", exact=True).click()
        page.get_by_role("link", name="示例市简报汇编").click()
        assert page.url == (public / "index.html").as_uri()


def test_an_issue_is_few_small_requests_to_its_own_host(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the function it is given
    page.goto(served + "shifan/2023/8/index.html", wait_until="networkidle")
    assert 2 <= len(answers) <= 4
    assert all(answer.ok and answer.url.startswith(served.removesuffix(PREFIX)) for answer in answers)
    assert sum(len(answer.body()) for answer in answers) < 50_000
    context.close()


def test_the_print_downloads_under_its_chinese_name(browser: Browser, served: str) -> None:
    with opened(browser, served + RICH) as page:
        with page.expect_download() as waiting:
            page.get_by_role("link", name="下载 PDF").click()
        assert waiting.value.suggested_filename == "示例市示范工作简报2023年第7期.pdf"
        assert waiting.value.path().read_bytes().startswith(b"%PDF-")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="问题 清单#1").click()
        assert waiting.value.suggested_filename == "问题 清单#1.csv"


def test_pictures_are_shown(browser: Browser, served: str) -> None:
    with opened(browser, served + RICH) as page:
        page.locator(".picture img").scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('.picture img').naturalWidth > 600")


def test_a_missing_page_is_dressed_at_any_depth_and_leads_home(browser: Browser, served: str) -> None:
    with opened(browser, served + "shifan/1999/nichts/zu/finden/") as page:
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 243, 239)"
        page.get_by_role("link", name="回到首页").click()
        assert unquote(page.url) == unquote(served)


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri()) as page:
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        expect(skip).to_be_focused()
        assert skip.bounding_box()["x"] >= 0  # type: ignore[index] # a visible element has a box
        assert skip.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_two_character_names_are_three_wide_and_copied_whole(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri()) as page:
        name = page.get_by_text("安玥", exact=True)
        size = name.evaluate("name => parseFloat(getComputedStyle(name).fontSize)")
        glyphs = name.evaluate(
            "name => [0, 1].map(i => { const r = document.createRange(); r.setStart(name.firstChild, i);"
            " r.setEnd(name.firstChild, i + 1); return r.getBoundingClientRect().left; })"
        )
        assert glyphs[1] - glyphs[0] == pytest.approx(2 * size, abs=1)
        assert "编辑：安玥 司徒云章" in page.locator(".credits").inner_text().replace("\n", "")


def test_lines_are_no_longer_than_forty_characters_and_open(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri(), 1920) as page:
        style = page.locator(".entry > p:not([class])").first.evaluate(
            "p => [p.clientWidth, getComputedStyle(p).fontSize, getComputedStyle(p).lineHeight].map(parseFloat)"
        )
        assert style[0] / style[1] <= 40
        assert style[2] / style[1] == pytest.approx(1.75)


def test_the_masthead_keeps_to_one_line_on_a_phone(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri(), 360) as page:
        lines = page.locator("h1 .name").evaluate(
            "name => name.getBoundingClientRect().height / parseFloat(getComputedStyle(name).lineHeight)"
        )
        assert lines == pytest.approx(1, abs=0.05)


def test_a_title_breaks_between_its_segments(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri(), 360) as page:
        boxes = page.locator(".title .segment").evaluate_all(
            "all => all.slice(0, 2).map(s => [s.getBoundingClientRect(), parseFloat(getComputedStyle(s).lineHeight)])"
            ".map(([box, line]) => [box.top, box.height / line, box.left + box.width / 2])"
        )
        (first, lines, middle), (second, _, other) = boxes
        assert second > first
        assert lines == pytest.approx(1, abs=0.05)
        assert middle == pytest.approx(other, abs=1)


def test_the_browsers_printer_leaves_the_frame_out(browser: Browser, public: Path) -> None:
    with opened(browser, (public / RICH).as_uri(), color_scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        for hidden in (".top", ".tools", ".neighbours", ".bottom", ".returns"):
            assert not page.locator(hidden).first.is_visible(), hidden
        for shown in (".masthead", ".banner", ".text", ".imprint"):
            assert page.locator(shown).first.is_visible(), shown
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_browsers_printer_keeps_all_of_a_wide_table(browser: Browser, ugly: Path) -> None:
    with opened(browser, (ugly / "chang/2024/5/index.html").as_uri(), 605) as page:  # 160 mm
        page.emulate_media(media="print")
        box = page.locator("table").bounding_box()
        assert box
        assert box["x"] + box["width"] <= 605


def test_a_reader_who_chose_dark_never_sees_a_light_page(browser: Browser, served: str) -> None:
    with opened(browser, served + RICH, color_scheme="light") as page:
        page.evaluate("localStorage.setItem('bulletin-scheme', 'dark')")
        page.add_init_script(
            "new MutationObserver((_, seen) => {"
            " if (document.body) { window.first = document.documentElement.dataset.scheme || ''; seen.disconnect(); }"
            "}).observe(document, {childList: true, subtree: true});"
        )
        page.goto(served + "index.html")
        assert page.evaluate("window.first") == "dark"


def test_a_page_is_painted_where_no_script_comes(browser: Browser, served: str) -> None:
    context = browser.new_context()
    context.route("**/*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(served + RICH)
    assert page.locator(".text").is_visible()
    assert page.get_by_role("button").count() == 0
    context.close()
