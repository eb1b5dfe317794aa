"""Grow the structure tree (结构树) of a print from the boxes on its pages, one element for each that the template has.

WeasyPrint's own tree has an element for every line and every page of a paragraph, tags page numbers as text and knows
no notes, contents and list bodies. So its way to tag is replaced here, at the one place where it calls for it. Lays out
nothing, and what stands in the content streams is written by `marks`.

Source: ISO 32000-1 §14.7 and §14.8.4, ISO 14289-1 §7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import weasyprint.pdf
from msgspec import Struct, field
from pydyf import Array, Dictionary, String
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from bulletin_gen.typeset.marks import Artifact, Mark, Place, rewrite

if TYPE_CHECKING:
    from pydyf import PDF
    from weasyprint import Document

_TAGS = {
    **{name: name.upper() for name in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "th", "td")},
    "blockquote": "BlockQuote",
    "article": "Art",
    "section": "Sect",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "figure": "Div",
    "img": "Figure",
    "caption": "Caption",
    "figcaption": "Caption",
    "a": "Link",
}
"""What HTML elements are unless a template says so by `data-tag`; any other belongs to the element round it."""
_ROWS = ("THead", "TBody", "TFoot")
_GROUPS = frozenset(
    {"Document", "Div", "Art", "Sect", "BlockQuote", "TOC", "L", "Table", "THead", "TBody", "TFoot", "TR"}
)
"""Elements that hold no text of their own: it gets a paragraph."""
_BODIES = {"LI": ("LBody", frozenset({"Lbl", "LBody"})), "TOCI": ("Reference", frozenset({"Lbl", "Reference"}))}
"""Elements whose kids stand in one that no template needs to write, and which of them do not."""
_CELLS = frozenset({"TH", "TD"})
_NOTE_SIGN = "mark"
"""Class of the sign of a note in the text."""


class _Element(Struct, frozen=True):
    """A structure element while the tree grows."""

    tag: str
    kids: list[_Kid] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)

    def add(self, tag: str) -> _Element:
        kid = _Element(tag)
        self.kids.append(kid)
        return kid


class _Annotated(Struct, frozen=True):
    """The place of a link's annotation."""

    page: int
    annotation: Dictionary


_Kid: TypeAlias = "_Element | Mark | _Annotated"


class _Growth(Struct, frozen=True):
    """What is known of the document while its pages are gone through."""

    root: _Element
    elements: dict[Any, _Element] = field(default_factory=dict)
    """By the HTML element that they stand for."""
    bodies: dict[int, _Element] = field(default_factory=dict)
    """Inner elements, by the identity of the outer ones."""
    first_pages: dict[Any, int] = field(default_factory=dict)
    """Of each HTML element."""


class _Page(Struct, frozen=True):
    """A page while its boxes are gone through."""

    number: int
    height: float
    tags: dict[Any, dict[str, Any]]
    """The number of each drawn box's marked content."""
    owners: dict[int, Place | Artifact] = field(default_factory=dict)
    """By the number of the marked content."""


def tag(file: PDF, document: Document, _version: str, streams: list[Any]) -> None:
    """Give a PDF its structure tree; `streams` are the contents of its pages."""
    growth = _Growth(_Element("Document"))
    pages = [
        _Page(number, page.height, stream._tags)  # noqa: SLF001 - the engine hands it over in no other way
        for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True))
    ]
    for page, laid_out in zip(pages, document.pages, strict=True):
        _grow(laid_out._page_box, growth.root, page, growth)  # noqa: SLF001 - the same
    kept = rewrite(streams, [page.owners for page in pages])
    _write(file, _pruned(growth.root, kept))
    file.catalog["ViewerPreferences"] = Dictionary({"DisplayDocTitle": "true"})
    file.catalog["MarkInfo"] = Dictionary({"Marked": "true"})


weasyprint.pdf.add_tags = tag


# ------------------------------------------------------------------------------------------------- grow


