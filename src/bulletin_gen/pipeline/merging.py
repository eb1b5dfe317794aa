"""Put the parts of an edition together (合成): the same files as one build of all. Renders nothing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from bulletin_gen.diagnostics import BulletinError, ExitCode, in_order
from bulletin_gen.pipeline.links import follow
from bulletin_gen.pipeline.shards import damaged, read_list
from bulletin_gen.plan.outputs import Copy
from bulletin_gen.write.tree import commit, open_tree, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bulletin_gen.diagnostics import Diagnostic
    from bulletin_gen.model import Audience
    from bulletin_gen.pipeline.shards import Digests, Inputs, ShardList
    from bulletin_gen.plan.outputs import Placed
    from bulletin_gen.write.tree import Tree, Written

_SHOWN = 3
_AGAIN = "各份要用同一版程序、同样的选项、从同样的源文件生成；请把不同的那几份重新生成。"


class Part(Struct, frozen=True):
    """A part of an edition."""

    folder: Path
    listed: ShardList


class Merged(Struct, frozen=True):
    """What came of it."""

    edition: Audience
    output: Path
    diagnostics: tuple[Diagnostic, ...]
    """Links that lead nowhere in the whole of it."""
    written: Written | None
    """None where there are such: the folder is as it was."""


def merge(output: Path, folders: Sequence[Path], waiting: Callable[[Path], None]) -> Merged:
    """Write an edition from all its parts; raise `BulletinError` where they are not all, or don't belong together.

    `waiting` is called where another build holds the folder.
    """
    parts = sorted((Part(folder, read_list(folder)) for folder in folders), key=lambda part: part.listed.shard.number)
    _check_alike(parts)
    _check_complete(parts)
    target = output.resolve()
    for part in parts:
        home = part.folder.resolve()
        if target.is_relative_to(home) or home.is_relative_to(target):
            message = f"不能合成到 {output}：它和 {part.folder} 套在一起"
            raise BulletinError(message, "请给另一个文件夹，例如 public。", ExitCode.USAGE)
    edition = parts[0].listed.edition
    with open_tree(target, edition, waiting=lambda: waiting(target)) as tree:
        files = list(_placed(tree, parts))
        links = chain.from_iterable(part.listed.links for part in parts)
        dead = follow(tree, links, {file.path: file for file in files}).dead
        written = None if dead else commit(tree, files, carry=lambda _: False)
    return Merged(edition, target, in_order(dead), written)


def _placed(tree: Tree, parts: Sequence[Part]) -> Iterator[Placed]:
    """Stage all files in the order in which a build moves them: what pages need, issues, what lists them."""
    for group in range(len(parts[0].listed.files)):
        for part in parts:
            for name, digest in part.listed.files[group]:
                source = part.folder / name
                if not source.is_file():
                    raise damaged(source)
                file = place(tree, Copy(name, source))
                if file.digest != digest:
                    raise damaged(source)
                yield file


def _check_alike(parts: Sequence[Part]) -> None:
    """Stop where a part was made of other things than the first."""
    first = parts[0]
    for part in parts[1:]:
        ours, theirs = first.listed, part.listed
        if ours.edition is not theirs.edition or ours.shard.of != theirs.shard.of:
            message = f"{part.folder} 和 {first.folder} 不是一起的：一个是{_words(theirs)}，一个是{_words(ours)}"
            raise BulletinError(message, _AGAIN, ExitCode.USAGE)
        if differs := _difference(ours.inputs, theirs.inputs):
            message = f"{part.folder} 和 {first.folder} 不能合成：{differs}"
            raise BulletinError(message, _AGAIN, ExitCode.CONTENT)


def _difference(ours: Inputs, theirs: Inputs) -> str:
    """Say what two parts were made of that is not the same; empty where all is."""
    for word, here, there in (("选项", ours.options, theirs.options), ("程序", ours.program, theirs.program)):
        if names := _differing(here, there):
            values = f"{dict(there).get(names[0], '-')}，{dict(here).get(names[0], '-')}"
            return f"{word}不同，{names[0]}：{values}"
    names = _differing(ours.sources, theirs.sources)
    more = f" 等 {len(names)} 个" if len(names) > _SHOWN else ""
    return f"源文件不同：{'、'.join(names[:_SHOWN])}{more}" if names else ""


def _differing(here: Digests, there: Digests) -> list[str]:
    one, other = dict(here), dict(there)
    return [name for name in one | other if one.get(name) != other.get(name)]


def _check_complete(parts: Sequence[Part]) -> None:
    """Stop unless each part is there, and once."""
    given: dict[int, Part] = {}
    for part in parts:
        number = part.listed.shard.number
        if number in given:
            message = f"第 {number} 份给了两次：{given[number].folder}、{part.folder}"
            raise BulletinError(message, "每一份只写一次。", ExitCode.USAGE)
        given[number] = part
    of = parts[0].listed.shard.of
    missing = [str(number) for number in range(1, of + 1) if number not in given]
    if missing:
        hint = f"{of} 份都要写；缺的用 bulletin build --shard {missing[0]}/{of} 生成。"
        raise BulletinError(f"缺第 {'、'.join(missing)} 份（共 {of} 份）", hint, ExitCode.USAGE)


def _words(listed: ShardList) -> str:
    edition = {"public": "公开版", "internal": "内部版"}[listed.edition.value]
    return f"{edition}第 {listed.shard.number}/{listed.shard.of} 份"
