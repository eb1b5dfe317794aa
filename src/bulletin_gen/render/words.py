"""Small written forms that only pages use: file sizes and kinds, note marks, dates. Formats nothing for print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_KILO = 1024
_CIRCLED = (range(0x2460, 0x2474), range(0x3251, 0x3260), range(0x32B1, 0x32C0))
_KINDS = {
    "pdf": "PDF 文档",
    "ofd": "OFD 版式文件",
    "doc": "Word 文档",
    "docx": "Word 文档",
    "wps": "WPS 文档",
    "xls": "Excel 表格",
    "xlsx": "Excel 表格",
    "et": "WPS 表格",
    "csv": "CSV 表格",
    "ppt": "演示文稿",
    "pptx": "演示文稿",
    "txt": "文本",
    "zip": "压缩包",
    "rar": "压缩包",
    "7z": "压缩包",
    "png": "图片",
    "jpg": "图片",
    "jpeg": "图片",
    "gif": "图片",
    "webp": "图片",
    "mp3": "音频",
    "mp4": "视频",
}


def chinese_date(day: date) -> str:
    """Return a date as official text writes it: 2023年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def note_sign(number: int) -> str:
    """Return the sign of a note: ① to ㊿, beyond them （51）."""
    signs = [chr(code) for codes in _CIRCLED for code in codes]
    return signs[number - 1] if 0 < number <= len(signs) else f"（{number}）"


def file_size(count: int) -> str:
    """Return a size in bytes as readers know it: 640 B, 12 KB, 1.4 MB."""
    if count < _KILO:
        return f"{count} B"
    if count < _KILO * _KILO:
        return f"{round(count / _KILO)} KB"
    return f"{count / _KILO / _KILO:.1f} MB"


def file_kind(path: str) -> str:
    """Return what kind of file a name's ending stands for: PDF 文档, DWG 文件; 文件 where it has none."""
    ending = path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    return _KINDS.get(ending.lower(), f"{ending.upper()} 文件" if ending else "文件")
