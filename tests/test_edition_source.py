"""The Markdown of an edition: nothing of what was cut, all else as typed, and built again the same issue."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bulletin_gen.codes import Code
from bulletin_gen.diagnostics import Checked, Span, has_errors
from bulletin_gen.edition import belongs, cut, edition_source
from bulletin_gen.load import IssueSource, load_site
from bulletin_gen.load.decode import decoded
from bulletin_gen.model import Audience, Credit, Issue, IssueKey, Publication, Recipients
from bulletin_gen.validate import validate_site
from bulletin_gen.validate.fields import Settings
from bulletin_gen.validate.issue import read_issue
from bulletin_gen.validate.publication import PublicationReading

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random  # noqa: TID251 - hypothesis draws it

ROOT = Path(__file__).parent.parent
PUBLICATION = Publication(
    slug="shifan",
    title="示范安全简报",
    issuer="示例市安全生产委员会办公室",
    distribution=(Recipients("送", "默认分送。", (("默认分送",),)),),
    credits=(Credit("编辑", ("默认",)),),
    source=Span("bulletins/shifan/publication.yml"),
)
HEAD = "---\n期号: 7\n日期: 2023-03-20\n---\n"


def source(text: str | bytes) -> IssueSource:
    data = text if isinstance(text, bytes) else text.encode()
    file = decoded("bulletins/shifan/2023/7.md", data).value
    return IssueSource(file=file, year="2023", name="7", folder=Path(), files=frozenset({"a.png", "b.xlsx", "密.png"}))


def read(one: IssueSource, publication: Publication = PUBLICATION) -> Issue:
    found = read_issue(one, PublicationReading(publication, good=True, settings=Settings(())))
    assert not has_errors(found.diagnostics), found.diagnostics
    assert found.value.issue is not None
    return found.value.issue


def made(text: str | bytes, audience: Audience = Audience.PUBLIC) -> Checked[str | None]:
    one = source(text)
    return edition_source(one, PUBLICATION, cut(read(one), audience), audience)


def check(typed: str, expected: str, *, head: str = HEAD) -> None:
    """Check the public Markdown of a body; whatever it is, it gives the same public issue in either edition."""
    text = head + typed
    public = made(text)
    assert public.value == HEAD + expected
    assert public.diagnostics == ()
    check_again(text, public.value)


def check_again(text: str | bytes, public: str) -> None:
    """Check that a public source gives the public issue, and that there is nothing left to cut from it."""
    issue = cut(read(source(text)), Audience.PUBLIC)
    if public.rstrip().endswith("---"):
        return  # a public edition without any text: no issue can be built from its head alone
    again = read(source(public))
    assert cut(again, Audience.PUBLIC) == cut(again, Audience.INTERNAL) == issue
    assert made(public).value == made(public, Audience.INTERNAL).value == public


def check_head(typed: str, expected: str) -> None:
    """Check the public form of the fields between number and date."""
    text = f"---\n期号: 7\n{typed}日期: 2023-03-20\n---\n\n# 题\n\n公开。\n"
    public = made(text).value
    assert public == f"---\n期号: 7\n{expected}日期: 2023-03-20\n---\n\n# 题\n\n公开。\n"
    check_again(text, public)


# ------------------------------------------------------------------------------------------------ the body


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("\n# 题\n\n公开。\n\n密语。\n{.内部}\n\n末段。\n", "\n# 题\n\n公开。\n\n末段。\n"),
        ("\n# 题\n\n公开。\n\n密语\n{.内部}\n\n- 甲\n- 乙\n", "\n# 题\n\n公开。\n\n- 甲\n- 乙\n"),
        ("\n# 题\n\n- 甲\n- 乙\n\n密语\n{.内部}\n\n末段。\n", "\n# 题\n\n- 甲\n- 乙\n\n末段。\n"),
        ("\n# 题\n\n- 甲\n\n密语\n{.内部}\n\n- 乙\n", "\n# 题\n\n- 甲\n\n- 乙\n"),
        ("\n# 题\n\n- 密\n- 密\n{.内部}\n\n- 甲\n", "\n# 题\n\n- 甲\n"),
        ("\n# 题\n\n- 甲\n- 密\n    {.内部}\n- 乙\n", "\n# 题\n\n- 甲\n- 乙\n"),
        ("\n# 题\n\n- 甲\n    - 密\n    {.内部}\n乙\n", "\n# 题\n\n- 甲\n\n乙\n"),
        ("\n# 题\n\n1. 密\n    {.内部}\n\n    公开\n\n2. 乙\n", "\n# 题\n\n1. 公开\n\n2. 乙\n"),
        ("\n# 题\n\n甲。\n\n表：密\n\n| 密 | 密 |\n|---|---|\n| 密 | - |\n{.内部}\n", "\n# 题\n\n甲。\n"),
        ("\n# 题\n\n甲。\n\n表：密\n{.内部}\n\n| 密 | 密 |\n|---|---|\n| - | - |\n\n乙\n", "\n# 题\n\n甲。\n\n乙\n"),
        (
            "\n# 题\n\n表：甲\n\n密\n{.内部}\n\n| 乙 | 丙 |\n|---|---|\n| 丁 | 戊 |\n",
            "\n# 题\n\n表：甲\n\n| 乙 | 丙 |\n|---|---|\n| 丁 | 戊 |\n",
        ),
        ("\n# 题\n\n甲。\n\n![密图](密.png)\n{.内部}\n", "\n# 题\n\n甲。\n"),
        ('\n# 题\n\n甲。\n\n!!! 公告 "密"\n    密\n\n    - 密\n{.内部}\n', "\n# 题\n\n甲。\n"),
        ("\n# 题\n\n甲。\n\n!!! 公告\n    密\n    {.内部}\n\n乙。\n", "\n# 题\n\n甲。\n\n乙。\n"),
        (
            '\n# 题\n\n!!! 公告 "甲"\n    密\n    {.内部}\n\n    乙\n\n    - 丙\n',
            '\n# 题\n\n!!! 公告 "甲"\n\n    乙\n\n    - 丙\n',
        ),
        (
            "\n# 题\n\n甲。\n\n## 一、密 {.内部}\n\n密\n\n### （一）密\n\n- 密\n\n## 二、乙\n\n丙。\n",
            "\n# 题\n\n甲。\n\n## 二、乙\n\n丙。\n",
        ),
        ('\n# 密 {肩题="密" .内部}\n\n——密\n\n密。\n\n# 题\n\n甲。\n', "\n# 题\n\n甲。\n"),
        ("\n# 【密】 {.内部}\n\n密。\n\n# 密\n\n密。\n\n# 【甲】\n\n乙。\n", "\n# 【甲】\n\n乙。\n"),
        ("\n# 【甲】\n\n密。\n{.内部}\n\n# 【乙】\n\n丙。\n", "\n# 【乙】\n\n丙。\n"),
        ("\n# 题\n\n密\n{.内部}\n\n——副题\n\n甲。\n", "\n# 题\n\n——副题\n\n甲。\n"),
        ("\n密。\n{.内部}\n\n公开。\n", "\n公开。\n"),
        ("\n> 甲\n>\n> 密\n{.内部}\n\n# 题\n\n乙。\n", "\n> 甲\n\n# 题\n\n乙。\n"),
        ("\n# 题\n\n甲。\n\n密。\n{.内部}", "\n# 题\n\n甲。"),
        ("\n# 题\n\n甲。\n\n密。\n{.内部}\n\n\n\n", "\n# 题\n\n甲。\n"),
        ("\n# 密 {.内部}\n\n密。\n", ""),
        (
            "\n\n\n# 题  \n\n\n甲　乙\t丙。  \n丁\\*。\n\n\n\n戊。",
            "\n\n\n# 题  \n\n\n甲　乙\t丙。  \n丁\\*。\n\n\n\n戊。",
        ),
    ],
)
def test_internal_parts_go_and_all_else_stays_as_typed(typed: str, expected: str) -> None:
    check(typed, expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("\n# 题\n\n甲<!-- 密 -->乙。 <!-- 密 -->\n", "\n# 题\n\n甲乙。\n"),
        ("\n<!-- 密 -->\n\n# 题\n\n甲。\n", "\n# 题\n\n甲。\n"),
        ("\n# 题\n\n甲<!-- 密\n\n密 -->乙。\n", "\n# 题\n\n甲乙。\n"),
        ("\n# 题\n\n甲\n<!-- 密 -->\n乙。\n", "\n# 题\n\n甲\n乙。\n"),
        ("\n# 题\n\n甲。\n\n<!-- 密\n\n# 密\n-->\n\n乙。\n", "\n# 题\n\n甲。\n\n乙。\n"),
        ("\n# 题\n\n- 甲\n<!-- 密 -->\n- 乙<!-- 密 -->\n", "\n# 题\n\n- 甲\n- 乙\n"),
        (
            "\n# 题\n\n| 甲 | 乙 |\n|---|---|\n<!-- 密 -->\n| 丙<!-- 密 --> | 丁 |\n",
            "\n# 题\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n",
        ),
        ("\n# 题\n\n密<!--\n-->密\n{.内部}<!-- 密 -->\n\n甲。\n", "\n# 题\n\n甲。\n"),
    ],
)
def test_comments_reach_no_edition(typed: str, expected: str) -> None:
    check(typed, expected)
    internal = made(HEAD + typed, Audience.INTERNAL).value
    assert internal is not None
    assert "<!--" not in internal
    assert ("密" in internal) is ("{.内部}" in typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("\n# 题\n\n甲[^1]乙[^2]。\n\n[^1]: 一\n[^2]: 二\n", "\n# 题\n\n甲[^1]乙[^2]。\n\n[^1]: 一\n[^2]: 二\n"),
        (
            "\n# 题\n\n甲[^1]。\n\n密[^2]。\n{.内部}\n\n丙[^3]。\n\n[^1]: 一\n[^2]: 密\n\n    密\n\n[^3]: 三\n",
            "\n# 题\n\n甲[^1]。\n\n丙[^2]。\n\n[^1]: 一\n\n[^2]: 三\n",
        ),
        ("\n# 题\n\n甲[^密]乙[^a]。\n\n[^a]: 一\n[^密]: 二\n", "\n# 题\n\n甲[^1]乙[^2]。\n\n[^2]: 一\n[^1]: 二\n"),
        (
            "\n# 题\n\n甲[^1]，乙 [^1]。\n\n## 一、密 {.内部}\n\n[^1]: 密\n",
            "\n# 题\n\n甲，乙 。\n",
        ),
        ("\n# 题\n\n甲[^1]。\n\n!!! 公告\n    密\n\n    [^1]: 密\n{.内部}\n", "\n# 题\n\n甲。\n"),
        (
            "\n# 题\n\n甲[^1]。\n\n- 密\n\n[^1]: 公开的注\n\n- 密\n{.内部}\n",
            "\n# 题\n\n甲[^1]。\n\n[^1]: 公开的注\n",
        ),
    ],
)
def test_notes_go_with_their_last_public_mark_and_leave_no_gap(typed: str, expected: str) -> None:
    check(typed, expected)


def test_what_no_markdown_can_say_is_left_out_with_a_warning() -> None:
    public = made(HEAD + "\n# 题\n\n甲。\n\n1. 密\n    {.内部}\n\n    1. 公开\n")
    assert public.value is None
    assert [(fault.code, str(fault.span)) for fault in public.diagnostics] == [
        (Code.SOURCE_LEFT_OUT, "bulletins/shifan/2023/7.md:1:1")
    ]


# ------------------------------------------------------------------------------------------------ the head


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("内部项: [印数]\n印数: 47\n", ""),
        ("印数: 47  # 密\n内部项: [印数]\n", ""),
        ("'印数': 47\n\"内部项\": [copies]\n", ""),
        ("copies: 47\ninternal_fields: [印数]\n", ""),
        ("关键词: [甲, 乙]  # 密\n", "关键词: [甲, 乙]\n"),
        ("# 密\n关键词: ['#甲', \"乙 # 丙\", 丁#戊]\n", "关键词: ['#甲', \"乙 # 丙\", 丁#戊]\n"),
        ("关键词: # 密\n  # 密\n  - 甲 # 密\n\n  - 乙\n", "关键词:\n  - 甲\n\n  - 乙\n"),
        ("关键词: [甲, # 密\n  乙] # 密\n", "关键词: [甲,\n  乙]\n"),
        ("关键词: [甲<!-- 密 -->, 乙]\n<!-- 密\n密 -->\n", "关键词: [甲, 乙]\n"),
        ("按语: |  # 密\n  甲\n\n  # 不是注释\n# 密\n", "按语: |\n  甲\n\n  # 不是注释\n"),
        ("内部项:\n  - 按语\n按语: |\n  密\n\n  # 密\n\n关键词: [甲]\n", "关键词: [甲]\n"),
        ("按语: >-\n  密\n  密\n内部项: [按语]\n关键词: [甲]\n", "关键词: [甲]\n"),
        ("内部项: [更正]\n更正:\n  - {日期: 2023-3-21, 说明: 密}\n  - 日期: 2023-3-22\n    说明: 密\n", ""),
        ("分送: {送: 密, 发: [密, 密]}\n内部项: [分送]\n", "分送: {}\n"),
        ("内部项: [编审, 分送]\n编审:\n  编辑: 密\n", "分送: {}\n编审: {}\n"),
        ("公开范围: 公开\n状态: 已签发\n内部项: [印数]\n", "公开范围: 公开\n状态: 已签发\n"),
    ],
)
def test_internal_fields_and_comments_of_the_head_go(typed: str, expected: str) -> None:
    check_head(typed, expected)


def test_an_internal_editors_note_of_the_body_goes() -> None:
    check("\n> 密\n>\n> 密\n\n# 题\n\n甲。\n", "\n# 题\n\n甲。\n", head=HEAD[:-4] + "内部项: [按语]\n---\n")


def test_the_replacement_of_a_withdrawn_issue_goes_where_the_edition_lacks_it() -> None:
    text = HEAD[:-4] + '撤回:\n  理由: 有"误"\\。\n  日期: 2023-3-21\n  替代: neican/2023/1\n---\n\n# 题\n\n甲。\n'
    one = source(text)
    whole = read(one)
    assert whole.withdrawal is not None
    assert whole.withdrawal.replacement == IssueKey("neican", 2023, 1)
    lacking = read(source(text.replace("  替代: neican/2023/1\n", "")))
    for audience in Audience:
        public = edition_source(one, PUBLICATION, cut(lacking, audience), audience).value
        expected = '撤回: {日期: 2023-03-21, 理由: "有\\"误\\"\\\\。"}\n---\n\n# 题\n\n甲。\n'
        assert public == HEAD[:-4] + expected
        assert cut(read(source(public)), audience) == cut(lacking, audience)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_line_ends_and_a_byte_order_mark_become_plain(line_end: str) -> None:
    text = HEAD + "\n# 题\n\n甲。\n\n密\n{.内部}\n"
    assert made(b"\xef\xbb\xbf" + text.replace("\n", line_end).encode()).value == HEAD + "\n# 题\n\n甲。\n"


# ------------------------------------------------------------------------------------------- any issue at all


def words(random: Random, *, hidden: bool) -> str:
    return f"{'密' if hidden else '开'}{random.randrange(10_000)}"


def block(random: Random, *, hidden: bool) -> str:
    """Return a random block whose words tell for whom it is."""

    def word() -> str:
        comment = random.choice(["", "", "", "<!-- 密 -->", "<!-- 密\n\n密 -->"])
        return words(random, hidden=hidden) + comment

    kinds: list[Callable[[], str]] = [
        lambda: f"{word()}。\n{word()}。",
        lambda: f"- {word()}\n- {word()}\n    {word()}",
        lambda: f"1. {word()}\n\n    {word()}\n\n2. {word()}",
        lambda: f"- {word()}\n    1. {word()}\n    2. {word()}",
        lambda: f"| {word()} | {word()} |\n|:--|---|\n| {word()} | - |\n| - | {word()} |",
        lambda: f"表：{word()}\n\n| {word()} |  |\n|---|---|\n| {word()} | - |",
        lambda: f"![{words(random, hidden=hidden)}](a.png)",
        lambda: f'!!! 公告 "{words(random, hidden=hidden)}"\n    {word()}\n\n    - {word()}\n    - {word()}',
        lambda: f"!!! 广告\n    {word()}",
    ]
    return random.choice(kinds)()


def blocks(random: Random, *, hidden: bool) -> list[str]:
    """Return random blocks, some with a mark under them."""
    out = []
    for _ in range(random.randint(1, 4)):
        marked = not hidden and random.random() < 0.4
        out.append(block(random, hidden=hidden or marked) + ("\n{.内部}" if marked else ""))
    return out


def body(random: Random) -> str:
    """Return a random body of columns, titles and headings, each of them internal at times."""
    parts: list[str] = []
    notes: list[str] = []
    column = article = False
    for kind in ["#", *random.choices(["【", "#", "##", "△", "["], k=random.randint(1, 6))]:
        marked = random.random() < 0.3
        if kind == "【":
            column = article = marked
            parts.append(f"# 【{words(random, hidden=column)}】{' {.内部}' if marked else ''}")
        elif kind == "#":
            article = column or marked
            parts.append(f"# {words(random, hidden=article)}{' {.内部}' if marked else ''}")
        elif kind == "##":
            parts.append(f"## {words(random, hidden=article or marked)}{' {.内部}' if marked else ''}")
            parts += blocks(random, hidden=article or marked)
            parts.append(f"## {words(random, hidden=article)}")
        elif kind == "△":
            parts.append(f"△ {words(random, hidden=article)}。")
        else:
            name = random.choice(["", "密"]) + str(len(notes) + 1)
            parts.append(f"{words(random, hidden=article)}[^{name}]。")
            notes.append(f"[^{name}]: {words(random, hidden=article)}")
        parts += blocks(random, hidden=article)
    parts += [f"# {words(random, hidden=False)}", *notes] if not column else notes
    return random.choice(["\n\n", "\n\n\n"]).join(parts) + random.choice(["", "\n", "\n\n"])


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_any_public_source_gives_the_public_issue_and_holds_no_internal_word(random: Random) -> None:
    text = HEAD + "\n" + body(random)
    found = read_issue(source(text), PublicationReading(PUBLICATION, good=True, settings=Settings(())))
    assume(not has_errors(found.diagnostics))
    public = made(text).value
    assert public is not None
    assert "密" not in public
    assert "内部" not in public
    issue = cut(read(source(text)), Audience.PUBLIC)
    assert set(re.findall(r"开\d+", public)) == set(re.findall(r"开\d+", repr(issue)))
    check_again(text, public)
    internal = made(text, Audience.INTERNAL).value
    assert internal is not None
    assert cut(read(source(internal)), Audience.INTERNAL) == cut(read(source(text)), Audience.INTERNAL)


def check_site(folder: Path) -> int:
    """Check every issue of a site in every edition that has it; return how many there were."""
    sources = load_site(folder).value
    archive = validate_site(sources).value
    publications = {publication.slug: publication for publication in archive.publications}
    files = {issue.file.path: issue for one in sources.publications for issue in one.issues}
    checked = 0
    for issue in archive.issues:
        one, publication = files[issue.source.path], publications[issue.key.publication]
        for audience in Audience:
            if belongs(issue, audience, drafts=True):
                text = edition_source(one, publication, cut(issue, audience), audience).value
                assert text is not None, (issue.source, audience)
                assert "<!--" not in text
                checked += 1
    return checked


def test_every_sample_has_its_source_in_both_editions() -> None:
    assert check_site(ROOT) > 20


def test_every_real_issue_has_its_source_in_both_editions(real_site: Path) -> None:
    assert check_site(real_site) > 5


def test_an_empty_distribution_prints_none_of_the_publications(site: Callable[..., Path]) -> None:
    files = {
        "bulletins/shifan/publication.yml": "刊名: 示范\n编印机关: 示例局\n分送: {送: 甲。}\n编审: {编辑: 乙}\n",
        "bulletins/shifan/2023/7.md": HEAD[:-4] + "分送: {}\n---\n\n# 题\n\n甲。\n",
    }
    (issue,) = validate_site(load_site(site(files)).value).value.issues
    assert (issue.distribution, issue.credits) == ((), (Credit("编辑", ("乙",)),))
