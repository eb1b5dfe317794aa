"""Which file serves which role of print, what it lacks, and how the open faces come onto a machine."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._n_a_m_e import makeName
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.cli.machine import font_folder
from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.fonts.coverage import lacks, serve, survey
from bulletin_gen.fonts.face import Origin
from bulletin_gen.fonts.find import FontSet, Role, faces_in, require, resolve, system_faces
from bulletin_gen.fonts.install import FANDOL, install
from bulletin_gen.fonts.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BODY = Role("仿宋", ("仿宋_GB2312", "仿宋", "示例仿宋"), ("示例大字库",))


def made(characters: str = "甲乙") -> TTFont:
    """Return a font that draws some characters, by the name `Unnamed`."""
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({ord(character): "box" for character in characters})
    pen = TTGlyphPen(None)
    for draw, corner in ((pen.moveTo, (0, 0)), (pen.lineTo, (0, 700)), (pen.lineTo, (700, 0))):
        draw(corner)
    pen.closePath()
    builder.setupGlyf(dict.fromkeys((".notdef", "box"), pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "box"), (1000, 0)))
    builder.setupHorizontalHeader()
    builder.setupOS2()
    builder.setupPost()
    builder.setupNameTable({"familyName": "Unnamed"}, mac=False)
    return builder.font


def named(font: TTFont, family: str, *, style: str = "Regular", full: str = "", chinese: str = "") -> TTFont:
    """Return the font with these names alone."""
    records = {1: family, 2: style, 4: full or f"{family} {style}", 6: (full or f"{family}-{style}").replace(" ", "")}
    font["name"].names = [makeName(text, name_id, 3, 1, 0x409) for name_id, text in records.items()]
    if chinese:
        font["name"].names.append(makeName(chinese, 1, 3, 1, 0x804))
    return font


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return folders of our own; a home without fonts."""
    for name in ("site", "data", "home"):
        (tmp_path / name).mkdir()
    return Places(site=tmp_path / "site", data=tmp_path / "data", home=tmp_path / "home")


def served(places: Places, role: Role = BODY) -> list[str]:
    """Return the files that serve a role, in order."""
    return [face.path.name for face in resolve([role], places).chains[0].every]


def test_the_profile_s_order_of_names_decides_before_the_place(places: Places) -> None:
    named(made(), "仿宋_GB2312").save(places.data / "first.ttf")
    named(made(), "示例仿宋").save(places.site / "second.ttf")
    assert served(places) == ["first.ttf", "second.ttf"]


def test_for_one_name_the_site_s_own_file_comes_before_the_installed_one(places: Places) -> None:
    named(made(), "仿宋").save(places.data / "data.ttf")
    named(made(), "仿宋").save(places.site / "site.ttf")
    assert served(places) == ["site.ttf"]


@pytest.mark.parametrize(
    "asked", ["方正小标宋简体", "FZXiaoBiaoSong-B05S", "fzxiaobiaosong b05s", "ＦＺＸｉａｏＢｉａｏＳｏｎｇ－Ｂ０５Ｓ"]
)
def test_a_face_goes_by_its_chinese_and_its_english_name_however_typed(places: Places, asked: str) -> None:
    named(made(), "FZXiaoBiaoSong-B05S", chinese="方正小标宋简体").save(places.site / "fz.TTF")
    assert served(places, Role("小标宋", (asked,))) == ["fz.TTF"]


def test_a_name_in_the_old_mac_encoding_is_read(places: Places) -> None:
    font = made()
    font["name"].names = [makeName("仿宋".encode("gb2312"), 1, 1, 25, 33)]
    font.save(places.site / "old.ttf")
    assert served(places) == ["old.ttf"]


def test_a_name_in_a_broken_encoding_leaves_the_others(places: Places) -> None:
    font = named(made(), "仿宋")
    font["name"].names.insert(0, makeName(b"\xff\xfe\xfd", 1, 1, 25, 33))
    font["name"].names.insert(0, makeName(b"\x00", 1, 9, 9, 9))
    font.save(places.site / "odd.ttf")
    assert served(places) == ["odd.ttf"]


def test_a_file_in_fonts_goes_by_its_own_name_too_but_only_there(places: Places) -> None:
    named(made(), "SomeInnerName").save(places.site / "仿宋.ttf")
    named(made(), "SomeInnerName").save(places.data / "示例仿宋.ttf")
    assert served(places) == ["仿宋.ttf"]


