"""What the fork server imports before it forks, so that each worker has the printer at hand. Holds nothing itself.

That libraries are missing is told by the worker that wants to print: here it would only end the server.
"""

from contextlib import suppress

with suppress(OSError):
    import bulletin_gen.typeset.printing  # noqa: F401 - the import is all
