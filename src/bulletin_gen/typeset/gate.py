"""The glyph gate: no character goes into a print unseen that its line's own face does not draw.

Each is reported once an issue for each way in which it stands out, at its first place, with its code point and the face
that draws it instead. Chooses no face: the typecase did.
"""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Severity
from bulletin_gen.fonts.coverage import lacks
from bulletin_gen.fonts.style import Look, clash, look, look_of
from bulletin_gen.notation.names import is_han_character
from bulletin_gen.typeset.printable import SPOILT, is_emoji, is_mark, is_plain, is_private, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.diagnostics import Span
    from bulletin_gen.typeset.typecase import Typecase
    from bulletin_gen.typeset.typed import Typed


def glyph_faults(texts: Iterable[Typed], case: Typecase) -> Iterator[Diagnostic]:
    """Yield a fault for each character that stands out, and each way in which it does."""
    found: dict[tuple[str, _Kind], list[_Seen]] = {}
    remarkable = {role: {odd for of, odd in case.lent | case.missing if of == role} for role in case.strangers}
    for text in texts:
        if is_plain(text.text) and remarkable[text.role].isdisjoint(text.text):
            continue
        for character, index in printable([(character, index) for index, character in enumerate(text.text)]):
            kind = _kind(character, text.role, case)
            if kind:
                found.setdefault((character, kind), []).append(_Seen(text.role, text.place(index)))
        for selected, index in _selections(text.text):
            found.setdefault((selected, _Kind.VARIANT), []).append(_Seen(text.role, text.place(index)))
    for (character, kind), seen in found.items():
        yield _REPORTS[kind](character, seen, case)


class _Kind(Enum):
    """How a character stands out."""

    MISSING = 1
    PRIVATE = 2
    LENT = 3
    CLASHING = 4
    VARIANT = 5


class _Seen(Struct, frozen=True):
    """A place where a character stands out."""

    role: str
    span: Span


def _kind(character: str, role: str, case: Typecase) -> _Kind | None:
    if (role, character) in case.missing:
        return _Kind.MISSING
    if is_private(character):
        return _Kind.PRIVATE
    if (role, character) not in case.lent:
        return None
    return _Kind.CLASHING if _clash(character, role, case) else _Kind.LENT


def _clash(character: str, role: str, case: Typecase) -> str:
    """Return how a lent character differs from its line; arrows and geometric shapes have no style."""
    if any(first <= character <= last for first, last in _SHAPES):
        return ""
    main = look(case.cuts.role(role).main.face)
    named = look_of(role)
    return clash(Look(main.style or named.style, main.heavy or named.heavy), look(case.cut(character, role).face))


_SHAPES = (("\u2190", "\u23ff"), ("\u2500", "\u27bf"), ("\u2900", "\u2bff"))


def _selections(text: str) -> Iterator[tuple[str, int]]:
    """Yield the Chinese characters that a variation selector wants in another form than the usual, and their places."""
    for index, (character, selector) in enumerate(pairwise(text)):
        if _SELECTORS[0] <= selector <= _SELECTORS[1] and is_han_character(character):
            yield character + selector, index


_SELECTORS = ("\U000e0100", "\U000e01ef")


def _missing(character: str, seen: list[_Seen], case: Typecase) -> Diagnostic:
    del case
    why = "是表情符号" if is_emoji(character) else "哪种字体里都没有"
    message = f"{_shown(character)}{why}，印不出来{_times(seen)}"
    return Diagnostic(seen[0].span, Code.GLYPH_MISSING, message, _instead(character))


def _instead(character: str) -> str:
    """Return what to do about a character that no face has."""
    if is_private(character):
        return "这是私用区的字，各家字体画的不是同一个字；换成正式编码的字"
    if is_mark(character):
        return "附加符号和前面的字合不成一个字；换一个写法，例如直接输入带符号的字母"
    if is_emoji(character):
        return "删去它，或改用文字、★ 之类的符号"
    if character == SPOILT:
        return "文字在转换中读坏了，对照原稿重新输入"
    return "换一个写法；一定要用的，把有这个字的字体文件放进站点的 fonts/ 文件夹"


def _private(character: str, seen: list[_Seen], case: Typecase) -> Diagnostic:
    face = case.cut(character, seen[0].role).face.name
    return Diagnostic(
        seen[0].span,
        Code.GLYPH_PRIVATE,
        f"{_shown(character)}是私用区的字，这里由 {face} 画出，别的字体和网页上是别的字{_times(seen)}",
        "换成正式编码的字",
        Severity.WARNING,
    )


def _lent(character: str, seen: list[_Seen], case: Typecase) -> Diagnostic:
    roles = _roles(seen)
    message = f"{_lacking(character, roles, case)}，由 {_lenders(character, roles, case)} 补上{_times(seen)}"
    hint = f"字形与前后略有不同；要一致，{_supply(roles)}"
    return Diagnostic(seen[0].span, Code.GLYPH_FALLBACK, message, hint, Severity.INFO)


def _clashing(character: str, seen: list[_Seen], case: Typecase) -> Diagnostic:
    roles = _roles(seen)
    how = "，".join(dict.fromkeys(_clash(character, role, case) for role in roles))
    lenders = _lenders(character, roles, case)
    message = f"{_lacking(character, roles, case)}，由 {lenders} 补上，{how}，看得出来{_times(seen)}"
    hint = f"换一个写法，或{_supply(roles)}"
    return Diagnostic(seen[0].span, Code.GLYPH_FALLBACK, message, hint, Severity.WARNING)


def _variant(selected: str, seen: list[_Seen], case: Typecase) -> Diagnostic:
    del case
    points = f"U+{ord(selected[0]):04X} U+{ord(selected[1]):04X}"
    message = f"“{selected[0]}”后面有异体选择符（{points}），印的是这个字通常的字形{_times(seen)}"
    return Diagnostic(
        seen[0].span, Code.GLYPH_FALLBACK, message, "要印异体字，换成有自己编码的那个字", Severity.WARNING
    )


_REPORTS = {
    _Kind.MISSING: _missing,
    _Kind.PRIVATE: _private,
    _Kind.LENT: _lent,
    _Kind.CLASHING: _clashing,
    _Kind.VARIANT: _variant,
}


def _shown(character: str) -> str:
    return f"“{'◌' if is_mark(character) else ''}{character}”（U+{ord(character):04X}）"


def _times(seen: list[_Seen]) -> str:
    return f"，全期 {len(seen)} 处" if len(seen) > 1 else ""


def _roles(seen: list[_Seen]) -> list[str]:
    return list(dict.fromkeys(one.role for one in seen))


def _lacking(character: str, roles: list[str], case: Typecase) -> str:
    main = {role: case.cuts.role(role).main.face for role in roles}
    named = "、".join(f"{role}（{face.name}）" for role, face in main.items())
    if any(lacks(face, character) for face in main.values()):
        return f"{named}里没有{_shown(character)}"
    return f"{_shown(character)}在{named}里和本期另一个字共用字形"


def _lenders(character: str, roles: list[str], case: Typecase) -> str:
    return "、".join(dict.fromkeys(case.cut(character, role).face.name for role in roles))


def _supply(roles: list[str]) -> str:
    return f"把字更全的{'、'.join(roles)}字体文件放进站点的 fonts/ 文件夹，字体名写进版式“字体”的“优先”"
