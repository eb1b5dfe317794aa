"""`bulletin extract`: the files that a print carries come back whole, and nothing that a PDF says can do harm."""

from __future__ import annotations

import json
import os
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bulletin_gen.cli import run
from bulletin_gen.extract.names import safe_names

if TYPE_CHECKING:
    from collections.abc import Callable

    Files = dict[str, str | bytes]
    Extract = Callable[..., dict[str, Any]]

ISSUE = """---
期号: 7
日期: 2023-03-07  # 备忘
内部项: [分送]
分送: {送: 保密单位。}
---

# 示例市开展安全检查

各单位落实到位。

保密的一段。
{.内部}
"""
PUBLIC = """---
期号: 7
日期: 2023-03-07
---

# 示例市开展安全检查

各单位落实到位。
"""


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the print of one issue in each edition."""
    folder = tmp_path_factory.mktemp("site")
    files = {
        "bulletin.yml": "站点名称: 示例简报库\n网址: https://example.org/\n",
        "bulletins/shifan/publication.yml": "刊名: 示范简报\n编印机关: 示例市安委办\n",
        "bulletins/shifan/2023/7.md": ISSUE,
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, "utf-8")
    for audience in ("公开", "内部"):
        assert run(["build", str(folder), "--audience", audience, "-j", "1"]) == 0
    below = "shifan/2023/7/shifan-2023-007.pdf"
    return {"public": folder / "public" / below, "internal": folder / "internal" / below}


@pytest.fixture
def extract(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """Return the function that runs the command in an empty folder and returns its JSON, the exit code as `exit`."""
    monkeypatch.chdir(tmp_path)

    def call(path: Path, *options: str) -> dict[str, Any]:
        capsys.readouterr()
        code = run(["extract", str(path), "--format", "json", *options])
        answer = json.loads(capsys.readouterr().out)
        assert isinstance(answer, dict)
        return answer | {"exit": code}

    return call


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def foreign(path: Path, *files: tuple[str, bytes]) -> Path:
    """Return a PDF that another program might have made, with files under any names."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        names = Array()
        for number, (name, content) in enumerate(files):
            stream = pdf.make_stream(content, Type=Name.EmbeddedFile)
            specification = Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=stream))
            names.extend([String(f"{number:04}"), pdf.make_indirect(specification)])
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
        pdf.save(path)
    return path


# ------------------------------------------------------------------------------------------------- our own prints


def test_data_and_source_come_back_byte_for_byte(prints: dict[str, Path], extract: Extract, tmp_path: Path) -> None:
    answer = extract(prints["public"])
    assert answer["exit"] == 0
    assert (answer["edition"], answer["publication"], answer["number"], answer["date"]) == (
        "public",
        "示范简报",
        "2023年第7期",
        "2023-03-07",
    )
    assert [(one["name"], one["intact"], one["written"]) for one in answer["files"]] == [
        ("issue.json", True, True),
        ("issue.md", True, True),
    ]
    assert written(tmp_path / "shifan-2023-007") == {
        "issue.json": (prints["public"].parent / "issue.json").read_bytes(),
        "issue.md": PUBLIC.encode(),
    }


def test_the_internal_print_carries_all_but_comments(prints: dict[str, Path], extract: Extract, tmp_path: Path) -> None:
    assert extract(prints["internal"], "-o", "out")["edition"] == "internal"
    assert (tmp_path / "out" / "issue.md").read_text("utf-8") == ISSUE.replace("  # 备忘", "")


def test_the_extracted_source_builds_to_the_same_print(
    prints: dict[str, Path], extract: Extract, site: Callable[[Files], Path], build: Callable[..., dict[str, Any]]
) -> None:
    extract(prints["public"], "-o", "out")
    publication = (prints["public"].parents[4] / "bulletins/shifan/publication.yml").read_bytes()
    settings = (prints["public"].parents[4] / "bulletin.yml").read_bytes()
    folder = site(
        {
            "bulletin.yml": settings,
            "bulletins/shifan/publication.yml": publication,
            "bulletins/shifan/2023/7/issue.md": Path("out/issue.md").read_bytes(),
        }
    )
    assert build(folder)["exit"] == 0
    again = folder / "public" / "shifan/2023/7/shifan-2023-007.pdf"
    assert again.read_bytes() == prints["public"].read_bytes()


