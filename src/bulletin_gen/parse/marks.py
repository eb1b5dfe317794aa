"""Read brace lists: `{.内部}` marks and what may stand after a title. What is meant to be hidden is never text.

The library's own attribute lists take anything and drop what they don't know, so they are not used.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic
from bulletin_gen.parse.traced import Source, Traced
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from bulletin_gen.diagnostics import Span

INTERNAL = "内部"
TITLE_KEYS = ("肩题", "作者", "供稿")
_BLANKS_PER_LEVEL = 4


class Mark(Struct, frozen=True):
    """A brace list that was taken, to be carried to its block."""

    offset: int
    """Where its brace stands."""
    internal: bool = False
    depth: int = 0
    """How many containers (notice, list item, note) the mark stands in by its indent."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Keys and values of a title."""
    separates: bool = False
    """Typed by nobody: keeps a list from taking in the one before it, which is internal."""


_INTERNAL_LINE = pattern(r"(?P<indent>[ \t]*)\{[ ]*\.内部[ ]*\}\s*")
_HEADING = pattern(r"\s{0,3}#+(?!#)")
_LIST_AT_END = pattern(r"(?P<blank>\s*)(?<!\\)\{(?P<inner>[^{}]*)\}\s*$")
OPENINGS = (
    "([{༺༼᚛‚„⁅⁽₍⌈⌊\u2329❨❪❬❮❰❲❴⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼⸢⸤⸦⸨"
    "⹂⹕⹗⹙⹛〈《「『【〔〖〘〚〝﴿︗︵︷︹︻︽︿﹁﹃﹇﹙﹛﹝（［｛｟｢<>＜＞"
)
CLOSINGS = (
    ")]}༻༽᚜⁆⁾₎⌉⌋\u232a❩❫❭❯❱❳❵⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘⧙⧛⧽⸣⸥⸧⸩⹖⹘"
    "⹚⹜〉》」』】〕〗〙〛〞〟﴾︘︶︸︺︼︾﹀﹂﹄﹈﹚﹜﹞）］｝｠｣<>＜＞"
)
"""All that Unicode calls brackets (Ps, Pe), and what is used for them. Listed: to search the planes takes 20 ms."""
_OPENING, _CLOSING = f"[{re.escape(OPENINGS)}]", f"[{re.escape(CLOSINGS)}]"
_HIDDEN = pattern(
    rf"{_OPENING}\s*[.．。·:：]?\s*内\s*[部布步]\s*{_CLOSING}"  # 内部 in any brackets, and its usual slips
    rf"|{_OPENING}\s*[.．。·]?\s*內部\s*{_CLOSING}"
    r"|(?<!\\)[{｛]\s*[.．。·][^}｝\n]*[}｝]?"  # {.anything}
    r"|(?<!\\)[{｛][^}｝\n]*内部[^}｝\n]*[}｝]?"
    r"|[.．。·]?内部\s*[}｝]"
    r"|^\s*[.．]\s*内部\s*$"
)
_SIGN_OF_MARK = pattern(r"[内內{}｛｝](?:(?<![内內])|\s*[部布步])")
"""All that looks like a mark, and every brace, holds one of these; most texts hold none of them."""
_BRACES = pattern(r"(?<!\\)[{}｛｝]")
_STANDS_FOR = "〓"
"""In place of what was refused, so that it has no further consequences."""
_CHINESE_QUOTES = "“”‘’＂＇"
_QUOTES = _CHINESE_QUOTES + "\"'"
_WORD = pattern(
    r"\s+|\.(?P<class>[^\s{}]+)"
    r"|(?P<key>[^\s=＝{}.\"'“”‘’＂＇]+)\s*(?:(?P<equals>[=＝])\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'“”‘’＂＇{}]*))?"
    r"|(?P<other>.)"
)


