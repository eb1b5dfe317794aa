"""Read blocks: paragraphs, headings, lists, tables, figures, notices. Knows neither titles nor entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from bulletin_gen.codes import Code
from bulletin_gen.model import (
    NOWHERE,
    Alignment,
    Block,
    Figure,
    Heading,
    Inline,
    ItemList,
    ListItem,
    Notice,
    NoticeKind,
    Paragraph,
    Run,
    Stretch,
    Table,
    plain,
)
from bulletin_gen.notation.ordinals import leading_ordinal, slipped_ordinal
from bulletin_gen.validate.inlines import INLINE_TAGS, Picture, Words, inlines, read_pieces, title_words
from bulletin_gen.validate.plain import plain_paragraph
from bulletin_gen.validate.reading import without_tokens
from bulletin_gen.validate.stretches import joined_stretch, notice_head, stretch_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from bulletin_gen.validate.reading import Reading

Texts: TypeAlias = list["str | Element"]

CAPTION = "表："
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LAST_LEVEL = 5
_NOTICES = {"公告": NoticeKind.ANNOUNCEMENT, "广告": NoticeKind.ADVERTISEMENT}


def read_blocks(reading: Reading, element: Element, depth: int) -> tuple[Block, ...]:
    """Return the blocks inside an element; `depth` counts the containers around them."""
    blocks: list[Block] = []
    for part in parts_of(element):
        if not isinstance(part, list) and part.tag == "h1":
            _refuse_title(reading, part)
            continue
        read_part(reading, part, blocks, depth)
    return tuple(blocks)


def parts_of(element: Element) -> Iterator[Element | Texts]:
    """Yield the blocks inside an element and, as lists, the texts and inline elements between them."""
    texts: Texts = [element.text or ""]
    for child in element:
        if child.tag in INLINE_TAGS:
            texts += [child, child.tail or ""]
            continue
        if _has_ink(texts):
            yield texts
        yield child
        texts = [child.tail or ""]
    if _has_ink(texts):
        yield texts


def read_part(reading: Reading, part: Element | Texts, blocks: list[Block], depth: int) -> None:
    """Add the blocks that a part is: one, or none where it can't be read; may take a caption back.

    A mark of this depth in it makes them internal, or the block above them.
    """
    if not isinstance(part, list) and (line := reading.body.table.whole.get(part.text or "")):
        blocks.append(plain_paragraph(reading, line))
        return
    if isinstance(part, list) or part.tag == "p":
        found = _read_paragraph(reading, part, stretch_of(reading, part))
    else:
        read = _read_element(reading, part, blocks, depth)
        stretch = stretch_of(reading, part)
        found = [replace(block, stretch=joined_stretch(block.stretch, stretch)) for block in read]
    blocks += _marked(reading, part, blocks, found, depth) if reading.body.marks else found


def _read_element(reading: Reading, element: Element, before: list[Block], depth: int) -> list[Block]:
    if element.tag in _HEADINGS:
        return _read_heading(reading, element)
    if element.tag in {"ul", "ol"}:
        items = [_read_item(reading, item, element.tag, index, depth) for index, item in enumerate(element, start=1)]
        return [ItemList(items=tuple(items))]
    if element.tag == "table":
        above = before[-1:]
        table = _read_table(reading, element, taken_caption(before))
        taken = above[0] if above and above != before[-1:] else table
        return [replace(table, internal=taken.internal, stretch=taken.stretch)]
    if element.tag == "div":
        return [_read_notice(reading, element, depth)]
    _refuse_quote(reading, element)
    return []


def _marked(
    reading: Reading, part: Element | Texts, blocks: list[Block], found: list[Block], depth: int
) -> list[Block]:
    """Return the blocks found in a part, internal where a mark in it says so; without any, the block above is."""
    marks = reading.marks_in(raw_text(part))
    reading.applied.update(number for number, mark in marks if mark.separates)
    numbers = [number for number, mark in marks if mark.internal and mark.depth == depth]
    reading.applied.update(numbers if found or blocks else [])
    if numbers and not found and blocks:
        stretch = joined_stretch(blocks[-1].stretch, stretch_of(reading, part))
        blocks[-1] = replace(blocks[-1], internal=True, stretch=stretch)
    return [replace(block, internal=True) for block in found] if numbers else found


def _read_paragraph(reading: Reading, part: Element | Texts, stretch: Stretch) -> list[Block]:
    """Return a paragraph, or the figures of pictures that stand alone; nothing where only marks stand."""
    pieces = read_pieces(reading, part if isinstance(part, list) else texts_of(part))
    pictures = [piece for piece in pieces if isinstance(piece, Picture)]
    if not pictures:
        found = inlines(reading, pieces)
        return [Paragraph(inlines=found, stretch=stretch)] if found else []
    others = [piece for piece in pieces if not isinstance(piece, Words) or piece.text.text.strip()]
    if len(others) > len(pictures):
        hint = "图片单独成段：前后各空一行；图题写在方括号里"
        reading.fault(pictures[0].offset, Code.PICTURE_NOT_ALONE, "图片夹在文字里", hint)
        return []
    return [_figure(reading, picture, stretch) for picture in pictures if picture.path]


def _read_heading(reading: Reading, element: Element) -> list[Block]:
    """Return a heading of level 2 to 5 and check its ordinal against its level."""
    level = _HEADINGS[element.tag]
    pieces = read_pieces(reading, texts_of(element))
    found = inlines(reading, [piece for piece in pieces if not isinstance(piece, Picture)])
    words = [piece for piece in pieces if isinstance(piece, Words)]
    if level > _LAST_LEVEL or not words:
        return []  # `habits` has reported it
    _check_ordinal(reading, plain(found), words[0].text.offset(), level)
    return [Heading(level=level, inlines=_bare(found), internal=_heading_is_internal(reading, element))]


def _check_ordinal(reading: Reading, text: str, offset: int, level: int) -> None:
    """Report an ordinal that belongs to another level or is not written as it should be."""
    slip = slipped_ordinal(text)
    ordinal = slip.ordinal if slip else leading_ordinal(text)
    if ordinal and ordinal.form.value not in {0, level}:
        hint = f"“{ordinal.text}”前面写 {'#' * ordinal.form.value}；{'#' * level} 的序号是{_ORDINALS[level]}"
        message = f"序号“{ordinal.text}”与井号的个数不合"
        reading.fault(offset, Code.HEADING_ORDINAL, message, hint)
    elif slip:
        message = f"序号“{slip.typed}”的写法不对"
        reading.fault(offset + slip.index, Code.HEADING_ORDINAL, message, f"写成“{slip.ordinal.text}”")


_ORDINALS = {2: "“一、”", 3: "“（一）”", 4: "“1.”", 5: "“（1）”"}


def _heading_is_internal(reading: Reading, element: Element) -> bool:
    marks = reading.marks_in(raw_text(element))
    for number, mark in marks:
        reading.applied.add(number)
        if mark.attributes:
            message, hint = "只有题目（一个 #）后面能写肩题、作者、供稿", "删去花括号里的这些内容"
            reading.fault(mark.offset, Code.UNKNOWN_ATTRIBUTE, message, hint)
    return any(mark.internal for _, mark in marks)


def _bare(found: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a heading's inlines without bold: its level gives the face."""
    return tuple(replace(item, emphasis=False, run_in=None) if isinstance(item, Run) else item for item in found)


