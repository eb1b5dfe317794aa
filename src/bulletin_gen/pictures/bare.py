"""Take out of a picture's file all that is not the picture: place, camera, names, comments, thumbnails, other files.

The picture itself is copied byte for byte. Decodes nothing, so that a damaged file is cleaned as well as a sound one.
"""

from __future__ import annotations

import re

from bulletin_gen.patterns import pattern

_HEAD = 16
_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_GIF = (b"GIF87a", b"GIF89a")


def is_picture(content: bytes) -> bool:
    """Tell by its first bytes, whatever its name, whether a file is a JPEG, PNG, GIF or WebP."""
    head = content[:_HEAD]
    return head.startswith((_JPEG, _PNG, *_GIF)) or _is_webp(head)


def bare(content: bytes) -> bytes:
    """Return a picture's file with the picture alone in it; a file of another kind as it is.

    Colour profile and orientation go too: who needs them reads them before.
    """
    if content.startswith(_JPEG):
        return _bare_jpeg(content)
    if content.startswith(_PNG):
        return _bare_png(content)
    if content.startswith(_GIF):
        return _bare_gif(content)
    return _bare_webp(content) if _is_webp(content[:_HEAD]) else content


def is_widely_read(content: bytes) -> bool:
    """Tell whether a picture's file is coded as browsers and viewers read it; some ways to code a JPEG they don't."""
    place = 2
    while content.startswith(_JPEG) and content[place : place + 1] == b"\xff":
        marker = content[place + 1 : place + 2]
        if marker in _FRAMES:
            return marker in _HUFFMAN
        place += 2 + max(2, int.from_bytes(content[place + 2 : place + 4]))
    return True


# -------------------------------------------------------------------------------------------------------------- JPEG

_FRAMES = frozenset(bytes((one,)) for one in range(0xC0, 0xD0) if one not in {0xC4, 0xC8, 0xCC})
_HUFFMAN = (b"\xc0", b"\xc1", b"\xc2")
"""Frames that are lossy and not coded arithmetically."""
_START, _END, _SCAN, _JFIF, _ADOBE = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
_ALONE = frozenset({0x00, 0x01, _START, *range(0xD0, 0xD8)})
"""Markers without a segment."""
_NEEDED = frozenset({*range(0xC0, 0xD0), _SCAN, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF})
_SCAN_ENDS = pattern(rb"\xff(?=[^\x00\xd0-\xd7\xff])", re.DOTALL)


def _bare_jpeg(content: bytes) -> bytes:
    """Return frames, tables and scans up to the end mark: behind it cameras put films and second pictures."""
    kept, place = [content[:2]], 2
    while (place := content.find(b"\xff", place)) >= 0:
        while content[place : place + 1] == b"\xff":
            place += 1
        marker = content[place] if place < len(content) else _END
        place += 1
        if marker == _END:
            break
        if marker in _ALONE:
            continue
        length = max(2, int.from_bytes(content[place : place + 2]))
        kept.append(_segment(marker, content[place : place + length]))
        place += length
        if marker == _SCAN:
            ends = _SCAN_ENDS.search(content, place)
            kept.append(content[place : ends.start() if ends else len(content)])
            place = ends.start() if ends else len(content)
    return b"".join((*kept, bytes((0xFF, _END))))


def _segment(marker: int, segment: bytes) -> bytes:
    """Return a segment with its marker; of the JFIF head not the thumbnail, of others nothing that decodes nothing."""
    sign = bytes((0xFF, marker))
    if marker in _NEEDED:
        return sign + segment
    if marker == _JFIF and segment[2:7] == b"JFIF\0" and len(segment) >= 14:  # noqa: PLR2004 - with its thumbnail's size 16
        return sign + (16).to_bytes(2) + segment[2:14] + bytes(2)
    if marker == _ADOBE and segment[2:7] == b"Adobe" and len(segment) >= 14:  # noqa: PLR2004 - how colours are coded
        return sign + (14).to_bytes(2) + segment[2:14]
    return b""


# --------------------------------------------------------------------------------------------------------------- PNG

_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
"""Without those of moving pictures: the first one stands."""


def _bare_png(content: bytes) -> bytes:
    kept, place = [_PNG], len(_PNG)
    while place + 12 <= len(content):  # length, kind and checksum
        kind, end = content[place + 4 : place + 8], place + 12 + int.from_bytes(content[place : place + 4])
        if kind in _CHUNKS:
            kept.append(content[place:end])
        place = len(content) if kind == b"IEND" else end
    return b"".join(kept)


# --------------------------------------------------------------------------------------------------------------- GIF

_EXTENSION, _CONTROL, _APPLICATION, _IMAGE = 0x21, 0xF9, 0xFF, 0x2C
_GIF_HEAD = 13
_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")
"""How often a moving picture is shown."""


def _bare_gif(content: bytes) -> bytes:
    """Return screen, tables, pictures and their times: no comments, no texts, nothing of applications but loops."""
    if len(content) < _GIF_HEAD:
        return content
    place = _GIF_HEAD + _table(content[10:11])
    kept = [content[:place]]
    while place < len(content) and content[place] in {_EXTENSION, _IMAGE}:
        if content[place] == _IMAGE:
            end = _past_blocks(content, place + 11 + _table(content[place + 9 : place + 10]))
            needed = True
        else:
            label = content[place + 1 : place + 2]
            end = _past_blocks(content, place + 2)
            loops = label == bytes((_APPLICATION,)) and content[place + 2 : end].startswith(_LOOPS)
            needed = loops or label == bytes((_CONTROL,))
        if needed:
            kept.append(content[place:end])
        place = end
    return b"".join((*kept, b";"))


def _table(flags: bytes) -> int:
    """Return the length of the table of colours that a byte of flags announces."""
    value = flags[0] if flags else 0
    return 3 << ((value & 7) + 1) if value & 0x80 else 0


def _past_blocks(content: bytes, place: int) -> int:
    """Return the place behind a row of blocks, each with its length before it, the last one empty."""
    while place < len(content) and content[place]:
        place += content[place] + 1
    return place + 1


# -------------------------------------------------------------------------------------------------------------- WebP

_TOLD = 0x20 | 0x08 | 0x04
"""Flags that say that profile, EXIF and XMP follow."""
_PARTS = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})


def _is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _bare_webp(content: bytes) -> bytes:
    kept, place = [b"WEBP"], 12
    while place + 8 <= len(content):
        kind, length = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        part = content[place : place + 8 + length + length % 2]
        place += len(part)
        if kind == b"VP8X" and len(part) > 8:  # noqa: PLR2004 - its flags follow kind and length
            part = part[:8] + bytes((part[8] & ~_TOLD,)) + part[9:]
        if kind in _PARTS:
            kept.append(part)
    body = b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
