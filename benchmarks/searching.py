"""Measure what a reader's browser loads for a query of a large archive, and hold its answers against a plain scan."""

from __future__ import annotations

import random  # noqa: TID251 - with a seed: the same queries each time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from benchmarks.archive import write_archive
from benchmarks.command import Command
from benchmarks.prose import article
from benchmarks.tables import Goal, Part, section, table
from benchmarks.varied import varied_article
from bulletin_gen.search.passages import passage_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Page

    from benchmarks.setting import Setting

ISSUES = 10_000
QUERIES = 40
"""Of each archive."""
LONGEST = 20
"""Characters of a query."""
_CHROMIUM = "/usr/bin/chromium"
_MOST, _FEW, _SHOWN = 300, 200, 20
_KB = 1000
_WORST = 8
_ARCHIVES = {"varied": varied_article, "monotonous": article}
_PLANTED = (("霁川坞", ISSUES), ("青岩渡口", ISSUES // 20), ("燃气安检", ISSUES // 150), ("王岳", ISSUES // 20))
"""Words, each in one issue of so many."""
_BANDS = ((0, 0), (1, 20), (21, _FEW), (_FEW + 1, 10**9))
_ANSWERED = "[data-status]:not([aria-busy]) [data-count]"
_ROWS = "ol[data-results] > li"
_WATCH = """
window.atFirst = null;
const asked = [location.href];
new MutationObserver(records => {
  for (const record of records) for (const node of record.addedNodes) {
    if (node.src || node.rel === "stylesheet") asked.push(node.src || node.href);
  }
  const rows = document.querySelector("ol[data-results]");
  if (!window.atFirst && rows && rows.children.length >= 20) window.atFirst = [...asked];
}).observe(document, {childList: true, subtree: true});
"""
"""Notes what had been asked for when the first twenty results had come."""


class Answer(Struct, frozen=True, kw_only=True):
    """What came of a query."""

    query: str
    issues: int
    """That a plain scan finds."""
    first: float
    """Kilobytes that are loaded when the first results stand."""
    whole: float
    """When the count is exact, and the first twenty results have their texts; page, style sheet and scripts too."""
    right: bool
    """Whether count and first results are the scan's."""


def searching(setting: Setting) -> Part:
    """Build archives and ask them."""
    answers = {name: _asked(setting, name, text) for name, text in _ARCHIVES.items()}
    every = [answer for own in answers.values() for answer in own]
    some = [answer for answer in every if answer.issues <= _FEW]
    many = [answer for answer in every if answer.issues > _FEW]
    heads = ("archive", "issues", "queries", "KB, median", "most", "first results", "most")
    worst = ("archive", "query", "issues", "first results", "whole")
    return Part(
        section(
            f"Queries of {ISSUES:,} issues",
            f"Kilobytes of all files that are loaded from the disk for {len(every)} queries: pieces of 1 to {LONGEST} "
            f"characters of the texts, and planted words; {sum(answer.right for answer in every)} of them are answered "
            "as by a plain scan. The varied archive is made of 20,000 words, the monotonous one of thirty "
            "sentences with other numbers.",
            table(heads, ((name, *band) for name, own in answers.items() for band in _bands(own))),
            table(worst, ((name, *answer) for name, own in answers.items() for answer in _worst(own))),
        ),
        (
            Goal(f"a query with up to {_FEW} hits", _most([one.whole for one in some]), f"≤ {_MOST} KB"),
            Goal("the first results of a commoner one", _most([one.first for one in many]), f"≤ {_MOST} KB"),
            Goal("queries answered wrongly", str(sum(not answer.right for answer in every)), "0"),
        ),
    )


def _asked(setting: Setting, name: str, text: Callable[[int], str]) -> list[Answer]:
    folder = setting.folder / f"search-{name}"
    write_archive(folder / "site", ISSUES, lambda number: _planted(number, text(number)))
    Command(folder / "site", folder / "caches").build("--no-pdf")
    return answers_of(folder / "site" / "public", QUERIES, [word for word, _ in _PLANTED])


def _planted(number: int, text: str) -> str:
    """Return the text of an issue with the words that are due in it, in a paragraph of their own."""
    words = "".join(f"另有{word}一项。" for word, every in _PLANTED if number % every == every // 2)
    return text.replace("\n\n", f"\n\n{words}\n\n", 1) if words else text


def answers_of(public: Path, count: int, words: Sequence[str] = ()) -> list[Answer]:
    """Ask a site words, and so many queries, the same each time: pieces of its texts, and one that it does not hold."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this part needs a browser

    texts: dict[str, str] = {}
    for path in sorted(public.glob("*/*/*/search-*.js")):
        issue = path.parent.relative_to(public).as_posix()
        texts[issue] = "\n".join((texts.get(issue, ""), *passage_lines(path.read_bytes())))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        queries = (*words, *_queries(list(texts.values()), count))
        answers = [_answer(browser.new_page(), public, query, texts) for query in queries]
        browser.close()
    return answers


def _queries(texts: Sequence[str], count: int) -> Iterator[str]:
    chance = random.Random(count)  # noqa: S311 - no secret
    yield "㐀㐁㐂"
    for number in range(1, count):
        length = number % LONGEST + 1
        query = "\n"
        while "\n" in query:
            text = chance.choice(texts)
            start = chance.randrange(max(1, len(text) - length))
            query = text[start : start + length]
        yield query


def _answer(page: Page, public: Path, query: str, texts: dict[str, str]) -> Answer:
    loaded: list[int] = []
    page.on("request", lambda request: loaded.append(_size(request.url)))
    page.add_init_script(_WATCH)
    page.goto(f"{(public / 'search/index.html').as_uri()}?q={quote(query)}")
    page.wait_for_selector(_ANSWERED)
    page.wait_for_load_state("networkidle")
    issues = {issue for issue, text in texts.items() if query in text}
    links = page.locator(f"{_ROWS} a").evaluate_all("all => all.map(link => link.href)")
    shown = {unquote(urlsplit(link).path).removeprefix(f"{public}/").removesuffix("/index.html") for link in links}
    at_first = page.evaluate("window.atFirst")
    first = sum(loaded) if at_first is None else sum(map(_size, at_first))
    told = int(page.locator("[data-count]").inner_text())
    page.close()
    right = told == len(issues) and shown <= issues and len(links) == min(_SHOWN, len(issues))
    return Answer(query=query, issues=len(issues), first=first / _KB, whole=sum(loaded) / _KB, right=right)


def _size(address: str) -> int:
    path = Path(unquote(urlsplit(address).path))
    return path.stat().st_size if path.is_file() else 0


def _bands(answers: Sequence[Answer]) -> Iterator[tuple[str, ...]]:
    for least, most in _BANDS:
        own = [answer for answer in answers if least <= answer.issues <= most]
        if own:
            sizes = ([answer.whole for answer in own], [answer.first for answer in own])
            figures = (f"{figure:.0f}" for size in sizes for figure in (median(size), max(size)))
            name = f"{least:,} to {most:,}" if most <= _FEW else f"more than {_FEW}"
            yield name, str(len(own)), *figures


def _worst(answers: Sequence[Answer]) -> Iterator[tuple[str, ...]]:
    for answer in sorted(answers, key=lambda answer: -answer.whole)[:_WORST]:
        yield answer.query, f"{answer.issues:,}", f"{answer.first:.0f}", f"{answer.whole:.0f}"


def _most(sizes: Sequence[float]) -> str:
    return f"{max(sizes):.0f} KB at most" if sizes else "none was asked"
