"""Check what links and pictures point at: http(s), or a file inside the issue's folder. Opens nothing."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from bulletin_gen.codes import Code
from bulletin_gen.parse.traced import UNKNOWN
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.parse.traced import Traced
    from bulletin_gen.validate.reading import Reading

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
TELLING_ENDINGS = (".heic", ".heif", ".avif", ".tif", ".tiff", ".dng")
"""Photos of telephones and cameras, and scans, that nobody cleans of place, time and camera."""
_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")
TELLING_HINT = "另存为 JPEG（扫描件也可以存为 PDF）后替换：这种格式里的拍摄地点、时间清除不了，很多电脑也打不开"
_BESIDE = "把文件放在这一期的文件夹里，只写文件名"


def check_link(reading: Reading, target: Traced, offset: int, *, bare: bool = True) -> str:
    """Return a link's target, or nothing and a fault at `offset`; `bare` is false where a title follows the target."""
    text = target.text.strip()
    if not bare:
        reading.fault(offset, Code.UNSAFE_LINK, "链接地址后面多了内容", "圆括号里只写地址：[文字](地址)")
        return ""
    if _is_http(text) and "\\" in text:
        reading.fault(_place(target, offset), Code.UNSAFE_LINK, "网址里有反斜杠", "把 \\ 改成 /")
        return ""
    if _is_http(text):
        return text
    path = _local(reading, target, "链接", offset)
    if path.lower().endswith(TELLING_ENDINGS):
        reading.fault(target.offset(), Code.PICTURE_FORMAT, f"照片“{path}”的格式不能用", TELLING_HINT)
        return ""
    return path


def check_picture(reading: Reading, target: Traced, offset: int) -> str:
    """Return a picture's path, or nothing and a fault at the path or, where there is none, at `offset`."""
    text = target.text.strip()
    place = _place(target, offset)
    if _is_http(text) or text.startswith("//"):
        reading.fault(place, Code.REMOTE_PICTURE, "图片在别的服务器上", f"先下载这张图片，{_BESIDE}")
        return ""
    path = _local(reading, target, "图片", offset)
    if path and not path.lower().endswith(PICTURE_ENDINGS):
        message = f"图片“{path}”的格式不能用"
        reading.fault(place, Code.PICTURE_FORMAT, message, "另存为 PNG 或 JPEG（.png .jpg .gif .webp 可用）")
        return ""
    return path


def _is_http(text: str) -> bool:
    if not text.lower().startswith(("http://", "https://")):
        return False
    try:
        return bool(urlsplit(text).hostname) and not re.search(r"\s", text)
    except ValueError:
        return False


def _place(target: Traced, offset: int) -> int:
    """Return where a target stands; `offset` where it is empty, or of signs alone, which tell no place."""
    return offset if target.offset() == UNKNOWN else target.offset()


def _local(reading: Reading, target: Traced, what: str, offset: int) -> str:
    text = unquote(target.text.strip())
    place = _place(target, offset)
    parts = PurePosixPath(text).parts
    outside = text.startswith(("/", "\\", "#", "~")) or "\\" in text or ".." in parts or _SCHEME.match(text)
    if not text or outside:
        message = f"{what}“{text}”不能用" if text else f"{what}没有写地址"
        hint = f"{_BESIDE}；网上的地址以 http:// 或 https:// 开头" if what == "链接" else _BESIDE
        reading.fault(place, Code.UNSAFE_LINK, message, hint)
        return ""
    path = str(PurePosixPath(text))
    if path not in reading.context.files:
        hint = likely_file(path, reading.context.files)
        reading.fault(place, Code.MISSING_FILE, f"{what}“{path}”不存在", f"{hint}{_BESIDE}（大小写也要一致）")
        return ""
    return path


def likely_file(path: str, files: Iterable[str]) -> str:
    """Return a hint at the file that was meant by the path of one that is not there; empty where none is near."""
    listed = sorted(files)
    close = get_close_matches(path.casefold(), [name.casefold() for name in listed], n=1)
    alike = [name for name in listed if unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", path)]
    if alike:
        return "文件名看上去一样，字符的编码不同：给文件改名，把名称重新打一遍。"
    return next((f"是不是“{name}”？" for name in listed if name.casefold() in close), "")
