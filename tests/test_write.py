"""A whole edition reaches the disk or nothing does, and nobody else's file is touched."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin_gen.cache.signs import sign_of
from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.model import Audience
from bulletin_gen.plan.outputs import Copy, Output, Stream
from bulletin_gen.write.marker import MARKER
from bulletin_gen.write.place import check_place
from bulletin_gen.write.tree import Written, commit, open_tree, place

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = {"index.html": b"old index", "luohe/2022/1/index.html": b"old page", "luohe/2022/2/index.html": b"gone page"}
NEW = {"luohe/2022/1/index.html": b"new page", "luohe/2022/3/index.html": b"third page", "index.html": b"new index"}

PROGRAM = """
import json, os, signal, sys
from pathlib import Path
from bulletin_gen.model import Audience
from bulletin_gen.plan.outputs import Output
from bulletin_gen.write.tree import commit, open_tree, place

folder, files, after, number = Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
steps = 0

def count(event, arguments):
    global steps
    if event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
        steps += 1
        if steps == after:
            os.kill(os.getpid(), number)

with open_tree(folder, Audience.PUBLIC, waiting=lambda: None) as tree:
    placed = [place(tree, Output(path, text.encode())) for path, text in files.items()]
    sys.addaudithook(count)
    commit(tree, placed, carry=lambda path: False)
