"""What is internal is in no byte of the public edition: words, names, pictures, numbers of notes, anything.

Every place that can hold something internal holds a word of its own here, and next to it a public one. All words must
be in the internal edition (so each was really planted) and only the public ones in the public edition.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pdfplumber
import pikepdf
import pytest
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Files = dict[str, str | bytes]
    Builder = Callable[..., dict[str, Any]]

HIDDEN = re.compile("隐[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]{2}")
OPEN = re.compile("显[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]{2}")
NOWHERE = re.compile("无[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]{2}")
"""Words of comments, drafts and submitted issues: in no edition."""

INTERNAL_SLUG = "neican"
INTERNAL_COLOUR = (201, 37, 143)
OPEN_COLOUR = (31, 177, 90)


def picture(colour: tuple[int, int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    return stream.getvalue()


MIXED = """---
# 无甲甲：头部的注释
期号: 7
日期: 2023-03-07  # 无甲乙
编审: {编辑: [隐甲甲], 审核: 李隐甲乙}
分送:
  报: 隐甲丙领导小组。
  发: [隐甲丁, 隐甲戊]
关键词: [隐甲己]
附件: [隐甲庚.xlsx]
印数: 47116823
按语: 隐甲辛的按语。
更正:
  - {日期: 2023-03-08, 说明: 隐甲壬有误。}
内部项: [编审, 分送, 关键词, 附件, 印数, 按语, 更正]
---

<!-- 无甲丙 -->

# 显甲甲的题目 {肩题="显甲乙" 作者="显甲丙"}

显甲丁，见表。<!-- 无甲丁 -->各单位落实到位[^a]。

隐乙甲的一段[^b]。
{.内部}

- 显甲戊
- 显甲己

1. 隐乙乙
2. 隐乙丙
    - 隐乙丁
{.内部}

表：隐乙戊情况表

| 隐乙己 | 隐乙庚 |
|---|---|
| 隐乙辛 | [隐乙壬](隐丁甲.docx) |
{.内部}

表：显甲庚情况表

| 显甲辛 | 显甲壬 |
|---|---|
| 显甲癸 | 一 |

![隐乙癸图](隐丁乙.png)
{.内部}

![显乙甲图](显乙乙.png)

!!! 公告 "隐丙甲"
    隐丙乙

    - 隐丙丙
{.内部}

!!! 公告 "显乙丙"
    显乙丁

## 一、隐丙丁 {.内部}

隐丙戊

### （一）隐丙己

隐丙庚

## 二、显乙戊

显乙己

