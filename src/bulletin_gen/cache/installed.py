"""Which versions of packages are installed. Reads nothing of them: the folder that describes a package names it.

The library's own way imports a parser of e-mail and reads the whole description of each.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache

from bulletin_gen.patterns import pattern

_DESCRIBED = ".dist-info"
_SAME = pattern(r"[-_.]+")


@cache
def version_of(package: str) -> str:
    """Return the version of an installed package, `-` for one that is not there.

    Source: packaging.python.org, "Recording installed projects".
    """
    return _described().get(_normal(package)) or _asked(package)


@cache
def _described() -> dict[str, str]:
    """Return the versions by the names of packages; of two the one that is imported."""
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for name in sorted(os.listdir(folder or os.curdir)):  # noqa: PTH208 - many, and no paths
                package, dash, version = name.removesuffix(_DESCRIBED).rpartition("-")
                if dash and name.endswith(_DESCRIBED):
                    found.setdefault(_normal(package), version)
    return found


def _asked(package: str) -> str:
    """Ask the library about a package that is described in another way, in an archive for example."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - hardly any is

    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _normal(package: str) -> str:
    return _SAME.sub("-", package).lower()
