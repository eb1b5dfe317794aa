"""What a result shows and what is searched: the text of an issue in parts, most often one, each a file beside its page.

A part has what the list says of its issue too, so that one file is all that a result takes. Marks no hit.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from bulletin_gen.model import Audience
from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.records import titles_of
from bulletin_gen.plan.search_files import passage_path
from bulletin_gen.search.packed import packed, unpacked
from bulletin_gen.search.parts import divided
from bulletin_gen.search.text import lines_of, normal_lines

if TYPE_CHECKING:
    from bulletin_gen.model import Issue

_TITLES_SHOWN = 3


def passages(issue: Issue) -> tuple[Output, ...]:
    """Return the files with the text of an issue that is cut to the edition.

    Accents that were typed apart from their letters are put together with them, as the page does with what is asked.
    """
    head, parts = _head(issue), divided([unicodedata.normalize("NFC", line) for line in lines_of(issue)])
    files = []
    for number, lines in enumerate(parts):
        text = json.dumps({**head, "lines": lines, "parts": len(parts)}, ensure_ascii=False, separators=(",", ":"))
        files.append(Output(passage_path(issue.key, number), packed(text)))
    return tuple(files)


def passage_lines(content: bytes) -> list[str]:
    """Return the lines of a part, normal, from its file."""
    return normal_lines(json.loads(unpacked(content))["lines"])


def _head(issue: Issue) -> dict[str, list[str]]:
    flags = {
        "已撤回": issue.withdrawal is not None,
        "有更正": bool(issue.corrections),
        "内部": issue.audience is Audience.INTERNAL,
    }
    return {"titles": list(titles_of(issue)[:_TITLES_SHOWN]), "flags": [word for word, given in flags.items() if given]}
