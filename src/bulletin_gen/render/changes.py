"""changes.csv: when each issue last changed, newest first, so that machines fetch only what did. Says not what changed.

Source: CSAF 2.0 §7.1.13; our data take the place of its documents.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bulletin_gen.plan.addresses import CHANGES, data_path
from bulletin_gen.plan.outputs import Output
from bulletin_gen.render.archive import site_page
from bulletin_gen.render.feed_entries import moment
from bulletin_gen.render.shares import share_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.archive import SitePage
    from bulletin_gen.render.shares import Portion, Portions, Share


def change_share(records: Iterable[IssueRecord]) -> Share:
    """Return the rows of a publication's issues."""
    return share_of(CHANGES, "".join(f'"{data_path(one.key)}","{moment(one.changed)}"\n' for one in records).encode())


def change_pages(portions: Portions) -> Iterator[SitePage]:
    """Yield changes.csv."""
    given = portions.get(CHANGES, ())
    yield site_page(CHANGES, "", tuple(one.digest for one in given), partial(_changes, given))


def _changes(given: tuple[Portion, ...]) -> Output:
    rows = sorted(row for one in given for row in one.fetch().decode().splitlines(keepends=True))
    rows.sort(key=lambda row: row.rpartition(",")[2], reverse=True)
    return Output(CHANGES, "".join(rows).encode())
