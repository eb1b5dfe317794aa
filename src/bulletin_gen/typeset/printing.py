"""Print an issue: compose, measure its tables, lay out, finish. Writes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

import bulletin_gen.typeset.page_states  # noqa: F401 - takes the place of the engine's own way
from bulletin_gen.diagnostics import in_order
from bulletin_gen.templating.faults import render
from bulletin_gen.typeset import bare_boxes, full_lines, line_drawing, plain_borders, structure, style_measures, subsets  # noqa: F401 - take the place of the engine's own ways
from bulletin_gen.typeset.archive import finish_archive, finish_plain
from bulletin_gen.typeset.attached import attach
from bulletin_gen.typeset.compose import compose
from bulletin_gen.typeset.exact import Plan
from bulletin_gen.typeset.fetch import Fetcher
from bulletin_gen.typeset.finish import draw_bold
from bulletin_gen.typeset.gate import glyph_faults
from bulletin_gen.typeset.outline import with_levels
from bulletin_gen.typeset.packing import pack
from bulletin_gen.typeset.pictures import ISSUE, Gallery, engraved
from bulletin_gen.typeset.reading import read_document
from bulletin_gen.typeset.row_heights import end_anchor, tables_of, with_row_heights
from bulletin_gen.typeset.typed import typed_texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydyf import PDF
    from weasyprint import Document

    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.model import Issue
    from bulletin_gen.typeset.attached import Attached
    from bulletin_gen.typeset.pictures import Engraver
    from bulletin_gen.typeset.press import Press
    from bulletin_gen.typeset.views import IssueView


_MM_PER_PIXEL = 25.4 / 96


class Print(Struct, frozen=True):
    """A printed issue."""

    pdf: bytes
    diagnostics: tuple[Diagnostic, ...]
    """Characters that another face had to draw or none has."""
    remarks: tuple[str, ...] = ()
    """What the machine lacks without which it prints more slowly, in Chinese."""


def print_issue(
    press: Press,
    issue: Issue,
    folder: Path,
    attachments: tuple[Attached, ...] = (),
    engrave: Engraver = engraved,
) -> Print:
    """Return the official print of an issue; `folder` is the one its pictures lie in, `attachments` go along inside.

    A picture that can't be shown leaves its place empty: whoever asks for the print has seen to it.
    """
    press.fonts.plan = Plan()
    gallery = Gallery(folder=folder, archival=press.archival, engrave=engrave)
    composed = compose(issue, press.profile, press.cuts, gallery, press.fonts.plan)
    view = with_levels(_with_measured_tables(press, composed.view, gallery))
    document = _layout(press, press.template, {"issue": view}, gallery)

    def finish(_: Document, file: PDF) -> None:
        draw_bold(file, press.profile.body.stroke)
        attach(file, attachments, issue.date)
        (finish_archive if press.archival else finish_plain)(file, document)
        pack(file)

    pdf = document.write_pdf(finisher=finish, pdf_tags=True, pdf_identifier=True, pdf_version="1.7")
    faults = in_order(glyph_faults(typed_texts(issue, composed.setting), composed.setting.case))
    return Print(pdf, faults, press.remarks)


def _with_measured_tables(press: Press, view: IssueView, gallery: Gallery) -> IssueView:
    """Return the issue with the rows of its tables on the grid: they are laid out once, on a page without an end."""
    tables = tables_of(view)
    if not tables:
        return view
    ends = tuple((table, end_anchor(table)) for table in tables)
    document = _layout(press, "print/measure.html", {"tables": ends}, gallery)
    tops = {name: point[1] * _MM_PER_PIXEL for name, point in document.pages[0].anchors.items()}
    return with_row_heights(view, tops, press.profile)


def _layout(press: Press, template: str, context: Mapping[str, object], gallery: Gallery) -> Document:
    text = render(press.environment, template, context)
    html = read_document(text, ISSUE, Fetcher(press.folders, press.cuts.every))
    return html.render(stylesheets=[press.sheet], font_config=press.fonts, cache=gallery.hung)
