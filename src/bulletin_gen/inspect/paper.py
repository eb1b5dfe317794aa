"""Rules of the sheet and the file: size of paper, fonts carried. Looks at no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.inspect.findings import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.inspect.frame import Print

_PAPER = 0.5


def paper(printed: Print) -> Iterator[Remark]:
    """P01: every page has the size of the layout."""
    due = printed.measures
    for page in printed.document.pages:
        sides = {(page.width, page.height), (page.height, page.width)}  # a wide table lies across, §8
        if not any(abs(wide - due.width) <= _PAPER and abs(high - due.height) <= _PAPER for wide, high in sides):
            message = f"纸张 {page.width:.1f}×{page.height:.1f} mm，应为 {due.width:g}×{due.height:g} mm"
            yield Remark(page.number, message)


def fonts(printed: Print) -> Iterator[Remark]:
    """P16: every font is embedded."""
    for name in printed.document.loose_fonts:
        yield Remark(0, f"字体 {name} 没有嵌入，在别的机器上会换成另一种")
