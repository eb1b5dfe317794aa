"""Read all issues of a site, each where there is time, and judge them together. Holds none of them: only outlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import Sign, sign_of
from bulletin_gen.cache.store import key_of
from bulletin_gen.diagnostics import Checked
from bulletin_gen.load import survey_site
from bulletin_gen.pipeline.notes import StudyNote
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
    from bulletin_gen.model import IssueKey, Publication
    from bulletin_gen.pipeline.notes import Notes
    from bulletin_gen.pipeline.request import BuildRequest, Progress
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
    """An issue without faults."""

    place: IssuePlace
    study: Study
    outline: Outline

    @property
    def key(self) -> IssueKey:
        """Return its key, which an issue without faults has."""
        key = self.study.registration.key
        assert key is not None  # noqa: S101 - without a number or a date there is no outline
        return key


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


def reader_of(request: BuildRequest, surveyed: Survey, store: Store, salt: str) -> Reader:
    """Return what the issues of an edition are read with; `salt` says what else a reading depends on."""
    shelves: Mapping[str, Shelf] = {
        source.slug: Shelf(read.value, key_of(source.file.path, str(source.file.text), repr(read.diagnostics)))
        for source, read, _ in surveyed.publications
    }
    return Reader(
        site=request.site,
        audience=request.audience,
        drafts=request.drafts,
        shelves=shelves,
        store=store,
        salt=salt,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """The issues of a site: what is known of each already, and what is to be read."""

    known: Mapping[str, StudyNote]
    """By the path of the source."""
    fresh: tuple[tuple[IssuePlace, Sign | None, str], ...]
    """The others, each with its sign and the key of what its study depends on besides its text."""


def compared(surveyed: Survey, reader: Reader, notes: Notes) -> Reading:
    """Tell which issues are as they were when they were read."""
    known: dict[str, StudyNote] = {}
    fresh = []
    for source, _, places in surveyed.publications:
        given = key_of(reader.salt, reader.audience, str(reader.drafts), reader.shelves[source.slug].digest)
        beside: dict[int, str] = {}  # the issues of a folder share what lies beside them
        for place in places:
            listed = beside.setdefault(id(place.files), key_of(*sorted(place.files), "", *sorted(place.outside)))
            sign = sign_of(f"{reader.site}/{place.path}")
            one = notes.study_of(place.path, sign, given + listed)
            if one is None or sign is None:
                fresh.append((place, sign, given + listed))
            else:
                known[place.path] = StudyNote(sign, given + listed, one)
    return Reading(known, tuple(fresh))


def read_fresh(reading: Reading, reader: Reader, workers: Crew, progress: Progress) -> dict[str, StudyNote]:
    """Read what is to be read, and return a note for each issue."""
    craft = Craft(setup=reader, open=_itself, work=study, title=_path_of)
    made = results(workers, craft, [place for place, _, _ in reading.fresh], worth=_READINGS)
    notes = dict(reading.known)
    progress.reads(len(reading.fresh))
    for (place, sign, given), one in zip(reading.fresh, made, strict=True):
        notes[place.path] = StudyNote(sign or Sign(0, 0, 0, 0), given, one)
        progress.read()
    return notes


_READINGS = 100
"""Issues that take about as long to read as a process takes to begin."""


def archive_of(surveyed: Survey, notes: Mapping[str, StudyNote]) -> Checked[Archive]:
    """Return a site's archive and every fault in its sources, by file, line and column."""
    studies = {path: one.study for path, one in notes.items()}
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


def _found(place: IssuePlace, studied: Study) -> Found | None:
    return Found(place, studied, studied.outline) if studied.outline else None


def _in_order(issues: Iterable[Found]) -> tuple[Found, ...]:
    return tuple(sorted(issues, key=lambda issue: order_of(issue.key)))
