"""All issues of an edition as data: issues.json for machines, issues.csv for tables. Holds no text beyond a summary."""

from __future__ import annotations

import csv
import io
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from bulletin_gen.cache.store import key_of
from bulletin_gen.model import Audience
from bulletin_gen.plan.addresses import (
    HOME,
    SITE_DATA,
    SITE_TABLE,
    canonical,
    data_path,
    issue_path,
    pdf_path,
    relative,
)
from bulletin_gen.plan.order import by_year
from bulletin_gen.plan.outputs import Piece, Pieces
from bulletin_gen.render.archive import SitePage
from bulletin_gen.render.json_text import in_line
from bulletin_gen.render.pages import schema_name
from bulletin_gen.render.shares import Share, years_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_gen.model import Publication
    from bulletin_gen.plan.records import IssueRecord
    from bulletin_gen.render.catalogue import Catalogue
    from bulletin_gen.render.json_text import Json
    from bulletin_gen.render.pages import Pages
    from bulletin_gen.render.shares import Portion, Portions

SCHEMA = "issues-1"
"""Name and version of the form of issues.json."""

COLUMNS = (
    "刊名",
    "编印机关",
    "年",
    "期",
    "总期号",
    "专刊",
    "专刊期号",
    "日期",
    "题目",
    "栏目",
    "供稿单位",
    "关键词",
    "摘要",
    "网页",
    "PDF",
    "数据",
    "更正",
    "撤回日期",
    "撤回理由",
    "替代",
)
"""Heads of issues.csv."""

_BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows UTF-8."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""With these a cell may begin a formula, in some programs also in full width."""
_BETWEEN = "；"
_COMMA, _TAIL = b",\n", b"\n]}\n"
"""Between issues and behind them."""


def bulk_shares(pages: Pages, catalogue: Catalogue) -> Iterator[Share]:
    """Yield the issues of each year of a publication as data and as rows, newest first."""
    publication = catalogue.publication
    common = f"{pages.audience} {pages.site.base_url} {pages.pdf} {publication!r}"
    for year, issues in by_year(catalogue.newest):
        own = key_of(common, *(catalogue.digests[one.key] for one in issues))
        yield Share(f"{SITE_DATA} {year}", own, partial(_items, pages, publication, issues))
        yield Share(f"{SITE_TABLE} {year}", own, partial(_lines, pages, publication, issues))


def bulk_pages(pages: Pages, portions: Portions) -> Iterator[SitePage]:
    """Yield issues.json and issues.csv: the publications in their order, of each the newest year first."""
    data, table = years_of(portions, SITE_DATA), years_of(portions, SITE_TABLE)
    yield _page(SITE_DATA, (_text(_head(pages)), *map(_listed, data, count()), _text(_TAIL)))
    yield _page(SITE_TABLE, (_text(f"{_BYTE_ORDER_MARK}{_rows([COLUMNS])}".encode()), *map(_piece, table)))


def _page(path: str, pieces: tuple[Piece, ...]) -> SitePage:
    return SitePage((path,), "", tuple(one.key for one in pieces), lambda: (Pieces(path, pieces),))


def _text(content: bytes) -> Piece:
    return Piece(content.decode(), partial(bytes, content))


def _piece(portion: Portion) -> Piece:
    return Piece(f"{portion.publication} {portion.digest}", portion.fetch)


def _listed(portion: Portion, before: int) -> Piece:
    """Return issues that stand behind so many other pieces."""
    if not before:
        return _piece(portion)
    return Piece(f"{_COMMA.decode()}{portion.publication} {portion.digest}", lambda: _COMMA + portion.fetch())


def _items(pages: Pages, publication: Publication, issues: tuple[IssueRecord, ...]) -> bytes:
    return _COMMA.join([in_line(_item(pages, publication, one)) for one in issues])


def _lines(pages: Pages, publication: Publication, issues: tuple[IssueRecord, ...]) -> bytes:
    return _rows(_row(pages, publication, one) for one in issues).encode()


def _head(pages: Pages) -> bytes:
    head = {"schema": schema_name(pages, SCHEMA), "edition": pages.audience.value, "site": _site(pages)}
    return in_line(head)[:-1] + b', "issues": [\n'


def _site(pages: Pages) -> Json:
    return {"title": pages.site.title, "address": _address(pages, HOME)}


def _item(pages: Pages, publication: Publication, record: IssueRecord) -> Json:
    special, key = record.special, record.key
    return {
        "id": str(key),
        "publication": {"slug": publication.slug, "title": publication.title, "issuer": publication.issuer},
        "year": key.year,
        "number": key.number,
        "supplement": key.supplement,
        "number_text": record.number_text,
        "total_number": record.total_number,
        "special": {"name": special.name, "number": special.number} if special else None,
        "date": record.date.isoformat(),
        "audience": record.audience.value,
        "titles": list(record.titles),
        "columns": list(record.columns),
        "source_units": list(record.source_units),
        "keywords": list(record.keywords),
        "summary": record.summary,
        "addresses": {
            "page": _address(pages, issue_path(key)),
            "pdf": _address(pages, pdf_path(key)) if pages.pdf else None,
            "data": _address(pages, data_path(key)),
        },
        "corrections": [{"date": fix.made.isoformat(), "text": fix.text} for fix in record.corrections],
        "withdrawal": _withdrawal(record),
    }


def _withdrawal(record: IssueRecord) -> Json:
    if record.withdrawn is None:
        return None
    return {
        "date": record.withdrawn.isoformat(),
        "reason": record.withdrawal_reason,
        "replacement": str(record.replacement) if record.replacement else None,
    }


def _row(pages: Pages, publication: Publication, record: IssueRecord) -> list[str]:
    special, key = record.special, record.key
    return [
        publication.title,
        publication.issuer,
        str(key.year),
        f"增刊{key.number}" if key.supplement else str(key.number),
        str(record.total_number or ""),
        special.name if special else "",
        str(special.number) if special else "",
        record.date.isoformat(),
        _BETWEEN.join(record.titles),
        _BETWEEN.join(record.columns),
        _BETWEEN.join(record.source_units),
        _BETWEEN.join(record.keywords),
        record.summary,
        _address(pages, issue_path(key)),
        _address(pages, pdf_path(key)) if pages.pdf else "",
        _address(pages, data_path(key)),
        _BETWEEN.join(f"{fix.made.isoformat()} {fix.text}" for fix in record.corrections),
        record.withdrawn.isoformat() if record.withdrawn else "",
        record.withdrawal_reason,
        str(record.replacement or ""),
    ]


def _rows(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV, no cell of them a formula. Source: RFC 4180; OWASP, CSV injection."""
    text = io.StringIO()
    csv.writer(text).writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return text.getvalue()


def _address(pages: Pages, path: str) -> str:
    """Return the full address of a site path; in the internal edition, which has none, the way from the first page."""
    return relative(HOME, path) if pages.audience is Audience.INTERNAL else canonical(pages.site.base_url, path)
