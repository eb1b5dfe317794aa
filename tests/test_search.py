"""The search index says of every text where it stands, and has the same bytes whatever was built before."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import unicodedata
from itertools import chain, pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.plan.search_files import INDEX, SEARCH, TOPICS, VOLUMES
from bulletin_gen.search.buckets import (
    EMPTY,
    Bucket,
    Slab,
    bits_of,
    bucket_of,
    buckets_of,
    patched,
    shares_of,
    side_by_side,
)
from bulletin_gen.search.figures import (
    AGAIN,
    EDGE,
    ENDS,
    FRESH,
    GRAIN,
    GRAINS,
    HINGES,
    JOINT,
    LONGEST,
    MOST,
    OFTEN,
    PART,
    PIECE,
    PLACES,
    SLABS,
    SLOT_BITS,
)
from bulletin_gen.search.grams import issues_in, issues_text, records_in, records_of, slot_of
from bulletin_gen.search.index import Leaf, index_of
from bulletin_gen.search.joining import joined, named
from bulletin_gen.search.numbers import BASE, SIGNS, digits, numbers_of, signed, written
from bulletin_gen.search.packed import packed, unpacked
from bulletin_gen.search.parts import divided, spread
from bulletin_gen.search.passages import passage_lines
from bulletin_gen.search.text import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Files = dict[str, str | bytes]
    Site = Callable[..., Path]
    Build = Callable[..., dict[str, Any]]

ISSUE = "---\n期号: {number}\n日期: 2024-03-{number:02d}\n---\n\n# {title}\n\n{text}\n"


def issue(number: int, text: str, title: str = "题目") -> str:
    return ISSUE.format(number=number, title=title, text=text)


# ------------------------------------------------------------------------------------ the index

SIGNS_SOUGHT = 'ab"\\`$1。燃气安𠮷'
LINES = st.lists(st.text(SIGNS_SOUGHT, min_size=1, max_size=60), max_size=12)
LEAVES = st.dictionaries(
    st.tuples(st.sampled_from(["!!", "Az", "zA"]), st.sampled_from([1, 2, 39, 40, 360, 5000, 10**9])), LINES, max_size=6
)
Texts = dict[tuple[str, int], list[str]]


def sheet_of(lines: list[str]) -> str:
    """Return a part's lines as one text, each where it stands."""
    text = ""
    for start, line in spread(lines):
        assert len(text) < start or not text
        text = text.ljust(start, "\n") + line
    return text


def places_told(record: str, count: int) -> list[int] | None:
    """Return the places of a record, read by its description alone; None where only their number is told."""
    found = [
        SIGNS.index(first) * BASE + SIGNS.index(last) for first, last in zip(record[::2], record[1::2], strict=True)
    ]
    if count == 1:
        return found
    head = [OFTEN + count] if count < MOST else [OFTEN + MOST, count]
    assert found[: len(head)] == head
    return found[len(head) :] or None


def check_records(lines: list[str]) -> dict[str, str]:
    """Hold what is said of a part's grams against a plain scan."""
    sheet, said = sheet_of(lines), records_of(lines)
    pairs = [pair for pair in map(str.__add__, sheet, sheet[1:]) if "\n" not in pair]
    if 100 * len(set(pairs)) <= FRESH * len(pairs):
        check_short_records(sheet, said)
        return said
    common = set()
    for gram, record in said.items():
        places = [found.start() for found in re.finditer(f"(?={re.escape(gram)})", sheet)]
        if len(gram) == 1:
            assert (record, bool(places)) == ("", True)
        elif len(gram) < LONGEST and len(places) > PLACES:
            assert places_told(record, len(places)) is None
            common.add(gram)
        else:
            assert places_told(record, len(places)) == places, gram
    for place in range(len(sheet)):
        for length in range(1, JOINT + 1):
            gram = sheet[place : place + length]
            due = length < 3 or (length <= LONGEST and not common.isdisjoint((gram[:-1], gram[1:])))
            due |= (length == 3 and gram[1:2] in HINGES) or (length == JOINT and gram[2:3] in ENDS)
            if len(gram) == length and "\n" not in gram:
                assert (gram in said) == due, gram
    return said


