"""Look at many files in a process of its own while this one does something else. Decides nothing of what it sees."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bulletin_gen.cache.signs import Bundle, Sign, sign_of, stands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_gen.cache.signs import Lookout

_WORTH = 20_000
"""Bytes of names: of some thousands of files, at which to look takes as long as to begin a process."""
_ENDINGS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 10
"""By how much it steps back, where there are fewer processors than processes: who prints comes first."""
_NO, _YES = b"\0", b"\1"


class _Lookout(Struct, frozen=True):
    """What looks at bundles of files below a folder, or looked already."""

    folder: str
    begun: frozenset[Bundle]
    """At which it looks."""
    witness: str
    """A file that changes with any of theirs."""
    sign: Sign | None
    """What that one was when it began."""
    answers: Iterator[tuple[Bundle, bool]]
    """What is seen, in its order."""
    seen: dict[Bundle, bool] = field(default_factory=dict)

    def covers(self, bundle: Bundle) -> bool:
        """Tell whether it looks at a bundle, none of whose files anybody is known to have changed since."""
        return bundle in self.begun and sign_of(self.witness) == self.sign

    def stands(self, bundle: Bundle) -> bool:
        """Tell whether a bundle that it covers, or covered, stood when it looked; waits until it has."""
        while bundle not in self.seen:
            one, still = next(self.answers, (bundle, None))
            self.seen[one] = stands(self.folder, one) if still is None else still
        return self.seen[bundle]


@contextmanager
def looking_ahead(folder: str, bundles: Sequence[Bundle], witness: str) -> Iterator[Lookout]:
    """Begin to look at bundles of files below a folder, in their order; `witness` is a file that changes with any."""
    sign = sign_of(witness)
    with _answers(folder, bundles) as answers:
        yield _Lookout(folder, frozenset(bundles), witness, sign, answers)


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
