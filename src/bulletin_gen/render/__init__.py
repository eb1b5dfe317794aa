"""The site's pages and data from issues and records. Reads no content and writes no file.

Everything given here is already cut to the edition; nothing is cut again.
"""

from __future__ import annotations

from bulletin_gen.render.archive import Holding, SitePage, holding
from bulletin_gen.render.catalogue import Catalogue, catalogue_of
from bulletin_gen.render.data import issue_data
from bulletin_gen.render.issue import ISSUE_TEMPLATES, issue_pages
from bulletin_gen.render.pages import IssueFiles, Pages, open_pages
from bulletin_gen.render.shares import Portion, Portions, Share
from bulletin_gen.render.site import TEMPLATES, publication_pages, shares_of, site_pages

__all__ = [
    "ISSUE_TEMPLATES",
    "TEMPLATES",
    "Catalogue",
    "Holding",
    "IssueFiles",
    "Pages",
    "Portion",
    "Portions",
    "Share",
    "SitePage",
    "catalogue_of",
    "holding",
    "issue_data",
    "issue_pages",
    "open_pages",
    "publication_pages",
    "shares_of",
    "site_pages",
]