def hidden_marks(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and length of all in a text that looks like a mark 内部; empty where nothing does."""
    if not _SIGN_OF_MARK.search(text):
        return ()
    return tuple((match.start(), len(match[0])) for match in _HIDDEN.finditer(text))


def internal_line(line: Traced) -> Mark | None:
    """Return the mark of a line that is `{.内部}` and nothing else."""
    if "{" not in line.text or not (match := _INTERNAL_LINE.fullmatch(line.text)):
        return None
    indent = len(match["indent"].expandtabs(_BLANKS_PER_LEVEL))
    return Mark(line.offset(line.text.index("{")), internal=True, depth=indent // _BLANKS_PER_LEVEL)


def heading_mark(source: Source, line: Traced) -> tuple[Traced, Checked[Mark | None]]:
    """Return a heading's line without the brace list at its end, and what the list says."""
    if "{" not in line.text or not _HEADING.match(line.text) or not (match := _LIST_AT_END.search(line.text)):
        return line, Checked(None)
    brace = match.start("inner") - 1
    mark = _read_list(source, line.part(brace, match.end("inner") + 1))
    if not match["blank"] and not mark.diagnostics:
        fault = Diagnostic(
            source.span(line.offset(brace)),
            Code.BRACES_BLANK,
            "花括号前面缺一个空格",
            "写成“# 题目 {…}”：题目与花括号之间空一格（半角）",
        )
        mark = Checked(mark.value, (fault,))
    return line.part(0, match.start()), mark


def leftover_marks(source: Source, line: Traced) -> tuple[Traced, tuple[Diagnostic, ...]]:
    """Return a line without braces and marks that were not taken, and a fault for each."""
    if not _SIGN_OF_MARK.search(line.text):
        return line, ()
    faults: list[Diagnostic] = []
    while match := _HIDDEN.search(line.text):
        faults.append(internal_fault(source, line.offset(_first_ink(match))))
        line = line.replaced(match.start(), match.end(), _STANDS_FOR)
    braces = re.search("[｛｝]", line.text) or _BRACES.search(line.text)
    if braces and not faults:
        faults.append(_braces_fault(source, line.offset(braces.start()), line.text[braces.start()]))
    if braces:
        line = Traced(_BRACES.sub(_STANDS_FOR, line.text), line.offsets)
    return line, tuple(faults)


def internal_fault(source: Source, offset: int) -> Diagnostic:
    """Return the fault of a mark 内部 that can't be taken where or as it stands."""
    return hidden_fault(source.span(offset))


def hidden_fault(span: Span) -> Diagnostic:
    """Return the fault of what looks like a mark 内部 at a place that takes none."""
    return Diagnostic(
        span,
        Code.INTERNAL_MARK,
        "“内部”标记没有生效：写法或位置不对，这里的内容可能会被公开",
        "单独一行写 {.内部}（半角花括号、半角点），紧接在段落、列表、表格、图片或方框的下一行；"
        "标题则在行末空一格写；如确是正文，请换一种说法，不要用括号括住“内部”",
    )


def _first_ink(match: re.Match[str]) -> int:
    return match.start() + len(match[0]) - len(match[0].lstrip())


def _braces_fault(source: Source, offset: int, brace: str) -> Diagnostic:
    if brace in "｛｝":
        return Diagnostic(
            source.span(offset),
            Code.FULL_WIDTH_MARKUP,
            f"这里是全角的“{brace}”",
            "标记用半角花括号 { }；正文里要用花括号时，前面加反斜线：\\{",
        )
    return Diagnostic(
        source.span(offset),
        Code.UNKNOWN_BRACES,
        "花括号不在它该在的位置，或者不成对",
        '花括号只用于题目后面的 {肩题="…" 作者="…" 供稿="…"} 和单独一行的 {.内部}；'
        "正文里要用花括号时，前面加反斜线：\\{",
    )


def _read_list(source: Source, braces: Traced) -> Checked[Mark | None]:
    """Read `{肩题="…" .内部}`; at the first fault the list counts as empty."""
    attributes: dict[str, str] = {}
    internal = False
    end = len(braces.text) - 1
    position = 1
    while position < end and (match := _WORD.match(braces.text, position, end)):
        position = match.end()
        fault = _word_fault(source, braces, match, attributes)
        if fault:
            return Checked(None, (fault,))
        if match["key"]:
            attributes[match["key"]] = match["value"].strip("\"'").strip()
        internal = internal or match["class"] == INTERNAL
    return Checked(Mark(braces.offset(), internal=internal, attributes=tuple(attributes.items())))


def _word_fault(source: Source, braces: Traced, match: re.Match[str], seen: dict[str, str]) -> Diagnostic | None:
    if match["key"] and match["key"][-1] in ":：":
        place = source.span(braces.offset(match.end("key") - 1))
        return Diagnostic(
            place, Code.UNKNOWN_BRACES, "花括号里的项目和内容之间用了冒号", '改为半角的 =，如 {肩题="示例区"}'
        )
    if match["other"] or braces.text[match.end()] in _QUOTES:
        return _quote_fault(source, braces, match)
    if match["class"] or (match["key"] and INTERNAL in match["key"]):
        return None if match["class"] == INTERNAL else internal_fault(source, braces.offset())
    if match["value"] and (hidden := hidden_marks(match["value"])):
        return internal_fault(source, braces.offset(match.start("value") + hidden[0][0]))
    return _key_fault(source, braces, match, seen) if match["key"] else None


def _key_fault(source: Source, braces: Traced, match: re.Match[str], seen: dict[str, str]) -> Diagnostic | None:
    place = source.span(braces.offset(match.start()))
    key = match["key"]
    if key not in TITLE_KEYS:
        close = get_close_matches(key, TITLE_KEYS, n=1, cutoff=0.4)
        hint = (f"是否想写“{close[0]}”？" if close else "") + '可写的有：肩题、作者、供稿，如 {肩题="示例区"}'
        return Diagnostic(place, Code.UNKNOWN_ATTRIBUTE, f"花括号里没有“{key}”这一项", hint)
    if match["equals"] == "＝":
        place = source.span(braces.offset(match.start("equals")))
        return Diagnostic(place, Code.FULL_WIDTH_MARKUP, "这里是全角的“＝”", "改为半角的 =")
    if not (match["value"] or "").strip("\"' \u3000"):
        return Diagnostic(place, Code.EMPTY_ATTRIBUTE, f"“{key}”没有写内容", f'写成 {key}="…"，不需要时整项删去')
    if (value := match["value"]).count("“") != value.count("”") or value.count("‘") != value.count("’"):
        at = next(i for i in range(match.start("value"), match.end()) if braces.text[i] in _CHINESE_QUOTES)
        return _chinese_quote_fault(source, braces, at)
    if key in seen:
        return Diagnostic(place, Code.ATTRIBUTE_TWICE, f"“{key}”写了两次", "删去其中一个")
    return None


def _quote_fault(source: Source, braces: Traced, match: re.Match[str]) -> Diagnostic:
    """Point at the quote that is wrong: a Chinese one, before all a straight one without its partner."""
    at = match.start() if match["other"] else match.end()
    chinese = next((i for i in range(at, len(braces.text)) if braces.text[i] in _CHINESE_QUOTES), None)
    if chinese is not None:
        return _chinese_quote_fault(source, braces, chinese)
    message = f"花括号里的 {braces.text[at]} 不成对或看不懂"
    hint = '写成 {肩题="…" 作者="…" 供稿="…"}，各项之间空一格'
    return Diagnostic(source.span(braces.offset(at)), Code.UNKNOWN_BRACES, message, hint)


def _chinese_quote_fault(source: Source, braces: Traced, at: int) -> Diagnostic:
    place = source.span(braces.offset(at))
    hint = '花括号里用半角直引号，如 {肩题="示例区"}'
    return Diagnostic(place, Code.CURLY_QUOTES, f"花括号里用了中文引号 {braces.text[at]}", hint)
