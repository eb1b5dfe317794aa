"""The search index says of every text where it stands, and has the same bytes whatever was built before."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.search.buckets import bits_of, bucket_file, lines_by_bucket, lines_in, slab_of
from bulletin_gen.search.figures import BLOCK, EDGE, LONGEST, OFTEN, PART, SLOT_BITS
from bulletin_gen.search.index import VolumeIndex, index_of
from bulletin_gen.search.numbers import BASE, LAST, MORE, signed, written
from bulletin_gen.search.passages import parts
from bulletin_gen.search.text import normal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Files = dict[str, str | bytes]
    Site = Callable[..., Path]
    Build = Callable[..., dict[str, Any]]

ISSUE = "---\n期号: {number}\n日期: 2024-03-{number:02d}\n---\n\n# {title}\n\n{text}\n"


def issue(number: int, text: str, title: str = "题目") -> str:
    return ISSUE.format(number=number, title=title, text=text)


# ------------------------------------------------------------------------------------ the index of a volume


def numbers(text: str) -> list[int]:
    """Return what `written` wrote, read by its description alone."""
    found, number = [], 0
    for sign in text:
        number = number * BASE + (MORE + LAST).index(sign) % BASE
        if sign in LAST:
            found.append(number)
            number = 0
    assert number == 0
    return found


def entries_of(index: VolumeIndex) -> dict[str, tuple[str, list[int]]]:
    """Return kind and numbers of each gram."""
    found: dict[str, tuple[str, list[int]]] = {}
    for line in "".join(index.slabs).splitlines():
        for typed in line[4:].removeprefix(" ").split(" "):
            token = json.loads(f'"{typed}"')
            length = ord(token[0]) - (96 if token[0].islower() else 64)
            gram = token[1 : 1 + length]
            assert gram not in found
            found[gram] = (token[0], numbers(token[1 + length :]))
    return found


def places_of(texts: list[list[str]]) -> tuple[str, list[int]]:
    """Return a volume's texts as one, and the issue that each place belongs to."""
    whole, owners = "", []
    for number, lines in enumerate(texts):
        text = "\n".join(lines)
        text = text.ljust((len(text) // BLOCK + 1) * BLOCK, "\n")
        whole += text
        owners += [number] * len(text)
    return whole, owners


def check_index(texts: list[list[str]]) -> set[str]:
    """Hold an index against a plain scan; return the kinds of its entries."""
    whole, owners = places_of(texts)
    index = index_of(texts)
    assert sum(index.blocks) * BLOCK == len(whole)
    said = entries_of(index)
    for gram, (kind, listed) in said.items():
        places = [found.start() for found in re.finditer(f"(?={re.escape(gram)})", whole)]
        if kind.islower():
            steps = [place - before for place, before in zip(places, [0, *places], strict=False)]
            assert listed == steps, gram
        else:
            counts = Counter(owners[place] for place in places)
            before = [-1, *sorted(counts)]
            assert listed == [
                (number - last - 1) * OFTEN + min(counts[number], OFTEN) - 1
                for number, last in zip(sorted(counts), before, strict=False)
            ], gram
    for place, sign in enumerate(whole):
        if sign == "\n":
            continue
        assert said[sign][0] == "A"
        for length in range(2, LONGEST + 1):
            gram = whole[place : place + length]
            common = length == 2 or any(said.get(part, ("a",))[0].isupper() for part in (gram[:-1], gram[1:]))
            if len(gram) == length and "\n" not in gram:
                assert (gram in said) == common, gram
    return {kind for kind, _ in said.values()}


SIGNS = 'ab"\\1燃气安𠮷'
LINES = st.lists(st.text(SIGNS, min_size=1, max_size=60), max_size=12)


@given(st.lists(LINES, min_size=1, max_size=5))
def test_an_index_says_where_every_pair_stands(texts: list[list[str]]) -> None:
    check_index(texts)


def test_what_is_common_stands_under_longer_grams() -> None:
    assert check_index([["安全生产" * 30, "抓安全" * 9], ["安全"], []]) >= {"A", "B", "C", "d"}


def test_one_volume_may_hold_nothing_at_all() -> None:
    assert entries_of(index_of([[], []])) == {}


@given(st.lists(st.integers(0, 10**9)))
def test_numbers_are_read_as_they_were_written(given_numbers: list[int]) -> None:
    text = written(given_numbers)
    assert numbers(text) == given_numbers
    assert not set(text) & set(' "\\')


def test_whole_numbers_become_natural_ones_each_its_own() -> None:
    assert sorted(signed(number) for number in range(-50, 50)) == list(range(100))


@given(
    st.dictionaries(
        st.sampled_from(["a-_1", "Zz09", "abcde"]), st.sampled_from([' b燃气x A\\"y', ' A\\\\!,"'.replace('"', "")])
    )
)
def test_a_bucket_gives_back_the_lines_that_it_was_made_of(lines: dict[str, str]) -> None:
    assert lines_in(bucket_file(3, lines).content) == lines


def test_a_bucket_is_made_of_one_slab() -> None:
    slabs = index_of([["甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥" * 3]]).slabs
    for bits in (bits_of(0), 9, bits_of(10**9)):
        for number, slab in enumerate(slabs):
            assert {slab_of(bucket, bits) for bucket in lines_by_bucket(slab, bits)} <= {number}
    assert bits_of(10**9) == SLOT_BITS


# ------------------------------------------------------------------------------------ texts


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("ＧＢ／Ｔ　９７０４", "gb/t9704"),
        ("安全\u3000生产", "安全生产"),
        ("Ａb C", "abc"),
        ("①㎡", "1m2"),
        ("软\u00ad连\u200b字", "软连字"),
        (" \t\n", ""),
    ],
)
def test_texts_are_compared_by_what_they_say(typed: str, form: str) -> None:
    assert normal(typed) == form


