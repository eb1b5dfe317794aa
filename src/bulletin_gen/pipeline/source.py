"""The data of one issue straight from its Markdown, so that a foreign print can be held against it. Writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.diagnostics import BulletinError, ExitCode, Severity
from bulletin_gen.edition import cut
from bulletin_gen.load import load_site
from bulletin_gen.plan.order import Surroundings
from bulletin_gen.render.data import issue_data
from bulletin_gen.render.pages import IssueFiles, open_pages
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.validate import validate_site

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_gen.load import SiteSources

_SITE_FILE = "bulletin.yml"


def issue_data_of(source: Path) -> bytes:
    """Return the data (issue.json) of the issue that a Markdown file holds, as its own edition has it.

    Raises `BulletinError` where the file is no issue of a site, or has errors.
    """
    path = source.resolve()
    site = next((folder for folder in path.parents if (folder / _SITE_FILE).is_file()), None)
    if site is None:
        hint = "--source 写站点里的一期，例如 bulletins/jianbao/2023/7.md。"
        raise BulletinError(f"{source} 不在站点里：它上面的文件夹都没有 {_SITE_FILE}", hint, ExitCode.USAGE)
    archive = validate_site(_alone(load_site(site).value, path.relative_to(site).as_posix()))
    for fault in archive.diagnostics:
        if fault.severity is Severity.ERROR:
            hint = "先运行 bulletin build，把错误改完。"
            raise BulletinError(
                f"原文有错，不能对照：{fault.span}：{fault.message}", hint, ExitCode.CONTENT, fault.span
            )
    if not archive.value.issues:
        hint = "--source 写一期的 Markdown 文件，例如 bulletins/jianbao/2023/7.md。"
        raise BulletinError(f"{source} 不是一期简报", hint, ExitCode.USAGE)
    (issue,) = archive.value.issues
    folders = template_folders(site / "templates")
    pages = open_pages(archive.value.site, archive.value.publications, folders, audience=issue.audience, pdf=False)
    made = issue_data(pages, cut(issue, issue.audience), Surroundings(), IssueFiles())
    return made.content


def _alone(sources: SiteSources, path: str) -> SiteSources:
    """Return a site's sources with one issue only: the others are read, but not judged."""
    publications = (
        replace(one, issues=tuple(issue for issue in one.issues if issue.file.path == path))
        for one in sources.publications
    )
    return replace(sources, publications=tuple(one for one in publications if one.issues))
