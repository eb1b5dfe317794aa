"""The links of an issue that lead to pages of its own site: full addresses below the site's 网址. Follows none."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from bulletin_gen.diagnostics import Span
from bulletin_gen.model import Run, locate
from bulletin_gen.plan.outputs import body_blocks
from bulletin_gen.traverse import inlines_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

    from bulletin_gen.model import Issue

_PORTS = {"http": 80, "https": 443}
_DOTS = str.maketrans("。．｡", "...")
"""What browsers take for the dots of a host. Source: UTS #46."""


class SiteLink(Struct, frozen=True, kw_only=True):
    """A link to a file of the same site."""

    path: str
    """Site path: "" or with a final `/` for a page, as typed otherwise, without what is asked of it (`?`)."""
    anchor: str
    """The place in it; empty where none is named."""
    typed: str
    span: Span
    """Where its words begin."""


def site_links(issue: Issue, base_url: str) -> tuple[SiteLink, ...]:
    """Return the links of an issue into its own site, in reading order."""
    return tuple(_links(issue, base_url))


def site_path(href: str, base_url: str) -> tuple[str, str] | None:
    """Return site path and anchor of a full address; None for one of another site.

    The protocol does not matter: a site that is served by both is one.
    """
    target, base = urlsplit(href), urlsplit(base_url)
    if not base_url or target.scheme.lower() not in _PORTS or _host(target) != _host(base):
        return None
    root = unquote(base.path).strip("/")
    typed = unquote(target.path)
    path = posixpath.normpath(f"/{typed}").strip("/")
    if root and path != root and not path.startswith(f"{root}/"):
        return None
    below = path[len(root) :].strip("/")
    return (f"{below}/" if below and typed.endswith("/") else below, unquote(target.fragment))


def _links(issue: Issue, base_url: str) -> Iterator[SiteLink]:
    for run in inlines_in(body_blocks(issue)):
        if isinstance(run, Run) and run.href and (found := site_path(run.href, base_url)):
            place = Span(issue.source.path, *locate(run.origin, 0))
            yield SiteLink(path=found[0], anchor=found[1], typed=run.href, span=place)


def _host(address: SplitResult) -> tuple[str, int | None]:
    """Return host and port as all ways of typing them are; the usual port of either protocol is none."""
    try:
        port = address.port
    except ValueError:  # no number: validation has no quarrel with it, and it is no address of ours
        return ("", 0)
    host = (address.hostname or "").translate(_DOTS).rstrip(".")
    if not host.isascii():
        with suppress(UnicodeError):  # no name that there can be
            host = host.encode("idna").decode()
    return (host, None if port in _PORTS.values() else port)
