"""The page of a bulletin: its grid, its head, its page numbers. Figures are millimetres from the paper's edges."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pypdfium2  # type: ignore[import-untyped]  # it has no types
import pytest
from PIL import ImageChops

from bulletin_gen.model import Audience, Marking

if TYPE_CHECKING:
    from collections.abc import Callable


class Pages(Protocol):
    """What the fixture `printed` returns."""

    pdf: bytes
    pages: list[Any]
    text: str

    def lines(self, page: int, size: float = 16) -> dict[float, str]: ...  # noqa: D102 - see conftest

    def rules(self, page: int) -> list[tuple[float, float, float, float]]: ...  # noqa: D102 - see conftest


PITCH = 10.44
LINES = [37 + PITCH * line for line in range(22)]


def check_on_grid(pages: Pages, first: int = 1) -> None:
    """Hold that every line of the body's size, from a page on, stands on one of the 22 lines."""
    for page in range(first, len(pages.pages)):
        for top, text in pages.lines(page).items():
            assert min(abs(top - line) for line in LINES) < 0.15, (page, top, text)


def check_full(pages: Pages, page: int, lines: int = 22) -> None:
    tops = list(pages.lines(page))
    assert len(tops) == lines
    assert tops[0] == pytest.approx(37, abs=0.2)
    assert tops[-1] + 16 / 72 * 25.4 == pytest.approx(262, abs=0.3)


def ink_rows(pdf: bytes, box: tuple[float, float, float, float], page: int = 0, *, red: bool = False) -> list[float]:
    """Return the heights (mm) at which a part of a page (left, top, right, bottom in mm) has black or red ink."""
    scale = 25.4 / 300
    image = pypdfium2.PdfDocument(pdf)[page].render(scale=300 / 72).to_pil().convert("RGB")
    part = image.crop(tuple(int(edge / scale) for edge in box))
    r, g, b = part.split()
    high = r.point(lambda value: 255 * (value > 180))
    low = ImageChops.lighter(g, b).point(lambda value: 255 * (value < 90))
    dark = part.convert("L").point(lambda value: 255 * (value < 127))
    rows = (ImageChops.multiply(high, low) if red else ImageChops.subtract(dark, high)).getprojection()[1]
    return [box[1] + y * scale for y, inked in enumerate(rows) if inked]


def red_bands(pdf: bytes) -> list[tuple[float, float]]:
    """Return the upper and lower edges of what is red on the first page, apart by more than half a millimetre."""
    heights = ink_rows(pdf, (20, 20, 200, 140), red=True)
    starts = [h for before, h in zip([0.0, *heights], heights, strict=False) if h - before > 0.5]
    ends = [h for h, after in zip(heights, [*heights[1:], 999.0], strict=True) if after - h > 0.5]
    return list(zip(starts, ends, strict=True))


def test_a_full_page_has_22_lines_of_28_characters(printed: Callable[..., Any]) -> None:
    pages = printed("# 题目\n\n" + "汉" * 2500)
    for page in (1, 2):
        check_full(pages, page)
        assert set(map(len, pages.lines(page).values())) == {28}
    left = min(c["x0"] for c in pages.pages[1].chars) * 25.4 / 72
    assert left == pytest.approx(28, abs=0.3)
    assert max(c["x1"] for c in pages.pages[1].chars if c["size"] > 15) * 25.4 / 72 == pytest.approx(184, abs=0.5)


def test_an_office_may_have_23_lines_a_page(printed: Callable[..., Any], profile_of: Callable[..., Any]) -> None:
    press = profile_of("继承: 简报\n正文:\n  每页行数: 23\n")
    pages = printed("汉" * 2500, press=press)
    check_full(pages, 1, 23)


def test_everything_below_the_rule_stands_on_the_grid(printed: Callable[..., Any], kit: dict[str, Any]) -> None:
    text = kit["text"]
    body = f"""# 一篇文章的题目比较长因而要排成两行并且居中 {{肩题="示例县" 作者="张三"}}

——副题也有一行

{text * 3}[^1]

## 一、层次标题

{text}

- 项目一，{text}
    - 内层，{text}
- 项目二

1. 编号

表：表题

| 单位 | 数量 | 说明 |
|---|---|---|
| 示例县 | 12 | {text} |
| 示例区 | 3 | 无 |

{text}

!!! 公告 "公告题"
    {text}

    {text}

{text}

# 【栏目】

△ {text}

[^1]: {text}

{text * 20}
"""
    pages = printed(body)
    assert len(pages.pages) > 3
    check_on_grid(pages)


def test_characters_of_other_faces_do_not_raise_their_lines(printed: Callable[..., Any]) -> None:
    line = "堃赟玥喆镕𠮷²℃‰①Ω→ABC㎡" * 3
    pages = printed("# 题目\n\n" + (line + "汉字") * 30)
    check_on_grid(pages)
    tops = sorted(top for top in pages.lines(1) if top > 36)
    assert tops[-1] == pytest.approx(LINES[-1], abs=0.3)


def test_a_heading_is_never_the_last_line(printed: Callable[..., Any]) -> None:
    for lines in range(10, 34):
        body = "\n\n".join(
            ["# 题目", *["短句。"] * lines, "## 一、层次标题在这里", "末句末句。", "# 【栏目在这里】", "末句。"]
        )
        pages = printed(body)
        for page in range(len(pages.pages) - 1):
            last = list(pages.lines(page).values())[-1]
            assert "在这里" not in last, (lines, page)


