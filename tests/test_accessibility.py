"""Every kind of page by axe-core: WCAG 2.1 A and AA, in both schemes, in ordinary and in high contrast."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CASES = ROOT / "tests" / "cases"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")

CHECK = """async rules => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const found = await axe.run(document, {runOnly: {type: "tag", values: rules}});
  const told = found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html} ${node.failureSummary}`));
  return [found.passes.length, told];
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the file of a page of each kind, and of every issue; kinds are told by the class of the body."""
    found: dict[str, Path] = {}
    for site in ("site", "ugly"):
        for edition in ("public", "internal"):
            folder = tmp_path_factory.mktemp(site) / edition
            assert run(["build", str(CASES / site), "-o", str(folder), "--audience", edition, "--no-pdf"]) == 0
            for path in sorted([*folder.rglob("index.html"), folder / "404.html"]):
                kind = re.search(r'<body class="page-(\w+)', path.read_text("utf-8"))
                assert kind, path
                name = path.relative_to(folder).as_posix() if kind[1] == "issue" else kind[1]
                found.setdefault(f"{site} {name}", path)
    return found


def serve(context: BrowserContext, folder: Path) -> str:
    """Answer for a site's host from its folder, since links of 404.html begin at the root; return its address."""
    base = re.search(r'href="(/[^"]*)assets/', (folder / "404.html").read_text("utf-8"))
    assert base

    def answer(route: Route) -> None:
        file = folder / unquote(route.request.url.partition("//")[2].partition("/")[2]).removeprefix(
            unquote(base[1])[1:]
        )
        route.fulfill(path=file)

    context.unroute_all()
    context.route("https://example.org/**", answer)
    return f"https://example.org{base[1]}"


@pytest.mark.parametrize("contrast", ["no-preference", "more"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_kind_of_page_violates_the_guidelines(
    browser: Browser, pages: dict[str, Path], scheme: str, contrast: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme, contrast=contrast)  # type: ignore[arg-type] # of a table
    told = {}
    for name, file in pages.items():
        page = context.new_page()
        page.goto(serve(context, file.parent) + "404.html" if file.name == "404.html" else file.as_uri())
        if name.endswith(" search"):
            page.goto(f"{file.as_uri()}?q=示例")
            page.wait_for_selector("[data-results] > li")
        page.add_script_tag(path=AXE)
        passed, violations = page.evaluate(CHECK, list(RULES))
        assert passed > 10, name
        if violations:
            told[name] = violations
        page.close()
    context.close()
    assert told == {}


def test_a_page_that_violates_them_is_told(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!DOCTYPE html><p style='color: #ccc'>text<img src=x>", encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.add_script_tag(path=AXE)
    told = "".join(page.evaluate(CHECK, list(RULES))[1])
    assert all(rule in told for rule in ("color-contrast", "document-title", "html-has-lang", "image-alt"))
    page.close()
