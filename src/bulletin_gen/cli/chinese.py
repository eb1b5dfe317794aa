"""Click's own words in Chinese: headings of the help, and what it says of a wrong command line.

Click passes its texts through `gettext`, whose catalogues depend on the language that the environment names. Editors
get Chinese whatever it is, so the lookup itself is replaced. A text that is not in the table stays as click has it.
The columns of the help count a Chinese character as two cells.
"""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from bulletin_gen.cli.cells import width

_MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)

TEXTS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示本说明。",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用法见 {command} {option}。",
    "Missing command.": "没有写命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "No such option {name!r}.": "没有 {name} 这个选项。",
    "No such command {name!r}.": "没有 {name} 这个命令。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是其中之一：{possibilities}？",
    "Invalid value: {message}": "写法不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 写法不对：{message}",
    "Got unexpected extra argument ({args})": "多出一个参数：{args}",
    "Got unexpected extra arguments ({args})": "多出几个参数：{args}",
    "Option {name!r} does not take a value.": "选项 {name} 后面不跟值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要跟一个值。",
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "{value!r} is not {choice}.": "{value} 不行，只能是 {choice}。",
    "{value!r} is not one of {choices}.": "{value} 不在可选的 {choices} 之中。",
    "{value!r} is not a valid {number_type}.": "{value} 不是整数。",
    "{value} is not in the range {range}.": "{value} 超出范围 {range}。",
    "{name} {filename!r} does not exist.": "{name} {filename} 不存在。",
    "{name} {filename!r} is a file.": "{filename} 是文件，这里要文件夹。",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，这里要文件。",
    "{name} {filename!r} is not readable.": "没有读 {filename} 的权限。",
    "{name} {filename!r} is not writable.": "没有写 {filename} 的权限。",
}
"""By click's own text, placeholders included."""


def speak_chinese() -> None:
    """Make click use the table in this process."""
    for module in _MODULES:
        vars(module).update({name: call for name, call in _LOOKUPS.items() if name in vars(module)})
    vars(click.formatting).update(term_len=width)


def _one(text: str) -> str:
    return TEXTS.get(text, text)


def _several(singular: str, plural: str, number: int) -> str:
    return _one(singular if number == 1 else plural)


_LOOKUPS = {"_": _one, "ngettext": _several}