print(steps)
"""


def nothing(_: str) -> bool:
    return False


def put(
    folder: Path,
    files: dict[str, bytes],
    *,
    edition: Audience = Audience.PUBLIC,
    carry: Callable[[str], bool] = nothing,
) -> Written:
    with open_tree(folder, edition, waiting=lambda: None) as tree:
        return commit(tree, [place(tree, Output(*item)) for item in files.items()], carry=carry)


def tree_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def site_in(folder: Path) -> dict[str, bytes]:
    return {path: content for path, content in tree_of(folder).items() if path != MARKER}


def nothing_left_beside(folder: Path) -> bool:
    return [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_what_is_new_is_written_what_is_equal_kept_and_what_is_gone_removed(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    stood = (folder / "index.html").stat().st_mtime_ns
    done = put(folder, NEW | {"index.html": OLD["index.html"]})
    assert done.written == ("luohe/2022/1/index.html", "luohe/2022/3/index.html")
    assert done.kept == 1
    assert done.removed == ("luohe/2022/2/index.html",)
    assert (folder / "index.html").stat().st_mtime_ns == stood
    assert not (folder / "luohe/2022/2").exists()
    assert nothing_left_beside(folder)


def test_a_build_that_changes_nothing_touches_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    stood = {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}
    assert put(folder, OLD) == Written(written=(), kept=len(OLD), removed=())
    assert {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]} == stood


def test_a_file_that_was_damaged_on_the_disk_is_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    (folder / "index.html").write_bytes(b"tampered!")
    (folder / "luohe/2022/1/index.html").unlink()
    assert put(folder, OLD).written == ("index.html", "luohe/2022/1/index.html")
    assert site_in(folder) == OLD


def test_files_of_somebody_else_stay(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    foreign = {"CNAME": b"example.org", ".well-known/security.txt": b"mail", "luohe/2022/2/notes.txt": b"mine"}
    for path, content in foreign.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    put(folder, NEW)
    assert site_in(folder) == NEW | foreign


def test_a_file_of_somebody_else_is_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    (folder / "luohe/2022/3").mkdir()
    (folder / "luohe/2022/3/index.html").write_bytes(b"mine")
    before = tree_of(folder)
    with pytest.raises(BulletinError, match=r"luohe/2022/3/index\.html 不是本系统写的") as stopped:
        put(folder, NEW)
    assert stopped.value.exit_code is ExitCode.USAGE
    assert tree_of(folder) == before
    assert nothing_left_beside(folder)


@pytest.mark.parametrize("obstacle", ["luohe/2022/3", "luohe/2022/3/index.html/inner.txt"])
def test_a_file_where_a_folder_must_come_and_the_reverse_stop_the_build(tmp_path: Path, obstacle: str) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    (folder / obstacle).parent.mkdir(parents=True, exist_ok=True)
    (folder / obstacle).write_bytes(b"mine")
    with pytest.raises(BulletinError, match="不是本系统写的"):
        put(folder, NEW)
    assert (folder / "index.html").read_bytes() == OLD["index.html"]


def test_a_link_in_the_output_is_not_followed(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "public", tmp_path / "elsewhere"
    elsewhere.mkdir()
    put(folder, OLD)
    (folder / "xuchang").symlink_to(elsewhere)
    with pytest.raises(BulletinError, match="xuchang 不是本系统写的"):
        put(folder, OLD | {"xuchang/index.html": b"page"})
    assert not list(elsewhere.iterdir())


def test_our_own_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    first, second = {"a": b"1", "b/c": b"2"}, {"a/x": b"3", "b": b"4"}
    put(folder, first)
    put(folder, second)
    assert site_in(folder) == second


def test_carried_files_stay_as_they_are_and_are_ours_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    done = put(folder, {"index.html": b"new index"}, carry=lambda path: path.startswith("luohe/2022/1/"))
    assert done.kept == 1
    assert done.removed == ("luohe/2022/2/index.html",)
    assert put(folder, {}).removed == ("index.html", "luohe/2022/1/index.html")


def test_a_copied_file_takes_bytes_only(tmp_path: Path) -> None:
    folder, source = tmp_path / "public", tmp_path / "图 一.png"
    source.write_bytes(b"picture")
    source.chmod(0o400)
    with open_tree(folder, Audience.PUBLIC, waiting=lambda: None) as tree:
        commit(tree, [place(tree, Copy("files/图 一.png", source))], carry=nothing)
    assert (folder / "files/图 一.png").stat().st_mode & 0o777 == 0o666 & ~_umask()
    with open_tree(folder, Audience.PUBLIC, waiting=lambda: None) as tree:
        assert not place(tree, Copy("files/图 一.png", source)).changed


def test_two_files_at_one_address_stop_the_build(tmp_path: Path) -> None:
    with open_tree(tmp_path / "public", Audience.PUBLIC, waiting=lambda: None) as tree:
        placed = [place(tree, Output("a", content)) for content in (b"1", b"2")]
        with pytest.raises(BulletinError, match="同一个地址：a"):
            commit(tree, placed, carry=nothing)


@pytest.mark.parametrize("path", ["../out", "/etc/passwd", "a/../../b", "", "a//b", "./a", MARKER, ".bulletin/x"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    with (
        open_tree(tmp_path / "public", Audience.PUBLIC, waiting=lambda: None) as tree,
        pytest.raises(ValueError, match="path"),
    ):
        place(tree, Output(path, b""))


# ------------------------------------------------------------------------------------------------ editions


def test_neither_edition_is_written_over_the_other(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put(folder, OLD)
    with pytest.raises(BulletinError, match=r"不能把内部版写进.*公开版") as stopped:
        put(folder, NEW, edition=Audience.INTERNAL)
    assert stopped.value.exit_code is ExitCode.USAGE
    assert site_in(folder) == OLD


def test_a_folder_with_files_and_no_marker_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.docx").write_bytes(b"mine")
    with pytest.raises(BulletinError, match=r"letter\.docx"):
        put(tmp_path / "home", NEW)
    assert site_in(tmp_path / "home") == {"letter.docx": b"mine"}


def test_an_empty_folder_and_one_with_dot_names_are_free(tmp_path: Path) -> None:
    (tmp_path / "public/.git").mkdir(parents=True)
    (tmp_path / "public/.git/HEAD").write_bytes(b"ref")
    put(tmp_path / "public", NEW)
    assert site_in(tmp_path / "public") == NEW | {".git/HEAD": b"ref"}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"edition": "other", "files": {}}', b'{"edition": "public"}', b"\xff"]
)
def test_a_damaged_marker_is_told(tmp_path: Path, content: bytes) -> None:
    put(tmp_path / "public", OLD)
    (tmp_path / "public" / MARKER).write_bytes(content)
    with pytest.raises(BulletinError, match="标记文件损坏"):
        put(tmp_path / "public", NEW)


def test_the_marker_of_another_version_is_told(tmp_path: Path) -> None:
    put(tmp_path / "public", OLD)
    marker = tmp_path / "public" / MARKER
    marker.write_bytes(marker.read_bytes().replace(b"bulletin-edition-3", b"bulletin-edition-2"))
    with pytest.raises(BulletinError, match="另一版程序写的"):
        put(tmp_path / "public", NEW)
    assert site_in(tmp_path / "public") == OLD


@pytest.mark.parametrize("output", [".", "bulletins", "bulletins/luohe", "templates", "fonts/x", "..", "/", "link"])
def test_an_output_folder_among_the_sources_is_refused(tmp_path: Path, output: str) -> None:
    site = tmp_path / "site"
    (site / "bulletins").mkdir(parents=True)
    (site / "link").symlink_to(site / "bulletins")
    with pytest.raises(BulletinError, match="源文件") as stopped:
        check_place(site / output, site)
    assert stopped.value.exit_code is ExitCode.USAGE


def test_an_output_folder_inside_an_edition_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "public", OLD)
    with pytest.raises(BulletinError, match="另一版的输出文件夹"):
        check_place(tmp_path / "public/internal", tmp_path / "site")
    assert check_place(tmp_path / "public", tmp_path / "site") == tmp_path / "public"


def test_the_marker_names_every_file_and_is_the_same_for_the_same_edition(tmp_path: Path) -> None:
    put(tmp_path / "a", OLD)
    put(tmp_path / "a", NEW)
    put(tmp_path / "b", dict(reversed(NEW.items())))
    assert (tmp_path / "a" / MARKER).read_bytes() == (tmp_path / "b" / MARKER).read_bytes()
    marker = json.loads((tmp_path / "a" / MARKER).read_text("utf-8"))
    assert marker["edition"] == "public"
    listed = [(folder, name) for folders in marker["files"].values() for folder in folders for name in folders[folder]]
    assert sorted("/".join(filter(None, one)) for one in listed) == sorted(NEW)


def test_a_marker_says_the_same_where_no_file_comes_or_goes_but_shows_that_some_changed(tmp_path: Path) -> None:
    put(tmp_path / "public", OLD)
    marker = tmp_path / "public" / MARKER
    stood, sign = marker.read_bytes(), sign_of(str(marker))
    put(tmp_path / "public", OLD | {"index.html": b"new index"})
    assert marker.read_bytes() == stood
    assert sign_of(str(marker)) != sign


def test_a_marker_that_takes_no_other_time_gives_way_to_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "public", OLD)
    marker = tmp_path / "public" / MARKER
    stood, sign = marker.read_bytes(), sign_of(str(marker))

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "utime", refused)
    put(tmp_path / "public", OLD | {"index.html": b"new index"})
    assert marker.read_bytes() == stood
    assert sign_of(str(marker)) != sign


@pytest.mark.parametrize("name", ["public", "pub lic", "a\\040b"])
def test_a_folder_that_is_mounted_is_written_from_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / name
    put(folder, OLD)
    mounts = tmp_path / "mountinfo"  # as Linux writes it
    typed = f"{folder}".replace("\\", "\\134").replace(" ", "\\040")
    mounts.write_text(f"36 35 98:0 / / rw - ext4 /dev/vda rw\n37 36 98:0 /out {typed} rw - ext4 /dev/vda rw\n", "utf-8")
    for listed, desk in ((mounts, folder / ".bulletin"), (tmp_path / "none", tmp_path / f".{name}.bulletin")):
        monkeypatch.setattr("bulletin_gen.write.tree._MOUNTS", listed)
        with open_tree(folder, Audience.PUBLIC, waiting=lambda: None) as opened:
            assert opened.stage.parent == desk


# ------------------------------------------------------------------------------------ folders that stand whole

TOPS = ("a", "a-b", "a b", 'quo"te', "刊", "a.html", "},", "\n},", "\udcff")
"""Names before and behind each other's `/`, and what JSON writes otherwise."""


