"""An issue without a frame (fragment.html), for portals that take it into pages of their own. Brings no style along.

Classes and identifiers begin with `bulletin-`, so that they mean nothing to the portal's style sheet, and links of the
public edition are full addresses, since nobody knows what page the fragment will stand on.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bulletin_gen.model import Audience
from bulletin_gen.patterns import pattern
from bulletin_gen.plan.addresses import canonical, fragment_path, issue_path
from bulletin_gen.plan.outputs import Output
from bulletin_gen.templating.faults import render

if TYPE_CHECKING:
    from markupsafe import Markup

    from bulletin_gen.model import Issue
    from bulletin_gen.render.issue import IssueView
    from bulletin_gen.render.pages import Pages

FRAGMENT = "fragment.html"
"""Its template."""

_OURS = "bulletin-"
_LINKS = (" href=", " src=", " srcset=")
_ATTRIBUTE = pattern(r'( (?:class|id|aria-labelledby|href|src|srcset)="[^"]+")')
"""Text can't look like one: templates escape its quotation marks."""
_INDEX = pattern(r"(?:^|(?<=/))index\.html(?=#|$)")


def issue_fragment(pages: Pages, issue: Issue, view: IssueView, sections: Markup) -> Output:
    """Return the fragment of an issue, of the view and the sections that its page was made of."""
    internal = pages.audience is Audience.INTERNAL
    text = render(
        pages.environment, FRAGMENT, {"site": pages.site, "issue": view, "sections": sections, "internal": internal}
    )
    base = "" if internal else canonical(pages.site.base_url, issue_path(issue.key))
    return Output(fragment_path(issue.key), portable(text, base).encode())


def portable(text: str, base: str) -> str:
    """Return markup whose names are our own and whose links start from `base`; without one they stay as they are."""
    parts = _ATTRIBUTE.split(text)
    parts[1::2] = [_linked(one, base) if one.startswith(_LINKS) else _named(one) for one in parts[1::2]]
    return "".join(parts)


@lru_cache(maxsize=1 << 10)
def _named(attribute: str) -> str:
    """Return an attribute with our own names in it; the same few come again and again."""
    name, _, value = attribute.partition('="')
    return f'{name}="{" ".join(f"{_OURS}{word}" for word in value[:-1].split())}"'


def _linked(attribute: str, base: str) -> str:
    name, _, quoted = attribute.partition('="')
    value = quoted[:-1]
    if name == " srcset":
        links = ", ".join(_address(one.strip(), base) for one in value.split(","))
    elif name == " href" and value.startswith("#"):
        links = f"#{_OURS}{value[1:]}"
    else:
        links = _address(value, base)
    return f'{name}="{links}"'


def _address(link: str, base: str) -> str:
    return link if not base or urlsplit(link).scheme else _INDEX.sub("", urljoin(base, link))
