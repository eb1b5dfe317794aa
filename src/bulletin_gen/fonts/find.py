"""Find the faces that serve the roles (用途) of print: the office's own first, then the open ones.

Installs nothing and chooses no role: a layout profile names the roles and, for each, the faces in order of preference.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from bulletin_gen.diagnostics import BulletinError
from bulletin_gen.fonts.face import FONT_SUFFIXES, Face, Origin, Unreadable, distinct, key, read_faces
from bulletin_gen.fonts.places import system_folders
from bulletin_gen.fonts.tables import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bulletin_gen.fonts.places import Places

INSTALL_COMMAND = "bulletin fonts --install"
"""What brings the open faces onto a machine."""

_Rank: TypeAlias = tuple[int, int, bool]
"""Place, then exactness of the name, then whether the style is other than regular: the least is the best."""

_REGULAR = frozenset(map(key, ("", "Regular", "Normal", "Book", "Roman", "Standard", "常规", "標準", "标准")))
_FC_FIELDS = ("file", "index", "family", "fullname", "postscriptname", "style", "variable", "fontformat")
_FC_FORMAT = "\x1f".join(f"%{{{field}}}" for field in _FC_FIELDS) + "\n"
_FC_OUTLINES = frozenset({"TrueType", "CFF"})


class Role(Struct, frozen=True):
    """A use of type in print, such as 仿宋 for the body."""

    name: str
    """As the profile calls it."""
    faces: tuple[str, ...]
    """Family, full or PostScript names in order of preference, Chinese or English; one must be found."""
    behind: tuple[str, ...] = ()
    """Faces for the characters that those lack. They draw rare characters, and never serve the role themselves."""
    western: tuple[str, ...] = ()
    """Faces for digits and Latin letters (西文), in order of preference; none: they come from the role's own face."""


class Chain(Struct, frozen=True):
    """The faces that serve one role."""

    role: Role
    """What was asked for."""
    faces: tuple[Face, ...]
    """Faces of the role's own, in order of preference: the first is the main face. Empty if none was found."""
    behind: tuple[Face, ...]
    """Faces for what those lack."""
    western: tuple[Face, ...] = ()
    """Faces for digits and Latin letters: the first is used. Empty if none is asked for, or none was found."""

    @property
    def every(self) -> tuple[Face, ...]:
        """Return the faces of Chinese text in the order in which a character tries them, each once."""
        return tuple(dict.fromkeys(self.faces + self.behind))


class FontSet(Struct, frozen=True, kw_only=True):
    """What a machine has for the roles of a profile."""

    chains: tuple[Chain, ...]
    """One for each role, in the profile's order."""
    unreadable: tuple[Unreadable, ...]
    """Damaged files in the site's and the data folder, passed over."""
    idle: tuple[Face, ...]
    """Faces in the site's `fonts/` that no role names. They draw what all others lack, and nothing else."""

    def faces_of(self, chain: Chain) -> tuple[Face, ...]:
        """Return the faces in the order in which a character of Chinese text tries them, the site's idle ones last."""
        return tuple(dict.fromkeys(chain.every + self.idle))

    @property
    def missing(self) -> tuple[Role, ...]:
        """Return the roles that no face serves."""
        return tuple(chain.role for chain in self.chains if not chain.faces)

    @property
    def without_western(self) -> tuple[Role, ...]:
        """Return the roles that name faces for digits and Latin letters of which the machine has none."""
        return tuple(chain.role for chain in self.chains if chain.role.western and not chain.western)

    def chain(self, role: str) -> Chain:
        """Return the faces of a role; raise `KeyError` for a role that the profile does not name."""
        return {chain.role.name: chain for chain in self.chains}[role]


def resolve(roles: Iterable[Role], places: Places) -> FontSet:
    """Find the faces of every role. A role without any stays in the answer: `require` refuses it."""
    site, broken_site = faces_in(places.site, Origin.SITE)
    data, broken_data = faces_in(places.data, Origin.DATA)
    by_name = _by_name((*site, *data, *system_faces(places.home)))
    chains = tuple(
        Chain(role, *(_known(names, by_name) for names in (role.faces, role.behind, role.western))) for role in roles
    )
    used = {face for chain in chains for face in chain.every + chain.western}
    idle = tuple(face for face in site if face not in used)
    return FontSet(chains=chains, unreadable=broken_site + broken_data, idle=idle)


