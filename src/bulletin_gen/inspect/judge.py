"""The table of rules, and a document held against it. To add a rule: write its function, give it a row here.

Weighs, and measures nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import Severity
from bulletin_gen.inspect import area, grid, head, lettering, paper, parts, text, titles
from bulletin_gen.inspect.findings import Finding, Rule, Strength
from bulletin_gen.inspect.frame import print_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bulletin_gen.inspect.findings import Remark
    from bulletin_gen.inspect.frame import Print
    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.inspect.page import Document


def _rule(row: tuple[str, str, Strength, Severity], measure: Callable[[Print], Iterable[Remark]]) -> Rule:
    name, clause, strength, severity = row
    return Rule(name=name, clause=clause, strength=strength, severity=severity, measure=measure)


_DUE, _ADVISED, _PRACTICE = Strength
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_OURS = "bulletin "
"""How the name of the program begins whose prints promise a layout."""

RULES = (
    _rule(("P01", "GB/T 9704-2012 §5.1", _DUE, _ERROR), paper.paper),
    _rule(("P02", "GB/T 9704-2012 §5.2.1", _DUE, _ERROR), area.sides),
    _rule(("P03", "GB/T 9704-2012 §5.2.1", _DUE, _ERROR), area.heights),
    _rule(("P04", "GB/T 9704-2012 §5.2.3", _ADVISED, _WARNING), grid.pitch),
    _rule(("P05", "GB/T 9704-2012 §5.2.3", _ADVISED, _WARNING), grid.cells),
    _rule(("P06", "GB/T 9704-2012 §5.2.3", _ADVISED, _WARNING), grid.full),
    _rule(("P07", "GB/T 15834-2011 §5.1", _DUE, _ERROR), grid.ends),
    _rule(("P08", "GB/T 9704-2012 §5.2.2", _ADVISED, _ERROR), lettering.sizes),
    _rule(("P09", "通行做法", _PRACTICE, _ERROR), head.masthead),
    _rule(("P10", "GB/T 9704-2012 §7.2.7", _PRACTICE, _ERROR), head.red_rule),
    _rule(("P11", "GB/T 9704-2012 §7.3.1", _ADVISED, _WARNING), titles.titles),
    _rule(("P12", "GB/T 9704-2012 §7.3.3", _DUE, _ERROR), parts.first_page),
    _rule(("P13", "GB/T 9704-2012 §7.4.1", _ADVISED, _ERROR), parts.imprint),
    _rule(("P14", "GB/T 9704-2012 §7.5", _ADVISED, _ERROR), parts.numbers),
    _rule(("P15", "GB/T 9704-2012 §7.3.3", _DUE, _ERROR), grid.indents),
    _rule(("P16", "通行做法", _PRACTICE, _WARNING), paper.fonts),
    _rule(("P17", "原文", _DUE, _ERROR), text.layer),
)
"""Every rule, by number."""


def judge(document: Document, measures: Measures) -> tuple[Finding, ...]:
    """Return what departs from a layout, by page and from its top to its bottom; what has no place comes first."""
    if not document.pages:
        return ()
    printed = print_of(document, measures)
    found = [
        Finding(
            rule=rule.name,
            page=remark.page,
            message=remark.message,
            clause=f"版式“{measures.name}”" if rule.name in measures.own else rule.clause,
            strength=remark.strength or rule.strength,
            severity=_weight(rule, remark, document),
            place=remark.place,
        )
        for rule in RULES
        if rule.name in measures.rules
        for remark in rule.measure(printed)
    ]
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, float, str, str]:
    return (finding.page, finding.place.top if finding.place else -1, finding.rule, finding.message)


def _weight(rule: Rule, remark: Remark, document: Document) -> Severity:
    """Return how much a remark weighs: whoever never promised the layout is held to what is due alone."""
    strength = remark.strength or rule.strength
    if document.creator.startswith(_OURS) or strength is Strength.DUE:
        return Severity.WARNING if remark.doubtful and rule.severity is Severity.ERROR else rule.severity
    return Severity.INFO if strength is Strength.PRACTICE else Severity.WARNING