def test_a_family_means_its_regular_face_and_a_full_name_one_face(places: Places) -> None:
    for style in ("Bold", "Regular", "Light Italic"):
        named(made(), "示例宋", style=style).save(places.site / f"{style}.ttf")
    assert served(places, Role("宋体", ("示例宋",))) == ["Regular.ttf"]
    assert served(places, Role("小标宋", ("示例宋 Bold",))) == ["Bold.ttf"]
    assert served(places, Role("小标宋", ("示例宋-Bold",))) == ["Bold.ttf"]


def test_a_collection_is_searched_face_by_face(places: Places) -> None:
    collection = TTCollection()
    collection.fonts = [named(made("甲"), "别的"), named(made("乙"), "仿宋")]
    collection.save(places.site / "two.ttc")
    face = resolve([BODY], places).chain("仿宋").faces[0]
    assert (face.path.name, face.index) == ("two.ttc", 1)
    assert lacks(face, "甲乙") == {"甲"}


def test_folders_below_are_searched_and_hidden_files_are_not(places: Places) -> None:
    (places.site / "办公室").mkdir()
    named(made(), "仿宋").save(places.site / "办公室" / "a.ttf")
    (places.site / "._a.ttf").write_bytes(b"resource fork")
    fonts = resolve([BODY], places)
    assert [face.path.name for face in fonts.chain("仿宋").faces] == ["a.ttf"]
    assert fonts.unreadable == ()


def test_equal_names_are_chosen_by_path_whatever_the_order_of_the_disk(places: Places) -> None:
    for name in ("c.ttf", "a.ttf", "b.ttf"):
        named(made(), "仿宋").save(places.site / name)
    assert served(places) == ["a.ttf"]


def test_a_folder_that_is_absent_has_no_fonts(tmp_path: Path) -> None:
    assert faces_in(tmp_path / "nowhere", Origin.SITE) == ((), ())


def broken_files() -> dict[str, bytes]:
    """Return files that are no usable fonts: cut short, of other kinds, empty, without outlines or characters."""
    return {"empty.ttf": b"", "text.otf": "仿宋".encode(), "zip.ttf": b"PK\x03\x04" * 99, "head.ttc": b"ttcf\0\1"}


@pytest.mark.parametrize("name", sorted(broken_files()))
def test_a_damaged_file_is_reported_and_the_rest_still_serves(places: Places, name: str) -> None:
    (places.site / name).write_bytes(broken_files()[name])
    named(made(), "仿宋").save(places.site / "good.ttf")
    fonts = resolve([BODY], places)
    assert [broken.path.name for broken in fonts.unreadable] == [name]
    assert "已跳过" in fonts.unreadable[0].reason
    assert [face.path.name for face in fonts.chain("仿宋").faces] == ["good.ttf"]


@pytest.mark.parametrize("table", ["glyf", "cmap", "name"])
def test_a_font_without_what_text_needs_is_reported(places: Places, table: str) -> None:
    font = named(made(), "仿宋")
    del font[table]
    font.save(places.data / "part.ttf")
    assert [broken.path.name for broken in resolve([BODY], places).unreadable] == ["part.ttf"]


