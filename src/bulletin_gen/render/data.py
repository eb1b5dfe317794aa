"""An issue as data (issue.json): English names and values, ISO dates. Holds nothing that its page does not show.

Keys stand in a fixed order and are all there; a value that an issue lacks is null, "" or [].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from bulletin_gen.render.indented import indented

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.model import Attachment, Block, Entry, Inline, Issue, IssueKey, ListItem, Section, Table
    from bulletin_gen.plan.order import Surroundings
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.indented import Json
    from bulletin_gen.render.pages import IssueFiles, Pages

SCHEMA = "issue-1"
"""Name and version of the form; a change that breaks readers counts the version up."""


def issue_data(pages: Pages, issue: Issue, around: Surroundings, files: IssueFiles) -> Output:
    """Return the issue.json of an issue."""
    data: dict[str, Json] = {
        "schema": SCHEMA,
        "edition": pages.audience.value,
        **_identity(issue),
        "addresses": _addresses(pages, issue),
        **_head(issue, around),
        "attachments": [
            {"path": item.path, "name": item.name, "href": _href(issue.key, item.path), "size": size}
            for item, size in _sized(issue, files)
        ],
        "editor_note": _blocks(issue.editor_note, issue.key),
        "sections": [_section(section, issue.key) for section in issue.sections],
    }
    return Output(data_path(issue.key), f"{indented(data)}\n".encode())


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


def _section(section: Section, key: IssueKey) -> Json:
    entries = [_entry(entry, key) for entry in section.entries]
    return {"name": section.name, **_internal(section), "entries": list(entries)}


def _entry(entry: Entry, key: IssueKey) -> dict[str, Json]:
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
        "blocks": _blocks(entry.blocks, key),
        "notes": [{"number": note.number, "blocks": _blocks(note.blocks, key)} for note in entry.notes],
    }


def _title(title: Title | None) -> Json:
    return {"text": title.text, "segments": list(title.segments)} if title else None


def _internal(part: Section | Entry | Block) -> dict[str, Json]:
    """Mark what the public edition does not have; the key is absent elsewhere, and so in all of that edition."""
    return {"internal": True} if part.internal else {}


def _blocks(blocks: Iterable[Block], key: IssueKey) -> list[Json]:
    return [{**_block(block, key), **_internal(block)} for block in blocks]


def _block(block: Block, key: IssueKey) -> dict[str, Json]:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "text": _inlines(block.inlines, key)}
    if isinstance(block, Heading):
        return {"type": "heading", "level": block.level, "text": _inlines(block.inlines, key)}
    if isinstance(block, ItemList):
        return {"type": "list", "items": [_item(item, key) for item in block.items]}
    if isinstance(block, Figure):
        caption = _inlines(block.caption, key)
        return {"type": "figure", "path": block.path, "href": _href(key, block.path), "caption": caption}
    if isinstance(block, Notice):
        blocks = _blocks(block.blocks, key)
        return {"type": "notice", "kind": block.kind.value, "title": block.title, "blocks": blocks}
    return _table(block, key)


def _item(item: ListItem, key: IssueKey) -> Json:
    return {"label": item.label, "blocks": _blocks(item.blocks, key)}


def _table(table: Table, key: IssueKey) -> dict[str, Json]:
    return {
        "type": "table",
        "caption": _inlines(table.caption, key),
        "alignments": [alignment.value for alignment in table.alignments],
        "head": [_inlines(cell, key) for cell in table.head],
        "rows": [[_inlines(cell, key) for cell in row] for row in table.rows],
    }


def _inlines(inlines: Iterable[Inline], key: IssueKey) -> list[Json]:
    return [{"note": inline.number} if isinstance(inline, NoteMark) else _run(inline, key) for inline in inlines]


def _run(run: Run, key: IssueKey) -> dict[str, Json]:
    data: dict[str, Json] = {"text": run.text}
    if run.emphasis:
        data["emphasis"] = True
    if run.run_in:
        data["run_in"] = run.run_in.name.lower()
    if run.href:
        data["href"] = _href(key, run.href) if is_local(run.href) else run.href
    return data


def _href(key: IssueKey, path: str) -> str:
    return relative(issue_path(key), file_path(key, path))
