"""The press (印机): what a worker prepares once and prints every issue of a profile with. Prints nothing itself."""

from __future__ import annotations

from multiprocessing.util import Finalize
from shutil import rmtree
from typing import TYPE_CHECKING
from weakref import ref

from msgspec import Struct
from weasyprint import CSS
from weasyprint.text.ffi import harfbuzz_subset

from bulletin_gen.fonts.find import require
from bulletin_gen.templating.faults import render
from bulletin_gen.templating.loader import environment
from bulletin_gen.typeset.colours import colour_view
from bulletin_gen.typeset.exact import PlannedFonts
from bulletin_gen.typeset.fetch import Fetcher
from bulletin_gen.typeset.profile import PageStyle
from bulletin_gen.typeset.sheet import sheet_view
from bulletin_gen.typeset.typecase import cut_faces

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

    from bulletin_gen.fonts.find import FontSet
    from bulletin_gen.typeset.profile import Profile
    from bulletin_gen.typeset.typecase import Cuts

_SLOW = (
    "本机没有 libharfbuzz-subset0，每份 PDF 要慢 2 秒左右；Debian、Ubuntu 请运行 apt-get install libharfbuzz-subset0"
)

_TEMPLATES = {PageStyle.BULLETIN: "print/bulletin", PageStyle.NEWSPAPER: "print/newspaper"}


class Press(Struct, frozen=True, kw_only=True):
    """A profile with its faces and style sheet, ready to print."""

    profile: Profile
    cuts: Cuts
    folders: tuple[Path, ...]
    """Template folders, which a print may read."""
    environment: Environment
    template: str
    """Name of the template."""
    fonts: PlannedFonts
    sheet: CSS
    """Parsed once: to parse it for every issue costs a third of the time."""
    archival: bool
    """Whether colours are sRGB, for screens and archives; those of the printing house otherwise."""
    remarks: tuple[str, ...]
    """What the machine lacks without which it prints more slowly, in Chinese: to be said once a run."""


def open_press(profile: Profile, fonts: FontSet, folders: tuple[Path, ...], *, archival: bool = True) -> Press:
    """Prepare what all issues of a profile share; a role without a face raises `BulletinError`.

    An archival press makes PDF/A with sRGB colours; any other one sets them in process colours (CMYK), for print alone.
    """
    cuts = cut_faces(require(fonts))
    templates = environment(folders)
    name = _TEMPLATES[profile.page.style]
    configuration = PlannedFonts()
    # The engine clears its copies of the fonts only when the interpreter no longer can.
    Finalize(None, _clear, args=(ref(configuration),), exitpriority=1)
    colours = colour_view(profile, archival=archival)
    css = render(templates, f"{name}.css", {"sheet": sheet_view(profile, cuts), "colours": colours})
    sheet = CSS(
        string=css,
        base_url=(folders[-1] / "print").resolve().as_uri() + "/",
        url_fetcher=Fetcher(folders, cuts.every),
        font_config=configuration,
    )
    return Press(
        profile=profile,
        cuts=cuts,
        folders=folders,
        environment=templates,
        template=f"{name}.html",
        fonts=configuration,
        sheet=sheet,
        archival=archival,
        remarks=() if harfbuzz_subset else (_SLOW,),
    )


def _clear(reference: ref[PlannedFonts]) -> None:
    """Remove the copies of the fonts that the engine keeps: some 30 MB a press, in any process."""
    configuration = reference()
    if configuration is not None and configuration._folder:  # noqa: SLF001 - the engine offers no other way
        rmtree(configuration._folder, ignore_errors=True)  # noqa: SLF001 - the same
        configuration._folder = None  # noqa: SLF001 - the same
