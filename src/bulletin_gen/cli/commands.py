"""All commands under one name, and what becomes of what stops them. Does none of their work."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import click

from bulletin_gen.cli import INTERRUPTED, STOPPED, hear_no_more
from bulletin_gen.cli.build import build
from bulletin_gen.cli.chinese import speak_chinese
from bulletin_gen.cli.extract import extract
from bulletin_gen.cli.faults import tell_stop
from bulletin_gen.cli.fonts import fonts
from bulletin_gen.cli.inspect import inspect
from bulletin_gen.cli.machine import environment
from bulletin_gen.cli.merge import merge
from bulletin_gen.cli.report import print_stop
from bulletin_gen.cli.screen import say, screen_of
from bulletin_gen.cli.session import Session
from bulletin_gen.diagnostics import BulletinError, ExitCode


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the library's signature
        """Run a command; an interruption passes by the library, which would print an empty line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interruption:
            hear_no_more()
            raise _Interrupted from interruption


class _Interrupted(Exception):  # noqa: N818 - nothing went wrong
    """Somebody does not want to wait."""


@click.group(
    cls=_Commands,
    help="把文本写的简报排成公文版式的 PDF 和网站。\n\n每个命令的用法：bulletin 命令 --help。",
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
@click.version_option(package_name="bulletin-gen", message="%(prog)s %(version)s", help="显示版本。")
def bulletin() -> None:
    """Hold the commands together."""


bulletin.add_command(build)
bulletin.add_command(extract)
bulletin.add_command(fonts)
bulletin.add_command(inspect)
bulletin.add_command(merge)


def run_command(arguments: list[str]) -> int:
    """Return the exit code of a command line; everything it has to say is printed."""
    speak_chinese()
    session = Session(started=time.monotonic(), screen=screen_of(environment()), json=_asks_for_json(arguments))
    try:
        return int(bulletin.main(arguments, "bulletin", standalone_mode=False, obj=session) or 0)
    except click.ClickException as error:
        if session.json:
            print_stop(session, BulletinError(error.format_message(), "用法见 bulletin --help。", ExitCode.USAGE))
        else:
            error.show()
        return ExitCode.USAGE
    except BulletinError as error:
        if session.json:
            print_stop(session, error)
        else:
            tell_stop(session.screen, error)
        return error.exit_code
    except _Interrupted:
        if session.json:
            print_stop(session, BulletinError(STOPPED, "可以随时再运行。"))
        else:
            say(session.screen, f"{STOPPED}。")
        return INTERRUPTED


def _asks_for_json(arguments: list[str]) -> bool:
    """Tell whether the answer is to be JSON, even where click cannot read the command line."""
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)
