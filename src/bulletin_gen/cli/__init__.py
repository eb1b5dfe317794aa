"""The command line: arguments in, text and exit code out. The only room that prints, or asks for time and environment.

Decides nothing about content: `pipeline` does. Here is its door, which imports next to nothing, so that Ctrl-C is
answered from the first moment on.
"""

from __future__ import annotations

import gc
import sys

INTERRUPTED = 130
"""Exit code."""
STOPPED = "已中断，网站没有写坏"
_GARBAGE = 200_000, 20, 100
"""How seldom to look for circles among new values: nearly all that a build makes of an archive stays, and has none."""


def main() -> None:
    """Run the command and leave with its exit code."""
    try:
        code = _run_main()
    except KeyboardInterrupt:
        hear_no_more()
        sys.stderr.buffer.write(f"{STOPPED}。\n".encode(sys.stderr.encoding, "backslashreplace"))
        code = INTERRUPTED
    gc.freeze()  # at its end the interpreter would look through all values once more
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Return the exit code of a command line; everything it has to say is printed."""
    from bulletin_gen.cli.commands import run_command  # noqa: PLC0415 - Ctrl-C is answered while it comes

    return run_command(arguments)


def hear_no_more() -> None:
    """Let nothing interrupt the last words of a run."""
    import signal  # noqa: PLC0415 - as above

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _run_main() -> int:
    import signal  # noqa: PLC0415 - as above

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is half done is cleared away, as after Ctrl-C
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    gc.set_threshold(*_GARBAGE)
    code = run(sys.argv[1:])
    hear_no_more()
    return code
