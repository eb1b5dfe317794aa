"""Find templates and fill them, the site's own before the shipped ones. Knows nothing of what is filled in.

Search path: the site's `templates/`, then the shipped set; `!base/issue.html` names the shipped original.
"""

from __future__ import annotations

from bulletin_gen.templating.closure import closure_digest
from bulletin_gen.templating.faults import fill, render
from bulletin_gen.templating.folders import find_template, shipped_templates, template_folders
from bulletin_gen.templating.loader import compile_ahead, environment

__all__ = [
    "closure_digest",
    "compile_ahead",
    "environment",
    "fill",
    "find_template",
    "render",
    "shipped_templates",
    "template_folders",
]
