"""Turn the source of one issue into an issue of the model. What other issues say is for `series` to check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from bulletin_gen.diagnostics import Checked, Diagnostic, Span, has_errors
from bulletin_gen.model import Issue, IssueKey, Numbering, Status, Withdrawal
from bulletin_gen.parse.head import split_text
from bulletin_gen.parse.yaml import read_yaml
from bulletin_gen.patterns import pattern
from bulletin_gen.validate import issue_fields as head
from bulletin_gen.validate.attachments import checked_attachments
from bulletin_gen.validate.body import Body, BodyContext, read_body
from bulletin_gen.validate.distribution import over
from bulletin_gen.validate.fields import Setting, Settings, Slot, read_fields, report_hidden
from bulletin_gen.validate.issue_rules import HeadRules, check_head, editor_note
from bulletin_gen.validate.publication_fields import PUBLICATION_TABLE
from bulletin_gen.validate.site_fields import SITE_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.load.sources import IssueSource
    from bulletin_gen.model import Attachment, Publication
    from bulletin_gen.parse.nodes import Scalar
    from bulletin_gen.parse.traced import Source
    from bulletin_gen.validate.publication import PublicationReading

_NAME = pattern(r"(?P<supplement>z?)0*(?P<number>[1-9][0-9]{0,8})", re.ASCII)
_YEAR = pattern(r"[0-9]{4}", re.ASCII)


class Claim(Struct, frozen=True):
    """A number that an issue takes in one series."""

    series: tuple[str | int, ...]
    """What the number is unique in; begins with the field's Chinese name."""
    number: int
    span: Span
    """Where it is set."""
    agrees: bool
    """Whether the file's name and folder say the same as the head."""


class Registration(Struct, frozen=True, kw_only=True):
    """An issue as the series knows it: small enough to be held for every issue of an archive."""

    path: str
    """Its source, POSIX path relative to the site."""
    year: str
    """Name of the year's folder; empty where the source lies in none."""
    name: str
    """What should be the issue's number: the name of its file or folder."""
    key: IssueKey | None
    """As the head says or, where that can't be read, as the file's place does."""
    claims: tuple[Claim, ...] = ()
    replacement: tuple[IssueKey, Scalar] | None = None
    """替代, not known to exist yet."""


class IssueReading(Struct, frozen=True):
    """What was read of one issue's source."""

    registration: Registration
    issue: Issue | None = None
    """None where it has errors."""


class _Head(Struct, frozen=True):
    settings: Settings = field(default_factory=lambda: Settings(()))
    faults: tuple[Diagnostic, ...] = ()


def read_issue(source: IssueSource, publication: PublicationReading) -> Checked[IssueReading]:
    """Read one issue with all faults that can be told without the others."""
    placed = _placed_key(source, publication.publication.slug)
    here = Registration(path=source.file.path, year=source.year, name=source.name, key=placed)
    if source.file.text is None:
        return Checked(IssueReading(here))
    split = split_text(source.file.path, source.file.text)
    read = _read_head(split.value.head, source) if split.value.head else _Head()
    settings = read.settings
    body = _read_body(split.value.body, source, publication.publication, settings)
    slot = Slot("", Span(source.file.path, 1, 1), [*split.diagnostics, *read.faults, *body.diagnostics])
    key = _key(settings, publication.publication.slug)
    draft = HeadRules(source, publication, settings, slot, key, placed)
    check_head(draft, body.value.editor_note)
    items = settings.get(head.ATTACHMENTS) or ()
    attachments = checked_attachments(items, source, slot.named(head.ATTACHMENTS.chinese, slot.key))
    issue = _issue(draft, body.value, attachments)
    withdrawal = settings.get(head.WITHDRAWAL)
    registration = replace(
        here,
        key=key or placed,
        claims=tuple(_claims(settings, publication.publication, placed)),
        replacement=withdrawal.replacement if withdrawal else None,
    )
    reading = IssueReading(registration, None if has_errors(slot.faults) else issue)
    return Checked(reading, tuple(slot.faults))


