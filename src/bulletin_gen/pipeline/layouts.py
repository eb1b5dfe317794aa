"""Which layout profiles issues are printed by, and with which faces. Prints nothing."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bulletin_gen.cache.packing import pack, unpack
from bulletin_gen.cache.signs import signs_below
from bulletin_gen.cache.store import Store, fetch, keep, key_of
from bulletin_gen.diagnostics import Checked
from bulletin_gen.fonts.find import require, resolve
from bulletin_gen.pipeline.keys import program_key
from bulletin_gen.workers.press import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_gen.diagnostics import Span
    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.pipeline.request import BuildRequest
    from bulletin_gen.typeset.profile import Profile


_NOWHERE = Store(None)


def profiles_of(
    named: Iterable[tuple[str, Span]], folders: tuple[Path, ...], store: Store = _NOWHERE
) -> Checked[dict[str, Profile]]:
    """Read every layout profile that is named; one that can't be had is a fault at each place that names it.

    What was read of the same files before is taken from the store.
    """
    asked: dict[str, dict[Span, None]] = {}
    for name, span in named:
        asked.setdefault(name, {})[span] = None
    read = {name: _read(name, folders, min(spans), store) for name, spans in sorted(asked.items())}
    faults = [
        replace(fault, span=span)
        for name, profile in read.items()
        for fault in profile.diagnostics
        for span in (asked[name] if fault.span == min(asked[name]) else [fault.span])
    ]
    return Checked({name: profile.value for name, profile in read.items()}, tuple(faults))


def fonts_of(
    profiles: dict[str, Profile], used: Iterable[str], request: BuildRequest
) -> tuple[tuple[str, Layout], ...]:
    """Find the faces of the profiles that are used; none without a print. A missing role stops the run."""
    if not request.pdf:
        return ()
    return tuple(
        (name, Layout(profiles[name], require(resolve(profiles[name].roles, request.fonts)))) for name in sorted(used)
    )


def yardsticks_of(
    used: Iterable[str], folders: tuple[Path, ...], request: BuildRequest
) -> tuple[tuple[str, Measures], ...]:
    """Return what prints are held to, by the name of their layout; nothing where they are not inspected."""
    if not request.inspect:
        return ()
    from bulletin_gen.inspect.layouts import yardstick  # noqa: PLC0415 - a build without it does not wait for it

    return tuple((name, yardstick(name, folders)) for name in sorted(used))


def _read(name: str, folders: tuple[Path, ...], asked: Span, store: Store) -> Checked[Profile]:
    key = key_of("layout", program_key(), name, repr(asked), *_files(folders))
    with suppress(ValueError):
        known: Checked[Profile] = unpack(fetch(store, key) or b"")
        return known
    from bulletin_gen.typeset.read_profile import load_profile  # noqa: PLC0415 - mostly it was read before

    read = load_profile(name, folders, asked)
    keep(store, key, pack(read))
    return read


def _files(folders: tuple[Path, ...]) -> Iterable[str]:
    """Yield all that a profile may be made of: a name that nothing has is told those that there are."""
    for folder in folders:
        yield folder.name
        for path, _ in signs_below(f"{folder}/layouts"):
            yield path.removeprefix(str(folder))
            yield hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else ""
