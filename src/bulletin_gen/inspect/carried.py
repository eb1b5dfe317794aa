"""What a PDF carries about itself: the data of its issue. Reads nothing of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from pathlib import Path

NAME = "issue.json"
"""The attachment's name."""


def carried_issue(path: Path) -> bytes:
    """Return the data of the issue that a PDF carries; nothing where it carries none, or can't be read."""
    try:
        with pikepdf.open(path) as pdf:
            return pdf.attachments[NAME].get_file().read_bytes() if NAME in pdf.attachments else b""
    except (pikepdf.PdfError, OSError, ValueError):
        return b""
