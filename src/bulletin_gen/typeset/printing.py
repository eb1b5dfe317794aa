"""Print an issue: compose, measure its tables, lay out, finish. Writes no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weasyprint import HTML

from bulletin_gen.templating import render
from bulletin_gen.typeset.compose import compose
from bulletin_gen.typeset.fetch import Fetcher
from bulletin_gen.typeset.finish import draw_bold

if TYPE_CHECKING:
    from pathlib import Path

    from weasyprint import Document

    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.model import Issue
    from bulletin_gen.typeset.press import Press
    from bulletin_gen.typeset.views import IssueView


@dataclass(frozen=True, slots=True)
class Print:
    """A printed issue."""

    pdf: bytes
    diagnostics: tuple[Diagnostic, ...]
    """Characters that another face had to draw or none has, pictures that can't be read."""


def print_issue(press: Press, issue: Issue, folder: Path) -> Print:
    """Return the official print of an issue; `folder` is the one its pictures lie in."""
    composed = compose(issue, press.profile, press.cuts, folder)
    document = _layout(press, composed.view, folder)
    pdf = document.write_pdf(finisher=lambda _, file: draw_bold(file, press.profile.body.stroke), pdf_tags=True)
    return Print(pdf, ())


def _layout(press: Press, view: IssueView, folder: Path) -> Document:
    text = render(press.environment, press.template, {"issue": view})
    html = HTML(
        string=text,
        base_url=folder.resolve().as_uri() + "/",
        url_fetcher=Fetcher((folder, *press.folders), press.cuts.every),
    )
    return html.render(stylesheets=[press.sheet], font_config=press.fonts)
