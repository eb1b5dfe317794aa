"""The body of an issue as templates take it: identifiers, heading ranks and links worked out. Makes no markup."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct, field

from bulletin_gen.model import Alignment, Figure, Heading, ItemList, NoteMark, Notice, Paragraph, Run, plain
from bulletin_gen.notation.notes import note_sign
from bulletin_gen.notation.ordinals import OrdinalForm
from bulletin_gen.patterns import pattern
from bulletin_gen.plan.addresses import encoded, file_path, issue_path, picture_path, relative
from bulletin_gen.plan.links import site_path
from bulletin_gen.plan.outputs import is_local
from bulletin_gen.render.line import LONG_WORD, Text, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bulletin_gen.model import Block, Inline, IssueKey, Note, Table
    from bulletin_gen.pictures.web import WebCopy, WebPicture
    from bulletin_gen.render.line import Line

_LAST_RANK = 6
_NUMERIC = pattern(r"[-+−±]?[\d,，.．]+\s*[%％‰℃]?|[-—－/]*")
_SHORT_CELL = 8
_URL_SAFE = "%:?#[]@!$&'()*+,;=~"
_RUN_INS = {form: form.name.lower() for form in OrdinalForm}


class ParagraphView(Struct, frozen=True, kw_only=True):
    """A paragraph."""

    words: Line
    internal: bool
    kind: str = "paragraph"


class HeadingView(Struct, frozen=True, kw_only=True):
    """A heading on its own line."""

    words: Line
    id: str
    level: int
    """As typed, 2 to 5."""
    rank: int
    """Its place in the page's outline, 2 to 6."""
    internal: bool
    kind: str = "heading"


class ItemView(Struct, frozen=True, kw_only=True):
    """One item of a list."""

    label: str
    blocks: tuple[BlockView, ...]


class ListView(Struct, frozen=True, kw_only=True):
    """A list."""

    items: tuple[ItemView, ...]
    ordered: bool
    internal: bool
    kind: str = "list"


class CellView(Struct, frozen=True, kw_only=True):
    """A cell of a table."""

    words: Line
    align: str
    """`left`, `centre` or `right`."""


