"""Bring a site's sources in from the disk, as text, in one fixed order. Understands none of them."""

from bulletin_gen.load.site import load_site, read_issue_source, survey_publication, survey_site
from bulletin_gen.load.sources import (
    IssuePlace,
    IssueSource,
    PublicationPlaces,
    PublicationSource,
    SitePlaces,
    SiteSources,
    SourceFile,
)

__all__ = [
    "IssuePlace",
    "IssueSource",
    "PublicationPlaces",
    "PublicationSource",
    "SitePlaces",
    "SiteSources",
    "SourceFile",
    "load_site",
    "read_issue_source",
    "survey_publication",
    "survey_site",
]
