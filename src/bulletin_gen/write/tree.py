"""An edition's folder while a build writes it: stage beside it, then change it whole.

Takes files one by one and holds none in memory. Nothing in the folder changes before `commit`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections import defaultdict
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.plan.outputs import Copy, Output, Placed, Stream
from bulletin_gen.write.journal import STAGED, Journal, finish, read_journal, write_journal
from bulletin_gen.write.lock import locked
from bulletin_gen.write.marker import (
    MARKER,
    Marker,
    by_folder,
    count_of,
    is_among,
    listed_in,
    marker_bytes,
    paths_of,
    relisted,
    top_of,
)
from bulletin_gen.write.obstacles import Standing, in_the_way, looking, moves, obstacles
from bulletin_gen.write.place import check_tree
from bulletin_gen.write.words import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from bulletin_gen.model import Audience
    from bulletin_gen.write.marker import Names
    from bulletin_gen.write.obstacles import Look


_MOUNTS = Path("/proc/self/mountinfo")
"""Where Linux lists what is mounted: the fifth word of each line is the place."""


class Tree(Struct, frozen=True, kw_only=True):
    """A folder that is ours to write, and locked."""

    folder: Path
    """Where the edition stands, real path; need not exist."""
    stage: Path
    """Where its new files wait, on the same disk."""
    before: Marker
    """The edition, and what we wrote there before."""
    new: bool
    """There is no such folder: no file can stand in it already."""


class Written(Struct, frozen=True, kw_only=True):
    """What a build did to a folder."""

    written: tuple[str, ...]
    """Paths below it, sorted."""
    removed: tuple[str, ...]
    """The same."""
    kept: int
    """How many files stand as they stood: mostly nearly all."""

    def and_then(self, other: Written) -> Written:
        """Return what this build and another one after it did."""
        written = {*self.written, *other.written}
        removed = {*self.removed, *other.removed}
        kept = other.kept + len(other.written) - len(written)
        return Written(written=tuple(sorted(written)), removed=tuple(sorted(removed)), kept=kept)


@contextmanager
def open_tree(folder: Path, edition: Audience, *, waiting: Callable[[], None]) -> Iterator[Tree]:
    """Lock a folder, finish what an interrupted build left, and give it for writing.

    `folder` comes from `place.check_place`. `waiting` is called once if another build has the lock.
    """
    with ExitStack() as held:
        with in_words(folder):
            desk = _desk(folder)
            held.callback(_forget, desk)
            held.enter_context(locked(desk / "lock", waiting=waiting))
            held.callback(_discard, desk / "stage")
            for left in _desks(folder):
                _finish_left(folder, left / "stage")
            before = check_tree(folder, edition)
            (desk / "stage" / STAGED).mkdir(parents=True)
        yield Tree(folder=folder, stage=desk / "stage", before=before, new=not folder.exists())


def place(tree: Tree, item: Output | Copy | Stream, known: str = "") -> Placed:
    """Stage a file, unless the same bytes stand in the folder already.

    `known` is the SHA-256 of what stands there; where nobody knows it, that is read. All that is placed is committed or
    none of it. Files may be placed by several processes at once.
    """
    _check_path(item.path)
    with in_words(tree.folder):
        if isinstance(item, Stream):
            return _place_stream(tree, item, known)
        digest = hashlib.sha256(item.content).hexdigest() if isinstance(item, Output) else _digest(item.source)
        size = len(item.content) if isinstance(item, Output) else item.source.stat().st_size
        if _holds(tree, item.path, digest, size, known):
            return Placed(item.path, digest, changed=False)
        _stage(item, f"{tree.stage}/{STAGED}")
    return Placed(item.path, digest, changed=True)


def replace_file(tree: Tree, output: Output) -> Placed:
    """Stage a file where it is known that other bytes stand in the folder: these are not read again."""
    _check_path(output.path)
    with in_words(tree.folder):
        _stage(output, f"{tree.stage}/{STAGED}")
    return Placed(output.path, hashlib.sha256(output.content).hexdigest(), changed=True)


def placed_at(tree: Tree, file: Placed) -> Path:
    """Return where a file that was placed is to be read before all is committed."""
    return (tree.stage / STAGED if file.changed else tree.folder) / file.path


def placer(tree: Tree) -> Callable[[Output | Copy], Placed]:
    """Return `place` for a tree, to be taken to other processes: it does not carry what stood there before."""
    return partial(place, replace(tree, before=Marker(tree.before.edition)))


def commit(
    tree: Tree, files: Iterable[Placed], *, carry: Callable[[str], bool], standing: Collection[str] = ()
) -> Written:
    """Change the folder to the new edition: files move in in the given order, then old ones go.

    `standing` are folders in which, and below which, all stand as they stood, besides those that are among `files`.
    Any other old file that is not among the new ones goes, unless `carry` says that it stays as it is. Files that we
    did not write stay; one that stands where a new file must go stops the run. An interruption is made good at once,
    and a run that is killed here is finished by the next.
    """
    new, put = _by_folder(files)
    with in_words(tree.folder):
        before = listed_in(tree.before, tree.folder, set(standing).difference(map(top_of, new)))
        stay, rest = _divided(_without(before, new), frozenset(standing), partial(_is_carried, tree, carry))
        look = looking(tree.folder)
        gone = tuple(path for path in rest if look(path) is Standing.FILE)
        _check_foreign(tree, put, (before, frozenset(gone)), look)
        after = _union(new, stay)
        marker = relisted(tree.before, before, after)
        during = relisted(tree.before, before, _union(before, after)) if gone else marker
        _change(tree, _journal(put, gone, look), during, marker)
    return Written(written=tuple(sorted(put)), removed=gone, kept=count_of(marker) - len(put))


def _divided(old: Names, standing: frozenset[str], carried: Callable[[str], bool]) -> tuple[Names, list[str]]:
    """Return of the old files those that stay as they are, and the others: sorted."""
    stay = {folder: names for folder, names in old.items() if _is_within(folder, standing)}
    others = paths_of({folder: names for folder, names in old.items() if folder not in stay})
    more = frozenset(filter(carried, others))
    return _union(stay, by_folder(more)), [path for path in others if path not in more]


def _is_within(folder: str, others: Collection[str]) -> bool:
    """Tell whether a folder is one of others or lies below one."""
    while folder and folder not in others:
        folder = folder.rpartition("/")[0]
    return bool(folder)


def _without(names: Names, others: Names) -> Names:
    left = ((folder, own - others.get(folder, frozenset())) for folder, own in names.items())
    return {folder: own for folder, own in left if own}


def _union(one: Names, other: Names) -> Names:
    return {**one, **{folder: own | one[folder] if folder in one else own for folder, own in other.items()}}


def _is_carried(tree: Tree, carry: Callable[[str], bool], path: str) -> bool:
    """Tell whether an old file stays as it is: one that is not there any more does not."""
    return carry(path) and (tree.folder / path).is_file()


def _stage(item: Output | Copy, staged: str) -> None:
    """Write a file below the folder of staged files, which is there for as long as the build goes on."""
    target = f"{staged}/{item.path}"
    try:
        _write(item, target)
    except FileNotFoundError:
        if isinstance(item, Copy) and not item.source.exists():
            raise
        _make_folders(staged, item.path.split("/")[:-1])
        _write(item, target)


def _write(item: Output | Copy, target: str) -> None:
    if isinstance(item, Output):
        with open(target, "wb") as file:  # noqa: PTH123 - tens of thousands of files, by strings
            file.write(item.content)
    else:
        shutil.copyfile(item.source, target)


def _place_stream(tree: Tree, item: Stream, known: str) -> Placed:
    """Stage a file while it is made; it goes again where the same bytes stand in the folder already."""
    staged = f"{tree.stage}/{STAGED}"
    _make_folders(staged, item.path.split("/")[:-1])
    digest = hashlib.sha256()
    with open(f"{staged}/{item.path}", "wb") as file:  # noqa: PTH123 - as in `_write`
        for some in item.make():
            digest.update(some)
            file.write(some)
        size = file.tell()
    stands = _holds(tree, item.path, digest.hexdigest(), size, known)
    if stands:
        os.unlink(f"{staged}/{item.path}")  # noqa: PTH108 - the same
    return Placed(item.path, digest.hexdigest(), changed=not stands)


def _make_folders(path: str, names: list[str]) -> None:
    for name in names:
        path = f"{path}/{name}"
        with suppress(FileExistsError):
            os.mkdir(path)  # noqa: PTH102 - the same


def _journal(put: tuple[str, ...], gone: tuple[str, ...], look: Look) -> Journal:
    clear = in_the_way(gone, put)
    return Journal(
        clear=tuple(path for path in gone if path in clear),
        put=moves(put, look),
        remove=tuple(path for path in gone if path not in clear),
    )


def _change(tree: Tree, journal: Journal, during: Marker, after: Marker) -> None:
    """Make the changes of a journal; `during` and `after` are the marker while files move and then."""
    standing = tree.before if (tree.folder / MARKER).exists() else None
    if after == standing and not (journal.clear or journal.put or journal.remove):
        return
    while_, then = (None if one == standing else marker_bytes(one) for one in (during, after))
    write_journal(tree.stage, journal, marker_while=while_, marker_after=then)
    try:
        finish(tree.folder, tree.stage, journal)
    except KeyboardInterrupt:
        finish(tree.folder, tree.stage, journal)
        raise


def traces(folder: Path) -> tuple[Path, ...]:
    """Return what a build that was interrupted may leave: where nothing is left, none of it is there."""
    return _desks(folder)


def _desk(folder: Path) -> Path:
    """Return the folder where we work: beside the edition's, or in it where that is a disk or a right of its own."""
    beside, inside = _desks(folder)
    if not folder.is_dir():
        return beside
    same_disk = folder.stat().st_dev == folder.parent.stat().st_dev and not _is_mounted(folder)
    return beside if same_disk and os.access(folder.parent, os.W_OK) else inside


