"""The class of a face (仿宋, 楷体, 黑体, 宋体, 小标宋) by the name of its font. Never looks at a glyph.

A name that tells nothing has no class, and nobody is accused of it.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from bulletin_gen.patterns import pattern


class Face(StrEnum):
    """A class of faces, by the name that the standard gives it."""

    FANGSONG = "仿宋"
    KAITI = "楷体"
    HEITI = "黑体"
    SONG = "宋体"
    TITLE = "小标宋"
    """A bold Song too: it stands for 小标宋 where that is not at hand."""


# The first class of which a word stands in the name; 仿宋 and 小标宋 have 宋 in them
_WORDS = (
    (Face.TITLE, "小标宋 大标宋 中宋 xiaobiaosong dabiaosong xiaobiao zhongsong fzxbs xbsjw fzdbs cesixbs"),
    (Face.FANGSONG, "仿宋 fangsong fandolfang simfang fzfs cesifs hyfs"),
    (Face.KAITI, "楷 kaiti fandolkai simkai stkai fzkt fzkai cesikt hykt wenkai twkai ukai dfkai biaukai"),
    (
        Face.HEITI,
        (
            "黑 等线 heiti simhei fandolhei sthei fzht fzhei cesiht hyht dengxian yahei pingfang zenhei microhei "
            "jhenghei notosanscjk notosanssc notosanstc notosanshans sourcehansans droidsansfallback"
        ),
    ),
    (
        Face.SONG,
        (
            "宋 songti simsun fandolsong stsong adobesong fzss fzshusong fzbaosong fzbs cesiss hyss uming mingliu "
            "notoserifcjk notoserifsc notoseriftc notoserifhans sourcehanserif"
        ),
    ),
)
_HEAVY = ("bold", "black", "heavy", "粗")
_ESCAPES = pattern(r"(?:\\x[0-9a-fA-F]{2})+|#[0-9A-Fa-f]{2}(?:#?[0-9A-Fa-f]{2})+")
_PAIR = pattern(r"[0-9A-Fa-f]{2}")
_NO_WORD = pattern(r"[\s_,+.-]+")


@lru_cache(maxsize=256)
def face_of(font: str) -> Face | None:
    """Return the class of a font, or nothing where its name tells none."""
    name = _NO_WORD.sub("", _readable(font.partition("+")[2] or font)).lower()
    for face, words in _WORDS:
        if any(word in name for word in words.split()):
            heavy = face is Face.SONG and any(word in name for word in _HEAVY)
            return Face.TITLE if heavy else face
    return None


def _readable(name: str) -> str:
    r"""Return a name in Chinese that a program wrote as bytes: `\xb7\xc2`, `#B7#C2` or what Latin-1 makes of them."""
    told = _ESCAPES.sub(lambda found: _decoded(bytes.fromhex("".join(_PAIR.findall(found[0])))) or found[0], name)
    try:
        return _decoded(told.encode("latin-1")) or told
    except UnicodeEncodeError:
        return told


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""
