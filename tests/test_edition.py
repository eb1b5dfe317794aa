"""What an edition keeps of an issue, and what an entry then tells as data."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from bulletin_gen.diagnostics import Span
from bulletin_gen.edition import belongs, cut
from bulletin_gen.model import (
    Attachment,
    Audience,
    Credit,
    Entry,
    Issue,
    IssueKey,
    NoteMark,
    Publication,
    Recipients,
    Status,
    plain,
)
from bulletin_gen.parse.traced import Source
from bulletin_gen.plan.outputs import local_files
from bulletin_gen.traverse import inlines_in
from bulletin_gen.validate.body import read_body
from bulletin_gen.validate.reading import BodyContext

PUBLICATION = Publication(
    slug="shifan",
    title="示范安全简报",
    issuer="示例市安全生产委员会办公室",
    distribution=(Recipients("送", "默认分送。", (("默认分送",),)),),
    credits=(Credit("编辑", ("默认",)),),
    source=Span("bulletins/shifan/publication.yml"),
)


def issue(text: str, **fields: object) -> Issue:
    context = BodyContext(issued=date(2023, 3, 20), files=frozenset({"a.png", "b.xlsx", "c.pdf"}))
    checked = read_body(Source("7.md", text, 6), context)
    assert checked.diagnostics == ()
    made = Issue(
        publication=PUBLICATION,
        key=IssueKey("shifan", 2023, 7),
        date=date(2023, 3, 20),
        layout="简报",
        audience=Audience.PUBLIC,
        editor_note=checked.value.editor_note,
        sections=checked.value.sections,
        source=Span("7.md"),
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # each test sets fields of their own types


def check(text: str, audience: Audience = Audience.PUBLIC, **fields: object) -> tuple[str, Issue]:
    """Return the whole text of an edition, and the edition."""
    edition = cut(issue(text, **fields), audience)
    blocks = [block for entry in edition.entries for block in entry.blocks]
    notes = [block for entry in edition.entries for note in entry.notes for block in note.blocks]
    inlines = inlines_in([*edition.editor_note, *blocks, *notes])
    return plain(tuple(inlines)), edition


@pytest.mark.parametrize(
    "text",
    [
        "# 题\n\n公开。\n\n密语。\n{.内部}\n",
        "# 题\n\n公开。\n\n- 密语\n{.内部}\n",
        "# 题\n\n公开。\n\n- 甲\n\n    密语\n    {.内部}\n",
        "# 题\n\n公开。\n\n| 密语 | 乙 |\n|---|---|\n| 1 | 2 |\n{.内部}\n",
        "# 题\n\n公开。\n\n![密语](a.png)\n{.内部}\n",
        '# 题\n\n公开。\n\n!!! 公告 "密语"\n    密语\n{.内部}\n',
        '# 题\n\n公开。\n\n!!! 公告 "甲"\n    密语\n    {.内部}\n\n    乙\n',
        "# 题\n\n公开。\n\n## 密语 {.内部}\n\n密语。\n\n### 密语\n\n密语。\n",
        "# 密语 {.内部}\n\n密语。\n\n# 题\n\n公开。\n",
        "# 【密语】 {.内部}\n\n密语。\n\n# 密语\n\n密语。\n\n# 【甲】\n\n公开。\n",
        "# 题\n\n公开。\n\n密语[^1]。\n{.内部}\n\n[^1]: 密语\n",
        "> 密语\n{.内部}\n\n# 题\n\n公开。\n",
        "# 题\n\n公开[^1]。\n\n## 一、密语 {.内部}\n\n密语。\n\n[^1]: 密语\n",
        "# 题\n\n公开。\n\n表：密语\n{.内部}\n\n| 密语 | 乙 |\n|---|---|\n| 1 | 2 |\n",
        "# 题\n\n公开。\n\n△ 密语。（密语局）\n{.内部}\n",
        "# 题\n\n公开。<!-- 密语 -->\n",
    ],
)
def test_internal_parts_are_in_the_internal_edition_only(text: str) -> None:
    public, edition = check(text)
    assert "公开" in public
    assert "密语" not in repr(edition)
    whole, _ = check(text, Audience.INTERNAL)
    assert "密语" in whole or "<!--" in text


def test_a_column_that_loses_all_its_entries_goes() -> None:
    _, edition = check("# 【甲】\n\n密语。\n{.内部}\n\n# 【乙】\n\n公开。\n")
    assert [section.name for section in edition.sections] == ["乙"]


def test_internal_fields_go_and_leave_no_word_of_it() -> None:
    fields: dict[str, object] = {
        "distribution": (Recipients("送", "密语", (("密语",),)),),
        "keywords": ("密语",),
        "attachments": (Attachment("c.pdf"),),
        "internal_fields": ("distribution", "keywords", "attachments"),
    }
    _, public = check("# 题\n\n公开。\n", **fields)
    assert "密语" not in repr(public)
    assert public.internal_fields == ()
    assert local_files(public) == ()
    _, internal = check("# 题\n\n公开。\n", Audience.INTERNAL, **fields)
    assert internal.keywords == ("密语",)


def test_defaults_of_the_publication_do_not_travel_with_an_issue() -> None:
    _, edition = check("# 题\n\n公开。\n")
    assert "默认" not in repr(edition)


@pytest.mark.parametrize(
    ("status", "audience", "edition", "drafts", "expected"),
    [
        (Status.SIGNED, Audience.PUBLIC, Audience.PUBLIC, False, True),
        (Status.SIGNED, Audience.INTERNAL, Audience.PUBLIC, False, False),
        (Status.SIGNED, Audience.INTERNAL, Audience.INTERNAL, False, True),
        (Status.DRAFT, Audience.PUBLIC, Audience.PUBLIC, False, False),
        (Status.SUBMITTED, Audience.PUBLIC, Audience.INTERNAL, False, False),
        (Status.SUBMITTED, Audience.PUBLIC, Audience.PUBLIC, True, True),
        (Status.DRAFT, Audience.INTERNAL, Audience.PUBLIC, True, False),
    ],
)
def test_an_issue_belongs_to_an_edition_by_audience_and_status(
    status: Status,
    audience: Audience,
    edition: Audience,
    drafts: bool,
    expected: bool,
) -> None:
    one = issue("# 题\n\n公开。\n", status=status, audience=audience)
    assert belongs(one, edition, drafts=drafts) is expected


def only(text: str) -> Entry:
    (entry,) = check(text)[1].entries
    return entry


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("# 题\n\n正文。（区应急局）\n", ("区应急局",)),
        ("# 题\n\n正文！（区应急局、区住建局）\n", ("区应急局", "区住建局")),
        ("# 题\n\n说“好。”（甲镇）\n", ("甲镇",)),
        ("# 题\n\n正文（区应急局）\n", ()),
        ("# 题\n\n正文。（完）\n", ()),
        ("# 题\n\n正文。（区应急局）。\n", ()),
        ("# 题\n\n前。（甲镇）\n\n后。\n", ()),
        ('# 题\n\n正文。（甲镇）\n\n!!! 公告 "x"\n    乙。（丙局）\n', ("甲镇",)),
        ('# 题 {供稿="甲镇、乙镇"}\n\n正文。\n', ("甲镇", "乙镇")),
        ('# 题 {供稿="甲镇（本级）"}\n\n正文\n', ("甲镇（本级）",)),
        ("# 题\n\n正文。（甲镇 乙镇　丙局）\n", ("甲镇", "乙镇", "丙局")),
        ("# 题\n\n正文。（市安委会（办公室））\n", ("市安委会（办公室）",)),
        ("# 题\n\n正文。（市安委会（办公室、值班室）、区住建局）\n", ("市安委会（办公室、值班室）", "区住建局")),
        ("# 题\n\n正文。（示例市(本级) 局）\n", ("示例市(本级) 局",)),
        ("# 题\n\n正文。（Open Data 中心、5G 办公室）\n", ("Open Data 中心", "5G 办公室")),
        ("# 题\n\n正文（见表）。（甲镇）\n", ("甲镇",)),
        ("# 题\n\n正文。（甲镇）乙镇）\n", ()),
        ("# 题\n\n正文。（甲镇，乙镇）\n", ()),
        (f"# 题\n\n正文。（{'、'.join(['示例市某某局'] * 12)}）\n", ("示例市某某局",) * 12),
        (f"# 题\n\n正文。（{'很' * 41}）\n", ()),
    ],
)
def test_the_source_unit_stands_after_the_last_stop_of_an_entry(text: str, units: tuple[str, ...]) -> None:
    assert only(text).source_units == units


def test_a_unit_from_the_braces_is_printed_once_after_the_text() -> None:
    assert check('# 题 {供稿="甲镇"}\n\n一。\n\n二。\n')[0] == "一。二。（甲镇）"
    assert check('# 题 {供稿="甲镇"}\n\n一。（甲镇）\n')[0] == "一。（甲镇）"
    assert check('# 题 {供稿="甲镇"}\n\n一。\n\n密。\n{.内部}\n')[0] == "一。（甲镇）"


@pytest.mark.parametrize(
    ("typed", "lead", "happened"),
    [
        ("3月15日，开会。", "3月15日", date(2023, 3, 15)),
        ("11月14日—11月18日，检查。", "11月14日—11月18日", date(2022, 11, 14)),
        ("3月1日至3日，检查。", "3月1日至3日", date(2023, 3, 1)),
        ("2022年12月30日，开会。", "2022年12月30日", date(2022, 12, 30)),
        ("2月30日，开会。", "", None),
        ("近日，开会。", "", None),
    ],
)
def test_an_item_tells_its_date(typed: str, lead: str, happened: date | None) -> None:
    entry = only(f"# 【甲】\n\n{typed}\n")
    assert (entry.lead_date, entry.happened) == (lead, happened)


def test_an_item_tells_the_bold_unit_of_its_first_sentence() -> None:
    assert only("# 【甲】\n\n3月1日，**甲镇**开会。**乙镇**参加。\n").lead_unit == "甲镇"
    assert only("# 【甲】\n\n3月1日开会。**乙镇**参加。\n").lead_unit == ""


def test_notes_count_from_one_in_the_order_of_their_marks() -> None:
    entry = only("# 题\n\n甲[^b]乙[^a]丙[^b]。\n\n[^a]: 一\n[^b]: 二\n")
    assert [mark.number for mark in inlines_in(entry.blocks) if isinstance(mark, NoteMark)] == [1, 2, 1]
    assert [plain(tuple(inlines_in(note.blocks))) for note in entry.notes] == ["二", "一"]


def test_files_shown_offered_or_linked_are_referenced() -> None:
    text = "# 题\n\n[表](b.xlsx)与[站](https://example.org)。\n\n- 甲\n\n    ![图](a.png)\n"
    assert local_files(check(text, attachments=(Attachment("c.pdf"),))[1]) == ("a.png", "b.xlsx", "c.pdf")
