"""Read the inside of a paragraph: runs, run-in headings, links, note marks, pictures. Knows no blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from bulletin_gen.codes import Code
from bulletin_gen.model import Inline, NoteMark, OrdinalForm, Run
from bulletin_gen.notation.names import is_wide
from bulletin_gen.notation.ordinals import leading_ordinal
from bulletin_gen.validate.reading import without_tokens
from bulletin_gen.validate.targets import check_link, check_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    from bulletin_gen.parse.traced import Traced
    from bulletin_gen.validate.reading import Reading

INLINE_TAGS = frozenset({"strong", "a", "sup", "img"})


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text of one kind."""

    text: Traced
    emphasis: bool = False
    run_in: OrdinalForm | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in running text; `blocks` makes a figure of one that stands alone."""

    path: str
    caption: Traced
    offset: int
    """Where its `![` stands."""
    target: Traced
    """Its path as typed."""


Piece: TypeAlias = Words | NoteMark | Picture

_LINE_END = re.compile(r"[ \t\u3000]*\n[ \t\u3000]*")


def read_pieces(reading: Reading, texts: Iterable[str | Element]) -> tuple[Piece, ...]:
    """Return what stands in a sequence of texts and inline elements, line ends resolved, ends stripped."""
    pieces = [piece for item in texts for piece in _pieces(reading, item)]
    return tuple(_stripped(_unbroken(pieces)))


def inlines(reading: Reading, pieces: Iterable[Piece]) -> tuple[Inline, ...]:
    """Return words as runs; pictures are left out."""
    out: list[Inline] = []
    for piece in pieces:
        if isinstance(piece, NoteMark):
            out.append(piece)
        elif isinstance(piece, Words) and piece.text.text:
            origin = reading.body.source.origin(piece.text)
            out.append(
                Run(text=piece.text.text, emphasis=piece.emphasis, run_in=piece.run_in, href=piece.href, origin=origin)
            )
    return tuple(out)


def _pieces(reading: Reading, item: str | Element) -> Iterator[Piece]:
    if isinstance(item, str):
        yield from _words(reading, item)
    elif item.tag == "strong":
        yield from _strong(reading, item)
    elif item.tag == "sup":
        yield NoteMark(reading.note_number(item[0].attrib["href"].removeprefix("#fn:")))
    elif item.tag == "img":
        yield _picture(reading, item)
    else:
        target = reading.text(item.get("href"))
        words = reading.text("".join(item.itertext()))
        place = reading.typed_at(target if target.text else words, 0, "](")
        href = check_link(reading, target, place, bare=item.get("title") is None)
        for piece in _inside(reading, item):
            yield replace(piece, href=href) if isinstance(piece, Words) else piece


def _inside(reading: Reading, element: Element) -> list[Piece]:
    pieces = list(_pieces(reading, element.text or ""))
    for child in element:
        pieces += [*_pieces(reading, child), *_pieces(reading, child.tail or "")]
    return pieces


def _words(reading: Reading, raw: str) -> Iterator[Words]:
    text = without_tokens(reading.text(raw))
    if "**" in raw:
        offset = reading.typed_at(text, text.text.index("**"), "**")
        reading.fault(offset, Code.UNCLOSED_BOLD, "加粗的 ** 不成对", "加粗的文字前后各写两个星号：**文字**")
    if text.text:
        yield Words(text)


def _strong(reading: Reading, element: Element) -> Iterator[Piece]:
    """Yield a bold run: headings by their ordinals, each up to its 。, what follows them as emphasis."""
    pieces = _inside(reading, element)
    forms = _run_ins("".join(piece.text.text for piece in pieces if isinstance(piece, Words)))
    done = 0
    for piece in pieces:
        if not isinstance(piece, Words):
            yield piece
            continue
        for start, end, form in forms:
            part = piece.text.part(max(start - done, 0), max(end - done, 0))
            if part.text:
                yield replace(piece, text=part, emphasis=form is None, run_in=form)
        done += len(piece.text.text)


def _run_ins(text: str) -> list[tuple[int, int, OrdinalForm | None]]:
    """Return start, end and form of the headings in a bold run; the form of the rest is None."""
    parts: list[tuple[int, int, OrdinalForm | None]] = []
    start = len(text) - len(text.lstrip())
    while ordinal := leading_ordinal(text[start:]):
        stop = text.find("。", start)
        end = stop + 1 if stop >= 0 else len(text)
        parts.append((0 if not parts else start, end, ordinal.form))
        start = end
    return [*parts, (start, len(text), None)] if parts else [(0, len(text), None)]


def _picture(reading: Reading, element: Element) -> Picture:
    path, caption = reading.text(element.get("src")), reading.text(element.get("alt"))
    offset = reading.before(max(path.offset(), caption.offset()), "![")
    return Picture(check_picture(reading, path, offset), caption.stripped(), offset, path)


def _unbroken(pieces: list[Piece]) -> list[Piece]:
    """Resolve line ends: nothing between two Chinese characters, a blank otherwise."""
    out: list[Piece] = []
    for index, piece in enumerate(pieces):
        if not isinstance(piece, Words):
            out.append(piece)
            continue
        text = piece.text
        while match := _LINE_END.search(text.text):
            before = text.text[: match.start()] or _neighbour(reversed(out), -1)
            after = text.text[match.end() :] or _neighbour(pieces[index + 1 :], 0)
            chinese = before and after and is_wide(before[-1]) and is_wide(after.lstrip()[:1] or "x")
            text = text.replaced(match.start(), match.end(), "" if chinese else " ")
        out.append(replace(piece, text=text))
    return out


def _neighbour(pieces: Iterable[Piece], end: int) -> str:
    texts = (piece.text.text.strip() for piece in pieces if isinstance(piece, Words))
    found = next((text for text in texts if text), "")
    return found[end] if found else ""


def _stripped(pieces: list[Piece]) -> list[Piece]:
    """Strip the ends of a paragraph, and drop words that are empty then."""
    out = list(pieces)
    for end in (0, -1):
        while out and isinstance(words := out[end], Words):
            start = 0 if end else len(words.text.text) - len(words.text.text.lstrip())
            stop = len(words.text.text.rstrip()) if end else None
            kept = words.text.part(start, stop)
            if kept.text:
                out[end] = replace(words, text=kept)
                break
            out.pop(end)
    return [piece for piece in out if not isinstance(piece, Words) or piece.text.text]
