"""Inspect one file: read it, tell it what its text should be, judge it. Chooses no layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.inspect.judge import judge
from bulletin_gen.inspect.read import read
from bulletin_gen.inspect.source import pieces_of

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.inspect.findings import Finding
    from bulletin_gen.inspect.measures import Measures


class Inspection(Struct, frozen=True):
    """What came of it."""

    pages: int
    findings: tuple[Finding, ...]


def inspection(path: Path, measures: Measures, issue: bytes) -> Inspection:
    """Hold a PDF against a layout and against the data of its issue (issue.json; empty where there is none)."""
    document = replace(read(path), source=pieces_of(issue))
    return Inspection(len(document.pages), judge(document, measures))
