"""What the head of an issue's page tells machines: Open Graph, citation tags, schema.org. All of it for the public.

Source: ogp.me; Google Scholar, inclusion guidelines; schema.org PublicationIssue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from bulletin_gen.model import Audience, Figure, plain
from bulletin_gen.plan.addresses import canonical, file_path, issue_path, pdf_path, publication_path
from bulletin_gen.plan.outputs import body_blocks
from bulletin_gen.plan.records import titles_of
from bulletin_gen.render.json_text import in_line
from bulletin_gen.traverse import blocks_in

if TYPE_CHECKING:
    from bulletin_gen.model import Issue, IssueKey
    from bulletin_gen.render.json_text import Json
    from bulletin_gen.render.pages import IssueFiles, Pages

_SAFE = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029")
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
        ("citation_publication_date", issue.date.isoformat().replace("-", "/")),
        ("citation_journal_title", issue.publication.title),
        ("citation_issue", _number(key)),
        ("citation_language", _LANGUAGE),
        ("citation_keywords", "; ".join(issue.keywords)),
        ("citation_fulltext_html_url", canonical(base, issue_path(key))),
        ("citation_pdf_url", canonical(base, pdf_path(key)) if pages.pdf else ""),
    )


class Image(Struct, frozen=True, kw_only=True):
    """The picture that stands for an issue where it is told of elsewhere."""

    address: str
    width: int
    """In pixels."""
    height: int
    alternative: str


def image_of(pages: Pages, issue: Issue, files: IssueFiles) -> Image | None:
    """Return the first picture of an issue that stands; None in the internal edition, which has no address."""
    pictures = dict(files.pictures)
    if not pictures or issue.withdrawal or pages.audience is Audience.INTERNAL:
        return None
    figures = (block for block in blocks_in(body_blocks(issue)) if isinstance(block, Figure) and block.path in pictures)
    first = next(figures, None)
    if first is None:
        return None
    extent = pictures[first.path].extent
    return Image(
        address=canonical(pages.site.base_url, file_path(issue.key, first.path)),
        width=extent.width,
        height=extent.height,
        alternative=plain(first.caption),
    )


def open_graph(issue: Issue, image: Image | None) -> tuple[tuple[str, str], ...]:
    """Return the Open Graph properties that an issue has besides those of every page."""
    changes = [fix.made for fix in issue.corrections] + ([issue.withdrawal.made] if issue.withdrawal else [])
    return (
        ("article:published_time", issue.date.isoformat()),
        ("article:modified_time", max(changes).isoformat() if changes else ""),
        ("article:section", issue.publication.title),
        *(("article:tag", keyword) for keyword in issue.keywords),
        *(_image_tags(image) if image else ()),
    )


def _image_tags(image: Image) -> tuple[tuple[str, str], ...]:
    return (
        ("og:image", image.address),
        ("og:image:width", str(image.width)),
        ("og:image:height", str(image.height)),
        ("og:image:alt", image.alternative),
    )


def linked_data(pages: Pages, issue: Issue, name: str, files: IssueFiles) -> Markup:
    """Return an issue as JSON-LD for a script element; empty in the internal edition."""
    if pages.audience is Audience.INTERNAL:
        return Markup()
    text = in_line({"@context": "https://schema.org", **_issue(pages, issue, name, files)}).decode()
    for sign, written in _SAFE:
        text = text.replace(sign, written)
    return Markup(text)  # noqa: S704 - no sign of it ends an element


def _issue(pages: Pages, issue: Issue, name: str, files: IssueFiles) -> dict[str, Json]:
    base, key, publication = pages.site.base_url, issue.key, issue.publication
    issuer: Json = {"@type": "GovernmentOrganization", "name": publication.issuer}
    titles = titles_of(issue)
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
    if files.pdf is not None:
        data["encoding"] = {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": canonical(base, pdf_path(key)),
            "contentSize": f"{files.pdf} B",
            "sha256": files.pdf_digest,
        }
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
