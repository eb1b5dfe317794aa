"""Patterns that are compiled when they are first used. Knows none of them.

The program has some two hundred; a build of one issue uses a third of them, and compiling the others is a tenth of it.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("fullmatch", "match", "search", "finditer", "findall", "split", "sub", "subn")


def pattern(text: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """Return a pattern by its text: to be called like a compiled one, which it becomes by that."""
    return cast("re.Pattern[AnyStr]", _Uncompiled(text, flags))


class _Uncompiled:
    """Stands for a pattern. A class to be called like one."""

    def __init__(self, text: str | bytes, flags: re.RegexFlag) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        """Compile the pattern at its first use; later ones find its methods here."""
        compiled = re.compile(self.pattern, self._flags)
        self.__dict__.update((each, getattr(compiled, each)) for each in _METHODS)
        return getattr(compiled, name)
