"""A print lasts: PDF/A-3a and PDF/UA-1 in one file, read back with tools that did not write it."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from hashlib import md5
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pdfplumber
import pikepdf
import pikepdf.pdfa
import pypdfium2  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from bulletin_gen.typeset.attached import Attached, Relationship
from bulletin_gen.typeset.outline import with_levels
from bulletin_gen.typeset.views import BlockKind, BlockView, HeadView, IssueView, TitleView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Printed = Callable[..., Any]

NAMES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
PAINTING = frozenset({"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "BI", "EI"})
COLOURS = {"g": 1, "G": 1, "rg": 3, "RG": 3}
"""Operators that an archived print may set colours with, and how many numbers they take."""

BODY = """# 甲题　后半句 {肩题="肩题字样" 作者="作者字样"}

——副题字样

正文第一段[^1]，**重点字样**到此。

## 单独标题

### 下级标题

1. 第一项
2. 第二项

表：表题字样

| 列甲 | 列乙 |
|---|---|
| 格一 | 格二 |

!!! 公告 "公告题"
    公告文字。

[^1]: 注文字样。

# 【简讯】

△ 简讯字样。（区住建局）

# 【交流】

# 乙题 {供稿="区应急局"}

乙文。

# 丙题

丙文。
"""


class Read:
    """A print as its readers get it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.pdf = pikepdf.open(BytesIO(content))
        self.root: Any = self.pdf.Root

    @cached_property
    def texts(self) -> dict[tuple[int, int | None], str]:
        """The text of each mark, by page and number; of what has none, by page and None."""
        texts: dict[tuple[int, int | None], str] = {}
        with pdfplumber.open(BytesIO(self.content)) as pdf:
            for number, page in enumerate(pdf.pages):
                for character in page.chars:
                    key = (number, character["mcid"])
                    texts[key] = texts.get(key, "") + character["text"]
        return texts

    @cached_property
    def pages(self) -> dict[Any, int]:
        """The pages' numbers."""
        return {page.objgen: number for number, page in enumerate(self.pdf.pages)}

    def elements(self, element: Any = None, depth: int = 0) -> Iterator[tuple[int, Any]]:  # noqa: ANN401 - any object
        """Yield the elements of the structure tree with their depths, in order."""
        element = self.root.StructTreeRoot.K[0] if element is None else element
        yield depth, element
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from self.elements(kid, depth + 1)

    def marks(self, element: Any) -> list[tuple[int, int]]:  # noqa: ANN401 - any object
        """Return page and number of each mark that stands directly in an element."""
        found = []
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary):
                found += [(self.pages[kid.Pg.objgen], int(kid.MCID))] if "/MCID" in kid else []
            else:
                found.append((self.pages[element.Pg.objgen], int(kid)))
        return found

    def text(self, element: Any) -> str:  # noqa: ANN401 - any object
        """Return the text that stands directly in an element."""
        return "".join(self.texts.get(mark, "") for mark in self.marks(element))

    @property
    def tree(self) -> list[str]:
        """The structure tree, an element a line, with its text."""
        return [f"{'  ' * depth}{str(it.S)[1:]} {self.text(it)}".rstrip() for depth, it in self.elements()]

    @property
    def bookmarks(self) -> list[str]:
        """The bookmarks, one a line."""

        def lines(items: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - the library's
            for item in items:
                yield "  " * depth + item.title
                yield from lines(item.children, depth + 1)

        with self.pdf.open_outline() as outline:
            return list(lines(outline.root, 0))

    def said(self, name: str) -> Any:  # noqa: ANN401 - text or a list of texts
        """Return a property of the XMP."""
        prefix, _, local = name.partition(":")
        with self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            return metadata.get(f"{{{NAMES[prefix]}}}{local}")


def operations(content: Any) -> Iterator[tuple[str, list[Any]]]:  # noqa: ANN401 - a page or a stream
    for instruction in pikepdf.parse_content_stream(content):
        yield str(instruction.operator), list(instruction.operands)


def streams(pdf: pikepdf.Pdf) -> list[Any]:
    forms = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"]
    return [*pdf.pages, *forms]


@pytest.fixture
def rich(printed: Printed, kit: dict[str, Any], tmp_path: Path) -> Callable[..., Read]:
    """Return the function that prints an issue with all that an issue may have."""

    def call(body: str = BODY, **fields: Any) -> Read:  # noqa: ANN401 - any field of the model
        folder = tmp_path / "issue"
        folder.mkdir(exist_ok=True)
        given = {
            "distribution": kit["rows"]("送：县区。", "发：镇街。"),
            "credits": kit["people"](编辑="张三丰、李四"),
            "contents": True,
            "keywords": ("动火作业", "A & B"),
            "copies": 120,
        }
        return Read(printed(body, folder, **(given | fields)).pdf)

    return call


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Return a folder with a picture of every kind that an office may send."""
    folder = tmp_path / "issue"
    folder.mkdir()
    picture = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    clear = picture.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize((60, 40)))
    deep = Image.new("I;16", (60, 40))
    deep.putdata([number * 27 for number in range(2400)])
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    picture.save(folder / "rgb.jpg")
    picture.convert("CMYK").save(folder / "cmyk.jpg")
    picture.convert("L").save(folder / "grey.jpg")
    picture.save(folder / "wide.jpg", icc_profile=wide)
    picture.convert("CMYK").save(folder / "lab.jpg", icc_profile=lab)
    picture.save(folder / "spoilt.png", icc_profile=b"none")
    clear.save(folder / "clear.png")
    clear.save(folder / "clear.webp")
    picture.convert("LA").save(folder / "clear-grey.png")
    picture.convert("P").save(folder / "palette.png")
    picture.convert("1").save(folder / "bits.png")
    picture.save(folder / "old.gif")
    deep.save(folder / "deep.png")
    return folder


def with_pictures(folder: Path) -> str:
    return BODY + "".join(f"\n![图示]({path.name})\n" for path in sorted(folder.iterdir()))


# ------------------------------------------------------------------------------------------- conformance


def faults(content: bytes) -> list[str]:
    """Return what a validator of PDF/A-3b finds; it knows no level A and no schema but PDF/A's own.

    So the statement is put in its own words; that it is right is for the tests below.
    """
    with pikepdf.open(BytesIO(content)) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        packet = packet.replace("conformance>A<", "conformance>B<")
        packet = re.sub(
            r"<pdfuaid:part>.*?</pdfuaid:part>|<pdfaExtension:schemas>.*</pdfaExtension:schemas>",
            "",
            packet,
            flags=re.DOTALL,
        )
        packet = re.sub(r'\n xmlns:pdf(uaid|aExtension|aSchema|aProperty)="[^"]*"', "", packet)
        pdf.Root.Metadata.write(packet.encode())
        return [str(finding) for finding in pikepdf.pdfa.check(pdf, "3b").findings]


@pytest.mark.parametrize("layout", ["简报", "专版"])
def test_a_print_with_everything_in_it_is_valid(layout: str, rich: Callable[..., Read], pictures: Path) -> None:
    read = rich(with_pictures(pictures), layout=layout)
    assert faults(read.content) == []


def test_the_validator_sees_what_a_print_must_not_have(rich: Callable[..., Read]) -> None:
    pdf = rich().pdf
    del pdf.Root.OutputIntents
    file = BytesIO()
    pdf.save(file)
    assert faults(file.getvalue()) != []


def test_a_print_claims_both_standards_and_describes_the_one_that_the_other_does_not_know(
    rich: Callable[..., Read],
) -> None:
    read = rich()
    assert [read.said(name) for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")] == ["3", "A", "1"]
    packet = read.root.Metadata.read_raw_bytes().decode()
    schema = packet[packet.index("<pdfaExtension:schemas>") : packet.index("</pdfaExtension:schemas>")]
    assert "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>" in schema
    assert "<pdfaProperty:name>part</pdfaProperty:name>" in schema
    assert "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>" in schema


def test_characters_for_private_use_have_no_meaning_so_the_claim_is_less(printed: Printed) -> None:
    made = printed("正文\ue78d。\n")
    assert Read(made.pdf).said("pdfaid:conformance") == "U"
    assert faults(made.pdf.replace(b"conformance>U<", b"conformance>A<")) == []


def test_every_print_has_an_identifier_its_language_and_its_title_in_the_window(rich: Callable[..., Read]) -> None:
    read = rich()
    assert len(read.pdf.trailer.ID) == 2
    assert str(read.root.Lang) == "zh-CN"
    assert bool(read.root.ViewerPreferences.DisplayDocTitle)
    assert bool(read.root.MarkInfo.Marked)
    assert not read.pdf.is_encrypted
    assert "/OpenAction" not in read.root
    assert "/JavaScript" not in read.root.Names


def test_metadata_say_the_same_twice(rich: Callable[..., Read]) -> None:
    read = rich(title="示范<简报> & 其他", issuer="示例市甲、乙办公室")
    info = {name: str(value) for name, value in read.pdf.docinfo.items()}
    assert info["/Title"] == read.said("dc:title") == "示范<简报> & 其他2023年第7期"
    assert [info["/Author"]] == read.said("dc:creator") == ["示例市甲、乙办公室"]
    assert info["/Keywords"] == read.said("pdf:Keywords") == "动火作业, A & B"
    assert set(read.said("dc:subject")) == {"动火作业", "A & B"}
    assert set(read.said("dc:language")) == {"zh-CN"}
    assert info["/CreationDate"] == info["/ModDate"] == "D:20230320"
    assert read.said("xmp:CreateDate") == read.said("xmp:ModifyDate") == "2023-03-20"
    assert info["/Producer"] == read.said("pdf:Producer")
    assert info["/Creator"] == read.said("xmp:CreatorTool")
    assert info["/Creator"].startswith("bulletin ")


def test_an_issue_without_keywords_says_nothing_of_them(rich: Callable[..., Read]) -> None:
    read = rich(keywords=())
    assert "/Keywords" not in read.pdf.docinfo
    assert read.said("pdf:Keywords") is None


# --------------------------------------------------------------------------------------------- structure


def test_the_structure_tree_names_each_part_once_and_in_order(rich: Callable[..., Read]) -> None:
    assert rich().tree == TREE.splitlines()


TREE = """\
Document
  P 示范简报
  P 第7期
  P 示例市示范工作领导小组办公室
  P 2023年3月20日
  TOC
    Caption 目　录
    TOCI
      Reference
        Link 甲题　后半句1
    TOCI
      Reference
        Link 乙题2
    TOCI
      Reference
        Link 丙题2
  P 肩题字样
  H1 甲题　后半句
  P ——副题字样
  P 作者字样
  P 正文第一段，重点字样到此。
    Reference ①
  H2 单独标题
  H3 下级标题
  L
    LI
      Lbl 1.
      LBody
        P 第一项
    LI
      Lbl 2.
      LBody
        P 第二项
  Table
    Caption 表题字样
    THead
      TR
        TH 列甲
        TH 列乙
    TBody
      TR
        TD 格一
        TD 格二
  Div
    P 公告题
    P 公告文字。
  Div
    Note
      Lbl 注：①
      P 注文字样。
  H1 【简讯】
  P △简讯字样。（区住建局）
  H1 【交流】
  H2 乙题
  P 乙文。（区应急局）
  H2 丙题
  P 丙文。
  P 编辑：张三丰李　四
  P 送：县区。
  P 发：镇街。（共印120份）"""


def test_a_paragraph_over_two_pages_is_one_paragraph(rich: Callable[..., Read], kit: dict[str, Any]) -> None:
    read = rich("# 题\n\n" + kit["text"] * 20, contents=False)
    whole = [read.text(element) for _, element in read.elements() if str(element.S) == "/P"]
    assert kit["text"] * 20 in whole


def test_a_table_over_two_pages_is_one_table_with_one_head(rich: Callable[..., Read]) -> None:
    rows = "".join(f"| 单位{number} | {number} |\n" for number in range(60))
    read = rich(f"# 题\n\n| 名称 | 数量 |\n|---|---|\n{rows}", contents=False)
    tags = [str(element.S)[1:] for _, element in read.elements()]
    assert len(read.pdf.pages) > 2
    assert [tags.count(tag) for tag in ("Table", "THead", "TH", "TR", "TD")] == [1, 1, 2, 61, 120]
    assert sum(text.count("名称") for (_, mark), text in read.texts.items() if mark is None) == len(read.pdf.pages) - 1


def test_heads_of_tables_say_that_they_are_the_heads_of_columns(rich: Callable[..., Read]) -> None:
    read = rich()
    heads = [element for _, element in read.elements() if str(element.S) == "/TH"]
    assert [str(head.A.Scope) for head in heads] == ["/Column", "/Column"]


def test_a_picture_has_words_and_a_place(rich: Callable[..., Read], tmp_path: Path) -> None:
    (tmp_path / "issue").mkdir()
    Image.new("RGB", (400, 300), "#336699").save(tmp_path / "issue" / "a.png")
    read = rich("# 题\n\n文。\n\n![图 现场情况](a.png)\n", contents=False)
    figure = next(element for _, element in read.elements() if str(element.S) == "/Figure")
    assert str(figure.Alt) == "图 现场情况"
    ((number, _),) = read.marks(figure)
    with pdfplumber.open(BytesIO(read.content)) as pdf:
        image = pdf.pages[number].images[0]
        bottom = float(pdf.pages[number].height) - image["bottom"]
        place = [image["x0"], bottom, image["x1"], bottom + image["height"]]
    assert [float(corner) for corner in figure.A.BBox] == pytest.approx(place, abs=0.1)


def test_notes_have_names_of_their_own(rich: Callable[..., Read]) -> None:
    read = rich("# 甲\n\n文[^1]，文[^2]。\n\n[^1]: 注一。\n\n[^2]: 注二。\n", contents=False)
    names = [str(element.ID) for _, element in read.elements() if str(element.S) == "/Note"]
    assert len(names) == len(set(names)) == 2


@pytest.mark.parametrize("layout", ["简报", "专版"])
def test_what_is_drawn_is_text_in_the_order_of_the_tree_or_an_artifact(
    layout: str, rich: Callable[..., Read], pictures: Path
) -> None:
    read = rich(with_pictures(pictures), layout=layout)
    drawn: list[tuple[int, int]] = []
    for number, page in enumerate(read.pdf.pages):
        open_: list[str] = []
        for operator, operands in operations(page):
            if operator in {"BDC", "BMC"}:
                open_.append(str(operands[0]))
                if operator == "BDC" and "/MCID" in operands[1]:
                    drawn.append((number, int(operands[1].MCID)))
            elif operator == "EMC":
                open_.pop()
            elif operator in PAINTING:
                assert len(open_) == 1, (number, operator, open_)
        assert open_ == []
    tree = [mark for _, element in read.elements() for mark in read.marks(element)]
    assert sorted(tree) == drawn
    beginnings = [mark for _, element in read.elements() for mark in read.marks(element)[:1]]
    assert beginnings == sorted(beginnings)


def test_each_mark_leads_back_to_its_element(rich: Callable[..., Read]) -> None:
    read = rich()
    numbers = list(read.root.StructTreeRoot.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for number, page in enumerate(read.pdf.pages):
        assert int(page.StructParents) == number
        assert str(page.Tabs) == "/S"
    for _, element in read.elements():
        for page_number, mark in read.marks(element):
            assert parents[page_number][mark].objgen == element.objgen


def test_page_numbers_and_leaders_are_artifacts(rich: Callable[..., Read]) -> None:
    read = rich()
    outside = {number: text for (number, mark), text in read.texts.items() if mark is None}
    assert {number: text.strip("…") for number, text in outside.items()} == {
        number: f"— {number + 1} —" for number in range(len(read.pdf.pages))
    }
    kinds = [
        str(operands[1].Subtype)
        for operator, operands in operations(read.pdf.pages[0])
        if operator == "BDC" and "/Type" in operands[1]
    ]
    assert kinds == ["/Footer"]


def test_links_say_where_they_lead_and_stand_in_the_tree(rich: Callable[..., Read]) -> None:
    read = rich()
    links = [element for _, element in read.elements() if str(element.S) == "/Link"]
    places = {
        kid.Obj.objgen for link in links for kid in link.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
    }
    annotations = list(read.pdf.pages[0].Annots)
    assert {annotation.objgen for annotation in annotations} == places
    assert {str(annotation.Contents) for annotation in annotations} == {"甲题　后半句", "乙题", "丙题"}
    assert {int(annotation.F) for annotation in annotations} == {4}


def test_bookmarks_go_from_columns_to_articles_to_headings(rich: Callable[..., Read]) -> None:
    assert rich().bookmarks == [
        "甲题　后半句",
        "  单独标题",
        "    下级标题",
        "【简讯】",
        "【交流】",
        "  乙题",
        "  丙题",
    ]


def test_the_bookmark_of_a_title_in_two_lines_is_the_title(rich: Callable[..., Read]) -> None:
    title = "示例市扎实开展重点行业领域隐患排查　全面推进整治“百日攻坚”行动"
    assert rich(f"# {title}\n\n文。\n", contents=False).bookmarks == [title]


def heading(level: int) -> BlockView:
    return BlockView(kind=BlockKind.HEADING, level=level)


def titled(kind: BlockKind) -> BlockView:
    title = TitleView(anchor="", height="", margin="", pad="", pitch="", size="")
    return BlockView(kind=kind, title=title if kind is BlockKind.TITLE else None)


BLOCKS = st.one_of(
    st.builds(heading, st.integers(3, 6)), st.sampled_from([titled(BlockKind.COLUMN), titled(BlockKind.TITLE)])
)


@given(st.lists(BLOCKS))
def test_no_level_of_headings_is_left_out_in_whatever_order_they_come(blocks: list[BlockView]) -> None:
    view = IssueView(
        title="", author="", date="", keywords="", masthead="", head=HeadView(height="", rows=()), stamp="", remarks=(),
        editor_note=(), contents_title=(), contents=(), blocks=tuple(blocks), imprint=None,
    )  # fmt: skip
    levels = [
        1 if block.kind is BlockKind.COLUMN else block.title.level if block.title else block.level
        for block in with_levels(view).blocks
    ]
    in_columns = [any(block.kind is BlockKind.COLUMN for block in blocks[:number]) for number in range(len(blocks))]
    for number, level in enumerate(levels):
        above = levels[number - 1] if number else 0
        first_title = blocks[number].kind is BlockKind.TITLE
        assert level <= above + 1 or (first_title and level == 2 and in_columns[number])
        assert 1 <= level <= 6


# ---------------------------------------------------------------------------------------------- colours


def base(space: pikepdf.Object) -> str:
    """Return what the colours of a picture are made of, those of a palette too."""
    return str(space[1] if isinstance(space, pikepdf.Array) else space)


@pytest.mark.parametrize("layout", ["简报", "专版"])
def test_no_colour_of_an_archived_print_is_outside_its_intent(
    layout: str, rich: Callable[..., Read], pictures: Path
) -> None:
    read = rich(with_pictures(pictures), layout=layout)
    (intent,) = read.root.OutputIntents
    assert [str(intent.S), int(intent.DestOutputProfile.N)] == ["/GTS_PDFA1", 3]
    profile = ImageCms.ImageCmsProfile(BytesIO(intent.DestOutputProfile.read_bytes()))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    for stream in streams(read.pdf):
        for operator, operands in operations(stream):
            assert operator not in {"k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "sh"}, operator
            assert len(operands) == COLOURS.get(operator, len(operands))
    spaces = {base(image.ColorSpace) for image in images(read.pdf)}
    assert spaces == {"/DeviceRGB", "/DeviceGray"}


def images(pdf: pikepdf.Pdf) -> list[Any]:
    return [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"]


def test_the_red_is_that_of_the_profile(rich: Callable[..., Read]) -> None:
    read = rich()
    colours = {
        tuple(float(number) for number in given)
        for operator, given in operations(read.pdf.pages[0])
        if operator == "rg"
    }
    assert colours == {(1.0, 0.2, 0.2), (0.0, 0.0, 0.0)}


def test_a_picture_in_other_colours_looks_the_same(printed: Printed, tmp_path: Path) -> None:
    picture = Image.new("RGB", (60, 40), (200, 60, 30))
    picture.convert("CMYK").save(tmp_path / "cmyk.jpg", quality=95)
    read = Read(printed("![图示](cmyk.jpg)\n").pdf)
    (image,) = images(read.pdf)
    shown = pikepdf.PdfImage(image).as_pil_image().convert("RGB").getpixel((30, 20))
    assert shown == pytest.approx((200, 60, 30), abs=8)


def test_a_deep_grey_keeps_its_tones(printed: Printed, tmp_path: Path) -> None:
    deep = Image.new("I;16", (3, 1))
    deep.putdata([0, 32768, 65535])
    deep.save(tmp_path / "deep.png")
    read = Read(printed("![图示](deep.png)\n").pdf)
    (image,) = images(read.pdf)
    assert list(pikepdf.PdfImage(image).as_pil_image().convert("L").tobytes()) == [0, 128, 255]


def test_a_print_for_a_printing_house_has_process_colours_and_claims_no_pdf_a(
    rich: Callable[..., Read], kit: dict[str, Any], pictures: Path
) -> None:
    press = kit["press_for"](kit["press_of"]("简报").profile, kit["press_of"]("简报").folders, archival=False)
    read = rich(with_pictures(pictures), press=press)
    colours = {
        tuple(float(number) for number in operands)
        for page in read.pdf.pages
        for operator, operands in operations(page)
        if operator in {"scn", "rg", "g"}
    }
    assert colours == {(0.0, 0.8, 0.8, 0.0), (0.0, 0.0, 0.0, 1.0)}
    assert "/DeviceCMYK" in {str(image.ColorSpace) for image in images(read.pdf)}
    assert "/OutputIntents" not in read.root
    assert read.said("pdfaid:part") is None
    assert read.said("pdfuaid:part") == "1"


# ------------------------------------------------------------------------------------------ attached files


FILES = (
    Attached(
        name="示范简报 7.md",
        content="# 题（一）\n".encode(),
        mime="text/markdown",
        description="本版原文",
        relationship=Relationship.SOURCE,
    ),
    Attached(
        name="issue.json",
        content=b"{}",
        mime="application/json",
        description="数据",
        relationship=Relationship.DATA,
    ),
)


def test_attached_files_come_out_as_they_went_in(printed: Printed) -> None:
    read = Read(printed("文。\n", files=FILES).pdf)
    for item in FILES:
        found = read.pdf.attachments[item.name]
        assert found.get_file().read_bytes() == item.content
        assert found.get_file().mime_type == item.mime
        assert found.get_file().md5 == md5(item.content, usedforsecurity=False).digest()
        assert found.get_file().size == len(item.content)
        assert found.description == item.description
    assert len(read.pdf.attachments) == 2


def test_attached_files_belong_to_the_document_and_bear_its_date(printed: Printed) -> None:
    read = Read(printed("文。\n", files=FILES).pdf)
    assert [(str(file.UF), str(file.AFRelationship)) for file in read.root.AF] == [
        ("issue.json", "/Data"),
        ("示范简报 7.md", "/Source"),
    ]
    assert {str(file.EF.F.Params.ModDate) for file in read.root.AF} == {"D:20230320"}
    assert faults(read.content) == []


# ---------------------------------------------------------------------------------------------- the text


STRANGE = "ﬁ和fi，é与e\u0301，½、㎡、℃，〇·——……，“引‘内’号”，２0，𠮷，Ⅳ，①，\u00ad软\u200b零\u200d宽，北⽅，㈠，ﾊﾝ，Ａ"
"""Ligatures, a mark typed apart, fractions, signs of two faces, rare Han, invisible characters, forms of old sets."""


def test_the_text_comes_out_as_it_was_typed_whoever_reads_it(rich: Callable[..., Read], kit: dict[str, Any]) -> None:
    body = f"# 题\n\n{STRANGE}。{kit['text']}**{kit['text']}**\n"
    read = rich(body, contents=False)
    plain = STRANGE.replace("e\u0301", "é").translate({0xAD: None, 0x200B: None, 0x200D: None})
    wanted = f"{plain}。{kit['text'] * 2}"
    by_pdfminer = "".join(read.text(element) for _, element in read.elements())
    by_pdfium = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(read.content))
    assert wanted in by_pdfminer
    # This one takes a ligature apart by itself.
    assert wanted.replace("ﬁ", "fi") in re.sub(r"\s|\ufffe", "", by_pdfium)


# ----------------------------------------------------------------------------------------- the same bytes


def test_an_issue_in_another_folder_is_the_same_print(printed: Printed, pictures: Path, tmp_path: Path) -> None:
    other = tmp_path / "别处" / "深处"
    other.parent.mkdir()
    first = printed(with_pictures(pictures), pictures, files=FILES).pdf
    body = with_pictures(pictures)
    pictures.rename(other)
    assert printed(body, other, files=FILES).pdf == first


def test_all_that_is_no_font_is_small(rich: Callable[..., Read], kit: dict[str, Any]) -> None:
    read = rich(BODY.replace("正文第一段", kit["text"] * 40))
    fonts = sum(
        len(item[name].read_raw_bytes())
        for item in read.pdf.objects
        if isinstance(item, pikepdf.Dictionary)
        for name in ("/FontFile2", "/FontFile3")
        if name in item
    )
    assert len(read.content) - fonts < 60_000


def test_the_date_is_the_issues_own(rich: Callable[..., Read]) -> None:
    read = rich(date=date(2021, 12, 1))
    assert str(read.pdf.docinfo["/ModDate"]) == "D:20211201"
