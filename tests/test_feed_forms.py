"""Feeds keep to the rules of their forms: Atom (RFC 4287), its archives (RFC 5005), JSON Feed 1.1.

The tables are those of the Relax NG schema in RFC 4287, appendix B, and of jsonfeed.org/version/1.1.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CASES = Path(__file__).parent / "cases"
ATOM, HISTORY, XML = (
    "{http://www.w3.org/2005/Atom}",
    "{http://purl.org/syndication/history/1.0}",
    "{http://www.w3.org/XML/1998/namespace}",
)

ONE, FEW, ANY, SOME = (1, 1), (0, 1), (0, None), (1, None)
PERSON: Mapping[str, Any] = {"name": ONE, "uri": FEW, "email": FEW}
CHILDREN: Mapping[str, Mapping[str, Any]] = {
    "feed": {
        **dict.fromkeys(("id", "title", "updated"), ONE),
        **dict.fromkeys(("author", "link"), SOME),
        **dict.fromkeys(("category", "contributor", "entry"), ANY),
        **dict.fromkeys(("generator", "icon", "logo", "rights", "subtitle"), FEW),
        **dict.fromkeys((f"{HISTORY}archive", f"{HISTORY}complete"), FEW),
    },
    "entry": {
        **dict.fromkeys(("id", "title", "updated"), ONE),
        **dict.fromkeys(("author", "link"), SOME),
        **dict.fromkeys(("category", "contributor"), ANY),
        **dict.fromkeys(("content", "published", "rights", "source", "summary"), FEW),
    },
    "author": PERSON,
    "contributor": PERSON,
}
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "link": frozenset({"href", "rel", "type", "hreflang", "title", "length"}),
    "category": frozenset({"term", "scheme", "label"}),
    "generator": frozenset({"uri", "version"}),
    **dict.fromkeys(("title", "subtitle", "summary", "rights"), frozenset({"type"})),
}
NEEDED = {"link": "href", "category": "term"}

FEED_KEYS: Mapping[str, type] = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "user_comment"), str),
    **dict.fromkeys(("next_url", "icon", "favicon", "language"), str),
    **dict.fromkeys(("authors", "items", "hubs"), list),
    "expired": bool,
}
ITEM_KEYS: Mapping[str, type] = {
    **dict.fromkeys(("id", "url", "external_url", "title", "content_html", "content_text", "summary"), str),
    **dict.fromkeys(("image", "banner_image", "date_published", "date_modified", "language"), str),
    **dict.fromkeys(("authors", "tags", "attachments"), list),
}
ATTACHMENT_KEYS: Mapping[str, type] = {
    **dict.fromkeys(("url", "mime_type", "title"), str),
    **dict.fromkeys(("size_in_bytes", "duration_in_seconds"), int),
}
AUTHOR_KEYS: Mapping[str, type] = dict.fromkeys(("name", "url", "avatar"), str)


def is_moment(text: str | None) -> bool:
    """Tell whether a text is a moment of RFC 3339, with its zone."""
    shape = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    return bool(text and re.fullmatch(shape, text) and dt.datetime.fromisoformat(text))


def is_address(text: str | None) -> bool:
    """Tell whether a text is an address of the web, whole and encoded."""
    return bool(text and text.isascii() and not re.search(r'[\s<>"{}|\\^`]', text) and urlsplit(text).netloc)


def is_media_type(text: str | None) -> bool:
    return bool(text and re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", text))


# ------------------------------------------------------------------------------------------------------- Atom


def atom_faults(content: bytes) -> list[str]:
    root = ET.fromstring(content)  # noqa: S314 - our own file
    found = [] if root.tag == f"{ATOM}feed" else [f"{root.tag} is no feed"]
    found += [fault for element in root.iter() for fault in element_faults(element)]
    entries = root.findall(f"{ATOM}entry")
    for one in (root, *entries):
        kept = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in one.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        )
        found += [f"two alternates of {kind}" for kind, count in kept.items() if count > 1]
        found += [] if kept else ["no alternate"]
    ids = Counter((one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}updated")) for one in entries)
    found += [f"{one} stands twice" for one, count in ids.items() if count > 1]
    return [*found, *history_faults(root)]


def element_faults(element: ET.Element) -> Iterator[str]:
    name = element.tag.removeprefix(ATOM)
    count = Counter(child.tag.removeprefix(ATOM) for child in element)
    allowed = CHILDREN.get(name, {})
    yield from (f"{child} in {name}" for child in count if child not in allowed)
    for child, (least, most) in allowed.items():
        if count[child] < least or (most is not None and count[child] > most):
            yield f"{count[child]} of {child} in {name}"
    attributes = set(element.attrib) - {f"{XML}lang", f"{XML}base"}
    yield from (f"{one} of {name}" for one in attributes - ATTRIBUTES.get(name, frozenset()))
    if name in NEEDED and not element.get(NEEDED[name]):
        yield f"{name} without {NEEDED[name]}"
    if name in {"updated", "published"} and not is_moment(element.text):
        yield f"{name} is {element.text}"
    if name in {"id", "uri", "icon", "logo"} and not is_address(element.text):
        yield f"{name} is {element.text}"
    if name == "link":
        yield from link_faults(element)
    if name == "title" and not (element.text or "").strip():
        yield "title is empty"


def link_faults(link: ET.Element) -> Iterator[str]:
    if not is_address(link.get("href")):
        yield f"link to {link.get('href')}"
    if link.get("type") is not None and not is_media_type(link.get("type")):
        yield f"type {link.get('type')}"
    if link.get("length") is not None and not link.get("length", "").isdecimal():
        yield f"length {link.get('length')}"


def history_faults(root: ET.Element) -> Iterator[str]:
    """Yield what offends RFC 5005: an archive says what it is an archive of, and each has one before it at most."""
    rels = Counter(link.get("rel") for link in root.findall(f"{ATOM}link"))
    archive = root.find(f"{HISTORY}archive") is not None
    if rels["self"] != 1:
        yield f"{rels['self']} links to itself"
    if archive and rels["current"] != 1:
        yield "archive of nothing"
    if rels["prev-archive"] > 1:
        yield "two archives before"


# -------------------------------------------------------------------------------------------------- JSON Feed


def json_faults(content: bytes) -> list[str]:
    feed: dict[str, Any] = json.loads(content)
    found = [*key_faults(feed, FEED_KEYS, "version", "title", "items")]
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        found.append(f"version {feed.get('version')}")
    if feed.get("next_url") == feed.get("feed_url"):
        found.append("next is itself")
    found += [f"no {key}" for key in ("home_page_url", "feed_url") if key not in feed]
    found += author_faults(feed)
    items = feed.get("items", [])
    found += [fault for item in items for fault in item_faults(item)]
    found += [f"{one} stands twice" for one, count in Counter(item.get("id") for item in items).items() if count > 1]
    return found


def item_faults(item: dict[str, Any]) -> Iterator[str]:
    yield from key_faults(item, ITEM_KEYS, "id", "url", "date_published")
    yield from author_faults(item)
    if not {"content_text", "content_html"} & set(item):
        yield "item without content"
    yield from (f"{key} {item[key]}" for key in item if key.startswith("date_") and not is_moment(item[key]))
    yield from (f"tag {tag}" for tag in item.get("tags", []) if not isinstance(tag, str) or not tag)
    for one in item.get("attachments", []):
        yield from key_faults(one, ATTACHMENT_KEYS, "url", "mime_type")
        if not is_media_type(one.get("mime_type")):
            yield f"type {one.get('mime_type')}"


def author_faults(part: dict[str, Any]) -> Iterator[str]:
    if not part.get("authors"):
        yield "no author"
    for one in part.get("authors", []):
        yield from key_faults(one, AUTHOR_KEYS)
        if not one:
            yield "author of no name"


def key_faults(part: dict[str, Any], kinds: Mapping[str, type], *needed: str) -> Iterator[str]:
    yield from (f"no {key}" for key in needed if key not in part)
    for key, value in part.items():
        if key not in kinds or not isinstance(value, kinds[key]):
            yield f"{key} is {value!r}"
        elif key.endswith("url") and not is_address(str(value)):
            yield f"{key} is {value}"


# ------------------------------------------------------------------------------------------------------ tests


@pytest.fixture(scope="module", params=["site", "ugly", "long"])
def feeds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return all feeds of a site by path: one of every construct, one of ugly content, one with archives."""
    folder = tmp_path_factory.mktemp(request.param)
    site = CASES / request.param if request.param != "long" else long_site(folder / "source")
    assert run(["build", str(site), "-o", str(folder / "public"), "--no-pdf"]) == 0
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("feed*.*"))}


