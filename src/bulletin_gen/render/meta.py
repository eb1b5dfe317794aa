"""What the head of an issue's page tells machines: Open Graph, citation tags, schema.org. All of it for the public.

Source: ogp.me; Google Scholar, inclusion guidelines; schema.org PublicationIssue.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

from bulletin_gen.model import Audience, EntryKind
from bulletin_gen.plan.addresses import canonical, issue_path, pdf_path, publication_path

if TYPE_CHECKING:
    from bulletin_gen.model import Issue, IssueKey
    from bulletin_gen.render.indented import Json
    from bulletin_gen.render.pages import Pages

_SAFE = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
"""Signs that could end a script element, written as JSON may write them."""
_LANGUAGE = "zh-CN"


def citation_tags(pages: Pages, issue: Issue, name: str) -> tuple[tuple[str, str], ...]:
    """Return the citation tags of an issue, `name` being what it is called; empty in the internal edition."""
    if pages.audience is Audience.INTERNAL:
        return ()
    base, key = pages.site.base_url, issue.key
    return (
        ("citation_title", name),
        ("citation_author", issue.publication.issuer),
        ("citation_publication_date", f"{issue.date:%Y/%m/%d}"),
        ("citation_journal_title", issue.publication.title),
        ("citation_issue", _number(key)),
        ("citation_language", _LANGUAGE),
        ("citation_keywords", "; ".join(issue.keywords)),
        ("citation_fulltext_html_url", canonical(base, issue_path(key))),
        ("citation_pdf_url", canonical(base, pdf_path(key)) if pages.pdf else ""),
    )


def open_graph(issue: Issue) -> tuple[tuple[str, str], ...]:
    """Return the Open Graph properties that an issue has besides those of every page."""
    changes = [fix.made for fix in issue.corrections] + ([issue.withdrawal.made] if issue.withdrawal else [])
    return (
        ("article:published_time", issue.date.isoformat()),
        ("article:modified_time", max(changes).isoformat() if changes else ""),
        ("article:section", issue.publication.title),
        *(("article:tag", keyword) for keyword in issue.keywords),
    )


def linked_data(pages: Pages, issue: Issue, name: str) -> Markup:
    """Return an issue as JSON-LD for a script element; empty in the internal edition."""
    if pages.audience is Audience.INTERNAL:
        return Markup()
    text = json.dumps({"@context": "https://schema.org", **_issue(pages, issue, name)}, ensure_ascii=False)
    return Markup(text.translate(_SAFE))  # noqa: S704 - no sign of it ends an element


def _issue(pages: Pages, issue: Issue, name: str) -> dict[str, Json]:
    base, key, publication = pages.site.base_url, issue.key, issue.publication
    issuer: Json = {"@type": "GovernmentOrganization", "name": publication.issuer}
    titles = [entry.title.text for entry in issue.entries if entry.title and entry.kind is EntryKind.ARTICLE]
    data: dict[str, Json] = {
        "@type": "PublicationIssue",
        "@id": canonical(base, issue_path(key)),
        "url": canonical(base, issue_path(key)),
        "name": name,
        "issueNumber": _number(key),
        "datePublished": issue.date.isoformat(),
        "inLanguage": _LANGUAGE,
        "publisher": issuer,
        "isPartOf": {
            "@type": "Periodical",
            "name": publication.title,
            "url": canonical(base, publication_path(publication.slug)),
            "publisher": issuer,
        },
    }
    if issue.keywords:
        data["keywords"] = list(issue.keywords)
    if titles:
        data["hasPart"] = [{"@type": "Article", "headline": title} for title in titles]
    if pages.pdf:
        address = canonical(base, pdf_path(key))
        data["encoding"] = {"@type": "MediaObject", "encodingFormat": "application/pdf", "contentUrl": address}
    return {**data, **_became(issue)}


def _became(issue: Issue) -> dict[str, Json]:
    """Return what became of an issue that is out."""
    data: dict[str, Json] = {}
    if issue.corrections:
        data["correction"] = [
            {"@type": "CorrectionComment", "datePublished": fix.made.isoformat(), "text": fix.text}
            for fix in issue.corrections
        ]
    if issue.withdrawal:
        data["creativeWorkStatus"] = "Withdrawn"
        data["expires"] = issue.withdrawal.made.isoformat()
    return data


def _number(key: IssueKey) -> str:
    return f"增刊{key.number}" if key.supplement else str(key.number)
