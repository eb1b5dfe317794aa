"""Look at many files in a process of its own while this one does something else. Decides nothing of what it sees."""

from __future__ import annotations

import os
import signal
from functools import cache
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import sign_of, stands

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bulletin_gen.cache.signs import Bundle

_WORTH = 200_000
"""Characters of names: of some thousands of files, at which to look takes as long as to begin a process."""
_ENDINGS = (signal.SIGINT, signal.SIGTERM)


def look_ahead(folder: str, bundles: Sequence[Bundle], witness: str) -> Callable[[Bundle], bool]:
    """Begin to look at bundles of files below a folder; return what tells whether a bundle stands.

    `witness` is a file that changes with any of them: where it did since, and for a bundle that was not looked at, the
    disk is asked again.
    """
    sign = sign_of(witness)
    seen = _begun(folder, bundles) if sum(len(one.names) for one in bundles) > _WORTH else dict

    def told(bundle: Bundle) -> bool:
        known = seen().get(bundle) if sign_of(witness) == sign else None
        return stands(folder, bundle) if known is None else known

    return told


def _begun(folder: str, bundles: Sequence[Bundle]) -> Callable[[], dict[Bundle, bool]]:
    """Begin to look; return what waits for the answer, which lacks what could not be told."""
    if not hasattr(os, "fork"):
        return dict
    reading, writing = os.pipe()
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)  # what ends the run is this process's alone to hear
    child = os.fork()  # as small as this one is now, it is copied in a moment, and it has no other thread
    if not child:
        try:
            os.chdir(folder)  # by a shorter path a file is found sooner
            os.write(writing, bytes([stands(".", one) for one in bundles]))
        finally:
            os._exit(0)
    signal.pthread_sigmask(signal.SIG_SETMASK, masked)
    os.close(writing)

    @cache
    def seen() -> dict[Bundle, bool]:
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
        return dict(zip(bundles, map(bool, told), strict=False))

    return seen