def require(fonts: FontSet) -> FontSet:
    """Return the set if every role is served; otherwise stop the run with the command that mends it."""
    if not fonts.missing:
        return _with_western(fonts)
    roles = "、".join(role.name for role in fonts.missing)
    sought = "；".join(f"{role.name}找过 {'、'.join(role.faces)}" for role in fonts.missing)
    raise BulletinError(
        f"本机缺少排版所需的字体：{roles}。请运行 {INSTALL_COMMAND} 安装开放字体。",
        f"也可以把本单位的字体文件放进站点的 fonts/ 文件夹（{sought}）。",
    )


def _with_western(fonts: FontSet) -> FontSet:
    """Return the set if the machine has what the profile names for digits and letters; never take others silently."""
    if not fonts.without_western:
        return fonts
    sought = "；".join(f"{role.name}的西文找过 {'、'.join(role.western)}" for role in fonts.without_western)
    raise BulletinError(
        f"本机缺少版式给数字和字母指定的西文字体：{sought}。",
        "把其中一种的字体文件放进站点的 fonts/ 文件夹，或从版式的“西文”里换一种本机有的。",
    )


def faces_in(folder: Path, origin: Origin) -> tuple[tuple[Face, ...], tuple[Unreadable, ...]]:
    """Return the faces of a folder and of those below it by path and index, and the files that are damaged."""
    faces: list[Face] = []
    broken: list[Unreadable] = []
    for path in _font_files(folder):
        try:
            faces += read_faces(path, origin)
        except UNREADABLE:
            broken.append(Unreadable(path, "字体文件损坏、不完整或不含轮廓，已跳过"))
    return tuple(faces), tuple(broken)


def system_faces(home: Path) -> tuple[Face, ...]:
    """Return the faces that the system knows by path and index: fontconfig's list, else the usual folders.

    Variable fonts are left out: without naming a weight they come out in their thinnest.
    """
    program = shutil.which("fc-list")
    if program:
        listing = subprocess.run([program, "--format", _FC_FORMAT], capture_output=True, check=False)  # noqa: S603 - a fixed program and format
        if listing.returncode == 0:
            return _listed(listing.stdout.decode("utf-8", "surrogateescape"))
    return tuple(face for folder in system_folders(home) for face in faces_in(folder, Origin.SYSTEM)[0])


def _by_name(faces: Iterable[Face]) -> dict[str, Face]:
    """Return the best face for each name that faces go by."""
    best: dict[str, tuple[_Rank, Face]] = {}
    for face in faces:
        for name, rank in _ranked_names(face):
            if name not in best or rank < best[name][0]:
                best[name] = (rank, face)
    return {name: face for name, (_, face) in best.items()}


def _ranked_names(face: Face) -> list[tuple[str, _Rank]]:
    """Return a face's names, each with its rank.

    A family has several faces, a full name only one. A file in `fonts/` also goes by what the office called it.
    """
    place = list(Origin).index(face.origin)
    odd = key(face.style) not in _REGULAR
    ranked = [(key(name), (place, 0, odd)) for name in face.names]
    ranked += [(key(name), (place, 1, odd)) for name in face.families]
    if face.origin is Origin.SITE:
        ranked.append((key(face.path.stem), (place, 2, odd)))
    return ranked


def _known(names: Iterable[str], by_name: Mapping[str, Face]) -> tuple[Face, ...]:
    found = (by_name.get(key(name)) for name in names)
    return tuple(dict.fromkeys(face for face in found if face))


def _font_files(folder: Path) -> list[Path]:
    """Return the font files below a folder, sorted, without hidden ones. An absent folder has none."""
    return sorted(path for path in folder.rglob("*") if _is_font_file(path.relative_to(folder)) and path.is_file())


def _is_font_file(inside: Path) -> bool:
    return inside.suffix.lower() in FONT_SUFFIXES and not any(part.startswith(".") for part in inside.parts)


def _listed(listing: str) -> tuple[Face, ...]:
    rows = (line.split("\x1f") for line in listing.split("\n"))
    faces = (_listed_face(row) for row in rows if len(row) == len(_FC_FIELDS))
    return tuple(sorted((face for face in faces if face), key=lambda face: (face.path, face.index)))


def _listed_face(row: list[str]) -> Face | None:
    """Return the face of one row of fc-list, or nothing for a bitmap font or a variable one."""
    file, index, families, full, postscript, styles, variable, form = row
    if variable != "False" or form not in _FC_OUTLINES or int(index) > 0xFFFF:  # noqa: PLR2004 - above stand variations
        return None
    return Face(
        path=Path(file),
        index=int(index),
        families=distinct(families.split(",")),
        names=distinct([*full.split(","), *postscript.split(",")]),
        style=styles.split(",")[0],
        origin=Origin.SYSTEM,
    )
