"""What was made before is taken again, never what it isn't any more; without it everything comes out the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import pickle
import shutil
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bulletin_gen.cache.ahead import looking_ahead
from bulletin_gen.cache.digests import file_digest
from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.signs import Mistaken, Sight, names_in, sign_of, stands
from bulletin_gen.cache.store import Store, fetch, keep, key_of, prune
from bulletin_gen.cache.watch import Known, watch, watched
from bulletin_gen.diagnostics import Severity, Span
from bulletin_gen.model import Anchor, IssueKey, Run
from bulletin_gen.templating.closure import closure_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bulletin_gen.cache.signs import Bundle

    Files = dict[str, str | bytes]
    Maker = Callable[[Files], Path]
    Builder = Callable[..., dict[str, Any]]


# -------------------------------------------------------------------------------------------- files by the thousand

MANY = [f"{'一' * 30}/{number * 7919 % 100_003}/{'页' * 30}.html" for number in range(6000)]
"""Names enough that they are looked at in a process of its own."""


@contextmanager
def looked_ahead(folder: Path, *others: Bundle) -> Iterator[tuple[Sight, Bundle]]:
    """Give what looks ahead at many files below a folder, none of them there, then at others, and their bundle."""
    (folder / "witness").write_bytes(b"")
    sight, bundle = Sight(), Sight().bundle(str(folder), MANY)
    with looking_ahead(str(folder), [bundle, *others], str(folder / "witness")) as sight.ahead[str(folder)]:
        yield sight, bundle


def make_one(folder: Path) -> None:
    path = folder / MANY[-1]
    path.parent.mkdir(parents=True)
    path.write_bytes(b"new")


def test_what_was_seen_ahead_is_told(tmp_path: Path) -> None:
    folder = str(tmp_path)
    with looked_ahead(tmp_path) as (sight, bundle):
        assert sight.stands(folder, bundle)
        make_one(tmp_path)
        assert sight.stands(folder, bundle)  # looked at before
    with looked_ahead(tmp_path, bundle) as (sight, _):
        assert not sight.stands(folder, bundle)


def test_what_somebody_changed_meanwhile_is_looked_at_again(tmp_path: Path) -> None:
    with looked_ahead(tmp_path) as (sight, bundle):
        assert sight.stands(str(tmp_path), bundle)
        make_one(tmp_path)
        (tmp_path / "witness").write_bytes(b"changed")
        assert not sight.stands(str(tmp_path), bundle)
        assert not sight.trusts(str(tmp_path), bundle)


def test_what_was_not_looked_at_ahead_is_looked_at_when_it_is_asked_for(tmp_path: Path) -> None:
    few, folder, above = Sight().bundle(str(tmp_path), MANY[-2:]), str(tmp_path), str(tmp_path.parent)
    with looked_ahead(tmp_path) as (sight, _):
        assert sight.stands(folder, few)
        make_one(tmp_path)
        for tells in (sight.stands, sight.trusts):
            assert not tells(folder, few)
            assert not tells(above, Sight().bundle(folder, MANY[-2:]))
            assert tells(above, few)


@pytest.mark.parametrize("changed", [False, True])
def test_what_is_being_looked_at_is_trusted_until_it_is_seen(tmp_path: Path, *, changed: bool) -> None:
    folder = str(tmp_path)
    few = Sight().bundle(folder, MANY[-2:])
    if changed:
        make_one(tmp_path)
    with looked_ahead(tmp_path, few) as (sight, _):
        assert sight.trusts(folder, few)
        assert sight.holds() is not changed
        assert sight.trusts(folder, few) is not changed  # seen by now
        with pytest.raises(Mistaken) if changed else nullcontext():
            sight.check()
    assert Sight().holds()


@pytest.mark.parametrize("asked", [False, True])
def test_nothing_is_left_of_looking_ahead_though_nobody_waited_for_all(tmp_path: Path, *, asked: bool) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = (children.read_text("ascii"), sorted(Path("/proc/self/fd").iterdir()))
    with looked_ahead(tmp_path, Sight().bundle(str(tmp_path), MANY[:-1])) as (sight, bundle):
        assert not asked or sight.stands(str(tmp_path), bundle)
        assert len(children.read_text("ascii").split()) == len(before[0].split()) + 1
    assert (children.read_text("ascii"), sorted(Path("/proc/self/fd").iterdir())) == before


def test_a_folder_is_seen_the_same_from_how_it_was_as_from_nothing(tmp_path: Path) -> None:
    folder, other, linked = tmp_path / "刊", tmp_path / "other", tmp_path / "刊/linked"
    before = Sight().below(str(folder))
    for change in (
        folder.mkdir,
        lambda: (folder / "1.md").write_text("1", "ascii"),
        lambda: (folder / os.fsdecode(b"\xff.md")).write_text("1", "ascii"),
        (folder / "2023").mkdir,
        lambda: linked.symlink_to(other),
        other.mkdir,
        lambda: (other / "1.md").write_text("1", "ascii"),
        lambda: (linked / "1.md").write_text("2", "ascii"),
        lambda: (folder / "1.md").rename(folder / "2023/1.md"),
        (folder / "2023/1.md").unlink,
        linked.unlink,
        lambda: shutil.rmtree(folder),
        lambda: folder.write_text("a file", "ascii"),
    ):
        change()
        now = Sight().below(str(folder))
        assert now != before
        assert Sight().below(str(folder), before) == now == Sight().below(str(folder), now)
        before = now


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)))
def test_a_bundle_is_the_names_that_it_was_made_of(names: list[str]) -> None:
    assert names_in(Sight().bundle("/nowhere", names)) == names


@given(st.integers(1, 9), st.sets(st.integers(0, 7)))
def test_a_bundle_is_renewed_where_its_files_changed(
    tmp_path_factory: pytest.TempPathFactory, share: int, changed: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    names = [str(number) for number in range(8)]
    for name in names:
        (folder / name).write_bytes(b"")
    before = Sight().bundle(str(folder), names, share)
    for number in changed:
        (folder / names[number]).write_bytes(b"changed")
    now = Sight().renewed(str(folder), before, {number // share for number in changed})
    assert now == Sight().bundle(str(folder), names, share)
    assert stands(str(folder), now)
    assert stands(str(folder), before) is not bool(changed)


@pytest.mark.parametrize("noted", ["the same", "more", "less", "of another build"])
def test_what_is_noted_of_files_that_stand_counts_as_seen(tmp_path: Path, noted: str) -> None:
    names = ["一.html", "b"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    bundle = Sight().bundle(str(tmp_path), names)
    signs = {name: sign_of(str(tmp_path / name)) or (0, 0, 0, 0) for name in names}
    if noted == "less":
        del signs["b"]
    elif noted == "of another build":
        signs["b"] = (0, 0, 0, 0)
    sight = Sight()
    sight.recognize(str(tmp_path), bundle, signs | ({"c": (0, 0, 0, 0)} if noted == "more" else {}))
    known = {f"{tmp_path}/{name}": sign for name, sign in signs.items()}
    assert sight.files == (known if noted in {"the same", "more"} else {})


# -------------------------------------------------------------------------------------------------------- the store


def test_an_entry_is_what_was_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    keep(store, key_of("a"), b"")
    keep(store, key_of("b"), b"words")
    assert (fetch(store, key_of("a")), fetch(store, key_of("b")), fetch(store, key_of("c"))) == (b"", b"words", None)


@given(st.lists(st.text() | st.binary()), st.lists(st.text() | st.binary()))
def test_two_makings_share_a_key_only_if_all_their_parts_are_equal(one: list[str | bytes], other: list[str]) -> None:
    def content(parts: list[Any]) -> list[bytes]:
        return [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]

    assert (key_of(*one) == key_of(*other)) == (content(one) == content(other))


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_a_damaged_entry_is_none(tmp_path: Path, damage: bytes | None) -> None:
    store = Store(tmp_path)
    keep(store, key_of("a"), b"words of some length")
    (path,) = tmp_path.rglob(key_of("a"))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"?" if damage is None else damage)
    assert fetch(store, key_of("a")) is None
    assert not path.exists()


def test_an_entry_under_the_key_of_another_is_damage(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("a", "b"):
        keep(store, key_of(name), name.encode())
    (one,), (other,) = tmp_path.rglob(key_of("a")), tmp_path.rglob(key_of("b"))
    shutil.copyfile(other, one)
    assert (fetch(store, key_of("a")), fetch(store, key_of("b"))) == (None, b"b")


@given(st.data())
def test_no_bit_of_an_entry_may_flip(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    store = Store(tmp_path_factory.mktemp("store"))
    keep(store, key_of("a"), b"words of some length")
    (path,) = store.folder.rglob(key_of("a"))
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    assert fetch(store, key_of("a")) is None


@pytest.mark.parametrize("obstacle", ["folder", "dangling link"])
def test_what_stands_in_the_place_of_an_entry_is_no_entry(tmp_path: Path, obstacle: str) -> None:
    store = Store(tmp_path)
    keep(store, key_of("a"), b"words")
    (path,) = tmp_path.rglob(key_of("a"))
    path.unlink()
    if obstacle == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    assert fetch(store, key_of("a")) is None
    keep(store, key_of("a"), b"words")
    assert fetch(store, key_of("a")) == (None if obstacle == "folder" else b"words")
    assert [left.name for left in path.parent.iterdir()] == [path.name]


def test_a_store_that_cannot_be_written_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    store = Store(tmp_path / "file")
    keep(store, key_of("a"), b"words")
    assert fetch(store, key_of("a")) is None


def test_pruning_takes_what_was_not_used_for_longest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(10):
        keep(store, key_of(str(number)), bytes(1000))
        (path,) = tmp_path.rglob(key_of(str(number)))
        os.utime(path, (number, number))
    assert fetch(store, key_of("0")) is not None
    prune(store, 6000)
    held = [number for number in range(10) if fetch(store, key_of(str(number))) is not None]
    assert held == [0, 7, 8, 9]


def test_a_store_within_its_limit_is_left_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    keep(store, key_of("a"), bytes(100))
    prune(store, 132)
    assert fetch(store, key_of("a")) is not None


class Trap:
    """Runs a command when it is unpacked by a reader who trusts."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, ("/nowhere",))


