"""An issue as data (issue.json): English names and values, ISO dates. Holds nothing that its page does not show.

Keys stand in a fixed order and are all there; a value that an issue lacks is null, "" or [].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.model import Audience, Figure, Heading, ItemList, NoteMark, Notice, Paragraph, Run, Title
from bulletin_gen.plan.addresses import (
    HOME,
    canonical,
    data_path,
    download_name,
    file_path,
    issue_path,
    pdf_path,
    relative,
)
from bulletin_gen.plan.outputs import Output, is_local
from bulletin_gen.render.json_text import indented
from bulletin_gen.render.pages import schema_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bulletin_gen.model import Attachment, Block, Entry, Inline, Issue, IssueKey, ListItem, Section, Table
    from bulletin_gen.pictures.opening import Extent
    from bulletin_gen.plan.order import Surroundings
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.json_text import Json
    from bulletin_gen.render.pages import IssueFiles, Pages

SCHEMA = "issue-1"
"""Name and version of the form; a change that breaks readers counts the version up."""


def issue_data(pages: Pages, issue: Issue, around: Surroundings, files: IssueFiles) -> Output:
    """Return the issue.json of an issue."""
    place = _Place(issue.key, {path: picture.extent for path, picture in files.pictures})
    data: dict[str, Json] = {
        "schema": schema_name(pages, SCHEMA),
        "edition": pages.audience.value,
        **_identity(issue),
        "addresses": _addresses(pages, issue),
        **_head(issue, around),
        "attachments": [
            {"path": item.path, "name": item.name, "href": _href(issue.key, item.path), "size": size}
            for item, size in _sized(issue, files)
        ],
        "editor_note": _blocks(issue.editor_note, place),
        "sections": [_section(section, place) for section in issue.sections],
    }
    return Output(data_path(issue.key), indented(data) + b"\n")


class _Place(Struct, frozen=True):
    """Where blocks stand."""

    key: IssueKey
    sizes: Mapping[str, Extent]
    """Of the pictures, by path."""


def _identity(issue: Issue) -> dict[str, Json]:
    return {
        "id": str(issue.key),
        "publication": {
            "slug": issue.publication.slug,
            "title": issue.publication.title,
            "issuer": issue.publication.issuer,
        },
        "year": issue.key.year,
        "number": issue.key.number,
        "supplement": issue.key.supplement,
        "number_text": issue.number_text,
        "total_number": issue.total_number,
        "special": {"name": issue.special.name, "number": issue.special.number} if issue.special else None,
        "date": issue.date.isoformat(),
    }


def _addresses(pages: Pages, issue: Issue) -> dict[str, Json]:
    """Return links relative to the data, and the full address of the page where the edition has one.

    Nothing is said of the PDF that only its bytes can tell: these data are inside it.
    """
    here = issue_path(issue.key)
    public = pages.audience is Audience.PUBLIC
    return {
        "page": relative(here, here),
        "pdf": relative(here, pdf_path(issue.key)) if pages.pdf else None,
        "pdf_name": download_name(issue.publication.title, issue.key) if pages.pdf else None,
        "site": relative(here, HOME),
        "canonical": canonical(pages.site.base_url, here) if public else None,
    }


def _head(issue: Issue, around: Surroundings) -> dict[str, Json]:
    return {
        "distribution": [
            {"label": row.label, "text": row.text, "recipients": [list(group) for group in row.groups]}
            for row in issue.distribution
        ],
        "credits": [{"label": credit.label, "names": list(credit.names)} for credit in issue.credits],
        "credits_position": issue.publication.credits_position.value,
        "marking": {"level": issue.marking.level, "term": issue.marking.term} if issue.marking else None,
        "copy_number": issue.copy_number,
        "urgency": issue.urgency,
        "copies": issue.copies,
        "layout": issue.layout,
        "audience": issue.audience.value,
        "status": issue.status.value,
        "corrections": [{"date": item.made.isoformat(), "text": item.text} for item in issue.corrections],
        "withdrawal": _withdrawal(issue, around.replacement),
        "contents": issue.contents,
        "keywords": list(issue.keywords),
    }


def _withdrawal(issue: Issue, replacement: IssueRecord | None) -> Json:
    """Name the replacement only where this edition holds it: its number may be nobody's business here."""
    if issue.withdrawal is None:
        return None
    return {
        "date": issue.withdrawal.made.isoformat(),
        "reason": issue.withdrawal.reason,
        "replacement": str(replacement.key) if replacement else None,
    }