def long_site(folder: Path) -> Path:
    first = dt.date(2022, 11, 1)
    (folder / "bulletins" / "shifan").mkdir(parents=True)
    (folder / "bulletin.yml").write_text("站点名称: 示例简报库\n网址: https://example.org/简报/\n", "utf-8")
    (folder / "bulletins/shifan/publication.yml").write_text(
        "刊名: 示范简报\n编印机关: 示例市某局\n编号: 连续\n", "utf-8"
    )
    for number in range(1, 131):
        day = first + dt.timedelta(days=number)
        head = f"期号: {number}\n日期: {day}\n关键词: [燃气, “A&B”]\n更正: [{{日期: 2023-06-01, 说明: 笔误。}}]"
        path = folder / f"bulletins/shifan/{day.year}/{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{head}\n---\n\n# 【要情】\n\n# 题目<{number}>\n\n全文。（示例区某局）\n", "utf-8")
    return folder


def test_every_feed_keeps_to_the_rules_of_its_form(feeds: dict[str, bytes]) -> None:
    assert len(feeds) > 10
    check = {"atom": atom_faults, "json": json_faults}
    told = {path: check[path.rpartition(".")[2]](content) for path, content in feeds.items()}
    assert {path: faults for path, faults in told.items() if faults} == {}


def test_a_json_feed_follows_its_archive_to_other_documents(feeds: dict[str, bytes]) -> None:
    for path, content in feeds.items():
        if path.endswith(".json") and (following := json.loads(content).get("next_url")):
            assert following.rpartition("/")[2] in {known.rpartition("/")[2] for known in feeds}


FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><id>https://example.org/f</id><title>甲</title>
<updated>2023-01-01T00:00:00Z</updated><author><name>乙</name></author>
<link rel="self" href="https://example.org/f"/><link href="https://example.org/"/></feed>"""


@pytest.mark.parametrize(
    ("typed", "instead", "told"),
    [
        ("", "", ""),
        ("<title>甲</title>", "", "0 of title in feed"),
        ("<name>乙</name>", "", "0 of name in author"),
        ("2023-01-01T00:00:00Z", "2023-01-01", "updated is 2023-01-01"),
        ("2023-01-01T00:00:00Z", "2023-01-01T00:00:00", "updated is 2023-01-01T00:00:00"),
        ('href="https://example.org/"', 'href="a/b"', "link to a/b"),
        ('href="https://example.org/"', 'href="https://example.org/简报"', "link to https://example.org/简报"),
        ('rel="self" ', "", "two alternates"),
        ("</feed>", "<pubDate/></feed>", "pubDate in feed"),
        ('<link href="https', '<link size="3" href="https', "size of link"),
    ],
)
def test_a_feed_that_breaks_a_rule_is_told(typed: str, instead: str, told: str) -> None:
    faults = atom_faults(FEED.replace(typed, instead, 1).encode())
    assert any(told in fault for fault in faults) if told else faults == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, ""),
        ({"version": "https://jsonfeed.org/version/1"}, "version"),
        ({"author": "甲"}, "author is"),
        ({"items": [{"id": 1, "url": "https://example.org/", "date_published": "2023-01-01T00:00:00Z"}]}, "id is 1"),
        ({"items": [{"id": "1", "url": "/a", "date_published": "2023-01-01", "content_text": ""}]}, "url is /a"),
        ({"next_url": "https://example.org/f"}, "next is itself"),
    ],
)
def test_a_json_feed_that_breaks_a_rule_is_told(change: dict[str, Any], told: str) -> None:
    good = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "甲",
        "home_page_url": "https://example.org/",
        "feed_url": "https://example.org/f",
        "authors": [{"name": "乙"}],
        "items": [],
    }
    faults = json_faults(json.dumps(good | change).encode())
    assert any(told in fault for fault in faults) if told else faults == []
