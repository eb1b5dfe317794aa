"""The stable code of every fault in content. Each has a case in tests/cases/faults and a line in docs/codes.md.

Members stand by room; a code once published keeps its meaning.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """A fault's code; the comment says when it is raised."""

    # files
    NOT_UTF8 = "not-utf8"  # a source file is not UTF-8
    BAD_CHARACTER = "bad-character"  # a control or private-use character in a source file
