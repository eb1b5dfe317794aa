"""What the fork server imports before it forks, so that each worker has the printer at hand. Holds nothing itself.

That libraries are missing is told by the worker that wants to print: here it would only end the server.
"""

from contextlib import suppress

from bulletin_gen.typeset.starting import open_engine

with suppress(OSError):
    open_engine()
    import bulletin_gen.typeset.printing  # noqa: F401 - the import is all
