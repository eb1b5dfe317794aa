"""Read the inside of a paragraph: runs, run-in headings, links, note marks, pictures. Knows no blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.codes import Code
from bulletin_gen.model import Inline, NoteMark, OrdinalForm, Run
from bulletin_gen.notation.names import is_wide
from bulletin_gen.notation.ordinals import leading_ordinal
from bulletin_gen.parse.traced import UNKNOWN, joined
from bulletin_gen.patterns import pattern
from bulletin_gen.validate.targets import check_link, check_picture

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from bulletin_gen.parse.traced import Traced
    from bulletin_gen.validate.reading import Reading

INLINE_TAGS = frozenset({"strong", "a", "sup", "img"})


class Words(Struct, frozen=True):
    """A stretch of text of one kind."""

    text: Traced
    emphasis: bool = False
    run_in: OrdinalForm | None = None
    href: str = ""


class Picture(Struct, frozen=True):
    """A picture in running text; `blocks` makes a figure of one that stands alone."""

    path: str
    caption: Traced
    offset: int
    """Where its `![` stands."""
    target: Traced
    """Its path as typed."""


Piece: TypeAlias = Words | NoteMark | Picture

_LINE_END = pattern(r"[ \t\u3000]*\n[ \t\u3000]*")


def read_pieces(reading: Reading, texts: Iterable[str | Element]) -> tuple[Piece, ...]:
    """Return what stands in a sequence of texts and inline elements, line ends resolved, ends stripped."""
    pieces = [piece for item in texts for piece in _pieces(reading, item)]
    return tuple(_stripped(_unbroken(pieces)))


def title_words(reading: Reading, texts: Iterable[str | Element], what: str) -> Traced:
    """Return the words of a line that holds nothing else, ends stripped; pictures, notes and links in it are faults.

    `what` tells in Chinese which line it is.
    """
    pieces = read_pieces(reading, texts)
    text = joined(piece.text for piece in pieces if isinstance(piece, Words)).stripped()
    for piece in pieces:
        if isinstance(piece, Picture):
            message, hint = f"{what}里不能有图片", "图片单独成段，放在题目下面"
            reading.fault(piece.offset, Code.PICTURE_NOT_ALONE, message, hint)
        elif isinstance(piece, NoteMark):
            offset = reading.body.source.text.find("[^", max(text.offset(), 0))
            reading.fault(offset, Code.UNKNOWN_NOTE, f"{what}里不能有注释", "把注号移到正文里")
        elif piece.href:
            refuse_link(reading, piece.text.offset(), f"{what}里不能有链接")
    return text


def refuse_link(reading: Reading, offset: int, message: str) -> None:
    """Report a link where none is kept."""
    reading.fault(offset, Code.LINK_IN_TITLE, message, "去掉链接，移到正文里")


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


def run_ins(text: str) -> list[tuple[int, int, OrdinalForm | None]]:
    """Return start, end and form of the headings in a bold run; the form of the rest is None."""
    parts: list[tuple[int, int, OrdinalForm | None]] = []
    start = len(text) - len(text.lstrip())
    while start < len(text) and (ordinal := leading_ordinal(text[start:])):
        stop = text.find("。", start)
        end = stop + 1 if stop >= 0 else len(text)
        parts.append((0 if not parts else start, end, ordinal.form))
        start = end
    if start < len(text) or not parts:
        parts.append((start if parts else 0, len(text), None))
    return parts


def _pieces(reading: Reading, item: str | Element) -> list[Piece]:
    if isinstance(item, str):
        return _words(reading, item) if item else []
    if item.tag == "strong":
        return _strong(reading, item)
    if item.tag == "sup":
        return [NoteMark(reading.note_number(item[0].attrib["href"].removeprefix("#fn:")))]
    return [_picture(reading, item)] if item.tag == "img" else _link(reading, item)


def _link(reading: Reading, element: Element) -> list[Piece]:
    target = reading.text(element.get("href"))
    words = reading.text("".join(element.itertext()))
    place = reading.typed_at(target if target.text else words, 0, "](")
    if target.text and target.offset() == UNKNOWN:  # signs alone
        place = reading.after(words.offset(len(words.text) - 1), "](")
    href = check_link(reading, target, place, bare=element.get("title") is None)
    if href and any(child.tag == "img" for child in element):
        refuse_link(reading, place, "图片不能加链接")
    return [replace(piece, href=href) if isinstance(piece, Words) else piece for piece in _inside(reading, element)]


def _inside(reading: Reading, element: Element) -> list[Piece]:
    pieces = _pieces(reading, element.text or "")
    for child in element:
        pieces += [*_pieces(reading, child), *_pieces(reading, child.tail or "")]
    return pieces


def _words(reading: Reading, raw: str) -> list[Piece]:
    text = reading.words(raw)
    if "**" in raw:
        offset = reading.typed_at(text, text.text.index("**"), "**")
        reading.fault(offset, Code.UNCLOSED_BOLD, "加粗的 ** 不成对", "加粗的文字前后各写两个星号：**文字**")
    return [Words(text)] if text.text else []


def _strong(reading: Reading, element: Element) -> list[Piece]:
    """Return a bold run: headings by their ordinals, each up to its 。, what follows them as emphasis."""
    pieces = _inside(reading, element)
    forms = run_ins("".join([piece.text.text for piece in pieces if isinstance(piece, Words)]))
    out: list[Piece] = []
    done = 0
    for piece in pieces:
        if not isinstance(piece, Words):
            out.append(piece)
            continue
        for start, end, form in forms:
            part = piece.text.part(max(start - done, 0), max(end - done, 0))
            if part.text:
                out.append(Words(part, emphasis=form is None, run_in=form, href=piece.href))
        done += len(piece.text.text)
    return out


def _picture(reading: Reading, element: Element) -> Picture:
    path, caption = reading.text(element.get("src")), reading.text(element.get("alt"))
    offset = reading.before(max(path.offset(), caption.offset()), "![")
    if path.offset() != UNKNOWN and "](" in reading.body.source.text[offset : path.offset() - 2]:
        refuse_link(reading, offset, "图题里不能有链接")
    return Picture(check_picture(reading, path, offset), caption.stripped(), offset, path)


def _unbroken(pieces: list[Piece]) -> list[Piece]:
    """Resolve line ends: nothing between two Chinese characters, a blank otherwise."""
    out: list[Piece] = []
    for index, piece in enumerate(pieces):
        if not isinstance(piece, Words) or "\n" not in piece.text.text:
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
            text = words.text.text
            bare = text.rstrip() if end else text.lstrip()
            if bare:
                start = 0 if end else len(text) - len(bare)
                if bare != text:
                    out[end] = replace(words, text=words.text.part(start, start + len(bare)))
                break
            out.pop(end)
    return [piece for piece in out if not isinstance(piece, Words) or piece.text.text]
