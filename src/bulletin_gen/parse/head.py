"""Split an issue's text into its head and its body, whatever the delimiters look like. Reads neither."""

from __future__ import annotations

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic, Span
from bulletin_gen.parse.traced import Source
from bulletin_gen.patterns import pattern

DELIMITER = "---"
_WRONG = pattern(r"[-－–—―─_＿=＝*＊]{2,}\s*|[－–—―─]\s*")
_INVISIBLE = pattern("[\u00ad\u200b-\u200f\u2060]")
"""What is pasted along from web pages."""
_INDENTED = pattern(r"\s+-{3}\s*")
_FIELD = pattern(r"[^\s:：，。、#>△【!|]{1,14}\s*[:：]")
_ISSUE_FIELD = pattern(r"\s*(?:期号|日期|number|date)\s*[:：]")
_HEAD_LINE = pattern(r"[^\s:：，。、#>△【!|]{1,14}\s*:|\s|-\s|$|[\]}]")


class SplitText(Struct, frozen=True):
    """The two parts of an issue's source; None where a part can't be told, which is reported."""

    head: Source | None
    """Without its delimiters."""
    body: Source | None


def split_text(path: str, text: str) -> Checked[SplitText]:
    """Split an issue's text at the two lines `---` that enclose its head.

    A delimiter in another form is reported and taken for one; where one is missing the rest is read as far as it can.
    """
    lines = text.split("\n")
    first = next((row for row, line in enumerate(lines) if line.strip()), None)
    if first is None:
        fault = _fault(
            path, 1, Code.HEAD_MISSING, "文件是空的", "第一行写 ---，接着写 期号、日期，再写一行 ---，下面是正文"
        )
        return Checked(SplitText(None, None), (fault,))
    faults = _first_faults(path, first, lines)
    start = first + 1 if _is_delimiter(lines[first]) else first
    if start == first and not _FIELD.match(lines[first]):
        return Checked(SplitText(None, Source(path, text)), faults)
    last = _closing_row(lines, start)
    if last is None:
        end = next((row for row in range(start, len(lines)) if not _HEAD_LINE.match(lines[row])), len(lines))
        if start > first:  # one mistake, one fault
            hint = "在文件头最后一个字段的下面，单独一行写三个半角减号 ---"
            faults = (*faults, _fault(path, first + 1, Code.HEAD_UNCLOSED, "文件头没有结束：没有第二行 ---", hint))
        return Checked(_parts(path, lines, (start, end), end), faults)
    faults = (*faults, *_delimiter_faults(path, last, lines[last]), *_further_heads(path, last + 1, lines))
    return Checked(_parts(path, lines, (start, last), last + 1), faults)


def _further_heads(path: str, start: int, lines: list[str]) -> tuple[Diagnostic, ...]:
    """Return a fault for the first head below another one: its issue would be printed as text of the one above."""
    for row in range(start, len(lines) - 1):
        if _ISSUE_FIELD.match(lines[row + 1]) and _is_delimiter(lines[row]):
            hint = "一个文件只写一期：从这里起移到另一个文件"
            return (_fault(path, row + 1, Code.HEAD_TWICE, "正文里又有一个文件头", hint),)
    return ()


def _first_faults(path: str, first: int, lines: list[str]) -> tuple[Diagnostic, ...]:
    if not _is_delimiter(lines[first]):
        hint = "第一行写三个半角减号 ---，下面写 期号、日期 等字段，再写一行 ---，然后是正文"
        return (_fault(path, first + 1, Code.HEAD_MISSING, "文件开头没有 ---", hint),)
    faults = _delimiter_faults(path, first, lines[first])
    if first:
        blank = _fault(path, 1, Code.HEAD_DELIMITER, "开头的 --- 上面有空行", "删去空行，让 --- 成为第一行")
        return (blank, *faults)
    return faults


def _closing_row(lines: list[str], start: int) -> int | None:
    rows = range(start, len(lines))
    found = next((row for row in rows if _WRONG.fullmatch(_INVISIBLE.sub("", lines[row]))), None)
    return found if found is not None else next((row for row in rows if _INDENTED.fullmatch(lines[row])), None)


def _is_delimiter(line: str) -> bool:
    return bool(_WRONG.fullmatch(_visible(line)))


def _visible(line: str) -> str:
    return _INVISIBLE.sub("", line).strip()


def _delimiter_faults(path: str, row: int, line: str) -> tuple[Diagnostic, ...]:
    if line.rstrip() == DELIMITER:
        return ()
    unseen = _INVISIBLE.search(line)
    if unseen:
        message = f"--- 这一行里有看不见的字符 U+{ord(unseen[0]):04X}"
    else:
        message = f"这一行应是 ---，写成了“{line.strip()}”" if line.strip() != DELIMITER else "--- 前面有空格"
    return (_fault(path, row + 1, Code.HEAD_DELIMITER, message, "改成三个半角减号 ---，顶格写，单独一行"),)


def _parts(path: str, lines: list[str], head: tuple[int, int], body: int) -> SplitText:
    start, end = head
    return SplitText(
        Source(path, "\n".join(lines[start:end]), start + 1), Source(path, "\n".join(lines[body:]), body + 1)
    )


def _fault(path: str, line: int, code: Code, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Span(path, line, 1), code, message, hint)
