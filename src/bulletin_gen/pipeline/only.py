"""Choose issues by the patterns of `--only`. Loads nothing: it is given the keys."""

from __future__ import annotations

import re
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import BulletinError, ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.model import IssueKey

_PARTS = 3
_ZEROS = re.compile(r"^(z?)0+(?=\d)")


def chosen(keys: Iterable[IssueKey], patterns: tuple[str, ...]) -> frozenset[IssueKey]:
    """Return the keys that a pattern matches, all of them without a pattern; raise for one that matches none."""
    known = tuple(keys)
    if not patterns:
        return frozenset(known)
    found = {pattern: {key for key in known if matches(key, pattern)} for pattern in patterns}
    for pattern, matched in found.items():
        if not matched:
            raise _nothing(pattern, known)
    return frozenset().union(*found.values())


def matches(key: IssueKey, pattern: str) -> bool:
    """Tell whether a pattern 刊/年/期 means an issue: `shifan/2022/*`, `shifan/2022` and `shifan` mean all below.

    Each part is matched for itself; a number's leading zeros do not count.
    """
    parts = [_ZEROS.sub(r"\1", part) for part in pattern.strip("/").split("/")]
    if len(parts) > _PARTS:
        return False
    return all(fnmatchcase(own, part) for own, part in zip(str(key).split("/"), parts, strict=False))


def _nothing(pattern: str, known: tuple[IssueKey, ...]) -> BulletinError:
    near = get_close_matches(pattern, [str(key) for key in known], n=3, cutoff=0.3)
    hint = f"最接近的是 {'、'.join(near)}。" if near else "写成 刊/年/期，例如 shifan/2022/52，可用 * 和 ?。"
    return BulletinError(f"--only {pattern} 在这一版里没有对应的一期", hint, ExitCode.USAGE)
