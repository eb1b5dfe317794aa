"""Nothing of five real bulletins is lost, on the page or in the text of the PDF.

What they say is read from their sources by the few lines below, which share nothing with the package.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pdfplumber
import pytest
import yaml

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from pathlib import Path

TITLE = re.compile(r"^#+ ")
ATTRIBUTES = re.compile(r"\s*\{((?:[^\s=]+=\"[^\"]*\"\s*)+)\}\s*$")
NOTICE = re.compile(r"^!!! (\S+) \"(.*)\"$")


@dataclass(frozen=True)
class Bulletin:
    """What a source says, as pieces without blanks."""

    address: str
    head: tuple[str, ...]
    body: tuple[str, ...]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def bulletin_of(source: Path) -> Bulletin:
    _, head, body = source.read_text("utf-8").split("---\n", 2)
    fields, publication = texts_of(head), texts_of((source.parents[1] / "publication.yml").read_text("utf-8"))
    address = f"{source.parents[1].name}/{source.parent.name}/{fields['期号']}"
    return Bulletin(address, tuple(map(bare, head_pieces(publication | fields))), tuple(map(bare, body_pieces(body))))


def texts_of(text: str) -> dict[str, Any]:
    """Return YAML with every value left as text."""
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - makes nothing but text, lists and mappings
    return found


def head_pieces(fields: dict[str, Any]) -> list[str]:
    year, month, day = map(int, fields["日期"].split("-"))
    pieces = [fields["刊名"], f"第{fields['期号']}期", fields["编印机关"], f"{year}年{month}月{day}日"]
    if isinstance(special := fields.get("专刊"), dict):
        pieces += [special["名称"], f"第{special['期号']}期"]
    for label, names in fields.get("编审", {}).items():
        pieces += [f"{label}：", *([names] if isinstance(names, str) else names)]
    return pieces + [f"{label}：{text}" for label, text in fields.get("分送", {}).items()]


def body_pieces(body: str) -> list[str]:
    pieces: list[str] = []
    for line in filter(str.strip, body.split("\n")):
        if notice := NOTICE.match(line):
            pieces += notice.groups()
            continue
        if found := ATTRIBUTES.search(line):
            pieces += re.findall(r'="([^"]*)"', found[1])
        pieces.append(TITLE.sub("", ATTRIBUTES.sub("", line)).replace("**", ""))
    return pieces


class _Text(HTMLParser):
    """Collects what a browser would show of a page's main part."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.depth += tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "main"

    def handle_data(self, data: str) -> None:
        self.text += data if self.depth else ""


def text_of_page(path: Path) -> str:
    reader = _Text()
    reader.feed(path.read_text("utf-8"))
    return bare(reader.text)


def text_of_pdf(path: Path) -> str:
    """Return the text of a PDF in the order in which it is drawn, without page numbers."""
    with pdfplumber.open(path) as document:
        pages = [bare("".join(char["text"] for char in page.chars)) for page in document.pages]
    for number, text in enumerate(pages, 1):
        assert text.count(f"—{number}—") >= 1, f"page {number} has no number"
    return "".join(text.replace(f"—{number}—", "", 1) for number, text in enumerate(pages, 1))


@pytest.fixture(scope="module")
def built(real_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("real") / "public"
    assert run(["build", str(real_site), "-o", str(output), "--strict", "-j", "1"]) == 0
    return output


@pytest.fixture(scope="module")
def bulletins(real_site: Path) -> list[Bulletin]:
    return [bulletin_of(path) for path in sorted(real_site.glob("bulletins/*/*/*.md"))]


def test_five_bulletins_become_pages_prints_and_data(built: Path, bulletins: list[Bulletin]) -> None:
    assert len(bulletins) == 5
    for bulletin in bulletins:
        slug, year, number = bulletin.address.split("/")
        folder = built / bulletin.address
        assert {"index.html", "issue.json", f"{slug}-{year}-{int(number):03d}.pdf"} <= {
            p.name for p in folder.iterdir()
        }
        assert (built / slug / "index.html").is_file()
        assert (built / slug / year / "index.html").is_file()
    assert (built / "index.html").is_file()


def test_nothing_is_lost_on_the_page(built: Path, bulletins: list[Bulletin]) -> None:
    for bulletin in bulletins:
        text = text_of_page(built / bulletin.address / "index.html")
        assert [piece for piece in bulletin.head if piece not in text] == []
        assert missing_in_order(bulletin.body, text) == []


def test_nothing_is_lost_in_the_text_of_the_print(built: Path, bulletins: list[Bulletin]) -> None:
    for bulletin in bulletins:
        (pdf,) = (built / bulletin.address).glob("*.pdf")
        text = text_of_pdf(pdf)
        assert [piece for piece in (*bulletin.head, *bulletin.body) if piece not in text] == []
        assert len(text) < 1.1 * sum(map(len, (*bulletin.head, *bulletin.body)))


def test_nothing_is_lost_in_the_data(built: Path, bulletins: list[Bulletin]) -> None:
    for bulletin in bulletins:
        data = json.loads((built / bulletin.address / "issue.json").read_text("utf-8"))
        text = bare("".join(strings_in(data)))
        assert [piece for piece in bulletin.body if piece not in text] == []


def strings_in(value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings_in(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings_in(inner)]
    return [value] if isinstance(value, str) else []


def missing_in_order(pieces: tuple[str, ...], text: str) -> list[str]:
    """Return the pieces that do not follow each other in a text; what a title's attributes give may stand before it."""
    missing = []
    place = 0
    for piece in pieces:
        found = text.find(piece, max(0, place - 200))
        if found < 0:
            missing.append(piece)
        else:
            place = max(place, found + len(piece))
    return missing
