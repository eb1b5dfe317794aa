"""Files of many pieces, made from the one that stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.pipeline import splicing
from bulletin_gen.pipeline.splicing import spliced
from bulletin_gen.plan.outputs import Piece, Pieces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

KEYS = st.lists(st.sampled_from("abcdefghij"), unique=True)
"""Pieces by their keys, in any order."""


def content_of(key: str) -> bytes:
    return key.encode() * (ord(key) - ord("a"))  # one has none


def check(folder: Path, before: Sequence[str], now: Sequence[str]) -> None:
    """Check that a file is its pieces one after another, of which only those are made that did not stand."""
    stands, made = folder / "stands", []

    def make(key: str) -> bytes:
        made.append(key)
        return content_of(key)

    stands.write_bytes(b"".join(map(content_of, before)))
    seams = [(key, len(content_of(key))) for key in before]
    file = Pieces("issues.json", tuple(Piece(key, partial(make, key)) for key in now))
    noted: list[tuple[str, int]] = []
    stream = spliced(file, str(stands), seams, noted)
    assert (stream.path, b"".join(stream.make())) == ("issues.json", b"".join(map(content_of, now)))
    assert made == [key for key in now if key not in before]
    assert noted == [(key, len(content_of(key))) for key in now]


@given(before=KEYS, now=KEYS)
def test_a_file_is_its_pieces_whichever_of_them_stood(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], now: list[str]
) -> None:
    check(tmp_path_factory.mktemp("files"), before, now)


def test_no_more_than_some_bytes_are_in_memory_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splicing, "_MOST", 4)
    check(tmp_path, "abcdefghij", "jabcdxefghi")


def test_where_nothing_stood_no_file_is_asked_for(tmp_path: Path) -> None:
    file = Pieces("issues.csv", tuple(Piece(key, partial(content_of, key)) for key in "bc"))
    assert b"".join(spliced(file, str(tmp_path / "none"), (), []).make()) == b"bcc"
