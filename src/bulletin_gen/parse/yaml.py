"""Read YAML into a tree with places, by events, field by field, so that a fault costs one field and not the file.

Events rather than nodes: only they show anchors and tags, which no source may use. Converts no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Diagnostic, Span
from bulletin_gen.notation.unprintable import UNPRINTABLE
from bulletin_gen.parse.comments import without_comments
from bulletin_gen.parse.draft import Draft
from bulletin_gen.parse.mending import Chunk, mended_chunks
from bulletin_gen.parse.nodes import Broken, Entry, Mapping, Node, Scalar, Sequence
from bulletin_gen.parse.scalars import position, typed_text
from bulletin_gen.parse.traced import Traced
from bulletin_gen.patterns import pattern

if TYPE_CHECKING:
    from bulletin_gen.parse.nodes import Vocabulary
    from bulletin_gen.parse.traced import Source

LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HIDDEN = "\u2028\u2029"
"""What YAML takes for line ends and editors don't."""
_STAND_INS = "\U000f0000\U000f0001"
HIDE, _SHOW = str.maketrans(_HIDDEN, _STAND_INS), str.maketrans(_STAND_INS, _HIDDEN)
_DEEPEST = 12
_PLAIN_TEXT = r"\w[\w./、，。（）-]*"
_PLAIN_FIELD = pattern(rf"(\w{{1,40}}): (?:({_PLAIN_TEXT})|\[({_PLAIN_TEXT}(?:, {_PLAIN_TEXT})*)\])")
"""A name and a text, or a list of texts, in which no character means anything to YAML."""
_ITEM = pattern(_PLAIN_TEXT)
_SELF_MADE = "给整个内容加半角单引号：'…'"


def read_yaml(source: Source, vocabulary: Vocabulary) -> Checked[Mapping]:
    """Read a file of fields. Each fault is one diagnostic; a field that can't be read has a `Broken` value.

    `vocabulary` tells what must be known of the fields to mend them; a field that it lacks is read all the same.
    """
    lines, comment_faults = lines_without_comments(source)
    draft = Draft(source, lines, vocabulary)
    entries = tuple(entry for chunk in mended_chunks(draft) if (entry := _entry(draft, chunk)))
    span = Span(source.path, source.first_line, 1)
    names = {entry.key.text for entry in entries}
    lost = tuple(Entry(Scalar(name, span), Broken(span)) for name in draft.swallowed if name not in names)
    return Checked(Mapping((*entries, *lost), span), (*comment_faults, *draft.faults))


def lines_without_comments(source: Source) -> tuple[list[Traced], list[Diagnostic]]:
    """Return the lines without HTML comments; what follows one that is not closed is cut off to the end of its line.

    In a comment of YAML's own anything may stand.
    """
    bare = without_comments(source)
    lines, faults = list(bare.value), []
    typed = source.text.split("\n")
    cut: set[int] = set()
    for fault in sorted(bare.diagnostics, key=lambda fault: fault.span):
        line = typed[fault.span.line - source.first_line]
        if line.lstrip().startswith("#") or fault.span.line in cut:
            continue
        faults.append(fault)
        if line[fault.span.column - 1] in "<＜":
            cut.add(fault.span.line)
            lines = [_until(source, line, fault.span) for line in lines]
    return lines, faults


def _until(source: Source, line: Traced, end: Span) -> Traced:
    """Return the part of a line before a place, the whole of any other line."""
    if not line.offsets or source.position(line.offset())[0] != end.line:
        return line
    return line.part(0, sum(source.position(offset)[1] < end.column for offset in line.offsets))


class _UnreadableError(Exception):
    """A field that YAML refuses, with the fault to report."""

    def __init__(self, row: int, column: int, code: Code, *texts: str) -> None:
        super().__init__(code)
        self.place = (row, column)
        self.code = code
        self.texts = texts


def _entry(draft: Draft, chunk: Chunk) -> Entry | None:
    """Return the field that a chunk holds; None where it holds none."""
    span = draft.source.span(draft.lines[chunk.start].offset())
    lost = Entry(Scalar(chunk.name, span), Broken(span)) if chunk.name else None
    if any(chunk.start <= row < chunk.end for row in draft.broken):
        return lost
    lines = draft.lines[chunk.start : chunk.end]
    if plain := _plain_entry(draft, lines):
        return plain
    try:
        node = _tree(draft, lines)
    except _UnreadableError as error:
        row, column = error.place
        row = min(chunk.start + row, chunk.end - 1)
        while row > chunk.start and not draft.lines[row].text:
            row -= 1
        typed = draft.lines[row].text
        behind = column > 0 and typed[column - 1] == "\\" != typed[column : column + 1]  # PyYAML without libyaml
        draft.fault(row, column - behind, error.code, error.texts[0], error.texts[1])
        return lost
    return node.entries[0] if isinstance(node, Mapping) and node.entries else lost


def _plain_entry(draft: Draft, lines: list[Traced]) -> Entry | None:
    """Return the field on one line that YAML can only read in one way; None where it may find more in it."""
    match = _PLAIN_FIELD.fullmatch(lines[0].text)
    if not match or any(line.text for line in lines[1:]):
        return None
    key = _plain_text(draft, lines[0].part(*match.span(1)))
    if match[2]:
        return Entry(key, _plain_text(draft, lines[0].part(*match.span(2))))
    found = (lines[0].part(*one.span()) for one in _ITEM.finditer(match[0], *match.span(3)))
    items = tuple(_plain_text(draft, part) for part in found)
    return Entry(key, Sequence(items, draft.source.span(lines[0].offset(match.start(3) - 1))))


