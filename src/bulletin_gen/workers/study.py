"""Read one issue and note what the site needs of it; the issue itself waits in a store until it is pressed.

So the site can be planned without a single issue in memory. A study depends on the reader and the place alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.store import Store, fetch, keep, key_of
from bulletin_gen.diagnostics import BulletinError
from bulletin_gen.edition import belongs, cut
from bulletin_gen.load import read_issue_source
from bulletin_gen.plan.links import site_links
from bulletin_gen.plan.outputs import local_files
from bulletin_gen.plan.records import record_of
from bulletin_gen.validate.issue import read_issue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bulletin_gen.diagnostics import Checked, Diagnostic, Span
    from bulletin_gen.load import IssuePlace, IssueSource
    from bulletin_gen.model import Audience, Issue, Status
    from bulletin_gen.plan.links import SiteLink
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.validate.issue import Registration
    from bulletin_gen.validate.publication import PublicationReading

_SIZE = 4


class Shelf(Struct, frozen=True):
    """A publication as its issues are read with it."""

    reading: PublicationReading
    digest: str
    """Of its settings as typed."""


class Reader(Struct, frozen=True, kw_only=True):
    """What the issues of an edition are read with."""

    site: Path
    """The site's folder."""
    audience: Audience
    drafts: bool
    """Whether drafts and submitted issues belong to the edition."""
    shelves: Mapping[str, Shelf]
    """By slug."""
    store: Store
    salt: str
    """What else a study depends on: program, libraries, the site's address."""
    base_url: str
    """The site's address."""


class Outline(Struct, frozen=True, kw_only=True):
    """An issue without faults, as far as all issues have to be known."""

    audience: Audience
    status: Status
    layout: str
    layout_named: Span
    """Where its layout is named: in its own head, in its publication's settings or nowhere."""
    held: Held | None
    """None where the edition does not hold the issue: then nothing more of it is kept."""


class Held(Struct, frozen=True, kw_only=True):
    """What an edition says of an issue that it holds, which is cut to it."""

    record: IssueRecord
    digest: str
    """Of the record: what other pages say of the issue changes with it."""
    files: tuple[str, ...]
    """Pictures, attachments and linked files, by their paths beside the source."""
    links: tuple[SiteLink, ...]
    """Where it leads to within the site."""


class Study(Struct, frozen=True, kw_only=True):
    """What was found in an issue's source."""

    key: str
    """Of its entry in the store."""
    registration: Registration
    faults: tuple[Diagnostic, ...]
    outline: Outline | None
    """None where the issue has errors."""


def study(reader: Reader, place: IssuePlace) -> Study:
    """Read an issue, unless the store has the study of the same source already."""
    source = read_issue_source(reader.site, place)
    key = _key(reader, place, source)
    entry = fetch(reader.store, key)
    if entry is not None:
        try:
            known: Study = unpack(entry[_SIZE:])
        except ValueError:
            pass  # of another program: read anew
        else:
            return known
    return _studied(reader, source, key)[0]


def issue_of(reader: Reader, place: IssuePlace, key: str) -> Issue:
    """Return the issue of a study, cut to the edition, from the store or read once more."""
    entry = fetch(reader.store, key)
    if entry is not None:
        try:
            issue: Issue = unpack(entry[_SIZE + int.from_bytes(entry[:_SIZE]) :])
        except ValueError:
            pass  # of another program: read anew
        else:
            return issue
    issue_read = _studied(reader, source_of(reader, place, key), key)[1]
    assert issue_read is not None  # noqa: S101 - nobody asks for an issue that the edition does not hold
    return issue_read


def source_of(reader: Reader, place: IssuePlace, key: str) -> Checked[IssueSource]:
    """Return the source of a study; raise `BulletinError` where it has changed since: nothing mixed goes out."""
    source = read_issue_source(reader.site, place)
    if _key(reader, place, source) != key:
        raise BulletinError(f"{place.path} 在生成期间改动了", "请再运行一次；已经排好的不会重排。")
    return source


def _studied(reader: Reader, source: Checked[IssueSource], key: str) -> tuple[Study, Issue | None]:
    read = read_issue(source.value, _shelf(reader, source.value.file.path).reading)
    whole = read.value.issue
    own = whole is not None and belongs(whole, reader.audience, drafts=reader.drafts)
    issue = cut(whole, reader.audience) if whole and own else None
    found = Study(
        key=key,
        registration=read.value.registration,
        faults=(*source.diagnostics, *read.diagnostics),
        outline=_outline(whole, issue, reader.base_url) if whole else None,
    )
    packed = pack(found)
    keep(reader.store, key, len(packed).to_bytes(_SIZE) + packed + pack(issue))
    return found, issue


def _outline(whole: Issue, issue: Issue | None, base_url: str) -> Outline:
    inherited = whole.publication.layout_source or whole.publication.source
    return Outline(
        audience=whole.audience,
        status=whole.status,
        layout=whole.layout,
        layout_named=dict(whole.field_spans).get("layout", inherited),
        held=_held(issue, base_url) if issue else None,
    )


def _held(issue: Issue, base_url: str) -> Held:
    record = record_of(issue)
    links = site_links(issue, base_url)
    return Held(record=record, digest=key_of(repr(record)), files=local_files(issue), links=links)


def _shelf(reader: Reader, path: str) -> Shelf:
    return reader.shelves[path.split("/")[1]]


def _key(reader: Reader, place: IssuePlace, source: Checked[IssueSource]) -> str:
    beside = "\n".join((*sorted(place.files), "", *sorted(place.outside)))
    shelf = _shelf(reader, place.path).digest
    typed = source.value.file.text or ""
    faults = repr(source.diagnostics) if source.diagnostics else ""
    return key_of("study", reader.salt, reader.audience, str(reader.drafts), place.path, beside, shelf, typed, faults)
