"""Official prose with every mark, number and name that lines stumble over, measured where it was printed."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MM = 25.4 / 72
WHOLE = """
1.3万余人 370多家 100余人次 99.9% 1,200.5万元 5兆帕 24小时 30个百分点 1—18日 3～5天 5%～8% 08:30—11:00
2022—2023年 第六届 第119号 〔2023〕15号 60km/h 25mg/m³ ±5% 0395-1234567 GPS COVID-19 Wi-Fi PM2.5 二〇二三年
—— …… 12日 2023年 3月 K3+200 Ⅲ级 ¥860 4·19 9704—2012
""".split()  # noqa: SIM905 - a list of words reads best as text
"""What no line breaks inside."""
CLAUSES = """
市安委会办公室组织召开安全生产工作会议 压实企业主体责任 开展“回头看” 做到“双随机、一公开” 排查整治重大事故隐患
印发《关于做好汛期安全防范工作的通知》（示安委办〔2023〕7号） 坚持“属地+应急+企业”联动 由郝堃（女，42岁）牵头
约谈买买提·艾力 询问“还有没有漏洞？” 强调“安全生产，重如泰山。” 形成“街道—网格—商户”三级体系 各县（区）／各部门
是 一 （处） 落实到位 联系https://www.example.org/safety/2023/report.html?id=15&page=2 取得成效 守牢安全底线
说“我说‘不’，你就停” 见【提示】
""".split()  # noqa: SIM905 - a list of words reads best as text
NO_START = "，。、；：？！”’）》】〕—…～·／%‰℃³"
NO_END = "“‘（《【〔／¥±"


def figures(seed: int) -> Iterator[int]:
    """Yield figures without a pattern, the same ones for a seed."""
    while True:
        seed = (seed * 1103515245 + 12345) % 2**31
        yield seed >> 12


def prose(seed: int, paragraphs: int) -> list[str]:
    """Return paragraphs of every length."""
    chance = figures(seed)

    def one_of(choices: Sequence[str]) -> str:
        return choices[next(chance) % len(choices)]

    def paragraph(length: int) -> str:
        text = one_of(("各单位", "“各单位", "会议指出，"))
        while len(text) < length:
            text += one_of(one_of_both(CLAUSES, WHOLE)) + one_of("，，，、；。和对在的")
        text = text.rstrip("，、；。和对在的") + "。"
        return text + "”" * (text.count("“") - text.count("”"))

    def one_of_both(often: list[str], seldom: list[str]) -> list[str]:
        return often if next(chance) % 5 < 3 else seldom

    return [paragraph(next(chance) % 300) for _ in range(paragraphs)]


def lines_of(page: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - as pdfplumber gives it
    """Yield the lines of a page's body from the top, their characters from the left."""
    rows: dict[int, list[Any]] = {}
    for character in page.chars:
        if abs(character["size"] - 16) < 0.05 and not character["text"].isspace():
            rows.setdefault(round(character["matrix"][5]), []).append(character)
    for baseline in sorted(rows, reverse=True):
        yield sorted(rows[baseline], key=lambda character: character["x0"])


def text_of(line: list[Any]) -> str:
    return "".join(character["text"] for character in line)


def is_flush(line: list[Any]) -> bool:
    """Tell whether a line ends at 184 mm, its last mark whole or halved."""
    over = line[-1]["x1"] * MM - 184
    return abs(over) < 0.25 or (text_of(line)[-1] in "，。、；：”’）》】〕" and abs(over - 16 / 2 * MM) < 0.25)


def check(printed: Callable[..., Any], seed: int) -> list[list[list[Any]]]:
    """Print a text, hold that its characters are all there in order, and return the lines of each paragraph."""
    paragraphs = prose(seed, 24)
    pages = printed("\n\n".join(paragraphs))
    lines = [line for page in pages.pages for line in lines_of(page)][2:]
    found = []
    for paragraph in paragraphs:
        rest = paragraph.replace(" ", "")
        own = []
        while rest:
            own.append(lines.pop(0))
            assert rest.startswith(text_of(own[-1])), (rest, text_of(own[-1]))
            rest = rest.removeprefix(text_of(own[-1]))
        found.append(own)
    assert not lines
    for number, page in enumerate(pages.pages[1:-2], 1):
        assert len(list(lines_of(page))) == 22, number
    return found


@pytest.mark.parametrize("seed", range(6))
def test_every_line_but_the_last_of_a_paragraph_is_full_and_none_is_broken_amiss(
    printed: Callable[..., Any], seed: int
) -> None:
    for lines in check(printed, seed):
        text = "".join(map(text_of, lines))
        ends = {sum(len(line) for line in lines[: count + 1]) for count in range(len(lines) - 1)}
        for line in lines[:-1]:
            assert is_flush(line), text_of(line)
        for line in lines[1:]:
            assert text_of(line)[0] not in NO_START, text_of(line)
        for line in lines[:-1]:
            assert text_of(line)[-1] not in NO_END, text_of(line)
        for whole in WHOLE:
            for match in re.finditer(re.escape(whole), text):
                assert not ends & set(range(match.start() + 1, match.end())), (whole, text)


@pytest.mark.parametrize("seed", range(6, 9))
def test_no_mark_overlaps_its_neighbour_and_no_gap_gapes(printed: Callable[..., Any], seed: int) -> None:
    for lines in check(printed, seed):
        for line in lines:
            for left, right in pairwise(line):
                step = (right["x0"] - left["x0"]) / 16
                halves = sum(character["text"] in "“”‘’（）《》【】〔〕，。、；：·？！" for character in (left, right))
                natural = (left["x1"] - left["x0"]) / 16
                assert step > natural - 0.06 - 0.5 * halves, (text_of(line), left["text"], right["text"])
                assert step < natural + 0.6
