"""Addresses, order and neighbours are functions of the issues alone."""

from __future__ import annotations

import posixpath
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bulletin_gen.diagnostics import Span
from bulletin_gen.model import (
    Attachment,
    Audience,
    Correction,
    Entry,
    EntryKind,
    Figure,
    Issue,
    IssueKey,
    ItemList,
    ListItem,
    Note,
    Notice,
    NoticeKind,
    Paragraph,
    Publication,
    Run,
    Section,
    Title,
    Withdrawal,
)
from bulletin_gen.plan import addresses
from bulletin_gen.plan.order import by_year, in_series, newest_first, surroundings
from bulletin_gen.plan.outputs import Copy, Placed, issue_copies, local_files, sheaf, unchanged
from bulletin_gen.plan.records import SUMMARY_LENGTH, IssueRecord, record_of

SOURCE = Span("bulletins/shifan/2023/7.md", 1)
KEY = IssueKey("shifan", 2023, 7)


def issue(*sections: Section, key: IssueKey = KEY, day: date = date(2023, 5, 8)) -> Issue:
    return Issue(
        publication=Publication(slug=key.publication, title="示范简报", issuer="示例市某办公室", source=SOURCE),
        key=key,
        date=day,
        audience=Audience.PUBLIC,
        layout="简报",
        sections=sections,
        source=SOURCE,
    )


def record(number: int, day: date, slug: str = "shifan", *, supplement: bool = False) -> IssueRecord:
    return record_of(issue(key=IssueKey(slug, day.year, number, supplement), day=day))


def entry(kind: EntryKind, text: str, *units: str, title: str = "") -> Entry:
    blocks = (Paragraph(inlines=(Run(text=text),)),)
    return Entry(kind=kind, blocks=blocks, title=Title((title,), ()) if title else None, source_units=units)


# ------------------------------------------------------------------------------------------- addresses


def test_addresses_are_those_that_the_content_guide_promises() -> None:
    supplement = IssueKey("shifan", 2023, 1, supplement=True)
    assert addresses.publication_path("shifan") == "shifan/"
    assert addresses.year_path("shifan", 2023) == "shifan/2023/"
    assert addresses.issue_path(KEY) == "shifan/2023/7/"
    assert addresses.issue_path(supplement) == "shifan/2023/z1/"
    assert addresses.data_path(KEY) == "shifan/2023/7/issue.json"
    assert addresses.pdf_path(KEY) == "shifan/2023/7/shifan-2023-007.pdf"
    assert addresses.pdf_name(supplement) == "shifan-2023-z01.pdf"
    assert addresses.pdf_name(IssueKey("shifan", 2023, 1234)) == "shifan-2023-1234.pdf"


def test_a_file_beside_an_issue_never_takes_the_address_of_a_page() -> None:
    for name in ("index.html", "issue.json", "shifan-2023-007.pdf"):
        assert addresses.file_path(KEY, name) == f"shifan/2023/7/files/{name}"


@pytest.mark.parametrize(
    ("title", "supplement", "name"),
    [
        ("示范简报", False, "示范简报2023年第7期.pdf"),
        ("示范简报", True, "示范简报2023年增刊第7期.pdf"),
        ('甲/乙\\丙:丁*戊?己"庚<辛>壬|癸', False, "甲／乙＼丙：丁＊戊？己＂庚＜辛＞壬｜癸2023年第7期.pdf"),
        (" 示范\t简报\u0000. ", False, "示范 简报2023年第7期.pdf"),
        ("长" * 100, False, "长" * 60 + "2023年第7期.pdf"),
    ],
)
def test_the_download_name_is_chinese_and_safe_on_every_disk(title: str, *, supplement: bool, name: str) -> None:
    assert addresses.download_name(title, IssueKey("shifan", 2023, 7, supplement)) == name


def test_canonical_addresses_are_percent_encoded_and_end_in_a_slash() -> None:
    assert addresses.canonical("https://example.org/a/", "shifan/2023/7/") == "https://example.org/a/shifan/2023/7/"
    assert addresses.canonical("https://example.org/简/", "") == "https://example.org/%E7%AE%80/"
    assert addresses.canonical("https://example.org/%E7%AE%80/", "") == "https://example.org/%E7%AE%80/"


