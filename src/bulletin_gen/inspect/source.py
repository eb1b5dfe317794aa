"""The text that a print must show, from the data of its issue (issue.json). Knows neither pages nor the model.

Source: `render.data` writes that form, `SCHEMA` names it.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.notation.notes import note_sign
from bulletin_gen.notation.schemas import form_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCHEMA = "issue-1"
"""The form of the data that is understood; of any other nothing is expected."""

_CONTENTS_FROM = 3
"""A list of contents is printed for so many articles or more."""
_COMPATIBLE = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
"""Radicals, and ideographs that are there for the sake of other encodings."""
_PARTS = (
    "⺁厂⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙"
)
_USUAL = dict(zip(_PARTS[::2], _PARTS[1::2], strict=True))
"""Radicals that Unicode does not call equal to the characters that they are."""
_UNIFIED = frozenset(
    map(chr, (0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, *range(0xFA27, 0xFA2A)))
)
"""Those among them that are characters of their own. Source: The Unicode Standard, CJK Compatibility Ideographs."""


class Piece(Struct, frozen=True):
    """A stretch of text that is printed without a gap, page breaks apart."""

    text: str
    """As `folded` makes it, never empty."""
    floats: bool = False
    """Whether a layout may print it elsewhere than in its turn: the head, the imprint, a boxed notice."""


def pieces_of(content: bytes) -> tuple[Piece, ...]:
    """Return what an issue.json says must be printed, in reading order; nothing for data in a form of somebody else."""
    try:
        data = json.loads(content)
        if not isinstance(data, dict) or form_named(data.get("schema")) != SCHEMA:
            return ()
        return tuple(_folded(_head(data), _front(data), _body(data), _imprint(data)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ()


def layout_of(content: bytes) -> str:
    """Return the layout that an issue.json names; empty where it names none."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    layout = data.get("layout") if isinstance(data, dict) and form_named(data.get("schema")) == SCHEMA else ""
    return layout if isinstance(layout, str) else ""


def folded(text: str) -> str:
    """Return a text without blanks and invisible signs, and with characters in the place of signs that look so."""
    return "".join(map(plain_form, filter(_is_seen, text)))


def plain_form(character: str) -> str:
    """Return the usual character for a radical or a compatibility ideograph; any other as it is."""
    if not is_compatible(character):
        return character
    usual = _USUAL.get(character) or unicodedata.normalize("NFKC", character)
    return usual if len(usual) == 1 else character


def is_compatible(character: str) -> bool:
    """Tell whether a character only looks like the usual one."""
    return character not in _UNIFIED and any(ord(character) in codes for codes in _COMPATIBLE)


def _is_seen(character: str) -> bool:
    return (
        unicodedata.category(character) not in {"Zs", "Zl", "Zp", "Cc", "Cf"} and not "\ufe00" <= character <= "\ufe0f"
    )


def _folded(*parts: Iterable[tuple[str, bool]]) -> Iterator[Piece]:
    for part in parts:
        for text, floats in part:
            if short := folded(text):
                yield Piece(short, floats)


def _head(data: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    marking, special = data["marking"], data["special"]
    texts = [f"{marking['level']}★{marking['term']}" if marking else "", data["copy_number"], data["urgency"]]
    texts += [data["publication"]["title"], data["number_text"]]
    texts += [f"总第{data['total_number']}期" if data["total_number"] is not None else ""]
    texts += [f"{special['name']}第{special['number']}期" if special else ""]
    texts += [data["publication"]["issuer"], chinese_date(date.fromisoformat(data["date"]))]
    yield from ((text or "", True) for text in texts)


def _front(data: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield what stands between the head and the first title."""
    if data["withdrawal"]:
        yield data["withdrawal"]["reason"], True
    yield from ((item["text"], True) for item in data["corrections"])
    yield from _blocks(data["editor_note"])
    titles = [
        entry["title"]["text"]
        for section in data["sections"]
        for entry in section["entries"]
        if entry["kind"] == "article" and entry["title"]
    ]
    if data["contents"] and len(titles) >= _CONTENTS_FROM:
        yield from ((title, False) for title in titles)


def _body(data: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for section in data["sections"]:
        yield section["name"], False
        for entry in section["entries"]:
            title = entry["title"]["text"] if entry["title"] else ""
            yield from ((text, False) for text in (entry["kicker"], title, entry["subtitle"], entry["byline"]))
            yield from _blocks(entry["blocks"])
            for note in entry["notes"]:
                yield note_sign(note["number"]), False
                yield from _blocks(note["blocks"])
    yield from ((item["name"], False) for item in data["attachments"])


def _imprint(data: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for credit in data["credits"]:
        yield credit["label"], True
        yield from ((name, True) for name in credit["names"])
    for row in data["distribution"]:
        yield row["label"], True
        yield row["text"], True
    if data["copies"] is not None:
        yield str(data["copies"]), True


def _blocks(blocks: list[dict[str, Any]], *, floats: bool = False) -> Iterator[tuple[str, bool]]:
    for block in blocks:
        yield from _block(block, floats=floats)


def _block(block: dict[str, Any], *, floats: bool) -> Iterator[tuple[str, bool]]:
    match block["type"]:
        case "paragraph" | "heading":
            yield _inlines(block["text"]), floats
        case "list":
            for item in block["items"]:
                yield item["label"], floats
                yield from _blocks(item["blocks"], floats=floats)
        case "figure":
            yield _inlines(block["caption"]), True
        case "notice":
            yield block["title"], True
            yield from _blocks(block["blocks"], floats=True)
        case "table":
            yield _inlines(block["caption"]), floats
            yield from ((_inlines(cell), floats) for row in (block["head"], *block["rows"]) for cell in row)


def _inlines(inlines: list[dict[str, Any]]) -> str:
    return "".join(note_sign(inline["note"]) if "note" in inline else inline["text"] for inline in inlines)