def _grow(box: Any, parent: _Element, page: _Page, growth: _Growth) -> None:  # noqa: ANN401 - the engine is not typed
    """Hang what a box holds into the tree, below `parent` unless its element has its own place there."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001 - the engine hands it over in no other way
    if isinstance(box, boxes.TextBox):
        _hang(box, parent, page)
        return
    if artifact := _artifact(box, page, growth):
        _leave_out(box, parent, page, artifact)
        return
    element = _element_of(box, parent, growth)
    if box.link_annotation:
        element = _annotate(box, element, page)
    if isinstance(box, boxes.ReplacedBox):
        element.attributes["A"] = _extent(box, page)
        _hang(box, element, page)
    inner = _text_holder(box, element, growth)
    for child in box.children:
        _grow(child, inner if isinstance(child, boxes.LineBox | boxes.TextBox) else element, page, growth)


def _hang(box: Any, parent: _Element, page: _Page) -> None:  # noqa: ANN401 - the engine is not typed
    drawn = page.tags.pop(box, None)
    if drawn is None:
        return
    page.owners[drawn["mcid"]] = Place(parent, len(parent.kids))
    parent.kids.append(Mark(page.number, drawn["mcid"]))


def _annotate(box: Any, element: _Element, page: _Page) -> _Element:  # noqa: ANN401 - the engine is not typed
    """Hang a link's annotation into the tree, with words that say where it leads; return the element of the link."""
    link = element if element.tag == "Link" else element.add("Link")
    link.kids.append(_Annotated(page.number, box.link_annotation))
    if words := "".join(box.element.itertext()).strip():
        box.link_annotation["Contents"] = String(words)
    return link


def _artifact(box: Any, page: _Page, growth: _Growth) -> Artifact | None:  # noqa: ANN401 - the engine is not typed
    """Return what a box is that is no content: a page number, leaders, the head of a table on its further pages."""
    if isinstance(box, boxes.MarginBox):
        return Artifact.HEADER if box.at_keyword.startswith("@top") else Artifact.FOOTER
    if box.is_leader:
        return Artifact.PLAIN
    if box.element_tag == "thead" and growth.first_pages.setdefault(box.element, page.number) < page.number:
        return Artifact.PLAIN
    return None


def _leave_out(box: Any, parent: _Element, page: _Page, artifact: Artifact) -> None:  # noqa: ANN401 - the same
    """Mark all that a box draws as an artifact; what it links to stays in the tree."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001 - the engine hands it over in no other way
    if drawn := page.tags.pop(box, None):
        page.owners[drawn["mcid"]] = artifact
    if box.link_annotation:
        _annotate(box, parent, page)
    for child in box.children:
        _leave_out(child, parent, page, artifact)


def _element_of(box: Any, parent: _Element, growth: _Growth) -> _Element:  # noqa: ANN401 - the engine is not typed
    """Return the element that a box belongs to; a box of the same HTML element on another page has the same one."""
    name = _tag_of(box)
    if not name:
        return parent
    key = (box.element, name)
    if key not in growth.elements:
        element = growth.elements[key] = _body(parent, name, growth).add(name)
        element.attributes.update(_attributes(box.element, name, len(growth.elements)))
    return growth.elements[key]


def _tag_of(box: Any) -> str:  # noqa: ANN401 - the engine is not typed
    if box.element is None:
        return ""
    name, _, pseudo = box.element_tag.partition("::")
    if pseudo == "marker":
        return "Lbl"
    if _NOTE_SIGN in box.element.get("class", "").split():
        return "Reference"
    return str(box.element.get("data-tag") or _TAGS.get(name, ""))


def _body(parent: _Element, name: str, growth: _Growth) -> _Element:
    """Return where an element named `name` goes: into its parent or the body that the parent must have."""
    body, outside = _BODIES.get(parent.tag, ("", frozenset()))
    if not body or name in outside:
        return parent
    if id(parent) not in growth.bodies:
        growth.bodies[id(parent)] = parent.add(body)
    return growth.bodies[id(parent)]


def _text_holder(box: Any, element: _Element, growth: _Growth) -> _Element:  # noqa: ANN401 - the engine is not typed
    """Return what takes the lines that stand directly in a box."""
    if element.tag not in {*_GROUPS, *_BODIES} or not any(map(_has_text, box.children)):
        return element
    if element.tag in _BODIES:
        return _body(element, "", growth)
    key = (box.element, "")
    if key not in growth.elements:
        growth.elements[key] = element.add("P")
    return growth.elements[key]


def _has_text(box: Any) -> bool:  # noqa: ANN401 - the engine is not typed
    return isinstance(box, boxes.LineBox) and any(isinstance(inner, boxes.TextBox) for inner in box.descendants())


def _attributes(html: Any, name: str, number: int) -> dict[str, object]:  # noqa: ANN401 - the engine is not typed
    """Return what an element says of itself; `number` is one that no other element has."""
    said: dict[str, object] = {}
    if name == "TH":
        said["A"] = Dictionary({"O": "/Table", "Scope": "/Row" if html.get("scope") == "row" else "/Column"})
    elif name == "Figure":
        said["Alt"] = String(html.get("alt") or "图片")
    elif name == "Note":
        said["ID"] = String(f"note-{number}")
    if html.get("lang"):
        said["Lang"] = String(html.get("lang"))
    return said


def _extent(box: Any, page: _Page) -> Dictionary:  # noqa: ANN401 - the engine is not typed
    """Return where a picture stands, in points from the lower left corner of its page."""
    left, top = box.content_box_x(), box.content_box_y()
    corners = (left, page.height - top - box.height, left + box.width, page.height - top)
    return Dictionary(
        {"O": "/Layout", "Placement": "/Block", "BBox": Array(round(pixels * 0.75, 2) for pixels in corners)}
    )


# ------------------------------------------------------------------------------------------------- write


def _pruned(element: _Element, kept: dict[Mark, Mark]) -> _Element:
    """Return an element without marks that draw nothing and without elements that hold none; cells stay."""
    kids: list[_Kid] = []
    for kid in element.kids:
        if isinstance(kid, Mark):
            kids += [kept[kid]] if kid in kept else []
        elif isinstance(kid, _Annotated):
            kids.append(kid)
        else:
            pruned = _pruned(kid, kept)
            kids += [pruned] if pruned.kids or pruned.tag in _CELLS else []
    if element.tag == "Table" and not any(_holds_something(kid) for kid in kids):
        kids = []
    return _Element(element.tag, _captioned(kids), element.attributes)


def _holds_something(kid: _Kid) -> bool:
    return not isinstance(kid, _Element) or any(_holds_something(inner) for inner in kid.kids)


def _captioned(kids: list[_Kid]) -> list[_Kid]:
    """Return kids with each caption inside the table that it stands before."""
    ordered: list[_Kid] = []
    for kid in kids:
        before = ordered[-1] if ordered else None
        if (
            isinstance(kid, _Element)
            and kid.tag == "Table"
            and isinstance(before, _Element)
            and before.tag == "Caption"
        ):
            ordered[-1] = _Element("Table", [before, *kid.kids], kid.attributes)
        else:
            ordered.append(kid)
    return ordered


def _is_caption(kid: _Kid) -> bool:
    return isinstance(kid, _Element) and kid.tag == "Caption"


class _Writing(Struct, frozen=True):
    """A file while the tree goes into it."""

    file: PDF
    parents: dict[int, dict[int, bytes]]
    """Of each page's marked contents, by its number and theirs."""
    links: list[tuple[bytes, Dictionary]]
    """Annotations and the elements that they belong to."""


