"""Read the text of a print out of its document, for peers that lay it out from sources of their own."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from benchmarks.issues import Sample
    from bulletin_gen.typeset.press import Press
    from bulletin_gen.typeset.typecase import RoleCuts


class Style(StrEnum):
    """What a paragraph of a print is."""

    MASTHEAD = "masthead"
    HEAD = "head"
    TITLE = "title"
    TEXT = "text"
    IMPRINT = "imprint"


SIZES = {Style.MASTHEAD: 42, Style.HEAD: 16, Style.TITLE: 22, Style.TEXT: 16, Style.IMPRINT: 14}
"""Of the type, in points."""
LEADS = {Style.MASTHEAD: 60, Style.HEAD: 36, Style.TITLE: 36, Style.TEXT: 29.6, Style.IMPRINT: 28}
"""From line to line, in points."""


class Font(Struct, frozen=True):
    """A face as peers know it."""

    key: str
    """A word of letters alone."""
    family: str
    file: Path
    bold: bool
    """Whether the family has a plain one too."""


class Run(Struct, frozen=True):
    """Characters in one face."""

    text: str
    font: Font


class Paragraph(Struct, frozen=True):
    """A paragraph of a print."""

    style: Style
    runs: tuple[Run, ...]


class Manuscript(Struct, frozen=True, kw_only=True):
    """An issue without its layout."""

    fonts: tuple[Font, ...]
    """All that its runs name; the first one is that of the text."""
    folders: tuple[Path, ...]
    """Where faces lie, those included that draw what the others lack."""
    paragraphs: tuple[Paragraph, ...]


def manuscript(sample: Sample, html: str) -> Manuscript:
    """Return the text of a document as `document` gives it."""
    press = sample.press
    roles = {role.css: _font(role) for role in press.cuts.roles}
    styles = _style_fonts(press, roles)
    body = ET.fromstring(html).find("body")  # noqa: S314 - our own document
    paragraphs = tuple(_paragraphs(body, roles, styles)) if body is not None else ()
    return Manuscript(
        fonts=(styles[Style.TEXT], *(font for font in roles.values() if font != styles[Style.TEXT])),
        folders=tuple(sorted({cut.face.path.resolve().parent for cut in press.cuts.every})),
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph.runs),
    )


def _font(role: RoleCuts) -> Font:
    face = role.main.face
    key = "role" + "".join("abcdefghij"[int(digit)] for digit in role.css if digit.isdigit())
    return Font(key, face.families[-1], face.path.resolve(), face.path.stem.endswith("-Bold"))


def _style_fonts(press: Press, roles: Mapping[str, Font]) -> dict[Style, Font]:
    profile = press.profile
    types = {
        Style.MASTHEAD: profile.head.masthead,
        Style.HEAD: profile.head.number,
        Style.TITLE: profile.titles.title,
        Style.TEXT: profile.body.type,
        Style.IMPRINT: profile.imprint.type,
    }
    return {style: roles[press.cuts.role(type_.role).css] for style, type_ in types.items()}


def _paragraphs(element: ET.Element, roles: Mapping[str, Font], styles: Mapping[Style, Font]) -> Iterator[Paragraph]:
    """Yield what stands below an element, from the innermost blocks; the items of a list are one block each."""
    classes = element.get("class", "").split()
    if "imprint-copy" in classes:  # keeps the room of the imprint, and is not seen
        return
    style = _style(element.tag, classes)
    if style is None:
        for child in element:
            yield from _paragraphs(child, roles, styles)
        return
    yield Paragraph(style, tuple(_runs(element, roles, styles[style])))


def _style(tag: str, classes: list[str]) -> Style | None:
    """Return the style of a block that holds text itself; None for one that holds blocks."""
    if "head-row" in classes:
        return Style.MASTHEAD if "masthead" in classes else Style.HEAD
    if "imprint-row" in classes:
        return Style.IMPRINT
    if "title" in classes:
        return Style.TITLE
    return Style.TEXT if tag in _TEXT_TAGS or "item" in classes else None


_TEXT_TAGS = frozenset({"p", "tr", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"})


def _runs(element: ET.Element, roles: Mapping[str, Font], font: Font) -> Iterator[Run]:
    for name in element.get("class", "").split():
        font = roles.get(name, font)
    if element.text:
        yield Run(element.text, font)
    for child in element:
        yield from _runs(child, roles, font)
        if child.tail:
            yield Run(child.tail, font)
