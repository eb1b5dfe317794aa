"""A print's template may be XML or HTML: what is printed is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_gen.templating.folders import template_folders

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BODY = (
    '# 题目 <a> & "引号"\n\n**一是查。**正文②&amp;·1 < 2。\n\n1. 甲\n2. 乙\n\n'
    "|甲|乙|\n|-|-|\n|1<2|2|\n\n正文[^1]。\n\n[^1]: 注。\n"
)


def test_a_template_that_is_not_well_formed_prints_the_same(
    printed: Callable[..., Any], tmp_path: Path, kit: dict[str, Any]
) -> None:
    shipped = kit["press_of"]("简报")
    folder = tmp_path / "templates" / "print"
    folder.mkdir(parents=True)
    meta = (shipped.folders[-1] / "print" / "meta.html").read_text("utf-8")
    (folder / "meta.html").write_text(meta.replace("/>", ">").replace("<meta", "<META", 1), "utf-8")
    loose = kit["press_for"](shipped.profile, template_folders(folder.parent))
    assert printed(BODY, press=loose).pdf == printed(BODY, press=shipped).pdf


def test_characters_that_xml_does_not_know_are_no_fault(printed: Callable[..., Any]) -> None:
    assert "示范简报" in printed("# 题目\n\n正文。", keywords=("防\x08汛", "燃\x1b气")).text
