"""`bulletin inspect` and `bulletin build --inspect`: what they say, what they measure by, what they leave on the disk.

The prints are our own, of small sites, and what is made of them by changing one thing.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bulletin_gen.cli import run
from bulletin_gen.diagnostics import BulletinError, Severity
from bulletin_gen.inspect.compare import Kind, differences
from bulletin_gen.inspect.findings import Finding, Strength
from bulletin_gen.inspect.judge import RULES
from bulletin_gen.inspect.layouts import yardstick
from bulletin_gen.inspect.marked import marked
from bulletin_gen.inspect.measures import LAYOUTS
from bulletin_gen.inspect.page import Box
from bulletin_gen.inspect.source import Piece, folded, pieces_of
from bulletin_gen.templating.folders import shipped_templates, template_folders

if TYPE_CHECKING:
    from collections.abc import Callable

    Maker = Callable[..., Path]
    Builder = Callable[..., dict[str, Any]]

SENTENCE = "示例市各级各部门按照统一部署，扎实开展隐患排查整治，细化任务分工，压实各方责任，推动措施落地见效。"
HEAD = "---\n期号: 7\n日期: 2023-03-20\n分送: {送: 示例市委。, 发: 各县区。}\n编审: {编辑: 何玥}\n---\n"
TABLE = "| 序号 | 单位 | 数量 |\n|:--|:--|--:|\n| 1 | 示例县应急局 | 12 |\n| 2 | 示例区住建局 | 305 |\n"


def text(count: int, first: int) -> str:
    """Return so many sentences, each with a number of its own."""
    return "".join(f"第{number}轮，{SENTENCE}" for number in range(first, first + count))


ISSUE = (
    f"{HEAD}\n# 守住安全红线　筑牢发展底线\n\n{text(3, 11)}\n\n"
    f"**一、压实责任。**{text(8, 21)}[^1]\n\n{TABLE}\n## 二、排查隐患\n\n"
    f"{text(11, 31)}\n\n- 第一件事\n- 第二件事\n\n"
    "全市共出动人员1200人次，整改隐患99.9%，群众满意。（区应急局）\n\n[^1]: 数据截至3月18日。\n"
)
PRINT = "shifan/2023/7/shifan-2023-007.pdf"
OWN_LAYOUT = (
    "继承: 简报\n页面:\n  天头: {值: 32 mm, 依据: 实务}\n  地脚: 30 mm\n"
    "正文:\n  每页行数: 23\n版记:\n  版记首末线: 0.6 mm\n"
)
BAD_TEMPLATE = '{% extends "!base/print/bulletin.html" %}{% block imprint %}{% endblock %}'


@pytest.fixture
def printed(site: Maker, build: Builder) -> Callable[..., Path]:
    """Return the function that prints an issue and returns its PDF; its site lies in `site`."""

    def call(issue: str = ISSUE, **files: str) -> Path:
        folder = site({"bulletins/shifan/2023/7.md": issue} | files)
        assert build(folder, "-o", str(folder.parent / "out"))["exit"] == 0
        return folder.parent / "out" / PRINT

    return call


@pytest.fixture
def inspect(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Return the function that inspects files in this process and returns the JSON answer, its exit code as `exit`."""

    def call(*arguments: str | Path) -> dict[str, Any]:
        capsys.readouterr()
        code = run(["inspect", *map(str, arguments), "--format", "json"])
        answer = json.loads(capsys.readouterr().out)
        assert isinstance(answer, dict)
        return answer | {"exit": code}

    return call


def with_issue(path: Path, change: Callable[[str], str]) -> Path:
    """Return a copy of a print that carries the data of its issue, changed."""
    data = change((path.parent / "issue.json").read_text("utf-8"))
    copy = path.with_name("carrying.pdf")
    with pikepdf.open(path) as pdf:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        attached = path.with_name("changed.json")
        attached.write_text(data, "utf-8")
        pdf.attachments["issue.json"] = pikepdf.AttachedFileSpec.from_filepath(pdf, attached)
        pdf.save(copy)
    return copy


