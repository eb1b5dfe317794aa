"""Find templates and fill them, the site's own before the shipped ones. Knows nothing of what is filled in.

Search path: the site's `templates/`, then the shipped set; `!base/issue.html` names the shipped original.
"""

from __future__ import annotations

from bulletin_gen.templating.closure import closure_digest
from bulletin_gen.templating.faults import fill, render
from bulletin_gen.templating.folders import find_template, shipped_templates, template_folders
from bulletin_gen.templating.loader import environment, keep_compiled

__all__ = [
    "closure_digest",
    "environment",
    "fill",
    "find_template",
    "keep_compiled",
    "render",
    "shipped_templates",
    "template_folders",
]
