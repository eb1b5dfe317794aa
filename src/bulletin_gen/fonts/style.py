"""Tell the style of a face by its names: 宋, 仿宋, 楷 or 黑, light or heavy. Looks at no outline.

A character lent by another face is seen on the page where its style or its weight is another: a 黑体 character in a
line of 仿宋, a light one in a bold title. 宋体 beside 仿宋 or 楷体 is the usual substitute. Source: 实务.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from bulletin_gen.fonts.face import Face


class Style(StrEnum):
    """A style of type."""

    SONG = "宋体"
    """Serif, 明体 included."""
    FANGSONG = "仿宋"
    KAI = "楷体"
    HEI = "黑体"
    """Sans serif."""


class Look(Struct, frozen=True):
    """What a face looks like as far as its names tell."""

    style: Style | None
    """None where no name tells."""
    heavy: bool
    """Bold, black, or 小标宋, which is bold by nature."""

    @property
    def name(self) -> str:
        """Return what to call it: 粗宋体."""
        return ("粗" if self.heavy else "") + (self.style or "")


def look(face: Face) -> Look:
    """Return the look of a face."""
    return look_of(" ".join((*face.names, *face.families, face.style, face.path.stem)))


def look_of(names: str) -> Look:
    """Return the look that names tell of."""
    flat = names.casefold()
    style = next((style for pattern, style in _STYLES if pattern.search(flat)), None)
    return Look(style, bool(_HEAVY.search(flat)))


def clash(line: Look, lent: Look) -> str:
    """Return how a character stands out in a line, as in `黑体的字夹在仿宋里`; empty where it doesn't.

    What no name tells is not accused.
    """
    if line.style is None or lent.style is None:
        return ""
    if line.heavy == lent.heavy and (line.style is Style.HEI) == (lent.style is Style.HEI):
        return ""
    return f"{lent.name}的字夹在{line.name}里"


_STYLES = (
    # Names that hold another style's word come first: 苹方 is no 仿宋, 仿宋 no 宋, a sans serif no serif.
    (pattern("苹方|pingfang|蘋方"), Style.HEI),
    (pattern("仿宋|fang|fzfs"), Style.FANGSONG),
    (pattern("楷|kai|fzk"), Style.KAI),
    (pattern("黑|hei|gothic|ゴシック|sans|等线|dengxian|圆|yuan|arial|helvetica|fzht"), Style.HEI),
    (pattern("宋|明|song|ming|sun|mincho|serif|times|roman|xbs|fzss"), Style.SONG),
)
_HEAVY = pattern("bold|black|heavy|粗|标宋|biaosong|xbs")