def test_people_read_which_edition_it_is(prints: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", str(prints["internal"]), "-o", str(prints["internal"].parent / "out")]) == 0
    told = capsys.readouterr().err
    assert "示范简报 2023年第7期，2023-03-07，内部版" in told
    assert told.count("校验相符") == 2


@pytest.mark.parametrize("linearize", [False, True])
def test_a_print_that_another_program_saved_anew_gives_the_same(
    prints: dict[str, Path], extract: Extract, tmp_path: Path, *, linearize: bool
) -> None:
    with pikepdf.open(prints["public"]) as pdf:
        pdf.save(
            tmp_path / "new.pdf",
            linearize=linearize,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
        )
    assert extract(tmp_path / "new.pdf")["edition"] == "public"
    assert (tmp_path / "new" / "issue.md").read_text("utf-8") == PUBLIC


# ------------------------------------------------------------------------------------------------ what is there


def test_nothing_is_written_over_without_force(prints: dict[str, Path], extract: Extract, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "issue.md").write_text("我的", "utf-8")
    answer = extract(prints["public"], "-o", "out")
    assert answer["exit"] == 2
    assert "--force" in answer["error"]["hint"]
    assert written(tmp_path / "out") == {"issue.md": "我的".encode()}
    assert extract(prints["public"], "-o", "out", "--force")["exit"] == 0
    assert written(tmp_path / "out")["issue.md"] == PUBLIC.encode()
    assert extract(prints["public"], "-o", "out")["exit"] == 0  # the same once more


def test_a_link_is_replaced_and_never_followed(prints: dict[str, Path], extract: Extract, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "mine").write_text("我的", "utf-8")
    (tmp_path / "out" / "issue.md").symlink_to(tmp_path / "mine")
    (tmp_path / "out" / "issue.json").symlink_to(tmp_path / "nowhere")
    assert extract(prints["public"], "-o", "out")["exit"] == 2
    assert extract(prints["public"], "-o", "out", "--force")["exit"] == 0
    assert (tmp_path / "mine").read_text("utf-8") == "我的"
    assert not os.path.lexists(tmp_path / "nowhere")
    assert not (tmp_path / "out" / "issue.md").is_symlink()


def test_a_folder_in_the_way_is_kept_whatever_is_said(prints: dict[str, Path], extract: Extract) -> None:
    Path("out/issue.md").mkdir(parents=True)
    assert extract(prints["public"], "-o", "out", "--force")["exit"] == 2
    assert not Path("out/issue.json").exists()


# ------------------------------------------------------------------------------------------------ other PDFs


def test_a_print_without_files_says_so(extract: Extract, tmp_path: Path) -> None:
    answer = extract(foreign(tmp_path / "x.pdf"))
    assert answer["exit"] == 1
    assert "没有附带文件" in answer["error"]["message"]
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04 no PDF at all", b"%PDF-1.7\n" + b"\xff" * 5000])
def test_what_is_no_pdf_is_refused_in_words(extract: Extract, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.pdf").write_bytes(content)
    answer = extract(tmp_path / "x.pdf")
    assert answer["exit"] == 1
    assert "不是能读的 PDF" in answer["error"]["message"]


def test_a_locked_print_asks_for_an_open_one(prints: dict[str, Path], extract: Extract, tmp_path: Path) -> None:
    for name, user in (("locked", "开"), ("open", "")):
        with pikepdf.open(prints["public"]) as pdf:
            pdf.save(tmp_path / f"{name}.pdf", encryption=pikepdf.Encryption(owner="主", user=user))
    answer = extract(tmp_path / "locked.pdf")
    assert answer["exit"] == 1
    assert "加了密码" in answer["error"]["message"]
    assert extract(tmp_path / "open.pdf")["exit"] == 0  # only printing or changing it needs a password


def test_a_file_that_disagrees_with_its_check_sum_is_not_given(
    prints: dict[str, Path], extract: Extract, tmp_path: Path
) -> None:
    with pikepdf.open(prints["public"]) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name("/application/json"):
                thing.write(thing.read_bytes().replace("安全".encode(), "不安全".encode()))
        pdf.save(tmp_path / "x.pdf")
    answer = extract(tmp_path / "x.pdf")
    assert answer["exit"] == 1
    assert answer["edition"] is None
    assert [(one["name"], one["intact"]) for one in answer["files"]] == [("issue.json", False), ("issue.md", True)]
    assert set(written(tmp_path / "x")) == {"issue.md"}


def test_a_broken_stream_is_told_and_the_others_are_given(extract: Extract, tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.pdf", ("a.txt", b"a"), ("b.txt", b"b"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        stream = pdf.Root.Names.EmbeddedFiles.Names[1].EF.F
        stream.write(b"no such thing", filter=Name.FlateDecode)
        stream.Params = Dictionary(CheckSum=String(md5(b"a", usedforsecurity=False).digest()))
        pdf.save(path)
    answer = extract(path)
    assert answer["exit"] == 1
    assert set(written(tmp_path / "x")) == {"b.txt"}


HARMFUL = (
    "../../evil.txt",
    "/etc/evil",
    "C:\\Windows\\evil.exe",
    "..\\..\\evil2",
    "a\x00b.txt",
    "..",
    ".",
    "",
    "   ",
    "长" * 500 + ".md",
    "x." + "y" * 500,
    "CON.txt",
    ".bashrc",
    "\u202egpj.exe",
    "a/b/",
    "same.txt",
    "SAME.txt",
    "same.txt",
    "same-2.txt",
    "换\n行\x1b[31m.txt",
    "~",
    "a:b.txt",
)


def test_no_name_leads_out_of_the_folder(extract: Extract, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    contents = [str(number).encode() for number in range(len(HARMFUL))]
    path = foreign(tmp_path / "in" / "x.pdf", *zip(HARMFUL, contents, strict=True))
    answer = extract(path, "-o", "in/out")
    assert answer["exit"] == 0
    assert answer["edition"] is None
    assert {name for name in written(tmp_path) if not name.startswith("in/out/")} == {"in/x.pdf"}
    found = written(tmp_path / "in" / "out")
    assert all("/" not in name for name in found)
    assert sorted(found.values()) == sorted(contents)


def test_safe_names_are_short_visible_and_different() -> None:
    names = safe_names(HARMFUL)
    assert len({name.casefold() for name in names}) == len(HARMFUL)
    for name in names:
        assert 0 < len(name.encode()) <= 130
        assert name.isprintable()
        assert not name.startswith((".", " "))
        assert not set(name) & set('/\\:*?"<>|')
    assert safe_names(("issue.json", "简报 第7期.md", "a/b.txt")) == ("issue.json", "简报 第7期.md", "b.txt")


def test_files_that_pages_and_the_document_hold_apart_from_the_list_are_given(extract: Extract, tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.pdf", ("a.txt", b"a"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        specifications = [
            pdf.make_indirect(
                Dictionary(Type=Name.Filespec, F=String(name), EF=Dictionary(F=pdf.make_stream(name.encode())))
            )
            for name in ("b.txt", "c.txt")
        ]
        listed = pdf.Root.Names.EmbeddedFiles.Names[1]
        pdf.Root.AF = Array([listed, specifications[0]])
        note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, FS=specifications[1], Rect=Array([0, 0, 9, 9]))
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
        pdf.save(path)
    assert [one["name"] for one in extract(path)["files"]] == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b"{",
        b'{"schema": 1}',
        b'{"schema": "other-1"}',
        b"\xff",
        b"[" * 100_000,
        b'{"schema": "issue-1", "publication": [], "edition": {}, "year": "x"}',
    ],
)
def test_strange_data_name_no_edition(extract: Extract, tmp_path: Path, content: bytes) -> None:
    answer = extract(foreign(tmp_path / "x.pdf", ("issue.json", content)))
    assert answer["exit"] == 0
    assert answer["edition"] is None


@pytest.mark.parametrize(
    "tree",
    [
        Dictionary(Names=Array([String("a")])),
        Dictionary(Names=Array([String("a"), 5, String("b"), Dictionary(EF=7)])),
        Dictionary(Names=7),
        Dictionary(Kids=Array([5])),
        Array([]),
        String("x"),
    ],
    ids=str,
)
def test_a_list_of_files_that_makes_no_sense_holds_none(extract: Extract, tmp_path: Path, tree: pikepdf.Object) -> None:
    path = foreign(tmp_path / "x.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Names.EmbeddedFiles = tree
        pdf.save(path)
    answer = extract(path)
    assert answer["exit"] == 1
    assert answer["error"]["message"]


def test_a_list_of_files_that_holds_itself_comes_to_an_end(extract: Extract, tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.pdf", ("a.txt", b"a"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        tree = pdf.make_indirect(Dictionary(Kids=Array([])))
        tree.Kids.append(tree)
        pdf.Root.Names.EmbeddedFiles = tree
        pdf.save(path)
    assert extract(path)["exit"] == 1
