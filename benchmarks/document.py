"""Give an issue's print away as any engine can lay it out: document and style sheet, lines not broken yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.handover import one_line
from bulletin_gen.templating.faults import render
from bulletin_gen.typeset import printing, text
from bulletin_gen.typeset.colours import colour_view
from bulletin_gen.typeset.sheet import sheet_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.issues import Sample
    from bulletin_gen.typeset.press import Press
    from bulletin_gen.typeset.typecase import Cut

_PLAIN_LINES = ".full { white-space: normal; letter-spacing: inherit; text-align: justify }\n"


def document(sample: Sample, sheet: str) -> str:
    """Return the document that an issue is printed from; `sheet` is the address of its style sheet."""
    documents: list[str] = []

    def noted(environment: object, template: str, context: Mapping[str, object]) -> str:
        documents.append(render(environment, template, context))  # type: ignore[arg-type]  # whatever the press has
        return documents[-1]

    with patch.object(text, "set_lines", one_line), patch.object(printing, "render", noted):
        printing.print_issue(sample.press, sample.issue, sample.folder)
    html = documents[-1].replace('<img src="', f'<img src="{sample.folder.resolve().as_uri()}/')
    return html.replace("</head>", f'<link rel="stylesheet" href="{sheet}"/></head>')


def style_sheet(press: Press) -> str:
    """Return the style sheet of a press, its faces named by their files."""
    name = press.template.removesuffix(".html")
    colours = colour_view(press.profile, archival=press.archival)
    views = {"sheet": sheet_view(press.profile, press.cuts), "colours": colours}
    css = render(press.environment, f"{name}.css", views)
    for cut in press.cuts.every:
        css = _with_file(css, cut)
    return css + _PLAIN_LINES


def _with_file(css: str, cut: Cut) -> str:
    """Name a face by its file. One in a collection has no file for itself: engines find it among the system's."""
    if not cut.face.index:
        return css.replace(f'"{cut.url}"', f'"{cut.face.path.resolve().as_uri()}"')
    return re.sub(rf'@font-face \{{[^}}]*"{re.escape(cut.url)}"[^}}]*\}}', "", css)