def check_short_records(sheet: str, said: dict[str, str]) -> None:
    """Hold what is said of a part that says much again against a plain scan: where wide grams stand alone."""
    found: dict[str, list[int]] = {}
    for place, (least, most) in product(range(len(sheet)), ((1, 1), (2, 2), (3, 4), (5, 8))):
        gram = sheet[place : place + most].partition("\n")[0]
        if len(gram) >= least:
            found.setdefault(gram + AGAIN * (most > 1), []).append(place)
    assert found.keys() == said.keys()
    for gram, places in found.items():
        if len(gram) == 1:
            assert said[gram] == ""
        elif len(gram) <= len("安全生产" + AGAIN):
            assert SIGNS.index(said[gram]) == min(len(places), BASE - 1)
        else:
            assert places_told(said[gram], len(places)) == places, gram


@given(LINES)
def test_an_index_says_where_every_pair_stands(lines: list[str]) -> None:
    check_records(lines)


@given(st.text("安全燃气", min_size=1, max_size=9), LINES)
def test_an_index_says_of_what_is_said_again_where_wide_grams_stand(said: str, lines: list[str]) -> None:
    check_records([*lines, *(f"{said * 20}{sign}" for sign in "甲乙丙丁")])


def test_numbers_and_ends_of_sentences_stand_under_grams_of_three_and_the_latter_under_five_too() -> None:
    said = check_records(["查出隐患37处。其中重大2处。"])
    assert {gram for gram in said if len(gram) > 2} == {"患37", "37处", "处。其", "大2处", "7处。其中"}


def test_what_stands_often_stands_under_longer_grams() -> None:
    other = "".join(map(chr, range(0x5000, 0x5000 + 2 * MOST)))
    said = check_records(["安全生产" * 30, "抓安全" * 9, "安" * (MOST + 9), other])
    assert len(said["安全"]) == len(said["安全生"]) == 2
    assert len(said["安全生产"]) > 60
    assert len(said["安安安安"]) > 2 * MOST


def test_of_a_part_that_says_much_again_only_long_grams_have_places() -> None:
    said = check_records(["安全生产" * 30, "安" * (MOST + 9)])
    assert "安全" not in said
    assert len(said[f"安全{AGAIN}"]) == len(said[f"安安{AGAIN}"]) == 1
    assert len(said[f"安全生产安全生产{AGAIN}"]) > 50
    assert len(said[f"安全生产{AGAIN}"]) == 1


def slabs_by(texts: Texts, volume: str, most: int) -> list[tuple[Slab, ...]]:
    """Return the index of the texts of a volume, of so many at a time."""
    leaves = [Leaf(place[1], spread(lines)) for place, lines in sorted(texts.items()) if place[0] == volume]
    return [index_of(leaves[start : start + most]) for start in range(0, len(leaves), most)]


def shares_in(volumes: dict[str, tuple[Slab, ...]], bits: int) -> Iterator[list[Slab]]:
    """Yield of each share what all volumes have there."""
    width = SLABS // shares_of(bits)
    for start in range(0, SLABS, width):
        yield [named(side_by_side(slabs[start : start + width]), volume) for volume, slabs in volumes.items()]


def made_at_once(texts: Texts, bits: int) -> list[Bucket]:
    """Return the buckets of an index, made of all texts."""
    volumes = {volume: slabs_by(texts, volume, len(texts)) for volume, _ in sorted(texts)}
    shares = shares_in({volume: slabs for volume, (slabs,) in volumes.items()}, bits)
    found = [made for number, own in enumerate(shares) for made in buckets_of(number, own, bits)]
    assert [number for number, _ in found] == list(range(1 << bits))
    return [contents for _, contents in found]


def patched_by(buckets: list[Bucket], before: Texts, now: Texts) -> list[Bucket]:
    """Return the buckets of an index with other texts patched in."""
    old, new = ({place: records_of(lines) for place, lines in texts.items()} for texts in (before, now))
    changes: list[dict[str, dict[tuple[str, int], str | None]]] = [{} for _ in buckets]
    for place in {**old, **new}:
        for gram in {**old.get(place, {}), **new.get(place, {})}:
            bucket = changes[bucket_of(gram, len(buckets).bit_length() - 1)]
            bucket.setdefault(gram, {})[place] = new.get(place, {}).get(gram)
    return [patched(contents, changes[number]) for number, contents in enumerate(buckets)]


@given(LEAVES, LEAVES)
def test_an_index_has_the_same_bytes_made_at_once_and_patched(before: Texts, now: Texts) -> None:
    first, second = made_at_once(before, 5), made_at_once(now, 5)
    assert patched_by([EMPTY] * 32, {}, before) == first
    assert patched_by(first, before, now) == second
    assert patched_by(second, now, {}) == [EMPTY] * 32


