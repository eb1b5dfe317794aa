"""Press issues on machines that see none of this one's files: what goes there, and how it is pressed there.

Templates, the cut issue, its Markdown and its files travel; program and fonts must be there, and be the same. Nothing
travels that the edition does not hold.
"""

from __future__ import annotations

import os
import pickle
import socket
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.cache.store import Store
from bulletin_gen.diagnostics import BulletinError, Checked
from bulletin_gen.fonts.places import system_folders
from bulletin_gen.plan.outputs import Copy, local_files
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.workers.cluster import unlike
from bulletin_gen.workers.font_files import digest_of, font_files
from bulletin_gen.workers.pool import Craft, Pace, results, through
from bulletin_gen.workers.press import Docket, issue_to_press, markdown_of, open_tools, press_issue
from bulletin_gen.workers.program import difference, facts

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from bulletin_gen.fonts.face import Face
    from bulletin_gen.fonts.find import FontSet
    from bulletin_gen.model import Issue
    from bulletin_gen.plan.outputs import Output, Placed
    from bulletin_gen.workers.pool import Crew, Far, Supply
    from bulletin_gen.workers.press import Job, Pressed, Shop, Tools
    from bulletin_gen.workers.program import Facts

_PACKED = 100
"""Issues that take about as long to pack as a process takes to begin."""
_AHEAD = 4
_LEAST = 32
"""Issues in the hands of a cluster for each of its processes, and at the least: it may grow."""
_OPEN_FONTS = ".local/share/bulletin/fonts"


class Luggage(Struct, frozen=True, kw_only=True):
    """What all issues of an edition take along."""

    facts: Facts
    """What the program here is; looked at before anything else is unpacked."""
    shop: bytes
    """The shop, without what it has on this machine's disk."""
    templates: tuple[tuple[str, bytes], ...]
    """The site's own, by path."""
    fonts: tuple[tuple[Path, str], ...]
    """Font files of this machine with their SHA-256."""


class Errand(Struct, frozen=True, kw_only=True):
    """One issue with all that it is pressed from."""

    job: Job
    issue: Issue
    """Cut to the edition."""
    markdown: Checked[str | None]
    """Its Markdown in the edition, and why there is none."""
    files: tuple[tuple[str, bytes], ...]
    """Pictures, attachments and linked files, by path."""


def press_afar(
    shop: Shop, jobs: Supply[Job], workers: Crew, far: Far, meanwhile: Iterator[object]
) -> Generator[Pressed, None, None]:
    """Yield what each issue makes, in the order of the jobs; the processes of this machine pack what others press."""
    packing = Craft(setup=replace(shop, place=None), open=_itself, work=_errand, title=_key_of_job)
    pressing = Craft(setup=_luggage(shop), open=_unpacked, work=_pressed, title=_key_of)
    with closing(results(workers, packing, jobs, worth=_PACKED)) as errands:
        pace = Pace(ahead=max(_LEAST, _AHEAD * far.size), meanwhile=meanwhile)
        yield from through(far.executor, pressing, errands, pace)


# ------------------------------------------------------------------------------------------------------------- here


def _luggage(shop: Shop) -> Luggage:
    bare = replace(
        shop,
        place=None,
        folders=(),
        store=replace(shop.store, folder=None),
        templates=Store(None),
        reader=replace(shop.reader, store=Store(None), shelves={}),
    )
    own = [(path, folder) for folder in shop.folders[:-1] for path in sorted(folder.rglob("*")) if path.is_file()]
    return Luggage(
        facts=facts(),
        shop=pickle.dumps(bare),
        templates=tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path, folder in own),
        fonts=font_files(shop),
    )


def _errand(shop: Shop, job: Job) -> Errand:
    issue, folder = issue_to_press(shop, job), job.place.folder
    place = replace(job.place, files=frozenset(), outside=frozenset())  # names of files that may be cut
    return Errand(
        job=replace(job, place=place),
        issue=issue,
        markdown=markdown_of(shop, job, issue) if shop.layouts else Checked(None),
        files=tuple((name, (folder / name).read_bytes()) for name in local_files(issue) if (folder / name).is_file()),
    )


