"""Read all issues of a site, each where there is time, and judge them together. Holds none of them: only outlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.cache.store import key_of
from bulletin_gen.diagnostics import Checked
from bulletin_gen.load import survey_site
from bulletin_gen.validate import Enrolled, judge_series, order_of, read_publication, read_site
from bulletin_gen.workers.pool import Craft, results
from bulletin_gen.workers.study import Reader, Shelf, study

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bulletin_gen.cache.store import Store
    from bulletin_gen.config import Site
    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.load import IssuePlace, PublicationSource
    from bulletin_gen.model import Audience, Publication
    from bulletin_gen.validate import PublicationReading
    from bulletin_gen.workers.pool import Crew
    from bulletin_gen.workers.study import Outline, Study


@dataclass(frozen=True, slots=True)
class Survey:
    """A site before its issues are read."""

    site: Checked[Site]
    publications: tuple[tuple[PublicationSource, Checked[PublicationReading], tuple[IssuePlace, ...]], ...]
    """By folder name: settings as typed and as read, and where the issues lie."""
    faults: tuple[Diagnostic, ...]
    """Of files and names."""

    @property
    def places(self) -> tuple[IssuePlace, ...]:
        """Return where all issues lie, by publication, year and number."""
        return tuple(place for _, _, places in self.publications for place in places)


@dataclass(frozen=True, slots=True)
class Found:
    """An issue that the site can publish."""

    place: IssuePlace
    study: str
    """Key of its entry in the store."""
    outline: Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """All that a site publishes, in every edition: what is faulty is left out."""

    site: Site
    publications: tuple[Publication, ...]
    """By folder name."""
    issues: tuple[Found, ...]
    """By publication, year and number, a supplement after the issue of its number."""


def survey(folder: Path) -> Survey:
    """Read a site's settings and find its issues; raise `BulletinError` where the folder is no site."""
    found = survey_site(folder)
    publications = ((source, read_publication(source), places) for source, places in found.value.publications)
    return Survey(read_site(found.value.file), tuple(publications), found.diagnostics)


def reader_of(site: Path, surveyed: Survey, audience: Audience, store: Store, salt: str) -> Reader:
    """Return what the issues of an edition are read with; `salt` says what else a reading depends on."""
    shelves: Mapping[str, Shelf] = {
        source.slug: Shelf(read.value, key_of(source.file.path, str(source.file.text), repr(read.diagnostics)))
        for source, read, _ in surveyed.publications
    }
    return Reader(site=site, audience=audience, shelves=shelves, store=store, salt=salt)


def read_archive(surveyed: Survey, reader: Reader, workers: Crew) -> Checked[Archive]:
    """Return a site's archive and every fault in its sources, by file, line and column."""
    craft = Craft(setup=reader, open=_itself, work=study, title=_path_of)
    studies = dict(zip(_paths(surveyed), results(workers, craft, surveyed.places), strict=True))
    enrolled = [
        Enrolled(read, tuple((studies[place.path].registration, studies[place.path].faults) for place in places))
        for _, read, places in surveyed.publications
    ]
    judged = judge_series(enrolled, (*surveyed.faults, *surveyed.site.diagnostics))
    good = (place for place in surveyed.places if place.path not in judged.value)
    archive = Archive(
        site=surveyed.site.value,
        publications=tuple(read.value.publication for _, read, _ in surveyed.publications if read.value.good),
        issues=_in_order(found for place in good if (found := _found(place, studies[place.path]))),
    )
    return Checked(archive, judged.diagnostics)


def _itself(reader: Reader) -> Reader:
    """Open a reader: there is nothing to prepare."""
    return reader


def _path_of(place: IssuePlace) -> str:
    return place.path


def _paths(surveyed: Survey) -> tuple[str, ...]:
    return tuple(place.path for place in surveyed.places)


def _found(place: IssuePlace, studied: Study) -> Found | None:
    return Found(place, studied.key, studied.outline) if studied.outline else None


def _in_order(issues: Iterable[Found]) -> tuple[Found, ...]:
    return tuple(sorted(issues, key=lambda issue: order_of(issue.outline.record.key)))