class TableView(Struct, frozen=True, kw_only=True):
    """A table."""

    id: str
    caption: Line
    head: tuple[CellView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    internal: bool
    kind: str = "table"


class SourceView(Struct, frozen=True, kw_only=True):
    """A copy of a picture for screens of some size."""

    href: str
    width: int
    """In pixels."""


class FigureView(Struct, frozen=True, kw_only=True):
    """A picture."""

    href: str
    """Of the copy that browsers show which don't choose."""
    full: str
    """Link to the picture itself; empty where the page shows all that there is of it."""
    width: int
    height: int
    """Of the box that it takes, in CSS pixels; 0 where that is not known."""
    sources: tuple[SourceView, ...]
    """Copies in its own format, narrow ones first; empty where there is nothing to choose."""
    webp: tuple[SourceView, ...]
    """The same as WebP."""
    alternative: str
    caption: Line
    internal: bool
    kind: str = "figure"


class NoticeView(Struct, frozen=True, kw_only=True):
    """A boxed notice."""

    sort: str
    """`announcement` or `advertisement`."""
    title: str
    blocks: tuple[BlockView, ...]
    internal: bool
    kind: str = "notice"


BlockView: TypeAlias = ParagraphView | HeadingView | ListView | TableView | FigureView | NoticeView


class NoteView(Struct, frozen=True, kw_only=True):
    """A note at the end of its entry."""

    id: str
    sign: str
    blocks: tuple[BlockView, ...]
    returns: tuple[str, ...]
    """Identifiers of its marks in the text."""


class Place(Struct, frozen=True, kw_only=True):
    """Where blocks stand on the page; counts what it gives out, so each entry needs its own."""

    key: IssueKey
    id: str
    """Before every identifier in this entry."""
    rank: int
    """Of the heading above: 1 the issue's, 2 a column's or a title's, 3 a title's below a column."""
    pictures: Mapping[str, WebPicture] = field(default_factory=dict)
    """What the page shows of pictures, by path; a missing one is shown as it is."""
    base_url: str = ""
    """The site's address: links below it are links inside the site."""
    open_levels: list[int] = field(default_factory=list)
    """Typed levels of the headings that are open."""
    given: Counter[str] = field(default_factory=Counter)
    """How many identifiers of each sort are given out."""

    def other(self, name: str, rank: int) -> Place:
        """Return the place of another entry on the same page."""
        return Place(key=self.key, id=name, rank=rank, pictures=self.pictures, base_url=self.base_url)


def block_views(blocks: Iterable[Block], place: Place) -> tuple[BlockView, ...]:
    """Return blocks as templates take them."""
    return tuple(_block(block, place) for block in blocks)


def note_views(notes: Iterable[Note], place: Place) -> tuple[NoteView, ...]:
    """Return the notes of an entry whose blocks were taken before, with the way back to each mark."""
    return tuple(
        NoteView(
            id=f"{place.id}-n{note.number}",
            sign=note_sign(note.number),
            blocks=block_views(note.blocks, place),
            returns=tuple(_mark_id(place, note.number, turn + 1) for turn in range(place.given[f"r{note.number}"])),
        )
        for note in notes
    )


def words_of(inlines: Iterable[Inline], place: Place) -> Line:
    """Return inlines as templates take them."""
    return tuple(_mark(inline, place) if isinstance(inline, NoteMark) else _run(inline, place) for inline in inlines)


def _block(block: Block, place: Place) -> BlockView:
    if isinstance(block, Paragraph):
        return ParagraphView(words=words_of(block.inlines, place), internal=block.internal)
    if isinstance(block, Heading):
        return _heading(block, place)
    if isinstance(block, ItemList):
        return _list(block, place)
    if isinstance(block, Figure):
        return _figure(block, place)
    if isinstance(block, Notice):
        blocks = block_views(block.blocks, place)
        return NoticeView(sort=block.kind.value, title=block.title, blocks=blocks, internal=block.internal)
    return _table(block, place)


def _heading(heading: Heading, place: Place) -> HeadingView:
    """Rank a heading by those open above it, so that the page's outline never jumps a rank."""
    while place.open_levels and place.open_levels[-1] >= heading.level:
        place.open_levels.pop()
    place.open_levels.append(heading.level)
    return HeadingView(
        words=words_of(heading.inlines, place),
        id=_next_id(place, "h"),
        level=heading.level,
        rank=min(place.rank + len(place.open_levels), _LAST_RANK),
        internal=heading.internal,
    )


def _figure(block: Figure, place: Place) -> FigureView:
    itself = _file_link(block.path, place)
    made = place.pictures.get(block.path)
    sources = _sources(made, itself, place) if made else ()
    return FigureView(
        href=next((one.href for one in sources if made and one.width >= made.shown.width), itself),
        full=itself if made and (made.moving or made.extent.width > made.shown.width) else "",
        width=made.shown.width if made else 0,
        height=made.shown.height if made else 0,
        sources=sources if len(sources) > 1 else (),
        webp=tuple(_source(copy, place) for copy in made.webp) if made else (),
        alternative=plain(block.caption),
        caption=words_of(block.caption, place),
        internal=block.internal,
    )


def _sources(made: WebPicture, itself: str, place: Place) -> tuple[SourceView, ...]:
    copies = tuple(_source(copy, place) for copy in made.copies)
    return (*copies, SourceView(href=itself, width=made.extent.width)) if made.serves else copies


def _source(copy: WebCopy, place: Place) -> SourceView:
    here = issue_path(place.key)
    return SourceView(href=relative(here, picture_path(place.key, copy.name)), width=copy.width)


def _list(block: ItemList, place: Place) -> ListView:
    items = tuple(ItemView(label=item.label, blocks=block_views(item.blocks, place)) for item in block.items)
    return ListView(items=items, ordered=any(item.label != "·" for item in block.items), internal=block.internal)


def _table(table: Table, place: Place) -> TableView:
    aligns = tuple(_align(table, column) for column in range(len(table.head)))
    return TableView(
        id=_next_id(place, "t"),
        caption=words_of(table.caption, place),
        head=_cells(table.head, aligns, place),
        rows=tuple(_cells(row, aligns, place) for row in table.rows),
        internal=table.internal,
    )


def _cells(cells: tuple[tuple[Inline, ...], ...], aligns: tuple[str, ...], place: Place) -> tuple[CellView, ...]:
    return tuple(CellView(words=words_of(cell, place), align=align) for cell, align in zip(cells, aligns, strict=True))


def _align(table: Table, column: int) -> str:
    """Return a column's alignment: as typed, else figures right, short words centred, text left."""
    typed = table.alignments[column]
    if typed is not Alignment.NONE:
        return typed.value
    texts = [plain(row[column]).strip() for row in table.rows]
    if any(texts) and all(_NUMERIC.fullmatch(text) for text in texts):
        return "right"
    return "centre" if all(len(text) <= _SHORT_CELL for text in texts) else "left"


def _run(run: Run, place: Place) -> Text | Words:
    if run.href:
        return _link(run, place)
    bare = LONG_WORD.search(run.text) is None
    if bare and not (run.emphasis or run.run_in):
        return Text(run.text)
    return Words(
        text=run.text,
        emphasis=run.emphasis,
        run_in=_RUN_INS[run.run_in] if run.run_in else "",
        id=_next_id(place, "h") if run.run_in else "",
        bare=bare,
    )


def _link(run: Run, place: Place) -> Words:
    web = not is_local(run.href)
    inside = _inside(run.href, place) if web else ""
    return Words(
        text=run.text,
        emphasis=run.emphasis,
        run_in=_RUN_INS[run.run_in] if run.run_in else "",
        id=_next_id(place, "h") if run.run_in else "",
        href=inside or (encoded(run.href, kept=_URL_SAFE) if web else _file_link(run.href, place)),
        outside=web and not inside,
        bare=False,
    )


def _inside(href: str, place: Place) -> str:
    """Return the link to an address of the site itself; empty for one of another site."""
    found = site_path(href, place.base_url)
    if found is None:
        return ""
    path, anchor = found
    page = path and not path.endswith("/") and "." not in path.rpartition("/")[2]
    asked = urlsplit(href).query
    return (
        relative(issue_path(place.key), f"{path}/" if page else path)
        + (f"?{encoded(asked, kept=_URL_SAFE)}" if asked else "")
        + (f"#{encoded(anchor)}" if anchor else "")
    )


def _mark(mark: NoteMark, place: Place) -> Words:
    place.given[f"r{mark.number}"] += 1
    return Words(
        text=note_sign(mark.number),
        note=mark.number,
        id=_mark_id(place, mark.number, place.given[f"r{mark.number}"]),
        href=f"#{place.id}-n{mark.number}",
        bare=False,
    )


def _mark_id(place: Place, number: int, turn: int) -> str:
    return f"{place.id}-r{number}" + (f"-{turn}" if turn > 1 else "")


def _next_id(place: Place, sort: str) -> str:
    place.given[sort] += 1
    return f"{place.id}-{sort}{place.given[sort]}"


def _file_link(path: str, place: Place) -> str:
    return relative(issue_path(place.key), file_path(place.key, path))