def _plain_text(draft: Draft, part: Traced) -> Scalar:
    return Scalar(part.text, draft.source.span(part.offset()), draft.source.origin(part))


def _tree(draft: Draft, lines: list[Traced]) -> Node:
    text = "\n".join(line.text for line in lines).translate(HIDE)
    open_nodes: list[tuple[Span, list[Node]]] = [(Span(""), [])]
    try:
        for event in yaml.parse(text, Loader=LOADER):
            _take(draft, lines, event, open_nodes)
    except yaml.MarkedYAMLError as error:
        raise _as_fault(error) from error
    except yaml.YAMLError as error:  # a reader's fault has no mark
        raise _UnreadableError(0, 0, Code.YAML_SYNTAX, "这个字段读不出来", _SELF_MADE) from error
    return open_nodes[0][1][0]


def _take(draft: Draft, lines: list[Traced], event: yaml.Event, open_nodes: list[tuple[Span, list[Node]]]) -> None:
    """Add what an event brings to the innermost open list or mapping."""
    place = position(event.start_mark)
    if isinstance(event, yaml.NodeEvent):
        _refuse_references(event)
    if isinstance(event, yaml.CollectionStartEvent):
        if len(open_nodes) > _DEEPEST:
            raise _UnreadableError(*place, Code.YAML_SYNTAX, "括号或缩进套得太深", "去掉多余的层次")
        open_nodes.append((_span(draft, lines, place), []))
    elif isinstance(event, yaml.CollectionEndEvent):
        span, children = open_nodes.pop()
        node = Sequence(tuple(children), span) if isinstance(event, yaml.SequenceEndEvent) else _mapping(span, children)
        open_nodes[-1][1].append(node)
    elif isinstance(event, yaml.ScalarEvent):
        open_nodes[-1][1].append(_scalar(draft, lines, event))


def _refuse_references(event: yaml.NodeEvent) -> None:
    tag = getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None or tag is not None:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&" if event.anchor is not None else "!"
        raise _UnreadableError(*position(event.start_mark), Code.SPECIAL_START, f"内容不能以“{sign}”开头", _SELF_MADE)


def _mapping(span: Span, children: list[Node]) -> Mapping:
    pairs = zip(children[::2], children[1::2], strict=True)
    return Mapping(
        tuple(Entry(key if isinstance(key, Scalar) else Scalar("", span), value) for key, value in pairs), span
    )


def _scalar(draft: Draft, lines: list[Traced], event: yaml.ScalarEvent) -> Scalar:
    typed = typed_text(event, lines)
    if event.style == '"' and (bad := UNPRINTABLE.search(event.value.translate(_SHOW))):
        message = f"双引号里的反斜杠写出了印不出来的字符 U+{ord(bad[0][0]):04X}"
        hint = "删去这个反斜杠和它后面的代码；本来就要反斜杠的，把外面的双引号改成半角单引号 '"
        raise _UnreadableError(*position(event.start_mark), Code.BAD_CHARACTER, message, hint)
    if not typed.text.isprintable():  # stand-ins are not
        typed = Traced(typed.text.translate(_SHOW), typed.offsets)
    quoted = event.style in ("'", '"')
    shown = typed.text and not quoted
    span = draft.source.span(typed.offset()) if shown else _span(draft, lines, position(event.start_mark))
    return Scalar(typed.text, span, draft.source.origin(typed), quoted)


def _span(draft: Draft, lines: list[Traced], place: tuple[int, int]) -> Span:
    line = next(line for line in (lines[min(place[0], len(lines) - 1)], lines[0]) if line.text)
    return draft.source.span(line.offset(place[1]))


def _as_fault(error: yaml.MarkedYAMLError) -> _UnreadableError:
    row, column = position(error.problem_mark or error.context_mark)
    problem = error.problem or ""
    if "mapping values" in problem:
        return _UnreadableError(row, column, Code.COLON_IN_TEXT, "内容里有半角冒号", f"改成全角冒号 ：，或{_SELF_MADE}")
    if any(reference in (error.context or "") for reference in ("an alias", "an anchor", "a tag")):
        place = position(error.context_mark)
        return _UnreadableError(*place, Code.SPECIAL_START, "内容不能以 * & ! 开头", _SELF_MADE)
    if "cannot start any token" in problem:
        return _UnreadableError(row, column, Code.SPECIAL_START, "内容不能以这个字符开头", _SELF_MADE)
    if "escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem:
        hint = "反斜杠写两个 \\\\，或把外面的双引号改成半角单引号 '"
        return _UnreadableError(row, column, Code.YAML_SYNTAX, "双引号里的反斜杠 \\ 有特殊作用", hint)
    if "node content" in problem:
        return _UnreadableError(row, column, Code.YAML_SYNTAX, "这里缺一项内容", "删去多余的逗号，或补上内容")
    return _UnreadableError(
        row, column, Code.YAML_SYNTAX, "这里读不下去", f"检查括号、引号、逗号和缩进；是文字的，{_SELF_MADE}"
    )