def _is_mounted(folder: Path) -> bool:
    """Tell whether a folder is mounted where it stands: nothing can be moved into it, be it of the same disk."""
    name = os.fsencode(folder)
    for sign in (b"\\", b" ", b"\t", b"\n"):
        name = name.replace(sign, b"\\%03o" % ord(sign))
    with suppress(OSError):  # other systems have no such list
        return any(row.split(b" ", 5)[4] == name for row in _MOUNTS.read_bytes().splitlines())
    return os.path.ismount(folder)


def _desks(folder: Path) -> tuple[Path, Path]:
    return folder.parent / f".{folder.name}.bulletin", folder / ".bulletin"


def _finish_left(folder: Path, stage: Path) -> None:
    """Finish what a killed build had begun to change; throw away what it had only staged."""
    if journal := read_journal(stage):
        finish(folder, stage, journal)
    if stage.exists():
        shutil.rmtree(stage)


def _discard(stage: Path) -> None:
    """Throw away what was staged, unless a journal still needs it."""
    if not read_journal(stage):
        shutil.rmtree(stage, ignore_errors=True)


def _forget(desk: Path) -> None:
    """Remove the empty desk. It is not empty while another build waits for the lock in it."""
    try:
        desk.rmdir()
    except OSError:
        return


def _check_path(path: str) -> None:
    """Hold that a path stays in the folder and is not the marker's."""
    parts = path.split("/")
    if parts[0] in {MARKER, ".bulletin"} or not {"", ".", ".."}.isdisjoint(parts):
        raise ValueError(f"not a path of an edition: {path!r}")


