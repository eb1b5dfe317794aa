"""Values as scripts, packed: a browser inflates them itself, so that they are as small on a disk as over http.

Says nothing of what they hold.
"""

from __future__ import annotations

import zlib

from bulletin_gen.patterns import pattern

_HEAD, _TAIL = '\ufeffbulletinSearch("', '");\n'
"""The mark tells a browser that it is UTF-16, whatever else says how a script is coded."""
_ENCODING = "utf-16-le"
_UNIT = 2
"""Bytes of a sign."""
_STANDS_FOR = "\ue000"
"""Stands before a sign that a string of a script can't have as it is, whose first bit is turned."""
_TURNED = 0x8000
_BARRED = pattern('["\\\\\n\r\u2028\u2029\ud800-\udfff\ue000]')
_TURNING = pattern("\ue000(.)")


def packed(text: str) -> bytes:
    """Return a script that holds a text, deflated: two bytes a sign, after the number of bytes that fill the last."""
    deflated = zlib.compress(text.encode(_ENCODING))
    filled = -len(deflated) % _UNIT
    signs = (deflated + bytes(filled)).decode(_ENCODING, "surrogatepass")
    stated = _BARRED.sub(lambda found: f"{_STANDS_FOR}{_turned(found[0])}", signs)
    return f"{_HEAD}{filled}{stated}{_TAIL}".encode(_ENCODING)


def unpacked(content: bytes) -> str:
    """Return the text that a script holds."""
    stated = content.decode(_ENCODING).removeprefix(_HEAD).removesuffix(_TAIL)
    signs = _TURNING.sub(lambda found: _turned(found[1]), stated[1:])
    deflated = signs.encode(_ENCODING, "surrogatepass")
    return zlib.decompress(deflated[: len(deflated) - int(stated[0])]).decode(_ENCODING)


def _turned(sign: str) -> str:
    return chr(ord(sign) ^ _TURNED)
