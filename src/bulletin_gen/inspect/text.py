"""The rule of the text layer: what a reader copies, searches and hears is what was written. Measures no place."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from bulletin_gen.inspect.compare import Kind, coverage, differences
from bulletin_gen.inspect.findings import Remark, Strength
from bulletin_gen.inspect.page import ASCENT, POINT, Box
from bulletin_gen.inspect.source import folded, is_compatible, plain_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.inspect.compare import Difference
    from bulletin_gen.inspect.frame import Print
    from bulletin_gen.inspect.page import Document, Glyph

_UNKNOWN = "\ufffd"
_PRIVATE = "Co"
_FOREIGN = 0.5
"""A file that holds less of the text than this is the print of something else."""
_SHOWN = 12
_MOST = 20


class _Character(NamedTuple):
    """A character of the text layer."""

    text: str
    page: int
    glyph: Glyph


def layer(printed: Print) -> Iterator[Remark]:
    """P17: every character can be copied for what it is, and none of the source is missing or changed."""
    characters = tuple(_characters(printed.document))
    source = printed.document.source
    meant = frozenset("".join(piece.text for piece in source))
    yield from _misread(characters, meant)
    yield from _unread(printed.document)
    if not source:
        return
    seen = [one for one in characters if folded(one.text)]
    text = folded("".join(one.text for one in seen))
    if coverage(source, text) < _FOREIGN:
        yield Remark(0, "文字层和原文大不相同：不是同一期，或文字层不能用")
        return
    found = differences(source, text, [one.page for one in seen])
    yield from (_told(one, seen) for one in found[:_MOST])
    if len(found) > _MOST:
        yield Remark(0, f"文字层和原文还有 {len(found) - _MOST} 处不同")


def _characters(document: Document) -> Iterator[_Character]:
    for page in document.pages:
        for glyph in page.drawn:
            text = _UNKNOWN if glyph.text.startswith("(cid:") else glyph.text
            yield from (_Character(character, page.number, glyph) for character in text)


def _misread(characters: Sequence[_Character], meant: frozenset[str]) -> Iterator[Remark]:
    """Yield each character that is not what it looks like, once, with the first place where it stands."""
    odd: dict[str, list[_Character]] = {}
    for one in characters:
        if one.text not in meant and (problem := _problem(one.text)):
            odd.setdefault(problem, []).append(one)
    for problem, places in odd.items():
        first = places[0]
        strength = Strength.DUE if plain_form(first.text) in meant else Strength.PRACTICE
        times = f"，共 {len(places)} 处" if len(places) > 1 else ""
        yield Remark(first.page, problem + times, strength, _box(first.glyph))


def _unread(document: Document) -> Iterator[Remark]:
    """Say which pages were not measured: nobody should take silence about a scan for praise."""
    pages = [str(page.number) for page in document.pages if not page.legible and not page.lines]
    if pages:
        yield Remark(0, f"第 {'、'.join(pages)} 页是图片或轮廓，读不出字，没有量", Strength.PRACTICE)


def _problem(character: str) -> str:
    """Return what is wrong with a character of a text layer, or nothing."""
    if character == _UNKNOWN:
        return "有字没有对应的编码，复制出来是乱码"
    if unicodedata.category(character) == _PRIVATE:
        return f"有字用了私人使用区的编码 U+{ord(character):04X}，复制出来是乱码"
    if not is_compatible(character):
        return ""
    usual = plain_form(character)
    meant = f"，应为“{usual}”（U+{ord(usual):04X}）" if usual != character else ""
    return f"文字层里的“{character}”（U+{ord(character):04X}）只是样子像{meant}，检索不到"


def _told(difference: Difference, characters: Sequence[_Character]) -> Remark:
    nearest = characters[min(difference.index, len(characters) - 1)]
    due, found, after = _short(difference.due), _short(difference.found), f"“{difference.before}”之后"
    place = after if difference.before else "段首"
    words = {
        Kind.LOST: f"文字层里{place}少了“{due}”",
        Kind.CHANGED: f"文字层里{place}的“{due}”变成了“{found}”",
        Kind.ADDED: f"文字层里{place}多了“{found}”",
        Kind.MOVED: f"文字层里“{due}”的次序和原文不同",
    }
    strength = Strength.PRACTICE if difference.kind in {Kind.ADDED, Kind.MOVED} else None
    return Remark(nearest.page, words[difference.kind], strength, _box(nearest.glyph))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "……"


def _box(glyph: Glyph) -> Box:
    height = glyph.size * POINT
    return Box(
        left=glyph.left,
        right=glyph.right,
        top=glyph.baseline - ASCENT * height,
        bottom=glyph.baseline + (1 - ASCENT) * height,
    )
