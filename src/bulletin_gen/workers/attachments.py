"""The files that travel in an issue's print: its data, and the source of the edition. Pictures do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.plan.addresses import DATA_FILE, SOURCE_FILE
from bulletin_gen.typeset.attached import Attached, Relationship

if TYPE_CHECKING:
    from collections.abc import Iterator


def attached_files(data: bytes, source: str | None) -> Iterator[Attached]:
    """Yield the data (issue.json) and, if there is one, the Markdown that an issue is printed with."""
    yield Attached(
        name=DATA_FILE,
        content=data,
        mime="application/json",
        description="这一期的数据",
        relationship=Relationship.DATA,
    )
    if source is not None:
        yield Attached(
            name=SOURCE_FILE,
            content=source.encode(),
            mime="text/markdown",
            description="这一期的文稿",
            relationship=Relationship.SOURCE,
        )
