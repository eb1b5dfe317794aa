"""A site's templates come before the shipped ones, and what is wrong in one is said by file and line."""

from __future__ import annotations

import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, Template, pass_context
from markupsafe import Markup

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.templating.faults import compiled, render
from bulletin_gen.templating.folders import find_template, shipped_templates, template_folders
from bulletin_gen.templating.loader import environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context

ROOT = Path(__file__).resolve().parents[1]
CHILD = '{% extends "!base/base.html" %}{% block title %}'


def folders_of(tmp_path: Path, files: dict[str, str | bytes]) -> tuple[Path, ...]:
    for name, content in files.items():
        (tmp_path / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "templates" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return template_folders(tmp_path / "templates")


def filled(tmp_path: Path, files: dict[str, str | bytes], **context: object) -> str:
    return render(environment(folders_of(tmp_path, files)), "page.html", context)


def fault(tmp_path: Path, files: dict[str, str | bytes], **context: object) -> BulletinError:
    with pytest.raises(BulletinError) as caught:
        filled(tmp_path, files, **context)
    assert caught.value.exit_code is ExitCode.CONTENT
    return caught.value


@pytest.mark.parametrize(
    ("files", "place", "words"),
    [
        ({"page.html": "一\n{{ nichts }}"}, "templates/page.html 第 2 行", "“nichts”"),
        ({"page.html": "一\n\n{{ given.nichts }}"}, "templates/page.html 第 3 行", "“nichts”"),
        ({"page.html": "一\n{{ given['无'] }}"}, "templates/page.html 第 2 行", "“无”"),
        ({"page.html": "一\n{% if %}"}, "templates/page.html 第 2 行", "写法有误"),
        ({"page.html": "{% for a in b %}\n一\n"}, "templates/page.html 第 2 行", "写法有误"),
        ({"page.html": "\n\n{{ 1 | nichts }}"}, "templates/page.html 第 3 行", "nichts"),
        ({"page.html": "\n{{ 1 + '一' }}"}, "templates/page.html 第 2 行", "TypeError"),
        ({"page.html": "\n{{ 1 // 0 }}"}, "templates/page.html 第 2 行", "ZeroDivisionError"),
        ({"page.html": '\n{% include "nichts.html" %}'}, "templates/page.html 第 2 行", "nichts.html"),
        ({"page.html": '\n{% include "../page.html" %}'}, "templates/page.html 第 2 行", "../page.html"),
        (
            {"page.html": '\n{% include "teil/a.html" %}', "teil/a.html": "\n\n{{ nichts }}"},
            "templates/teil/a.html 第 3 行",
            "“nichts”",
        ),
        (
            {"page.html": '\n{% include "a.html" %}', "a.html": "\n\n\n{% endfor %}"},
            "templates/a.html 第 4 行",
            "写法有误",
        ),
        (
            {
                "page.html": '{% from "m.html" import m %}\n{{ m() }}',
                "m.html": "{% macro m() %}\n{{ a.b }}{% endmacro %}",
            },
            "templates/m.html 第 2 行",
            "“a”",
        ),
        (
            {"page.html": '\n{% from "m.html" import m %}{{ m() }}', "m.html": ""},
            "templates/page.html 第 2 行",
            "“m”",
        ),
        ({"page.html": CHILD + "\n\n{{ nichts }}{% endblock %}"}, "templates/page.html 第 3 行", "“nichts”"),
        ({"page.html": '{% extends "page.html" %}'}, "templates/page.html 第 1 行", "套用了自己"),
        ({"page.html": "示例\n一\n".encode("gb18030")}, "templates/page.html 第 1 行", "UTF-8"),
        ({"page.html": b"1\n2\n\xff"}, "templates/page.html 第 3 行", "UTF-8"),
        ({}, "模板", "“page.html”"),
    ],
)
def test_a_fault_is_reported_by_file_and_line(
    tmp_path: Path, files: dict[str, str | bytes], place: str, words: str
) -> None:
    error = fault(tmp_path, files, given={}, page={}, site={})
    assert place in error.message
    assert words in error.message
    assert error.hint.endswith("。")


def test_a_shipped_template_names_itself_as_shipped(tmp_path: Path) -> None:
    error = fault(tmp_path, {"page.html": '{% extends "index.html" %}'})
    assert error.message.startswith("随附模板 base.html 第 ")


def test_a_fault_travels_between_processes(tmp_path: Path) -> None:
    error = fault(tmp_path, {"page.html": "{{ nichts }}"})
    assert pickle.loads(pickle.dumps(error)).message == error.message  # noqa: S301 - made the line before


def test_a_python_error_in_a_shipped_template_is_a_bug_and_keeps_its_traceback(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "page.html").write_text("{{ 1 // 0 }}", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        render(environment((shipped,)), "page.html", {})


def test_text_is_escaped(tmp_path: Path) -> None:
    assert filled(tmp_path, {"page.html": "{{ text }}"}, text='<b a="1">&') == "&lt;b a=&#34;1&#34;&gt;&amp;"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert filled(tmp_path, {"page.html": b"\xef\xbb\xbf1\r\n2\r\n"}) == "1\n2\n"


def test_nothing_in_a_template_can_make_two_runs_differ(tmp_path: Path) -> None:
    assert "random" in fault(tmp_path, {"page.html": "{{ [1, 2] | random }}"}).message
    assert "lipsum" in fault(tmp_path, {"page.html": "{{ lipsum() }}"}).message


def test_a_file_of_the_site_overrides_the_shipped_one_and_can_reach_it(tmp_path: Path) -> None:
    folders = folders_of(tmp_path, {"404.html": '{% extends "!base/404.html" %}{% block title %}自己的{% endblock %}'})
    made = environment(folders).get_template("404.html")
    assert made.filename == str(tmp_path / "templates" / "404.html")
    assert find_template(folders, "!base/404.html") == shipped_templates() / "404.html"
    assert find_template(folders, "404.html") == tmp_path / "templates" / "404.html"


@pytest.mark.parametrize(
    "name", ["", "..", "../a", "a/../b", "/etc/passwd", "a//b", "./a", "a\\b", "!base/../a", "a\0"]
)
def test_a_name_never_leads_out_of_the_folders(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").write_text("", encoding="utf-8")
    assert find_template((tmp_path / "templates", tmp_path), name) is None


def test_a_site_without_templates_has_the_shipped_ones(tmp_path: Path) -> None:
    assert template_folders(None) == template_folders(tmp_path / "templates") == (shipped_templates(),)


def test_the_repository_as_a_site_does_not_override_itself() -> None:
    assert template_folders(ROOT / "templates") == (shipped_templates(),)


def test_the_shipped_set_is_found_in_a_wheel_and_in_the_repository(tmp_path: Path) -> None:
    repository, wheel = tmp_path / "repository", tmp_path / "wheel" / "bulletin_gen"
    for folder in (repository / "templates", wheel / "templates"):
        folder.mkdir(parents=True)
        (folder / "base.html").write_text("", encoding="utf-8")
    assert shipped_templates(repository / "src" / "bulletin_gen") == repository / "templates"
    assert shipped_templates(wheel) == wheel / "templates"


def test_an_installation_without_templates_says_so(tmp_path: Path) -> None:
    with pytest.raises(BulletinError, match="找不到随附模板"):
        shipped_templates(tmp_path / "src" / "bulletin_gen")


def code_of(folders: tuple[Path, ...], name: str) -> object:
    """Return the compiled code of a template, in an environment of its own."""
    return environment(folders).get_template(name).root_render_func.__code__


def test_a_template_is_compiled_once_and_again_when_its_text_changes(tmp_path: Path) -> None:
    first = code_of(folders_of(tmp_path, {"page.html": "甲"}), "page.html")

    assert code_of(folders_of(tmp_path, {"page.html": "甲"}), "page.html") is first
    assert filled(tmp_path, {"page.html": "乙"}) == "乙"


FILLING = """
import sys
from functools import cache
from pathlib import Path
from bulletin_gen.cache.store import Store
from bulletin_gen.templating.faults import render
from bulletin_gen.templating.folders import template_folders
from bulletin_gen.templating.loader import environment, keep_compiled
folder, *how = sys.argv[1:]
if how:
    import jinja2
    jinja2.Environment.compile = None
keep_compiled(Store(Path(folder) / "store"))
print(render(environment(template_folders(Path(folder) / "templates")), "page.html", {}))
"""
"""Fill a template in a process that keeps what it compiles; with a further argument it can't compile."""


def printed(folder: Path, files: dict[str, str | bytes], *how: str) -> str:
    """Return what another process fills in, or why it can't."""
    folders_of(folder, files)
    done = subprocess.run(
        [sys.executable, "-c", FILLING, str(folder), *how], capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout.strip() or done.stderr


def test_templates_are_compiled_ahead_with_all_that_they_are_made_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"page.html": '{% extends "a.html" %}', "a.html": '{% include "b.html" %}', "b.html": "二{{ 1 }}"}
    folders = folders_of(tmp_path, dict(names))
    assert len(list(compiled(folders, ["page.html"]))) == len(names)
    monkeypatch.delattr(Environment, "compile")
    assert render(environment(folders), "page.html", {}) == "二1"


@pytest.mark.parametrize("wrong", ["{% if %}", "{% for a in b %}", b"\xff", "{{ 1 | nichts }}"])
def test_what_is_wrong_in_a_template_that_is_compiled_ahead_is_told_when_it_is_filled(
    tmp_path: Path, wrong: str | bytes
) -> None:
    files: dict[str, str | bytes] = {"page.html": wrong}
    assert len(list(compiled(folders_of(tmp_path, files), ["page.html", "nowhere.html"]))) == 2
    fault(tmp_path, files)


def test_what_one_process_compiled_the_next_takes_from_the_store(tmp_path: Path) -> None:
    page: dict[str, str | bytes] = {"page.html": "{{ 'x' * 3 }}"}
    assert "TypeError" in printed(tmp_path, page, "without a compiler")

    assert printed(tmp_path, page) == "xxx"

    assert printed(tmp_path, page, "without a compiler") == "xxx"


def test_a_template_that_changed_is_compiled_anew(tmp_path: Path) -> None:
    printed(tmp_path, {"page.html": "甲"})

    assert printed(tmp_path, {"page.html": "乙"}) == "乙"


@pytest.mark.parametrize("damaged", [lambda _: b"", lambda entry: entry[:40], lambda entry: entry[:-1] + b"?"])
def test_a_damaged_entry_is_compiled_anew(tmp_path: Path, damaged: Callable[[bytes], bytes]) -> None:
    page: dict[str, str | bytes] = {"page.html": "{{ 'x' * 3 }}"}
    printed(tmp_path, page)
    (entry,) = (tmp_path / "store").glob("??/*")
    entry.write_bytes(damaged(entry.read_bytes()))

    assert printed(tmp_path, page) == "xxx"
    assert printed(tmp_path, page, "without a compiler") == "xxx"


PUTS = """{{ one }} <b>{{ pair.one }}</b> {% macro put(given) %}<i>{{ given }}</i>{% endmacro %}{{ put(one) }}
{{ one ~ "<" }} {{ one | e }} {{ one | upper }} {% autoescape safe %}{{ one }}{% endautoescape %}
{% autoescape false %}{{ one }}{{ put(one) }}{% endautoescape %}
{% macro more(given, other="<", last=one) %}{{ given }}{{ other }}{{ last }}{% endmacro %}
{{ more(one) }} {{ more(one, "<b>") }} {{ more(one, other="&") }} {{ more(*[one, one]) }}
{{ more(one, **{"last": "<i>"}) }}
{% macro rest(given) %}{{ given }}{{ varargs | join("<") }}{{ kwargs | length }}{% endmacro %}
{{ rest(one) }} {{ rest(one, "<", one) }} {{ rest(one, other=1) }} {{ put(put(one)) }} {{ put(one) | upper }}
{% macro around() %}<p>{{ caller(one) }}</p>{% endmacro %}{% call(two) around() %}{{ two }}{{ put(two) }}{% endcall %}
{% for item in [one, "<"] %}{% set kept = item %}{{ put(item) }}{{ seen() }}{{ loop.cycle("<", one) }}{% endfor %}
{% autoescape safe %}{{ put(one) }}{% endautoescape %}{{ "a".join(["<", one | string]) }}{{ range(2) | list }}"""


@pass_context
def seen(context: Context) -> str:
    """Say what a function sees of the variables of its loop."""
    return f"<{context['kept']}>"


@cache
def putting() -> tuple[Template, Template]:
    """Return a template of ours and of Jinja itself that says the same."""
    ours, theirs = environment(template_folders(None)), Environment(autoescape=True, trim_blocks=True)
    return ours.from_string(PUTS), theirs.from_string(PUTS)


class Ready(str):
    """A text that says itself how it stands in markup."""

    __slots__ = ()

    def __html__(self) -> str:
        return f"<b>{self}</b>"


@given(
    one=st.text(st.sampled_from("&<>\"'一a ")) | st.integers() | st.none() | st.booleans(),
    kind=st.sampled_from([None, str, Markup, Ready]),
    safe=st.booleans(),
)
def test_values_and_macros_are_put_out_as_by_jinja_itself(one: object, kind: type[str] | None, *, safe: bool) -> None:
    value = kind(one) if kind else one

    texts = [template.render(one=value, pair={"one": value}, safe=safe, seen=seen) for template in putting()]

    assert texts[0] == texts[1]