def _itself(shop: Shop) -> Shop:
    return shop


def _key_of_job(job: Job) -> str:
    return str(job.key)


def _key_of(errand: Errand) -> str:
    return str(errand.job.key)


# ------------------------------------------------------------------------------------------------------------ there


class _Bench(Struct, frozen=True):
    tools: Tools
    folder: TemporaryDirectory[str]
    """The site's templates; goes with the bench."""


def _unpacked(luggage: Luggage) -> _Bench:
    """Set up what issues of an edition are pressed with on this machine."""
    if differs := difference(luggage.facts, facts()):
        raise unlike(socket.gethostname(), differs)
    shop: Shop = pickle.loads(luggage.shop)  # noqa: S301 - packed by the process that gave the work
    found = _found(luggage.fonts)
    layouts = tuple((name, replace(layout, fonts=_moved(layout.fonts, found))) for name, layout in shop.layouts)
    folder = TemporaryDirectory(prefix="bulletin-")
    _write(Path(folder.name), luggage.templates)
    folders = template_folders(Path(folder.name) if luggage.templates else None)
    return _Bench(open_tools(replace(shop, folders=folders, layouts=layouts)), folder)


def _pressed(bench: _Bench, errand: Errand) -> Pressed:
    """Press an issue beside copies of its files; what is to be copied is named as on the machine that has it."""
    with TemporaryDirectory(prefix="bulletin-") as name:
        folder = Path(name)
        _write(folder, errand.files)
        docket = Docket(errand.job, errand.issue, folder, lambda: errand.markdown)
        made = press_issue(bench.tools, docket)
    return replace(made, files=tuple(_at_home(file, folder, errand.job.place.folder) for file in made.files))


def _at_home(file: Output | Copy | Placed, folder: Path, home: Path) -> Output | Copy | Placed:
    return replace(file, source=home / file.source.relative_to(folder)) if isinstance(file, Copy) else file


def _write(folder: Path, files: tuple[tuple[str, bytes], ...]) -> None:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _found(fonts: tuple[tuple[Path, str], ...]) -> dict[Path, Path]:
    """Return where each font file is on this machine: where it was on the other, or under its name among the fonts."""
    found: dict[Path, Path] = {}
    named: Mapping[str, list[Path]] | None = None
    for path, digest in fonts:
        if _is(path, digest):
            found[path] = path
            continue
        named = _font_files() if named is None else named
        same = (other for other in named.get(path.name, []) if _is(other, digest))
        other = next(same, None)
        if other is None:
            lacking = "的内容和本机的不同" if path.name in named else "没有"
            raise BulletinError(
                f"计算节点 {socket.gethostname()} 的字体 {path.name} {lacking}",
                "把本机的这个字体文件装到每个节点上（~/.local/share/fonts，或与本机相同的位置），再运行一次。",
            )
        found[path] = other
    return found


def _is(path: Path, digest: str) -> bool:
    try:
        return digest_of(path) == digest
    except OSError:
        return False


def _font_files() -> dict[str, list[Path]]:
    """Return the files in the font folders of this machine by their names."""
    home = Path.home()
    found: dict[str, list[Path]] = {}
    for folder in (home / _OPEN_FONTS, *system_folders(home)):
        for above, _, names in os.walk(folder):
            for name in names:
                found.setdefault(name, []).append(Path(above, name))
    return found


def _moved(fonts: FontSet, found: Mapping[Path, Path]) -> FontSet:
    def moved(faces: tuple[Face, ...]) -> tuple[Face, ...]:
        return tuple(replace(face, path=found[face.path]) for face in faces)

    chains = tuple(
        replace(chain, faces=moved(chain.faces), behind=moved(chain.behind), western=moved(chain.western))
        for chain in fonts.chains
    )
    return replace(fonts, chains=chains, idle=moved(fonts.idle))
