"""Find Word's habits line by line, where a line's neighbours tell what it is; mend them so that parsing can go on.

A line is only classified here. What the blocks are, the library decides.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic
from bulletin_gen.notation.ordinals import leading_ordinal, slipped_ordinal
from bulletin_gen.parse.anchors import token
from bulletin_gen.parse.marks import Mark, heading_mark, internal_fault, internal_line, leftover_marks
from bulletin_gen.parse.plain import is_plain
from bulletin_gen.parse.traced import Source, Traced, joined
from bulletin_gen.patterns import pattern

_INDENT = 4
_LAST_LEVEL = 5
_EMPTY = Traced("", ())


class _Kind(Enum):
    BLANK = 0
    TEXT = 1
    HEADING = 2
    LIST = 3
    TABLE = 4
    QUOTE = 5
    NOTICE = 6
    NOTE = 7


class Scanned(Struct, frozen=True):
    """Lines that the library can read, and what was taken out of them."""

    lines: tuple[Traced, ...]
    marks: tuple[Mark, ...]
    """By the number of their tokens."""
    plain: frozenset[int]
    """Indexes of the lines that can only be a paragraph of words."""


class _State(Struct, frozen=True):
    """What the lines so far have opened."""

    kind: _Kind = _Kind.BLANK
    """Of the line before."""
    containers: tuple[_Kind, ...] = ()
    """Open lists, notices and notes, from the outermost in."""
    bullet: bool = True
    """Whether the last item of a list had a hyphen, not a number."""
    depth: int = 0
    """How many containers that item stood in."""


_ITEM = pattern(r"[△▲●○■□◆◇★☆•·▪◦➢➤\uf06c\uf06e\uf075\uf0a7\uf0b7\uf0d8\uf0fc①-⑳⑴-⒇]|[*+] ")
"""What an item of a list begins with in Word and in what is pasted from it, in its picture fonts too."""
_BULLET = pattern(r"(?:-|\d+\.)[ ]+\S")
_RULE_ROW = pattern(r"\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*")
_NOTICE = pattern(r'!!! ?(?P<kind>[\w-]+)(?:[ ]+"(?P<title>[^"]*)")?\s*')
_NOTICE_START = pattern(r"!!! ?(?:[\w-]+[ ]*)?")
_NOTE = pattern(r"\[\^[^\]]*\]:")
_BEGINNING = pattern(
    rf"(?P<HEADING>#)|(?P<NOTICE>!!!)|(?P<NOTE>{_NOTE.pattern})|(?P<QUOTE>>)|(?P<LIST>{_BULLET.pattern})"
)
_FULL_WIDTH = (
    (pattern(r"^\s*#*(?P<at>＃)"), "＃", "#"),
    (pattern(r"^\s*(?=[！!]{3})!*(?P<at>！)"), "！", "!"),
    (pattern(r"^\s*(?P<at>＞)"), "＞", ">"),
    (pattern(r"^\s*\[\^[^\]]*\](?P<at>：)"), "：", ":"),
    (pattern(r"\[?(?P<at>［)\^"), "［", "["),
    (pattern(r"(?P<at>＊＊)"), "＊＊", "**"),
)
NOTICE_KINDS = ("公告", "广告")


def scanned(source: Source, lines: tuple[Traced, ...]) -> Checked[Scanned]:
    """Return the lines with tokens for their marks, blank lines where a paragraph was meant, and all faults."""
    state = _State()
    out: list[Traced] = []
    marks: list[Mark] = []
    faults: list[Diagnostic] = []
    plain: set[int] = set()
    for index, raw in enumerate(lines):
        if not raw.text.strip():
            out += [_EMPTY] if out and out[-1].text else []  # the library takes two for the end of a note
            state = _with_kind(state, _Kind.BLANK)
            continue
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        alone = state.kind is _Kind.BLANK and not (out and out[-1].text) and not following.strip()
        if alone and raw.is_unbroken() and is_plain(raw.text):
            plain.add(len(out))
            out.append(raw)
            state = _State(_Kind.TEXT)
            continue
        if mark := internal_line(raw):
            if _can_take(mark, state) and _ends_block(mark, state, lines[index + 1 :]):
                gap = Mark(mark.offset, depth=mark.depth, separates=True)
                out += [_token_line(mark, len(marks)), _EMPTY, _token_line(gap, len(marks) + 1), _EMPTY]
                marks += [mark, gap]
            else:
                faults.append(internal_fault(source, mark.offset))
            state = _with_kind(state, _Kind.BLANK)
            continue
        slips = _full_width_faults(source, raw)
        line, found = heading_mark(source, _half_width(raw) if slips else raw)
        line, leftover = leftover_marks(source, line)
        state, mended, met = _read_line(source, line, state, following)
        if state.kind is _Kind.HEADING:
            met += _heading_faults(source, mended[-1])
        if state.kind is _Kind.NOTICE and not met:
            met += _empty_notice_faults(source, mended[-1], lines[index + 1 :])
        faults += [*slips, *found.diagnostics, *leftover, *met]
        if found.value:
            mended[-1] = joined([mended[-1], _token_line(found.value, len(marks), " ")])
            marks.append(found.value)
        out += mended
    return Checked(Scanned(tuple(out), tuple(marks), frozenset(plain)), tuple(faults))


def _can_take(mark: Mark, state: _State) -> bool:
    """Tell whether the line above a mark belongs to a block that may be internal."""
    in_note = state.containers[:1] == (_Kind.NOTE,)
    under_nothing = state.kind in (_Kind.BLANK, _Kind.HEADING, _Kind.NOTICE)
    return not (in_note or under_nothing or mark.depth > len(state.containers))


def _ends_block(mark: Mark, state: _State, rest: tuple[Traced, ...]) -> bool:
    """Tell whether a mark stands at the end of its block: below a mark in its midst all would be public."""
    following = next((_untabbed(line).text for line in rest if line.text.strip()), "")
    indent = len(following) - len(following.lstrip(" "))
    leaves = following.startswith("#") or indent < _INDENT * mark.depth
    if rest and rest[0].text.strip() and not leaves:
        return False
    return len(state.containers) <= mark.depth or not following.startswith(" " * (_INDENT * (mark.depth + 1)))


def _token_line(mark: Mark, number: int, gap: str = "") -> Traced:
    text = " " * (_INDENT * mark.depth) + gap + token(number)
    return Traced(text, (mark.offset,) * len(text))


def _read_line(
    source: Source, line: Traced, state: _State, following: str
) -> tuple[_State, list[Traced], list[Diagnostic]]:
    """Return the state after a line, the line mended (perhaps after a blank one) and its faults."""
    line = _untabbed(line)
    indent = len(line.text) - len(line.text.lstrip(" "))
    starts = state.kind in (_Kind.BLANK, _Kind.HEADING, _Kind.NOTICE)
    if starts and len(state.containers) > indent // _INDENT:
        state = replace(state, containers=state.containers[: indent // _INDENT])
    depth = min(indent // _INDENT, len(state.containers))
    faults: list[Diagnostic] = []
    if indent >= _INDENT * (depth + 1) and (starts or (state.kind is _Kind.TEXT and not depth)):
        faults.append(_indent_fault(source, line, depth))
        line = line.replaced(_INDENT * depth, indent)
    body = line.part(_INDENT * depth) if depth and not line.text[: _INDENT * depth].strip() else line
    text = body.text.strip()
    kind = _kind_of(text, following, state, starts=starts)
    if kind is _Kind.HEADING and body.text[0] != "#":
        at = line.text.index("#")
        faults.append(_heading_indent_fault(source, line, at))
        line = line.part(at)
    bullet = _BULLET.match(text) if kind is _Kind.LIST else None
    mended = [line]
    if not starts:
        met, breaks = _join_faults(source, body, kind, state)
        faults += met
        mended = [_EMPTY, line] if breaks or (bullet and _leaves_list(state, bullet[0][0], depth)) else mended
    if kind is _Kind.NOTICE:
        faults += _notice_faults(source, body.stripped())
    after = _state_after(state, kind, depth)
    if bullet:
        after = replace(after, bullet=bullet[0][0] == "-", depth=depth)
    return after, mended, faults


def _leaves_list(state: _State, bullet: str, depth: int) -> bool:
    """Tell whether an item belongs to another list than the line before: one further out, or one of another kind."""
    return state.kind is _Kind.LIST and (
        depth < state.depth or (depth == state.depth and state.bullet != (bullet == "-"))
    )


def _untabbed(line: Traced) -> Traced:
    while "\t" in line.text:
        at = line.text.index("\t")
        line = line.replaced(at, at + 1, " " * (_INDENT - at % _INDENT))
    return line


def _kind_of(text: str, following: str, state: _State, *, starts: bool) -> _Kind:
    if (match := _BEGINNING.match(text)) and match.lastgroup:
        return _Kind[match.lastgroup]
    if not starts and state.kind in (_Kind.QUOTE, _Kind.LIST, _Kind.TABLE):
        return state.kind  # the library takes the line into the block above
    heads_table = "|" in text and "-" in following and _RULE_ROW.fullmatch(following)
    return _Kind.TABLE if heads_table else _Kind.TEXT


def _state_after(state: _State, kind: _Kind, depth: int) -> _State:
    opens = (_Kind.LIST, _Kind.NOTICE, _Kind.NOTE)
    if kind in opens and not (kind is _Kind.LIST and state.kind is _Kind.LIST and len(state.containers) > depth):
        return replace(state, kind=kind, containers=(*state.containers[:depth], kind))
    return _with_kind(state, kind)


def _with_kind(state: _State, kind: _Kind) -> _State:
    return state if state.kind is kind else _State(kind, state.containers, state.bullet, state.depth)


def _indent_fault(source: Source, line: Traced, depth: int) -> Diagnostic:
    return Diagnostic(
        source.span(line.offset(_INDENT * depth)),
        Code.INDENTED_PARAGRAPH,
        "段落前面有四个以上的空格",
        "删去段落前面的空格：首行缩进由排版自动加",
    )


def _heading_indent_fault(source: Source, line: Traced, at: int) -> Diagnostic:
    place = source.span(line.offset(at))
    return Diagnostic(place, Code.INDENTED_PARAGRAPH, "井号前面有空格", "删去空格：井号要在一行的开头")


def _full_width_faults(source: Source, line: Traced) -> list[Diagnostic]:
    for typed, wrong, right in _FULL_WIDTH:
        if wrong in line.text and (match := typed.search(line.text)):
            place = source.span(line.offset(match.start("at")))
            return [Diagnostic(place, Code.FULL_WIDTH_MARKUP, f"这里是全角的“{wrong}”", f"改为半角的 {right}")]
    return []


def _half_width(body: Traced) -> Traced:
    """Return a line with its full-width marks in ASCII, so that one slip gives one fault."""
    text = body.text
    for typed, wrong, right in _FULL_WIDTH:
        while match := typed.search(text):
            text = text[: match.start("at")] + right + text[match.start("at") + len(wrong) :]
    if text.count("**") % 2 and "＊＊" in body.text:
        at = body.text.index("＊＊")
        text = text[:at] + "〓〓" + text[at + 2 :]
    return Traced(text, body.offsets)


def _join_faults(source: Source, body: Traced, kind: _Kind, state: _State) -> tuple[list[Diagnostic], bool]:
    """Return the faults of a line right under another, and whether a blank line belongs between them."""
    text = body.text.strip()
    captions = kind is _Kind.TEXT and text.startswith("表：")
    if captions or (kind is _Kind.TABLE and state.kind is not _Kind.TABLE):
        return [], True
    leaves_table = kind is _Kind.TABLE and "|" not in text
    if leaves_table or (kind is _Kind.LIST and state.kind is not _Kind.LIST):
        return [_blank_line_fault(source, body, "段落" if leaves_table else "列表")], True
    if kind not in (_Kind.TEXT, _Kind.LIST, _Kind.QUOTE) or _BULLET.match(text):
        return [], False
    quoted = body.part(body.text.index(">") + 1) if kind is _Kind.QUOTE and text.startswith(">") else body
    begins = _begins_paragraph(quoted.text)
    faults = [_blank_line_fault(source, quoted, "段落")] if begins else []
    return faults, begins and kind is not _Kind.QUOTE


def _begins_paragraph(text: str) -> bool:
    if text.lstrip(" ").startswith("\u3000"):
        return True
    words = text.strip().removeprefix("**")
    slip = slipped_ordinal(words)
    counted = leading_ordinal(words) or (slip and not slip.typed.endswith(("，", ",")))  # 一，may go on a sentence
    return bool(counted or _ITEM.match(words))


def _blank_line_fault(source: Source, body: Traced, what: str) -> Diagnostic:
    at = len(body.text) - len(body.text.lstrip(" "))
    return Diagnostic(
        source.span(body.offset(at)),
        Code.MISSING_BLANK_LINE,
        f"新的{what}前面缺一个空行，会与上一段连成一段",
        "段落之间空一行；如果本来就是同一段，删去换行",
    )


def _heading_faults(source: Source, line: Traced) -> list[Diagnostic]:
    text = line.text.strip()
    words = text.strip("#").strip()
    place = source.span(line.offset(line.text.index("#")))
    if len(text) - len(text.lstrip("#")) > _LAST_LEVEL:
        hint = "题目用一个；层次只有四级：## 一、 ### （一） #### 1. ##### （1）"
        return [Diagnostic(place, Code.HEADING_LEVEL, "井号最多五个", hint)]
    if not words or not words.strip("【】\\ \u3000"):
        return [Diagnostic(place, Code.EMPTY_HEADING, "井号后面没有文字", "写上题目或栏目，或删去这一行")]
    return []


def _empty_notice_faults(source: Source, line: Traced, rest: tuple[Traced, ...]) -> list[Diagnostic]:
    following = next((_untabbed(other).text for other in rest if other.text.strip()), "")
    indent = len(line.text) - len(line.text.lstrip()) + _INDENT
    if following.startswith(" " * indent):
        return []
    place = source.span(line.stripped().offset())
    return [Diagnostic(place, Code.EMPTY_NOTICE, "方框里没有内容", "内容写在下一行起，每行前面空四个空格")]


def _notice_faults(source: Source, line: Traced) -> list[Diagnostic]:
    match = _NOTICE.fullmatch(line.text)
    if not match:
        quote = next((i for i, character in enumerate(line.text) if character in "“”＂"), None)
        if quote is not None:
            place = source.span(line.offset(quote))
            return [Diagnostic(place, Code.CURLY_QUOTES, "方框的题目用了中文引号", '用半角直引号：!!! 公告 "题目"')]
        hint = '写成 !!! 公告 "题目" 或 !!! 广告 "题目"'
        wrong = _NOTICE_START.match(line.text)
        place = source.span(line.offset(wrong.end() if wrong and wrong.end() < len(line.text) else 0))
        return [Diagnostic(place, Code.NOTICE_FORM, "方框的写法不对", hint)]
    if match["kind"] not in NOTICE_KINDS:
        place = source.span(line.offset(match.start("kind")))
        message = f"没有“{match['kind']}”这种方框"
        return [Diagnostic(place, Code.UNKNOWN_NOTICE, message, "方框只有两种：!!! 公告 和 !!! 广告")]
    return []
