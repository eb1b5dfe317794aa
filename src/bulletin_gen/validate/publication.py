"""Turn a publication.yml into a publication of the model. Its issues are read elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Span, has_errors
from bulletin_gen.model import Audience, CreditsPosition, Numbering, Publication, Rhythm
from bulletin_gen.parse.traced import Source
from bulletin_gen.parse.yaml import read_yaml
from bulletin_gen.validate import publication_fields as form
from bulletin_gen.validate.fields import Settings, Slot, read_fields, report_hidden
from bulletin_gen.validate.issue_fields import ISSUE_TABLE
from bulletin_gen.validate.site_fields import SITE_TABLE

if TYPE_CHECKING:
    from bulletin_gen.load.sources import PublicationSource
    from bulletin_gen.validate.publication_fields import DeclaredGap


class PublicationReading(Struct, frozen=True):
    """What was read of a publication.yml, good enough to check the issues by."""

    publication: Publication
    good: bool
    """Whether it is free of errors; else what could not be read has its default."""
    settings: Settings
    gaps: tuple[DeclaredGap, ...] | None = None
    """缺期 with its places; None where it is not declared or can't be relied on."""

    @property
    def audience_known(self) -> bool:
        """Whether 公开范围 could be read, or is silent."""
        return self.good or not (self.settings.is_lost(form.AUDIENCE) or not self.settings.settings)


def read_publication(source: PublicationSource) -> Checked[PublicationReading]:
    """Read one publication's settings with all faults."""
    path = source.file.path
    top = Span(path, 1, 1)
    if source.file.text is None:
        return Checked(
            PublicationReading(_publication(source.slug, Settings(()), path), good=False, settings=Settings(()))
        )
    mapping = read_yaml(Source(path, source.file.text), form.PUBLICATION_TABLE.vocabulary())
    slot = Slot("", top, [*mapping.diagnostics])
    settings = read_fields(mapping.value, form.PUBLICATION_TABLE, slot, top, (ISSUE_TABLE, SITE_TABLE))
    report_hidden(mapping.value, slot)
    gaps = _reliable_gaps(settings, slot)
    faults = tuple(fault for fault in slot.faults if fault.span.line not in source.file.mended_lines)
    good = not has_errors(slot.faults)
    return Checked(PublicationReading(_publication(source.slug, settings, path), good, settings, gaps), faults)


def _publication(slug: str, settings: Settings, path: str) -> Publication:
    gaps = settings.get(form.GAPS)
    return Publication(
        slug=slug,
        title=settings.get(form.TITLE) or slug,
        issuer=settings.get(form.ISSUER) or slug,
        layout=settings.get(form.LAYOUT) or "简报",
        numbering=settings.get(form.NUMBERING) or Numbering.YEARLY,
        gaps=None if gaps is None else tuple(declared.gap for declared in gaps),
        specials=settings.get(form.SPECIALS) or (),
        columns=settings.get(form.COLUMNS) or (),
        distribution=settings.get(form.DISTRIBUTION) or (),
        credits=settings.get(form.CREDITS) or (),
        credits_position=settings.get(form.CREDITS_POSITION) or CreditsPosition.ABOVE,
        audience=settings.get(form.AUDIENCE) or Audience.PUBLIC,
        rhythm=settings.get(form.RHYTHM) or Rhythm.IRREGULAR,
        description=settings.get(form.DESCRIPTION) or "",
        source=Span(path),
        layout_source=layout.span if (layout := settings.find(form.LAYOUT)) else None,
    )


def _reliable_gaps(settings: Settings, slot: Slot) -> tuple[DeclaredGap, ...] | None:
    """Return the declared gaps, having checked that they fit the numbering (编号)."""
    gaps = settings.get(form.GAPS)
    if gaps is None or settings.is_lost(form.NUMBERING):
        return None
    continuous = settings.get(form.NUMBERING) is Numbering.CONTINUOUS
    wrong = [declared for declared in gaps if (declared.gap.year is None) is not continuous]
    for declared in wrong:
        first, last = declared.gap.first, declared.gap.last
        numbers = f"{first}-{last}" if first < last else str(first)
        if continuous:
            message, hint = "连续编号的刊物，缺期不写年份", f"写成 [{numbers}]"
        else:
            message, hint = "按年编号的刊物，缺期要写年份", f"写成 [2022: {numbers}]；连续编号的，写 编号: 连续"
        slot.fault(declared.span, Code.BAD_GAP, message, hint)
    return None if wrong else gaps
