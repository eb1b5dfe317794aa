"""Check an issue's head against itself, its publication and its place. Reads no value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Diagnostic, Severity, Span
from bulletin_gen.model import Anchor, Audience, Paragraph, Run, locate
from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.validate import issue_fields as head
from bulletin_gen.validate.fields import closest

if TYPE_CHECKING:
    from bulletin_gen.load.sources import IssueSource
    from bulletin_gen.model import IssueKey, Origin
    from bulletin_gen.parse.nodes import Scalar
    from bulletin_gen.validate.fields import Settings, Slot
    from bulletin_gen.validate.publication import PublicationReading


class HeadRules(Struct, frozen=True):
    """What the rules look at."""

    source: IssueSource
    publication: PublicationReading
    settings: Settings
    slot: Slot
    key: IssueKey | None
    """As the head says."""
    placed: IssueKey | None
    """As the file's place says."""

    def warn(self, span: Span, code: Code, message: str, hint: str) -> None:
        """Report a warning."""
        self.slot.faults.append(Diagnostic(span, code, message, hint, Severity.WARNING))


def check_head(rules: HeadRules, typed_note: tuple[Paragraph, ...]) -> None:
    """Report what single fields can't tell; `typed_note` is the editor's note (按语) of the body."""
    _check_one_number(rules)
    _check_one_note(rules, typed_note)
    _check_marking(rules)
    _check_special(rules)
    _check_name(rules)
    _check_year(rules)
    _check_later(rules)


def editor_note(note: Scalar) -> tuple[Paragraph, ...]:
    """Return the paragraphs of an editor's note (按语) that stands in the head."""
    paragraphs, start = [], 0
    for line in note.text.split("\n"):
        if bare := line.strip():
            offset = start + line.index(bare)
            paragraphs.append(Paragraph(inlines=(Run(text=bare, origin=_origin(note.origin, offset, len(bare))),)))
        start += len(line) + 1
    return tuple(paragraphs)


def _origin(origin: Origin, start: int, length: int) -> Origin:
    first = Anchor(0, *locate(origin, start))
    inside = (anchor for anchor in origin if start < anchor.offset < start + length)
    return (first, *(Anchor(anchor.offset - start, anchor.line, anchor.column) for anchor in inside))


def _check_one_number(rules: HeadRules) -> None:
    number, supplement = rules.settings.find(head.NUMBER), rules.settings.find(head.SUPPLEMENT)
    if not number or not supplement:
        return
    first, second = sorted((number.key, supplement.key))
    message = "期号和增刊只能写一个：增刊另外编号"
    hint = "正刊只写期号，增刊只写增刊"
    rules.slot.faults.append(Diagnostic(second, Code.EXCLUSIVE_FIELDS, message, hint, Severity.ERROR, (first,)))


def _check_one_note(rules: HeadRules, typed_note: tuple[Paragraph, ...]) -> None:
    note = rules.settings.find(head.EDITOR_NOTE)
    if not note or not typed_note:
        return
    first = next((inline for inline in typed_note[0].inlines if isinstance(inline, Run)), None)
    line, _ = locate(first.origin, 0) if first else (0, 0)
    span = Span(rules.source.file.path, line, 1) if line else note.key
    hint = "按语只写一处：留下正文里的 > …，或留下文件头里的 按语"
    message = "按语写了两处：文件头里和正文里"
    rules.slot.faults.append(Diagnostic(span, Code.EXCLUSIVE_FIELDS, message, hint, related=(note.key,)))


def _check_marking(rules: HeadRules) -> None:
    """Report a marking (密级) without what it needs. Source: content.md §2."""
    found = rules.settings.find(head.MARKING)
    if not found or not found.value:
        return
    if not rules.settings.find(head.COPY_NUMBER) and not rules.settings.is_lost(head.COPY_NUMBER):
        rules.slot.fault(found.span, Code.MARKING_NEEDS, "有密级的要编份号", "加上 份号: 000001（六位数字）")
    own = rules.settings.find(head.AUDIENCE)
    unknown = rules.settings.is_lost(head.AUDIENCE) or (not own and not rules.publication.audience_known)
    audience = rules.settings.get(head.AUDIENCE) or rules.publication.publication.audience
    if audience is not Audience.INTERNAL and not unknown:
        hint = "加上 公开范围: 内部；不涉密的，删去 密级"
        rules.slot.fault(found.span, Code.MARKING_NEEDS, "有密级的不能公开，公开范围却不是内部", hint)


def _check_special(rules: HeadRules) -> None:
    special, known = rules.settings.get(head.SPECIAL), rules.publication.publication.specials
    if special is None or not known or special.special.name in known:
        return
    close = closest(special.special.name, known)
    likely = f"是不是“{close}”？" if close else ""
    message = f"刊物的专刊里没有“{special.special.name}”"
    rules.warn(special.name, Code.UNKNOWN_SPECIAL, message, f"{likely}确是新专刊的，加到 publication.yml 的 专刊 里")


def _check_name(rules: HeadRules) -> None:
    """Warn of a file that is named after another number. The head decides."""
    found = rules.settings.find(head.NUMBER) or rules.settings.find(head.SUPPLEMENT)
    if not found or not isinstance(found.value, int) or not rules.source.year:
        return
    supplement = found.name == head.SUPPLEMENT.english
    placed = rules.placed
    same = placed and placed.number == found.value and placed.supplement == supplement
    if same or (placed is None and rules.source.name.lstrip("z0") == str(found.value)):
        return
    name = f"{'z' if supplement else ''}{found.value}"
    what = f"增刊第{found.value}期" if supplement else f"第{found.value}期"
    message = f"这里是{what}，文件名却是“{rules.source.name}”"
    hint = f"以这里为准；写对了的，把文件改名为 {name}.md（用文件夹的，改文件夹名）"
    rules.warn(found.span, Code.FILE_NAME_DIFFERS, message, hint)


def _check_year(rules: HeadRules) -> None:
    found, placed = rules.settings.find(head.DATE), rules.source.year
    day = rules.settings.get(head.DATE)
    if not found or not day or not placed.isdecimal() or len(placed) != len("2023") or int(placed) == day.year:
        return
    hint = f"以这里为准；写对了的，把文件移到 {day.year} 文件夹"
    rules.warn(found.span, Code.FILE_NAME_DIFFERS, f"日期在{day.year}年，文件却在 {placed} 文件夹里", hint)


def _check_later(rules: HeadRules) -> None:
    """Warn of corrections and of a withdrawal that are older than the issue."""
    issued, withdrawal = rules.settings.get(head.DATE), rules.settings.get(head.WITHDRAWAL)
    corrected = [one.made for one in rules.settings.get(head.CORRECTIONS) or ()]
    for one, days in ((head.CORRECTIONS, corrected), (head.WITHDRAWAL, [withdrawal.made] if withdrawal else [])):
        found = rules.settings.find(one)
        if found and issued and days and min(days) < issued:
            message = f"{one.chinese}的日期{chinese_date(min(days))}早于这一期的日期{chinese_date(issued)}"
            rules.warn(found.span, Code.DATE_BEFORE_ISSUE, message, "核对两个日期的年、月、日")