def _read_head(text: Source, source: IssueSource) -> _Head:
    mapping = read_yaml(text, head.ISSUE_TABLE.vocabulary())
    slot = Slot("", Span(text.path, max(text.first_line - 1, 1), 1), [*mapping.diagnostics])
    settings = read_fields(mapping.value, head.ISSUE_TABLE, slot, slot.key, (PUBLICATION_TABLE, SITE_TABLE))
    report_hidden(mapping.value, slot)
    faults = (fault for fault in slot.faults if fault.span.line not in source.file.mended_lines)
    return _Head(settings, tuple(faults))


def _read_body(text: Source | None, source: IssueSource, publication: Publication, settings: Settings) -> Checked[Body]:
    if text is None:
        return Checked(Body())
    return read_body(text, BodyContext(publication.columns, settings.get(head.DATE), source.files))


def _placed_key(source: IssueSource, slug: str) -> IssueKey | None:
    """Return the key that a file's place promises."""
    match = _NAME.fullmatch(source.name)
    if not match or not _YEAR.fullmatch(source.year):
        return None
    return IssueKey(slug, int(source.year), int(match["number"]), bool(match["supplement"]))


def _key(settings: Settings, slug: str) -> IssueKey | None:
    day = settings.get(head.DATE)
    number, supplement = settings.get(head.NUMBER), settings.get(head.SUPPLEMENT)
    if day is None or (number or supplement) is None:
        return None
    return IssueKey(slug, day.year, number or supplement or 0, number is None)


def _claims(settings: Settings, publication: Publication, placed: IssueKey | None) -> Iterator[Claim]:
    """Yield the numbers that an issue takes, those that could be read."""
    day, special = settings.get(head.DATE), settings.get(head.SPECIAL)
    year = day.year if day else placed.year if placed else 0
    number, supplement = settings.find(head.NUMBER), settings.find(head.SUPPLEMENT)
    agrees = placed is not None and placed.number == settings.get(head.NUMBER if number else head.SUPPLEMENT)
    period: tuple[int, ...] = () if publication.numbering is Numbering.CONTINUOUS else (year,)
    taken: tuple[tuple[str, tuple[int, ...], Setting | None], ...] = (
        ("期号", period, number),
        ("增刊", (year,), None if number else supplement),
        ("总期号", (), settings.find(head.TOTAL_NUMBER)),
    )
    for name, years, found in taken:
        if found and isinstance(found.value, int) and 0 not in years:
            yield Claim((name, publication.slug, *years), found.value, found.span, agrees)
    if special and 0 not in period:
        series: tuple[str | int, ...] = ("专刊", publication.slug, special.special.name, *period)
        yield Claim(series, special.special.number, special.number, agrees)


def _issue(draft: HeadRules, body: Body, attachments: tuple[Attachment, ...]) -> Issue | None:
    """Put an issue together; None where it has no number or no date."""
    settings, publication = draft.settings, draft.publication.publication
    day, note, special = settings.get(head.DATE), settings.get(head.EDITOR_NOTE), settings.get(head.SPECIAL)
    if day is None or draft.key is None:
        return None
    return Issue(
        publication=publication,
        key=draft.key,
        date=day,
        special=special.special if special else None,
        distribution=over(publication.distribution, settings.get(head.DISTRIBUTION)),
        credits=over(publication.credits, settings.get(head.CREDITS)),
        layout=settings.get(head.LAYOUT) or publication.layout,
        audience=settings.get(head.AUDIENCE) or publication.audience,
        status=settings.get(head.STATUS) or Status.SIGNED,
        editor_note=editor_note(note) if note else body.editor_note,
        attachments=attachments,
        sections=body.sections,
        source=Span(draft.source.file.path),
        field_spans=settings.spans(),
        total_number=settings.get(head.TOTAL_NUMBER),
        marking=settings.get(head.MARKING),
        copy_number=settings.get(head.COPY_NUMBER) or "",
        urgency=settings.get(head.URGENCY) or "",
        copies=settings.get(head.COPIES),
        corrections=settings.get(head.CORRECTIONS) or (),
        withdrawal=_withdrawal(settings),
        internal_fields=settings.get(head.INTERNAL_FIELDS) or (),
        contents=settings.get(head.CONTENTS) or False,
        keywords=settings.get(head.KEYWORDS) or (),
    )


def _withdrawal(settings: Settings) -> Withdrawal | None:
    found = settings.get(head.WITHDRAWAL)
    return Withdrawal(found.made, found.reason, found.replacement[0] if found.replacement else None) if found else None
