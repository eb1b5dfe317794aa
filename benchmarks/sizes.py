"""Measure what a PDF holds besides its fonts. Fonts count as they would be, deflated as well as can be."""

from __future__ import annotations

import zlib
from statistics import median
from typing import TYPE_CHECKING

import pikepdf

from benchmarks.tables import Goal, Part, section, table

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.setting import Setting

ISSUES = 20
_MOST_KB = 60
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def sizes(setting: Setting) -> Part:
    """Print issues and weigh the prints."""
    command = setting.sample("sizes", ISSUES)
    command.build()
    prints = sorted((command.site / "public").rglob("*.pdf"))
    weights = [weights_of(path) for path in prints]
    rest = [whole - fonts for whole, fonts in weights]
    columns = {"PDF": [whole for whole, _ in weights], "fonts": [fonts for _, fonts in weights], "the rest": rest}
    return Part(
        section(
            f"Size of a PDF: {len(prints)} prints",
            "Kilobytes (of 1,000 bytes). Fonts: each subset font file, deflated at level 9.",
            table(("", "least", "median", "most"), (_row(name, column) for name, column in columns.items())),
        ),
        (Goal("size of a PDF beyond its fonts, at most", f"{max(rest) / 1000:.0f} KB", f"≤ {_MOST_KB} KB"),),
    )


def weights_of(path: Path) -> tuple[int, int]:
    """Return the bytes of a PDF, and those of its font files, each deflated at level 9."""
    with pikepdf.open(path) as pdf:
        fonts = (
            zlib.compress(item[name].read_bytes(), 9)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
            for name in _FILES
            if name in item
        )
        return path.stat().st_size, sum(map(len, fonts))


def _row(name: str, column: list[int]) -> tuple[str, ...]:
    return (name, *(f"{figure / 1000:.0f}" for figure in (min(column), median(column), max(column))))
