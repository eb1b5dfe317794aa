"""What stands in the body of a print: faces, lists, tables, figures, notices, notes, and that nothing is lost."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it has no types
import pytest
from PIL import Image, ImageStat

from bulletin_gen.model import Attachment, Correction, IssueKey, Special, Status, Withdrawal
from bulletin_gen.typeset.fetch import Fetcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Printed = Callable[..., Any]

MM = 25.4 / 72
PITCH = 10.44
LINES = [37 + PITCH * line for line in range(22)]


def place(pages: Any, words: str) -> tuple[int, float, float]:  # noqa: ANN401 - a fixture's value
    """Return page, left edge and upper edge (mm) of the first place where words stand in one line."""
    for number, page in enumerate(pages.pages):
        for character in page.chars:
            if character["text"] != words[0]:
                continue
            row = [c for c in page.chars if abs(c["matrix"][5] - character["matrix"][5]) < 0.5]
            row = sorted((c for c in row if c["x0"] >= character["x0"] - 0.01), key=lambda c: c["x0"])
            if "".join(c["text"] for c in row).startswith(words):
                return number, character["x0"] * MM, character["top"] * MM
    raise AssertionError(words)


def faces(pages: Any, words: str) -> set[str]:  # noqa: ANN401 - a fixture's value
    """Return the names of the faces that the characters of some words are set in, wherever they stand."""
    return {
        c["fontname"].split("+")[1] for page in pages.pages for c in page.chars if c["text"] in words and c["size"] > 15
    }


def test_nothing_of_the_text_is_lost(printed: Printed, kit: dict[str, Any]) -> None:
    text = kit["text"]
    source = f"""# 题目甲　题目乙 {{肩题="肩题字样" 作者="作者字样"}}

——副题字样

{text}**一、标题甲。（一）标题乙。**{text}**重点**[^1]（区应急局）

表：表题字样

| 列甲 | 列乙 |
|---|---|
| 格一 | {text} |

- 项目甲
1. 项目乙

!!! 公告 "公告题字样"
    公告文字。

# 【栏目字样】

△ 简讯字样。（区住建局）

11月15日，**示例县**召开会议。

