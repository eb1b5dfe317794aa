"""Read the publications of a site, each where there is time, and judge them. Holds no issue: only outlines.

A publication whose files are all as they were is not looked at any further: its card says what the site needs.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.cache.store import key_of
from bulletin_gen.diagnostics import BulletinError, Checked
from bulletin_gen.load import survey_publication
from bulletin_gen.pipeline.notes import Card, Readings, StudyNote, note, recall, recall_card, recall_readings
from bulletin_gen.pipeline.selection import Own, left_out, records_of
from bulletin_gen.pipeline.stacks import Contents
from bulletin_gen.render.archive import holding
from bulletin_gen.validate import Enrolled, judge_series, order_of, read_publication
from bulletin_gen.workers.pool import Craft, results
from bulletin_gen.workers.study import Reader, Shelf, study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bulletin_gen.cache.signs import Sight, Sign
    from bulletin_gen.cache.store import Store
    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.load import IssuePlace
    from bulletin_gen.model import IssueKey, Publication
    from bulletin_gen.pipeline.notes import Notes
    from bulletin_gen.pipeline.request import BuildRequest, Progress
    from bulletin_gen.pipeline.stacks import Stacks
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.workers.pool import Crew
    from bulletin_gen.workers.study import Held, Study


class Desk(Struct, frozen=True, kw_only=True):
    """What the publications of a site are read with."""

    request: BuildRequest
    store: Store
    """Of sources: for studies and notes."""
    salt: str
    """What else a reading depends on: program, libraries, the site's address."""
    base_url: str
    """The site's address."""
    noted: int
    """When this build began; by the clock of the disk, nanoseconds."""
    workers: Crew
    meanwhile: Iterator[object]
    """What there is to do while issues are read by other processes."""
    progress: Progress
    sight: Sight
    stacks: Stacks
    """Where the issues of publications are that were opened."""


class Serial(Struct, frozen=True):
    """A publication with its issues in an edition."""

    slug: str
    card: Card
    contents: Callable[[], Contents] | None
    """Gives its issues; None where it stands as it was read before."""


def read_serials(desk: Desk, slugs: tuple[str, ...]) -> tuple[Serial, ...]:
    """Read the publications of a site, in their order; what stands as it was is known by its card.

    All are opened where not all issues are asked for: those that are may be anywhere.
    """
    own = {slug: _own_key(desk, slug) for slug in slugs}
    cards = {slug: recall_card(desk.store, desk.request.audience, slug) for slug in slugs}
    standing = {
        slug: card
        for slug, card in cards.items()
        if card and not desk.request.is_partial and _stands(card, own[slug], own)
    }
    changed = {slug: cards[slug] for slug in slugs if slug not in standing}
    opened = {one.slug: one for one in _read(desk, changed, own)}
    return tuple(Serial(slug, standing[slug], None) if slug in standing else opened[slug] for slug in slugs)


def open_serial(desk: Desk, serial: Serial) -> Serial:
    """Return a publication with its issues, which stand as they were when its card was made."""
    own = {serial.slug: serial.card.own, **dict(serial.card.others)}
    (one,) = _read(desk, {serial.slug: serial.card}, own)
    if one.card != serial.card:
        raise BulletinError(f"生成的时候，bulletins/{serial.slug} 里的文件又改了", "再运行一次就好；原来的网站没有动。")
    return one


def contents_of(serial: Serial) -> Contents:
    """Return the issues of a publication that is opened; who holds them for long holds them in memory."""
    assert serial.contents is not None  # noqa: S101 - whoever asks has opened it
    return serial.contents()


def note_reading(desk: Desk, serials: Iterable[Serial]) -> None:
    """Note the cards of a site that can't be pressed; what was pressed of it before is kept."""
    for serial in serials:
        if serial.contents:
            note(desk.store, serial.card, desk.request.audience, serial.slug)


def reader_of(desk: Desk, shelves: Mapping[str, Shelf]) -> Reader:
    """Return what issues of these publications are read with."""
    request = desk.request
    return Reader(
        site=request.site,
        audience=request.audience,
        drafts=request.drafts,
        shelves=shelves,
        store=desk.store,
        salt=desk.salt,
        base_url=desk.base_url,
    )