def test_a_page_served_at_any_depth_links_from_the_root_of_the_host() -> None:
    assert addresses.rooted("https://example.org/简/b/", "assets/a.css") == "/%E7%AE%80/b/assets/a.css"
    assert addresses.rooted("https://example.org/", "") == "/"


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("", "", "index.html"),
        ("", "shifan/", "shifan/index.html"),
        ("shifan/2023/7/", "", "../../../index.html"),
        ("shifan/2023/7/", "shifan/2023/", "../index.html"),
        ("shifan/2023/7/", "shifan/2023/z1/", "../z1/index.html"),
        ("shifan/2023/7/", "shifan/2023/7/issue.json", "issue.json"),
        ("shifan/2023/7/", "shifan/2023/7/files/图 1#%.png", "files/%E5%9B%BE%201%23%25.png"),
        ("404.html", "assets/a.css", "assets/a.css"),
    ],
)
def test_links_are_relative_and_name_the_file(page: str, target: str, link: str) -> None:
    assert addresses.relative(page, target) == link


PART = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=6).filter(
    lambda part: part not in {".", ".."}
)
PATHS = st.builds(lambda parts, end: "/".join(parts) + end, st.lists(PART, min_size=1, max_size=4), st.just("/"))


@given(page=PATHS, target=PATHS)
def test_following_a_link_leads_to_its_target(page: str, target: str) -> None:
    link = addresses.relative(page, target)
    assert link.isascii()
    assert posixpath.normpath(posixpath.join(page, unquote(link))) == posixpath.normpath(target + "index.html")


# --------------------------------------------------------------------------------------------- records


def test_a_record_holds_what_lists_need() -> None:
    sections = (
        Section(name="", entries=(entry(EntryKind.ARTICLE, "全文。", "甲局", "乙局", title="题目"),)),
        Section(name="简讯", entries=(entry(EntryKind.BRIEF, "短讯。", "甲局"),)),
        Section(name="简讯", entries=(entry(EntryKind.ITEM, "再一条。"),)),
    )
    made = record_of(
        replace(
            issue(*sections),
            corrections=(Correction(date(2023, 6, 1), "一"), Correction(date(2023, 5, 9), "二")),
            withdrawal=Withdrawal(date(2023, 6, 2), "有误。", IssueKey("shifan", 2023, 8)),
        )
    )
    assert made.number_text == "第7期"
    assert made.titles == ("题目",)
    assert made.columns == ("简讯",)
    assert made.source_units == ("甲局", "乙局")
    assert made.summary == "全文。短讯。再一条。"
    assert (made.corrected, made.withdrawn) == (date(2023, 6, 1), date(2023, 6, 2))
    assert made.replacement == IssueKey("shifan", 2023, 8)


def test_a_summary_is_running_text_and_short() -> None:
    inner = Paragraph(inlines=(Run(text="列表。"),))
    blocks = (
        Figure(path="a.png", caption=(Run(text="图题"),)),
        ItemList(items=(ListItem(label="·", blocks=(inner,)),)),
        Paragraph(inlines=(Run(text="长" * 95 + "，" * 20),)),
    )
    made = record_of(issue(Section(name="", entries=(Entry(kind=EntryKind.ARTICLE, blocks=blocks),))))
    assert made.summary == "列表。" + "长" * 95 + "…"
    assert len(made.summary) <= SUMMARY_LENGTH + 1


def test_an_issue_without_text_has_an_empty_record() -> None:
    made = record_of(issue())
    assert (made.titles, made.columns, made.summary, made.corrected) == ((), (), "", None)


# ----------------------------------------------------------------------------------------------- order

FIRST, SECOND, THIRD = date(2022, 12, 30), date(2023, 1, 6), date(2023, 2, 1)


def names(records: tuple[IssueRecord, ...]) -> list[str]:
    return [str(record.key) for record in records]


def test_lists_are_newest_first_by_date_then_number_whatever_the_order_given() -> None:
    records = [
        record(1, SECOND, supplement=True),
        record(52, FIRST),
        record(2, SECOND),
        record(10, SECOND),
        record(10, SECOND, "anquan"),
        record(3, THIRD),
    ]
    expected = [
        "shifan/2023/3",
        "shifan/2023/z1",
        "anquan/2023/10",
        "shifan/2023/10",
        "shifan/2023/2",
        "shifan/2022/52",
    ]
    assert names(newest_first(records)) == names(newest_first(records[::-1])) == expected
    assert names(in_series(record for record in records if record.key.publication == "shifan")) == [
        name for name in expected[::-1] if name.startswith("shifan")
    ]


