"""Bring the open faces (Fandol) onto a machine: out of Debian's package, without installing its TeX.

Asks no server but those that apt is set to, changes nothing of the system, and never touches an office's own fonts.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from bulletin_gen.diagnostics import BulletinError, reason_of
from bulletin_gen.fonts.face import Origin, read_faces
from bulletin_gen.fonts.tables import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FANDOL = (
    "FandolFang-Regular.otf",
    "FandolHei-Bold.otf",
    "FandolHei-Regular.otf",
    "FandolKai-Regular.otf",
    "FandolSong-Bold.otf",
    "FandolSong-Regular.otf",
)
"""The files that `install` brings: 仿宋, 黑体, 楷体 and 宋体, and its bold face in the place of 小标宋."""

PACKAGE = "texlive-lang-chinese"
"""The Debian package that holds them: some 50 MB, of which only the fonts are kept."""

_SUMS = "SHA256SUMS"
_LICENCES = {"README": "Fandol-README.txt", "COPYING": "Fandol-COPYING.txt", "COPYING.gz": "Fandol-COPYING.txt"}
# As root, apt would fetch as the user _apt, who may not write into our folder.
_APT_OPTIONS = ("-qq", "-o", "APT::Sandbox::User=root")


def install(folder: Path, report: Callable[[str], None]) -> bool:
    """Put the open faces into a folder, with their licence; tell whether anything had to be fetched.

    Reports one line. What is there and whole is left alone; each file is put in its place at once.
    Raise `BulletinError` without apt, where it cannot fetch the package, and where the folder cannot be written.
    """
    if _in_place(folder):
        report(f"开放字体已在 {folder}，不再安装。")
        return False
    report(f"安装开放字体 Fandol（取自软件包 {PACKAGE}）到 {folder}")
    try:
        with tempfile.TemporaryDirectory(prefix="bulletin-fonts-") as work:
            _place(_unpack(_fetch(Path(work), folder), folder), folder)
    except OSError as fault:
        raise BulletinError(f"开放字体写不进 {folder}：{reason_of(fault)}", "请检查磁盘空间和文件夹权限。") from fault
    return True


def _in_place(folder: Path) -> bool:
    """Tell whether all faces are there, readable, and what `install` wrote if it was `install` that wrote them."""
    sums = _sums(folder / _SUMS)
    return all(_whole(folder / name, sums.get(name)) for name in FANDOL)


def _sums(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    rows = (line.split(maxsplit=1) for line in file.read_text("utf-8", "replace").splitlines())
    return {row[1].lstrip("*"): row[0] for row in rows if len(row) == 2}  # noqa: PLR2004 - sum and name


def _whole(path: Path, digest: str | None) -> bool:
    try:
        read_faces(path, Origin.DATA)
    except UNREADABLE:
        return False
    return digest in {None, hashlib.sha256(path.read_bytes()).hexdigest()}


def _fetch(work: Path, folder: Path) -> Path:
    """Fetch the package into a work folder.

    Where apt's own lists are missing or out of date, they are fetched into the work folder, which takes no root.
    """
    apt = shutil.which("apt-get")
    if not apt or not shutil.which("dpkg-deb"):
        raise BulletinError("本机没有 apt-get，不能自动安装开放字体。", _by_hand(folder))
    lists = work / "lists"
    (lists / "partial").mkdir(parents=True)
    private = ("-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={work}")
    complaint = _run(work, apt, *_APT_OPTIONS, "download", PACKAGE)
    if complaint:
        complaint = _run(work, apt, *_APT_OPTIONS, *private, "update") or complaint
        complaint = _run(work, apt, *_APT_OPTIONS, *private, "download", PACKAGE)
    packages = sorted(work.glob("*.deb"))
    if complaint or not packages:
        raise BulletinError(f"apt-get 取不到软件包 {PACKAGE}：{complaint}", f"请检查网络和软件源；{_by_hand(folder)}")
    return packages[0]


def _by_hand(folder: Path) -> str:
    files = "、".join(FANDOL)
    return f"也可以手工取得 Fandol 字体（TeX Live 的 fandol 包里有），把 {files} 六个文件放进 {folder}。"


def _run(work: Path, *command: str) -> str:
    """Run a command in the work folder; return what it complained of, or nothing if it went well."""
    done = subprocess.run(  # noqa: S603 - fixed words and folders of our own
        command,
        cwd=work,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = done.stdout.decode("utf-8", "replace").strip().split("\n")
    return " ".join(said[-3:]) or f"exit {done.returncode}" if done.returncode else ""


def _unpack(package: Path, folder: Path) -> dict[str, bytes]:
    """Return the wanted files of a package by the names that they get; nothing else of it touches the disk."""
    command = [shutil.which("dpkg-deb") or "dpkg-deb", "--fsys-tarfile", str(package)]
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - a fixed program, our own file
            files = _wanted(process.stdout) if process.stdout else {}
    except tarfile.TarError as fault:
        raise BulletinError(f"软件包 {PACKAGE} 解不开：{fault}", _by_hand(folder)) from fault
    absent = [name for name in FANDOL if name not in files]
    if absent:
        raise BulletinError(f"软件包 {PACKAGE} 里没有 {'、'.join(absent)}。", _by_hand(folder))
    return files


def _wanted(stream: IO[bytes]) -> dict[str, bytes]:
    files = {}
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            name = _target(PurePosixPath(member.name))
            content = archive.extractfile(member) if name and member.isfile() else None
            if content:
                data = content.read()
                files[name] = gzip.decompress(data) if member.name.endswith(".gz") else data
    return files


def _target(path: PurePosixPath) -> str:
    """Return the name under which a file of the package is kept; empty for what is not wanted."""
    if path.parent.name != "fandol":
        return ""
    return path.name if path.name in FANDOL else _LICENCES.get(path.name, "")


def _place(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, each whole or not at all, and last the sums by which they are known again."""
    folder.mkdir(parents=True, exist_ok=True)
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    for name, data in [*sorted(files.items()), (_SUMS, sums.encode())]:
        part = folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)