@given(st.lists(st.text("安全Ａ ①x", max_size=3000), max_size=4))
def test_each_part_of_a_text_holds_what_begins_in_it(lines: list[str]) -> None:
    lines = [line for line in lines if normal(line)]
    whole = "\n".join(map(normal, lines))
    divided = list(parts(lines))
    assert len(divided) == max(1, -(-len(whole) // PART))
    for number, part in enumerate(divided):
        own = whole[number * PART : (number + 1) * PART + EDGE // 2]
        assert own in "\n".join(map(normal, part))


# ------------------------------------------------------------------------------------ the files of an edition


def search_files(folder: Path) -> dict[str, bytes]:
    """Return all that the search loads."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("search*"))
        if path.is_file()
    }
    return found | {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / "search").rglob("*.js")
    }


def many(count: int = 12) -> Files:
    return {
        f"bulletins/shifan/2024/{n}.md": issue(n, f"第{n}户查完，燃气安全抓得紧。" * 9) for n in range(1, count + 1)
    }


def rebuilt(site: Path, build: Build, *options: str) -> dict[str, bytes]:
    """Build once more into the same folder, hold it against a clean build of the same site and return its search."""
    assert build(site, "--no-pdf", *options)["exit"] == 0
    clean = site.with_name("clean")
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(site, clean, ignore=shutil.ignore_patterns("public", ".cache"))
    assert build(clean, "--no-pdf")["exit"] == 0
    made = search_files(site / "public")
    assert made == search_files(clean / "public")
    return made


def test_a_change_leaves_the_same_index_as_a_clean_build(site: Site, build: Build) -> None:
    folder = site(many())
    first = rebuilt(folder, build)
    (folder / "bulletins/shifan/2024/5.md").write_text(issue(5, "森林防火不松劲。"), "utf-8")
    second = rebuilt(folder, build)
    changed = {path for path in first if first[path] != second.get(path)}
    assert "search/volumes.js" in changed
    assert 0 < len([path for path in changed if path.startswith("search/index/")]) <= 16
    (folder / "bulletins/shifan/2024/5.md").unlink()
    assert "shifan/2024/5/search-0.js" not in rebuilt(folder, build)
    (folder / "bulletins/shifan/2025").mkdir()
    (folder / "bulletins/shifan/2025/1.md").write_text(issue(1, "新的一年。").replace("2024", "2025"), "utf-8")
    rebuilt(folder, build)


def test_a_bucket_that_was_lost_or_changed_is_made_again(site: Site, build: Build) -> None:
    folder = site(many())
    rebuilt(folder, build)
    (folder / "public/search/index/003.js").unlink()
    (folder / "public/search/index/00a.js").write_text("anders", "utf-8")
    rebuilt(folder, build)


def test_an_index_that_the_cache_lost_is_made_again(site: Site, build: Build) -> None:
    folder = site(many())
    rebuilt(folder, build)
    for path in (folder / ".cache" / "sources").rglob("*"):
        if path.is_file() and path.stat().st_size < 4000:
            path.unlink()
    (folder / "public/search/index/003.js").unlink()
    (folder / "bulletins/shifan/2024/5.md").write_text(issue(5, "森林防火不松劲。"), "utf-8")
    rebuilt(folder, build)


def test_the_search_covers_issues_that_a_partial_build_leaves_as_they_are(site: Site, build: Build) -> None:
    folder = site(many())
    first = rebuilt(folder, build)
    assert rebuilt(folder, build, "--only", "shifan/2024/3") == first


def test_nothing_internal_is_in_the_public_index(site: Site, build: Build) -> None:
    secret = issue(3, "公开的话。\n\n机要科张三丰。\n{.内部}\n").replace(
        "日期", "内部项: [编审]\n编审: {签发: 东方朔}\n日期"
    )
    hidden = issue(4, "整期不公开的龘。").replace("日期", "公开范围: 内部\n日期")
    folder = site({"bulletins/shifan/2024/3.md": secret, "bulletins/shifan/2024/4.md": hidden})
    assert build(folder, "--no-pdf")["exit"] == 0
    assert build(folder, "--no-pdf", "--audience", "internal")["exit"] == 0
    public = b"".join(search_files(folder / "public").values()).decode()
    internal = b"".join(search_files(folder / "internal").values()).decode()
    for word in ("张三", "东方", "龘"):
        assert word not in public
        assert word in internal
