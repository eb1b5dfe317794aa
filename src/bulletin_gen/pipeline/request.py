"""What a build is asked to do, what it tells on the way, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.cache.signs import Bundle
    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.fonts.places import Places
    from bulletin_gen.inspect.findings import Finding
    from bulletin_gen.model import Audience
    from bulletin_gen.write.tree import Written


class Shard(Struct, frozen=True):
    """A part of an edition: every so many-th issue."""

    number: int
    """From 1; the first has the indexes too."""
    of: int
    """How many there are."""


class BuildRequest(Struct, frozen=True, kw_only=True):
    """A build as it was asked for."""

    site: Path
    """The site's folder."""
    output: Path | None
    """Where the edition goes; None: where bulletin.yml says, else the edition's usual folder."""
    audience: Audience
    """The edition."""
    only: tuple[str, ...] = ()
    """Patterns of the issues to press; empty for all."""
    pdf: bool = True
    """Whether the print is made."""
    archival: bool = True
    """Whether prints are PDF/A with sRGB colours; those for a printing house have process colours (CMYK)."""
    inspect: bool = False
    """Whether each print is inspected before it goes out: one with errors stops the build like any fault."""
    drafts: bool = False
    """Whether drafts and submitted issues are built too."""
    strict: bool = False
    """Whether warnings stop the build."""
    jobs: int
    """How many processes press issues; 1 works in this one."""
    fonts: Places
    """Where faces are looked for."""
    cache: Path | None = None
    """The user's folder for caches, for sites that can't be written; None where nothing is kept or taken."""
    shared: str = ""
    """Folder or URL where machines share what they press, without a slash behind; empty where they don't."""
    cluster: str = ""
    """Address of the Dask scheduler whose machines press issues; empty: this machine does."""
    shard: Shard | None = None
    """The part of the edition to make; None for all of it."""

    @property
    def is_partial(self) -> bool:
        """Tell whether it makes some issues of the edition only."""
        return bool(self.only or self.shard)


class LeftOut(Struct, frozen=True, kw_only=True):
    """How many issues the edition does not hold, each counted once."""

    internal: int = 0
    """公开范围: 内部."""
    drafts: int = 0
    """草稿."""
    submitted: int = 0
    """送审."""


class PrintFindings(Struct, frozen=True):
    """What the inspection of one print found."""

    path: str
    """Of the PDF, below the output folder."""
    findings: tuple[Finding, ...]
    """At least one."""


class BuildReport(Struct, frozen=True, kw_only=True):
    """What came of a build."""

    diagnostics: tuple[Diagnostic, ...]
    """All faults, in order."""
    findings: tuple[PrintFindings, ...] = ()
    """What was found in prints, in the order of the issues; empty where they were not inspected."""
    left_out: LeftOut
    output: Path
    """The edition's folder."""
    written: Written | None
    """None where faults stopped the build: the folder is as it was."""
    outrun: bool = False
    """Whether sources changed meanwhile and have faults now: what was written is made of what they were before."""
    bundles: tuple[Bundle, ...] = ()
    """All that stands in that folder."""


class Progress(Protocol):
    """Who wants to know how far a build has come."""

    def waits(self, folder: Path) -> None:
        """Tell that another build holds the output folder and this one waits for it."""

    def remarks(self, text: str) -> None:
        """Tell what the machine lacks; nothing is wrong without it, only slower."""

    def reads(self, issues: int) -> None:
        """Tell how many sources are read now."""

    def read(self) -> None:
        """Tell that one more of them is read."""

    def begins(self, issues: int) -> None:
        """Tell how many issues are pressed now."""

    def presses(self, title: str) -> None:
        """Tell by what people call it which issue is pressed now."""

    def pressed(self) -> None:
        """Tell that one more of them is done."""
