"""The list of findings as pages to put behind a marked copy. Knows nothing of the copy itself."""

from __future__ import annotations

import io
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from bulletin_gen.diagnostics import BulletinError, Severity
from bulletin_gen.fonts.coverage import serve
from bulletin_gen.fonts.find import Chain, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.inspect.findings import Finding

ROLE = Role(
    "验版图例",
    (
        "FandolHei-Regular",
        "Noto Sans CJK SC",
        "思源黑体",
        "Source Han Sans SC",
        "微软雅黑",
        "黑体",
        "PingFang SC",
        "WenQuanYi Zen Hei",
        "FandolSong-Regular",
        "Noto Serif CJK SC",
        "思源宋体",
        "宋体",
        "仿宋",
    ),
)
"""Faces that can draw the list: whichever the machine has."""
COLOURS = {Severity.ERROR: (0.80, 0.05, 0.05), Severity.WARNING: (0.85, 0.45, 0.0), Severity.INFO: (0.1, 0.35, 0.75)}
"""Of marks and numbers, as RGB."""
WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "说明"}

_STYLE = """
@page { size: 210mm 297mm; margin: 18mm 16mm }
body { font-size: 10pt; line-height: 1.45; font-weight: normal; margin: 0 }
h1 { font-size: 16pt; font-weight: normal; margin: 0 0 2mm }
p { margin: 0 0 4mm; color: #444 }
table { border-collapse: collapse; width: 100% }
th { font-weight: normal; text-align: left; white-space: nowrap; border-bottom: 0.5mm solid #000; padding: 1mm }
td { border-bottom: 0.1mm solid #999; padding: 1mm; vertical-align: top; overflow-wrap: anywhere }
tr { break-inside: avoid }
.number { color: #fff; padding: 0 1.2mm; white-space: nowrap }
.narrow { white-space: nowrap }
.basis { width: 48mm }
"""


def legend(line: str, findings: Sequence[Finding], chain: Chain) -> bytes:
    """Return a PDF that lists findings by number; `line` says what was measured."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 - only a marked copy needs it
    except OSError as error:
        raise BulletinError(
            f"本机缺少排印 PDF 的程序库 Pango（{error}）",
            "请运行 apt-get install libpango-1.0-0 libpangoft2-1.0-0，或不加 --marked。",
        ) from error
    body = f"<h1>验版结果</h1><p>{escape(line)}。{_counted(findings)}。</p>{_table(findings)}"
    faces = tuple(_embedded(chain, body))
    names = ", ".join(name for name, _ in faces)
    sources = "".join(f'@font-face{{font-family:{name};src:url("{address}")}}' for name, address in faces)
    style = f"{sources}{_STYLE}body{{font-family:{names}}}"
    page = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{style}</style><body>{body}</body></html>'
    made: bytes = HTML(string=page).write_pdf()
    return made


def page_words(page: int) -> str:
    """Return how a page is named; what speaks of the whole file names none."""
    return f"第 {page} 页" if page else "全文"


def _counted(findings: Sequence[Finding]) -> str:
    counts = {grave: sum(finding.severity is grave for finding in findings) for grave in WORDS}
    return "、".join(f"{count} 个{WORDS[grave]}" for grave, count in counts.items() if count) or "合版式，没有发现问题"


def _table(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    rows = "".join(_row(number, finding) for number, finding in enumerate(findings, 1))
    heads = "".join(f"<th>{word}</th>" for word in ("编号", "页", "条目", "量得的情况", "依据"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(number: int, finding: Finding) -> str:
    colour = "#" + "".join(f"{round(part * 255):02x}" for part in COLOURS[finding.severity])
    return (
        f'<tr><td><span class="number" style="background:{colour}">{number}</span></td>'
        f'<td class="narrow">{page_words(finding.page)}</td>'
        f'<td class="narrow">{finding.rule} {WORDS[finding.severity]}</td>'
        f"<td>{escape(finding.message)}</td>"
        f'<td class="basis">{escape(finding.clause)}，{finding.strength}</td></tr>'
    )


def _embedded(chain: Chain, text: str) -> Iterator[tuple[str, str]]:
    """Yield a name and an address for each face that draws some of the text, cut down to that."""
    service = serve(chain, text)
    own = frozenset(text) - frozenset(service.lacking)
    drawn = ((service.face, own), *((face, frozenset(characters)) for face, characters in service.lent))
    for number, (face, characters) in enumerate(drawn):
        if face:
            yield f"legend{number}", "data:font/otf;base64," + b64encode(_subset(face, characters)).decode()


def _subset(face: Face, characters: frozenset[str]) -> bytes:
    options = Options(layout_features=[], notdef_outline=True, hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters))
    written = io.BytesIO()
    with face.path.open("rb") as file, TTFont(file, fontNumber=face.index, recalcTimestamp=False) as font:
        subsetter.subset(font)
        font.save(written)
    return written.getvalue()
