"""A pattern is compiled when it is first used, and is then like any other."""

from __future__ import annotations

import re

import pytest

from bulletin_gen.patterns import pattern


def test_a_pattern_finds_what_a_compiled_one_finds() -> None:
    text = "第3期、第12期"
    ours, theirs = pattern(r"第(\d+)期"), re.compile(r"第(\d+)期")
    for _ in range(2):
        assert ours.findall(text) == theirs.findall(text)
        assert [match.span() for match in ours.finditer(text)] == [match.span() for match in theirs.finditer(text)]
        assert (ours.sub(r"\1", text), ours.subn("", text)) == (theirs.sub(r"\1", text), theirs.subn("", text))
        assert ours.split(text) == theirs.split(text)
        assert ours.match(text, 4)
        assert not ours.fullmatch(text)
        assert ours.search(text, 1)
    assert (ours.pattern, ours.flags, ours.groups) == (theirs.pattern, theirs.flags, theirs.groups)


def test_flags_and_bytes_are_heeded() -> None:
    assert pattern("a.b", re.DOTALL | re.IGNORECASE).fullmatch("A\nB")
    assert pattern(rb"\xff.").match(b"\xff1")


def test_nothing_is_compiled_before() -> None:
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.match("")
