"""Deflate the streams of a PDF before it is written, each of them once and fast. Changes nothing of what is in them.

The engine would take zlib's highest level, which is a tenth of the time of a whole print, and deflate every stream
twice where the PDF has an identifier. ISA-L packs 2 to 3 % less in a tenth of that time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isal.isal_zlib import compress
from pydyf import Stream, _to_bytes

if TYPE_CHECKING:
    from pydyf import PDF

_LEVEL = 3
"""The highest of ISA-L."""


def deflate(file: PDF) -> None:
    """Deflate what the engine would; nothing may be added to a stream any more."""
    for item in file.objects:
        if isinstance(item, Stream) and item.compress:
            item.stream = [compress(b"\n".join(map(_to_bytes, item.stream)), _LEVEL)]
            item.extra["Filter"] = "/FlateDecode"
            item.compress = False
