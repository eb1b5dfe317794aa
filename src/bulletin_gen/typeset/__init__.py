"""The official print of an issue, made to a layout profile. Knows no site: one issue, one PDF.

`press` and `printing` load WeasyPrint, which needs Pango: import them only where something is printed.
"""

from __future__ import annotations

from bulletin_gen.typeset.profile import Profile
from bulletin_gen.typeset.read_profile import load_profile

__all__ = ["Profile", "load_profile"]
