"""Issues to print, the presses that print them, and what is measured on their pages."""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber
import pytest
from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.diagnostics import Span
from bulletin_gen.edition import cut
from bulletin_gen.fonts.find import resolve
from bulletin_gen.fonts.places import Places
from bulletin_gen.model import Audience, Credit, Issue, IssueKey, Publication, Recipients
from bulletin_gen.parse.traced import Source
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.typeset.press import open_press
from bulletin_gen.typeset.printing import print_issue
from bulletin_gen.typeset.read_profile import load_profile
from bulletin_gen.validate.body import BodyContext, read_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.typeset.attached import Attached
    from bulletin_gen.typeset.press import Press
    from bulletin_gen.typeset.profile import Profile

MM = 25.4 / 72
ASCENT = 0.88
"""Of the open faces, in em."""
TEXT = "示例市各级各部门按照统一部署，扎实开展隐患排查整治，细化任务分工，压实各方责任，推动各项措施落地见效。"
"""50 characters of a body."""


class Pages(Struct, frozen=True, dict=True):
    """A print, measured in millimetres."""

    pdf: bytes
    diagnostics: tuple[Diagnostic, ...]

    @cached_property
    def pages(self) -> list[Any]:
        """The pages as pdfplumber reads them."""
        return pdfplumber.open(io.BytesIO(self.pdf)).pages

    def lines(self, page: int, size: float = 16) -> dict[float, str]:
        """Return the texts of a page in one size of type by the upper edges of their boxes; pages count from 0.

        Taken from the baselines: the boxes of other faces differ, their baselines must not.
        """
        page_height = float(self.pages[page].height)
        rows: dict[float, list[Any]] = defaultdict(list)
        for character in self.pages[page].chars:
            if abs(character["size"] - size) < 0.05:
                baseline = page_height - character["matrix"][5]
                rows[round((baseline - ASCENT * size) * MM, 1)].append(character)
        return {top: "".join(c["text"] for c in sorted(rows[top], key=lambda c: c["x0"])) for top in sorted(rows)}

    def rules(self, page: int, *, wide: float = 150) -> list[tuple[float, float, float, float]]:
        """Return the filled rectangles of a page that are at least so wide: left, right, top, bottom."""
        found = (
            (rect["x0"] * MM, rect["x1"] * MM, rect["top"] * MM, rect["bottom"] * MM) for rect in self.pages[page].rects
        )
        return sorted((rect for rect in found if rect[1] - rect[0] >= wide), key=lambda rect: rect[2])

    @cached_property
    def text(self) -> str:
        """The text layer."""
        return "".join(character["text"] for page in self.pages for character in page.chars)

    def page_with(self, words: str) -> int:
        """Return the page on which words stand."""
        return next(n for n, page in enumerate(self.pages) if words in "".join(c["text"] for c in page.chars))


@lru_cache
def press_of(name: str, folders: tuple[Path, ...] = ()) -> Press:
    folders = folders or template_folders(None)
    checked = load_profile(name, folders)
    assert checked.diagnostics == ()
    return press_for(checked.value, folders)


def press_for(profile: Profile, folders: tuple[Path, ...], *, archival: bool = True) -> Press:
    home = Path.home()
    places = Places(site=home / "none", data=home / ".local/share/bulletin/fonts", home=home)
    return open_press(profile, resolve(profile.roles, places), folders, archival=archival)


def make_issue(body: str, folder: Path | None = None, **fields: Any) -> Issue:  # noqa: ANN401 - any field of the model
    """Return an issue of a body as editors type it; `title`, `issuer` and `credits_position` are its publication's."""
    own = {name: fields.pop(name) for name in ("title", "issuer", "credits_position") if name in fields}
    files = frozenset(path.name for path in folder.iterdir()) if folder else frozenset()
    read = read_body(Source("7.md", body, 1), BodyContext((), date(2023, 3, 20), files))
    assert read.diagnostics == ()
    publication = Publication(
        slug="shifan", title="示范简报", issuer="示例市示范工作领导小组办公室", source=Span("publication.yml")
    )
    issue = Issue(
        publication=replace(publication, **own),
        key=IssueKey("shifan", 2023, 7),
        date=date(2023, 3, 20),
        layout="简报",
        audience=Audience.PUBLIC,
        editor_note=read.value.editor_note,
        sections=read.value.sections,
        source=Span("7.md"),
    )
    return cut(replace(issue, **fields), Audience.INTERNAL)


def rows(*texts: str) -> tuple[Recipients, ...]:
    return tuple(Recipients(label, text, ((text,),)) for label, text in (row.split("：") for row in texts))


def people(**names: str) -> tuple[Credit, ...]:
    return tuple(Credit(label, tuple(given.split("、"))) for label, given in names.items())


@pytest.fixture
def printed(tmp_path: Path) -> Callable[..., Pages]:
    """Return the function that prints a body with further fields of its issue."""

    def call(
        body: str,
        folder: Path = tmp_path,
        *,
        press: Press | None = None,
        files: tuple[Attached, ...] = (),
        **fields: Any,  # noqa: ANN401 - the same
    ) -> Pages:
        issue = make_issue(body, folder, **fields)
        made = print_issue(press or press_of(issue.layout), issue, folder, files)
        return Pages(made.pdf, made.diagnostics)

    return call


@pytest.fixture
def profile_of(tmp_path: Path) -> Callable[[str], Press]:
    """Return the function that opens a press for a profile of the site's own."""

    def call(text: str) -> Press:
        folder = tmp_path / "templates"
        (folder / "layouts").mkdir(parents=True, exist_ok=True)
        (folder / "layouts" / "本单位.yml").write_text(text, "utf-8")
        return press_of("本单位", template_folders(folder))

    return call


@pytest.fixture(scope="session")
def kit() -> dict[str, Any]:
    """Return what a test may need besides `printed`; a test can't import from a conftest."""
    return {"text": TEXT, "rows": rows, "people": people, "press_of": press_of, "press_for": press_for}
