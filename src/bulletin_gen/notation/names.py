"""Personal names (姓名) as they are stored and as they are printed."""

from __future__ import annotations

from bulletin_gen.patterns import pattern

IDEOGRAPHIC_SPACE = "\u3000"
_TWO_HAN = 2


def spaced(name: str) -> str:
    """Return a name as print shows it: two characters are spaced to three (郝　婕), others unchanged.

    Source: 实务.
    """
    return IDEOGRAPHIC_SPACE.join(name) if len(name) == _TWO_HAN and is_han(name) else name


def is_han(text: str) -> bool:
    """Tell whether a text is made of Han characters only; the empty text is not."""
    return bool(text) and all(map(is_han_character, text))


def is_han_character(character: str) -> bool:
    """Tell whether one character is a Han ideograph, 〇 and rare extensions included."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or character in _SIGNS
        or "\u3400" <= character <= "\u4dbf"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def is_wide(character: str) -> bool:
    """Tell whether a character belongs to Chinese text: Han, its marks and full-width forms.

    Quotes, dashes and the ellipsis (“”‘’—…·) count as Chinese: in official text they are set full width.
    """
    return is_han_character(character) or bool(_CHINESE_MARKS.match(character))


_SIGNS = ("々", "〇")
_CHINESE_MARKS = pattern(r"[\u3000-\u303f\uff00-\uffef\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\u2500-\u25ff]")
