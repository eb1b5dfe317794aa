"""Bring a site's sources in from the disk, as text, in one fixed order. Understands none of them."""

from bulletin_gen.load.site import load_site
from bulletin_gen.load.sources import IssueSource, PublicationSource, SiteSources, SourceFile

__all__ = ["IssueSource", "PublicationSource", "SiteSources", "SourceFile", "load_site"]
