"""Write a manuscript as LaTeX, Typst and OpenDocument sources: the page of a bulletin as plainly as each can say it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from benchmarks.manuscript import LEADS, SIZES, Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.manuscript import Font, Manuscript, Paragraph

_CENTRED = frozenset({Style.MASTHEAD, Style.HEAD, Style.TITLE})
_MARGINS = {"top": "34.58mm", "right": "26mm", "bottom": "32.58mm", "left": "28mm"}


def latex(manuscript: Manuscript) -> str:
    """Return the source for xelatex with ctex."""
    first, *_ = fonts = manuscript.fonts
    margins = ",".join(f"{side}={width}" for side, width in _MARGINS.items())
    return "\n".join(
        [
            r"\documentclass[UTF8,fontset=none,linespread=1,a4paper]{ctexart}",
            rf"\usepackage[{margins}]{{geometry}}",
            rf"\setmainfont{_latex_font(first)}\setCJKmainfont{_latex_font(first)}",
            *(rf"\newCJKfontfamily\{font.key}{_latex_font(font)}" for font in fonts),
            r"\setlength\parskip{0pt}\pagestyle{plain}",
            r"\begin{document}",
            *(_latex_paragraph(paragraph) for paragraph in manuscript.paragraphs),
            r"\end{document}",
            "",
        ]
    )


def _latex_font(font: Font) -> str:
    return f"[Path={font.file.parent}/]{{{font.file.name}}}"


def _latex_paragraph(paragraph: Paragraph) -> str:
    style = paragraph.style
    runs = "".join(rf"{{\{run.font.key} {run.text.translate(_LATEX)}}}" for run in paragraph.runs)
    place = r"\centering" if style in _CENTRED else r"\noindent" if style is Style.IMPRINT else r"\indent"
    return rf"{{\fontsize{{{SIZES[style]}bp}}{{{LEADS[style]}bp}}\selectfont{place} {runs}\par}}"


_LATEX = {
    **{ord(character): f"\\{character}" for character in "{}$&#_%"},
    ord("\\"): r"\textbackslash{}",
    ord("~"): r"\textasciitilde{}",
    ord("^"): r"\textasciicircum{}",
}


def typst(manuscript: Manuscript) -> str:
    """Return the source for Typst."""
    margins = ", ".join(f"{side}: {width}" for side, width in _MARGINS.items())
    return "\n".join(
        [
            f'#set page(paper: "a4", margin: ({margins}), numbering: "— 1 —")',
            '#set document(title: "简报", date: datetime(year: 2024, month: 1, day: 1))',
            '#set text(lang: "zh", region: "cn", top-edge: 0.88em, bottom-edge: -0.12em)',
            "#set par(justify: true)",
            *(_typst_paragraph(paragraph) for paragraph in manuscript.paragraphs),
            "",
        ]
    )


def _typst_paragraph(paragraph: Paragraph) -> str:
    style = paragraph.style
    runs = "".join(
        f"#text(font: {_quoted(run.font.family)}, weight: {700 if run.font.bold else 400}, size: {SIZES[style]}pt)"
        f"[#{_quoted(run.text)}]"
        for run in paragraph.runs
    )
    gap = f"{LEADS[style] - SIZES[style]}pt"
    indent = "(amount: 2em, all: true)" if style is Style.TEXT else "0em"
    text = f"#par(leading: {gap}, spacing: {gap}, first-line-indent: {indent})[{runs}]"
    tagged = f"#heading(level: 1)[{text}]" if style is Style.TITLE else text
    sized = f"#[#set text(size: {SIZES[style]}pt)\n{tagged}]"
    return f"#align(center)[{sized}]" if style in _CENTRED else sized


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def open_document(manuscript: Manuscript) -> str:
    """Return a flat OpenDocument text for LibreOffice."""
    margins = " ".join(f'fo:margin-{side}="{width}"' for side, width in _MARGINS.items())
    return "\n".join(
        [
            f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES}',
            ' office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">',
            "<office:font-face-decls>",
            *(f"<style:font-face style:name={quoteattr(font.key)} {_family(font)}/>" for font in manuscript.fonts),
            "</office:font-face-decls><office:styles>",
            *(_odf_style(style) for style in Style),
            "</office:styles><office:automatic-styles>",
            *(_odf_run_style(font) for font in manuscript.fonts),
            '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="210mm"',
            f' fo:page-height="297mm" {margins}/></style:page-layout></office:automatic-styles>',
            '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"/>',
            "</office:master-styles><office:body><office:text>",
            *_odf_paragraphs(manuscript),
            "</office:text></office:body></office:document>",
            "",
        ]
    )


_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)


def _family(font: Font) -> str:
    return f"svg:font-family={quoteattr(repr(font.family))}"


def _odf_style(style: Style) -> str:
    size = f"{SIZES[style]}pt"
    indent = f"{2 * SIZES[style]}pt" if style is Style.TEXT else "0pt"
    place = "center" if style in _CENTRED else "justify"
    return (
        f'<style:style style:name="{style}" style:family="paragraph">'
        f'<style:paragraph-properties fo:line-height="{LEADS[style]}pt" fo:text-indent="{indent}"'
        f' fo:text-align="{place}"/><style:text-properties fo:font-size="{size}" style:font-size-asian="{size}"'
        ' fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"/></style:style>'
    )


def _odf_run_style(font: Font) -> str:
    weight = "bold" if font.bold else "normal"
    return (
        f'<style:style style:name="{font.key}" style:family="text"><style:text-properties'
        f' style:font-name="{font.key}" style:font-name-asian="{font.key}"'
        f' fo:font-weight="{weight}" style:font-weight-asian="{weight}"/></style:style>'
    )


def _odf_paragraphs(manuscript: Manuscript) -> Iterator[str]:
    for paragraph in manuscript.paragraphs:
        tag = "text:h" if paragraph.style is Style.TITLE else "text:p"
        level = ' text:outline-level="1"' if paragraph.style is Style.TITLE else ""
        runs = "".join(
            f'<text:span text:style-name="{run.font.key}">{escape(run.text)}</text:span>' for run in paragraph.runs
        )
        yield f'<{tag} text:style-name="{paragraph.style}"{level}>{runs}</{tag}>'