def _sized(issue: Issue, files: IssueFiles) -> list[tuple[Attachment, int | None]]:
    sizes = dict(files.attachments)
    return [(attachment, sizes.get(attachment.path)) for attachment in issue.attachments]


def _section(section: Section, place: _Place) -> Json:
    entries = [_entry(entry, place) for entry in section.entries]
    return {"name": section.name, **_internal(section), "entries": list(entries)}


def _entry(entry: Entry, place: _Place) -> dict[str, Json]:
    return {
        "kind": entry.kind.value,
        **_internal(entry),
        "title": _title(entry.title),
        "kicker": entry.kicker,
        "subtitle": entry.subtitle,
        "byline": entry.byline,
        "source_units": list(entry.source_units),
        "lead_date": entry.lead_date,
        "happened": entry.happened.isoformat() if entry.happened else None,
        "lead_unit": entry.lead_unit,
        "blocks": _blocks(entry.blocks, place),
        "notes": [{"number": note.number, "blocks": _blocks(note.blocks, place)} for note in entry.notes],
    }


def _title(title: Title | None) -> Json:
    return {"text": title.text, "segments": list(title.segments)} if title else None


def _internal(part: Section | Entry | Block) -> dict[str, Json]:
    """Mark what the public edition does not have; the key is absent elsewhere, and so in all of that edition."""
    return {"internal": True} if part.internal else {}


def _blocks(blocks: Iterable[Block], place: _Place) -> list[Json]:
    return [{**_block(block, place), **_internal(block)} for block in blocks]


def _block(block: Block, place: _Place) -> dict[str, Json]:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "text": _inlines(block.inlines, place)}
    if isinstance(block, Heading):
        return {"type": "heading", "level": block.level, "text": _inlines(block.inlines, place)}
    if isinstance(block, ItemList):
        return {"type": "list", "items": [_item(item, place) for item in block.items]}
    if isinstance(block, Figure):
        return _figure(block, place)
    if isinstance(block, Notice):
        blocks = _blocks(block.blocks, place)
        return {"type": "notice", "kind": block.kind.value, "title": block.title, "blocks": blocks}
    return _table(block, place)


def _figure(figure: Figure, place: _Place) -> dict[str, Json]:
    """Return a figure; its size is null where nothing was made of its picture."""
    size = place.sizes.get(figure.path)
    return {
        "type": "figure",
        "path": figure.path,
        "href": _href(place.key, figure.path),
        "width": size.width if size else None,
        "height": size.height if size else None,
        "caption": _inlines(figure.caption, place),
    }


def _item(item: ListItem, place: _Place) -> Json:
    return {"label": item.label, "blocks": _blocks(item.blocks, place)}


def _table(table: Table, place: _Place) -> dict[str, Json]:
    return {
        "type": "table",
        "caption": _inlines(table.caption, place),
        "alignments": [alignment.value for alignment in table.alignments],
        "head": [_inlines(cell, place) for cell in table.head],
        "rows": [[_inlines(cell, place) for cell in row] for row in table.rows],
    }


def _inlines(inlines: Iterable[Inline], place: _Place) -> list[Json]:
    return [{"note": inline.number} if isinstance(inline, NoteMark) else _run(inline, place) for inline in inlines]


def _run(run: Run, place: _Place) -> dict[str, Json]:
    data: dict[str, Json] = {"text": run.text}
    if run.emphasis:
        data["emphasis"] = True
    if run.run_in:
        data["run_in"] = run.run_in.name.lower()
    if run.href:
        data["href"] = _href(place.key, run.href) if is_local(run.href) else run.href
    return data


def _href(key: IssueKey, path: str) -> str:
    return relative(issue_path(key), file_path(key, path))
