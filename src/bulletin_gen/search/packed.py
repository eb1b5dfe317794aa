"""JSON as scripts, packed: a browser inflates it itself, so that it is as small on a disk as over http.

Says nothing of what it holds.
"""

from __future__ import annotations

import zlib

from bulletin_gen.patterns import pattern

_HEAD, _TAIL = '\ufeffbulletinSearch("', '");\n'
"""The mark tells a browser that it is UTF-16, whatever else says how a script is coded."""
_ENCODING = "utf-16-le"
_CHINESE = "gb18030"
"""Of what is deflated: of all encodings that browsers read, Chinese is shortest in this one."""
_ELSEWHERE = pattern("[\u1e3f\u9fb4-\u9fbb\ue000-\uf8ff\ufe10-\ufe19]")
"""What not all versions of browsers and of Python read there alike."""
_UNIT = 2
"""Bytes of a sign."""
_STANDS_FOR = "\ue000"
"""Stands before a sign that a string of a script can't have as it is, whose first bit is turned."""
_TURNED = 0x8000
_BARRED = pattern('["\\\\\n\r\u2028\u2029\ud800-\udfff\ue000]')
_TURNING = pattern("\ue000(.)")


def packed(json: str) -> bytes:
    """Return a script that holds JSON, deflated: two bytes a sign, after the number of bytes that fill the last."""
    plain = _ELSEWHERE.sub(lambda found: f"\\u{ord(found[0]):04x}", json)
    deflated = zlib.compress(plain.encode(_CHINESE))
    filled = -len(deflated) % _UNIT
    signs = (deflated + bytes(filled)).decode(_ENCODING, "surrogatepass")
    stated = _BARRED.sub(lambda found: f"{_STANDS_FOR}{_turned(found[0])}", signs)
    return f"{_HEAD}{filled}{stated}{_TAIL}".encode(_ENCODING)


def unpacked(content: bytes) -> str:
    """Return the JSON that a script holds."""
    stated = content.decode(_ENCODING).removeprefix(_HEAD).removesuffix(_TAIL)
    signs = _TURNING.sub(lambda found: _turned(found[1]), stated[1:])
    deflated = signs.encode(_ENCODING, "surrogatepass")
    return zlib.decompress(deflated[: len(deflated) - int(stated[0])]).decode(_CHINESE)


def _turned(sign: str) -> str:
    return chr(ord(sign) ^ _TURNED)
