"""What machines read besides feeds: data that keep to their published schemas, tables, changes, addresses, heads."""

from __future__ import annotations

import csv
import io
import json
import shutil
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]  # it has no types
import pikepdf
import pytest
import tinyhtml5  # type: ignore[import-untyped]  # it comes with WeasyPrint, untyped
from PIL import Image

from bulletin_gen.cli import run
from bulletin_gen.config import Site as Settings
from bulletin_gen.diagnostics import Span
from bulletin_gen.model import Audience
from bulletin_gen.notation.schemas import form_named
from bulletin_gen.render.pages import open_pages
from bulletin_gen.render.shares import Portion
from bulletin_gen.render.sitemap import sitemap_pages
from bulletin_gen.templating.folders import template_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Files = dict[str, str | bytes]
    Build = Callable[..., dict[str, Any]]
    Site = Callable[[Files], Path]

CASE = Path(__file__).parent / "cases" / "site"
BASE = "https://example.org/jianbao/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

RICH = """---
期号: 7
总期号: 203
日期: 2023-05-08
专刊: {名称: 大排查专刊, 期号: 3}
关键词: [燃气, 排查]
密级: 机密★1年
份号: 000012
公开范围: 内部
分送: {报: "市委，市政府。", 发: [各县（区）, 市直各单位]}
编审: {编辑: [安玥], 签发: 梁赟}
更正:
  - {日期: 2023-05-10, 说明: 有一处笔误。}
撤回: {日期: 2023-05-12, 理由: 数据有误。, 替代: shifan/2023/8}
---

> 编者按：请阅。

# 【工作动态】

# 守住红线　筑牢底线 {肩题="要闻" 作者="安玥"}

——副题

**一、抓部署。**全文[^1]，见[通报](https://example.org/a)，**要紧**。

## 二、抓落实

- 第一项
- 第二项

1. 第一项

表：各县

| 县 | 数 |
|:---|---:|
| 示例县 | 3 |

!!! 公告 "征集"
    欢迎。

[^1]: 注文。

# 【简讯】

△ 5月7日，示例县查验3处。（示例县某局）
"""


def plain(number: int, *head: str, title: str = "题目", text: str = "全文。（示例区某局）") -> str:
    lines = "\n".join((f"期号: {number}", f"日期: 2023-01-{number:02d}", *head))
    return f"---\n{lines}\n---\n\n# {title}\n\n{text}\n"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@pytest.fixture
def built(build: Build) -> Build:
    """Return the function that builds a site without an error."""

    def make(folder: Path, *options: str) -> dict[str, Any]:
        answer = build(folder, *options)
        assert answer["exit"] == 0, answer["diagnostics"]
        return answer

    return make


