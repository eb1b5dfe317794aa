"""供稿单位 as typed: in brackets at the end of a text, several parted by 、 or a blank. Knows no unit by name."""

from __future__ import annotations

from bulletin_gen.patterns import pattern

_LONGEST = 40
_PARTED = pattern(r"、|(?<=[^\x00-\u2e7f])\s+(?=[^\x00-\u2e7f])")
"""Between units; a blank beside a Western word belongs to the name."""
_UNIT = pattern(r"[^。，；：！？]+")


def last_brackets(text: str) -> int:
    """Return where the full-width brackets begin that a text ends with; -1 where it ends otherwise."""
    depth = 0
    for place in range(len(text) - 1, -1, -1) if text.endswith("）") else ():
        depth += {"）": 1, "（": -1}.get(text[place], 0)
        if not depth:
            return place
    return -1


def units_of(text: str) -> tuple[str, ...]:
    """Return the units that a text lists, their names as typed; none where it is no list of names.

    、 and blanks inside brackets belong to a name: 示例市安委会（办公室、值班室） is one unit.
    """
    units = tuple(filter(None, map(str.strip, _parts(text))))
    return units if all(len(unit) <= _LONGEST and _UNIT.fullmatch(unit) for unit in units) else ()


def _parts(text: str) -> list[str]:
    """Return what stands between the separators outside of brackets."""
    parts, start = [], 0
    for found in _PARTED.finditer(text):
        if _is_closed(text[start : found.start()]):
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


def _is_closed(text: str) -> bool:
    return text.count("（") <= text.count("）") and text.count("(") <= text.count(")")