def _refuse_title(reading: Reading, element: Element) -> None:
    source = reading.body.source.text
    start = max(reading.text(raw_text(element)).offset(), 0)
    if "＃" in source[source.rfind("\n", 0, start) + 1 : start]:
        return  # `habits` has reported it
    offset = reading.before(reading.text(raw_text(element)).offset(), "#")
    hint = "题目写在方框、列表和注释之外，从行首开始；这里可用加粗的文字"
    reading.fault(offset, Code.HEADING_LEVEL, "方框、列表和注释里不能有题目", hint)


def _refuse_quote(reading: Reading, element: Element) -> None:
    text = reading.text(raw_text(element))
    at = len(text.text) - len(text.text.lstrip())
    offset = reading.before(text.offset(at), ">")
    hint = "按语只能写在第一个题目或栏目之前；正文里的引文直接写，用引号"
    reading.fault(offset, Code.MISPLACED_EDITOR_NOTE, "这里不能写按语（以 > 开头的段落）", hint)


def _read_item(reading: Reading, item: Element, tag: str, index: int, depth: int) -> ListItem:
    label = "·"
    if tag == "ol":
        text = reading.text(raw_text(item).lstrip())
        label = f"{_typed_number(reading, text.offset()) or index}."
    return ListItem(label=label, blocks=read_blocks(reading, item, depth + 1), stretch=stretch_of(reading, item))


