"""Where templates and the files beside them lie. Opens none of them."""

from __future__ import annotations

from pathlib import Path

from bulletin_gen.diagnostics import BulletinError

BASE_PREFIX = "!base/"
"""Before a template's name: the shipped original, whatever the site overrides."""

_PACKAGE = Path(__file__).resolve().parents[1]


def template_folders(site_templates: Path | None) -> tuple[Path, ...]:
    """Return the folders to search, first hit wins: the site's own where it exists, then the shipped set."""
    shipped = shipped_templates()
    if site_templates is None or not site_templates.is_dir() or site_templates.resolve() == shipped.resolve():
        return (shipped,)
    return (site_templates, shipped)


def shipped_templates(package: Path = _PACKAGE) -> Path:
    """Return the shipped set: inside the package in a wheel, at the repository's root in an editable install."""
    for folder in (package / "templates", package.parents[1] / "templates"):
        if (folder / "base.html").is_file():
            return folder
    raise BulletinError("软件不完整：找不到随附模板", "请重新安装 bulletin-gen。")


def find_template(folders: tuple[Path, ...], name: str) -> Path | None:
    """Return the file that a name such as `assets/site.css` means, or None.

    A name that leads out of the folders means no file.
    """
    wanted = folders[-1:] if name.startswith(BASE_PREFIX) else folders
    parts = name.removeprefix(BASE_PREFIX).split("/")
    if any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
        return None
    candidates = (folder.joinpath(*parts) for folder in wanted)
    return next((path for path in candidates if path.is_file()), None)


def label_of(path: Path, folders: tuple[Path, ...]) -> str:
    """Return how messages name a template: `templates/issue.html` of the site, `随附模板 issue.html` of ours."""
    for folder in folders:
        if path.is_relative_to(folder):
            inner = path.relative_to(folder).as_posix()
            return f"随附模板 {inner}" if folder == folders[-1] else f"模板 {folder.name}/{inner}"
    return f"模板 {path.name}"
