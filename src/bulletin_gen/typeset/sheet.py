"""The style sheet of a press: the profile's measures as the CSS template writes them. Depends on no issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.typeset.exact import VARIANT
from bulletin_gen.typeset.lengths import em, mm, pt
from bulletin_gen.typeset.profile import Type
from bulletin_gen.typeset.typecase import BOLD

if TYPE_CHECKING:
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.typeset.typecase import Cut, Cuts


class FontView(Struct, frozen=True, kw_only=True):
    """A face for the style sheet."""

    css: str
    family: str
    weight: int
    url: str


class RoleView(Struct, frozen=True, kw_only=True):
    """A role and the faces behind it."""

    css: str
    families: str
    weight: int


class TypeView(Struct, frozen=True, kw_only=True):
    """A face at a size for the style sheet."""

    families: str
    size: str
    weight: int


class SheetView(Struct, frozen=True, kw_only=True):
    """What the CSS template is filled with."""

    fonts: tuple[FontView, ...]
    """Faces that the sheet declares."""
    cuts: tuple[FontView, ...]
    """The same, plain and bold, for runs that are set in one beside another."""
    roles: tuple[RoleView, ...]
    types: dict[str, TypeView]
    """By the field of the profile."""
    lengths: dict[str, str]
    """By name, see `_lengths`."""
    columns: int
    """Of a newspaper page; 1 for a bulletin."""
    mirrored: bool
    variants: tuple[str, ...]
    """Letter spacing of each variant of a planned text."""


def sheet_view(profile: Profile, cuts: Cuts) -> SheetView:
    """Return the style sheet's values."""
    return SheetView(
        fonts=tuple(_font(cut, cut.css, _PLAIN) for cut in cuts.every),
        cuts=tuple(
            _font(cut, css, weight)
            for cut in cuts.every
            for css, weight in ((cut.css, _PLAIN), (cut.css + BOLD, _BOLD))
        ),
        roles=tuple(RoleView(css=role.css, families=_families(cuts, role.role), weight=_PLAIN) for role in cuts.roles),
        types={name: _type(type_, cuts) for name, type_ in _types(profile).items()},
        lengths=_lengths(profile),
        columns=profile.paper.columns if profile.paper else 1,
        mirrored=profile.page.mirrored,
        variants=tuple(f"{number * VARIANT}px" for number in range(1, _VARIANTS + 1)),
    )


_PLAIN, _BOLD = 400, 700
"""Weights as style sheets count them: every face is plain, and drawn bold where it is asked for bold."""
_VARIANTS = 40
"""So many times the same text may stand in an issue, set otherwise each time; further ones are set as the first."""


def _types(profile: Profile) -> dict[str, Type]:
    titles, matter = profile.titles, profile.matter
    size = profile.body.type.size
    editor_note, contents = titles.editor_note, titles.contents
    return {
        "editor_note": Type(editor_note.role, size, editor_note.bold),
        "contents": Type(contents.role, size, contents.bold),
        "headline": profile.paper.headline if profile.paper else titles.title,
        "body": profile.body.type,
        "column": profile.levels.column,
        "title": titles.title,
        "kicker": titles.kicker,
        "subtitle": titles.subtitle,
        "byline": titles.byline,
        "contents_title": titles.contents_title,
        "table": matter.table,
        "caption": matter.caption,
        "note": matter.note,
        "notice": matter.notice,
        "notice_title": matter.notice_title,
        "correction": matter.correction,
        "imprint": profile.imprint.type,
        "folio": profile.folio.type,
    }


def _lengths(profile: Profile) -> dict[str, str]:
    page, imprint, folio = profile.page, profile.imprint, profile.folio
    leading = profile.leading
    return {
        "width": mm(page.width),
        "height": mm(page.height),
        "measure": mm(page.measure),
        "margin_top": mm(page.top - leading),
        "margin_bottom": mm(page.bottom - leading),
        "inner": mm(page.inner),
        "outer": mm(page.outer),
        "pitch": mm(profile.pitch),
        "half": mm(profile.pitch / 2),
        "leading": mm(leading),
        "letter_spacing": pt(profile.letter_spacing),
        "cell": mm(profile.cell),
        "indent": mm(profile.body.indent * profile.cell),
        "issuer_inset": em(profile.head.issuer_inset),
        "red_rule": mm(profile.head.rule),
        "table_rule": mm(profile.matter.rule),
        "notice_rule": mm(profile.matter.notice_rule),
        "notice_pad": mm(profile.pitch / 2 - profile.matter.notice_rule),
        "imprint_pitch": mm(imprint.pitch),
        "imprint_inset": em(imprint.inset),
        "outer_rule": mm(imprint.outer_rule),
        "inner_rule": mm(imprint.inner_rule),
        "folio_height": mm(2 * (folio.gap - leading)),
        "folio_inset": em(folio.inset),
        "column_gap": mm(profile.paper.column_gap if profile.paper else 0),
        "margin_head": mm(page.top / 2),
        "stroke": mm(profile.body.stroke),
    }


def _type(type_: Type, cuts: Cuts) -> TypeView:
    return TypeView(
        families=_families(cuts, type_.role),
        size=pt(type_.size),
        weight=_BOLD if type_.bold else _PLAIN,
    )


def _families(cuts: Cuts, role: str) -> str:
    return ", ".join(f'"{cut.family}"' for cut in cuts.role(role).cuts)


def _font(cut: Cut, css: str, weight: int) -> FontView:
    return FontView(css=css, family=cut.family, weight=weight, url=cut.url)
