"""Which faces print a site and what they lack of its characters. Prints nothing, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.fonts.coverage import survey
from bulletin_gen.fonts.find import resolve
from bulletin_gen.load import load_site
from bulletin_gen.pipeline.layouts import profiles_of
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.validate import validate_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_gen.fonts.coverage import Service
    from bulletin_gen.fonts.find import FontSet
    from bulletin_gen.fonts.places import Places
    from bulletin_gen.load import SiteSources


class Faces(Struct, frozen=True):
    """How a layout profile is served on this machine."""

    layout: str
    """Its name."""
    fonts: FontSet
    services: tuple[Service, ...]
    """One for each role, in the profile's order."""


def faces_of(site: Path, places: Places) -> tuple[Faces, ...]:
    """Return how each layout profile that a site uses is served; faults in the content are not reported here."""
    sources = load_site(site).value
    archive = validate_site(sources).value
    named = ((issue.layout, issue.source) for issue in archive.issues)
    profiles = profiles_of(named, template_folders(site / "templates")).value
    characters = frozenset().union(*_texts(sources))
    return tuple(_faces(name, resolve(profile.roles, places), characters) for name, profile in profiles.items())


def _faces(layout: str, fonts: FontSet, characters: frozenset[str]) -> Faces:
    return Faces(layout, fonts, survey(fonts, characters))


def _texts(sources: SiteSources) -> Iterator[str]:
    for publication in sources.publications:
        yield publication.file.text or ""
        yield from (issue.file.text or "" for issue in publication.issues)
