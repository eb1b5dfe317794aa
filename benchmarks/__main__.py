"""Say what was measured: `python -m benchmarks` prints what it writes to benchmarks/RESULTS.md. Only arranges parts."""

from __future__ import annotations

import platform
import sysconfig
from compileall import compile_dir
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import strftime
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from benchmarks.cold import cold
from benchmarks.growth import growth
from benchmarks.lines import lines
from benchmarks.pages import pages
from benchmarks.profile import profile
from benchmarks.searching import searching
from benchmarks.setting import Setting
from benchmarks.sizes import sizes
from benchmarks.start import start
from benchmarks.tables import section, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.tables import Part

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("RESULTS.md")
PARTS: dict[str, Callable[[Setting], Part]] = {
    "start": start,
    "cold": cold,
    "profile": profile,
    "sizes": sizes,
    "pages": pages,
    "growth": growth,
    "lines": lines,
    "search": searching,
}
_PACKAGES = ("weasyprint", "fonttools", "pydyf")


def _parts(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    names = tuple(value.split(",")) if value else tuple(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: none of {', '.join(PARTS)}")
    return names


@click.command()
@click.option("--only", metavar="PART,…", callback=_parts, help=f"Measure these alone: {', '.join(PARTS)}.")
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Print this site's issues instead of synthetic ones.",
)
@click.option(
    "--peers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The virtual environment of benchmarks/peers.txt.",
)
@click.option("--rounds", default=3, show_default=True, help="Rounds in which whatever is compared takes turns.")
@click.option(
    "--full", is_flag=True, help="Print all of the largest archive too, which takes a quarter of an hour and 6 GB."
)
def main(only: tuple[str, ...], site: Path | None, peers: Path | None, rounds: int, *, full: bool) -> None:
    """Measure, print the tables, and write benchmarks/RESULTS.md if nothing was left out."""
    for modules in (ROOT / "src", Path(sysconfig.get_paths()["purelib"])):
        compile_dir(modules, quiet=2)  # as an installation has them: some installers leave it to the first start
    with TemporaryDirectory(prefix="benchmarks-") as folder:
        setting = Setting(
            root=ROOT,
            folder=Path(folder).resolve(),
            site=site and site.resolve(),
            rounds=rounds,
            peers=peers and peers.absolute(),
            full=full,
        )
        parts = [_measured(name, setting) for name in only]
    text = "\n".join([*_about(), *_goals(parts), *(line for part in parts for line in part.lines)])
    click.echo(text)
    if only == tuple(PARTS):
        RESULTS.write_text(text, "utf-8")


def _measured(name: str, setting: Setting) -> Part:
    """Return what a part measured, in a folder of its own."""
    click.echo(f"{name} …", err=True)
    own = replace(setting, folder=setting.folder / name)
    own.folder.mkdir()
    return PARTS[name](own)


def _about() -> Iterator[str]:
    yield "# Benchmarks"
    yield ""
    yield f"Written by `python -m benchmarks` on {strftime('%Y-%m-%d')}: {_processor()}, {platform.system()},"
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    yield f"Python {platform.python_version()}, {packages}."
    yield ""


def _processor() -> str:
    """Return what the machine calls its processor."""
    listing = Path("/proc/cpuinfo")
    rows = listing.read_text("utf-8").splitlines() if listing.exists() else []
    named = [row.partition(":")[2].strip() for row in rows if row.startswith("model name")]
    return f"{len(named)} × {named[0]}" if named else platform.machine()


def _goals(parts: Sequence[Part]) -> Sequence[str]:
    rows = [(goal.figure, goal.reached, goal.wanted) for part in parts for goal in part.goals]
    return section("What is reached", "Medians, of the tables below.", table(("", "reached", "to reach"), rows))


if __name__ == "__main__":
    main()