def data(folder: Path, path: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads((folder / path).read_text("utf-8"))


def rows(folder: Path, path: str = "public/issues.csv") -> list[dict[str, str]]:
    content = (folder / path).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def check_data(edition: Path) -> int:
    """Hold all data of an edition to the schemas that it publishes, and these to theirs; return how many there are."""
    validators = {}
    for path in sorted((edition / "schemas").iterdir()):
        schema = json.loads(path.read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[path.stem] = jsonschema.Draft202012Validator(
            closed(schema), format_checker=jsonschema.FormatChecker()
        )
    told = [data(edition, str(path)) for path in (*edition.rglob("issue.json"), edition / "issues.json")]
    for one in told:
        validators[form_named(one["schema"])].validate(one)
    return len(told)


def closed(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a schema that allows no key that it does not describe."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(one) for key, one in schema.items()}
    return {**inner, "additionalProperties": False} if isinstance(schema.get("properties"), dict) else inner


def described(schema: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON
    """Yield each property of a schema."""
    for one in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from described(one)
    if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
        yield from schema["properties"].items()


def test_all_data_keep_to_the_schemas_that_the_site_publishes(site: Site, built: Build) -> None:
    folder = site({"bulletins/shifan/2023/7.md": RICH, "bulletins/shifan/2023/8.md": plain(8)})
    built(folder)
    built(folder, "--audience", "内部", "--no-pdf")
    assert check_data(folder / "public") == 2
    assert check_data(folder / "internal") == 3


def test_pictures_tables_attachments_and_all_else_keep_to_them_too(tmp_path: Path, built: Build) -> None:
    folder = tmp_path / "site"
    shutil.copytree(CASE, folder, ignore=shutil.ignore_patterns(".cache", "public", "internal"))
    built(folder, "--no-pdf")
    built(folder, "--audience", "内部", "--no-pdf")
    assert (check_data(folder / "public"), check_data(folder / "internal")) == (6, 7)


def test_schemas_are_named_by_their_address_and_describe_every_key_in_chinese(site: Site, built: Build) -> None:
    folder = site({})
    built(folder)
    for name in ("issue-1", "issues-1"):
        schema = data(folder, f"public/schemas/{name}.json")
        assert schema["$id"] == f"{BASE}schemas/{name}.json"
        assert schema["properties"]["schema"]["pattern"].endswith(f"{name})$")
        found = {key for key, one in described(schema) if "description" not in one and "$ref" not in one}
        assert found <= {"type"}


def test_data_name_the_address_of_their_schema_and_a_print_carries_the_same_bytes(site: Site, built: Build) -> None:
    folder = site({"bulletins/shifan/2023/8.md": plain(8)})
    built(folder)
    built(folder, "--audience", "内部", "--no-pdf")
    issue = folder / "public/shifan/2023/8"
    for path, name in (("shifan/2023/8/issue.json", "issue-1"), ("issues.json", "issues-1")):
        address = data(folder, f"public/{path}")["schema"]
        assert address == data(folder, f"public/schemas/{name}.json")["$id"]
        assert data(folder, f"internal/{path}")["schema"] == name
    with pikepdf.open(issue / "shifan-2023-008.pdf") as pdf:
        carried = pdf.attachments["issue.json"].get_file().read_bytes()
    assert carried == (issue / "issue.json").read_bytes()
    assert run(["extract", str(issue / "shifan-2023-008.pdf"), "-o", str(folder / "out")]) == 0


def test_figures_have_the_size_of_their_picture(tmp_path: Path, built: Build) -> None:
    folder = tmp_path / "site"
    shutil.copytree(CASE, folder, ignore=shutil.ignore_patterns(".cache", "public", "internal"))
    built(folder, "--no-pdf")
    found = 0
    for path in (folder / "public").rglob("issue.json"):
        for figure in figures(json.loads(path.read_text("utf-8"))):
            with Image.open(path.parent / unquote(figure["href"])) as picture:
                assert (figure["width"], figure["height"]) == picture.size
            found += 1
    assert found


def figures(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    if isinstance(value, dict) and value.get("type") == "figure":
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from figures(one)


def test_the_first_picture_stands_for_an_issue_that_is_told_of(tmp_path: Path, built: Build) -> None:
    folder = tmp_path / "site"
    shutil.copytree(CASE, folder, ignore=shutil.ignore_patterns(".cache", "public", "internal"))
    built(folder, "--no-pdf")
    built(folder, "--no-pdf", "--audience", "内部")
    first, *_ = figures(data(folder, "public/shifan/2023/7/issue.json"))
    tags, _ = head(folder, "public/shifan/2023/7")
    assert tags["og:image"].endswith(f"/shifan/2023/7/{first['href']}")
    assert tags["Image"] == tags["og:image"]
    assert (tags["og:image:width"], tags["og:image:height"]) == (str(first["width"]), str(first["height"]))
    assert "og:image" not in head(folder, "public/shifan/2023/8")[0]
    assert {"og:image", "Image"}.isdisjoint(head(folder, "internal/shifan/2023/7")[0])


def test_the_page_of_an_issue_tells_size_and_checksum_of_its_print(site: Site, built: Build) -> None:
    folder = site({"bulletins/shifan/2023/8.md": plain(8)})
    built(folder)
    content = (folder / "public/shifan/2023/8/shifan-2023-008.pdf").read_bytes()
    linked = head(folder, "public/shifan/2023/8")[1]["encoding"]
    assert (linked["contentSize"], linked["sha256"]) == (f"{len(content)} B", sha256(content).hexdigest())
    page = (folder / "public/shifan/2023/8/index.html").read_text("utf-8")
    assert f"<code data-sha256>{sha256(content).hexdigest()}</code>" in page
    built(folder, "--no-pdf")
    assert "data-sha256" not in (folder / "public/shifan/2023/8/index.html").read_text("utf-8")
    assert "encoding" not in head(folder, "public/shifan/2023/8")[1]


def test_every_list_says_which_column_it_is(site: Site, built: Build) -> None:
    folder = site({"bulletins/shifan/2023/8.md": plain(8, "关键词: [燃气]")})
    built(folder, "--no-pdf")
    expected = {
        "units": "供稿单位",
        "units/示例区某局": "示例区某局",
        "keywords/燃气": "燃气",
        "columns": "栏目",
        "shifan": "示范简报",
        "shifan/2023": "示范简报",
        "shifan/units": "示范简报",
        "shifan/keywords/燃气": "示范简报",
        "shifan/2023/8": "示范简报",
    }
    for path, name in expected.items():
        tags, _ = head(folder, f"public/{path}")
        assert tags["ColumnName"] == name
        assert all(tags[f"Column{part}"] for part in ("Description", "Keywords", "Type"))
    assert "ColumnName" not in head(folder, "public")[0]


def test_the_bulk_data_list_every_issue_with_all_that_lists_show(site: Site, built: Build) -> None:
    folder = site({"bulletins/shifan/2023/7.md": RICH, "bulletins/shifan/2023/8.md": plain(8)})
    built(folder, "--audience", "内部", "--no-pdf")
    told = data(folder, "internal/issues.json")
    assert (told["schema"], told["edition"]) == ("issues-1", "internal")
    rich, other = told["issues"]
    assert (rich["id"], other["id"]) == ("shifan/2023/7", "shifan/2023/8")
    assert (rich["total_number"], rich["special"]) == (203, {"name": "大排查专刊", "number": 3})
    assert (rich["titles"], rich["columns"]) == (["守住红线　筑牢底线"], ["工作动态", "简讯"])
    assert (rich["source_units"], rich["keywords"]) == (["示例县某局"], ["燃气", "排查"])
    assert rich["corrections"] == [{"date": "2023-05-10", "text": "有一处笔误。"}]
    assert rich["withdrawal"] == {"date": "2023-05-12", "reason": "数据有误。", "replacement": "shifan/2023/8"}
    assert rich["addresses"]["pdf"] is None
    for address in (rich["addresses"]["page"], rich["addresses"]["data"]):
        assert (folder / "internal" / address).is_file()
    (row, _) = rows(folder, "internal/issues.csv")
    assert [row[name] for name in ("期", "总期号", "专刊", "专刊期号", "日期", "题目", "栏目")] == [
        "7",
        "203",
        "大排查专刊",
        "3",
        "2023-05-08",
        "守住红线　筑牢底线",
        "工作动态；简讯",
    ]
    assert [row[name] for name in ("更正", "撤回日期", "撤回理由", "替代")] == [
        "2023-05-10 有一处笔误。",
        "2023-05-12",
        "数据有误。",
        "shifan/2023/8",
    ]


def test_addresses_in_the_bulk_data_are_whole_in_the_public_edition(site: Site, built: Build) -> None:
    folder = site({"bulletins/shifan/2023/8.md": plain(8)})
    built(folder)
    (one,) = data(folder, "public/issues.json")["issues"]
    page = f"{BASE}shifan/2023/8/"
    assert one["addresses"] == {"page": page, "pdf": f"{page}shifan-2023-008.pdf", "data": f"{page}issue.json"}
    (row,) = rows(folder)
    assert (row["网页"], row["PDF"], row["数据"]) == tuple(one["addresses"].values())


def test_the_publications_follow_one_another_newest_issue_first(site: Site, built: Build) -> None:
    folder = site(
        {
            "bulletins/a/publication.yml": "刊名: 甲刊\n编印机关: 示例市甲局\n",
            "bulletins/empty/publication.yml": "刊名: 空刊\n编印机关: 示例市乙局\n",
            **{f"bulletins/{slug}/2023/{n}.md": plain(n) for slug in ("shifan", "a") for n in (1, 2)},
        }
    )
    built(folder, "--no-pdf")
    ids = [one["id"] for one in data(folder, "public/issues.json")["issues"]]
    assert ids == ["a/2023/2", "a/2023/1", "shifan/2023/2", "shifan/2023/1"]
    assert [(row["刊名"], row["期"]) for row in rows(folder)] == [
        ("甲刊", "2"),
        ("甲刊", "1"),
        ("示范简报", "2"),
        ("示范简报", "1"),
    ]


def test_a_site_without_issues_has_data_without_issues(site: Site, built: Build) -> None:
    folder = site({})
    built(folder)
    assert data(folder, "public/issues.json")["issues"] == []
    assert rows(folder) == []
    assert (folder / "public/changes.csv").read_bytes() == b""


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_table_is_a_formula(site: Site, built: Build, sign: str) -> None:
    evil = f'{sign}HYPERLINK("https://example.org/","看"),x'
    folder = site({"bulletins/shifan/2023/1.md": plain(1, f"关键词: [{quoted(evil)}]", text=f"甲乙，{evil}。")})
    built(folder, "--no-pdf")
    (row,) = rows(folder)
    assert row["关键词"] == f"'{evil}"
    assert not any(cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) for cell in row.values())
    assert data(folder, "public/issues.json")["issues"][0]["keywords"] == [evil]


def test_changes_name_each_issue_once_by_its_last_change_newest_first(site: Site, built: Build) -> None:
    folder = site(
        {
            "bulletins/a/publication.yml": "刊名: 甲刊\n编印机关: 示例市甲局\n",
            "bulletins/a/2023/3.md": plain(3),
            "bulletins/shifan/2023/1.md": plain(1, "更正: [{日期: 2023-06-01, 说明: 笔误。}]"),
            "bulletins/shifan/2023/2.md": plain(2, "撤回: {日期: 2023-07-01, 理由: 有误。}"),
            "bulletins/shifan/2023/3.md": plain(3),
        }
    )
    built(folder, "--no-pdf")
    assert (folder / "public/changes.csv").read_text("utf-8").splitlines() == [
        '"shifan/2023/2/issue.json","2023-07-01T00:00:00+08:00"',
        '"shifan/2023/1/issue.json","2023-06-01T00:00:00+08:00"',
        '"a/2023/3/issue.json","2023-01-03T00:00:00+08:00"',
        '"shifan/2023/3/issue.json","2023-01-03T00:00:00+08:00"',
    ]


def test_the_sitemap_has_every_page_once(site: Site, built: Build) -> None:
    folder = site({f"bulletins/shifan/2023/{n}.md": plain(n, "关键词: [燃气]") for n in (1, 2)})
    built(folder, "--no-pdf")
    found = [one.text or "" for one in ET.parse(folder / "public/sitemap.xml").iter(f"{SITEMAP}loc")]  # noqa: S314 - ours
    pages = [path.parent.relative_to(folder / "public").as_posix() for path in (folder / "public").rglob("index.html")]
    told = {f"/{path}/".replace("/./", "/") for path in pages} - {"/search/"}
    assert len(found) == len(set(found))
    assert {f"/{unquote(one.removeprefix(BASE))}" for one in found} == told


def test_a_sitemap_of_too_many_addresses_is_parted(tmp_path: Path) -> None:
    settings = Settings(title="示例", base_url=BASE, source=Span("bulletin.yml"))
    pages = open_pages(settings, (), template_folders(tmp_path), audience=Audience.PUBLIC, pdf=False)
    entries = b"".join(b"<url><loc>https://example.org/%d</loc></url>\n" % n for n in range(50_001))
    portions = {
        "sitemap.xml": (Portion("shifan", "1", partial(bytes, entries)),),
        "sitemap count": (Portion("shifan", "2", partial(bytes, b"50001")),),
    }
    made = {file.path: file.content for page in sitemap_pages(pages, portions, ["index.html"]) for file in page.make()}
    names = ["sitemap-1.xml", "sitemap-shifan-1.xml", "sitemap-shifan-2.xml"]
    assert sorted(made) == sorted([*names, "robots.txt", "sitemap.xml"])
    index = ET.fromstring(made["sitemap.xml"])  # noqa: S314 - our own file
    assert index.tag == f"{SITEMAP}sitemapindex"
    assert [one.text for one in index.iter(f"{SITEMAP}loc")] == [BASE + name for name in names]
    counts = [len(ET.fromstring(made[name])) for name in names]  # noqa: S314 - our own file
    assert counts == [1, 50_000, 1]


def head(folder: Path, path: str) -> tuple[dict[str, str], dict[str, Any]]:
    page = tinyhtml5.parse((folder / path / "index.html").read_bytes(), namespace_html_elements=False)
    tags = {e.get("property") or e.get("name"): e.get("content") for e in page.iter("meta")}
    script = page.find(".//script[@type='application/ld+json']")
    return tags, json.loads(script.text) if script is not None else {}


def test_the_head_of_an_issue_tells_machines_what_it_is(site: Site, built: Build) -> None:
    odd = "抓好“</script>”与&两件事"
    fix = "更正: [{日期: 2023-06-01, 说明: 笔误。}]"
    folder = site({"bulletins/shifan/2023/8.md": plain(8, fix, "关键词: [燃气, 排查]", title=odd)})
    built(folder)
    tags, linked = head(folder, "public/shifan/2023/8")
    page = f"{BASE}shifan/2023/8/"
    assert (tags["og:type"], tags["og:title"], tags["og:url"]) == ("article", "示范简报2023年第8期", page)
    assert (tags["article:published_time"], tags["article:modified_time"]) == ("2023-01-08", "2023-06-01")
    assert (tags["citation_title"], tags["citation_publication_date"]) == ("示范简报2023年第8期", "2023/01/08")
    assert tags["citation_pdf_url"] == f"{page}shifan-2023-008.pdf"
    assert (linked["@type"], linked["issueNumber"], linked["datePublished"]) == ("PublicationIssue", "8", "2023-01-08")
    assert linked["isPartOf"]["name"] == "示范简报"
    assert linked["hasPart"] == [{"@type": "Article", "headline": odd}]
    assert linked["correction"][0]["text"] == "笔误。"


def test_the_internal_edition_tells_machines_no_address(site: Site, built: Build) -> None:
    folder = site({"bulletins/shifan/2023/8.md": plain(8)})
    built(folder, "--audience", "内部", "--no-pdf")
    tags, linked = head(folder, "internal/shifan/2023/8")
    assert linked == {}
    assert not any(name.startswith(("og:", "citation_")) for name in tags if name)
    told = [path.read_text("utf-8") for path in (folder / "internal").rglob("*") if path.suffix in {".json", ".csv"}]
    assert not any(BASE in text for text in told)
