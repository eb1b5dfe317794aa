"""Check the files that an issue offers (附件) and the issue that it names instead of itself (替代). Opens no file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_gen.codes import Code
from bulletin_gen.model import Attachment, IssueKey
from bulletin_gen.patterns import pattern
from bulletin_gen.validate.targets import TELLING_ENDINGS, TELLING_HINT, likely_file
from bulletin_gen.validate.values import one_line, scalar, scalars

if TYPE_CHECKING:
    from bulletin_gen.load.sources import IssueSource
    from bulletin_gen.parse.nodes import Node, Scalar
    from bulletin_gen.validate.fields import Slot

_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")
_KEY = pattern(r"(?P<slug>[a-z][a-z0-9-]*)/(?P<year>\d{4})/(?P<supplement>z?)(?P<number>[1-9]\d{0,8})", re.ASCII)
_BESIDE = "把文件放在这一期的文件夹里，只写文件名"


def attachment_list(node: Node, slot: Slot) -> tuple[Scalar, ...] | None:
    """Read the list of attachments as it stands; `checked_attachments` looks at each."""
    return scalars(node, slot, separators="")


def checked_attachments(items: tuple[Scalar, ...], source: IssueSource, slot: Slot) -> tuple[Attachment, ...]:
    """Return the attachments that lie beside the issue; the others are reported."""
    found = [path for item in items if (path := _path(item, source, slot))]
    return tuple(Attachment(path) for path in dict.fromkeys(found))


def reference(node: Node, slot: Slot) -> tuple[IssueKey, Scalar] | None:
    """Read the address of an issue, 刊/年/期, with the place it was typed at."""
    found = scalar(node, slot)
    if found is None:
        return None
    if match := _KEY.fullmatch(found.text):
        key = IssueKey(match["slug"], int(match["year"]), int(match["number"]), bool(match["supplement"]))
        return (key, found)
    hint = "写成 刊物文件夹/年/期号，例如 jianbao/2023/7，增刊 jianbao/2023/z1"
    slot.fault(found.span, Code.BAD_REFERENCE, f"替代“{found.text}”不是一期的地址", hint)
    return None


def _path(item: Scalar, source: IssueSource, slot: Slot) -> str:
    typed = one_line(item.text)
    path = typed.removeprefix("./")
    if path.lower().endswith(TELLING_ENDINGS) and path in source.files:
        slot.fault(item.span, Code.PICTURE_FORMAT, f"照片“{typed}”的格式不能用", TELLING_HINT)
        return ""
    if path in source.files:
        return path
    if path in source.outside:
        message = f"附件“{typed}”是通到文件夹外面的链接"
        slot.fault(item.span, Code.BAD_ATTACHMENT, message, f"把文件本身复制过来，{_BESIDE}")
    elif "\\" in typed and typed.replace("\\", "/") in source.files:
        slot.fault(
            item.place(typed.index("\\")),
            Code.BAD_ATTACHMENT,
            "路径里用了反斜杠",
            f"写成 {typed.replace(chr(92), '/')}",
        )
    elif typed.startswith(("/", "\\", "~")) or ".." in re.split(r"[/\\]", typed) or _SCHEME.match(typed):
        slot.fault(item.span, Code.BAD_ATTACHMENT, f"附件“{typed}”不在这一期的文件夹里", _BESIDE)
    else:
        likely = likely_file(path, source.files)
        slot.fault(item.span, Code.MISSING_FILE, f"附件“{typed}”不存在", f"{likely}{_BESIDE}（大小写也要一致）")
    return ""
