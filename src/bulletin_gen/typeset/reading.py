"""Read a filled template for the layout engine: as XML where it is well-formed, and else as HTML, which takes longer.

The shipped templates are well-formed. One of a site's own need not be: it is read as browsers would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from msgspec import Struct
from weasyprint import HTML, cssselect2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.typeset.fetch import Fetcher


class _Found(Struct, frozen=True):
    """An element that the engine asked for."""

    etree_element: ET.Element


class _Root(cssselect2.ElementWrapper):  # type: ignore[misc]  # the engine is not typed
    """The root of a document. A class because the engine calls for one."""

    def query_all(self, *names: str) -> Iterator[_Found]:
        """Yield the elements of these names, all that the engine asks for; itself it wraps every one that it passes."""
        return (_Found(element) for element in self.etree_element.iter() if element.tag in names)


class WellFormed(HTML):  # type: ignore[misc]  # the engine is not typed
    """A document that is XML. A class because the engine calls for one."""

    def __init__(self, root: ET.Element, base_url: str, fetcher: Fetcher) -> None:
        # In the place of the engine's own, which parses HTML.
        self.base_url = base_url
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = _Root.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def read_document(text: str, base_url: str, fetcher: Fetcher) -> HTML:
    """Return the document of a filled template; `base_url` is what its addresses are relative to."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - a template's own text, every value in it escaped
    except ET.ParseError:
        root = None
    if root is None or root.find(".//base") is not None:
        return HTML(string=text, base_url=base_url, url_fetcher=fetcher)
    return WellFormed(root, base_url, fetcher)
