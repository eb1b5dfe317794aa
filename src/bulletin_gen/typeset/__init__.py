"""The official print of an issue, made to a layout profile. Knows no site: one issue, one PDF."""

from __future__ import annotations

from bulletin_gen.typeset.press import Press, open_press
from bulletin_gen.typeset.printing import Print, print_issue
from bulletin_gen.typeset.profile import Profile
from bulletin_gen.typeset.read_profile import load_profile

__all__ = ["Press", "Print", "Profile", "load_profile", "open_press", "print_issue"]
