"""Nothing of five real bulletins is lost, on the page or in the text of the PDF.

What they say is read from their sources by the few lines below, which share nothing with the package.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pdfplumber
import pytest
import yaml
from msgspec import Struct

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from pathlib import Path

MARK = re.compile(r"^\s*(#+|-) ")
ATTRIBUTES = re.compile(r"\s*\{((?:[^\s=]+=\"[^\"]*\"\s*)+)\}\s*$")
NOTICE = re.compile(r"^!!! (\S+) \"(.*)\"$")


class Bulletin(Struct, frozen=True):
    """What a source says, as pieces without blanks."""

    address: str
    masthead: tuple[str, ...]
    imprint: tuple[str, ...]
    body: tuple[str, ...]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def bulletin_of(source: Path) -> Bulletin:
    _, head, body = source.read_text("utf-8").split("---\n", 2)
    fields, publication = texts_of(head), texts_of((source.parents[1] / "publication.yml").read_text("utf-8"))
    address = f"{source.parents[1].name}/{source.parent.name}/{fields['期号']}"
    fields = publication | fields
    pieces = (masthead_pieces(fields), imprint_pieces(fields), body_pieces(body))
    return Bulletin(address, *(tuple(map(bare, part)) for part in pieces))


def texts_of(text: str) -> dict[str, Any]:
    """Return YAML with every value left as text."""
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - makes nothing but text, lists and mappings
    return found


def masthead_pieces(fields: dict[str, Any]) -> list[str]:
    year, month, day = map(int, fields["日期"].split("-"))
    special = fields.get("专刊")
    series = [special["名称"], f"第{special['期号']}期"] if isinstance(special, dict) else []
    return [fields["刊名"], f"第{fields['期号']}期", *series, fields["编印机关"], f"{year}年{month}月{day}日"]


def imprint_pieces(fields: dict[str, Any]) -> list[str]:
    pieces: list[str] = []
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
        pieces.append(MARK.sub("", ATTRIBUTES.sub("", line)).replace("**", ""))
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


def text_of_pdf(path: Path, masthead: tuple[str, ...]) -> str:
    """Return the text of a PDF in the order in which it is drawn, the masthead in front and without page numbers."""
    with pdfplumber.open(path) as document:
        pages = [bare("".join(char["text"] for char in page.chars)) for page in document.pages]
    text = "".join(re.sub(f"—{number}—|(?<!\\d){number}$", "", text) for number, text in enumerate(pages, 1))
    pieces = "|".join(sorted(map(re.escape, masthead), key=len, reverse=True))
    head = re.search(f"(?:[（]?(?:{pieces})[）]?){{{len(masthead)}}}", text)
    return head[0] + text[: head.start()] + text[head.end() :] if head else text


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
        assert [piece for piece in (*bulletin.masthead, *bulletin.imprint) if piece not in text] == []
        assert missing_in_order(bulletin.body, text) == []


def test_nothing_is_lost_in_the_text_of_the_print(built: Path, bulletins: list[Bulletin]) -> None:
    for bulletin in bulletins:
        (pdf,) = (built / bulletin.address).glob("*.pdf")
        text = text_of_pdf(pdf, bulletin.masthead)
        pieces = (*bulletin.masthead, *bulletin.imprint, *bulletin.body)
        assert [piece for piece in pieces if piece not in text] == []
        assert len(text) < 1.1 * sum(map(len, pieces))


def test_nothing_is_lost_in_the_data(built: Path, bulletins: list[Bulletin]) -> None:
    for bulletin in bulletins:
        data = json.loads((built / bulletin.address / "issue.json").read_text("utf-8"))
        text = bare("".join(texts_in(data)))
        assert [piece for piece in bulletin.body if piece.strip("【】△") not in text] == []


def texts_in(value: Any, key: str = "") -> list[str]:  # noqa: ANN401 - any JSON value
    """Return what stands in issue.json to be read: all text but the names of kinds and forms."""
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in texts_in(inner, name)]
    if isinstance(value, list):
        return [text for inner in value for text in texts_in(inner, key)]
    return [value] if isinstance(value, str) and key not in {"run_in", "type", "kind", "label"} else []


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
