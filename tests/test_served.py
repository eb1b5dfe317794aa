"""A site served by nginx below a path, by the recipe of docs/recipes: crawled whole, its headers, types and sizes.

LinkChecker goes from link to link as a visitor would; a real Chromium obeys the policy that nginx states.
"""

from __future__ import annotations

import csv
import gzip
import http.client
import re
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import pytest
from msgspec import Struct

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

TESTS = Path(__file__).resolve().parent
RECIPE = TESTS.parent / "docs" / "recipes" / "nginx.conf"
CASE = TESTS / "cases" / "site"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
ISSUE = "shifan/2023/8/"
RICH = "shifan/2023/7/index.html"

TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}
SECURITY = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


class Served(Struct, frozen=True):
    """A served site."""

    port: int
    prefix: str
    """Its path, which begins and ends with a slash."""
    folder: Path
    """Of its files."""

    @property
    def address(self) -> str:
        """Return the address of its first page."""
        return f"http://127.0.0.1:{self.port}{quote(self.prefix)}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and content of the answer to a request for a percent-encoded path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), content

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return the answer to a request for a file of the site."""
        return self.ask(quote(self.prefix + path), **headers)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert isinstance(port, int)
        return port


@contextmanager
def nginx(folder: Path, site: Served, root: Path) -> Iterator[None]:
    """Run nginx by the recipe, with what an office would set, until the end."""
    recipe = RECIPE.read_text(encoding="utf-8")
    changes = (
        ("    listen 80;\n", f"    listen 127.0.0.1:{site.port};\n"),
        ("    listen [::]:80;\n", ""),
        ("root /srv/bulletin/www;", f'root "{root}";'),
        ("/jianbao/", site.prefix),
        # By this LinkChecker knows that it need not spare the server.
        ("        add_header X-Content", "        add_header LinkChecker welcome;\n        add_header X-Content"),
    )
    for old, new in changes:
        assert old in recipe, old
        recipe = recipe.replace(old, new)
    folder.mkdir()
    (folder / "site.conf").write_text(recipe, encoding="utf-8")
    temporary = [f"{kind}_temp_path {kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    main = ["daemon off;", "master_process off;", "pid nginx.pid;", "error_log error.log;", "events {}", "http {"]
    main += ["include /etc/nginx/mime.types;", "access_log off;", *temporary, f'include "{folder}/site.conf";', "}"]
    (folder / "nginx.conf").write_text("\n".join(main), encoding="utf-8")
    command = [NGINX, "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
    with (folder / "said.log").open("wb") as said:
        server = subprocess.Popen(command, stderr=said)
        try:
            wait(server, site.port)
            yield
        finally:
            server.terminate()
            server.wait()
    assert (folder / "said.log").read_text(encoding="utf-8") == ""


def wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until a server answers."""
    while server.poll() is None:
        with socket.socket() as visitor:
            if visitor.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail(f"nginx: {server.returncode}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the sample site, built for the very address at which it is served."""
    folder = tmp_path_factory.mktemp("served")
    site = Served(free_port(), "/jianbao/", folder / "www/jianbao")
    shutil.copytree(CASE, folder / "site", ignore=shutil.ignore_patterns(".cache", "public"))
    settings = folder / "site/bulletin.yml"
    text = re.sub(r"(?m)^网址:.*$", f"网址: {site.address}", settings.read_text(encoding="utf-8"))
    settings.write_text(text, encoding="utf-8")
    assert run(["build", str(folder / "site"), "-o", str(site.folder)]) == 0
    with nginx(folder / "nginx", site, folder / "www"):
        yield site


def files_of(site: Served) -> list[str]:
    """Return the paths of all files of a site but for its hidden ones and 404.html."""
    paths = [path.relative_to(site.folder).as_posix() for path in sorted(site.folder.rglob("*")) if path.is_file()]
    return [path for path in paths if path not in {".bulletin-edition.json", "404.html"}]


# --------------------------------------------------------------------------------------------- crawled whole


CRAWLER = """
import os
from linkcheck.command.linkchecker import linkchecker
os.geteuid = lambda: 1
linkchecker()
"""
"""LinkChecker. Of root it would make nobody, who may not read what checks anchors where the clone is root's alone."""


def crawl(folder: Path, *starts: str) -> list[dict[str, str]]:
    """Return what LinkChecker says of each link that it finds, beginning at some addresses."""
    settings, found = folder / "linkchecker.ini", folder / "found.csv"
    settings.write_text("[AnchorCheck]\n[checking]\nmaxrequestspersecond=100000\nthreads=4\n", encoding="utf-8")
    output = ["-o", "csv/utf-8", "--verbose", "--no-status"]
    command = [sys.executable, "-c", CRAWLER, "-f", settings, *output, *starts]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr.decode()
    found.write_bytes(done.stdout)
    lines = [line for line in done.stdout.decode().split("\n") if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter=";"))