def _own_key(desk: Desk, slug: str) -> str:
    """Return the key of all that a publication is read from; empty where that may yet change unseen."""
    seen = desk.sight.below(f"{desk.request.site}/bulletins/{slug}")
    if seen.settled >= desk.noted:
        return ""
    return key_of(desk.salt, desk.request.audience, str(desk.request.drafts), seen.sum)


def _stands(card: Card, own: str, keys: Mapping[str, str]) -> bool:
    return bool(own) and card.own == own and all(keys.get(slug, "") == key != "" for slug, key in card.others)


class _Opened(Struct, frozen=True, kw_only=True):
    """A publication that is looked at."""

    slug: str
    shelf: Shelf
    faults: tuple[Diagnostic, ...]
    """Of its files and settings."""
    places: tuple[IssuePlace, ...]
    before: Notes
    renewed: frozenset[str]
    """The folders of years in which other sources were read than in the build before."""
    known: dict[str, StudyNote]
    """What surely is as it was."""
    fresh: tuple[tuple[IssuePlace, Sign | None, str], ...]
    """The others, each with its sign and the key of what its study depends on besides its text."""

    @property
    def studies(self) -> Iterator[Study]:
        """Yield the studies of its issues, all of which were read."""
        return (self.known[place.path].study for place in self.places)


def _read(desk: Desk, changed: Mapping[str, Card | None], own: Mapping[str, str]) -> Iterator[Serial]:
    """Yield publications as they are read: one that says nothing of others before those after it are."""
    opened = {slug: _open(desk, slug) for slug in changed}
    reader = reader_of(desk, {slug: one.shelf for slug, one in opened.items()})
    fresh = [place for one in opened.values() for place, _, _ in one.fresh]
    craft = Craft(setup=reader, open=_itself, work=study, title=_path_of)
    with closing(results(desk.workers, craft, fresh, worth=_READINGS, meanwhile=desk.meanwhile)) as made:
        desk.progress.reads(len(fresh))
        for slug in changed:
            one = opened[slug]
            for (place, sign, given), studied in zip(one.fresh, made, strict=False):
                one.known[place.path] = _note_of(sign, given, studied)
                desk.progress.read()
            if not _others(one):
                yield _judged(desk, opened.pop(slug), opened, own, changed[slug])
    for slug, one in opened.items():
        yield _judged(desk, one, opened, own, changed[slug])


_READINGS = 100
"""Issues that take about as long to read as a process takes to begin."""


def _open(desk: Desk, slug: str) -> _Opened:
    """Find the issues of a publication, and tell which are as they were when they were read."""
    request = desk.request
    found = survey_publication(request.site, slug)
    source, read = found.value.source, read_publication(found.value.source)
    shelf = Shelf(read.value, key_of(source.file.path, str(source.file.text), repr(read.diagnostics)))
    years = dict.fromkeys(place.year for place in found.value.issues)
    before = {year: recall_readings(desk.store, request.audience, slug, year) for year in years}
    given = key_of(desk.salt, request.audience, str(request.drafts), shelf.digest)
    known: dict[str, StudyNote] = {}
    fresh = []
    signs = desk.sight.listing(f"{request.site}/bulletins/{slug}")
    beside: dict[int, str] = {}  # the issues of a folder share what lies beside them
    for place in found.value.issues:
        if id(place.files) not in beside:
            beside[id(place.files)] = given + key_of(*sorted(place.files), "", *sorted(place.outside))
        needed = beside[id(place.files)]
        sign = signs.get(f"{request.site}/{place.path}")
        one = before[place.year].study_of(place.path, sign, needed)
        if one is None or sign is None:
            fresh.append((place, sign, needed))
        else:
            known[place.path] = StudyNote(sign, needed, one)
    left = Counter(place.year for place in found.value.issues if place.path in known)
    lost = {year for year, noted in before.items() if len(noted.studies) > left[year]}
    return _Opened(
        slug=slug,
        shelf=shelf,
        faults=(*found.diagnostics, *read.diagnostics),
        places=found.value.issues,
        before=recall(desk.store, request.audience, slug),
        renewed=frozenset(lost.union(place.year for place, _, _ in fresh)),
        known=known,
        fresh=tuple(fresh),
    )


