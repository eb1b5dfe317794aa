"""Compose an issue (拼版): from the model to the view that a template is filled with. Reads nothing but pictures."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.model import EntryKind, Issue, Run, Status
from bulletin_gen.notation.dates import chinese_date
from bulletin_gen.notation.notes import note_sign
from bulletin_gen.typeset.blocks import Context
from bulletin_gen.typeset.entries import anchor_of, set_entries
from bulletin_gen.typeset.head import Below, lay_out_head
from bulletin_gen.typeset.imprint import set_imprint
from bulletin_gen.typeset.paper import PaperView, make_up
from bulletin_gen.typeset.paper_head import lay_out_paper_head
from bulletin_gen.typeset.printable import tight
from bulletin_gen.typeset.profile import FaceChoice, PageStyle
from bulletin_gen.typeset.text import Setting
from bulletin_gen.typeset.titling import title_inset, title_room
from bulletin_gen.typeset.typecase import fill_typecase
from bulletin_gen.typeset.views import BlockKind, BlockView, ContentsEntry, IssueView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.typeset.exact import Plan
    from bulletin_gen.typeset.pictures import Gallery
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.typeset.typecase import Cuts
    from bulletin_gen.typeset.views import Line

_FURNITURE = "0123456789年月日第期总增刊（）【】：。，、附件注△·★—×共印份目录更正撤回本已请改阅见广告\u3000[]"
"""Characters that print adds to an issue's own."""

_LEAST_ARTICLES = 3
"""With fewer articles no contents are printed."""


class Composed(Struct, frozen=True):
    """A composed issue and what it is set with."""

    view: IssueView
    setting: Setting


def compose(issue: Issue, profile: Profile, cuts: Cuts, gallery: Gallery, plan: Plan) -> Composed:
    """Return an issue ready for its template; its pictures are hung in `gallery`."""
    texts = (_FURNITURE, profile.head.internal_words, profile.imprint.copies, *_note_signs(issue), *_texts(issue))
    setting = Setting(profile, fill_typecase(cuts, set().union(*texts)), plan)
    body = profile.body.type
    context = Context(setting, gallery, profile.page.measure, body.size, FaceChoice(body.role), [0])
    remarks = _remarks(issue, context)
    contents = _contents(issue, setting)
    measure = context.measure(indented=True)
    note = tuple(setting.full(text.inlines, profile.titles.editor_note, measure) for text in issue.editor_note)
    front = bool(remarks or contents or note)
    blocks: tuple[BlockView, ...] = ()
    if profile.page.style is PageStyle.NEWSPAPER:
        head, paper = lay_out_paper_head(issue, setting), make_up(issue, context)
    else:
        layout = lay_out_head(issue, setting, _below(issue, setting, first_is_body=not front))
        head, paper = layout.view, PaperView((), ())
        blocks = set_entries(issue, context, 0.0 if front else layout.shift)
        if front:
            blocks = (BlockView(kind=BlockKind.BLANK), *blocks)
    contents_title = FaceChoice(profile.titles.contents_title.role)
    view = IssueView(
        title=f"{issue.publication.title}{issue.key.year}年{issue.number_text}",
        author=issue.publication.issuer,
        date=issue.date.isoformat(),
        keywords=", ".join(issue.keywords),
        masthead=issue.publication.title,
        head=head,
        stamp=_stamp(issue),
        remarks=remarks,
        editor_note=note,
        contents_title=setting.line("目　录", contents_title) if contents else (),
        contents=contents,
        blocks=blocks,
        imprint=set_imprint(issue, setting),
        packages=paper.packages,
        foot=paper.foot,
        day=chinese_date(issue.date),
    )
    return Composed(view, setting)


def _below(issue: Issue, setting: Setting, *, first_is_body: bool) -> Below:
    """Return what the red rule must keep its distance from."""
    head, titles = setting.profile.head, setting.profile.titles
    text = Below(head.text_gap, setting.profile.leading)
    first = issue.sections[0] if issue.sections else None
    if first is None or first.name or not first.entries or not first_is_body:
        return text
    entry = first.entries[0]
    if entry.title is None:
        return text
    if entry.kicker:
        return Below(head.title_gap, (setting.profile.pitch - titles.kicker.height) / 2)
    return Below(head.title_gap, *title_inset(entry.title, setting, title_room(setting)))


def _contents(issue: Issue, setting: Setting) -> tuple[ContentsEntry, ...]:
    articles = [
        ContentsEntry(
            line=setting.line(tight(entry.title.text), setting.profile.titles.contents), anchor=anchor_of(number)
        )
        for number, entry in enumerate(issue.entries, 1)
        if entry.kind is EntryKind.ARTICLE and entry.title
    ]
    return tuple(articles) if issue.contents and len(articles) >= _LEAST_ARTICLES else ()


def _remarks(issue: Issue, context: Context) -> tuple[Line, ...]:
    """Return the lines on the first page that say what became of the issue: withdrawal, then corrections."""
    texts = []
    if issue.withdrawal:
        gone = issue.withdrawal
        instead = f"请改阅{_named(issue)}。" if gone.replacement else ""
        texts.append(f"撤回（{chinese_date(gone.made)}）：{_ended(gone.reason)}{instead}")
    texts += [f"更正（{chinese_date(fix.made)}）：{fix.text}" for fix in issue.corrections]
    type_ = context.setting.profile.matter.correction
    measure = replace(context, size=type_.size).measure(indented=True)
    face = FaceChoice(type_.role, bold=type_.bold)
    return tuple(context.setting.full((Run(text=text),), face, measure) for text in texts)


def _named(issue: Issue) -> str:
    """Return how a withdrawn issue names the one to read instead."""
    key = issue.withdrawal.replacement if issue.withdrawal else None
    if key is None:
        return ""
    number = f"{'增刊' if key.supplement else ''}第{key.number}期"
    return f"本刊{key.year}年{number}" if key.publication == issue.key.publication else str(key)


def _ended(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else text + "。"


def _stamp(issue: Issue) -> str:
    if issue.withdrawal:
        return "撤　回"
    return {Status.DRAFT: "草　稿", Status.SUBMITTED: "送审稿"}.get(issue.status, "")


def _texts(value: object) -> Iterator[str]:
    """Yield every text of a model value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    else:
        kind: type = type(value)
        for name in _fields(kind):
            yield from _texts(getattr(value, name))


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return kind.__struct_fields__ if issubclass(kind, Struct) else ()


def _note_signs(issue: Issue) -> Iterator[str]:
    """Yield the signs of an issue's notes, and none beyond: some are in no face of a role and would call others in."""
    most = max((len(entry.notes) for entry in issue.entries), default=0)
    return map(note_sign, range(1, most + 1))