[^1]: 注文字样{text}
"""
    pages = printed(source, distribution=kit["rows"]("送：县区。"), credits=kit["people"](编辑="张三丰"))
    words = [
        *(
            "题目甲",
            "题目乙",
            "肩题字样",
            "作者字样",
            "——副题字样",
            "一、标题甲。",
            "（一）标题乙。",
            "重点①（区应急局）",
        ),
        *("表题字样", "列甲", "格一", "·项目甲", "1.项目乙", "公告题字样", "公告文字。", "【栏目字样】"),
        *("△简讯字样。（区住建局）", "11月15日，示例县召开会议。", "注：①注文字样", "编辑：张三丰", "送：县区。"),
    ]
    flat = pages.text.replace(" ", "").replace("\u3000", "")
    assert [word for word in words if word not in flat] == []
    assert flat.count("落地见效。") == 4


def test_each_level_has_its_face(printed: Printed, kit: dict[str, Any]) -> None:
    pages = printed(
        "## 一、壹标题\n\n### （一）贰标题\n\n#### 1.叁标题\n\n##### （1）肆标题\n\n"
        "**二、甲首。**乙。**（一）丙首。**乙。**1.丁首。**乙。**（1）戊首。**乙。**一是己首。**乙。**庚强调**乙。（区应急局）"
    )
    cuts = kit["press_of"]("简报").cuts
    hei, kai, fang = (cuts.role(role).main.family for role in ("黑体", "楷体", "仿宋"))
    assert faces(pages, "壹甲") == {hei}
    assert faces(pages, "贰丙己急") == {kai}
    assert faces(pages, "叁肆乙") == {fang}
    assert faces(pages, "丁戊庚") == {fang + "-Bold"}


def drawing(pdf: bytes) -> bytes:
    """Return the operations that draw the first page."""
    with pikepdf.open(BytesIO(pdf)) as file:
        return file.pages[0].Contents.read_bytes()


def test_bold_is_drawn_with_a_stroke_where_it_is_typed_and_nowhere_else(printed: Printed) -> None:
    plain, bold = drawing(printed("前文后文。").pdf), drawing(printed("前文**强调**后文。").pdf)
    assert b"2 Tr" not in plain
    assert bold.count(b"2 Tr") == 1
    assert bold.count(b"0 Tr") == 1
    assert bold.index(b"2 Tr") < bold.index(b"0 Tr")


def test_a_list_hangs_and_its_marks_never_leave_their_text(printed: Printed, kit: dict[str, Any]) -> None:
    for lines in range(8, 24):
        body = "\n\n".join(
            ["短句。"] * lines + [f"- 甲{kit['text'] * 2}\n    - 乙{kit['text']}\n\n11. 丙{kit['text']}"]
        )
        pages = printed(body)
        for label, first in (("·", "甲"), ("·", "乙"), ("11.", "丙")):
            page, left, top = place(pages, first)
            marks = [c for c in pages.pages[page].chars if abs(c["top"] * MM - top) < 1 and c["x0"] * MM < left - 0.1]
            assert "".join(c["text"] for c in marks) == label, (lines, first)
    _, left, top = place(printed("- 甲\n"), "甲")
    assert left == pytest.approx(28 + 3 * 5.57, abs=0.4)
    assert min(abs(top - line) for line in LINES) < 0.2


def test_a_long_table_repeats_its_head_and_keeps_to_the_grid(printed: Printed, kit: dict[str, Any]) -> None:
    rows = "\n".join(f"| 单位{n} | {n} | {kit['text'] if n % 7 == 0 else '无'} |" for n in range(70))
    pages = printed(f"{kit['text']}\n\n表：表题\n\n| 头甲 | 头乙 | 头丙 |\n|---|---|---|\n{rows}\n\n末段文字。")
    assert len(pages.pages) > 3
    assert pages.text.count("头甲") == len(pages.pages) - (pages.page_with("末段文字") != pages.page_with("单位69"))
    _, _, top = place(pages, "末段文字")
    assert min(abs(top - line) for line in LINES) < 0.2
    for page in pages.pages:
        edges = [c["x1"] * MM for c in page.chars if c["size"] < 13]
        assert max(edges) <= 184
        assert all(c["x0"] * MM >= 27.9 for c in page.chars)


@pytest.mark.parametrize("columns", [1, 2, 5, 8, 12, 20])
def test_a_table_fits_the_measure_however_many_columns_it_has(printed: Printed, columns: int) -> None:
    head = "|" + "|".join(f"栏目名称{n}" for n in range(columns)) + "|\n|" + "---|" * columns
    row = "|" + "|".join(f"{n * 12345.6}" for n in range(columns)) + "|"
    pages = printed(f"正文。\n\n{head}\n{row}\n{row}\n")
    rules = [rect for page in pages.pages for rect in page.rects]
    assert all(rect["x0"] * MM >= 28 - 0.2 and rect["x1"] * MM <= 184 + 0.2 for rect in rules)
    cells = [c for c in pages.pages[0].chars if c["size"] < 13]
    assert all(c["x0"] * MM >= 28 and c["x1"] * MM <= 184 for c in cells)


@pytest.mark.parametrize("after", ["", "| 2 | 末 |\n"])
def test_a_row_higher_than_a_page_breaks_and_loses_nothing(printed: Printed, after: str) -> None:
    pages = printed(f"| 甲 | 乙 |\n|---|---|\n| 1 | {'内容' * 1500} |\n{after}\n末段文字。")
    assert pages.text.count("内") == 1500
    for page in range(len(pages.pages)):
        image = pypdfium2.PdfDocument(pages.pdf)[page].render(scale=0.5).to_pil().convert("L")
        assert ImageStat.Stat(image).mean[0] > 180
    _, _, top = place(pages, "末段文字")
    assert min(abs(top - line) for line in LINES) < 0.2


@pytest.mark.parametrize("size", [(1600, 900), (300, 4000), (5000, 40), (8, 8), (1, 1)])
def test_a_picture_fits_its_page_and_takes_whole_lines(printed: Printed, tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size, "#888").save(tmp_path / "图.png")
    pages = printed("前文。\n\n![图题字样](图.png)\n\n后文。", folder=tmp_path)
    (image,) = [image for page in pages.pages for image in page.images]
    assert image["x0"] * MM >= 28 - 0.1
    assert image["x1"] * MM <= 184 + 0.1
    assert image["x1"] + image["x0"] == pytest.approx(2 * 106 / MM, abs=1)
    assert (image["x1"] - image["x0"]) / (image["bottom"] - image["top"]) == pytest.approx(size[0] / size[1], rel=0.05)
    assert image["bottom"] * MM <= 262
    page, _, top = place(pages, "后文")
    assert min(abs(top - line) for line in LINES) < 0.2
    assert page == place(pages, "图题字样")[0]


def test_a_picture_turned_by_the_camera_stands_upright(printed: Printed, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (800, 400), "#888").save(tmp_path / "图.jpg", exif=exif)
    pages = printed("前文。\n\n![图题](图.jpg)\n\n后文。", folder=tmp_path)
    caption, after = place(pages, "图题")[2], place(pages, "前文")[2]
    assert caption - after > 100


def test_a_damaged_picture_leaves_its_place_empty_and_its_caption_stands(printed: Printed, tmp_path: Path) -> None:
    (tmp_path / "图.png").write_bytes(b"no picture")
    pages = printed("前文。\n\n![图题字样](图.png)", folder=tmp_path)
    assert "图题字样" in pages.text
    assert [image for page in pages.pages for image in page.images] == []


def test_advertisements_say_so_and_announcements_do_not(printed: Printed) -> None:
    assert "广告" in printed('正文。\n\n!!! 广告 "题字"\n    内容。').text
    assert "公告" not in printed('正文。\n\n!!! 公告 "题字"\n    内容。').text


def test_a_notice_longer_than_a_page_is_framed_on_each_and_keeps_to_the_grid(
    printed: Printed, kit: dict[str, Any]
) -> None:
    pages = printed('正文。\n\n!!! 公告 "题字"\n    ' + "\n\n    ".join([kit["text"] * 8] * 4) + "\n\n末段文字。")
    for page in range(len(pages.pages)):
        for top in pages.lines(page):
            assert page == 0 or min(abs(top - line) for line in LINES) < 0.2
    assert all(page.rects for page in pages.pages)


def test_an_entry_may_have_more_notes_than_there_are_circles(printed: Printed) -> None:
    marks = "".join(f"各地{n}[^{n}]" for n in range(1, 61))
    notes = "\n\n".join(f"[^{n}]: 注文{n}号。" for n in range(1, 61))
    flat = "".join(printed(f"# 题目\n\n{marks}。\n\n{notes}").text.split())
    assert "各地50㊿各地51[51]" in flat
    assert flat.index("㊿注文50号") < flat.index("[51]注文51号") < flat.index("[60]注文60号")


def test_notes_stand_at_the_end_of_their_entry(printed: Printed, kit: dict[str, Any]) -> None:
    marks = "".join(f"文字[^{n}]" for n in range(1, 13))
    notes = "\n\n".join(f"[^{n}]: 注文{n}号，{kit['text'] * (n % 3)}" for n in range(1, 13))
    pages = printed(f"# 甲篇题目\n\n{marks}。\n\n# 乙篇题目\n\n正文。\n\n{notes}")
    flat = pages.text
    assert flat.index("注：①注文1号") < flat.index("⑫注文12号") < flat.index("乙篇题目")
    signs = [c for c in pages.pages[0].chars if c["text"] == "①"]
    assert min(c["size"] for c in signs) == pytest.approx(9.6, abs=0.2)


def test_attachments_are_listed_a_line_below_the_text(printed: Printed) -> None:
    one = printed("正文。", attachments=(Attachment("统计表.xlsx"),))
    assert "附件：统计表" in one.text
    assert place(one, "附件：统计表")[2] - place(one, "正文")[2] == pytest.approx(2 * PITCH, abs=0.2)
    more = printed("正文。", attachments=tuple(Attachment(f"子夹/表{n}.pdf") for n in "甲乙丙"))
    left = [place(more, f"表{n}")[1] for n in "甲乙丙"]
    assert left == [pytest.approx(left[0], abs=0.2)] * 3
    assert "附件：1.表甲" in more.text
    assert "3.表丙" in more.text


def test_contents_name_the_page_of_each_article(printed: Printed, kit: dict[str, Any]) -> None:
    body = "\n\n".join(f"# {name}篇文章题目\n\n{kit['text'] * 12}" for name in "甲乙丙丁")
    pages = printed(body, contents=True)
    rows = [text for text in pages.lines(0).values() if "篇文章题目" in text]
    assert len(rows) == 4
    for row, name in zip(rows, "甲乙丙丁", strict=True):
        titled = next(
            n for n, page in enumerate(pages.pages, 1) if any(c["text"] == name and c["size"] > 20 for c in page.chars)
        )
        assert row.startswith(f"{name}篇文章题目")
        assert row.rstrip().endswith(str(titled))
    assert "目" not in printed("# 甲\n\n正文。\n\n# 乙\n\n正文。", contents=True).lines(0)


def test_the_editors_note_stands_in_kai_between_rule_and_title(printed: Printed, kit: dict[str, Any]) -> None:
    pages = printed("> 按语文字。\n\n# 题目\n\n正文。")
    kai = kit["press_of"]("简报").cuts.role("楷体").main.family
    assert faces(pages, "按语") == {kai}
    rule = pages.rules(0)[0][3]
    note, (title,) = place(pages, "按语文字")[2], pages.lines(0, 22)
    assert note - rule == pytest.approx(10.4, abs=1.2)
    assert title - (note + 5.64) == pytest.approx(20.8, abs=1.5)


def test_corrections_and_withdrawal_stand_on_the_first_page(printed: Printed) -> None:
    fixed = printed("# 题目\n\n正文。", corrections=(Correction(date(2023, 4, 1), "“35家”应为“53家”。"),))
    assert "更正（2023年4月1日）：“35家”应为“53家”。" in fixed.text
    gone = Withdrawal(date(2023, 4, 2), "数据有误", IssueKey("shifan", 2023, 8))
    pages = printed("# 题目\n\n正文。", withdrawal=gone)
    assert "撤回（2023年4月2日）：数据有误。请改阅本刊2023年第8期。" in pages.text
    stamp = [c for c in pages.pages[0].chars if c["top"] * MM < 36]
    assert {c["text"] for c in stamp} >= {"撤", "回"}


@pytest.mark.parametrize(
    ("status", "words"), [(Status.DRAFT, "草稿"), (Status.SUBMITTED, "送审稿"), (Status.SIGNED, "")]
)
def test_what_is_not_signed_says_so(printed: Printed, status: Status, words: str) -> None:
    stamp = [c["text"] for c in printed("正文。", status=status).pages[0].chars if c["top"] * MM < 36]
    assert "".join(stamp).replace("\u3000", "") == words


def test_borrowed_and_missing_characters_are_reported_at_their_first_place(printed: Printed) -> None:
    pages = printed("# 堃题\n\n正文堃赟堃。\n\n\U000e9999".replace("\n\n\U000e9999", ""))
    assert [(fault.code.value, str(fault.span)) for fault in pages.diagnostics] == [
        ("glyph-fallback", "7.md:1:3"),
        ("glyph-fallback", "7.md:3:4"),
    ]
    assert "正文堃赟堃。" in pages.text


def test_characters_that_share_a_glyph_are_copied_as_typed(printed: Printed) -> None:
    assert "甲·乙•丙・丁…戊⋯己" in printed("甲·乙•丙・丁…戊⋯己").text


def test_blanks_between_chinese_and_figures_are_left_out_and_others_kept(printed: Printed) -> None:
    text = printed("召开 3 次会议，第 17 期（记者 张三）AB CD 文。").text
    assert "召开3次会议，第17期（记者 张三）AB CD文。" in text


def test_a_print_carries_its_title_date_and_language(printed: Printed) -> None:
    pages = printed("# 题目\n\n正文。", keywords=("防汛", "燃气"))
    file = pikepdf.open(BytesIO(pages.pdf))
    assert str(file.docinfo["/Title"]) == "示范简报2023年第7期"
    assert str(file.docinfo["/Author"]) == "示例市示范工作领导小组办公室"
    assert str(file.docinfo["/CreationDate"]).startswith("D:20230320")
    assert str(file.Root.Lang) == "zh-CN"
    assert file.Root.MarkInfo.Marked
    assert "防汛" in str(file.docinfo["/Keywords"])


def test_bookmarks_name_the_articles_and_headings_once(printed: Printed, kit: dict[str, Any]) -> None:
    body = f"# 【栏目】\n\n# 甲篇文章的题目比较长所以一定要分成两行来排列才行\n\n## 一、标题\n\n{kit['text']}"
    pages = printed(body, distribution=kit["rows"]("送：县区。"))
    with pikepdf.open(BytesIO(pages.pdf)).open_outline() as outline:
        flat = [str(item.title) for root in outline.root for item in (root, *root.children)]
    assert [title for title in flat if "甲篇" in title] == ["甲篇文章的题目比较长所以一定要分成两行来排列才行"]


def test_long_words_and_addresses_stay_on_the_page(printed: Printed) -> None:
    pages = printed("网址 https://example.org/" + "abcdefgh/" * 40 + " 和 " + "Q" * 200)
    assert all(c["x1"] * MM <= 184.6 for page in pages.pages for c in page.chars)
    assert pages.text.count("Q") == 200


@pytest.mark.parametrize("body", ["正", "# 题\n\n正", "# 【栏】\n\n正文。", "△ 简讯。", "汉" * 5000, "A" * 3000])
def test_the_smallest_and_the_longest_issues_print(printed: Printed, body: str) -> None:
    pages = printed(body)
    letters = [c for c in body if c not in "# \n"]
    flat = pages.text
    assert all(flat.count(letter) >= letters.count(letter) for letter in set(letters))


def test_only_files_of_the_issue_are_read(tmp_path: Path, kit: dict[str, Any]) -> None:
    (tmp_path / "site").mkdir()
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9)).save(secret)
    Image.new("RGB", (9, 9)).save(tmp_path / "site" / "own.png")
    fetcher = Fetcher((tmp_path / "site",), kit["press_of"]("简报").cuts.every)
    assert fetcher.fetch((tmp_path / "site" / "own.png").as_uri()).read()
    for url in (
        secret.as_uri(),
        (tmp_path / "site" / ".." / "secret.png").as_uri(),
        "https://example.org/a.png",
        "data:image/png;base64,AAAA",
        "file:///etc/hostname",
    ):
        with pytest.raises(ValueError, match="not allowed"):
            fetcher.fetch(url)


@pytest.mark.parametrize("special", [None, Special("安全生产大检查专刊", 34)])
@pytest.mark.parametrize("length", [1, 2, 9, 19, 20, 21, 40, 41, 61, 90])
def test_a_title_keeps_its_distances_whatever_its_length(
    printed: Printed, length: int, special: Special | None
) -> None:
    body = f"# {('关于加强安全生产工作的意见' * 7)[:length]}\n\n正文首句。\n\n次句。"
    pages = printed(body, special=special, title="示例安全生产简报")
    assert pages.rules(0)[0][3] <= 99.1
    titles = pages.lines(0, 22)
    assert all(len(line) <= 20 for line in titles.values())
    assert sum(map(len, titles.values())) == length
    tops = list(titles)
    assert tops[0] - pages.rules(0)[0][3] == pytest.approx(20.8, abs=1.5)
    page, _, top = place(pages, "正文首句")
    assert page == 0
    assert min(abs(top - line) for line in LINES) < 0.2
    assert 5 < top - (tops[-1] + 7.76) < 14
    spans = [
        (min(c["x0"] for c in row), max(c["x1"] for c in row))
        for row in ([c for c in pages.pages[0].chars if abs(c["top"] * MM - at) < 1 and c["size"] > 20] for at in tops)
    ]
    assert all((left + right) / 2 * MM == pytest.approx(106, abs=0.5) for left, right in spans)