def _digest(path: str | Path) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 - tens of thousands of files, by strings
        return hashlib.file_digest(file, "sha256").hexdigest()


def _holds(tree: Tree, path: str, digest: str, size: int, known: str) -> bool:
    """Tell whether a regular file of these bytes stands there. The disk is asked, not the marker: files get damaged."""
    if tree.new or known:
        return known == digest
    target = f"{tree.folder}/{path}"
    try:
        state = os.lstat(target)
        return S_ISREG(state.st_mode) and state.st_size == size and _digest(target) == digest
    except (FileNotFoundError, NotADirectoryError):
        return False


def _by_folder(files: Iterable[Placed]) -> tuple[Names, tuple[str, ...]]:
    """Return files by the folder that they lie in, and the paths of those that changed; no two have one path."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    put = []
    for file in files:
        folder, _, name = file.path.rpartition("/")
        if name in found[folder]:
            raise BulletinError(
                f"两个文件要写到同一个地址：{file.path}",
                "多半是附件或图片用了系统自己的文件名（如 index.html、issue.json），请给它改名。",
                ExitCode.CONTENT,
            )
        found[folder].add(sys.intern(name))
        if file.changed:
            put.append(file.path)
    return dict(found), tuple(put)


def _check_foreign(tree: Tree, put: Iterable[str], ours: tuple[Names, frozenset[str]], look: Look) -> None:
    """Stop before a file of somebody else is written over, or a folder of theirs stands where a file must go.

    `ours` are the files that we wrote, and those of them that go.
    """
    own, going = ours
    for path in put:
        for obstacle in obstacles(tree.folder, path, look):
            if obstacle not in going and not (obstacle == path and is_among(path, own)):
                raise BulletinError(
                    f"{tree.folder / obstacle} 不是本系统写的，不能覆盖",
                    "请把它移走或改名，再运行一次；其他文件都没有改动。",
                    ExitCode.USAGE,
                )
