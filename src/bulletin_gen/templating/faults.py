"""Fill a template, and say which one is wrong and where if it cannot be filled. Mends nothing.

A fault in an office's own template is theirs to mend; a Python error in a shipped one is a bug and keeps its traceback.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from bulletin_gen.diagnostics import BulletinError, ExitCode, Span
from bulletin_gen.patterns import pattern
from bulletin_gen.templating.closure import closure
from bulletin_gen.templating.folders import BASE_PREFIX, label_of
from bulletin_gen.templating.loader import FolderLoader, environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    from jinja2 import Environment
    from markupsafe import Markup

_WRONG_VALUE = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
_NO_VARIABLE = pattern(r"'(.+)' is undefined")
_NO_ATTRIBUTE = pattern(r"has no attribute '(.+)'")
_NO_MACRO = pattern(r"the template '(.+)' \(.*\) does not export the requested name '(.+)'")


def render(environment: Environment, name: str, context: Mapping[str, object]) -> str:
    """Fill the named template; what is wrong in a template raises `BulletinError`."""
    with _told(environment):
        return environment.get_template(name).render(context)


def fill(environment: Environment, name: str, macro: str, *values: object) -> Markup:
    """Fill a macro of the named template, as `render` does."""
    with _told(environment):
        filled: Markup = getattr(environment.get_template(name).module, macro)(*values)
        return filled


def compiled(folders: tuple[Path, ...], names: Iterable[str]) -> Iterator[None]:
    """Compile templates and their closure one by one, so that other processes find them.

    What is wrong in one of them is told when it is filled.
    """
    made = environment(folders)
    for name in closure(folders, names):
        with suppress(BulletinError), _told(made):
            made.get_template(name)
        yield


@contextmanager
def _told(environment: Environment) -> Iterator[None]:
    """Say in words what is wrong in a template."""
    loader = environment.loader
    if not isinstance(loader, FolderLoader):
        raise TypeError("the environment must come from templating.environment")
    try:
        yield
    except (TemplateError, *_WRONG_VALUE) as error:
        place = _place(error, loader.folders)
        if not isinstance(error, TemplateError) and (place is None or place.shipped):
            raise
        raise _reported(error, place) from error


class _Place(NamedTuple):
    """Where in the templates a run stopped."""

    label: str
    line: int
    shipped: bool


def _place(error: Exception, folders: tuple[Path, ...]) -> _Place | None:
    """Return the innermost line of a template that led to an error; None where no template was reached.

    Jinja's own last frame is often inside markupsafe, so it is the last one under a template folder that counts.
    """
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return _place_of(error.filename, error.lineno, folders)
    found = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        found = _place_of(step.tb_frame.f_code.co_filename, step.tb_lineno, folders) or found
        step = step.tb_next
    return found


def _place_of(filename: str, line: int, folders: tuple[Path, ...]) -> _Place | None:
    path = Path(filename)
    if not any(path.is_relative_to(folder) for folder in folders):
        return None
    return _Place(label_of(path, folders), line, shipped=not any(path.is_relative_to(own) for own in folders[:-1]))


def _reported(error: Exception, place: _Place | None) -> BulletinError:
    where = f"{place.label} 第 {place.line} 行" if place else "模板"
    what, hint = _wording(error)
    span = Span(place.label.rpartition(" ")[2], place.line) if place else None
    return BulletinError(f"{where}：{what}", hint, ExitCode.CONTENT, span)


def _wording(error: Exception) -> tuple[str, str]:
    """Return what is wrong and what to do, in Chinese; Jinja's own words stand behind where they say more."""
    text = str(error)
    if isinstance(error, TemplateNotFound):
        return (f"找不到模板“{text}”", f"看文件名是否写对；随附的原件写作“{BASE_PREFIX}文件名”。")
    if isinstance(error, TemplateSyntaxError):
        return (f"写法有误（{error.message}）", "看括号、引号和 {% end… %} 是否成对，过滤器名是否写对。")
    if isinstance(error, RecursionError):
        return ("模板套用了自己，没有尽头", f'要在随附模板上修改，写 {{% extends "{BASE_PREFIX}文件名" %}}。')
    if match := _NO_MACRO.search(text):
        return (f"“{match[1]}”里没有“{match[2]}”", "覆盖了这个文件的，须保留其中原有的各个宏。")
    if isinstance(error, UndefinedError) and (match := _NO_VARIABLE.search(text) or _NO_ATTRIBUTE.search(text)):
        return (f"没有“{match[1]}”这个变量", "看名称是否写对；可用的变量见文档 docs/templates.md。")
    what = f"这一行算不下去（{type(error).__name__}：{text}）"
    return (what, "看变量的类型和过滤器的用法，见文档 docs/templates.md。")
