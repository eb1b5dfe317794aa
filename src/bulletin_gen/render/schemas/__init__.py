"""The JSON Schemas of an edition's data, published at addresses of its own site. Checks no data.

Source: JSON Schema, draft 2020-12.
"""

from __future__ import annotations

import json
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import canonical, schema_path
from bulletin_gen.plan.outputs import Output
from bulletin_gen.render.archive import site_page
from bulletin_gen.render.bulk import SCHEMA as ISSUES
from bulletin_gen.render.data import SCHEMA as ISSUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.pages import Pages


def schema_pages(pages: Pages) -> Iterator[SitePage]:
    """Yield each schema."""
    for name in (ISSUE, ISSUES):
        path = schema_path(name)
        shows = (_shipped(name), pages.site.base_url, pages.audience.value)
        yield site_page(path, "", shows, partial(_schema, pages, name, path))


def _schema(pages: Pages, name: str, path: str) -> Output:
    """Make a schema; its name is its full address, in the internal edition, which has none, that of the file."""
    address = f"{name}.json" if pages.audience is Audience.INTERNAL else canonical(pages.site.base_url, path)
    schema = {"$id": address, **json.loads(_shipped(name))}
    return Output(path, f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n".encode())


@lru_cache
def _shipped(name: str) -> str:
    return Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")
