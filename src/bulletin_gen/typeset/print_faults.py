"""Report what a print can't set as its author meant it: characters of other faces or of none, damaged pictures.

Each character is reported once an issue, at its first place. Mends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Severity, Span, in_order
from bulletin_gen.model import Figure, Heading, ItemList, Notice, Paragraph, Run, Table, locate
from bulletin_gen.typeset.pictures import extent
from bulletin_gen.typeset.profile import FaceChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_gen.model import Block, Inline, Issue, Origin
    from bulletin_gen.typeset.text import Setting


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the issue, where it was typed and the face it is set in."""

    text: str
    role: str
    origin: Origin
    span: Span
    """Where it stands as far as that is known, for a text without an origin."""

    def place(self, index: int) -> Span:
        line, column = locate(self.origin, index)
        return Span(self.span.path, line, column) if line else self.span


def print_faults(issue: Issue, setting: Setting, folder: Path) -> tuple[Diagnostic, ...]:
    """Return what the print of an issue has to say, by place."""
    texts = [*_head_texts(issue, setting), *_body_texts(issue, setting)]
    faults = [*_glyph_faults(texts, setting), *_picture_faults(issue, folder)]
    return in_order(faults)


def _glyph_faults(texts: list[_Text], setting: Setting) -> Iterator[Diagnostic]:
    reported: set[str] = set()
    for text in texts:
        strangers = setting.case.strangers[text.role]
        for index, character in enumerate(text.text):
            if character in reported:
                continue
            if (text.role, character) in setting.case.missing:
                reported.add(character)
                yield _missing(character, text.place(index))
            elif character in strangers:
                reported.add(character)
                main = setting.case.cuts.role(text.role).main.face.name
                yield _lent(character, text, index, (main, strangers[character].face.name))


def _missing(character: str, span: Span) -> Diagnostic:
    return Diagnostic(
        span,
        Code.GLYPH_MISSING,
        f"所有字体里都没有“{character}”（U+{ord(character):04X}），印出来是空框",
        "换一个写法，或把有这个字的字体文件放进站点的 fonts/ 文件夹",
    )


def _lent(character: str, text: _Text, index: int, names: tuple[str, str]) -> Diagnostic:
    return Diagnostic(
        text.place(index),
        Code.GLYPH_FALLBACK,
        f"{text.role}（{names[0]}）里没有“{character}”，印刷时借用 {names[1]}",
        "字形与前后略有不同；要一致，就用字数更全的字体",
        Severity.INFO,
    )


def _head_texts(issue: Issue, setting: Setting) -> Iterator[_Text]:
    profile = setting.profile
    spans = dict(issue.field_spans)
    home = issue.publication.source
    yield _Text(issue.publication.title, profile.head.masthead.role, (), home)
    yield _Text(issue.publication.issuer, profile.head.issuer.role, (), home)
    if issue.special:
        yield _Text(issue.special.name, profile.head.special.role, (), spans.get("special", issue.source))
    role = profile.imprint.type.role
    for row in issue.distribution:
        yield _Text(row.label + row.text, role, (), spans.get("distribution", home))
    for credit in issue.credits:
        yield _Text(credit.label + "".join(credit.names), role, (), spans.get("credits", home))


def _body_texts(issue: Issue, setting: Setting) -> Iterator[_Text]:
    titles, base = setting.profile.titles, FaceChoice(setting.profile.body.type.role)
    yield from _block_texts(issue.editor_note, titles.editor_note, issue, setting)
    for section in issue.sections:
        yield _Text(section.name, setting.profile.levels.column.role, (), issue.source)
        for entry in section.entries:
            if entry.title:
                start = _Text(entry.title.text, titles.title.role, entry.title.origin, issue.source)
                yield start
                for text, type_ in (
                    (entry.kicker, titles.kicker),
                    (entry.subtitle, titles.subtitle),
                    (entry.byline, titles.byline),
                ):
                    yield _Text(text, type_.role, (), Span(issue.source.path, start.place(0).line))
            yield from _block_texts(entry.blocks, base, issue, setting)
            for note in entry.notes:
                yield from _block_texts(note.blocks, FaceChoice(setting.profile.matter.note.role), issue, setting)


def _block_texts(blocks: Iterable[Block], base: FaceChoice, issue: Issue, setting: Setting) -> Iterator[_Text]:
    for block in blocks:
        for inlines in _inlines_of(block):
            for inline in inlines:
                if isinstance(inline, Run):
                    yield _Text(inline.text, setting.face_of(inline, base).role, inline.origin, issue.source)
        if isinstance(block, Notice):
            yield from _block_texts(block.blocks, base, issue, setting)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from _block_texts(item.blocks, base, issue, setting)


def _inlines_of(block: Block) -> Iterator[tuple[Inline, ...]]:
    """Yield the texts that stand in a block itself."""
    if isinstance(block, Paragraph | Heading):
        yield block.inlines
    elif isinstance(block, Figure):
        yield block.caption
    elif isinstance(block, Table):
        yield block.caption
        for row in (block.head, *block.rows):
            yield from row


def _picture_faults(issue: Issue, folder: Path) -> Iterator[Diagnostic]:
    for entry in issue.entries:
        for figure in _figures(entry.blocks):
            if extent(folder / figure.path) is None:
                yield Diagnostic(
                    _place_of(figure, issue),
                    Code.BAD_PICTURE,
                    f"图片 {figure.path} 打不开：文件损坏，或不是 PNG、JPEG、GIF、WebP",
                    "用看图软件打开它，另存为 PNG 或 JPEG 后替换",
                )


def _place_of(figure: Figure, issue: Issue) -> Span:
    """Return where a picture's file is named."""
    return Span(issue.source.path, *locate(figure.origin, 0))


def _figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Notice):
            yield from _figures(block.blocks)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from _figures(item.blocks)