def folders_above(path: str) -> set[str]:
    return {str(above) for above in PurePosixPath(path).parents} - {"."}


@st.composite
def tall_editions(draw: st.DrawFn) -> tuple[dict[str, bytes], set[str]]:
    """Draw files in folders at the top and beside them, and which folders stand in the next build."""
    names = st.sampled_from(["1/index.html", "}", "1/图.png", "1/z/1/a", "z", "-", 'b"\\'])
    files = draw(st.dictionaries(st.tuples(st.sampled_from(TOPS), names), st.binary(max_size=1), min_size=1))
    tall = {f"{top}/{name}": content for (top, name), content in files.items()}
    beside = draw(st.dictionaries(st.sampled_from(["404.html", "a.css", "~", "！"]), st.binary(max_size=1)))
    folders = {above for path in tall for above in folders_above(path)}
    return tall | beside, draw(st.sets(st.sampled_from(sorted(folders))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tall_editions(), tall_editions())
def test_of_folders_that_stand_only_what_changed_need_be_listed(
    tmp_path_factory: pytest.TempPathFactory,
    first: tuple[dict[str, bytes], set[str]],
    second: tuple[dict[str, bytes], set[str]],
) -> None:
    (old, standing), files = first, second[0]
    folder = tmp_path_factory.mktemp("tall")
    stood = {path: content for path, content in old.items() if not standing.isdisjoint(folders_above(path))}
    put(folder / "short", old)
    with open_tree(folder / "short", Audience.PUBLIC, waiting=lambda: None) as tree:
        placed = [place(tree, Output(*item)) for item in files.items()]
        done = commit(tree, placed, carry=nothing, standing=sorted(standing))
    put(folder / "long", old)
    assert put(folder / "long", stood | files) == done
    assert tree_of(folder / "short") == tree_of(folder / "long")


@pytest.mark.parametrize(
    ("line", "damage"),
    [
        (b'"luohe/2022/1"', b'luohe"/2022/1"'),
        (b'["index.html"],', b"5,"),
        (b'["index.html"],', b'[["index.html"]],'),
        (b'"luohe": {', b'"luohe": ['),
        (b'"luohe": {', b"luohe: {"),
        (b"\n},", b"\n,"),
        (b"]\n}\n}}", b"]\n}}"),
    ],
)
def test_a_damaged_line_of_a_marker_is_told_when_it_is_needed(tmp_path: Path, line: bytes, damage: bytes) -> None:
    put(tmp_path / "public", OLD)
    marker = tmp_path / "public" / MARKER
    assert line in marker.read_bytes()
    marker.write_bytes(marker.read_bytes().replace(line, damage))
    with pytest.raises(BulletinError, match="标记文件损坏"):
        put(tmp_path / "public", NEW)
    assert (tmp_path / "public/index.html").read_bytes() == OLD["index.html"]


# --------------------------------------------------------------------------------------- interrupted builds


def run_until(folder: Path, files: dict[str, bytes], after: int, number: int) -> subprocess.CompletedProcess[str]:
    texts = json.dumps({path: content.decode() for path, content in files.items()})
    command = [sys.executable, "-c", PROGRAM, str(folder), texts, str(after), str(number)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def stand(folder: Path, files: dict[str, bytes]) -> None:
    """Make the edition of an earlier build; without files none was made."""
    if files:
        put(folder, files)


def steps_of_a_whole_commit(tmp_path: Path, old: dict[str, bytes]) -> int:
    stand(tmp_path / "count/public", old)
    (tmp_path / "count").mkdir(exist_ok=True)
    return int(run_until(tmp_path / "count/public", NEW, 0, signal.SIGKILL).stdout)


@pytest.mark.parametrize("old", [OLD, dict.fromkeys(NEW, b"older"), {}])
def test_a_build_killed_at_any_step_is_finished_by_the_next(tmp_path: Path, old: dict[str, bytes]) -> None:
    steps = steps_of_a_whole_commit(tmp_path, old)
    assert steps > len(NEW)
    mixed = 0
    for after in range(1, steps + 1):
        folder = tmp_path / f"killed-{after}/public"
        stand(folder, old)
        assert run_until(folder, NEW, after, signal.SIGKILL).returncode == -signal.SIGKILL
        torn = site_in(folder)
        assert torn.items() <= old.items() | NEW.items()
        mixed += torn not in (old, NEW)
        with open_tree(folder, Audience.PUBLIC, waiting=lambda: None):
            assert site_in(folder) in (old, NEW)
        put(folder, NEW)
        assert site_in(folder) == NEW
        assert nothing_left_beside(folder)
    assert mixed > 0


def test_a_build_killed_while_it_stages_leaves_the_old_site(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    (tmp_path / ".public.bulletin/stage/files/luohe").mkdir(parents=True)
    (tmp_path / ".public.bulletin/stage/files/luohe/index.html").write_bytes(b"half")
    put(folder, OLD)
    assert site_in(folder) == OLD
    assert nothing_left_beside(folder)


def test_an_interruption_while_files_move_leaves_a_whole_site(tmp_path: Path) -> None:
    for after in range(1, steps_of_a_whole_commit(tmp_path, OLD) + 1):
        folder = tmp_path / f"interrupted-{after}" / "public"
        put(folder, OLD)
        done = run_until(folder, NEW, after, signal.SIGINT)
        assert "KeyboardInterrupt" in done.stderr
        assert site_in(folder) in (OLD, NEW)


def test_a_fault_while_staging_leaves_the_old_site_and_nothing_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(folder, OLD)
    with pytest.raises(BulletinError), open_tree(folder, Audience.PUBLIC, waiting=lambda: None) as tree:
        commit(tree, [place(tree, Output("index.html", b"new"))] * 2, carry=nothing)
    assert site_in(folder) == OLD
    assert nothing_left_beside(folder)


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    texts = json.dumps({path: content.decode() for path, content in NEW.items()})
    with open_tree(folder, Audience.PUBLIC, waiting=lambda: None) as tree:
        command = [sys.executable, "-c", PROGRAM.replace("lambda: None", "lambda: print('waits', flush=True)")]
        second = subprocess.Popen([*command, str(folder), texts, "0", "0"], stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert second.stdout.readline() == "waits\n"
        commit(tree, [place(tree, Output(*item)) for item in OLD.items()], carry=nothing)
        assert site_in(folder) == OLD
    second.communicate()
    assert second.returncode == 0
    assert site_in(folder) == NEW
    assert nothing_left_beside(folder)


# ------------------------------------------------------------------------------------------- a disk that refuses

LIMITED = """
import resource, sys
from pathlib import Path
from bulletin_gen.diagnostics import BulletinError
from bulletin_gen.model import Audience
from bulletin_gen.plan.outputs import Output
from bulletin_gen.write.tree import open_tree, place

resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    with open_tree(Path(sys.argv[1]), Audience.PUBLIC, waiting=lambda: None) as tree:
        place(tree, Output("index.html", b"x" * 20_000))
except BulletinError as error:
    sys.stdout.reconfigure(encoding="utf-8")
    print(int(error.exit_code), error.message)
"""


def test_a_full_disk_is_told_in_words_and_leaves_the_old_site(tmp_path: Path) -> None:
    put(tmp_path / "public", OLD)
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "public")]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert said.startswith("3 磁盘空间不足")
    assert site_in(tmp_path / "public") == OLD
    assert nothing_left_beside(tmp_path / "public")


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file/public", Path("/proc/bulletin/public")):
        with pytest.raises(BulletinError) as stopped:
            put(folder, OLD)
        assert stopped.value.exit_code is ExitCode.MACHINE
        assert str(folder.parent) in stopped.value.message


# ------------------------------------------------------------------------------------------------ properties

PATHS = st.lists(st.sampled_from(["a", "b", "c", "甲"]), min_size=1, max_size=3).map("/".join)


@st.composite
def editions(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw files none of which stands in the place of another's folder."""
    files = draw(st.dictionaries(PATHS, st.binary(max_size=2), max_size=6))
    return {path: text for path, text in files.items() if not any(other.startswith(f"{path}/") for other in files)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(editions(), min_size=2, max_size=4))
def test_after_any_builds_the_folder_holds_the_last_edition_exactly(
    tmp_path_factory: pytest.TempPathFactory, builds: list[dict[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("any") / "public"
    for number, files in enumerate(builds):
        done = put(folder, files)
        assert set(done.written) <= set(files)
        assert done.kept == len(files) - len(done.written)
        assert set(done.removed) == (set(builds[number - 1]) - set(files) if number else set())
    assert site_in(folder) == builds[-1]
    assert all(any(path.iterdir()) for path in folder.rglob("*") if path.is_dir())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_file_made_piece_by_piece_is_written_only_where_it_became_another(tmp_path: Path) -> None:
    folder, pieces = tmp_path / "public", [b"one", b"two"]

    def build() -> Written:
        with open_tree(folder, Audience.PUBLIC, waiting=lambda: None) as tree:
            file = place(tree, Stream("data/issues.json", lambda: iter(pieces)))
            assert file.digest == sha256(b"".join(pieces)).hexdigest()
            return commit(tree, [file], carry=nothing)

    assert build().written == ("data/issues.json",)
    assert build() == Written(written=(), kept=1, removed=())
    pieces.append(b"three")
    assert build().written == ("data/issues.json",)
    assert (folder / "data" / "issues.json").read_bytes() == b"onetwothree"
