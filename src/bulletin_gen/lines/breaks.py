"""Say what it costs to end a line after each character: nothing, something, or all there is. Knows no widths.

A cost of 1 is that of a line whose every gap is a tenth of a cell too wide.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.lines.characters import NO_END, NO_START, WESTERN
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

NEVER = float("inf")


def break_costs(text: str, advances: Sequence[float]) -> list[float]:
    """Return what ending a line after each character costs; the text is not empty, and its end costs nothing."""
    costs = [0.0] * len(text)
    for match in _NO_START.finditer(text, 1):
        costs[match.start() - 1] = NEVER
    for match in _NO_END.finditer(text):
        costs[match.start()] = NEVER
    for stretch in _STRETCHES:
        for match in stretch.pattern.finditer(text):
            _raise(costs, match.start(), match.end() - 1, stretch.cost)
    for match in _YEAR_AND_NUMBER.finditer(text):
        office = _office(text, match.start())
        _raise(costs, office, match.start(), _GRAVE)
        _raise(costs, max(office, match.start() - _SURE_OFFICE), match.start(), NEVER)
    for match in _ADDRESS.finditer(text):
        _open_address(costs, text, match)
    for match in _CIRCLED.finditer(text):
        _place_circled(costs, text, match.start(), is_sign=advances[match.start()] < _NOTE_SIGN)
    costs[-1] = 0.0
    return costs


def unbroken(text: str) -> list[str]:
    """Return the pieces of a text that no line breaks inside."""
    costs = break_costs(text, [1.0] * len(text)) if text else []
    ends = [index + 1 for index, cost in enumerate(costs) if cost < NEVER]
    return [text[start:end] for start, end in zip((0, *ends), ends, strict=False)]


class _Stretch(Struct, frozen=True):
    """What a line had better not break inside."""

    pattern: re.Pattern[str]
    cost: float
    """That of a break between any two of its characters."""


_MARKED = 0.2
"""A break after a mark of an address."""
_SLIGHT = 1.0
"""A break that an attentive reader sees."""
_CLEAR = 4.0
"""A break inside a date or between the ends of a range."""
_GRAVE = 40.0
"""A break inside what only a line of wide gaps may be spared."""

_DIGITS = r"\d+(?:[,.:：∶·/×]\d+)*"
_NUMERAL = "[〇零一二三四五六七八九十百千万亿两]"
_HAN = "[\u3007\u4e00-\u9fff]"
_PHYSICAL = (
    "(?:平方|立方)?[千毫厘分微纳兆公海英]?(?:米|克|升|瓦时|瓦|伏安|伏|安|帕|赫兹|赫|焦|吨|里|斤|尺|寸|顷|字节|秒)"
)
_COUNTED = (
    "[人户家车架班栋起批场艘台件处船航趟列轮课期机项]次|台套|人[天日]|[工课学小]时|工日|周年|[分秒]钟|"
    "个(?:百分点|工作日|自然日|标段|小时|月|半月|星期|季度|年度|单元|车间|班次|批次|点位)"
)
_OTHER = "[美欧港日]元|马力|光年|[摄华]氏度|分贝"
_UNIT = f"(?:{_COUNTED}|{_PHYSICAL}|{_OTHER}|{_HAN})"
_LATIN_UNIT = r"[kKMGTmcdhμµn]?(?:m|g|t|[Ll]|V|A|Pa|Hz|J|N|s|h|[Bb]|Wh?|bar|mol|in|pm)[²³23]?(?![A-Za-z])"
_ORDINAL_UNIT = "季度|[届次号期条章节款项批轮名位个场级类组集回卷版例起站线阶产]"
_ENDS_A_NUMBER = r"[\dA-Za-z年月日时%％‰℃万亿元号]"


def _never(text: str) -> _Stretch:
    return _Stretch(pattern(text), NEVER)


def _rather_not(text: str, cost: float) -> _Stretch:
    return _Stretch(pattern(text), cost)


_STRETCHES = (
    _never(f"[{WESTERN}]{{2,}}"),
    _never("—{2,}|…{2,}"),
    # numbers: with their units, as ordinals, ranges, documents' numbers
    _never(f"{_DIGITS}(?:[%％‰℃°]|[多余几来]?[十百千万亿]*[多余几来]?{_UNIT}(?:[/每]{_UNIT})?)"),
    _never(rf"\d {_LATIN_UNIT}"),
    _never(f"[Ⅰ-ⅿ]{_HAN}"),
    _never(r"[＜＞＋－]\d"),
    _never(rf"第(?:\d+{_HAN}?|{_NUMERAL}+(?:{_ORDINAL_UNIT})?)"),
    _never(f"(?<={_ENDS_A_NUMBER})[—－～–][A-Za-z第]?\\d"),
    _never(r"[〔\[［【（(]\d{4}[〕\]］】）)] ?第?\d+号"),
    _never(f"{_NUMERAL}{{2,}}[年月日％%]|{_NUMERAL}月{_NUMERAL}+日"),
    _never(rf"(?<!\d)\d{{1,3}}{_HAN}?[至到]\d{{1,3}}(?!\d){_HAN}?"),
    _never(
        r"(?<!\d)\d{1,2}月\d{1,2}日[—－～–至到](?:\d{1,2}月)?\d{1,2}日|(?<!\d)\d{1,2}日[—－～–至到]\d{1,2}月\d{1,2}日"
    ),
    _rather_not(f"{_ENDS_A_NUMBER}[至到]\\d", _CLEAR),
    _rather_not(r"[月时]\d{1,2}[日号分]", _CLEAR),
    _rather_not(r"(?:\d{1,4}[年月日时])+", _SLIGHT),
    _rather_not(f"{_NUMERAL}+分之{_NUMERAL}+", _CLEAR),
    _rather_not(f"(?:{_NUMERAL}{{2,}}|[数几十百千][十百千万亿余多几])[个名家户处项条起件次人元岁天吨亩]?", _SLIGHT),
    _rather_not(r"[A-Za-z\d] \d|\d [A-Za-z]", _CLEAR),
    _rather_not(r"[·～].|(?<!—)—[^—]", _SLIGHT),
)
"""Source: GB/T 15834-2011 §5.1.4, §5.1.5; for the others 实务."""

_NO_START = pattern(f"[{re.escape(''.join(sorted(NO_START)))}]")
_NO_END = pattern(f"[{re.escape(''.join(sorted(NO_END)))}]")
_YEAR_AND_NUMBER = pattern(r"[〔\[［【]\d{4}[〕\]］】] ?第?\d+号")
"""The year and number of a document (文号), before which the sign of its office stands."""
_OFFICE = pattern(_HAN)
_LONGEST_OFFICE = 7
_SURE_OFFICE = 3
"""How many characters before the year are the office's sign for sure: 国办发."""
_USUAL_OFFICE = 4
"""How many characters are taken for the office's sign where nothing marks its beginning: 示安委办."""
_ADDRESS = pattern(f"(?=[!-~]*[A-Za-z])(?:[{WESTERN}]{{16,}}|[{WESTERN}]*(?:://|www\\.|@)[{WESTERN}]*)")
"""Addresses, and words of more than eight cells."""
_ADDRESS_EDGE = 3
"""How many characters of an address stay together at either end."""
_CIRCLED = pattern(r"[①-⑳㉑-㉟㊱-㊿]|\[\d+\]")
"""And signs of notes that no circle holds, which nothing breaks inside: they are Western."""
_NOTE_SIGN = 0.8
"""A circled figure narrower than this is the sign of a note, in cells; so is a bracket."""


def _raise(costs: list[float], start: int, end: int, cost: float) -> None:
    for index in range(start, end):
        costs[index] = max(cost, costs[index])


def _office(text: str, year: int) -> int:
    """Return where the sign of the office that issued a document (机关代字) begins, the year's bracket given."""
    start = year
    while start and year - start <= _LONGEST_OFFICE and _OFFICE.match(text[start - 1]):
        start -= 1
    return start if year - start <= _LONGEST_OFFICE else year - _USUAL_OFFICE


def _open_address(costs: list[float], text: str, match: re.Match[str]) -> None:
    """Let an address break after its own marks; after a hyphen rather not: it could be taken for ours."""
    for index in range(match.start() + _ADDRESS_EDGE - 1, match.end() - _ADDRESS_EDGE):
        if text[index] in "/?&=_.-" and text[index + 1].isalnum():
            costs[index] = _CLEAR if text[index] == "-" else _MARKED


def _place_circled(costs: list[float], text: str, index: int, *, is_sign: bool) -> None:
    """Keep the sign of a note with what stands before it, the figure of an enumeration with what follows."""
    begins = index == 0 or text[index - 1] in NO_START
    if begins and not is_sign:
        costs[index] = NEVER
    elif index:
        costs[index - 1] = NEVER