def _write(file: PDF, root: _Element) -> None:
    pages: dict[int, dict[int, bytes]] = {number: {} for number in range(len(file.page_references))}
    writing = _Writing(file, pages, [])
    tree = Dictionary({"Type": "/StructTreeRoot"})
    file.add_object(tree)
    tree["K"] = Array([_put(root, tree.reference, writing)])
    numbers = Array()
    for number, parents in pages.items():
        numbers += [number, Array(parents[index] for index in range(len(parents)))]
    for number, (reference, annotation) in enumerate(writing.links, len(pages)):
        numbers += [number, reference]
        annotation["StructParent"] = number
    parent_tree = Dictionary({"Nums": numbers})
    file.add_object(parent_tree)
    tree["ParentTree"] = parent_tree.reference
    tree["ParentTreeNextKey"] = len(pages) + len(writing.links)
    file.catalog["StructTreeRoot"] = tree.reference


def _put(element: _Element, parent: bytes, writing: _Writing) -> bytes:
    """Write an element with all below it and return the reference to it."""
    put = Dictionary({"Type": "/StructElem", "S": f"/{element.tag}", "P": parent, **element.attributes})
    writing.file.add_object(put)
    reference: bytes = put.reference
    home = next((kid.page for kid in element.kids if isinstance(kid, Mark)), None)
    if home is not None:
        put["Pg"] = writing.file.page_references[home]
    kids = Array()
    for kid in element.kids:
        if isinstance(kid, Mark):
            writing.parents[kid.page][kid.number] = reference
            page = writing.file.page_references[kid.page]
            content = Dictionary({"Type": "/MCR", "Pg": page, "MCID": kid.number})
            kids.append(kid.number if kid.page == home else content.data)
        elif isinstance(kid, _Annotated):
            writing.links.append((reference, kid.annotation))
            page = writing.file.page_references[kid.page]
            kids.append(Dictionary({"Type": "/OBJR", "Pg": page, "Obj": kid.annotation.reference}).data)
        else:
            kids.append(_put(kid, reference, writing))
    put["K"] = kids
    return reference
