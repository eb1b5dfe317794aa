"""Read what secret and urgent papers carry: 密级, 份号, 紧急程度. Decides nothing about editions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.model import Marking
from bulletin_gen.patterns import pattern
from bulletin_gen.validate.values import report_foreign_digit, scalar

if TYPE_CHECKING:
    from bulletin_gen.parse.nodes import Node, Scalar
    from bulletin_gen.validate.fields import Slot

LEVELS = ("绝密", "机密", "秘密")
URGENCIES = ("特急", "加急", "特提", "平急")
"""Source: GB/T 9704-2012 §7.2.3; the last two are those of telegrams."""

STAR = "★"
_TERM = pattern(r"[1-9]\d{0,2}(年|个月|月|天|日)|[^\d\s★☆*＊]+", re.ASCII)
_COPY_NUMBER = pattern(r"\d{6}", re.ASCII)
_DIGITS = pattern(r"\d{1,5}", re.ASCII)


def marking(node: Node, slot: Slot) -> Marking | None:
    """Read a marking: 机密★1年, or 机密 alone. Source: GB/T 9704-2012 §7.2.2."""
    found = scalar(node, slot)
    if found is None:
        return None
    level = next((level for level in LEVELS if found.text.startswith(level)), None)
    if level is None:
        hint = "写 绝密、机密 或 秘密，★ 和保密期限，例如 机密★1年；内部资料写 公开范围: 内部"
        slot.fault(found.span, Code.BAD_MARKING, f"密级“{found.text}”不是绝密、机密、秘密中的一个", hint)
        return None
    term = found.text[len(level) :]
    if not term:
        return Marking(level, "")
    if not term.startswith(STAR):
        message = f"密级和期限之间用了“{term[0]}”" if not term[0].isalnum() else "密级和期限之间缺 ★"
        bare = re.sub(r"^[^0-9A-Za-z一-鿿]+", "", term)
        slot.fault(found.place(len(level)), Code.BAD_MARKING, message, f"用五角星 ★，写成 {level}★{bare or '1年'}")
        return None
    return _with_term(found, level, slot)


def copy_number(node: Node, slot: Slot) -> str | None:
    """Read the number of a copy, six digits. Source: GB/T 9704-2012 §7.2.1."""
    found = scalar(node, slot)
    if found is None or report_foreign_digit(found, slot):
        return None
    if _COPY_NUMBER.fullmatch(found.text):
        return found.text
    likely = found.text.zfill(6) if _DIGITS.fullmatch(found.text) else "000001"
    slot.fault(found.span, Code.BAD_COPY_NUMBER, f"份号“{found.text}”不是六位数字", f"前面补 0，写成 份号: {likely}")
    return None


def _with_term(found: Scalar, level: str, slot: Slot) -> Marking | None:
    start = len(level) + 1
    term = found.text[start:]
    if not term:
        slot.fault(
            found.place(len(level)), Code.BAD_MARKING, "★ 后面没有保密期限", f"写成 {level}★1年，没有期限的只写 {level}"
        )
        return None
    digit = next((index for index, sign in enumerate(term) if _is_foreign(index, sign)), None)
    if digit is not None or not _TERM.fullmatch(term):
        at = start + (digit or 0)
        slot.fault(
            found.place(at), Code.BAD_MARKING, f"保密期限“{term}”的写法不对", f"写成 {level}★1年 或 {level}★6个月"
        )
        return None
    return Marking(level, term)


def _is_foreign(index: int, sign: str) -> bool:
    """Tell whether a term begins with a digit that is not 0–9: 一年, １年."""
    return index == 0 and (sign in "一二三四五六七八九十" or (sign.isdigit() and not sign.isascii()))
