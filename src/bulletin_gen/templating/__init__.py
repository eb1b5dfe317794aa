"""Find templates and fill them, the site's own before the shipped ones. Knows nothing of what is filled in.

Search path: the site's `templates/`, then the shipped set; `!base/issue.html` names the shipped original.
"""
