"""What a build notes for the next one: of each publication a card, and what came of each of its issues.

A note decides nothing alone: what it says is taken only where the signs, or the keys, are the same.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.signs import Sign, is_settled
from bulletin_gen.cache.store import fetch, keep, key_of
from bulletin_gen.pipeline.keys import program_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.cache.store import Store
    from bulletin_gen.diagnostics import Diagnostic, Span
    from bulletin_gen.inspect.findings import Finding
    from bulletin_gen.model import IssueKey
    from bulletin_gen.pipeline.request import LeftOut, PrintFindings
    from bulletin_gen.pipeline.splicing import Seams
    from bulletin_gen.plan.links import SiteLink
    from bulletin_gen.plan.outputs import Sheaf
    from bulletin_gen.render.archive import Holding
    from bulletin_gen.search.volumes import Volume
    from bulletin_gen.workers.study import Shelf, Study


class StudyNote(Struct, frozen=True):
    """A source that was read."""

    sign: Sign
    """Before it was read."""
    given: str
    """Key of what else its study depends on."""
    study: Study


class PressNote(Struct, frozen=True):
    """An issue that was pressed."""

    key: str
    """Of all that its files depend on."""
    files: Sheaf
    diagnostics: tuple[Diagnostic, ...]
    findings: tuple[Finding, ...]


class SearchNote(Struct, frozen=True, kw_only=True):
    """The search index of an edition."""

    bits: int
    """How many name a bucket: there are two to the power of it."""
    publications: tuple[str, ...]
    """Slugs of those that it has issues of."""
    key: str
    """Of all volumes, in their order."""
    files: Bundle
    """The buckets, those of a group together, then the other files."""
    topics: tuple[str, str]
    """Of the list of columns and units, the key of all that it is made of and its SHA-256."""


class Lists(Struct, frozen=True, kw_only=True):
    """Indexes that were made together, of a publication or of the site."""

    key: str
    """Of all that they are made of."""
    files: Bundle
    """Below the edition's folder; of the site with its assets."""
    digests: str
    """The SHA-256 of each, with blanks between."""
    shares: tuple[tuple[str, str], ...] = ()
    """What a publication gave to files of the whole site besides, as its card has it."""


class Readings(Struct, frozen=True, kw_only=True):
    """What was read of a publication's sources in a year's folder."""

    noted: int = 0
    """When; by the clock of the disk, nanoseconds."""
    studies: Mapping[str, StudyNote] = field(default_factory=dict)
    """By the path of the source."""

    def study_of(self, path: str, sign: Sign | None, given: str) -> Study | None:
        """Return the study of a source that surely is as it was."""
        note = self.studies.get(path)
        if note is None or sign != note.sign or given != note.given or not is_settled(note.sign, self.noted):
            return None
        return note.study


class Notes(Struct, frozen=True, kw_only=True):
    """What is known of the indexes of a publication, or of those above all publications, from the build before."""

    noted: int = 0
    """When; by the clock of the disk, nanoseconds."""
    pages: Mapping[str, tuple[str, Sheaf]] = field(default_factory=dict)
    """Of each index, by its first path, its key and its files."""
    groups: Mapping[str, tuple[str, list[str]]] = field(default_factory=dict)
    """Of each group of indexes that need not be planned, by its name, its key and their first paths."""
    seams: Mapping[str, Seams] = field(default_factory=dict)
    """Of each file that is made of pieces, by its path, which they are."""
    outputs: Mapping[str, Sign] = field(default_factory=dict)
    """Signs of their files, by their paths below the edition's folder."""
    lists: Lists | None = None
    """All indexes together; those of the site in a note of their own."""
    search: SearchNote | None = None
    """In a note of its own: what the search index is."""


class YearNotes(Struct, frozen=True, kw_only=True):
    """What is known of the files of a year's issues from the build before."""

    presses: Mapping[IssueKey, PressNote] = field(default_factory=dict)
    outputs: Mapping[str, Sign] = field(default_factory=dict)
    """Signs of their files, by their paths below the edition's folder."""


class YearStock(Struct, frozen=True, kw_only=True):
    """What the issues of a year put into the edition's folder."""

    key: str
    """Of all that they depend on."""
    files: Bundle
    """Below the edition's folder."""
    faults: tuple[Diagnostic, ...]
    """Of their prints."""
    findings: tuple[PrintFindings, ...]


class Stock(Struct, frozen=True, kw_only=True):
    """All that a publication put into the edition's folder."""

    key: str
    """Of all that it depends on."""
    years: Mapping[int, YearStock]
    """By year, in their order."""
    indexes: Bundle
    """What lists its issues."""

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """Return all of its files."""
        return (self.indexes, *(year.files for year in self.years.values()))


class Card(Struct, frozen=True, kw_only=True):
    """A publication as the build of a site knows it: where it stands as it was, nothing more of it is looked at."""

    own: str
    """Key of all that it was read from; empty where that may have changed unseen."""
    others: tuple[tuple[str, str], ...]
    """Publications that its issues refer to, each with the same key."""
    shelf: Shelf
    faults: tuple[Diagnostic, ...]
    """Of its files, settings, issues and series."""
    layouts: tuple[tuple[str, Span], ...]
    """The layouts that its issues name, each with the places where."""
    used: tuple[str, ...]
    """Those that issues of the edition are printed by."""
    left_out: LeftOut
    holding: Holding
    listed: str
    """Key of its settings and records: all that lists are made of."""
    links: tuple[SiteLink, ...] = ()
    """Where its issues lead to within the site."""
    shares: tuple[tuple[str, str], ...] = ()
    """What it gives to files of the whole site: names, and digests under which the store has them."""
    volumes: tuple[Volume, ...] = ()
    """In the search index, by year."""
    stock: Stock | None = None
    """None where it was not pressed."""

    @property
    def good(self) -> bool:
        """Tell whether its settings are free of errors."""
        return self.shelf.reading.good


def recall(store: Store, *name: str) -> Notes:
    """Return the notes of a build before under a name; empty ones where there are none, or only damaged ones."""
    return _fetched(store, _key("notes", *name)) or Notes()


def recall_year(store: Store, *name: str) -> YearNotes:
    """Return the notes of a year of a publication; empty ones where there are none, or only damaged ones."""
    return _fetched(store, _key("year", *name)) or YearNotes()


def recall_readings(store: Store, *name: str) -> Readings:
    """Return what was read in a year's folder; nothing where it was not noted, or is damaged."""
    return _fetched(store, _key("readings", *name)) or Readings()


def recall_card(store: Store, *name: str) -> Card | None:
    """Return the card of a publication; None where there is none, or a damaged one."""
    card: Card | None = _fetched(store, _key("card", *name))
    return card


def note(store: Store, value: Readings | Notes | YearNotes | Card, *name: str) -> None:
    """Keep readings, notes or a card under a name for the next build."""
    keep(store, _key(_KINDS[type(value)], *name), pack(value))


_KINDS = {Readings: "readings", Notes: "notes", YearNotes: "year", Card: "card"}


def _fetched(store: Store, key: str) -> Any:  # noqa: ANN401 - whatever was kept under that key
    entry = fetch(store, key)
    if entry is not None:
        with suppress(ValueError):
            return unpack(entry)
    return None


def _key(*name: str) -> str:
    """Return where notes are kept: those of another version of this program may have other fields."""
    return key_of(program_key(), *name)
