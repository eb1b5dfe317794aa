"""The meta tags that inspectors of government sites look for. Invents nothing that neither site nor issue states.

Source: 政府网站发展指引（国办发〔2017〕47号）附件1，网页标签.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import canonical, issue_path

if TYPE_CHECKING:
    from bulletin_gen.config import Site
    from bulletin_gen.model import Issue, Publication
    from bulletin_gen.render.pages import Pages

    Tags = tuple[tuple[str, str], ...]

_COLUMN_TYPE = "工作动态"
"""Of the sorts of columns that the source names, the one that bulletins are."""


def site_tags(site: Site) -> Tags:
    """Return what every page says of its site; an empty content prints no tag."""
    domain = urlsplit(site.base_url).netloc
    return (("SiteName", site.title), ("SiteDomain", domain), ("SiteIDCode", site.site_id_code))


def column_tags(publication: Publication) -> Tags:
    """Return what the pages of a publication say of it; its issues belong to it as articles do to a column."""
    return (
        ("ColumnName", publication.title),
        ("ColumnDescription", publication.description or f"{publication.title}（{publication.issuer}编印）各期。"),
        ("ColumnKeywords", f"{publication.title},{publication.issuer}"),
        ("ColumnType", _COLUMN_TYPE),
    )


def topic_tags(kind: str, name: str, description: str) -> Tags:
    """Return what a list of issues of all publications says of itself; `name` is empty for a list of names."""
    return (
        ("ColumnName", name or kind),
        ("ColumnDescription", description),
        ("ColumnKeywords", f"{name},{kind}" if name else kind),
        ("ColumnType", _COLUMN_TYPE),
    )


def article_tags(pages: Pages, issue: Issue, name: str) -> Tags:
    """Return what the page of an issue says of it, `name` being what it is called.

    The form wants hours and minutes, and an issue has a day: it stands at the day's beginning, and no page shows it so.
    """
    public = pages.audience is Audience.PUBLIC
    return (
        ("ArticleTitle", name),
        ("PubDate", f"{issue.date.isoformat()} 00:00"),
        ("ContentSource", issue.publication.issuer),
        ("Keywords", ",".join(issue.keywords)),
        ("Url", canonical(pages.site.base_url, issue_path(issue.key)) if public else ""),
    )
