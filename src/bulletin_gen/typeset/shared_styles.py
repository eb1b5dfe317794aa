"""Compute a style once a press: elements with the same rules, in the same surroundings, have the same in every issue.

WeasyPrint computes them anew for each document, a fifth of the time of a print. Where lengths depend on the size of the
page, and where the engine writes into a style what it finds out about a document, that is left to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, field
from weasyprint import css

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 4000
"""So many styles are kept; an issue has some hundred."""
_ATTRIBUTES = {"lang": "lang", "id": "anchor", "name": "anchor"}
"""HTML attributes that the engine takes for declarations, and the property that they set."""
_ATTRIBUTE_RANK = (1, 0, 0)
_CALLS = frozenset({"note-call", "note-marker", "note-callback"})
"""Pseudo-elements into whose style the engine writes, if their element is a note that runs."""
_Key: TypeAlias = tuple[object, ...]


class _PageSizes(dict[str, Any]):
    """What lengths in units of the page refer to, which notes whether one does. A dict because the engine reads one."""

    asked = False

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a value of the engine's
        self.asked = True
        return super().__getitem__(name)


class StyleShelf(Struct, frozen=True):
    """The styles that a press has computed."""

    styles: dict[_Key | None, Any] = field(default_factory=dict)
    """By the style around them, what their rules declare, and their attributes."""
    shared: set[int] = field(default_factory=set)
    """The identities of those styles."""
    sizes: _PageSizes = field(default_factory=_PageSizes)


_compute = css.StyleFor.set_computed_styles


def _set_computed_styles(document: Any, element: Any, **named: Any) -> None:  # noqa: ANN401 - values of the engine's
    """Give an element the style that an equal one had, if there was one."""
    shelf: StyleShelf | None = getattr(document.font_config, "shelf", None)
    if shelf is None:
        _compute(document, element, **named)
        return
    computed, parent, pseudo = document.get_computed_styles(), named["parent"], named.get("pseudo_type")
    if pseudo in _ASKED_FOR and not _ASKED_FOR[pseudo](computed[parent, None]):
        return
    if parent is None:
        _begin(shelf, document)
    key = _key(document, element, pseudo, computed.get((parent, None)), shelf)
    if key not in shelf.styles:
        _compute(document, element, **named)
        _keep(computed[element, pseudo], key, shelf)
        return
    style = computed[element, pseudo] = shelf.styles[key]
    if named.get("target_collector") and style["anchor"]:
        named["target_collector"].collect_anchor(style["anchor"])


css.StyleFor.set_computed_styles = _set_computed_styles


_ASKED_FOR: dict[str | None, Callable[[Any], bool]] = {
    "marker": lambda style: "list-item" in style["display"],
    **dict.fromkeys(("footnote-call", "footnote-marker"), lambda style: style["float"] == "footnote"),
    **dict.fromkeys(_CALLS, lambda style: style["position"][0] == "note()"),
}
"""Pseudo-elements for which the engine's own sheet has rules, and of what elements it asks for them."""


def _begin(shelf: StyleShelf, document: Any) -> None:  # noqa: ANN401 - a value of the engine's
    """Begin a document."""
    if shelf.sizes.asked or len(shelf.styles) > _MOST:
        shelf.styles.clear()
        shelf.shared.clear()
        shelf.sizes.asked = False
    shelf.sizes.update(document.initial_page_sizes)
    document.initial_page_sizes = shelf.sizes


def _keep(style: Any, key: _Key | None, shelf: StyleShelf) -> None:  # noqa: ANN401 - a value of the engine's
    """Keep a style, unless its overflow is one that the engine takes over for the page, and away from the style."""
    if key is not None and (style["overflow"] == "visible" or not _is_top(style)):
        shelf.styles[key] = style
        shelf.shared.add(id(style))


def _is_top(style: Any) -> bool:  # noqa: ANN401 - a value of the engine's
    """Tell whether a style is that of the root or of what stands right in it."""
    return style.parent_style is None or style.parent_style.parent_style is None


def _key(document: Any, element: Any, pseudo: str | None, around: Any, shelf: StyleShelf) -> _Key | None:  # noqa: ANN401 - values of the engine's
    """Return what a style depends on; None for one that is not shared."""
    if around is not None and id(around) not in shelf.shared:
        return None
    if pseudo in _CALLS:
        return None
    attributes: tuple[str | None, ...] = ()
    own: frozenset[str] = frozenset()
    if pseudo is None and hasattr(element, "get"):
        attributes = (element.get("style"), *map(element.get, _ATTRIBUTES))
        own = frozenset(key for name, key in _ATTRIBUTES.items() if element.get(name))
    # The values of a rule are the same objects in every document, and the style that is kept keeps them alive. Those of
    # an attribute are new ones each time: its text stands for them, and so it does for the rules of its rank.
    declared = (
        (name, id(value), origin, layer, *specificity)
        for name, (value, (origin, layer, specificity)) in document.get_cascaded_styles()
        .get((element, pseudo), {})
        .items()
        if name not in own and not (any(attributes) and tuple(specificity) == _ATTRIBUTE_RANK)
    )
    return (id(around), pseudo, *attributes, *declared)
