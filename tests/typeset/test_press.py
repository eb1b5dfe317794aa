"""A press prints many issues, and remembers what they have in common: none may show in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bulletin_gen.templating.folders import template_folders

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bulletin_gen.typeset.press import Press

BODIES = (
    "# 题目\n\n**一是查。**正文②·•**强调**堃²。\n\n1. 甲\n2. 乙\n",
    "# 长一些的题目也就是两行的题目要分成两行来排的那一种\n\n|甲|乙|\n|-|-|\n|1|2|\n\n正文。\n\n# 又一题\n\n正文" * 3,
    "## 一、标题\n\n" + "正文，示例市各级各部门按照统一部署扎实开展隐患排查。" * 40,
    "# 题目\n\n正文[^1]。\n\n[^1]: 注。\n",
)

SHEETS = {
    "shipped": "",
    "overflow that becomes the page's": "html, body { overflow: hidden }",
    "lengths in units of the page": "header { display: none } .title-block { page: wide } "
    "@page wide { size: 400mm 500mm } p { padding-left: 2vw; padding-right: 1vh }",
    "footnotes": ".r1, .r2, .b { float: footnote } *::footnote-call { content: counter(footnote) }",
    "rules by id": "#e1 { margin-top: 3mm } #e2 p { color: red } #e1 ~ * { padding-left: 1mm }",
    "leaders": "p::after { content: leader('·') 'x' } @page { @bottom-center { content: 'a' leader('-') 'b' } }",
    "flex": "body { display: flex; flex-direction: column } table { display: grid; width: 50% }",
}


@pytest.fixture
def press_with(tmp_path: Path, kit: dict[str, Any]) -> Callable[[str], Press]:
    """Return the function that opens a new press whose style sheet has further rules."""

    def call(rules: str) -> Press:
        folder = tmp_path / "templates" / "print"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bulletin.css").write_text('{% include "!base/print/bulletin.css" %}\n' + rules, "utf-8")
        press: Press = kit["press_for"](kit["press_of"]("简报").profile, template_folders(folder.parent))
        return press

    return call


@pytest.mark.parametrize("rules", SHEETS.values(), ids=SHEETS.keys())
def test_an_issue_prints_the_same_whatever_its_press_printed_before(
    rules: str, printed: Callable[..., Any], press_with: Callable[[str], Press]
) -> None:
    used = press_with(rules)
    for body in BODIES:
        printed(body, press=used)
    for body in BODIES:
        assert printed(body, press=used).pdf == printed(body, press=press_with(rules)).pdf
