"""Where the search keeps what it loads: its page, its index, and beside each issue its text. Fills none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.plan.addresses import issue_path

if TYPE_CHECKING:
    from bulletin_gen.model import IssueKey

SEARCH = "search/"
"""The page."""
VOLUMES = f"{SEARCH}volumes.js"
"""Which issues there are."""
TOPICS = f"{SEARCH}topics.js"
"""Which columns and source units they have."""
INDEX, PLACES = f"{SEARCH}index", f"{SEARCH}places"
"""Folders of the index."""


def bucket_path(bucket: int) -> str:
    """Return the path of a bucket of the index: `search/index/01f.js`."""
    return f"{INDEX}/{bucket:03x}.js"


def places_path(bucket: int) -> str:
    """Return the path of what goes with a bucket, the places in texts: `search/places/01f.js`."""
    return f"{PLACES}/{bucket:03x}.js"


def passage_path(key: IssueKey, part: int) -> str:
    """Return the path of a part of an issue's text, from 0: `shifan/2022/52/search-0.js`."""
    return f"{issue_path(key)}search-{part}.js"
