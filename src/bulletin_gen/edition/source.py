"""The Markdown of an edition: the source as it was typed, without what the edition does not have.

What is made is read again, and there is none if it does not say what the edition says. Nothing is written from the
model.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic, Severity, Span, has_errors
from bulletin_gen.edition.assembly import Kind, Line, assembled
from bulletin_gen.edition.block_lines import headless_items, removed_blocks, removed_notes
from bulletin_gen.edition.cutting import cut
from bulletin_gen.edition.field_lines import removed_fields
from bulletin_gen.model import Audience
from bulletin_gen.parse.comments import commented_lines, without_comments
from bulletin_gen.parse.head import split_text
from bulletin_gen.parse.remarks import without_remarks
from bulletin_gen.patterns import pattern
from bulletin_gen.validate.fields import Settings
from bulletin_gen.validate.issue import read_issue
from bulletin_gen.validate.issue_fields import ISSUE_TABLE
from bulletin_gen.validate.publication import PublicationReading

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bulletin_gen.load.sources import IssueSource
    from bulletin_gen.model import Issue, Publication
    from bulletin_gen.parse.traced import Source, Traced

_NOTE = pattern(r"(?<!\\)\[\^([^\]]*)\]")
_ITEM = pattern(r"\s*(?:-|\d+\.) +")
_STAND_IN = "\n\n示\n"
"""A body for an edition that has none, so that its head can be read."""


def edition_source(
    source: IssueSource, publication: Publication, issue: Issue, audience: Audience
) -> Checked[str | None]:
    """Return the Markdown of an issue that is cut to an edition; built again it gives that very issue.

    `publication` has its defaults. None where no Markdown can say what the cut issue says, which is a warning.
    """
    whole = _read(source, publication)
    made = _made(source.file.text or "", whole, issue, audience) if whole else ""
    if whole and made == source.file.text and cut(whole, Audience.INTERNAL) == issue:
        return Checked(made)
    again = _read_made(made, source, publication)
    # Making it once more would take out any comment that is left.
    if again and cut(again, Audience.INTERNAL) == issue and _made(made, again, issue, Audience.INTERNAL) == made:
        return Checked(made)
    message = "删去内部内容以后写不成独立的文稿，PDF 里不附文稿"
    hint = "把 {.内部} 写在整个列表或整篇的下面，不要只标列表里一项的第一段"
    span = Span(source.file.path, 1, 1)
    return Checked(None, (Diagnostic(span, Code.SOURCE_LEFT_OUT, message, hint, Severity.WARNING),))


def _read(source: IssueSource, publication: Publication) -> Issue | None:
    read = read_issue(source, PublicationReading(publication, good=True, settings=Settings(())))
    return None if has_errors(read.diagnostics) else read.value.issue


def _read_made(made: str, source: IssueSource, publication: Publication) -> Issue | None:
    """Read a source that was made from another; its body may be empty."""
    body = split_text(source.file.path, made).value.body
    empty = body is not None and not body.text.strip()
    file = replace(source.file, text=made + _STAND_IN if empty else made)
    again = _read(replace(source, file=file), publication)
    return replace(again, sections=()) if again and empty else again


def _made(text: str, whole: Issue, issue: Issue, audience: Audience) -> str:
    parts = split_text(whole.source.path, text).value
    if parts.head is None or parts.body is None:
        return text
    typed = text.split("\n")
    above, between = typed[: parts.head.first_line - 1], typed[parts.body.first_line - 2]
    head = _head(parts.head, whole, issue, audience)
    body = _body(parts.body, whole, audience) or [""]
    return "\n".join([*above, *head, between, *body])


def _head(head: Source, whole: Issue, issue: Issue, audience: Audience) -> list[str]:
    removed = [*removed_fields(head, whole, issue, audience)]
    gone = {row for (first, last), _ in removed for row in range(first, last + 1)}
    lines = _lines(head, without_remarks(head, ISSUE_TABLE.vocabulary()), gone)
    instead = {first - head.first_line: texts for (first, _), texts in removed}
    new = [[Line(Kind.STAYS, text) for text in instead.get(index, ())] or [line] for index, line in enumerate(lines)]
    return assembled([line for each in new for line in each], apart=False)


def _body(body: Source, whole: Issue, audience: Audience) -> list[str]:
    bare = without_comments(body).value
    if audience is Audience.INTERNAL:
        return assembled(_lines(body, bare, frozenset()), apart=True)
    hidden = removed_notes(whole)
    last = body.first_line + body.text.rstrip().count("\n")
    lines = _with_items(_lines(body, bare, removed_blocks(whole, last)), body, whole)
    names = _note_names([line.text for line in lines if line.kind is Kind.STAYS], hidden)
    renamed = [replace(line, text=_NOTE.sub(partial(_renamed, names), line.text)) for line in lines]
    return assembled(renamed, apart=True)


def _lines(source: Source, bare: Iterable[Traced], gone: AbstractSet[int]) -> list[Line]:
    """Return what becomes of each line; `bare` are those without comments, some of them two that a comment joined."""
    remaining: dict[int, str] = {}
    for line in bare:
        inked = [place for sign, place in zip(line.text, line.offsets, strict=True) if not sign.isspace()]
        rows = [source.position(place)[0] for place in (inked[:1] if line.is_unbroken() else inked)]
        if rows and gone.isdisjoint(rows):
            remaining[rows[0]] = line.text
    inside = commented_lines(source)
    rows_typed = enumerate(source.text.split("\n"), start=source.first_line)
    return [_line(text, remaining.get(row), goes=row in gone, commented=row in inside) for row, text in rows_typed]


def _line(typed: str, remains: str | None, *, goes: bool, commented: bool) -> Line:
    if goes:
        return Line(Kind.GOES)
    if remains is not None:
        return Line(Kind.STAYS, remains if remains == typed else remains.rstrip())
    return Line(Kind.COMMENT) if typed.strip() or commented else Line(Kind.BLANK, typed)


def _with_items(lines: list[Line], body: Source, whole: Issue) -> list[Line]:
    """Return lines with the dash or number of an item before the block that it begins with now."""
    out = [*lines]
    typed = body.text.split("\n")
    for item, first in headless_items(whole):
        marker = _ITEM.match(typed[item - body.first_line])
        index = first - body.first_line
        if marker and out[index].kind is Kind.STAYS:
            out[index] = Line(Kind.STAYS, marker[0] + out[index].text.lstrip())
    return out


def _note_names(texts: Sequence[str], hidden: AbstractSet[str]) -> dict[str, str]:
    """Return what the notes are called in what stays: as typed, unless a name or a gap would tell of what is cut."""
    names = dict.fromkeys(name for text in texts for name in _NOTE.findall(text))
    shown = [name for name in names if name not in hidden]
    if not hidden and all(name.isdecimal() for name in shown):
        return {name: name for name in shown}
    return {name: str(number) for number, name in enumerate(shown, start=1)}


def _renamed(names: Mapping[str, str], mark: re.Match[str]) -> str:
    return f"[^{names[mark[1]]}]" if mark[1] in names else ""
