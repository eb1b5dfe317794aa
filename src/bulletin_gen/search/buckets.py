"""The files of the index. A bucket has the entries of some slots for all volumes, a line for each volume.

So a volume that changes changes its lines alone. Reads and writes no file.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bulletin_gen.plan.outputs import Output
from bulletin_gen.plan.search_files import bucket_path
from bulletin_gen.search.figures import BLOCK, SLAB, SLABS, SLOT_BITS

if TYPE_CHECKING:
    from collections.abc import Mapping

_FEWEST = SLABS.bit_length() - 1
_TEXT = 5000
"""Characters of text for each bucket: makes files of some 20 KB."""
_HEAD, _TAIL = "bulletinSearch([\n", "\n]);\n"


def bits_of(blocks: int) -> int:
    """Return how many bits of a slot name its bucket, for so many blocks of text."""
    return min(max(_FEWEST, (blocks * BLOCK // _TEXT).bit_length()), SLOT_BITS)


def slab_of(bucket: int, bits: int) -> int:
    """Return in which slab of each volume the slots of a bucket are."""
    return (bucket << (SLOT_BITS - bits)) // SLAB


def lines_by_bucket(slab: str, bits: int) -> dict[int, str]:
    """Return what a slab of a volume says in each bucket."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for line in slab.splitlines():
        found[int(line[:4], 16) >> (SLOT_BITS - bits)].append(line[4:])
    return {bucket: "".join(lines) for bucket, lines in found.items()}


def bucket_file(bucket: int, lines: Mapping[str, str]) -> Output:
    """Return the file of a bucket from the lines of volumes by their names; an empty line is left out."""
    text = ",\n".join(f'"{name}{lines[name]}"' for name in sorted(lines) if lines[name])
    return Output(bucket_path(bucket), f"{_HEAD}{text}{_TAIL}".encode())


def lines_in(content: bytes) -> dict[str, str]:
    """Return the lines of a bucket's file by the names of the volumes."""
    text = content.decode().removeprefix(_HEAD).removesuffix(_TAIL)
    split = (line.rstrip(",")[1:-1].partition(" ") for line in text.split("\n") if line)
    return {name: f" {rest}" for name, _, rest in split}
