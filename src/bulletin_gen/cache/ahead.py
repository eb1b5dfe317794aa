"""Look at many files in a process of its own while this one does something else. Decides nothing of what it sees."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bulletin_gen.cache.signs import sign_of, stands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bulletin_gen.cache.signs import Bundle

_WORTH = 20_000
"""Bytes of names: of some thousands of files, at which to look takes as long as to begin a process."""
_ENDINGS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 10
"""By how much it steps back, where there are fewer processors than processes: who prints comes first."""
_NO, _YES = b"\0", b"\1"


@contextmanager
def looking_ahead(folder: str, bundles: Sequence[Bundle], witness: str) -> Iterator[Callable[[Bundle], bool]]:
    """Begin to look at bundles of files below a folder, in their order; give what tells whether a bundle stands.

    `witness` is a file that changes with any of them: where it did since, and for a bundle that was not looked at, the
    disk is asked again.
    """
    sign, begun = sign_of(witness), frozenset(bundles)
    known: dict[Bundle, bool] = {}
    with _answers(folder, bundles) as answers:

        def told(bundle: Bundle) -> bool:
            if bundle not in begun or sign_of(witness) != sign:
                return stands(folder, bundle)
            while bundle not in known:
                one, still = next(answers, (bundle, None))
                known[one] = stands(folder, one) if still is None else still
            return known[bundle]

        yield told


@contextmanager
def _answers(folder: str, bundles: Sequence[Bundle]) -> Iterator[Iterator[tuple[Bundle, bool]]]:
    """Begin to look; give each bundle with what was seen of it as soon as it is, as far as that can be told."""
    if not hasattr(os, "fork") or sum(len(one.names) for one in bundles) < _WORTH:
        yield iter(())
        return
    reading, writing = os.pipe()
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)  # what ends the run is this process's alone to hear
    child = os.fork()  # as small as this one is now, it is copied in a moment, and it has no other thread
    if not child:
        try:
            os.close(reading)
            os.nice(_PATIENCE)
            os.chdir(folder)  # by a shorter path a file is found sooner
            for one in bundles:
                os.write(writing, _YES if stands("", one) else _NO)
        finally:
            os._exit(0)
    signal.pthread_sigmask(signal.SIG_SETMASK, masked)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            yield zip(bundles, (told == _YES for told in iter(lambda: pipe.read(1), b"")), strict=False)
    finally:
        os.kill(child, signal.SIGKILL)  # what it did not see yet, nobody will ask for
        os.waitpid(child, 0)
