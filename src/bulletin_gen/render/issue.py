"""The page of an issue: everything in it, ready for the template. Its data (issue.json) is made in `data`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from bulletin_gen.model import Audience, CreditsPosition
from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.notation.names import spaced
from bulletin_gen.plan.addresses import (
    HOME,
    VERIFY,
    correction_anchors,
    data_path,
    download_name,
    file_path,
    issue_path,
    pdf_path,
    publication_path,
    relative,
    year_path,
)
from bulletin_gen.plan.records import record_of
from bulletin_gen.render.contents import contents_of
from bulletin_gen.render.fragment import FRAGMENT, issue_fragment
from bulletin_gen.render.listing import issue_line
from bulletin_gen.render.meta import citation_tags, image_of, linked_data, open_graph
from bulletin_gen.render.official import article_tags, column_tags
from bulletin_gen.render.pages import Frame, page_output
from bulletin_gen.render.prose import Place, block_views
from bulletin_gen.render.references import citation, topic_rows
from bulletin_gen.render.sections import section_views
from bulletin_gen.render.words import file_kind, file_size, masthead_fit
from bulletin_gen.templating.faults import render

if TYPE_CHECKING:
    from bulletin_gen.model import Credit, Issue, Recipients, Withdrawal
    from bulletin_gen.plan.order import Surroundings
    from bulletin_gen.plan.outputs import Output
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.contents import ContentsItem
    from bulletin_gen.render.listing import IssueLine
    from bulletin_gen.render.pages import IssueFiles, Pages
    from bulletin_gen.render.prose import BlockView
    from bulletin_gen.render.references import TopicRow
    from bulletin_gen.render.sections import SectionView

PAGE = "issue.html"
SECTIONS = "sections.html"
ISSUE_TEMPLATES = (PAGE, SECTIONS, FRAGMENT)
"""Those that an issue's pages are made of."""
INTERNAL_LINE = "内部资料　注意保存"


class Day(Struct, frozen=True):
    """A date as text and as data."""

    text: str
    iso: str


class NameView(Struct, frozen=True):
    """A person's name, unspaced; two characters are spaced to three by the style sheet."""

    text: str
    short: bool
    """To be spaced."""


class CreditView(Struct, frozen=True):
    """A label of the credits and its people."""

    label: str
    names: tuple[NameView, ...]


class DownloadView(Struct, frozen=True, kw_only=True):
    """A file that the page offers."""

    name: str
    """As the page lists it."""
    href: str
    download: str
    """Name to save it under."""
    kind: str
    """PDF 文档, Excel 表格 …"""
    size: str
    """312 KB; empty where it is not known."""


class CorrectionView(Struct, frozen=True):
    """A correction."""

    id: str
    made: Day
    text: str


class WithdrawalView(Struct, frozen=True):
    """That and why the issue was withdrawn."""

    made: Day
    reason: str
    replacement: IssueLine | None


class IssueView(Struct, frozen=True, kw_only=True):
    """An issue as its template takes it (`issue`)."""

    publication: str
    """刊名."""
    fit: int
    """For how many characters the masthead is sized."""
    publication_href: str
    href: str
    """Link to the page itself."""
    year: str
    """2023年: that of the address."""
    number: str
    total: str
    """总第203期, or empty."""
    special: str
    """Name and number of the special series, or empty."""
    issuer: str
    date: Day
    marks: tuple[str, ...]
    """份号, 密级, 紧急程度 and the internal line, in the order of GB/T 9704-2012 §7.2.1 to §7.2.3."""
    corrections: tuple[CorrectionView, ...]
    withdrawal: WithdrawalView | None
    editor_note: tuple[BlockView, ...]
    contents: tuple[ContentsItem, ...]
    sections: tuple[SectionView, ...]
    attachments: tuple[DownloadView, ...]
    keywords: tuple[str, ...]
    topics: tuple[TopicRow, ...]
    """Its columns, units and keywords, those kinds that it has."""
    citation: str
    """How it is cited, in one line."""
    credits: tuple[CreditView, ...]
    credits_above: bool
    """The credits stand above the distribution."""
    distribution: tuple[Recipients, ...]
    copies: str
    """共印120份, or empty."""
    pdf: DownloadView | None
    checksum: str
    """SHA-256 of the print; empty where there is none."""
    verify: str
    """Link to the page that tells whether a PDF is the print of an issue."""
    data: str
    """Link to issue.json."""
    previous: IssueLine | None
    next: IssueLine | None


class _Subject(Struct, frozen=True):
    """An issue with all that its page says of it."""

    issue: Issue
    record: IssueRecord
    around: Surroundings
    files: IssueFiles


def issue_pages(pages: Pages, issue: Issue, around: Surroundings, files: IssueFiles) -> tuple[Output, Output]:
    """Return the page of an issue that is already cut to the edition, and its fragment for portals."""
    subject = _Subject(issue, record_of(issue), around, files)
    view = _view(pages, subject)
    sections = Markup(render(pages.environment, SECTIONS, {"site": pages.site, "issue": view}))  # noqa: S704 - markup of a template
    frame = _frame(pages, subject)
    linked = linked_data(pages, issue, frame.title, files)
    page = page_output(pages, PAGE, frame, issue=view, sections=sections, linked_data=linked)
    return page, issue_fragment(pages, issue, view, sections)