@pytest.mark.parametrize(
    "name",
    ["信息", "示范简报", "示范工作简报信息", "示例市安全生产工作情况简报", "示范" * 10, "示范" * 20, "5G快报ABC"],
)
def test_the_name_stands_on_one_line_with_its_ink_20_mm_below_the_type_area(
    printed: Callable[..., Any], name: str
) -> None:
    pages = printed("# 题目\n\n正文。", title=name)
    name_band, rule_band = red_bands(pages.pdf)
    assert name_band[0] == pytest.approx(57, abs=0.4)
    assert rule_band[1] <= 99.1
    characters = [c for c in pages.pages[0].chars if c["top"] * 25.4 / 72 < 75 and c["non_stroking_color"] != (0, 0, 0)]
    red = [c for c in characters if c["text"] in name][: len(name)]
    centre = (min(c["x0"] for c in red) + max(c["x1"] for c in red)) / 2 * 25.4 / 72
    assert centre == pytest.approx(106, abs=0.6)
    assert (max(c["x1"] for c in red) - min(c["x0"] for c in red)) * 25.4 / 72 <= 156


def test_the_red_rule_stands_4_mm_below_the_issuer_and_20_8_mm_above_the_title(printed: Callable[..., Any]) -> None:
    pages = printed("# 区应急局开展检查\n\n正文。")
    (left, right, top, bottom), *_ = pages.rules(0)
    assert (left, right) == (pytest.approx(28, abs=0.1), pytest.approx(184, abs=0.1))
    assert bottom - top == pytest.approx(0.8, abs=0.02)
    assert top - ink_rows(pages.pdf, (20, 75, 200, top - 0.5))[-1] == pytest.approx(4, abs=0.5)
    (title_top,) = pages.lines(0, 22)
    assert title_top - bottom == pytest.approx(20.8, abs=1.5)


def test_marks_stand_at_the_top_left_and_the_name_gives_way_to_three(printed: Callable[..., Any]) -> None:
    pages = printed(
        "# 题目\n\n正文。",
        marking=Marking("机密", "1年"),
        copy_number="000012",
        urgency="特急",
        audience=Audience.INTERNAL,
    )
    texts = pages.lines(0)
    tops = list(texts)
    assert [texts[top] for top in tops[1:3]] == ["机密★1年", "特急"]
    assert texts[tops[0]].startswith("000012")
    assert texts[tops[0]].replace("\u3000", "").endswith("内部资料注意保存")
    assert tops[:3] == [pytest.approx(LINES[line], abs=0.2) for line in range(3)]
    assert red_bands(pages.pdf)[0][0] == pytest.approx(57 + PITCH, abs=0.4)


def test_a_long_issuer_leaves_the_date_its_room(printed: Callable[..., Any]) -> None:
    offices = ("示例市安全生产委员会办公室", "示例市应急管理局", "示例市消防救援支队", "示例市公安局交通警察支队")
    for count in range(1, 5):
        pages = printed("# 题目\n\n正文。", issuer="\u3000".join(offices[:count]))
        assert pages.rules(0)[0][3] <= 99.1 or count > 2
        text = pages.text
        assert "2023年3月20日" in text
        assert all(office in text for office in offices[:count])


def test_page_numbers_stand_7_mm_below_the_type_area_at_the_outer_side(printed: Callable[..., Any]) -> None:
    pages = printed("# 题目\n\n" + "汉" * 2500)
    for number, page in enumerate(pages.pages, 1):
        folio = [c for c in page.chars if c["top"] * 25.4 / 72 > 263]
        assert "".join(c["text"] for c in folio) == f"— {number} —"
        dashes = [c for c in folio if c["text"] == "—"]
        if number % 2:
            assert dashes[-1]["x1"] * 25.4 / 72 == pytest.approx(184 - 4.94, abs=0.6)
        else:
            assert dashes[0]["x0"] * 25.4 / 72 == pytest.approx(28 + 4.94, abs=0.6)
    dash = ink_rows(pages.pdf, (34, 264, 37, 274), 1)
    assert (dash[0] + dash[-1]) / 2 == pytest.approx(269, abs=0.5)


def test_mirrored_pages_have_the_binding_side_inside(
    printed: Callable[..., Any], profile_of: Callable[..., Any]
) -> None:
    press = profile_of("继承: 简报\n页面:\n  镜像: 是\n")
    pages = printed("汉" * 2500, press=press)
    starts = [min(c["x0"] for c in page.chars if c["size"] > 15) * 25.4 / 72 for page in pages.pages[1:3]]
    assert starts == [pytest.approx(26, abs=0.3), pytest.approx(28, abs=0.3)]


TWICE = """
import hashlib, runpy, sys
from pathlib import Path
made = runpy.run_path(sys.argv[1])
body = sys.argv[3]
issue = made["make_issue"](body, keywords=("防汛", "燃气"))
pdf = made["print_issue"](made["press_of"](sys.argv[2]), issue, Path(".")).pdf
print(hashlib.sha256(pdf).hexdigest())
"""
TWICE_BODY = "# 题目\n\n正文②·•**强调**堃²。\n\n|甲|乙|\n|-|-|\n|1|2|\n"


@pytest.mark.parametrize("layout", ["简报", "专版"])
def test_equal_issues_make_equal_bytes_in_two_processes(layout: str) -> None:
    conftest = str(Path(__file__).with_name("conftest.py"))
    digests = {
        subprocess.run(
            [sys.executable, "-c", TWICE, conftest, layout, TWICE_BODY],
            env=os.environ | {"PYTHONHASHSEED": seed},  # noqa: TID251 - the processes differ in one variable only
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
