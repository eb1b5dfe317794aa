"""Small written forms that only pages use: file sizes and kinds, masthead sizes, kinds of lists. Prints nothing."""

from __future__ import annotations

from bulletin_gen.plan.names import TopicKind

TOPIC_WORDS = {TopicKind.COLUMN: "栏目", TopicKind.UNIT: "供稿单位", TopicKind.KEYWORD: "关键词"}
"""What readers call what issues are gathered by."""

_KILO = 1024
_FITS = (6, 8, 10, 12, 16, 20)
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


def file_size(count: int) -> str:
    """Return a size in bytes as readers know it: 640 B, 12 KB, 1.4 MB."""
    if count < _KILO:
        return f"{count} B"
    if count < _KILO * _KILO:
        return f"{round(count / _KILO)} KB"
    return f"{count / _KILO / _KILO:.1f} MB"


def masthead_fit(title: str) -> int:
    """Return for how many characters a masthead is sized, so that it keeps to one line: the style sheet's `fit-…`."""
    return next((fit for fit in _FITS if len(title) <= fit), _FITS[-1])


def file_kind(path: str) -> str:
    """Return what kind of file a name's ending stands for: PDF 文档, DWG 文件; 文件 where it has none."""
    ending = path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    return _KINDS.get(ending.lower(), f"{ending.upper()} 文件" if ending else "文件")
