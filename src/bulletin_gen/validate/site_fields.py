"""The fields of bulletin.yml, and the site that they describe. Source: content.md §2."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_gen.codes import Code
from bulletin_gen.parse.nodes import Shape
from bulletin_gen.validate.fields import Field, Slot, Table
from bulletin_gen.validate.values import anything, scalar, text

if TYPE_CHECKING:
    from bulletin_gen.parse.nodes import Node

SOURCES = ("bulletins", "templates", "fonts")
"""Folders of a site that nothing is ever written into."""

_URL_HINT = "写成 网址: https://主机名/路径/，例如 https://example.org/jianbao/"
_NO_HOST = "里没有可用的主机名"
_WRONG_IN_URL = (
    (r"\s", "里有空格"),
    (r"[\\：／。，、]", _NO_HOST),
    (r"[?#]", "里不能有 ? 或 #"),
    (r"//[^/]*@", "里不能有用户名"),
    (r"//.*//", "里有连着的两个 /"),
    (r"/\.\.?(?:/|$)", "里不能有 . 和 .. 这样的文件夹"),
    (r"%(?![0-9A-Fa-f]{2})", "里的 % 后面没有两位代码"),
    (r"(?i)\.html?/?$", "指到了一个文件，应写到它所在的文件夹"),
)
_FOLDER_HINT = "写站点里的一个文件夹名，例如"


def _url(node: Node, slot: Slot) -> str | None:
    found = scalar(node, slot)
    if found is None:
        return None
    mended = unicodedata.normalize("NFKC", found.text)
    wrong = _why_no_url(found.text)
    if not wrong:
        return found.text if found.text.endswith("/") else f"{found.text}/"
    wide = next((index for index, sign in enumerate(found.text) if unicodedata.normalize("NFKC", sign) != sign), None)
    if wide is not None and len(mended) == len(found.text) and not _why_no_url(mended):
        slot.fault(found.place(wide), Code.BAD_URL, f"网址里用了全角字符“{found.text[wide]}”", f"写成 网址: {mended}")
    else:
        slot.fault(found.span, Code.BAD_URL, wrong, _URL_HINT)
    return None


def _why_no_url(typed: str) -> str:
    try:
        parts = urlsplit(typed)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return f"网址“{typed}”读不出来"
    if parts.scheme not in {"http", "https"}:
        return f"网址“{typed}”不是以 http:// 或 https:// 开头"
    found = next((what for sign, what in _WRONG_IN_URL if re.search(sign, typed)), "" if host else _NO_HOST)
    return f"网址“{typed}”{found}" if found else ""


def _folder(node: Node, slot: Slot) -> str | None:
    found = scalar(node, slot)
    if found is None:
        return None
    typed = found.text
    example = "public" if slot.name == "输出" else ".cache"
    parts = [part for part in PurePosixPath(typed).parts if part != "."]
    outside = typed.startswith(("/", "~")) or "\\" in typed or ":" in typed or ".." in parts
    if outside or not parts:
        message = f"{slot.name}文件夹“{typed}”不在站点里" if outside else f"{slot.name}不能是站点本身"
        slot.fault(
            found.span, Code.BAD_FOLDER, message, f"{_FOLDER_HINT} {slot.name}: {example}，用 / 分隔，不写 .. 和盘符"
        )
    elif parts[0].casefold() in (*SOURCES, ".git"):
        message = f"{slot.name}不能放在 {parts[0]} 里，那里是站点的来源"
        slot.fault(found.span, Code.BAD_FOLDER, message, f"{_FOLDER_HINT} {slot.name}: {example}")
    else:
        return "/".join(parts)
    return None


TITLE = Field("站点名称", "title", text, required=True)
BASE_URL = Field("网址", "base_url", _url, required=True)
SPONSOR = Field("主办单位", "sponsor", text)
OPERATOR = Field("承办单位", "operator", text)
SITE_ID_CODE = Field("政府网站标识码", "site_id_code", text)
ICP_NUMBER = Field("备案号", "icp_number", text)
POLICE_NUMBER = Field("公安备案号", "police_number", text)
PHONE = Field("联系电话", "phone", text)
ADDRESS = Field("地址", "address", text)
OUTPUT = Field("输出", "output", _folder)
CACHE = Field("缓存", "cache", _folder)
PROOFING = Field("校对", "proofing", anything, shape=Shape(free=True))
TARGETS = Field("发布", "targets", anything, shape=Shape(free=True))

_TEXTS = (TITLE, SPONSOR, OPERATOR, SITE_ID_CODE, ICP_NUMBER, POLICE_NUMBER, PHONE, ADDRESS)
SITE_TABLE = Table("bulletin.yml", (*_TEXTS[:1], BASE_URL, *_TEXTS[1:], OUTPUT, CACHE, PROOFING, TARGETS))
