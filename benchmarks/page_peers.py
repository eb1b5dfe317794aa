"""Other site generators on the same Markdown: a page for each issue and one index, by themes as small as can be."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks.race import Entrant, Taken
from benchmarks.runs import run, set_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.setting import Setting

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>%s</title></head>
<body>%s</body></html>
"""
_HEAD = re.compile(r"\A---\n.*?\n---\n+", re.DOTALL)
_TITLE = re.compile(r"^# (.*)\n+", re.MULTILINE)


class Article(Struct, frozen=True):
    """An issue as any site generator takes it."""

    name: str
    title: str
    body: str
    """In Markdown, without its title."""


class Generator(Struct, frozen=True, kw_only=True):
    """A site generator."""

    program: str
    version: str
    """The word that asks for its version."""
    sources: Callable[[Sequence[Article]], Iterator[tuple[str, str]]]
    """Yield the files of a site, content and theme, by their paths."""
    command: tuple[str, ...]
    """Build the site in the folder that it is run in into `out`."""


def entrant(generator: Generator, articles: Sequence[Article], setting: Setting) -> Entrant:
    """Return a site generator on its site, ready to build."""
    folder = setting.folder / generator.program
    for path, text in generator.sources(articles):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    program = setting.program(generator.program)
    version = setting.version(program, (generator.version,))
    return Entrant(generator.program, version, partial(_build, (program or folder, *generator.command), folder))


def articles_of(site: Path) -> tuple[Article, ...]:
    """Return the issues of a site, from its sources alone."""
    return tuple(_article(path) for path in sorted((site / "bulletins").rglob("*.md")))


def _article(path: Path) -> Article:
    text = _HEAD.sub("", path.read_text("utf-8"))
    found = _TITLE.search(text)
    name = f"{path.parts[-3]}-{path.parts[-2]}-{path.stem}"
    return Article(name, found[1] if found else name, _TITLE.sub("", text, count=1))


def _build(command: Sequence[str | Path], folder: Path) -> Taken:
    set_aside(folder / "out", folder.parent / "aside")
    taken = run(command, folder=folder)
    return Taken(taken.wall, taken.cpu)


def _hugo(articles: Sequence[Article]) -> Iterator[tuple[str, str]]:
    yield "config.toml", _HUGO
    yield "layouts/_default/single.html", _PAGE % ("{{ .Title }}", "<h1>{{ .Title }}</h1>{{ .Content }}")
    yield "layouts/_default/list.html", _PAGE % ("{{ .Title }}", "")
    links = '<ul>{{ range .Site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
    yield "layouts/index.html", _PAGE % ("{{ .Title }}", links)
    for article in articles:
        head = f'---\ntitle: "{article.title}"\ndate: 2024-01-01\n---\n\n'
        yield f"content/issues/{article.name}.md", head + article.body


_HUGO = """baseURL = "https://example.org/"
languageCode = "zh-CN"
title = "简报"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]
"""


def _mkdocs(articles: Sequence[Article]) -> Iterator[tuple[str, str]]:
    yield "mkdocs.yml", _MKDOCS
    links = '{% for one in nav.pages %}<li><a href="{{ one.url|url }}">{{ one.title }}</a></li>{% endfor %}'
    index = "{% if page.is_homepage %}<ul>" + links + "</ul>{% endif %}"
    yield "theme/main.html", _PAGE % ("{{ page.title }}", "{{ page.content }}" + index)
    yield "docs/index.md", "# 简报\n"
    for article in articles:
        yield f"docs/issues/{article.name}.md", f"# {article.title}\n\n{article.body}"


_MKDOCS = """site_name: 简报
theme:
  name: null
  custom_dir: theme
plugins: []
site_dir: out
"""


def _pelican(articles: Sequence[Article]) -> Iterator[tuple[str, str]]:
    yield "pelicanconf.py", _PELICAN
    body = "<h1>{{ article.title }}</h1>{{ article.content }}"
    yield "theme/templates/article.html", _PAGE % ("{{ article.title }}", body)
    links = '<ul>{% for one in articles %}<li><a href="{{ one.url }}">{{ one.title }}</a></li>{% endfor %}</ul>'
    yield "theme/templates/index.html", _PAGE % ("{{ SITENAME }}", links)
    for article in articles:
        head = f"Title: {article.title}\nDate: 2024-01-01\nSlug: {article.name}\n\n"
        yield f"content/{article.name}.md", head + article.body


_PELICAN = """SITENAME = "简报"
AUTHOR = "示例"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
DEFAULT_CATEGORY = "issues"
DEFAULT_PAGINATION = False
THEME = "theme"
THEME_STATIC_PATHS = []
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = TAG_SAVE_AS = ""
"""


GENERATORS = (
    Generator(program="hugo", version="version", sources=_hugo, command=("--quiet", "--destination", "out")),
    Generator(program="mkdocs", version="--version", sources=_mkdocs, command=("build", "--quiet")),
    Generator(
        program="pelican",
        version="--version",
        sources=_pelican,
        command=("content", "--quiet", "--settings", "pelicanconf.py", "--output", "out"),
    ),
)
