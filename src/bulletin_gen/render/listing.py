"""An issue as a line of a list. Decides no order and no selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.model import Audience
from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.plan.addresses import download_name, issue_path, pdf_path
from bulletin_gen.render.pages import link_maker

if TYPE_CHECKING:
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.pages import Pages

_TITLES_SHOWN = 3


class IssueLine(Struct, frozen=True, kw_only=True):
    """An issue in a list."""

    href: str
    publication: str
    """刊名."""
    number: str
    """第17期."""
    total: str
    """总第203期, or empty."""
    special: str
    """Name and number of the special series, or empty."""
    date: str
    """2023年3月20日."""
    date_iso: str
    titles: tuple[str, ...]
    """The first few articles; empty in an issue of items alone."""
    more: int
    """How many articles are not in `titles`."""
    topic: str
    """In one line: the first article, else how the text begins."""
    columns: tuple[str, ...]
    summary: str
    corrected: bool
    withdrawn: bool
    internal: bool
    """The issue is in the internal edition only."""
    pdf: str
    """Link to the print, or empty."""
    download: str
    """Name to save the print under."""


def issue_line(pages: Pages, page: str, record: IssueRecord) -> IssueLine:
    """Return an issue as a list on the page at site path `page` shows it."""
    link = link_maker(pages, page)
    return IssueLine(
        href=link(issue_path(record.key)),
        publication=record.publication_title,
        number=record.number_text,
        total=f"总第{record.total_number}期" if record.total_number is not None else "",
        special=f"{record.special.name}　第{record.special.number}期" if record.special else "",
        date=chinese_date(record.date),
        date_iso=record.date.isoformat(),
        titles=record.titles[:_TITLES_SHOWN],
        more=max(0, len(record.titles) - _TITLES_SHOWN),
        topic=record.titles[0] if record.titles else record.summary,
        columns=record.columns,
        summary=record.summary,
        corrected=record.corrected is not None,
        withdrawn=record.withdrawn is not None,
        internal=record.audience is Audience.INTERNAL,
        pdf=link(pdf_path(record.key)) if pages.pdf else "",
        download=download_name(record.publication_title, record.key),
    )
