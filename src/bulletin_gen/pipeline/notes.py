"""What a build notes for the next one: the signs of all that it took and made, and what came of each issue.

A note decides nothing alone: what it says is taken only where the signs, or the keys, are the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.signs import Sign, is_settled, sign_of
from bulletin_gen.cache.store import fetch, keep, key_of
from bulletin_gen.pipeline.keys import program_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bulletin_gen.cache.store import Store
    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.inspect.findings import Finding
    from bulletin_gen.workers.study import Study


@dataclass(frozen=True, slots=True)
class StudyNote:
    """A source that was read."""

    sign: Sign
    """Before it was read."""
    given: str
    """Key of what else its study depends on."""
    study: Study


@dataclass(frozen=True, slots=True)
class PressNote:
    """An issue that was pressed."""

    key: str
    """Of all that its files depend on."""
    files: tuple[tuple[str, str], ...]
    """Path below the edition's folder and SHA-256 of each."""
    diagnostics: tuple[Diagnostic, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What is known from the build before."""

    noted: int = 0
    """When; by the clock of the disk, nanoseconds."""
    studies: Mapping[str, StudyNote] = field(default_factory=dict)
    """By the path of the source."""
    presses: Mapping[str, PressNote] = field(default_factory=dict)
    """By the same."""
    pages: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Key and SHA-256 of each page of the site, by its path."""
    outputs: Mapping[str, Sign] = field(default_factory=dict)
    """Signs of the edition's files, by their paths below its folder."""

    def study_of(self, path: str, sign: Sign | None, given: str) -> Study | None:
        """Return the study of a source that surely is as it was."""
        note = self.studies.get(path)
        if note is None or sign != note.sign or given != note.given or not is_settled(note.sign, self.noted):
            return None
        return note.study

    def stands(self, output: Path, path: str) -> bool:
        """Tell whether a file of the edition is as it was written."""
        sign = self.outputs.get(path)
        return sign is not None and sign_of(f"{output}/{path}") == sign


def recall(store: Store, edition: str) -> Notes:
    """Return the notes of an edition's build before; empty ones where there are none, or only damaged ones."""
    entry = fetch(store, _key(edition))
    if entry is not None:
        with suppress(ValueError):
            notes: Notes = unpack(entry)
            return notes
    return Notes()


def note(store: Store, edition: str, notes: Notes) -> None:
    """Keep notes for the edition's next build."""
    keep(store, _key(edition), pack(notes))


def _key(edition: str) -> str:
    """Return where notes are kept: those of another version of this program may have other fields."""
    return key_of("notes", program_key(), edition)