def found(answer: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    """Return what a rule found in the first file."""
    return [finding for finding in answer["files"][0]["findings"] if finding["rule"] == rule]


# --------------------------------------------------------------------------------------------------- what it says


def test_a_print_of_ours_is_without_an_error(printed: Callable[..., Path], inspect: Builder) -> None:
    answer = inspect(printed())
    assert answer["exit"] == 0
    assert [one for one in answer["files"][0]["findings"] if one["severity"] == "error"] == []
    assert answer["files"][0]["layout"] == "简报"
    assert answer["files"][0]["pages"] == 3


def test_a_line_says_file_page_figures_clause_strength_and_rule(
    printed: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = printed(
        ISSUE, **{"templates/layouts/本局.yml": OWN_LAYOUT, "bulletins/shifan/publication.yml": OWN_PUBLICATION}
    )
    assert run(["inspect", str(path), "--layout", "简报"]) == 1
    said = capsys.readouterr().err
    due = "第 2 页: 错误 首行上边在 32.0 mm，应为 37 mm（GB/T 9704-2012 §5.2.1，应当） [P03]"
    assert f"{path}: {due}" in said.split("\n")
    assert re.search(r": \d+ 个错误.*。$", said, re.MULTILINE)


OWN_PUBLICATION = "刊名: 示范简报\n编印机关: 示例市示范工作领导小组办公室\n版式: 本局\n"


def test_the_data_of_a_finding_has_everything(printed: Callable[..., Path], inspect: Builder) -> None:
    path = printed(
        ISSUE, **{"templates/layouts/本局.yml": OWN_LAYOUT, "bulletins/shifan/publication.yml": OWN_PUBLICATION}
    )
    answer = inspect(path, "--layout", "简报")
    first = found(answer, "P13")[0]
    assert first.keys() == {"rule", "severity", "page", "message", "clause", "strength", "place"}
    assert (first["severity"], first["page"], first["clause"]) == ("error", 3, "GB/T 9704-2012 §7.4.1")
    assert first["place"].keys() == {"left", "top", "right", "bottom"}
    assert 20 < first["place"]["left"] < first["place"]["right"] < 190
    assert answer["files"][0].keys() == {"file", "layout", "remark", "pages", "findings", "marked", "error"}


def test_a_file_that_is_no_pdf_does_not_hide_the_others(
    printed: Callable[..., Path], inspect: Builder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, good = tmp_path / "broken.pdf", printed()
    broken.write_bytes(b"no PDF at all")
    answer = inspect(broken, good)
    assert answer["exit"] == 1
    assert answer["files"][0]["error"]["message"].endswith("不是能读的 PDF")
    assert (answer["files"][1]["error"], answer["files"][1]["pages"]) == (None, 3)
    assert run(["inspect", str(broken), str(good)]) == 1
    assert "共验 2 份：1 份有错误。" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["--help"], ["inspect", "--help"], ["build", "--help"]])
def test_the_help_waits_for_no_reader_of_pdf(command: list[str]) -> None:
    code = f"import sys; from bulletin_gen.cli import run; run({command}); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "用法" in done.stdout
    assert not {"pdfplumber", "pikepdf", "weasyprint", "pypdfium2"} & set(re.findall(r"'(\w+)'", done.stdout))


def test_a_build_without_an_inspection_waits_for_no_reader_of_pages(site: Maker) -> None:
    folder = site({"bulletins/shifan/2023/7.md": ISSUE})
    command = ["build", str(folder), "-j", "1"]
    code = f"import sys; from bulletin_gen.cli import run; run({command}); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert not {"pdfplumber", "pypdfium2"} & set(re.findall(r"'(\w+)'", done.stdout))


def test_every_rule_is_explained_to_editors() -> None:
    text = (Path(__file__).parents[1] / "docs" / "inspect.md").read_text("utf-8")
    parts = dict(re.findall(r"^### (P\d\d) .*?\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    assert list(parts) == [rule.name for rule in RULES]
    assert [rule.name for rule in RULES if rule.clause not in parts[rule.name]] == []
    assert [rule.name for rule in RULES if f"（{rule.strength}）" not in parts[rule.name]] == []


# -------------------------------------------------------------------------------------------------------- layouts


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_the_shipped_profile_agrees_with_the_figures_of_the_instrument(tmp_path: Path, name: str) -> None:
    (tmp_path / "layouts").mkdir()
    text = (shipped_templates() / "layouts" / f"{name}.yml").read_text("utf-8")
    (tmp_path / "layouts" / "抄本.yml").write_text(text, "utf-8")
    taken = yardstick("抄本", template_folders(tmp_path))
    judged = {rule for rule in LAYOUTS[name].rules if rule in taken.own}
    assert judged == set()
    if name == "简报":
        assert taken == LAYOUTS[name]


def test_there_is_a_yardstick_for_every_shipped_profile() -> None:
    assert {path.stem for path in (shipped_templates() / "layouts").glob("*.yml")} == set(LAYOUTS)


def test_an_office_is_measured_by_its_own_layout(printed: Callable[..., Path], inspect: Builder) -> None:
    path = printed(
        ISSUE, **{"templates/layouts/本局.yml": OWN_LAYOUT, "bulletins/shifan/publication.yml": OWN_PUBLICATION}
    )
    site = path.parents[4] / "site"
    own = inspect(path, "--site", site, "--layout", "本局")
    assert (own["exit"], own["files"][0]["layout"]) == (0, "本局")
    foreign = inspect(path, "--layout", "简报")
    assert foreign["exit"] == 1
    assert {"P03", "P13"} <= {one["rule"] for one in foreign["files"][0]["findings"]}


def test_what_departs_from_an_offices_layout_names_that_layout(
    printed: Callable[..., Path], inspect: Builder, tmp_path: Path
) -> None:
    (tmp_path / "templates" / "layouts").mkdir(parents=True)
    (tmp_path / "templates" / "layouts" / "本局.yml").write_text("继承: 简报\n页面:\n  天头: 33 mm\n", "utf-8")
    answer = inspect(printed(), "--site", tmp_path, "--layout", "本局")
    assert {one["clause"] for one in found(answer, "P03")} == {"版式“本局”"}
    assert "应为 33 mm" in found(answer, "P03")[0]["message"]


def test_a_print_says_by_which_layout_it_is_measured(printed: Callable[..., Path], inspect: Builder) -> None:
    path = printed(
        ISSUE, **{"templates/layouts/本局.yml": OWN_LAYOUT, "bulletins/shifan/publication.yml": OWN_PUBLICATION}
    )
    carrying = with_issue(path, str)
    own = inspect(carrying, "--site", path.parents[4] / "site")
    assert (own["exit"], own["files"][0]["layout"], own["files"][0]["remark"]) == (0, "本局", "")
    away = inspect(carrying)["files"][0]
    assert away["layout"] == "简报"
    assert "版式“本局”不在这里" in away["remark"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("继承: 简报\n页面:\n  天头: 37\n", "第 3 行：“天头”的值“37”读不懂"),
        ("继承: 简报\n正文:\n  每页行数: 很多\n", "第 3 行：“每页行数”的值“很多”读不懂"),
        ("继承: 本局\n", "没有名为“本局”的版式"),
        ("继承: 甲\n", "绕回了自己"),
        ("页面:\n天头\n", "第 2 行"),
    ],
)
def test_a_layout_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "本局.yml").write_text(text, "utf-8")
    (tmp_path / "layouts" / "甲.yml").write_text("继承: 本局\n", "utf-8")
    with pytest.raises(BulletinError) as stopped:
        yardstick("本局", template_folders(tmp_path))
    assert said in stopped.value.message


def test_an_unknown_layout_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    assert run(["inspect", str(tmp_path / "a.pdf"), "--layout", "简抱"]) == 2
    said = capsys.readouterr().err
    assert "没有名为“简抱”的版式" in said
    assert "是不是“简报”？" in said


# ------------------------------------------------------------------------------------------------- the text layer


def check(answer: dict[str, Any], *said: str) -> None:
    """Hold what the rule of the text layer says in the first file against what is expected."""
    messages = [one["message"] for one in found(answer, "P17")]
    assert len(messages) == len(said), messages
    assert all(part in message for part, message in zip(said, messages, strict=True)), messages


def test_the_text_of_a_print_is_that_of_its_issue(printed: Callable[..., Path], inspect: Builder) -> None:
    check(inspect(with_issue(printed(), str)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("群众满意", "群众很满意", "“99.9%，群众”之后少了“很”"),
        ("隐患99.9%", "隐患99.8%", "之后的“8”变成了“9”"),
        ("示例县应急局", "示例县住建局", "“示例县”之后的“住建”变成了“应急”"),
        ("何玥", "何玥玥", "“何玥玥”变成了“：何玥”"),
        ("示例市委。", "示例市委、市政府。", "“示例市委、市政府。”变成了“：示例市委。”"),
        ("守住安全红线", "坚定安全红线", "少了“坚定”"),
        ("群众满意", "群众\U000f1234满意", "少了"),
    ],
)
def test_what_a_print_lacks_is_found_with_its_words(
    printed: Callable[..., Path], inspect: Builder, old: str, new: str, said: str
) -> None:
    answer = inspect(with_issue(printed(), lambda data: data.replace(old, new)))
    check(answer, said)
    assert answer["exit"] == 1
    assert found(answer, "P17")[0]["page"] >= 1
    assert found(answer, "P17")[0]["place"]


def test_an_order_other_than_that_of_the_issue_is_found(printed: Callable[..., Path], inspect: Builder) -> None:
    def turned(text: str) -> str:
        data = json.loads(text)
        blocks = data["sections"][0]["entries"][0]["blocks"]
        blocks.insert(0, blocks.pop())
        return json.dumps(data)

    check(inspect(with_issue(printed(), turned)), "文字层里“全市共出动人员1200人……”的次序和原文不同")


def test_the_print_of_another_issue_is_told_once(printed: Callable[..., Path], inspect: Builder) -> None:
    def another(data: str) -> str:
        return re.sub(r"(?<=\"text\": \")[^\"]{9,}", "甲乙丙丁" * 100, data)

    check(inspect(with_issue(printed(), another)), "大不相同")


@pytest.mark.parametrize("text", ['{"schema": "issue-1"}', '{"schema": "issue-9"}', "[]", "{", "[" * 100_000])
def test_an_attachment_of_somebody_else_is_nobodys_source(text: str) -> None:
    assert pieces_of(text.encode()) == ()


def test_a_print_is_held_against_its_markdown(
    printed: Callable[..., Path], inspect: Builder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = printed()
    source = tmp_path / "site" / "bulletins" / "shifan" / "2023" / "7.md"
    check(inspect(path, "--source", source))
    source.write_text(ISSUE.replace("群众满意", "群众比较满意"), "utf-8")
    check(inspect(path, "--source", source), "少了“比较”")
    source.write_text(ISSUE.replace("期号: 7\n", ""), "utf-8")
    assert run(["inspect", str(path), "--source", str(source)]) == 1
    assert "原文有错" in capsys.readouterr().err
    (tmp_path / "alone.md").write_text(ISSUE, "utf-8")
    assert run(["inspect", str(path), "--source", str(tmp_path / "alone.md")]) == 2


def test_signs_that_only_look_like_a_character_are_found(printed: Callable[..., Path], inspect: Builder) -> None:
    path = printed()
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and b"begincmap" in (text := item.read_bytes()):
                item.write(text.replace(b"<5DE5>", b"<2F2F>").replace(b"<5de5>", b"<2f2f>"))
        pdf.save(path.with_name("radical.pdf"))
    (path.parent / "radical.pdf").replace(path)
    answer = inspect(with_issue(path, str))
    check(answer, "（U+2F2F）只是样子像，应为“工”（U+5DE5），检索不到")
    assert (answer["exit"], found(answer, "P17")[0]["page"]) == (1, 1)


TEXTS = st.lists(st.text("甲乙丙丁。，12", min_size=1, max_size=24), min_size=1, max_size=8)


@given(TEXTS, st.lists(st.text("甲子—3 ", max_size=6), min_size=9, max_size=9))
def test_what_stands_between_pieces_is_no_difference(texts: list[str], added: list[str]) -> None:
    pieces = [Piece(text) for text in texts]
    printed = "".join(extra + text for extra, text in zip(added, texts, strict=False)) + added[-1]
    assert differences(pieces, printed, [1] * len(printed)) == ()


@given(TEXTS, st.data())
def test_a_character_that_is_replaced_never_goes_unnoticed(texts: list[str], data: st.DataObject) -> None:
    whole = "".join(texts)
    at = data.draw(st.integers(0, len(whole) - 1))
    printed = whole[:at] + "错" + whole[at + 1 :]
    told = differences([Piece(text) for text in texts], printed, [1] * len(printed))
    assert {Kind.LOST, Kind.CHANGED} & {one.kind for one in told}


def test_a_piece_goes_on_behind_what_stands_at_the_end_of_a_page() -> None:
    printed, pages = "甲乙丙—1—丁戊己", [1, 1, 1, 1, 1, 1, 2, 2, 2]
    assert differences([Piece("甲乙丙丁戊己")], printed, pages) == ()
    (told,) = differences([Piece("甲乙丙丁戊己")], printed, [1] * 9)
    assert (told.kind, told.found, told.before) == (Kind.ADDED, "—1—", "甲乙丙")


def test_blanks_and_signs_that_look_alike_fold_away() -> None:
    assert folded("安 全\u3000生\u200b产\u2f2f\u2ecb\uf900\ufe00") == "安全生产工车豈"
    assert folded("\ufa0e\ue000") == "\ufa0e\ue000"


# ------------------------------------------------------------------------------------------------ the marked copy

BOX = Box(left=20, right=80, top=30, bottom=40)


def finding(place: Box | None = BOX, severity: Severity = Severity.ERROR, page: int = 1) -> Finding:
    return Finding(
        rule="P02",
        page=page,
        message="正文左边在 30 mm",
        clause="GB/T 9704-2012 §5.2.1",
        strength=Strength.DUE,
        severity=severity,
        place=place,
    )


def blank(path: Path, *, turn: int = 0, cut: bool = False, **saving: Any) -> Path:  # noqa: ANN401 - what pikepdf takes
    """Write a PDF of an empty page."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.Root.Pages.Rotate = turn
        if cut:
            pdf.pages[0].obj.CropBox = pikepdf.Array([50, 60, 500, 700])
        pdf.save(path, **saving)
    return path


def seen(pdf: bytes, colour: tuple[int, int, int]) -> tuple[float, float, float, float]:
    """Return which part of the first page, as it is shown, has a colour: left, top, right and lower edge in mm."""
    scale = 4
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil().convert("RGB")
    away = ImageChops.difference(image, Image.new("RGB", image.size, colour)).convert("L")
    edges = away.point(lambda level: 255 if level < 12 else 0).getbbox()
    assert edges
    left, top, right, bottom = (edge * 25.4 / 72 / scale for edge in edges)
    return left, top, right, bottom


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("cut", [False, True])
def test_a_box_stands_where_it_was_found_however_the_page_is_turned_and_cut(
    tmp_path: Path, turn: int, *, cut: bool
) -> None:
    empty = blank(tmp_path / "list.pdf").read_bytes()
    made = marked(blank(tmp_path / "a.pdf", turn=turn, cut=cut), [finding()], empty)
    left, top, right, bottom = seen(made, (204, 13, 13))
    assert 10 < left < 19.3  # the number stands left of the box
    assert [top, right, bottom] == pytest.approx([29.2, 80.8, 40.8], abs=0.4)


def test_findings_of_one_place_keep_their_numbers_apart(tmp_path: Path) -> None:
    empty = blank(tmp_path / "list.pdf").read_bytes()
    several = [finding(), finding(), finding(None), finding(None), finding(Box(left=0, right=1, top=0, bottom=1))]
    made = marked(blank(tmp_path / "a.pdf"), several * 4, empty)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        boxes = [[float(edge) for edge in mark.Rect] for mark in pdf.pages[0].Annots]
    assert len(boxes) == 20
    assert all(0 <= x0 < x1 <= 595 and 0 <= y0 < y1 <= 842 for x0, y0, x1, y1 in boxes)


def test_a_marked_copy_has_a_note_for_each_finding_and_a_list_behind(
    printed: Callable[..., Path], inspect: Builder, tmp_path: Path
) -> None:
    path = printed(
        ISSUE, **{"templates/layouts/本局.yml": OWN_LAYOUT, "bulletins/shifan/publication.yml": OWN_PUBLICATION}
    )
    before, copy = path.read_bytes(), tmp_path / "标记.pdf"
    answer = inspect(path, "--layout", "简报", "--marked", copy)
    assert (answer["exit"], answer["files"][0]["marked"]) == (1, str(copy))
    assert path.read_bytes() == before
    findings = answer["files"][0]["findings"]
    with pikepdf.open(copy) as pdf:
        assert len(pdf.pages) > answer["files"][0]["pages"]
        notes = [note for page in pdf.pages for note in page.get("/Annots", []) if note.get("/T") == "验版"]
        assert sorted(str(note.Contents).split("：", 1)[1] for note in notes) == sorted(
            f"{one['message']}（{one['clause']}，{one['strength']}）" for one in findings
        )
        assert all(note.Subtype == "/Square" and note.AP.N and note.F == 4 for note in notes)
    listed = folded(pypdfium2.PdfDocument(copy)[3].get_textpage().get_text_range())
    assert all(folded(one["message"]) in listed for one in findings[:5])
    assert "�" not in listed
    again = tmp_path / "again.pdf"
    inspect(path, "--layout", "简报", "--marked", again)
    assert again.read_bytes() == copy.read_bytes()


def test_a_copy_without_findings_says_so(tmp_path: Path, inspect: Builder) -> None:
    path, copy = blank(tmp_path / "a.pdf"), tmp_path / "b.pdf"
    inspect(path, "--layout", "专版", "--marked", copy)
    assert "合版式，没有发现问题" in folded(pypdfium2.PdfDocument(copy)[1].get_textpage().get_text_range())


def test_a_file_that_only_its_owner_may_change_is_marked_all_the_same(tmp_path: Path, inspect: Builder) -> None:
    locked = pikepdf.Encryption(owner="x", user="", allow=pikepdf.Permissions(modify_annotation=False))
    path, copy = blank(tmp_path / "a.pdf", encryption=locked), tmp_path / "b.pdf"
    assert inspect(path, "--marked", copy)["files"][0]["error"] is None
    with pikepdf.open(copy) as pdf:
        assert not pdf.is_encrypted
        assert len(pdf.pages) == 2


def test_copies_of_several_files_go_into_a_folder(tmp_path: Path, inspect: Builder) -> None:
    one, other, folder = blank(tmp_path / "一.pdf"), blank(tmp_path / "二.pdf"), tmp_path / "marked"
    assert inspect(one, other, "--marked", folder)["error"]["exit_code"] == 2
    folder.mkdir()
    answer = inspect(one, other, "--marked", folder)
    assert [one["marked"] for one in answer["files"]] == [str(folder / "一.pdf"), str(folder / "二.pdf")]
    assert sorted(path.name for path in folder.iterdir()) == ["一.pdf", "二.pdf"]


def test_a_copy_never_takes_the_place_of_a_file_that_is_inspected(tmp_path: Path, inspect: Builder) -> None:
    path = blank(tmp_path / "a.pdf")
    before = path.read_bytes()
    (tmp_path / "link.pdf").hardlink_to(path)
    for out in (path, tmp_path, tmp_path / "link.pdf"):
        answer = inspect(path, "--marked", out)
        assert (answer["exit"], answer["error"]["message"].endswith("不能写在它上面")) == (2, True)
    (tmp_path / "deep").mkdir()
    answer = inspect(path, blank(tmp_path / "deep" / "a.pdf"), "--marked", tmp_path / "deep")
    assert answer["exit"] == 2
    assert path.read_bytes() == before


def test_a_copy_that_cannot_be_written_is_told(tmp_path: Path, inspect: Builder) -> None:
    answer = inspect(blank(tmp_path / "a.pdf"), "--marked", tmp_path / "nowhere" / "b.pdf")
    assert (answer["exit"], answer["error"]["message"].startswith("写不了")) == (3, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf"]


# ------------------------------------------------------------------------------------------------ build --inspect


def test_a_build_that_passes_the_inspection_goes_out(site: Maker, build: Builder, tmp_path: Path) -> None:
    folder = site({"bulletins/shifan/2023/7.md": ISSUE})
    answer = build(folder, "--inspect", "-o", str(tmp_path / "out"))
    assert (answer["exit"], [one for one in answer["findings"] if one["severity"] == "error"]) == (0, [])
    plain = build(folder, "-o", str(tmp_path / "plain"))
    assert plain["findings"] == []
    assert (tmp_path / "out" / PRINT).read_bytes() == (tmp_path / "plain" / PRINT).read_bytes()


def test_a_build_whose_prints_have_errors_leaves_the_old_site(
    site: Maker, build: Builder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"bulletins/shifan/2023/7.md": ISSUE}
    out = tmp_path / "out"
    assert build(site(files), "--inspect", "-o", str(out))["exit"] == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    folder = site(files | {"templates/print/bulletin.html": BAD_TEMPLATE})
    answer = build(folder, "--inspect", "-o", str(out))
    assert (answer["exit"], answer["written"]) == (1, [])
    lacking = [one for one in answer["findings"] if one["rule"] == "P17"]
    assert lacking[0]["path"] == PRINT
    assert lacking[0]["severity"] == "error"
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    capsys.readouterr()
    assert run(["build", str(folder), "--inspect", "-o", str(out), "-j", "1"]) == 1
    said = capsys.readouterr().err
    assert re.search(rf"^{PRINT}: 第 \d 页: 错误 .* \[P17\]$", said, re.MULTILINE)
    assert re.search(r"^验版：\d+ 个错误", said, re.MULTILINE)
    assert "保持原样" in said


def test_each_issue_is_held_to_its_own_layout(site: Maker, build: Builder, tmp_path: Path) -> None:
    files = {
        "bulletins/shifan/2023/7.md": ISSUE,
        "bulletins/shifan/2023/8.md": ISSUE.replace("期号: 7\n", "期号: 8\n版式: 本局\n"),
        "bulletins/shifan/2023/9.md": ISSUE.replace("期号: 7\n", "期号: 9\n版式: 专版\n"),
        "templates/layouts/本局.yml": OWN_LAYOUT,
    }
    answer = build(site(files), "--inspect", "-o", str(tmp_path / "out"))
    assert (answer["exit"], [one for one in answer["findings"] if one["severity"] == "error"]) == (0, [])


def test_the_findings_are_the_same_in_any_number_of_processes(site: Maker, build: Builder, tmp_path: Path) -> None:
    short = f"{HEAD}\n# 一件事\n\n{SENTENCE}\n"
    files = {
        f"bulletins/shifan/2023/{number}.md": short.replace("期号: 7", f"期号: {number}") for number in range(1, 8)
    }
    folder = site(files | {"templates/print/bulletin.html": BAD_TEMPLATE})
    one = build(folder, "--inspect", "-o", str(tmp_path / "one"))
    two = build(folder, "--inspect", "-o", str(tmp_path / "two"), "-j", "2")
    assert one["findings"] == two["findings"]
    assert len({finding["path"] for finding in one["findings"]}) == 7


def test_without_prints_there_is_nothing_to_inspect(site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", str(site({})), "--inspect", "--no-pdf"]) == 2
    assert "不能和 --no-pdf 一起写" in capsys.readouterr().err
