"""Answer at once where nothing changed since the same build; build otherwise. Imports nothing that is slow to come."""

from __future__ import annotations

import sysconfig
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from bulletin_gen.cache.ahead import looking_ahead
from bulletin_gen.cache.signs import Mistaken, Sight, seen, sign_of, signs_below
from bulletin_gen.cache.store import Store, key_of, prune
from bulletin_gen.cache.watch import Known, watch, watched
from bulletin_gen.fonts.places import system_folders
from bulletin_gen.pipeline.caching import now
from bulletin_gen.templating.folders import shipped_templates
from bulletin_gen.workers.server import warm
from bulletin_gen.write.marker import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bulletin_gen.cache.signs import Seen
    from bulletin_gen.pipeline.request import BuildReport, BuildRequest, Progress

_PACKAGE = Path(__file__).resolve().parents[1]
_LIBRARIES = "/etc/ld.so.cache"
"""Changes with every library that the system installs."""
_LIMIT = 200 << 20


def watched_build(request: BuildRequest, progress: Progress) -> BuildReport:
    """Build an edition, or say again what its last build said if nothing that went into it or came out changed."""
    request = replace(request, site=request.site.resolve(), output=request.output and request.output.resolve())
    sight = Sight()
    if request.cache is None:
        return _build(request, progress, sight, first=True)
    store = Store(request.cache / "watch")
    typed = request.fonts.site
    fonts = replace(request.fonts, site=typed.parent.resolve() / typed.name)  # the same however the folder was typed
    key = key_of(repr(replace(request, jobs=1, fonts=fonts)))
    before = watched(store, key)
    with _looking_ahead(sight, before.answer) if before and request.jobs > 1 else nullcontext():
        noted, given = now(store), _looked_at(request, sight, before)
        if before and _sums(before.given) == _sums(given) and _stands(sight, before.answer):
            return cast("BuildReport", before.answer)
        report = _trusting_build(request, progress, sight, first=not before)
    if report.written and not report.outrun and all(one.settled < noted for one in given.values()):
        kept = report.written.kept + len(report.written.written)
        answer = replace(report, written=replace(report.written, written=(), kept=kept, removed=()))
        latest = sorted(given, key=lambda name: given[name].settled, reverse=True)
        watch(store, key, Known({name: given[name] for name in latest}, answer))
        prune(store, _LIMIT)
    return report


def _looked_at(request: BuildRequest, sight: Sight, before: Known | None) -> dict[str, Seen]:
    """Return what the disk says of all that a build may take; as soon as it says another thing, processes begin.

    What changed last is looked at first: it is what mostly changes next.
    """
    found: dict[str, Seen] = {}
    looks, known, same = _given(request, sight), before.given if before else {}, True
    for name in filter(looks.__contains__, dict.fromkeys((*known, *looks))):
        was = known.get(name)
        found[name] = looks[name](was)
        if same and (was is None or was.sum != found[name].sum):
            same = False
            _begin(request, first=not before)
    return found


def _sums(given: Mapping[str, Seen]) -> dict[str, str]:
    return {name: one.sum for name, one in given.items()}


def _begin(request: BuildRequest, *, first: bool) -> None:
    """Let processes begin, unless they have: without prints only a first build is sure to need more than one."""
    if request.jobs > 1 and not request.cluster and (request.pdf or first):
        warm("bulletin_gen.workers.preload" if request.pdf else "bulletin_gen.workers.preload_pages")


def _build(request: BuildRequest, progress: Progress, sight: Sight, *, first: bool) -> BuildReport:
    _begin(request, first=first)
    from bulletin_gen.pipeline.stages import build  # noqa: PLC0415 - where nothing changed, nothing of it is needed

    return build(request, progress, sight)


def _given(request: BuildRequest, sight: Sight) -> dict[str, Callable[[Seen | None], Seen]]:
    """Return by name what asks the disk for all that a build may take: the site, this program, the libraries, fonts.

    Each is told how that was seen by the build before.
    """
    alone = (f"{request.site}/bulletin.yml", _LIBRARIES, sysconfig.get_paths()["purelib"])
    folders = [*_publications(request.site), *(request.site / name for name in ("templates", "fonts"))]
    folders += [shipped_templates()]
    if request.pdf:
        folders += [request.fonts.data, *system_folders(request.fonts.home)]
    return {
        "": lambda _: seen((path, sign_of(path)) for path in alone),
        # Its folders change whenever Python keeps a module that it compiled
        str(_PACKAGE): lambda _: seen(one for one in signs_below(str(_PACKAGE)) if one[0].endswith(".py")),
        **{str(folder): partial(sight.below, str(folder)) for folder in folders},
    }


def _publications(site: Path) -> Iterator[Path]:
    """Yield what lies in the folder of publications, each of which is read for itself."""
    folder = site / "bulletins"
    with suppress(OSError):
        yield from sorted(folder.iterdir())


@contextmanager
def _looking_ahead(sight: Sight, report: BuildReport) -> Iterator[None]:
    """Look at the edition meanwhile, so that it is known when it is asked for."""
    folder = str(report.output)
    with looking_ahead(folder, report.bundles, f"{folder}/{MARKER}") as sight.ahead[folder]:
        yield


def _trusting_build(request: BuildRequest, progress: Progress, sight: Sight, *, first: bool) -> BuildReport:
    """Build, trusting what is not seen yet to stand as it was left; where somebody changed it, make it good after."""
    hasty = None
    with suppress(Mistaken):
        hasty = _build(request, progress, sight, first=first)
        if sight.holds():
            return hasty
    report = _build(request, progress, Sight(), first=first)
    if not (hasty and hasty.written):
        return report
    if not report.written:
        return replace(report, written=hasty.written, outrun=True)
    return replace(report, written=hasty.written.and_then(report.written))


def _stands(sight: Sight, report: BuildReport) -> bool:
    """Tell whether an edition stands as a build left it, and nothing that only an interrupted build leaves."""
    from bulletin_gen.write.tree import traces  # noqa: PLC0415 - where something changed, it is not asked for

    told = [sight.stands(str(report.output), bundle) for bundle in report.bundles]  # of each: then none is trusted
    return all(told) and not any(trace.exists() for trace in traces(report.output))
