"""What each character may do in a line: begin it, end it, be squeezed, be stretched. Knows no widths.

Source: GB/T 15834-2011 §5.1 for what may begin and end a line; CLREQ §3.1 for the order of squeezing (实务).
"""

from __future__ import annotations

import re

OPENING = frozenset("“‘（《〈【〔「『［｛")
"""Never at the end of a line; their blank half is on the left. Source: GB/T 15834-2011 §5.1.3."""
CLOSING = frozenset("”’）》〉】〕」』］｝")
"""Never at the beginning of a line; their blank half is on the right. Source: GB/T 15834-2011 §5.1.3."""
PAUSES = frozenset("，、；：")
"""Never at the beginning of a line; squeezed before stops. Source: GB/T 15834-2011 §5.1.1."""
STOPS = frozenset("。．")
"""Never at the beginning of a line; squeezed last. Source: GB/T 15834-2011 §5.1.1."""
CALLS = frozenset("？！")
"""Never at the beginning of a line. Source: GB/T 15834-2011 §5.1.2."""
JOINERS = frozenset("—－-～~…·•‧/／–")
"""Never at the beginning of a line. Source: GB/T 15834-2011 §5.1.4 to §5.1.9."""
FOLLOWERS = frozenset("％%‰℃℉°′″㎡㎥²³々①②③④⑤⑥⑦⑧⑨⑩")
"""Belong to what stands before them. Source: 实务."""
LEADERS = frozenset("￥¥$＄№＃#@＠±×")
"""Belong to what follows them. Source: 实务."""

HALF_RIGHT = CLOSING | PAUSES | STOPS
"""Marks whose right half is blank."""
NO_START = CLOSING | PAUSES | STOPS | CALLS | JOINERS | FOLLOWERS | frozenset(",.;:!?)]}")
NO_END = OPENING | LEADERS | frozenset("([{/／")
"""／ and / neither begin nor end a line. Source: GB/T 15834-2011 §5.1.9."""

_HAN_UNIT = (
    "个百分点|平方公里|平方千米|平方米|立方米|公顷|公里|千米|厘米|毫米|公斤|千克|毫克|毫升|千瓦时|千瓦|兆瓦|"
    "小时|分钟|人次|家次|户次|批次|车次|起次|栋次|台套|万元|亿元|万吨|摄氏度"
)
_KEPT = (
    r"[A-Za-z]+(?:['’.\-][A-Za-z]+)*",  # words
    # numbers with all that belongs to them, ranges included
    (
        r"[±+\-]?\d[\d,.:·]*(?:[%％‰℃°])?(?:\s?(?:—|－|-|～|~|–|/|至|×)\s?\d[\d,.:·]*(?:[%％‰℃°])?)*"
        rf"(?:[多余几]?[十百千万亿]*[多余]?(?:{_HAN_UNIT}|[\u4e00-\u9fff])|[A-Za-z]+[²³]?(?:/[A-Za-z]+)?)?"
    ),
    r"[〔\[［【（(]\d{4}[〕\]］】）)]\s?(?:第)?\d+号",  # 文号
    r"第[\d一二三四五六七八九十百]+[\u4e00-\u9fff]",
    r"——+",
    r"……+",
)
KEPT = re.compile("|".join(_KEPT))
"""Stretches that a line never breaks inside. Source: GB/T 15834-2011 §5.1.4, §5.1.5; 实务."""


def is_latin(character: str) -> bool:
    """Tell whether a character belongs to Western text: letters, digits and their marks."""
    return "!" <= character <= "~"
