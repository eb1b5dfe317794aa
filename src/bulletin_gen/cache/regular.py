"""Read a file in whose place somebody may have put another thing. Waits for nothing."""

from __future__ import annotations

import os
from contextlib import suppress
from stat import S_ISREG

_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that nobody writes to is opened at once."""


def regular(path: str) -> bytes | None:
    """Return what a regular file holds; None where none is there to be read, but a folder, a pipe, a link to itself."""
    with suppress(OSError), open(os.open(path, _AT_ONCE), "rb", buffering=0) as file:  # noqa: PTH123 - thousands of files
        return file.read() if S_ISREG(os.fstat(file.fileno()).st_mode) else None
    return None
