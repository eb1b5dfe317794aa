"""A part of an edition (分片) and the list that goes with it, by which parts are told to belong together. Merges none.

The list names what the edition holds; of what it does not hold there is one digest over all.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

from bulletin_gen.cache.store import key_of
from bulletin_gen.diagnostics import BulletinError, ExitCode, Span
from bulletin_gen.model import Audience
from bulletin_gen.pipeline.reading import contents_of
from bulletin_gen.pipeline.request import Shard
from bulletin_gen.plan.links import SiteLink
from bulletin_gen.workers.font_files import digest_of, font_files
from bulletin_gen.workers.program import facts
from bulletin_gen.write.marker import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bulletin_gen.model import IssueKey
    from bulletin_gen.pipeline.reading import Serial
    from bulletin_gen.pipeline.request import BuildRequest
    from bulletin_gen.pipeline.selection import Own
    from bulletin_gen.workers.press import Shop
    from bulletin_gen.workers.program import Facts

LIST = "shard.json"
"""Name of the list, at the top of a part's folder. Not hidden: those may get lost on the way between machines."""

Digests = tuple[tuple[str, str], ...]
"""Names with a digest or a value each."""

_SCHEMA = "bulletin-shard-1"
_OTHERS = "没有收入这一版的各期"


class Inputs(Struct, frozen=True, kw_only=True):
    """What parts of one edition must have been made of alike."""

    options: Digests
    """As the build was asked for."""
    program: Facts
    sources: Digests
    """Settings, templates, fonts, layouts and issues by their names."""


class ShardList(Struct, frozen=True, kw_only=True):
    """What is in the folder of a part."""

    edition: Audience
    shard: Shard
    inputs: Inputs
    files: tuple[Digests, ...]
    """Path and SHA-256 of its files: what pages need, what belongs to issues, what lists them; each in its order."""
    links: tuple[SiteLink, ...]
    """Those of the edition's issues that lead to what this part does not have."""


def is_first(shard: Shard | None) -> bool:
    """Tell whether a build makes what belongs to the site: the first part does, and whoever makes all of it."""
    return shard is None or shard.number == 1


def place_of_shard(folder: Path, request: BuildRequest) -> Path:
    """Return where a part goes: beside the edition's folder, `public-2-8`, or where it was told to go.

    Raises `BulletinError` where the whole edition stands there: a part would take its place.
    """
    if request.shard and request.output is None:
        folder = folder.with_name(f"{folder.name}-{request.shard.number}-{request.shard.of}")
    if (folder / MARKER).is_file() and not (folder / LIST).is_file():
        message = f"不能把一份写进 {folder}：那里是整个网站"
        raise BulletinError(message, "请给 -o 另一个文件夹，或去掉 -o。", ExitCode.USAGE)
    return folder


def own_part(keys: Sequence[IssueKey], shard: Shard | None) -> frozenset[IssueKey]:
    """Return the issues of a part: every so manieth, so that parts take about equally long; all without one."""
    return frozenset(keys[shard.number - 1 :: shard.of] if shard else keys)


def inputs_of(request: BuildRequest, serials: Iterable[Serial], shop: Shop) -> Inputs:
    """Return what an edition is made of, from all publications of the site, which are opened."""
    issues: dict[str, str] = {}
    others: list[str] = []
    for serial in serials:
        contents = contents_of(serial)
        issues |= {issue.place.path: _issue(issue) for issue in contents.issues}
        others += (study for _, study in contents.others)
    sources = (
        ("bulletin.yml", key_of(repr(shop.site))),
        *((f"bulletins/{one.slug}/publication.yml", key_of(repr(one))) for one in shop.publications),
        *_templates(shop.folders[:-1]),
        *((f"字体 {path.name}", digest) for path, digest in font_files(shop)),
        *((f"版式 {name}", key) for name, key in shop.print_keys),
        *issues.items(),
        (_OTHERS, key_of(*sorted(others))),
    )
    options = {
        "--no-pdf": not request.pdf,
        "--press": not request.archival,
        "--inspect": request.inspect,
        "--drafts": request.drafts,
        "--strict": request.strict,
    }
    return Inputs(
        options=tuple((name, "有" if given else "没有") for name, given in options.items()),
        program=facts(),
        sources=sources,
    )


def list_bytes(parts: ShardList) -> bytes:
    """Return the list as it stands on disk: equal lists give equal bytes."""
    data = {
        "schema": _SCHEMA,
        "edition": parts.edition.value,
        "shard": parts.shard.number,
        "of": parts.shard.of,
        "options": dict(parts.inputs.options),
        "program": dict(parts.inputs.program),
        "sources": dict(parts.inputs.sources),
        "files": [dict(group) for group in parts.files],
        "links": [asdict(link) | {"span": asdict(link.span)} for link in parts.links],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "backslashreplace")  # a file name that is no UTF-8 becomes a JSON escape


def read_list(folder: Path) -> ShardList:
    """Return the list of a part; raise `BulletinError` where the folder holds none, or a damaged one."""
    path = folder / LIST
    try:
        found = _read(json.loads(path.read_bytes()))
    except (FileNotFoundError, NotADirectoryError) as error:
        message = f"{folder} 里没有 {LIST}，不是 --shard 生成的一份"
        hint = "写 bulletin build --shard 生成的文件夹，例如 public-1-8；传送时要整个文件夹。"
        raise BulletinError(message, hint, ExitCode.USAGE) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path) from error
    if not all(_is_below(name) for group in found.files for name, _ in group):
        raise damaged(path)
    return found


def damaged(path: Path) -> BulletinError:
    """Return the stop that a damaged file of a part makes."""
    return BulletinError(f"{path} 损坏或不全", "请重新传送或重新生成这一份。", ExitCode.CONTENT)


def _read(data: dict[str, Any]) -> ShardList:
    if data["schema"] != _SCHEMA:
        raise ValueError(data["schema"])
    return ShardList(
        edition=Audience(data["edition"]),
        shard=Shard(int(data["shard"]), int(data["of"])),
        inputs=Inputs(
            options=_pairs(data["options"]), program=_pairs(data["program"]), sources=_pairs(data["sources"])
        ),
        files=tuple(map(_pairs, data["files"])),
        links=tuple(SiteLink(**link | {"span": Span(**link["span"])}) for link in data["links"]),
    )


def _pairs(data: dict[str, Any]) -> Digests:
    return tuple((str(name), str(value)) for name, value in data.items())


def _is_below(name: str) -> bool:
    """Tell whether a path stays in a folder and is none of the names that the folder itself needs."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts) and parts[0] not in {"/", MARKER, LIST} and ".." not in parts and str(PurePosixPath(name)) == name
    )


def _templates(folders: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield f"templates/{path.relative_to(folder).as_posix()}", digest_of(path)


def _issue(issue: Own) -> str:
    paths = (issue.place.folder / name for name in issue.held.files)
    return key_of(issue.study, *(digest_of(path) if path.is_file() else "" for path in paths))