def _view(pages: Pages, subject: _Subject) -> IssueView:
    issue, around, files = subject.issue, subject.around, subject.files
    here = issue_path(issue.key)
    pictures = dict(files.pictures)
    sections = section_views(issue, pictures, pages.site.base_url)
    return IssueView(
        publication=issue.publication.title,
        fit=masthead_fit(issue.publication.title),
        publication_href=relative(here, publication_path(issue.key.publication)),
        href=relative(here, here),
        year=f"{issue.key.year}年",
        number=issue.number_text,
        total=f"总第{issue.total_number}期" if issue.total_number is not None else "",
        special=f"{issue.special.name}　第{issue.special.number}期" if issue.special else "",
        issuer=issue.publication.issuer,
        date=Day(chinese_date(issue.date), issue.date.isoformat()),
        marks=_marks(issue),
        corrections=_corrections(issue),
        withdrawal=_withdrawal(issue.withdrawal, _line(pages, here, around.replacement)),
        editor_note=block_views(
            issue.editor_note,
            Place(key=issue.key, id="a0", rank=1, pictures=pictures, base_url=pages.site.base_url),
        ),
        contents=contents_of(sections),
        sections=sections,
        attachments=_attachments(issue, files),
        keywords=issue.keywords,
        topics=topic_rows(subject.record),
        citation=citation(issue),
        credits=tuple(map(_credit, issue.credits)),
        credits_above=issue.publication.credits_position is CreditsPosition.ABOVE,
        distribution=issue.distribution,
        copies=f"共印{issue.copies}份" if issue.copies is not None else "",
        pdf=_pdf(issue, files),
        checksum=files.pdf_digest,
        verify=relative(here, VERIFY),
        data=relative(here, data_path(issue.key)),
        previous=_line(pages, here, around.previous),
        next=_line(pages, here, around.next),
    )


def _frame(pages: Pages, subject: _Subject) -> Frame:
    issue, record, files = subject.issue, subject.record, subject.files
    key, title = issue.key, issue.publication.title
    name = f"{title}{key.year}年{issue.number_text}"
    topic = "；".join(record.titles) or record.summary
    image = image_of(pages, issue, files)
    return Frame(
        path=issue_path(key),
        kind="issue",
        title=name,
        description=f"{name}（{chinese_date(issue.date)}）" + (f"：{topic}" if topic else ""),
        crumbs=(
            ("首页", HOME),
            (title, publication_path(key.publication)),
            (f"{key.year}年", year_path(key.publication, key.year)),
        ),
        meta=(
            *column_tags(issue.publication),
            *article_tags(pages, issue, name),
            ("Image", image.address if image else ""),
            *citation_tags(pages, issue, name),
        ),
        properties=open_graph(issue, image),
        feeds=((title, publication_path(key.publication)),),
    )


def _marks(issue: Issue) -> tuple[str, ...]:
    marking = issue.marking.text if issue.marking else ""
    internal = INTERNAL_LINE if issue.audience is Audience.INTERNAL else ""
    return tuple(mark for mark in (issue.copy_number, marking, issue.urgency, internal) if mark)


def _corrections(issue: Issue) -> tuple[CorrectionView, ...]:
    ids = correction_anchors(item.made for item in issue.corrections)
    return tuple(
        CorrectionView(name, Day(chinese_date(item.made), item.made.isoformat()), item.text)
        for name, item in zip(ids, issue.corrections, strict=True)
    )


def _withdrawal(withdrawal: Withdrawal | None, replacement: IssueLine | None) -> WithdrawalView | None:
    if withdrawal is None:
        return None
    made = Day(chinese_date(withdrawal.made), withdrawal.made.isoformat())
    return WithdrawalView(made, withdrawal.reason, replacement)


def _attachments(issue: Issue, files: IssueFiles) -> tuple[DownloadView, ...]:
    sizes = dict(files.attachments)
    return tuple(
        DownloadView(
            name=attachment.name,
            href=relative(issue_path(issue.key), file_path(issue.key, attachment.path)),
            download=attachment.path.rpartition("/")[2],
            kind=file_kind(attachment.path),
            size=file_size(sizes[attachment.path]) if attachment.path in sizes else "",
        )
        for attachment in issue.attachments
    )


def _credit(credit: Credit) -> CreditView:
    return CreditView(credit.label, tuple(NameView(name, spaced(name) != name) for name in credit.names))


def _pdf(issue: Issue, files: IssueFiles) -> DownloadView | None:
    if files.pdf is None:
        return None
    return DownloadView(
        name="下载 PDF",
        href=relative(issue_path(issue.key), pdf_path(issue.key)),
        download=download_name(issue.publication.title, issue.key),
        kind=file_kind("pdf.pdf"),
        size=file_size(files.pdf),
    )


def _line(pages: Pages, here: str, record: IssueRecord | None) -> IssueLine | None:
    return issue_line(pages, here, record) if record else None
