"""Copy what the engine knows of a page, for the boxes in its margins and for the next one.

It is lists of numbers and names. The engine leaves them to a copier of anything, which takes longer than to lay these
boxes out.
"""

from __future__ import annotations

import copy
from types import NoneType, SimpleNamespace
from typing import Any

from weasyprint.layout import page

_PLAIN = frozenset({int, float, str, bool, NoneType})


def _copied(value: Any) -> Any:  # noqa: ANN401 - a value of the engine's
    """Return a copy of a value and of all that it holds."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        return {key: _copied(inner) for key, inner in value.items()}
    if kind in {list, set, tuple}:
        return kind(map(_copied, value))
    return copy.deepcopy(value)


page.copy = SimpleNamespace(copy=copy.copy, deepcopy=_copied)