@given(LEAVES)
def test_an_index_has_each_gram_in_the_slot_where_it_is_sought(texts: Texts) -> None:
    for volume, _ in texts:
        for slab in chain.from_iterable(slabs_by(texts, volume, len(texts))):
            for head in slab.heads.decode().split("\n")[1:]:
                slot, gram = head[:4], re.sub(r"\\(.)", r"\1", head[4:])
                assert slot == f"{slot_of(gram):04x}", gram


@given(LEAVES, st.integers(1, 3), st.sampled_from([5, 7]))
def test_an_index_has_the_same_bytes_in_one_piece_and_in_many(texts: Texts, most: int, bits: int) -> None:
    pieces = {volume: slabs_by(texts, volume, most) for volume, _ in sorted(texts)}
    volumes = {volume: tuple(map(joined, zip(*own, strict=True))) for volume, own in pieces.items()}
    shares = enumerate(shares_in(volumes, bits))
    found = [contents for number, own in shares for _, contents in buckets_of(number, own, bits)]
    assert found == made_at_once(texts, bits)


@given(st.sets(st.one_of(st.integers(1, 60), st.integers(1, 10**9)), min_size=1))
def test_the_issues_of_a_volume_are_read_as_they_were_written(numbers: set[int]) -> None:
    text = issues_text(sorted(numbers))
    assert issues_in(text) == sorted(numbers)
    assert len(text) <= len(written(after - before for before, after in pairwise((0, *sorted(numbers)))))


@given(
    st.lists(st.lists(st.integers(0, OFTEN - 1), min_size=1, max_size=6)),
    st.sampled_from(["安全", "安全生产", f"安全生产责任{AGAIN}"]),
)
def test_records_are_read_as_they_were_written(listed: list[list[int]], gram: str) -> None:
    records = []
    for places in listed:
        told = places if len(places) <= PLACES or gram.startswith("安全生产") else []
        head = digits(OFTEN + len(places), 2) if len(places) > 1 else ""
        records.append(head + "".join(digits(place, 2) for place in told))
    assert records_in("".join(records), gram) == records


def test_how_often_a_short_gram_stands_is_a_sign_where_much_is_said_again() -> None:
    assert records_in("!a~", f"安全{AGAIN}") == ["!", "a", "~"]


@given(st.lists(st.integers(0, 10**9)))
def test_numbers_are_read_as_they_were_written(given_numbers: list[int]) -> None:
    assert numbers_of(written(given_numbers)) == given_numbers
    assert not set(SIGNS) & set(' "\\`$\n')


def test_whole_numbers_become_natural_ones_each_its_own() -> None:
    assert sorted(signed(number) for number in range(-50, 50)) == list(range(100))


def test_there_are_as_many_buckets_as_the_texts_are_long() -> None:
    assert bits_of(0) == 4
    assert bits_of(20_000_000) == 13
    assert bits_of(10**9) == SLOT_BITS


# ------------------------------------------------------------------------------------ texts


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_packed_json_is_a_string_of_a_script(text: str) -> None:
    script = packed(json.dumps(text, ensure_ascii=False)).decode("utf-16")
    assert re.fullmatch(r'bulletinSearch\("[01][^"\\\n\r\u2028\u2029]*"\);\n', script)
    assert json.loads(unpacked(packed(json.dumps(text, ensure_ascii=False)))) == text


def test_every_sign_that_a_string_cannot_have_is_packed_as_another() -> None:
    texts = [str(number) for number in range(20_000)]
    assert [unpacked(packed(text)) for text in texts] == texts


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


def test_each_character_is_compared_by_itself() -> None:
    signs = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    seen = {sign: unicodedata.normalize("NFKC", sign).lower() for sign in signs}
    dropped = ("Cc", "Cf", "Zs", "Zl", "Zp")

    forms = ["".join(one for one in seen[sign] if unicodedata.category(one) not in dropped) for sign in signs]

    assert [normal(sign) for sign in signs] == forms
    assert normal("".join(signs)) == "".join(forms)


@given(st.lists(st.text("安全Ａ ①x\u200b", max_size=3000), max_size=4))
def test_the_parts_of_a_text_have_all_that_can_be_sought_in_it(lines: list[str]) -> None:
    forms = [[normal(line) for line in part] for part in divided(lines)]
    pieces = [piece for part in forms for piece in part]
    assert all(pieces)
    for line in map(normal, lines):
        for start in range(max(0, len(line) - EDGE) + 1):
            assert not line or any(line[start : start + EDGE] in piece for piece in pieces)
    assert "".join(pieces) == "".join(map(normal, lines)) or any(len(normal(line)) > PIECE for line in lines)