def _typed_number(reading: Reading, offset: int) -> str:
    """Return the digits before an item's text, as typed."""
    line = next((line.text for line in reading.body.lines if offset in line.offsets), "")
    numbers = re.match(r"[\s>-]*(?:\d+\.\s+)*?(\d+)\.\s", line)
    return numbers[1] if numbers else ""


def _read_table(reading: Reading, element: Element, caption: tuple[Inline, ...]) -> Table:
    rows = [[_read_cell(reading, cell) for cell in row] for row in element.iter("tr")]
    aligned = [_alignment(cell) for cell in element.iter("th")]
    tokens = [bool(reading.marks_in(raw_text(row))) for row in element.iter("tr")]
    body = [tuple(row) for row, token in zip(rows[1:], tokens[1:], strict=True) if not token]
    if len(body) == 1 and not any(body[0]):
        body = []  # the library's own, where only a head was typed
    return Table(head=tuple(rows[0]), rows=tuple(body), alignments=tuple(aligned), caption=caption)


def _read_cell(reading: Reading, cell: Element) -> tuple[Inline, ...]:
    pieces = read_pieces(reading, texts_of(cell))
    if picture := next((piece for piece in pieces if isinstance(piece, Picture)), None):
        reading.fault(picture.offset, Code.PICTURE_NOT_ALONE, "表格里不能放图片", "图片单独成段，放在表格前后")
    return inlines(reading, pieces)


def _alignment(cell: Element) -> Alignment:
    value = cell.get("style", "").removeprefix("text-align: ").rstrip(";")
    return {"left": Alignment.LEFT, "center": Alignment.CENTRE, "right": Alignment.RIGHT}.get(value, Alignment.NONE)


def taken_caption(before: list[Block]) -> tuple[Inline, ...]:
    """Take a caption line (表：题) back from the blocks before a table; it is a caption only right before one."""
    if not (before and isinstance(before[-1], Paragraph) and plain(before[-1].inlines).startswith(CAPTION)):
        return ()
    first, *rest = before.pop().inlines  # type: ignore[union-attr]  # checked above
    if not isinstance(first, Run):
        return (first, *rest)
    text = first.text.removeprefix(CAPTION).lstrip()
    return (replace(first, text=text, origin=()), *rest) if text else tuple(rest)


def _read_notice(reading: Reading, element: Element, depth: int) -> Notice:
    kind = _NOTICES.get(element.get("class", "").removeprefix("admonition "), NoticeKind.ANNOUNCEMENT)
    stretch = stretch_of(reading, element)
    titles = [child for child in element if child.get("class") == "admonition-title"]
    for child in titles:
        element.remove(child)
    typed = texts_of(titles[0]) if titles and _typed_title(titles[0]) else ()
    title = title_words(reading, typed, "方框的题目").text
    blocks = read_blocks(reading, element, depth + 1)
    return Notice(kind=kind, title=title, blocks=blocks, stretch=_with_head(reading, stretch, depth))


def _with_head(reading: Reading, stretch: Stretch, depth: int) -> Stretch:
    return (notice_head(reading, stretch, depth), stretch[1]) if stretch != NOWHERE else NOWHERE


def _typed_title(element: Element) -> bool:
    """Tell whether a notice's title was typed: the library puts the kind where there is none."""
    return bool(len(element)) or element.text not in _NOTICES


def _figure(reading: Reading, picture: Picture, stretch: Stretch) -> Figure:
    origin = reading.body.source.origin(picture.target)
    return Figure(path=picture.path, caption=_caption(reading, picture), origin=origin, stretch=stretch)


def _caption(reading: Reading, picture: Picture) -> tuple[Inline, ...]:
    text = without_tokens(picture.caption)
    return (Run(text=text.text, origin=reading.body.source.origin(text)),) if text.text else ()


def texts_of(element: Element) -> Texts:
    """Return the texts and inline elements inside an element."""
    texts: Texts = [element.text or ""]
    for child in element:
        texts += [child, child.tail or ""]
    return texts


def _has_ink(texts: Texts) -> bool:
    return texts != [""] and any(not isinstance(item, str) or item.strip() for item in texts)


def raw_text(part: Element | Texts) -> str:
    """Return all text in a part of the tree as the library left it."""
    if not isinstance(part, list):
        return "".join(part.itertext())
    return "".join(item if isinstance(item, str) else raw_text(item) for item in part)