def test_the_digest_of_a_file_is_noted_unless_the_file_just_changed(tmp_path: Path) -> None:
    path, store = tmp_path / "face.otf", Store(tmp_path / "store")
    path.write_bytes(b"one")
    changed = path.stat().st_ctime_ns
    late = changed + 3_000_000_000
    assert file_digest(store, changed, path) == hashlib.sha256(b"one").hexdigest()
    assert not (tmp_path / "store").exists()
    assert file_digest(store, late, path) == hashlib.sha256(b"one").hexdigest()
    keep(store, *(found.name for found in (tmp_path / "store").glob("??/*")), b"noted")
    assert file_digest(store, late, path) == "noted"
    path.write_bytes(b"two")
    assert file_digest(store, late, path) == hashlib.sha256(b"two").hexdigest()


@pytest.mark.parametrize("packed", [b"", b"no pickle", pickle.dumps(Trap()), pickle.dumps(os.getcwd), pack("a")[:-1]])
def test_what_was_not_packed_here_is_not_unpacked(packed: bytes) -> None:
    with pytest.raises(ValueError, match="not packed"):
        unpack(packed)


class Fetched:
    """Is packed as what `getattr` finds."""

    def __init__(self, *asked: object) -> None:
        self.asked = asked

    def __reduce__(self) -> tuple[Any, ...]:
        return (getattr, self.asked)


