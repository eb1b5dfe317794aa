"""Write what a PDF says of itself, once in its information dictionary and the same in XMP. Takes it from the template.

Source: ISO 19005-3 §6.6, ISO 14289-1 §5 and §7.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pydyf import Stream, String

from bulletin_gen.cache.installed import version_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydyf import PDF
    from weasyprint.document import DocumentMetadata

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_PART = "<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>{level}</pdfaid:conformance>"
# PDF/A knows no property of PDF/UA: a file that is both describes it.
_SCHEMA = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""


def state(file: PDF, metadata: DocumentMetadata, level: str) -> None:
    """Put the statement into a PDF; `level` is that of PDF/A-3 which it claims, empty for none."""
    generator = f"bulletin {version_of('bulletin-gen')}"
    file.info["Creator"] = String(generator)
    properties = [
        *([_PART.format(level=level)] if level else []),
        "<pdfuaid:part>1</pdfuaid:part>",
        *_described(metadata),
        _simple("pdf:Producer", file.info["Producer"].string),
        _simple("xmp:CreatorTool", generator),
        _SCHEMA,
    ]
    packet = _PACKET.format(properties="\n".join(properties))
    # Not compressed: an archive finds it without reading PDF.
    stream = Stream([packet.encode()], {"Type": "/Metadata", "Subtype": "/XML"}, compress=False)
    file.add_object(stream)
    file.catalog["Metadata"] = stream.reference


def _described(metadata: DocumentMetadata) -> Iterable[str]:
    if metadata.title:
        yield f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(metadata.title)}</rdf:li></rdf:Alt></dc:title>'
    if metadata.authors:
        yield f"<dc:creator><rdf:Seq>{_items(metadata.authors)}</rdf:Seq></dc:creator>"
    if metadata.lang:
        yield f"<dc:language><rdf:Bag>{_items([metadata.lang])}</rdf:Bag></dc:language>"
    if metadata.keywords:
        yield f"<dc:subject><rdf:Bag>{_items(metadata.keywords)}</rdf:Bag></dc:subject>"
        yield _simple("pdf:Keywords", ", ".join(metadata.keywords))
    if metadata.created:
        yield _simple("xmp:CreateDate", metadata.created)
    if metadata.modified:
        yield _simple("xmp:ModifyDate", metadata.modified)


def _simple(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>"


def _items(values: Iterable[str]) -> str:
    return "".join(_simple("rdf:li", value) for value in values)
