"""Build a site in this process and tell where the time goes, by looking at what runs every millisecond.

Run by itself, `python -m benchmarks.sampling SITE`, since it takes the process's timer; prints its findings as JSON.
Counts no calls: a profiler that does makes many small ones look dearer than they are.
"""

from __future__ import annotations

import json
import signal
import sys
from collections import defaultdict
from contextlib import contextmanager
from functools import cache
from time import thread_time
from typing import TYPE_CHECKING

from bulletin_gen.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

_EVERY = 0.001
_GROUPS = (
    ("bulletin_gen/typeset/shared_styles", "styles"),
    ("bulletin_gen/typeset/style_measures", "styles"),
    ("bulletin_gen/typeset/exact", "layout"),
    ("bulletin_gen/typeset/line_drawing", "drawing"),
    ("bulletin_gen/typeset/glyph_runs", "drawing"),
    ("bulletin_gen/typeset/embedding", "fonts"),
    ("bulletin_gen/typeset/subsets", "fonts"),
    ("bulletin_gen/typeset/structure", "structure tree"),
    ("bulletin_gen/typeset/packing", "writing the PDF"),
    ("bulletin_gen/typeset/finish", "writing the PDF"),
    ("bulletin_gen/typeset/archive", "writing the PDF"),
    ("bulletin_gen/typeset/attached", "writing the PDF"),
    ("bulletin_gen/typeset/statement", "writing the PDF"),
    ("bulletin_gen/typeset/reading", "templates"),
    ("bulletin_gen/typeset/", "composing"),
    ("bulletin_gen/lines/", "lines"),
    ("bulletin_gen/fonts/", "fonts"),
    ("bulletin_gen/templating/", "templates"),
    ("bulletin_gen/render/", "pages and indexes"),
    ("bulletin_gen/load/", "reading issues"),
    ("bulletin_gen/parse/", "reading issues"),
    ("bulletin_gen/validate/", "reading issues"),
    ("bulletin_gen/edition/", "reading issues"),
    ("bulletin_gen/notation", "reading issues"),
    ("bulletin_gen/cache/", "cache and files"),
    ("bulletin_gen/write/", "cache and files"),
    ("bulletin_gen/workers/", "cache and files"),
    ("bulletin_gen/pipeline/", "cache and files"),
    ("bulletin_gen/", "the rest"),
    ("weasyprint/css/", "styles"),
    ("weasyprint/layout/", "layout"),
    ("weasyprint/formatting_structure/", "layout"),
    ("weasyprint/text/", "layout"),
    ("weasyprint/draw/", "drawing"),
    ("weasyprint/stacking", "drawing"),
    ("weasyprint/pdf/stream", "drawing"),
    ("weasyprint/pdf/fonts", "fonts"),
    ("weasyprint/pdf/tags", "structure tree"),
    ("weasyprint/pdf/", "writing the PDF"),
    ("weasyprint/", "layout"),
    ("tinycss2/", "styles"),
    ("cssselect2/", "styles"),
    ("pydyf/", "writing the PDF"),
    ("fontTools/", "fonts"),
    ("jinja2/", "templates"),
    ("markdown/", "reading issues"),
    ("yaml/", "reading issues"),
    ("importlib", "imports"),
)
"""The first one that the path of a running function has; what fits none counts for its caller."""


def main(site: str) -> None:
    """Build all of a site without a cache in one process, and tell the seconds of each group."""
    with _sampling() as found:
        code = run(["build", site, "--no-cache", "--jobs", "1", "--format", "json"])
    sys.stdout.write("\n" + json.dumps(dict(sorted(found.items(), key=lambda pair: -pair[1]))))
    sys.exit(code)


@contextmanager
def _sampling() -> Iterator[Mapping[str, float]]:
    """Count the seconds of the processor between one look and the next for what runs at the end of them.

    A look waits for the end of what is not Python, whose time is so counted for its caller.
    """
    found: dict[str, float] = defaultdict(float)
    last = thread_time()

    def look(_: int, frame: FrameType | None) -> None:
        nonlocal last
        passed = thread_time() - last
        found[_group(frame)] += passed
        last = thread_time()  # to look takes time itself

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _EVERY, _EVERY)
    try:
        yield found
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _group(frame: FrameType | None) -> str:
    """Return the group of the innermost function that has one."""
    while frame is not None:
        group = _group_of(frame.f_code.co_filename)
        if group:
            return group
        frame = frame.f_back
    return "the rest"


@cache
def _group_of(path: str) -> str | None:
    return next((group for part, group in _GROUPS if part in path), None)


if __name__ == "__main__":
    main(sys.argv[1])