[^a]: 显乙庚的注。
[^b]: 隐丙辛的注，见 [隐丙壬](https://example.com/yinbing-ren)。

# 隐丙癸的一篇 {.内部}

——隐丁丙的副题

隐丁丁。（隐丁戊局）

# 显乙辛的一篇

显乙壬。（显乙癸局）

# 【隐丁己】 {.内部}

3月1日，**隐丁庚局**开展检查。

△ 隐丁辛的简讯。（隐丁壬局）

# 【显丙甲】

△ 隐丁癸的简讯。
{.内部}

△ 显丙乙的简讯。
"""


def issue(number: int, word: str, *head: str, slug_picture: str = "") -> str:
    fields = "\n".join([f"期号: {number}", f"日期: 2023-03-{number:02d}", *head])
    return f"---\n{fields}\n---\n\n# {word}的工作\n\n{word}{slug_picture}。（{word}局）\n"


FILES: Files = {
    "bulletin.yml": "# 无乙甲\n站点名称: 显子甲\n网址: https://example.org/\n",
    "bulletins/shifan/publication.yml": (
        "# 无乙乙\n刊名: 显子乙简报\n编印机关: 显子丙\n栏目: [隐丁己, 显丙甲]\n"
        "分送: {送: 隐子甲单位。}\n编审: {编辑: 隐子乙}\n"
    ),
    "bulletins/shifan/2023/5.md": issue(
        5, "显子丁", f"撤回: {{日期: 2023-03-09, 理由: 显子戊, 替代: {INTERNAL_SLUG}/2023/1}}", "内部项: [编审, 分送]"
    ),
    "bulletins/shifan/2023/6/issue.md": issue(6, "隐子丙", "公开范围: 内部", "附件: [隐子丁.pdf]"),
    "bulletins/shifan/2023/6/隐子丁.pdf": "隐子戊",
    "bulletins/shifan/2023/7/issue.md": MIXED,
    "bulletins/shifan/2023/7/隐甲庚.xlsx": "隐子己",
    "bulletins/shifan/2023/7/隐丁甲.docx": "隐子庚",
    "bulletins/shifan/2023/7/隐丁乙.png": picture(INTERNAL_COLOUR),
    "bulletins/shifan/2023/7/显乙乙.png": picture(OPEN_COLOUR),
    "bulletins/shifan/2023/7/无丙甲.txt": "无丙乙：没有一期提到的文件",
    "bulletins/shifan/2023/8.md": issue(8, "显子己", "内部项: [编审, 分送]"),
    "bulletins/shifan/2023/9.md": issue(9, "无丁甲", "状态: 草稿"),
    "bulletins/shifan/2023/10.md": issue(10, "无丁乙", "状态: 送审"),
    f"bulletins/{INTERNAL_SLUG}/publication.yml": (
        "刊名: 隐丑甲内参\n编印机关: 隐丑乙\n公开范围: 内部\n简介: 隐丑丙\n专刊: [隐丑丁]\n"
    ),
    f"bulletins/{INTERNAL_SLUG}/2023/1.md": issue(1, "隐丑戊", "专刊: {名称: 隐丑丁, 期号: 1}", "总期号: 90125786"),
}


@pytest.fixture
def editions(site: Callable[[Files], Path], build: Builder) -> dict[str, dict[str, str]]:
    """Return what can be read in each file of each edition, by its path."""
    folder = site(FILES)
    for audience in ("公开", "内部"):
        done = build(folder, "--audience", audience)
        assert [fault for fault in done["diagnostics"] if fault["severity"] == "error"] == []
        assert done["exit"] == 0
    assert {path.name for path in folder.iterdir()} <= {"bulletin.yml", "bulletins", "public", "internal", ".cache"}
    return {name: readings(folder, name) for name in ("public", "internal")}


def readings(folder: Path, edition: str) -> dict[str, str]:
    """Return all text of an edition's tree and of its cache."""
    roots = [folder / edition, folder / ".cache" / edition]
    paths = [path for root in roots for path in sorted(root.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): "\n".join(readings_of(path)) for path in paths}


def readings_of(path: Path) -> Iterator[str]:
    """Yield every way to read a file, its name included."""
    content = path.read_bytes()
    yield path.as_posix()
    yield from texts_in(content)
    if content.startswith(b"%PDF"):
        yield from texts_in_pdf(path)


def texts_in(content: bytes) -> Iterator[str]:
    """Yield bytes read as each encoding that somebody might use, with what web and JSON escapes stand for."""
    text = content.decode("utf-8", "replace")
    yield text
    yield html.unescape(unquote(text))
    yield re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    for encoding in ("utf-16-be", "utf-16-le", "gb18030"):
        yield content.decode(encoding, "replace")
        yield content[1:].decode(encoding, "replace")


def texts_in_pdf(path: Path) -> Iterator[str]:
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            yield from strings_in(thing)
        uncompressed = io.BytesIO()
        pdf.save(uncompressed, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False)
    yield from texts_in(uncompressed.getvalue())
    with pdfplumber.open(path) as document:
        for page in document.pages:
            yield "".join(char["text"] for char in page.chars)
            yield unicodedata.normalize("NFKC", page.extract_text())


def strings_in(thing: pikepdf.Object) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
        yield from texts_in(bytes(thing))
    elif isinstance(thing, pikepdf.Array):
        for inner in thing:
            yield from strings_in(inner) if isinstance(inner, pikepdf.Object) else [str(inner)]
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in thing.keys():  # noqa: SIM118 - a PDF dictionary iterates over nothing
            value = thing[key]
            yield str(key)
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from strings_in(value)
        if isinstance(thing, pikepdf.Stream):
            yield from texts_in(thing.read_bytes() if "/DCTDecode" not in str(thing.get("/Filter", "")) else b"")


def words(pattern: re.Pattern[str], files: dict[str, str]) -> set[str]:
    return {word for text in files.values() for word in pattern.findall(text)}


def planted(pattern: re.Pattern[str]) -> set[str]:
    sources = [*FILES, *(content for content in FILES.values() if isinstance(content, str))]
    return {word for source in sources for word in pattern.findall(source)}


def test_no_internal_word_is_anywhere_in_the_public_edition(editions: dict[str, dict[str, str]]) -> None:
    public, internal = editions["public"], editions["internal"]
    assert words(HIDDEN, public) == set()
    assert words(OPEN, public) == planted(OPEN)
    assert words(OPEN, internal) == planted(OPEN)
    assert words(HIDDEN, internal) == planted(HIDDEN)


def test_comments_drafts_and_files_that_nobody_names_are_in_no_edition(editions: dict[str, dict[str, str]]) -> None:
    assert len(planted(NOWHERE)) > 8
    assert words(NOWHERE, editions["public"]) == words(NOWHERE, editions["internal"]) == set()


def test_numbers_and_addresses_of_what_is_internal_are_not_public_either(editions: dict[str, dict[str, str]]) -> None:
    for trace in (
        INTERNAL_SLUG,
        "47116823",
        "90125786",
        "yinbing-ren",
        "shifan/2023/6",
        "第6期",
        "internal_fields",
        "内部",
    ):
        found = {path for path, text in editions["public"].items() if trace in text}
        assert {path for path in found if not path.startswith(("public/assets/", "public/schemas/"))} == set(), trace
    assert any("47116823" in text for text in editions["internal"].values())


def test_the_files_inside_the_prints_are_cut_as_the_prints_are(
    editions: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    carried = {edition: carried_in(tmp_path / "site" / edition) for edition in editions}
    prints = {path.name for path in (tmp_path / "site" / "public").rglob("*.pdf")}
    assert {path.split("/")[0] for path in carried["public"]} == prints
    assert all(f"{name}/{file}" in carried["public"] for name in prints for file in ("issue.json", "issue.md"))
    assert words(HIDDEN, carried["public"]) | words(NOWHERE, carried["public"]) == set()
    assert words(NOWHERE, carried["internal"]) == set()
    for name, text in carried["public"].items():
        assert "内部" not in text, name
        assert "<!--" not in text, name
    source = "shifan-2023-007.pdf/issue.md"
    assert set(OPEN.findall(carried["public"][source])) == set(OPEN.findall(MIXED))
    assert set(HIDDEN.findall(carried["internal"][source])) == set(HIDDEN.findall(MIXED))


def carried_in(folder: Path) -> dict[str, str]:
    """Return the files inside the prints of an edition, by the print's name and their own."""
    found = {}
    for path in folder.rglob("*-2023-*.pdf"):
        with pikepdf.open(path) as pdf:
            for name, specification in pdf.attachments.items():
                found[f"{path.name}/{name}"] = specification.get_file().read_bytes().decode()
    return found


def test_no_pixel_of_an_internal_picture_is_public(editions: dict[str, dict[str, str]], tmp_path: Path) -> None:
    found = {edition: colours_in(tmp_path / "site" / edition) for edition in editions}
    assert found["public"] & {INTERNAL_COLOUR, OPEN_COLOUR} == {OPEN_COLOUR}
    assert found["internal"] >= {INTERNAL_COLOUR, OPEN_COLOUR}


def colours_in(folder: Path) -> set[tuple[int, int, int]]:
    """Return the colours of the single-coloured pictures in a tree, in PDFs too."""
    pictures: list[Image.Image] = []
    for path in folder.rglob("*.png"):
        with Image.open(path) as picture_file:
            pictures.append(picture_file.convert("RGB"))
    for path in folder.rglob("shifan-*.pdf"):
        with pikepdf.open(path) as pdf:
            streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
            images = [item for item in streams if item.get("/Subtype") == pikepdf.Name.Image]
            pictures += [pikepdf.PdfImage(item).as_pil_image() for item in images]
    return {tuple(image.convert("RGB").getpixel((5, 5))) for image in pictures}  # type: ignore[arg-type,misc]  # three bands