@given(st.lists(st.text("安全x", max_size=700), max_size=400))
def test_no_two_lines_of_a_part_touch(lines: list[str]) -> None:
    for part in divided(lines):
        placed = spread(map(normal, part))
        assert {line for _, line in placed} == set(map(normal, part))
        ends = [0, *(start + len(line) + 1 for start, line in placed)]
        assert all(start % GRAIN == 0 and start >= end for (start, _), end in zip(placed, ends, strict=False))
        assert ends[-1] <= GRAIN * GRAINS <= BASE**2
        assert sum(len(line) // GRAIN + 1 for _, line in placed) <= PART


def test_where_a_line_changes_nearly_all_others_stay_where_they_are() -> None:
    lines = [f"第{number}户查完，{'燃气安全抓得紧，' * (number % 9)}没有隐患。" for number in range(50)]
    before = {line: start for start, line in spread(lines)}
    moved = 0
    for number in range(50):
        others = {*lines[:number], *lines[number + 1 :]}
        after = {line: start for start, line in spread([*others, "另有一户补查，" * (number % 9 + 1)])}
        moved += sum(after[line] != before[line] for line in others)
    assert moved / 50 < 3


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


def searched(folder: Path) -> str:
    """Return all that the search says, the texts as they are compared."""
    files = search_files(folder)
    texts = ["\n".join(passage_lines(files[path])) for path in files if "/search-" in path]
    lists = [unpacked(files[path]) for path in (VOLUMES, TOPICS)]
    buckets = [content.decode() for path, content in files.items() if path.startswith((INDEX, f"{SEARCH}places"))]
    return "".join([*texts, *lists, *buckets])


def many(count: int = 12) -> Files:
    return {
        f"bulletins/shifan/2024/{n}.md": issue(n, f"第{n}户查完，燃气安全抓得紧。" * 9) for n in range(1, count + 1)
    }


def rebuilt(site: Path, build: Build, *options: str) -> dict[str, bytes]:
    """Build once more into the same folder, hold it against a clean build of the same site and return its search.

    The marker says the same of both: which files are ours.
    """
    assert build(site, "--no-pdf", *options)["exit"] == 0
    clean = site.with_name("clean")
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(site, clean, ignore=shutil.ignore_patterns("public", ".cache"))
    assert build(clean, "--no-pdf")["exit"] == 0
    made = search_files(site / "public")
    assert made == search_files(clean / "public")
    markers = [folder / "public/.bulletin-edition.json" for folder in (site, clean)]
    assert markers[0].read_bytes() == markers[1].read_bytes()
    return made


def test_a_change_leaves_the_same_index_as_a_clean_build(site: Site, build: Build) -> None:
    folder = site(many())
    first = rebuilt(folder, build)
    (folder / "bulletins/shifan/2024/5.md").write_text(issue(5, "森林防火不松劲。"), "utf-8")
    second = rebuilt(folder, build)
    changed = {path for path in first if first[path] != second.get(path)}
    assert "search/volumes.js" in changed
    assert any(path.startswith("search/index/") for path in changed)
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


def test_an_index_is_made_anew_where_the_cache_is_lost(site: Site, build: Build) -> None:
    folder = site(many())
    rebuilt(folder, build)
    shutil.rmtree(folder / ".cache")
    (folder / "bulletins/shifan/2024/5.md").write_text(issue(5, "森林防火不松劲。"), "utf-8")
    rebuilt(folder, build)


def test_a_text_that_was_changed_by_hand_is_not_taken_for_what_the_index_was_made_of(site: Site, build: Build) -> None:
    folder = site(many())
    rebuilt(folder, build)
    text = folder / "public/shifan/2024/5/search-0.js"
    text.write_bytes(text.read_bytes().replace("燃气".encode("utf-16-le"), "天气".encode("utf-16-le")))
    (folder / "bulletins/shifan/2024/5.md").write_text(issue(5, "森林防火不松劲。"), "utf-8")
    rebuilt(folder, build)


def test_whatever_comes_and_goes_the_index_is_that_of_a_first_build(site: Site, build: Build) -> None:
    folder = site(many(30))
    first = rebuilt(folder, build)
    home = folder / "bulletins/shifan/2024"
    text = (home / "7.md").read_text("utf-8")
    (home / "7.md").unlink()
    rebuilt(folder, build)
    (home / "7.md").write_text(text, "utf-8")
    assert rebuilt(folder, build) == first
    (home / "31.md").write_text(issue(31, "新来的一期。"), "utf-8")
    (home / "3.md").write_text(issue(3, "换了题目，" * 9, title="另拟的题目"), "utf-8")
    (home / "z1.md").write_text(issue(1, "增刊也要找得到。").replace("期号", "增刊"), "utf-8")
    rebuilt(folder, build)
    (home / "8.md").write_text(issue(8, "一段话写得很长，" * 900), "utf-8")
    assert "shifan/2024/8/search-1.js" in rebuilt(folder, build)
    folder.joinpath("bulletins/shifan").rename(folder / "bulletins/gaiming")
    rebuilt(folder, build)
    shutil.rmtree(folder / "bulletins/gaiming/2024")
    rebuilt(folder, build)


def test_an_index_has_the_same_bytes_made_by_one_process_and_by_many(site: Site, build: Build) -> None:
    texts = {f"{n}": issue(n, f"第{n}户查完，燃气安全抓得紧。") for n in range(1, 406)}
    texts |= {f"z{n}": issue(n, f"增刊第{n}期。").replace("期号", "增刊") for n in range(1, 60)}
    texts["403"] = issue(403, "一段话写得很长，" * 900)
    one_day = {name: re.sub(r"-03-\d+", "-03-15", text) for name, text in texts.items()}
    folder = site({f"bulletins/shifan/2024/{name}.md": text for name, text in one_day.items()})
    alone = rebuilt(folder, build, "--jobs", "1")
    shutil.rmtree(folder / "public")
    shutil.rmtree(folder / ".cache")
    assert rebuilt(folder, build, "--jobs", "2") == alone


def test_one_change_needs_no_numpy_and_leaves_most_buckets_alone(site: Site, build: Build) -> None:
    folder = site(many(30))
    before = rebuilt(folder, build)
    source = folder / "bulletins/shifan/2024/5.md"
    source.write_text(source.read_text("utf-8").replace("# 题目", "# 题名"), "utf-8")
    program = f"""
import sys
from bulletin_gen.cli import run
run(["build", {str(folder)!r}, "--no-pdf", "--jobs", "1"])
sys.exit("numpy" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    after = rebuilt(folder, build)
    buckets = [path for path in after if path.startswith("search/index/")]
    assert 0 < len([path for path in buckets if after[path] != before[path]]) < len(buckets) - 2


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
    public = searched(folder / "public")
    internal = searched(folder / "internal")
    for word in ("张三", "东方", "龘"):
        assert word not in public
        assert word in internal


def test_the_search_page_is_no_page_to_be_indexed_by_search_engines(site: Site, build: Build) -> None:
    folder = site(many(1))
    assert build(folder, "--no-pdf")["exit"] == 0
    assert (folder / "public/search/index.html").is_file()
    assert "/search/" not in (folder / "public/sitemap.xml").read_text("utf-8")


# ------------------------------------------------------------------------------------------------ pages and their texts

UNSAID = "|".join(
    f".//*[{test}]"
    for test in (
        "@class='tools'",
        "@class='citation'",
        "@class='attachments'",  # with sizes of files; their names are searched
        "@role='doc-noteref'",
        "@class='notes-head'",
        "@class='returns'",
        "starts-with(., '请阅：')",  # says of another issue
    )
)
"""What a page says that is none of the issue's own text."""
BLOCKS = ("p", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "figcaption", "caption")
CASES = Path(__file__).parent / "cases"


def said_on(page: Path) -> Iterator[str]:
    """Yield the pieces of text of an issue's page, in normal form."""
    (article,) = lxml.html.parse(str(page)).getroot().xpath("//main/article")
    for element in article.xpath(UNSAID):
        element.drop_tree()
    for element in article.iter(*BLOCKS):
        if not element.xpath(".//p | .//ul | .//ol"):
            yield normal("".join(element.itertext()))


@pytest.mark.parametrize("edition", ["public", "internal"])
@pytest.mark.parametrize("name", ["site", "ugly"])
def test_all_that_a_page_says_of_its_issue_is_searched(build: Build, tmp_path: Path, name: str, edition: str) -> None:
    site = tmp_path / name
    shutil.copytree(CASES / name, site)
    assert build(site, "--no-pdf", "--audience", edition)["exit"] == 0
    pages = sorted((site / edition).glob("*/[0-9]*/*/index.html"))
    assert len(pages) > 3
    for page in pages:
        searched = [
            line for part in sorted(page.parent.glob("search-*.js")) for line in passage_lines(part.read_bytes())
        ]
        missing = [piece for piece in said_on(page) if not any(piece in line for line in searched)]
        assert missing == [], page