def _judged(
    desk: Desk, one: _Opened, opened: Mapping[str, _Opened], own: Mapping[str, str], card: Card | None
) -> Serial:
    """Judge a publication whose issues are read, and take those of the edition."""
    registrations = tuple((studied.registration, studied.faults) for studied in one.studies)
    named = {registration.replacement[0] for registration, _ in registrations if registration.replacement}
    others = _others(one)
    elsewhere = {key: held for other in others if other in own for key, held in _issues_of(desk, other, opened) if key}
    judged = judge_series(Enrolled(Checked(one.shelf.reading, one.faults), registrations), elsewhere)
    good = [
        (place, studied, studied.outline)
        for place, studied in zip(one.places, one.studies, strict=True)
        if studied.outline and place.path not in judged.value
    ]
    own_issues = (Own(place, studied.key, out.layout, out.held) for place, studied, out in good if out.held)
    issues = tuple(sorted(own_issues, key=lambda issue: order_of(issue.key)))
    strangers = {key: held.record for key, held in elsewhere.items() if key in named and held}
    records = records_of(issues, strangers)
    outlines = tuple(outline for _, _, outline in good)
    made = Card(
        own=own[one.slug],
        others=tuple((other, own.get(other, "")) for other in others),
        shelf=one.shelf,
        faults=judged.diagnostics,
        layouts=tuple(sorted({(outline.layout, outline.layout_named) for outline in outlines})),
        used=tuple(sorted({issue.layout for issue in issues})),
        left_out=left_out(outlines, desk.request.audience),
        holding=holding(one.shelf.reading.publication, records),
        listed=_listed(one.shelf.reading.publication, issues, records),
        links=tuple(link for issue in issues for link in issue.held.links),
        shares=card.shares if card else (),
        volumes=card.volumes if card else (),
        stock=card.stock if card else None,
    )
    taken = {issue.study for issue in issues}
    rest = tuple((studied.registration.key, studied.key) for studied in one.studies if studied.key not in taken)
    contents = Contents(before=one.before, issues=issues, records=records, elsewhere=strangers, others=rest)
    desk.stacks.put(one.slug, contents)
    for year in one.renewed:
        studies = {place.path: one.known[place.path] for place in one.places if place.year == year}
        note(desk.store, Readings(noted=desk.noted, studies=studies), desk.request.audience, one.slug, year)
    return Serial(one.slug, made, partial(desk.stacks.take, one.slug))


def _others(one: _Opened) -> list[str]:
    """Return the publications that issues of one refer to, itself left out; all its issues are read."""
    named = (studied.registration.replacement for studied in one.studies)
    return sorted({replaced[0].publication for replaced in named if replaced} - {one.slug})


def _listed(publication: Publication, issues: Iterable[Own], records: Iterable[IssueRecord]) -> str:
    """Return the key of all that lists of these issues are made of."""
    said = (f"{issue.held.digest} {record.replacement}" for issue, record in zip(issues, records, strict=True))
    return key_of(repr(publication), *said)


def _issues_of(desk: Desk, slug: str, opened: Mapping[str, _Opened]) -> Iterator[tuple[IssueKey | None, Held | None]]:
    """Yield the issues of another publication; with what the edition says of those that it holds."""
    if slug in desk.stacks:
        contents = desk.stacks.take(slug)
        yield from ((issue.key, issue.held) for issue in contents.issues)
        yield from ((key, None) for key, _ in contents.others)
        return
    for one in opened[slug].studies if slug in opened else _studies(desk, slug):
        yield one.registration.key, one.outline.held if one.outline else None


def _studies(desk: Desk, slug: str) -> Iterator[Study]:
    """Yield the studies of a publication that stands as it was read; what is not noted of it is read again."""
    one = _open(desk, slug)
    reader = reader_of(desk, {slug: one.shelf})
    for place, sign, given in one.fresh:
        one.known[place.path] = _note_of(sign, given, study(reader, place))
    return one.studies


def _note_of(sign: Sign | None, given: str, studied: Study) -> StudyNote:
    return StudyNote(sign or (0, 0, 0, 0), given, studied)


def _itself(reader: Reader) -> Reader:
    """Open a reader: there is nothing to prepare."""
    return reader


def _path_of(place: IssuePlace) -> str:
    return place.path