@given(
    cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6)
)
def test_no_damage_to_a_font_stops_the_search(
    tmp_path_factory: pytest.TempPathFactory, cut: float, flips: list[tuple[float, int]]
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / "font.ttf"
    named(made(), "仿宋").save(path)
    data = bytearray(path.read_bytes())
    for place, value in flips:
        data[int(place * len(data))] = value
    path.write_bytes(data[: int(cut * len(data))] if cut < 0.5 else data)
    faces, broken = faces_in(folder, Origin.SITE)
    assert len(faces) + len(broken) == 1


def test_a_role_that_nothing_serves_stops_the_run_with_the_command(places: Places) -> None:
    with pytest.raises(BulletinError) as stopped:
        require(resolve([BODY, Role("楷体", ("楷体_GB2312",))], places))
    assert stopped.value.exit_code == ExitCode.MACHINE
    assert "仿宋、楷体" in stopped.value.message
    assert "bulletin fonts --install" in stopped.value.message
    assert "仿宋_GB2312、仿宋、示例仿宋" in stopped.value.hint


def test_a_face_for_rare_characters_does_not_serve_the_role_itself(places: Places) -> None:
    named(made(), "示例大字库").save(places.data / "big.ttf")
    fonts = resolve([BODY], places)
    assert fonts.missing == (BODY,)
    assert [face.path.name for face in fonts.chain("仿宋").behind] == ["big.ttf"]


def test_a_set_that_serves_all_roles_is_handed_on(places: Places) -> None:
    named(made(), "仿宋").save(places.data / "a.ttf")
    fonts = resolve([BODY], places)
    assert require(fonts) is fonts


def test_a_face_in_fonts_that_no_role_names_is_told(places: Places) -> None:
    named(made(), "仿宋").save(places.site / "used.ttf")
    named(made(), "别的字体").save(places.site / "unused.ttf")
    assert [face.name for face in resolve([BODY], places).idle] == ["别的字体 Regular"]


NOTO = Role("宋体", ("Noto Serif CJK SC",))


def test_fontconfig_s_noto_is_found_in_its_collection(places: Places) -> None:
    face = resolve([NOTO], places).chain("宋体").faces[0]
    assert face.path.name == "NotoSerifCJK-Regular.ttc"
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        assert font["name"].getDebugName(1) == "Noto Serif CJK SC"


def test_system_faces_are_the_same_with_fontconfig_and_without(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = resolve([NOTO], places).chain("宋体").faces
    monkeypatch.setenv("PATH", str(places.home))
    scanned = resolve([NOTO], places).chain("宋体").faces
    assert [(face.path, face.index) for face in scanned] == [(face.path, face.index) for face in listed]


def test_without_fontconfig_the_home_s_fonts_are_found(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(places.home))
    folder = places.home / ".local" / "share" / "fonts"
    folder.mkdir(parents=True)
    named(made(), "仿宋").save(folder / "own.ttf")
    assert served(places) == ["own.ttf"]


def test_a_fontconfig_that_fails_is_done_without(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    program(places.home / "fc-list", "exit 1")
    monkeypatch.setenv("PATH", str(places.home), prepend=os.pathsep)
    assert any(face.path.name == "NotoSerifCJK-Regular.ttc" for face in system_faces(places.home))


# --------------------------------------------------------------------------------------------- coverage


def one_face(places: Places, characters: str) -> FontSet:
    """Return a set of one role, served by one face of these characters."""
    named(made(characters), "仿宋").save(places.site / "a.ttf")
    return resolve([BODY], places)


def test_a_face_lacks_what_it_has_no_glyph_for(places: Places) -> None:
    face = one_face(places, "甲乙\U00020000").chain("仿宋").faces[0]
    assert lacks(face, "甲丙乙\U00020000\U00020001") == {"丙", "\U00020001"}
    assert lacks(face, ["甲丙", "丁"]) == {"丙", "丁"}
    assert lacks(face, "") == frozenset()


def test_what_leaves_no_ink_is_never_lacking(places: Places) -> None:
    face = one_face(places, "甲").chain("仿宋").faces[0]
    assert lacks(face, "甲\ufe00\U000e0100\n\t\u200b\u200d\u2028\ufeff") == frozenset()
    assert lacks(face, "　\xa0\ue000") == {"　", "\xa0", "\ue000"}


def test_a_character_that_is_mapped_to_the_empty_box_is_lacking(places: Places) -> None:
    font = named(made("甲"), "仿宋")
    for table in font["cmap"].tables:
        table.cmap[ord("乙")] = ".notdef"
    font.save(places.site / "a.ttf")
    assert lacks(resolve([BODY], places).chain("仿宋").faces[0], "甲乙") == {"乙"}


def test_a_font_file_that_was_replaced_is_read_again(places: Places) -> None:
    assert lacks(one_face(places, "甲").chain("仿宋").faces[0], "甲乙") == {"乙"}
    assert lacks(one_face(places, "甲乙丙丁").chain("仿宋").faces[0], "甲乙") == frozenset()


def test_a_damaged_character_table_is_named_with_its_file(places: Places) -> None:
    face = one_face(places, "甲").chain("仿宋").faces[0]
    with TTFont(face.path, lazy=True) as font:
        start = font.reader.tables["cmap"].offset
    data = bytearray(face.path.read_bytes())
    data[start + 8 : start + 12] = b"\xff" * 4
    face.path.write_bytes(data + b" ")
    with pytest.raises(BulletinError, match=r"a\.ttf"):
        lacks(face, "甲")


def test_each_rare_character_goes_to_the_first_face_behind_that_has_it(places: Places) -> None:
    named(made("丙丁"), "示例大字库").save(places.data / "big.ttf")
    service = serve(one_face(places, "甲乙").chain("仿宋"), "甲丁戊丙")
    assert service.face
    assert service.face.path.name == "a.ttf"
    assert service.lacking == ("丁", "丙", "戊")
    assert [(face.path.name, characters) for face, characters in service.lent] == [("big.ttf", ("丁", "丙"))]
    assert service.absent == ("戊",)


def test_noto_lends_the_rare_characters_of_names_that_fandol_lacks(places: Places) -> None:
    role = Role("仿宋", ("FandolFang",), ("Noto Serif CJK SC",))
    fonts = resolve([role], Places(site=places.site, data=font_folder(), home=places.home))
    (service,) = survey(require(fonts), "示例市：堃赟（2023）—")
    assert service.lacking == ("堃", "赟")
    assert [characters for _, characters in service.lent] == [("堃", "赟")]
    assert service.absent == ()


def test_a_role_without_a_face_is_surveyed_all_the_same(places: Places) -> None:
    (service,) = survey(resolve([BODY], places), "甲")
    assert (service.role, service.face, service.lacking, service.absent) == ("仿宋", None, ("甲",), ("甲",))


# --------------------------------------------------------------------------------------------- installing


def program(path: Path, *lines: str) -> None:
    """Write a shell script that stands for a program of the system."""
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Return a function that makes apt-get run some lines of shell, a real package in $PACKAGE, and returns its log."""
    programs = tmp_path / "programs"
    programs.mkdir()
    log = tmp_path / "apt.log"

    def make(*lines: str, faces: tuple[str, ...] = FANDOL) -> Path:
        package = debian_package(tmp_path / "package", faces)
        program(programs / "apt-get", f'echo "$@" >>{log}', f"PACKAGE={package}", *lines)
        monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
        return log

    return make


def debian_package(folder: Path, faces: tuple[str, ...]) -> Path:
    """Build a package with fonts where Debian's has them, with texts and with what nobody wants."""
    share = folder / "usr" / "share"
    fonts = share / "texlive" / "texmf-dist" / "fonts" / "opentype" / "public" / "fandol"
    texts = share / "doc" / "texlive-doc" / "fonts" / "fandol"
    for each in (fonts, texts, folder / "DEBIAN"):
        each.mkdir(parents=True)
    for name in (*faces, "FandolBraille-Regular.otf"):
        named(made(name), name.removesuffix(".otf")).save(fonts / name)
    (texts / "README").write_text("About the fonts")
    (texts / "COPYING").write_text("The licence")
    subprocess.run(["gzip", "-n", texts / "COPYING"], check=True)
    control = ("Package: texlive-lang-chinese", "Version: 1", "Architecture: all", "Maintainer: A <a@b.invalid>")
    (folder / "DEBIAN" / "control").write_text("\n".join([*control, "Description: fonts", ""]))
    package = folder.with_suffix(".deb")
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", folder, package], check=True, capture_output=True)
    return package


DOWNLOAD = 'case "$*" in *download*) cp "$PACKAGE" . ;; esac'
KEPT = sorted([*FANDOL, "Fandol-COPYING.txt", "Fandol-README.txt", "SHA256SUMS"])


def test_installing_keeps_the_faces_with_their_licence_and_nothing_else(
    apt: Callable[..., Path], tmp_path: Path
) -> None:
    apt(DOWNLOAD)
    said: list[str] = []
    assert install(tmp_path / "new" / "fonts", said.append) is True
    assert sorted(path.name for path in (tmp_path / "new" / "fonts").iterdir()) == KEPT
    assert (tmp_path / "new" / "fonts" / "Fandol-COPYING.txt").read_text() == "The licence"
    assert len(said) == 1
    assert "texlive-lang-chinese" in said[0]


def test_the_sums_beside_the_faces_are_those_of_sha256sum(apt: Callable[..., Path], tmp_path: Path) -> None:
    apt(DOWNLOAD)
    install(tmp_path, lambda _: None)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_faces_that_are_in_place_are_not_fetched_again(apt: Callable[..., Path], tmp_path: Path) -> None:
    log = apt(DOWNLOAD)
    install(tmp_path / "fonts", lambda _: None)
    log.unlink()
    assert install(tmp_path / "fonts", lambda _: None) is False
    assert not log.exists()


def test_faces_that_somebody_put_there_by_hand_are_taken_as_they_are(tmp_path: Path) -> None:
    for name in FANDOL:
        named(made(), name).save(tmp_path / name)
    assert install(tmp_path, lambda _: None) is False


@pytest.mark.parametrize("harm", ["cut", "changed", "gone"])
def test_a_face_that_was_harmed_is_put_right(apt: Callable[..., Path], tmp_path: Path, harm: str) -> None:
    apt(DOWNLOAD)
    install(tmp_path, lambda _: None)
    face = tmp_path / FANDOL[0]
    whole = face.read_bytes()
    if harm == "gone":
        face.unlink()
    else:
        face.write_bytes(whole[:-9] if harm == "cut" else whole + b"\0")
    assert install(tmp_path, lambda _: None) is True
    assert face.read_bytes() == whole


def test_stale_lists_are_fetched_into_a_folder_of_our_own(apt: Callable[..., Path], tmp_path: Path) -> None:
    fresh = 'case "$*" in *lists*download*) cp "$PACKAGE" . ;; *download*) echo "E: 404"; exit 100 ;; esac'
    log = apt(fresh)
    assert install(tmp_path / "fonts", lambda _: None) is True
    verbs = [line.split()[-2:] for line in log.read_text().splitlines()]
    assert [words[-1] for words in verbs] == ["texlive-lang-chinese", "update", "texlive-lang-chinese"]
    assert "Dir::State::lists=" in log.read_text().splitlines()[1]


def check_refused(folder: Path, *words: str) -> None:
    """Check that installing stops as a lack of the machine, saying these words."""
    with pytest.raises(BulletinError) as stopped:
        install(folder, lambda _: None)
    assert stopped.value.exit_code == ExitCode.MACHINE
    said = stopped.value.message + stopped.value.hint
    assert [word for word in words if word not in said] == []


def test_without_apt_the_six_files_and_their_folder_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    check_refused(tmp_path / "fonts", str(tmp_path / "fonts"), *FANDOL)


def test_what_apt_complains_of_is_passed_on(apt: Callable[..., Path], tmp_path: Path) -> None:
    apt('echo "E: Temporary failure resolving"', "exit 100")
    check_refused(tmp_path / "fonts", "E: Temporary failure resolving", *FANDOL)
    assert not (tmp_path / "fonts").exists()


def test_a_package_without_the_faces_changes_nothing(apt: Callable[..., Path], tmp_path: Path) -> None:
    apt(DOWNLOAD, faces=FANDOL[1:])
    check_refused(tmp_path / "fonts", f"没有 {FANDOL[0]}")
    assert not (tmp_path / "fonts").exists()


def test_a_package_that_cannot_be_unpacked_is_told(apt: Callable[..., Path], tmp_path: Path) -> None:
    apt('case "$*" in *download*) echo junk >a.deb ;; esac')
    check_refused(tmp_path / "fonts", "解不开")


def test_a_folder_that_cannot_be_made_is_told(apt: Callable[..., Path], tmp_path: Path) -> None:
    apt(DOWNLOAD)
    (tmp_path / "file").write_text("in the way")
    check_refused(tmp_path / "file" / "fonts", "写不进", "磁盘空间")


def test_digits_and_letters_have_the_first_face_that_is_there(places: Places) -> None:
    named(made(), "仿宋").save(places.site / "fang.ttf")
    named(made("12"), "示例罗马").save(places.data / "roman.ttf")
    fonts = resolve([Role("仿宋", ("仿宋",), western=("没有的", "示例罗马"))], places)
    assert [face.path.name for face in fonts.chain("仿宋").western] == ["roman.ttf"]
    assert served(places) == ["fang.ttf"]
    assert require(fonts) is fonts
    (service,) = survey(fonts, "甲12")
    assert service.western is not None
    assert service.western.path.name == "roman.ttf"


def test_a_machine_without_any_face_named_for_digits_stops_the_run(places: Places) -> None:
    named(made(), "仿宋").save(places.site / "fang.ttf")
    with pytest.raises(BulletinError, match="西文找过 没有的、也没有的") as stopped:
        require(resolve([Role("仿宋", ("仿宋",), western=("没有的", "也没有的"))], places))
    assert stopped.value.exit_code is ExitCode.MACHINE
    assert "fonts/" in stopped.value.hint


def test_a_site_s_file_that_no_role_names_lends_what_the_others_lack(places: Places) -> None:
    named(made("甲"), "仿宋").save(places.site / "fang.ttf")
    named(made("甲乙"), "别的字库").save(places.site / "other.ttf")
    fonts = resolve([BODY], places)
    assert [face.path.name for face in fonts.faces_of(fonts.chain("仿宋"))] == ["fang.ttf", "other.ttf"]
    (service,) = survey(fonts, "甲乙丙")
    assert [(face.path.name, characters) for face, characters in service.lent] == [("other.ttf", ("乙",))]
    assert service.absent == ("丙",)


def test_a_site_s_file_that_no_role_names_never_serves_a_role(places: Places) -> None:
    named(made("甲"), "别的字库").save(places.site / "other.ttf")
    fonts = resolve([BODY], places)
    assert [role.name for role in fonts.missing] == ["仿宋"]
