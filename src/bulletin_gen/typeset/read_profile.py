"""Turn the files of a layout profile into a `Profile`, every fault with its place. Prints nothing, knows no issue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic, Span
from bulletin_gen.fonts.find import Role
from bulletin_gen.typeset.check_profile import impossible
from bulletin_gen.typeset.measures import Measure, measures_of
from bulletin_gen.typeset.profile import (
    Body,
    FaceChoice,
    Folio,
    Head,
    Imprint,
    Levels,
    Matter,
    Page,
    PageStyle,
    Paper,
    Profile,
    Titles,
    Type,
)
from bulletin_gen.typeset.profile_files import Sections, Sheet, Written, merged, read_sheet

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS: dict[str, type] = {
    "页面": Page,
    "正文": Body,
    "层次": Levels,
    "报头": Head,
    "标题": Titles,
    "图表": Matter,
    "版记": Imprint,
    "页码": Folio,
    "报纸": Paper,
}
"""The sections of a profile and what each becomes."""

DEFAULT = "简报"
"""The shipped profile that stands in for what a broken one leaves out."""

_NOBODY = Span("")


def load_profile(name: str, folders: tuple[Path, ...], asked: Span = _NOBODY) -> Checked[Profile]:
    """Return the profile of a name, looked for as layouts/<name>.yml in the template folders, the site's own first.

    `asked` is the place that names it (版式 of a publication or issue). Where the profile has faults, the value is
    usable still: what is broken is taken from the shipped 简报.
    """
    known = Sections(tuple((section, tuple(m.name for m in measures_of(of))) for section, of in SECTIONS.items()))
    found = read_sheet(name, folders, known, asked)
    shipped = folders[-1:]
    base = (found if (name, folders) == (DEFAULT, shipped) else read_sheet(DEFAULT, shipped, known, asked)).value
    if base is None:
        raise FileNotFoundError(f"layouts/{DEFAULT}.yml")
    # What a faulty file leaves out is not missed as well.
    sheet = merged(base, found.value or base) if found.diagnostics else found.value or base
    reading = _Reading(sheet, base, [*found.diagnostics])
    profile = _profile(name, reading)
    faults = reading.faults or impossible(profile, reading.span_of)
    return Checked(profile, tuple(faults))


class _Reading(Struct, frozen=True):
    """A profile on its way from text to values."""

    sheet: Sheet
    base: Sheet
    faults: list[Diagnostic]

    def span_of(self, name: str) -> Span:
        """Return where a measure's value stands; the profile's own file where a parent gives it."""
        written = self.sheet.measure(name)
        return written.span if written and written.span.path == self.sheet.span.path else self.sheet.span


def _profile(name: str, reading: _Reading) -> Profile:
    written = reading.sheet.roles or reading.base.roles
    roles = tuple(Role(role.name, role.faces, role.behind, role.western) for role in written)
    names = frozenset(role.name for role in roles)
    page = _section(Page, reading, names)
    return Profile(
        name=name,
        page=page,
        body=_section(Body, reading, names),
        levels=_section(Levels, reading, names),
        head=_section(Head, reading, names),
        titles=_section(Titles, reading, names),
        matter=_section(Matter, reading, names),
        imprint=_section(Imprint, reading, names),
        folio=_section(Folio, reading, names),
        paper=_section(Paper, reading, names) if page.style is PageStyle.NEWSPAPER else None,
        roles=roles,
    )


def _section(of: type, reading: _Reading, roles: frozenset[str]) -> Any:  # noqa: ANN401 - one of SECTIONS, by its fields
    values = {}
    for measure in measures_of(of):
        written = reading.sheet.measure(measure.name)
        value = measure.kind.read(written.text) if written else None
        if written is None:
            reading.faults.append(_missing(reading.sheet.span, measure.name))
        elif value is None:
            reading.faults.append(_unreadable(written, measure.kind.form))
        elif isinstance(value, Type | FaceChoice) and value.role not in roles:
            reading.faults.append(_unknown_role(written, value.role, roles))
            value = None
        values[measure.field] = _spare(measure, reading.base) if value is None else value
    return of(**values)


def _spare(measure: Measure, base: Sheet) -> object:
    """Return the shipped value of a measure that can't be read, so that the other faults are found in the same run."""
    written = base.measure(measure.name)
    return measure.kind.read(written.text) if written else measure.kind.read("1 字")


def _missing(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        span, Code.MISSING_MEASURE, f"版式里缺少“{name}”", f"补上“{name}”，或在开头写“继承: 简报”，没有写的就照简报"
    )


def _unreadable(written: Written, form: str) -> Diagnostic:
    return Diagnostic(written.span, Code.MEASURE_VALUE, f"“{written.name}”的值“{written.text}”读不懂", form)


def _unknown_role(written: Written, role: str, roles: frozenset[str]) -> Diagnostic:
    return Diagnostic(
        written.span,
        Code.UNKNOWN_ROLE,
        f"“{written.name}”用了“{role}”，“字体”里没有这一种",
        f"写 {'、'.join(sorted(roles))} 之一，或在“字体”里加上它",
    )
