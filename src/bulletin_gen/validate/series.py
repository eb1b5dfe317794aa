"""Check the numbers of a publication's issues against each other: none twice, none missing, none misnamed."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Severity, Span
from bulletin_gen.model import Numbering
from bulletin_gen.validate.publication_fields import GAPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_gen.model import IssueKey
    from bulletin_gen.validate.issue import Claim, Registration
    from bulletin_gen.validate.publication import PublicationReading

_SHOWN = 12


def check_series(publication: PublicationReading, registrations: Sequence[Registration]) -> tuple[Diagnostic, ...]:
    """Return the faults in the numbers of one publication's issues, given in natural order of their paths."""
    twice = list(_same_place(registrations))
    doubled = {fault.span.path for fault in twice}
    single = [registration for registration in registrations if registration.path not in doubled]
    return (*twice, *_numbers_twice(single), *_gap_faults(publication, single))


def misdirected(registrations: Sequence[Registration], elsewhere: Iterable[IssueKey]) -> Iterator[Diagnostic]:
    """Yield a fault for each withdrawn issue that names no other issue of the site instead of itself (替代)."""
    keys = {*elsewhere, *(registration.key for registration in registrations if registration.key)}
    for registration in registrations:
        if registration.replacement is None:
            continue
        key, typed = registration.replacement
        if key == registration.key:
            message, hint = "替代写的是这一期自己", "写另一期，没有替代的删去这一行"
        elif key not in keys:
            message, hint = f"替代写的“{typed.text}”不存在", f"核对刊物文件夹、年份和期号{_nearest(key, keys)}"
        else:
            continue
        yield Diagnostic(typed.span, Code.UNKNOWN_ISSUE, message, hint)


def _nearest(key: IssueKey, keys: set[IssueKey]) -> str:
    same = sorted(str(other) for other in keys if other.publication == key.publication and other.year == key.year)
    return f"；{key.year}年有 {'、'.join(same[:_SHOWN])}" if same else ""


def _same_place(registrations: Iterable[Registration]) -> Iterator[Diagnostic]:
    """Yield a fault for each issue that is there as a file and as a folder: 7.md and 7/issue.md."""
    seen: dict[tuple[str, str], str] = {}
    for registration in registrations:
        path = registration.path
        first = seen.setdefault((registration.year, registration.name), path)
        if first != path and registration.year:
            message = f"这一期还有另一个文件 {first}"
            related = (Span(first, 1, 1),)
            hint = "只留一个，删去另一个"
            yield Diagnostic(Span(path, 1, 1), Code.ISSUE_TWICE, message, hint, Severity.ERROR, related)


def _numbers_twice(registrations: Iterable[Registration]) -> Iterator[Diagnostic]:
    """Yield a fault for each number after the first; a file that is named after its number counts as the first."""
    claims: dict[tuple[tuple[str | int, ...], int], list[Claim]] = defaultdict(list)
    for registration in registrations:
        for claim in registration.claims:
            claims[claim.series, claim.number].append(claim)
    for (series, number), same in claims.items():
        first, *others = sorted(same, key=lambda claim: not claim.agrees)
        for claim in others:
            message = f"{_series_name(series)}第{number}期已经有了：{first.span.path} 第{first.span.line}行"
            hint = "核对是哪一期写错了，改成没有用过的期号"
            yield Diagnostic(claim.span, Code.NUMBER_TWICE, message, hint, Severity.ERROR, (first.span,))


def _series_name(series: tuple[str | int, ...]) -> str:
    field, _, *rest = series
    if field == "专刊":
        return f"专刊“{rest[0]}”"
    year = f"{rest[0]}年" if rest else ""
    return year + {"增刊": "增刊", "总期号": "总期号"}.get(str(field), "")


def _gap_faults(publication: PublicationReading, registrations: Iterable[Registration]) -> Iterator[Diagnostic]:
    """Yield what 缺期 leaves out and what it names wrongly; nothing where it is not declared."""
    place = publication.settings.find(GAPS)
    if publication.gaps is None or place is None:
        return
    held = _held_numbers(publication, registrations)
    missing = []
    for year, numbers in sorted(held.items(), key=lambda item: item[0] or 0):
        ranges = sorted((one.gap.first, one.gap.last) for one in publication.gaps if one.gap.year == year)
        missing += [_range_text(year, *stretch) for stretch in _undeclared(sorted(numbers), ranges)]
    if missing:
        shown = "、".join(missing[:_SHOWN]) + (f" 等{len(missing)}处" if len(missing) > _SHOWN else "")
        hint = "补上缺的文件；确实没有的，写进缺期，例如 缺期: [2022: 50-51]"
        yield Diagnostic(place.span, Code.UNDECLARED_GAP, f"缺期没有列全，没有找到{shown}", hint)
    for declared in publication.gaps:
        numbers_held = sorted(held.get(declared.gap.year, {}))
        at = bisect_left(numbers_held, declared.gap.first)
        if at < len(numbers_held) and numbers_held[at] <= declared.gap.last:
            number = numbers_held[at]
            found = held[declared.gap.year][number]
            message = f"缺期里的{_range_text(declared.gap.year, number, number)}有文件：{found.path}"
            hint = "从缺期里删去这一期，或核对那个文件的期号"
            yield Diagnostic(declared.span, Code.GAP_EXISTS, message, hint, Severity.ERROR, (found,))


def _held_numbers(
    publication: PublicationReading, registrations: Iterable[Registration]
) -> dict[int | None, dict[int, Span]]:
    """Return the numbers that exist, by year; an unreadable file counts for what its name says."""
    continuous = publication.publication.numbering is Numbering.CONTINUOUS
    held: dict[int | None, dict[int, Span]] = defaultdict(dict)
    for registration in registrations:
        claim = next((claim for claim in registration.claims if claim.series[0] == "期号"), None)
        if claim:
            year = None if continuous else int(claim.series[2])
            held[year].setdefault(claim.number, claim.span)
        elif registration.key and not registration.key.supplement:
            year = None if continuous else registration.key.year
            held[year].setdefault(registration.key.number, Span(registration.path, 1, 1))
    return held


def _undeclared(numbers: list[int], ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches between numbers that no range covers."""
    reach, end = numbers[0], numbers[-1]
    for first, last in sorted([*ranges, *((number, number) for number in numbers)]):
        if first > end:
            return
        if first > reach + 1:
            yield reach + 1, first - 1
        reach = max(reach, last)


def _range_text(year: int | None, first: int, last: int) -> str:
    numbers = f"第{first}期" if first == last else f"第{first}—{last}期"
    return numbers if year is None else f"{year}年{numbers}"
