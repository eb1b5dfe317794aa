"""Read a PDF into measured pages, whoever made it and however broken it is. Knows no layout.

Glyphs inside form objects, rules drawn as fills, strokes, pictures or in pieces: all come out alike.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from typing import TYPE_CHECKING

import pikepdf
from msgspec.structs import replace
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from bulletin_gen.diagnostics import BulletinError, ExitCode, reason_of
from bulletin_gen.inspect.embedded import loose_fonts
from bulletin_gen.inspect.gather import gathered
from bulletin_gen.inspect.ink import inked
from bulletin_gen.inspect.interpret import play
from bulletin_gen.inspect.page import Document

if TYPE_CHECKING:
    from pathlib import Path

_BROKEN = (
    PSException,
    PDFException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pdfminer raises where an object of a file is not what it should be: it checks few of them itself."""


def read(path: Path) -> Document:
    """Return the measured pages of a PDF."""
    for reader in ("pdfminer", "pikepdf"):
        logging.getLogger(reader).setLevel(logging.CRITICAL)  # they warn of every oddity of a font or an index
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BulletinError(f"读不了 {path}：{reason_of(error)}", "看看文件在不在、有没有读的权限。") from error
    try:
        document = _document(content)
    except PDFPasswordIncorrect as error:
        raise _refusal(path, "要密码才能打开", "去掉打开密码，或重新导出一份。") from error
    except (*_BROKEN, pikepdf.PdfError) as error:
        raise _refusal(path, "不是能读的 PDF", "文件可能已损坏，请重新导出一份。") from error
    if not document.pages:
        raise _refusal(path, "不是能读的 PDF，里面没有页", "文件可能已损坏，请重新导出一份。")
    return replace(document, pages=inked(path, document.pages))


def _refusal(path: Path, what: str, hint: str) -> BulletinError:
    return BulletinError(f"{path} {what}", hint, ExitCode.CONTENT)


def _document(content: bytes) -> Document:
    """Return what a file holds; what a broken index hides is looked for first."""
    pdf = _opened(content)
    pages = list(PDFPage.create_pages(pdf)) if pdf else []
    if not pdf or not pages:
        pdf = PDFDocument(PDFParser(_mended(content)))
        pages = list(PDFPage.create_pages(pdf))
    manager = PDFResourceManager()
    return Document(
        pages=tuple(gathered(number, play(page, manager)) for number, page in enumerate(pages, 1)),
        loose_fonts=loose_fonts(pages),
        creator=_creator(pdf),
    )


def _opened(content: bytes) -> PDFDocument | None:
    """Open a file whose index of objects is whole."""
    try:
        pdf = PDFDocument(PDFParser(io.BytesIO(content)))
    except PDFPasswordIncorrect:
        raise
    except _BROKEN:
        return None
    return None if any(isinstance(index, PDFXRefFallback) for index in pdf.xrefs) else pdf


def _mended(content: bytes) -> io.BytesIO:
    """Return a file with a new index of the objects that are left of it."""
    mended = io.BytesIO()
    with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
        pdf.save(mended, fix_metadata_version=False)
    return mended


def _creator(pdf: PDFDocument) -> str:
    named = [resolve1(info["Creator"]) for info in pdf.info if "Creator" in info]
    return decode_text(named[-1]) if named and isinstance(named[-1], bytes) else ""