def dead(links: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """Return the links that lead nowhere: where they stand, where they lead, what is wrong."""
    return [
        (unquote(link["parentname"]), unquote(link["url"]), link["result"] + link["warningstring"])
        for link in links
        if link["valid"] != "True" or link["warningstring"]
    ]


def test_no_link_and_no_anchor_is_dead_and_every_page_is_reached(served: Served, tmp_path: Path) -> None:
    links = crawl(tmp_path, served.address, served.address + "sitemap.xml")
    assert dead(links) == []
    reached = {unquote(urlsplit(link["url"]).path).removesuffix("index.html") for link in links}
    pages = {path.removesuffix("index.html") for path in files_of(served) if path.endswith("index.html")}
    assert {path for path in pages if served.prefix + path not in reached} == set()


def test_the_crawler_finds_a_dead_link_and_a_dead_anchor(served: Served, tmp_path: Path) -> None:
    page = served.folder / "planted.html"
    page.write_text(f'<a href="nowhere/">1</a><a href="{ISSUE}index.html#nowhere">2</a>', encoding="utf-8")
    try:
        found = dead(crawl(tmp_path, served.address + "planted.html"))
    finally:
        page.unlink()
    assert {leads.removeprefix(served.address) for _, leads, _ in found} == {"nowhere/", f"{ISSUE}index.html#nowhere"}


def test_every_address_in_feeds_and_data_answers(served: Served) -> None:
    found = set()
    for path in files_of(served):
        if Path(path).suffix in {".atom", ".csv", ".html", ".json", ".txt", ".xml"}:
            text = (served.folder / path).read_text(encoding="utf-8")
            found |= set(re.findall(re.escape(served.address) + r"[^\"'<>\s,#]*", text))
    assert len(found) > 20
    assert [one for one in sorted(found) if served.ask(urlsplit(one).path)[0] != 200] == []


# --------------------------------------------------------------------------------------------- how files are served


def test_every_file_is_served_whole_with_its_type(served: Served) -> None:
    wrong = []
    for path in files_of(served):
        status, headers, content = served.get(path)
        wanted = TYPES[Path(path).suffix]
        if re.fullmatch(r"feed.*\.json", Path(path).name):
            wanted = "application/feed+json"
        if path.startswith("schemas/"):
            wanted = "application/schema+json"
        if (status, headers["Content-Type"], content) != (200, wanted, (served.folder / path).read_bytes()):
            wrong.append((path, status, headers["Content-Type"]))
    assert wrong == []


def test_texts_are_packed_and_pictures_and_prints_are_not(served: Served) -> None:
    for path in files_of(served):
        content = (served.folder / path).read_bytes()
        _, headers, sent = served.get(path, Accept_Encoding="gzip")
        packed = Path(path).suffix not in {".docx", ".jpg", ".pdf", ".png", ".webp", ".xlsx"} and len(content) >= 256
        assert headers.get("Content-Encoding") == ("gzip" if packed else None), path
        assert (gzip.decompress(sent) if packed else sent) == content


def test_pages_are_asked_for_anew_and_what_is_named_after_its_content_is_kept_for_ever(served: Served) -> None:
    named = re.compile(r"assets/.*|shifan/\d{4}/\d+/pictures/.*")
    for path in files_of(served):
        status, headers, _ = served.get(path)
        forever = "public, max-age=31536000, immutable"
        assert headers["Cache-Control"] == (forever if named.fullmatch(path) else "no-cache"), path
        status, _, content = served.get(path, If_None_Match=headers["ETag"])
        assert (status, content) == (304, b"")


@pytest.mark.parametrize("name", ["assets/0123456789abcdef.txt", "pictures/0123456789abcdef.txt"])
def test_what_an_editor_calls_like_that_is_asked_for_anew(served: Served, name: str) -> None:
    file = served.folder / ISSUE / "files" / name
    file.parent.mkdir(parents=True)
    file.write_text("甲", encoding="utf-8")
    status, headers, _ = served.get(f"{ISSUE}files/{name}")
    shutil.rmtree(file.parent)
    assert (status, headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", ["", "index.html", f"{ISSUE}issue.json", "nowhere", "assets/nowhere.css"])
def test_every_answer_carries_what_inspectors_look_for(served: Served, path: str) -> None:
    _, headers, _ = served.get(path)
    assert SECURITY.items() <= headers.items()
    assert headers["Server"] == "nginx"
    assert "Strict-Transport-Security" not in headers  # this server speaks no TLS
    policy = headers.get("Content-Security-Policy", "")
    assert policy.startswith("default-src 'none'; script-src 'self';") is not path.endswith(".json")
    assert "unsafe" not in policy


def test_a_drawing_that_is_opened_by_itself_can_run_nothing(served: Served) -> None:
    (icon,) = (path for path in files_of(served) if path.endswith(".svg"))
    assert served.get(icon)[1]["Content-Security-Policy"].endswith("; sandbox")


@pytest.mark.parametrize(
    "path",
    [
        *(".bulletin-edition.json", ".git/config", "shifan/.htaccess", "shifan/2023/8/.DS_Store"),
        *("assets/", "shifan/2023/8/files/", "404.html", "nowhere", "shifan/1999/very/deep/nowhere.html"),
        *("shifan/2023/8/index.html/more", "%2e%2e/nginx.conf", "没有/", ".well-known/nothing"),
    ],
)
def test_what_is_no_page_gets_the_page_that_says_so(served: Served, path: str) -> None:
    status, headers, content = served.get(path)
    assert status == 404
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"
    assert content == (served.folder / "404.html").read_bytes()


@pytest.mark.parametrize("path", ["../nginx/nginx.conf", "..%2fnginx/nginx.conf", "../../nginx/nginx.conf"])
def test_nothing_outside_the_site_is_served(served: Served, path: str) -> None:
    assert served.ask(served.prefix + path)[0] in {400, 404}
    assert served.ask("/")[0] in {403, 404}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS"])
def test_nothing_can_be_sent_to_it(served: Served, method: str) -> None:
    assert served.ask(served.prefix, method)[0] == 405


@pytest.mark.parametrize(("typed", "leads"), [("/jianbao", "/jianbao/"), ("/jianbao/shifan", "/jianbao/shifan/")])
def test_a_forgotten_slash_is_added_whatever_stands_before_the_server(served: Served, typed: str, leads: str) -> None:
    status, headers, _ = served.ask(typed, Host="gateway.example.org")
    assert status == 301
    assert headers["Location"] == leads


@pytest.mark.parametrize("prefix", ["/政务公开/简报/", "/"])
def test_another_path_serves_alike(served: Served, tmp_path: Path, prefix: str) -> None:
    site = Served(free_port(), prefix, tmp_path / ("www" + prefix.rstrip("/")))
    site.folder.parent.mkdir(parents=True, exist_ok=True)
    site.folder.symlink_to(served.folder)
    with nginx(tmp_path / "nginx", site, tmp_path / "www"):
        for path in files_of(served):
            assert site.get(path)[0] == 200
        assert site.get("没有/")[::2] == (404, (served.folder / "404.html").read_bytes())
        assert site.get(".bulletin-edition.json")[0] == 404
        assert site.get("shifan")[1]["Location"] == quote(f"{prefix}shifan/")
        (schema, *_) = sorted((served.folder / "schemas").iterdir())
        assert site.get(f"schemas/{schema.name}")[1]["Content-Type"] == "application/schema+json"


# --------------------------------------------------------------------------------------------- in a browser


@contextmanager
def visit(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Open a page that notes what goes wrong in it: refused by the policy, asked of another host, not answered."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda fault: wrong.append(str(fault)))
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith("http://127.0.0.1:") else None)
    yield page, wrong
    context.close()


def kinds(site: Served) -> list[str]:
    """Return two pages of each kind, by the class of their bodies, and one with all that an issue can have."""
    found: dict[str, list[str]] = {}
    for path in files_of(site):
        text = (site.folder / path).read_text(encoding="utf-8") if path.endswith("index.html") else ""
        if kind := re.search(r'<body class="page-(\w+)', text):
            found.setdefault(kind[1], []).append(path)
    assert len(found) > 3
    return [RICH, *(path for paths in found.values() for path in paths[:2])]


def test_no_page_breaks_the_policy_or_asks_another_host(browser: Browser, served: Served) -> None:
    with visit(browser) as (page, wrong):
        for path in kinds(served):
            page.goto(served.address + quote(path), wait_until="networkidle")
            assert wrong == [], path
        page.goto(served.address + "shifan/nowhere/", wait_until="networkidle")
        assert page.get_by_role("link", name="回到首页").is_visible()
        assert [one for one in wrong if "404" not in one] == []


def test_the_policy_does_refuse_what_is_not_the_site_s_own(browser: Browser, served: Served) -> None:
    page_of = served.folder / "planted.html"
    page_of.write_text("<p style='color:red'>一</p><script>document.title = '二'</script>", encoding="utf-8")
    try:
        with visit(browser) as (page, wrong):
            page.goto(served.address + "planted.html", wait_until="networkidle")
            assert page.title() == ""
            assert sum("Content Security Policy" in one for one in wrong) == 2
    finally:
        page_of.unlink()


@pytest.mark.parametrize("path", ["shifan/2022/52/", ISSUE])
def test_an_issue_without_pictures_is_few_small_answers(browser: Browser, served: Served, path: str) -> None:
    with visit(browser) as (page, wrong):
        watch = page.context.new_cdp_session(page)
        watch.send("Network.enable")
        sizes: list[float] = []
        watch.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
        page.goto(served.address + path, wait_until="networkidle")
        assert wrong == []
        assert 2 <= len(sizes) <= 4
        assert 2_000 < sum(sizes) <= 50_000


def test_a_search_obeys_the_policy(browser: Browser, served: Served) -> None:
    with visit(browser) as (page, wrong):
        page.goto(served.address)
        page.get_by_role("searchbox").fill("示范")
        page.get_by_role("searchbox").press("Enter")
        page.locator("ol[data-results] > li a").first.click()
        page.get_by_role("link", name="下载 PDF").wait_for()
        assert wrong == []