def test_years_are_those_of_the_addresses_newest_first() -> None:
    records = [record(52, FIRST), record(1, SECOND), record(2, THIRD)]
    assert [(year, names(group)) for year, group in by_year(newest_first(records))] == [
        (2023, ["shifan/2023/2", "shifan/2023/1"]),
        (2022, ["shifan/2022/52"]),
    ]


def test_neighbours_cross_years_and_supplements() -> None:
    around = surroundings([record(2, THIRD), record(52, FIRST), record(1, SECOND, supplement=True)], {})
    supplement = around[IssueKey("shifan", 2023, 1, supplement=True)]
    assert supplement.previous
    assert supplement.next
    assert (str(supplement.previous.key), str(supplement.next.key)) == ("shifan/2022/52", "shifan/2023/2")
    alone = around[IssueKey("shifan", 2022, 52)]
    assert alone.previous is None


@pytest.mark.parametrize("slug", ["shifan", "anquan"])
def test_a_replacement_is_known_only_where_the_edition_holds_it(slug: str) -> None:
    new = record(2, SECOND, slug)
    gone = replace(record(1, FIRST), withdrawn=SECOND, replacement=new.key)
    assert surroundings([gone], {})[gone.key].replacement is None
    own, elsewhere = ([gone, new], {}) if slug == "shifan" else ([gone], {new.key: new})
    assert surroundings(own, elsewhere)[gone.key].replacement == new


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 700), st.booleans()), unique=True, max_size=12))
def test_going_on_and_on_visits_every_issue_once(rows: list[tuple[int, int, bool]]) -> None:
    records = {r.key: r for n, days, s in rows for r in [record(n, FIRST + timedelta(days), supplement=s)]}
    around = surroundings(records.values(), {})
    here = next((key for key, near in around.items() if near.previous is None), None)
    visited = []
    while here:
        visited.append(here)
        following = around[here].next
        here = following.key if following else None
    assert visited == [r.key for r in in_series(records.values())]


# ---------------------------------------------------------------------------------------------- copies


def test_every_file_that_a_page_shows_or_offers_is_copied_and_no_other() -> None:
    def linked(href: str) -> Paragraph:
        return Paragraph(inlines=(Run(text="见", href=href),))

    blocks = (
        linked("表/一.xlsx"),
        linked("https://example.org/no.pdf"),
        linked("HTTP://example.org/no.pdf"),
        Notice(kind=NoticeKind.ANNOUNCEMENT, title="", blocks=(Figure(path="图.png", caption=()),)),
        ItemList(items=(ListItem(label="·", blocks=(linked("二.pdf"), linked("二.pdf"))),)),
    )
    one = Entry(kind=EntryKind.ARTICLE, blocks=blocks, notes=(Note(number=1, blocks=(linked("注.txt"),)),))
    note, file = linked("按语.txt"), Attachment("附件.docx")
    made = replace(issue(Section(name="", entries=(one,))), editor_note=(note,), attachments=(file,))
    assert local_files(made) == ("二.pdf", "图.png", "按语.txt", "注.txt", "表/一.xlsx", "附件.docx")
    assert issue_copies(made, Path("/site/7"))[1] == Copy("shifan/2023/7/files/图.png", Path("/site/7/图.png"))


PLACED = st.builds(
    Placed,
    st.text(st.characters(exclude_characters="\0"), min_size=1),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    changed=st.booleans(),
)


@given(st.lists(PLACED))
def test_a_sheaf_holds_the_files_that_were_put_into_it(files: list[Placed]) -> None:
    assert list(sheaf(files)) == files
    assert sheaf(files).paths == [file.path for file in files]


@given(st.lists(PLACED))
def test_in_an_edition_that_stands_no_file_of_a_sheaf_is_changed(files: list[Placed]) -> None:
    stand = [Placed(file.path, file.digest, changed=False) for file in files]
    assert list(unchanged(sheaf(files))) == stand


def test_a_file_name_that_is_no_utf_8_stays_as_it_is_in_a_sheaf() -> None:
    odd = Placed("shifan/2023/8/files/\udcff.pdf", "ab" * 32, changed=True)
    assert list(sheaf([odd])) == [odd]
