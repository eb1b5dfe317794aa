"""Refuse a profile that no page can be made to: margins wider than the paper, lines that don't fit. Judges no taste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic
from bulletin_gen.typeset.measures import measures_of
from bulletin_gen.typeset.profile import Body, Head, Levels, Matter, Titles, Type
from bulletin_gen.typeset.units import in_pt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bulletin_gen.diagnostics import Span
    from bulletin_gen.typeset.profile import Profile

_LEAST_SIDE = 50.0
"""Narrower type areas than this (mm) hold no line of text."""
_SMALLEST, _LARGEST = 5.0, 120.0
_TIGHTEST_PITCH = 1.05
_TIGHTEST_CELL = 0.9
_WIDEST_CELL = 1.6


def impossible(profile: Profile, span_of: Callable[[str], Span]) -> list[Diagnostic]:
    """Return a fault for each measure that contradicts the others; `span_of` tells where a measure stands."""
    return [
        Diagnostic(span_of(name), Code.IMPOSSIBLE_MEASURE, message, hint) for name, message, hint in _checks(profile)
    ]


def _checks(profile: Profile) -> Iterator[tuple[str, str, str]]:
    page, body, head = profile.page, profile.body, profile.head
    if page.measure < _LEAST_SIDE:
        yield ("订口", f"版心只剩 {page.measure:.1f} mm 宽", "订口、切口之和要比纸宽少得多")
        return
    if page.depth < _LEAST_SIDE:
        yield ("天头", f"版心只剩 {page.depth:.1f} mm 高", "天头、地脚之和要比纸高少得多")
        return
    if body.lines < 2 or profile.pitch < body.type.height * _TIGHTEST_PITCH:  # noqa: PLR2004 - a page has lines
        fit = int(page.depth / (body.type.height * _TIGHTEST_PITCH))
        yield ("每页行数", f"{page.depth:.0f} mm 高的版心排不成 {body.lines} 行", f"写 2 到 {fit} 之间的行数")
        return
    width = in_pt(profile.column) / max(body.cells, 1)
    if not body.type.size * _TIGHTEST_CELL <= width <= body.type.size * _WIDEST_CELL:
        fit = round(in_pt(profile.column) / body.type.size)
        yield ("每行字数", f"{profile.column:.0f} mm 宽的一行排不成 {body.cells} 字", f"这个字号合适的是 {fit} 字左右")
    if profile.column < body.type.height * 8:
        yield ("栏数", f"每栏只有 {profile.column:.0f} mm 宽", "减少栏数或缩小栏间")
    if not 0 < head.masthead_width <= page.measure:
        yield ("刊名最宽", "刊名比版心还宽", f"写不超过 {page.measure:.0f} mm 的宽度")
    if not 0 <= head.masthead_top <= page.depth / 3:
        yield ("刊名上边", "刊名落在版心上三分之一以外", f"写 0 到 {page.depth / 3:.0f} mm 之间的距离")
    if not page.top < head.rule_limit < page.height - page.bottom - 2 * profile.pitch:
        yield ("红线下限", "红线落在版心以外", f"写 {page.top + 30:.0f} mm 至 {page.depth * 0.6:.0f} mm 之间的位置")
    if profile.matter.figure_lines > body.lines - 2 or profile.matter.figure_lines < 1:
        yield ("图最高行数", "图比一页还高", f"写 1 到 {body.lines - 2} 之间的行数")
    yield from _thicknesses(profile)
    yield from _sizes(profile)


def _thicknesses(profile: Profile) -> Iterator[tuple[str, str, str]]:
    """Check what must be positive and thin: rules and strokes."""
    rules = (
        ("红线粗", profile.head.rule),
        ("版记首末线", profile.imprint.outer_rule),
        ("版记中线", profile.imprint.inner_rule),
        ("图表线粗", profile.matter.rule),
        ("公告线粗", profile.matter.notice_rule),
        ("加粗描边", profile.body.stroke),
    )
    for name, thickness in rules:
        if not 0 < thickness <= 3:  # noqa: PLR2004 - mm
            yield (name, f"{thickness:.2f} mm 不是线的粗细", "写 0.1 mm 到 3 mm 之间的粗细")


def _sizes(profile: Profile) -> Iterator[tuple[str, str, str]]:
    """Check that type is of a size that can be read and printed."""
    for section, of in (("body", Body), ("levels", Levels), ("head", Head), ("titles", Titles), ("matter", Matter)):
        for measure in measures_of(of):
            value = getattr(getattr(profile, section), measure.field)
            if isinstance(value, Type) and not _SMALLEST <= value.size <= _LARGEST:
                yield (
                    measure.name,
                    f"{value.size:g} pt 不是版面上用的字号",
                    f"写 {_SMALLEST:g} pt 到 {_LARGEST:g} pt 之间的字号",
                )