def test_members_of_enumerations_are_unpacked_as_early_pythons_pack_them() -> None:
    assert unpack(pickle.dumps(Fetched(Severity, "ERROR"))) is Severity.ERROR
    for asked in ((Severity, "mro"), (IssueKey, "__init__"), (dt.date, "today")):
        with pytest.raises(ValueError, match="not packed"):
            unpack(pickle.dumps(Fetched(*asked)))


class Made:
    """Is packed as a value of a type of ours with such fields."""

    def __init__(self, kind: type, *given: object) -> None:
        self.kind, self.given = kind, given

    def __reduce__(self) -> tuple[Any, ...]:
        return (self.kind, self.given)


def test_only_our_own_types_are_made_and_with_all_their_fields() -> None:
    assert unpack(pickle.dumps(Made(Span, "a.md", 1, 2))) == Span("a.md", 1, 2)
    for fields in ((Span, "a.md"), (Span, "a.md", 1, 2, 3), (Run, "甲"), (dt.date,), (Severity,), (Path, 1)):
        with pytest.raises(ValueError, match="not packed"):
            unpack(pickle.dumps(Made(*fields)))


@given(st.data())
def test_whatever_damaged_bytes_say_is_a_value_or_not_packed_here(data: st.DataObject) -> None:
    packed = bytearray(pack((IssueKey("shifan", 2023, 1, supplement=False), dt.date(2023, 1, 1), Severity.ERROR)))
    for _ in range(data.draw(st.integers(1, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ValueError):
        unpack(bytes(packed))


def test_what_was_packed_comes_back() -> None:
    value = (IssueKey("shifan", 2023, 1, supplement=False), frozenset({"a"}), {"b": b"c"}, None)
    assert unpack(pack(value)) == value


def test_a_build_that_another_program_watched_is_not_known(tmp_path: Path) -> None:
    store = Store(tmp_path)
    known = Known({"a": Sight().below(str(tmp_path))}, "done")
    watch(store, key_of("a"), known)
    assert watched(store, key_of("a")) == known
    keep(store, key_of("a"), pack((("1",), "done")))
    assert watched(store, key_of("a")) is None


def test_places_are_packed_too() -> None:
    assert unpack(pack(Run(text="甲", origin=(Anchor(0, 7, 1),)))).origin == (Anchor(0, 7, 1),)


# ---------------------------------------------------------------------------------------------- closures of templates


def test_a_template_depends_on_all_that_it_names_and_on_nothing_else(tmp_path: Path) -> None:
    files = {"a.html": '{% extends "b.html" %}', "b.html": "{% import 'c.html' as c %}", "c.html": "", "d.html": ""}
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    def changed(name: str) -> bool:
        before = closure_digest((tmp_path,), ["a.html"])
        (tmp_path / name).write_text(files[name] + "\n")
        return closure_digest((tmp_path,), ["a.html"]) != before

    assert [name for name in files if changed(name)] == ["a.html", "b.html", "c.html"]


def test_a_template_that_names_others_by_a_variable_depends_on_all(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{% include which %}")
    before = closure_digest((tmp_path,), ["a.html"])
    (tmp_path / "d.html").write_text("")
    assert closure_digest((tmp_path,), ["a.html"]) != before


# ------------------------------------------------------------------------------------------------------------ builds


def issue(number: int, text: str = "各单位按照部署开展检查，情况平稳。") -> str:
    return f"---\n期号: {number}\n日期: 2023-03-{number:02d}\n---\n\n# 第{number}次检查情况\n\n{text}（示例县应急局）\n"


def of_year(number: int, year: int, said: str = "", *, png: str = "图.png") -> str:
    """Return an issue of another year; its picture, where it has one, lies beside it."""
    shown = f"![现场]({png})\n\n" if png else ""
    return issue(number, f"{shown}各单位开展检查{said}。").replace("2023", str(year))


THREE: Files = {f"bulletins/shifan/2023/{number}.md": issue(number) for number in (1, 2, 3)}


def tree_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def entries(folder: Path, store: str = "*") -> set[Path]:
    """Return what a site's cache holds, or one of its stores: an edition's has its prints."""
    return set((folder / ".cache").glob(f"{store}/??/*"))


def test_a_build_is_the_same_with_a_cold_cache_a_warm_one_and_none(site: Maker, build: Builder, tmp_path: Path) -> None:
    folder = site(THREE)
    for name, options in (("cold", ()), ("warm", ()), ("none", ("--no-cache",))):
        assert build(folder, "-o", str(tmp_path / name), *options)["exit"] == 0
    assert tree_of(tmp_path / "cold") == tree_of(tmp_path / "warm") == tree_of(tmp_path / "none")


def test_a_build_without_a_cache_leaves_none(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder, "--no-cache")
    assert not (folder / ".cache").exists()


def test_one_changed_issue_makes_its_own_print_and_no_other(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    before = entries(folder, "public")
    (folder / "bulletins/shifan/2023/2.md").write_text(issue(2, "改写后的一段。"), "utf-8")
    build(folder)
    assert len(entries(folder, "public") - before) == 1


@pytest.mark.parametrize(
    ("path", "text", "made"),
    [
        ("templates/issue.html", '{% extends "!base/issue.html" %}\n', 0),
        ("templates/print/newspaper.html", '{% extends "!base/print/newspaper.html" %}\n', 0),
        ("templates/print/bulletin.html", '{% extends "!base/print/bulletin.html" %}\n', 3),
        ("templates/layouts/简报.yml", "继承: 简报\n正文:\n  每页行数: {值: 23, 依据: 实务}\n", 3),
    ],
)
def test_a_template_or_a_profile_makes_new_what_depends_on_it(
    site: Maker, build: Builder, path: str, text: str, made: int
) -> None:
    folder = site(THREE)
    build(folder)
    before = entries(folder, "public")
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")
    assert build(folder)["exit"] == 0
    assert len(entries(folder, "public") - before) == made


def test_a_picture_that_changed_is_printed_anew(site: Maker, build: Builder) -> None:
    here = "bulletins/shifan/2023/4/"
    folder = site({f"{here}issue.md": issue(4, "见图。\n\n![图](a.png)\n\n后文。"), f"{here}a.png": png(1)})
    build(folder)
    first = tree_of(folder / "public")
    (folder / here / "a.png").write_bytes(png(200))
    build(folder)
    pdf = "shifan/2023/4/shifan-2023-004.pdf"
    assert tree_of(folder / "public")[pdf] != first[pdf]


def png(shade: int) -> bytes:
    """Return a small grey picture."""
    written = io.BytesIO()
    Image.new("L", (30, 20), shade).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize("content", [b"", b"\0" * 40, b"x" * 100_000])
def test_a_cache_full_of_damage_is_rebuilt(site: Maker, build: Builder, content: bytes) -> None:
    folder = site(THREE)
    build(folder)
    first = tree_of(folder / "public")
    for path in entries(folder):
        path.write_bytes(content)
    shutil.rmtree(folder / "public")
    assert build(folder)["exit"] == 0
    assert tree_of(folder / "public") == first


def test_a_cache_that_is_a_file_does_no_harm(
    site: Maker, build: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    folder = site(THREE)
    (folder / ".cache").write_text("a file where the folder should be")
    assert build(folder)["exit"] == 0
    assert list((tmp_path / "mine" / "bulletin").rglob("CACHEDIR.TAG"))


def test_faults_are_told_again_from_the_cache(site: Maker, build: Builder) -> None:
    folder = site(THREE | {"bulletins/shifan/2023/3.md": issue(3).replace("2023-03-03", "2023年13月3日")})
    first = build(folder)
    assert first["exit"] == 1
    assert build(folder)["diagnostics"] == first["diagnostics"]


def test_an_edit_of_equal_length_is_noticed_even_if_its_time_is_set_back(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    build(folder)
    path = folder / "bulletins/shifan/2023/2.md"
    state = path.stat()
    path.write_text(issue(2, "各单位按照部署开展检查，情况良好。"), "utf-8")
    assert path.stat().st_size == state.st_size
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    written = build(folder)["written"]
    assert "shifan/2023/2/shifan-2023-002.pdf" in written
    assert "良好" in (folder / "public/shifan/2023/2/index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["index.html", "shifan/2023/index.html", "shifan/2023/2/shifan-2023-002.pdf"])
@pytest.mark.parametrize("damage", ["other", "empty", "gone"])
def test_a_damaged_output_is_made_good(site: Maker, build: Builder, name: str, damage: str) -> None:
    folder = site(THREE)
    build(folder)
    before = tree_of(folder / "public")
    path = folder / "public" / name
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(bytes(path.stat().st_size) if damage == "other" else b"")
    assert build(folder)["written"] == [name]
    assert tree_of(folder / "public") == before


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("thing", ["folder", "loop", "pipe"])
def test_whatever_stands_in_the_place_of_an_output_is_made_good(
    site: Maker, build: Builder, tmp_path: Path, jobs: str, thing: str
) -> None:
    link = issue(2, "见[上一期](https://example.org/jianbao/shifan/2023/1/#a1)。")
    folder = site({**THREE, "bulletins/shifan/2023/2.md": link, "bulletins/shifan/2022/1.md": of_year(1, 2022, png="")})
    options = ("--no-pdf", "-j", jobs)
    assert build(folder, *options)["exit"] == 0
    (folder / "bulletins/shifan/2022/1.md").write_text(of_year(1, 2022, "，情况良好", png=""), "utf-8")
    for name in ("shifan/2022/1/search-0.js", "shifan/2023/1/index.html"):  # the text that was, and where a link leads
        path = folder / "public" / name
        path.unlink()
        {"folder": os.mkdir, "loop": lambda own: own.symlink_to(own.name), "pipe": os.mkfifo}[thing](path)
    assert build(folder, *options)["exit"] == 0
    assert build(folder, *options, "--no-cache", "-o", str(tmp_path / "fresh"))["exit"] == 0
    assert tree_of(folder / "public") == tree_of(tmp_path / "fresh")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("slug", ["a", "z"])
def test_what_is_lost_of_a_publication_is_made_good_while_another_changes(
    site: Maker, build: Builder, tmp_path: Path, jobs: str, slug: str
) -> None:
    one = f"bulletins/{slug}"
    settings = {f"{one}/publication.yml": "刊名: 另一刊\n编印机关: 示例市某局\n"}
    folder = site({**THREE, **settings, f"{one}/2023/1.md": issue(1), f"{one}/2023/2.md": issue(2)})
    assert build(folder, "-j", jobs)["exit"] == 0
    assert build(folder, "-j", jobs)["written"] == []
    (folder / "bulletins/shifan/2023/2.md").write_text(issue(2, "改写后的一段。"), "utf-8")
    lost = {f"{slug}/2023/1/index.html", f"{slug}/2023/2/{slug}-2023-002.pdf"}
    for name in lost:
        (folder / "public" / name).unlink()
    answer = build(folder, "-j", jobs)
    assert {name for name in answer["written"] if name.startswith(f"{slug}/")} == lost
    assert "shifan/2023/2/shifan-2023-002.pdf" in answer["written"]
    assert build(folder, "-j", jobs, "--no-cache", "-o", str(tmp_path / "fresh"))["exit"] == 0
    public = tree_of(folder / "public")
    assert public == tree_of(tmp_path / "fresh")
    assert answer["kept"] == len(public) - 1 - len(answer["written"])  # all but the marker


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", ["search-0.js", "index.html"])
def test_what_is_lost_of_a_publication_is_made_good_while_most_texts_of_another_change(
    site: Maker, build: Builder, tmp_path: Path, jobs: str, name: str
) -> None:
    settings = {"bulletins/a/publication.yml": "刊名: 另一刊\n编印机关: 示例市某局\n"}
    many = {f"bulletins/shifan/2023/{number}.md": issue(number) for number in range(1, 26)}
    folder, options = site({**settings, **many, "bulletins/a/2023/1.md": issue(1)}), ("--no-pdf", "-j", jobs)
    assert build(folder, *options)["exit"] == 0
    assert build(folder, *options)["written"] == []
    for number in range(1, 26):
        (folder / f"bulletins/shifan/2023/{number}.md").write_text(issue(number, "改写后的一段。"), "utf-8")
    lost = folder / "public/a/2023/1" / name
    lost.write_bytes(lost.read_bytes()[::-1])
    answer = build(folder, *options)
    assert {f"a/2023/1/{name}", "shifan/2023/25/search-0.js"} <= set(answer["written"])
    assert build(folder, *options, "--no-cache", "-o", str(tmp_path / "fresh"))["exit"] == 0
    assert tree_of(folder / "public") == tree_of(tmp_path / "fresh")


def test_lists_are_as_from_nothing_whatever_changed(site: Maker, build: Builder, tmp_path: Path) -> None:
    folder = site(THREE)
    own, public = folder / "bulletins/shifan/2023/2.md", folder / "public"
    settings = folder / "bulletins/shifan/publication.yml"
    long = issue(2, "各单位按照部署开展检查，情况平稳。" * 20)
    end = f"{long}\n结尾改写了。\n"
    assert build(folder, "--no-pdf")["exit"] == 0
    for path, text, lost in (
        (own, long, ""),
        (own, end, ""),  # no list says anything of it
        (own, long, "index.html"),
        (own, end, "shifan/2023/index.html"),
        (own, long.replace("开展", "组织", 1), "assets/" + next((public / "assets").iterdir()).name),
        (own, end, "feed.atom"),
        (settings, settings.read_text("utf-8") + "简介: 本刊通报检查情况。\n", ""),
        (own, long, "search/index.html"),
        (own, end.replace("检查", "整治"), "search/topics.js"),
        (own, long.replace("# ", "# 再论", 1), "issues.json"),
        (own, long.replace("# ", "# 三论", 1), ""),
    ):
        path.write_text(text, "utf-8")
        if lost:
            (public / lost).unlink()
        assert build(folder, "--no-pdf")["exit"] == 0
        assert build(folder, "--no-pdf", "--no-cache", "-o", str(tmp_path / "fresh"))["exit"] == 0
        assert tree_of(public) == tree_of(tmp_path / "fresh")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_years_of_a_publication_are_as_from_nothing_whatever_changed_in_one_of_them(
    site: Maker, build: Builder, tmp_path: Path, jobs: str
) -> None:
    years = {
        f"bulletins/shifan/{year}/{number}/issue.md": of_year(number, year)
        for year in (2020, 2021, 2022)
        for number in range(1, 10)
    }
    pictures = {path.replace("issue.md", "图.png"): png(40) for path in years}
    folder = site({**years, **pictures})
    home, public, options = folder / "bulletins/shifan", folder / "public", ("--no-pdf", "-j", jobs)

    def rebuilt(*more: str) -> set[str]:
        """Build again, hold it against a build from nothing, and return which years had issues written."""
        answer = build(folder, *options, *more)
        assert answer["exit"] == 0
        assert build(folder, *options, "--no-cache", "-o", str(tmp_path / "fresh"))["exit"] == 0
        assert tree_of(public) == tree_of(tmp_path / "fresh")
        written = (path.split("/") for path in answer["written"] if path.startswith("shifan/2"))
        return {year for _, year, *rest in written if len(rest) > 1}

    def withdraw(replaced_by: str) -> None:
        gone = f"\n撤回: {{日期: 2023-05-01, 理由: 有误。, 替代: {replaced_by}}}\n---\n"
        (home / "2020/3/issue.md").write_text(of_year(3, 2020).replace("\n---\n", gone, 1), "utf-8")

    assert rebuilt() == {"2020", "2021", "2022"}
    assert rebuilt() == set()
    (home / "2021/5/issue.md").write_text(of_year(5, 2021, "，情况良好"), "utf-8")
    assert rebuilt() == {"2021"}
    (home / "2021/9/issue.md").write_text(of_year(9, 2021).replace("-03-", "-04-"), "utf-8")  # its neighbour says when
    assert rebuilt() == {"2021", "2022"}
    (home / "2022/2/图.png").write_bytes(png(50))
    assert rebuilt() == {"2022"}
    (home / "2021/5/issue.md").write_text(of_year(5, 2021, "，情况平稳"), "utf-8")
    (public / "shifan/2020/7/index.html").unlink()
    assert rebuilt() == {"2020", "2021"}
    withdraw("shifan/2022/1")
    assert rebuilt() == {"2020"}
    (home / "2022/1/issue.md").write_text(
        of_year(1, 2022).replace("---\n", "---\n状态: 草稿\n", 1), "utf-8"
    )  # which replaces it
    assert rebuilt() == {"2020", "2021", "2022"}
    (home / "2021/5/issue.md").write_text(of_year(5, 2021), "utf-8")
    assert rebuilt("--only", "shifan/2021/5") == {"2021"}
    (home / "2021/5/issue.md").write_text(of_year(5, 2021, "，又有变化"), "utf-8")
    (public / "search/index/000.js").write_text("anders", "utf-8")  # the index is made anew, of texts that stand
    assert rebuilt() == {"2021"}
    shutil.rmtree(home / "2021/9")
    assert rebuilt() == {"2021", "2022"}
    shutil.rmtree(home / "2021")
    assert rebuilt() == {"2020", "2022"}
    (home / "2022").rename(home / "2019")
    for path in (home / "2019").glob("*/issue.md"):
        path.write_text(path.read_text("utf-8").replace("2022", "2019"), "utf-8")
    withdraw("shifan/2019/1")
    assert rebuilt() == {"2019", "2020"}


def referring(site: Maker) -> tuple[Path, Path]:
    """Return a site in which an issue is replaced by one of another publication, and an issue beside the first."""
    gone = "\n撤回: {日期: 2023-05-01, 理由: 有误。, 替代: b/2023/1}\n---\n"
    other = {"bulletins/b/publication.yml": "刊名: 另一刊\n编印机关: 示例市某局\n", "bulletins/b/2023/1.md": issue(1)}
    folder = site({**THREE, **other, "bulletins/shifan/2023/1.md": issue(1).replace("\n---\n", gone, 1)})
    return folder, folder / "bulletins/shifan/2023/2.md"


def test_no_entry_of_the_cache_is_needed_to_know_what_another_publication_has(site: Maker, build: Builder) -> None:
    folder, beside = referring(site)
    assert build(folder, "--no-pdf")["exit"] == 0
    for number, entry in enumerate(sorted(entries(folder, "sources"))):
        beside.write_text(issue(2, f"第{number}次改写。"), "utf-8")
        entry.unlink(missing_ok=True)
        assert build(folder, "--no-pdf")["exit"] == 0


def test_nothing_of_a_build_of_drafts_that_stopped_is_taken_for_what_is_published(
    site: Maker, build: Builder, tmp_path: Path
) -> None:
    folder, beside = referring(site)
    replacing = folder / "bulletins/b/2023/1.md"
    replacing.write_text(issue(1).replace("---\n", "---\n状态: 草稿\n", 1), "utf-8")
    for _ in range(2):
        assert build(folder, "--no-pdf")["exit"] == 0
        sleep(0.05)  # until what was read is settled
    assert build(folder, "--no-pdf", "--drafts", "--only", "nirgends/2023/1")["exit"] == 2
    beside.write_text(issue(2, "改写了。"), "utf-8")
    assert build(folder, "--no-pdf")["exit"] == 0
    assert build(folder, "--no-pdf", "--no-cache", "-o", str(tmp_path / "fresh"))["exit"] == 0
    assert tree_of(folder / "public") == tree_of(tmp_path / "fresh")


def test_data_of_all_issues_is_as_from_nothing_whichever_changed(site: Maker, build: Builder, tmp_path: Path) -> None:
    years = {f"bulletins/b/{year}/1.md": issue(1).replace("2023", year) for year in ("2021", "2022", "2023")}
    folder = site({**THREE, "bulletins/b/publication.yml": "刊名: 另一刊\n编印机关: 示例市某局\n", **years})
    public, fresh = folder / "public", tmp_path / "fresh"
    assert build(folder, "--no-pdf")["exit"] == 0
    for name, damage in (
        ("b/2022/1", ""),
        ("shifan/2023/3", ""),
        ("b/2021/1", "json"),
        ("b/2023/1", "csv"),
        ("b/2022/1", ""),
    ):
        path = folder / f"bulletins/{name}.md"
        path.write_text(path.read_text("utf-8").replace("\n# ", "\n# 再论"), "utf-8")
        if damage:  # nothing is taken from it
            data = public / f"issues.{damage}"
            data.write_bytes(data.read_bytes()[::-1])
        assert {"issues.json", "issues.csv"} <= set(build(folder, "--no-pdf")["written"])
        assert build(folder, "--no-pdf", "--no-cache", "-o", str(fresh))["exit"] == 0
        assert tree_of(public) == tree_of(fresh)
    (folder / "bulletins/b/2021/1.md").unlink()  # its pieces are gone: those behind them move up
    assert build(folder, "--no-pdf")["exit"] == 0
    assert build(folder, "--no-pdf", "--no-cache", "-o", str(fresh))["exit"] == 0
    assert tree_of(public) == tree_of(fresh)


def test_long_feeds_are_as_from_nothing_and_written_where_their_entries_changed(
    site: Maker, build: Builder, tmp_path: Path
) -> None:
    files: Files = {}
    for slug, unit in (("a", "应急局"), ("b", "住建局")):
        files[f"bulletins/{slug}/publication.yml"] = f"刊名: {slug}简报\n编印机关: 示例县{unit}\n"
        for number in range(1, 64):
            day = dt.date(2023, 1, 1) - dt.timedelta(number if number > 3 else -number)
            head = f"---\n期号: {number}\n日期: {day}\n---\n\n# 第{number}次检查\n\n情况平稳。（示例县{unit}）\n"
            files[f"bulletins/{slug}/{day.year}/{number}.md"] = head
    folder, fresh = site(files), tmp_path / "fresh"
    path, public = folder / "bulletins/a/2022/40.md", folder / "public"
    day, of_a, of_b = dt.date(2023, 1, 1) - dt.timedelta(40), *(f"units/示例县{unit}/" for unit in ("应急局", "住建局"))
    assert build(folder, "--no-pdf")["exit"] == 0
    for old, new, lost, written in (
        ("# 第", "# 再论第", "", {"feed-2022-1", f"{of_a}feed-2022-1"}),
        ("# 再论", "# 三论", f"{of_b}feed-2022-1", {"feed-2022-1", f"{of_a}feed-2022-1", f"{of_b}feed-2022-1"}),
        ("# 三论", "# 四论", "feed-2022-3", {"feed-2022-1", "feed-2022-3", f"{of_a}feed-2022-1"}),
        (
            f"{day}",
            "2022-12-31",
            "",
            {"feed-2022-1", "feed-2022-2", "feed-2022-3", f"{of_a}feed-2022-1", f"{of_a}feed-2022-2"},
        ),
    ):
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        (public / f"{lost}.atom").unlink(missing_ok=True)
        answer = build(folder, "--no-pdf")
        assert build(folder, "--no-pdf", "--no-cache", "-o", str(fresh))["exit"] == 0
        assert tree_of(public) == tree_of(fresh)
        documents = {name.removesuffix(".atom") for name in answer["written"] if name.endswith(".atom")}
        assert {name for name in documents if "feed-2022" in name and not name.startswith("a/")} == written


def test_a_new_issue_changes_what_names_it_and_prints_no_other(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder)
    before = entries(folder, "public")
    (folder / "bulletins/shifan/2023/4.md").write_text(issue(4), "utf-8")
    written = set(build(folder)["written"])
    own = {f"shifan/2023/4/{name}" for name in ("index.html", "issue.json", "shifan-2023-004.pdf")}
    pages = {"shifan/2023/3/index.html", "shifan/2023/index.html", "shifan/index.html", "index.html"}
    lists = {"sitemap.xml", "feed.atom", "shifan/feed.json", "issues.json", "issues.csv", "changes.csv"}
    assert written >= own | pages | lists
    others = tuple(f"shifan/2023/{n}/" for n in (1, 2, 3))
    assert {path for path in written if path.startswith(others)} == {"shifan/2023/3/index.html"}
    assert len(entries(folder, "public") - before) == 1


def test_a_file_that_comes_beside_an_issue_is_noticed(site: Maker, build: Builder) -> None:
    here = "bulletins/shifan/2023/4/"
    folder = site({f"{here}issue.md": issue(4, "见[说明](a.txt)。")})
    assert build(folder)["exit"] == 1
    (folder / here / "a.txt").write_text("说明", "utf-8")
    assert build(folder)["exit"] == 0


def test_editions_and_options_do_not_take_each_others_results(site: Maker, build: Builder, tmp_path: Path) -> None:
    folder = site(THREE | {"bulletins/shifan/2023/5.md": issue(5).replace("日期", "公开范围: 内部\n日期")})
    calls = [(), ("--audience", "内部"), ("--press",), ("--no-pdf",), ()]
    for number, options in enumerate(calls):
        assert build(folder, "-o", str(tmp_path / str(number)), *options)["exit"] == 0
        assert build(folder, "-o", str(tmp_path / f"{number}-fresh"), "--no-cache", *options)["exit"] == 0
        assert tree_of(tmp_path / str(number)) == tree_of(tmp_path / f"{number}-fresh")


def test_a_build_of_what_did_not_change_reads_nothing_and_says_the_same(site: Maker, build: Builder) -> None:
    folder = site(THREE | {"bulletins/shifan/2023/9.md": issue(8)})  # a file that is named wrongly: a warning
    build(folder)
    first = build(folder)
    shutil.rmtree(folder / ".cache")
    assert build(folder) | {"seconds": 0} == first | {"seconds": 0}
    assert [fault["severity"] for fault in first["diagnostics"]] == ["warning"]
    assert not (folder / ".cache").exists()


def test_a_build_is_known_again_however_its_folder_is_typed(
    site: Maker, build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(THREE)
    build(folder)
    build(folder)
    shutil.rmtree(folder / ".cache")
    for place, typed in ((folder, "."), (folder.parent, folder.name), (folder / "bulletins", "..")):
        monkeypatch.chdir(place)
        assert build(Path(typed))["written"] == []
    assert not (folder / ".cache").exists()


@pytest.mark.parametrize("change", ["bulletin.yml", "templates/404.html", "fonts/a.otf", "public/404.html"])
def test_whatever_changes_is_seen(site: Maker, build: Builder, change: str) -> None:
    folder = site(THREE)
    build(folder)
    build(folder)
    shutil.rmtree(folder / ".cache")
    (folder / change).parent.mkdir(exist_ok=True)
    with (folder / change).open("a", encoding="utf-8") as file:
        file.write("# \n" if change.endswith("yml") else "{# #}")
    build(folder)
    assert (folder / ".cache").exists()


def test_a_marker_that_is_gone_is_seen_as_by_a_first_build(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder, "--no-pdf")
    (folder / "public/.bulletin-edition.json").unlink()
    answers = [build(folder, "--no-pdf", *options) for options in ((), ("--no-cache",))]
    assert [answer["exit"] for answer in answers] == [2, 2]


def test_what_a_killed_build_left_is_cleared_away_though_nothing_changed(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder, "--no-pdf")
    build(folder, "--no-pdf")
    (folder / ".public.bulletin/stage/files").mkdir(parents=True)
    assert build(folder, "--no-pdf")["exit"] == 0
    assert not (folder / ".public.bulletin").exists()


def test_an_empty_folder_in_the_place_of_a_page_gives_way(site: Maker, build: Builder) -> None:
    folder = site(THREE)
    build(folder, "--no-pdf")
    (folder / "public/404.html").unlink()
    (folder / "public/404.html/empty").mkdir(parents=True)
    assert build(folder, "--no-pdf")["written"] == ["404.html"]


@pytest.mark.parametrize("linked", ["bulletins", "bulletins/shifan", "bulletins/shifan/2023", "templates"])
def test_a_change_behind_a_link_is_seen(site: Maker, build: Builder, tmp_path: Path, linked: str) -> None:
    folder = site(THREE | {"templates/404.html": '{% extends "!base/404.html" %}'})
    (folder / linked).rename(tmp_path / "elsewhere")
    (folder / linked).symlink_to(tmp_path / "elsewhere")
    if linked == "templates":
        (tmp_path / "elsewhere/round").symlink_to(tmp_path / "elsewhere")
    for _ in range(2):
        assert build(folder, "--no-pdf")["exit"] == 0
    if linked == "templates":
        (tmp_path / "elsewhere/404.html").write_text("gone\n")
        assert build(folder, "--no-pdf")["written"] == ["404.html"]
    else:
        (path,) = {found.resolve() for found in (tmp_path / "elsewhere").rglob("2.md")}
        path.write_text(issue(2, "改写后的一段。"), "utf-8")
        assert "shifan/2023/2/index.html" in build(folder, "--no-pdf")["written"]
