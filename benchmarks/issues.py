"""Open issues to measure on, and the presses that print them. Measures nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.cli.machine import font_folder
from bulletin_gen.edition import cut
from bulletin_gen.fonts.find import resolve
from bulletin_gen.fonts.places import Places
from bulletin_gen.load import load_site
from bulletin_gen.model import Audience
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.typeset.press import Press, open_press
from bulletin_gen.typeset.read_profile import load_profile
from bulletin_gen.validate import validate_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_gen.model import Issue


class Sample(Struct, frozen=True):
    """An issue and what it is printed with."""

    name: str
    """Its address, such as `shifan/2022/52`."""
    issue: Issue
    press: Press
    folder: Path
    """Where its pictures lie."""


def samples(site: Path) -> Iterator[Sample]:
    """Yield the issues of a site in the order of their addresses, each publication's layout opened once."""
    presses: dict[str, Press] = {}
    archive = validate_site(load_site(site).value).value
    for issue in sorted(archive.issues, key=lambda issue: str(issue.key)):
        if issue.layout not in presses:
            presses[issue.layout] = _press(issue.layout, site)
        folder = (site / issue.source.path).parent
        yield Sample(str(issue.key), cut(issue, Audience.INTERNAL), presses[issue.layout], folder)


def _press(layout: str, site: Path) -> Press:
    folders = template_folders(site / "templates")
    profile = load_profile(layout, folders).value
    places = Places(site=site / "fonts", data=font_folder(), home=Path.home())
    return open_press(profile, resolve(profile.roles, places), folders)
