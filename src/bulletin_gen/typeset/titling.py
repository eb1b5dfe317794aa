"""Set the title of an article (标题) with kicker, subtitle and byline, in whole lines of the grid.

Shapes no line itself: `lines.titles` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.lines.titles import shape_title
from bulletin_gen.typeset.lengths import mm, pt
from bulletin_gen.typeset.profile import FaceChoice, Type
from bulletin_gen.typeset.text import tight
from bulletin_gen.typeset.units import in_mm
from bulletin_gen.typeset.views import BlockKind, BlockView, Line, TitleView

if TYPE_CHECKING:
    from bulletin_gen.model import Entry, Title
    from bulletin_gen.typeset.text import Setting

_MARGIN = 0.7
"""Least blank (mm) above and below the lines of a title."""


def title_lines(title: Title, limit: float) -> tuple[str, ...]:
    """Return a title's lines, each of at most `limit` characters, blanks of scans left out."""
    return shape_title(tuple(map(tight, title.segments)), title.gaps, limit)


def set_title(entry: Entry, anchor: str, setting: Setting, shift: float = 0.0) -> BlockView:
    """Return the title block of an entry that has a title; `shift` moves the title down inside its lines."""
    titles, profile = setting.profile.titles, setting.profile
    if entry.title is None:
        raise ValueError("an entry without a title")
    limit = min(titles.cells, int(profile.page.measure / titles.title.height))
    lines = title_lines(entry.title, limit)
    height = (len(lines) + 1) * profile.pitch
    pitch = min(titles.pitch, (height - 2 * _MARGIN) / len(lines))
    pad = (height - pitch * len(lines)) / 2 + shift
    view = TitleView(
        anchor=anchor,
        height=mm(height - pad),
        pad=mm(pad),
        pitch=mm(pitch),
        size=pt(_size(lines, setting)),
        kicker=_row(entry.kicker, titles.kicker, setting),
        lines=tuple(_row(line, titles.title, setting) for line in lines),
        subtitle=tuple(_row(line, titles.subtitle, setting) for line in _subtitle(entry.subtitle, setting)),
        byline=_row(entry.byline, titles.byline, setting),
    )
    return BlockView(kind=BlockKind.TITLE, title=view)


def title_inset(count: int, setting: Setting) -> float:
    """Return how far below its block's upper edge the characters of a title of `count` lines begin, in mm."""
    titles, profile = setting.profile.titles, setting.profile
    height = (count + 1) * profile.pitch
    pitch = min(titles.pitch, (height - 2 * _MARGIN) / count)
    return (height - pitch * count) / 2 + (pitch - titles.title.height) / 2


def _size(lines: tuple[str, ...], setting: Setting) -> float:
    """Return the size of a title: the profile's, less only where a single word is wider than the measure."""
    titles, page = setting.profile.titles, setting.profile.page
    widest = max(setting.case.width(line, titles.title.role) for line in lines) * in_mm(titles.title.size)
    return titles.title.size * min(1.0, page.measure / max(widest, 1))


def _subtitle(text: str, setting: Setting) -> tuple[str, ...]:
    limit = int(setting.profile.page.measure / setting.profile.titles.subtitle.height) - 2
    return shape_title((tight(text),), (), limit) if text else ()


def _row(text: str, type_: Type, setting: Setting) -> Line:
    return setting.line(text, FaceChoice(type_.role, bold=type_.bold)) if text else ()
