"""The layout engine starts without what takes longest, and does what it does by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_gen.typeset.declaring import declarations
from bulletin_gen.typeset.starting import DECLARED, digest_of

if TYPE_CHECKING:
    from pathlib import Path

QUICKLY = "from bulletin_gen.typeset import starting; starting.open_engine()"
DOCUMENT = """
from weasyprint import HTML
text = "<p>示例市简报<b>第1期</b> 2024</p><ol><li>甲<li>乙</ol><svg width=9 height=9><circle r=4 /></svg>"
text += "<p align=right><input value=丙><select><option>丁</select>"
how = [{}, {"presentational_hints": True}, {"pdf_forms": True}]
import sys
for one in how: sys.stdout.buffer.write(HTML(string=text).write_pdf(pdf_tags=True, pdf_identifier=b"1", **one))
"""


def run(*lines: str) -> bytes:
    """Return what a process of its own prints."""
    return subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, check=True).stdout


def test_what_is_parsed_already_is_what_the_engine_declares() -> None:
    known = json.loads(DECLARED.read_bytes())["digest"]

    assert known == digest_of(declarations()), "run: python -m bulletin_gen.typeset.declaring"


def test_the_engine_makes_the_same_bytes_however_it_was_started() -> None:
    by_itself = run(DOCUMENT)

    assert by_itself.startswith(b"%PDF")
    assert run(QUICKLY, DOCUMENT) == by_itself


def test_an_engine_that_declares_something_else_is_parsed_anew(tmp_path: Path) -> None:
    other = tmp_path / "declared.json"
    other.write_text('{"digest": "of another version", "values": {}}', encoding="ascii")
    begin = "from pathlib import Path; from bulletin_gen.typeset import starting"

    made = run(begin, f"starting.DECLARED = Path({str(other)!r}); starting.open_engine()", DOCUMENT)

    assert made == run(QUICKLY, DOCUMENT)


def test_libraries_stay_when_a_process_ends_whatever_their_threads_are_doing() -> None:
    closing = "for one in (ffi.gobject, ffi.pango, ffi.harfbuzz, ffi.harfbuzz_subset, ffi.fontconfig, ffi.pangoft2):"
    said = run(
        QUICKLY,
        "from weasyprint.text import ffi",
        f"{closing} ffi.ffi.dlclose(one)",
        "print(open('/proc/self/maps').read())",
    ).decode()

    assert "/libpango-1.0.so" in said
    assert "/libfontconfig.so" in said


@pytest.mark.parametrize("name", ["fontTools.ttLib", "fontTools.subset", "pycparser", "cffi"])
def test_what_takes_long_and_is_hardly_used_stays_away(name: str) -> None:
    sure = "import sys, weasyprint.pdf.fonts"

    assert run(QUICKLY, sure, f"print({name!r} in sys.modules)") == b"False\n"


def test_what_stays_away_comes_when_it_is_called() -> None:
    assert (
        run(
            QUICKLY,
            "from io import BytesIO; from weasyprint.pdf import fonts; import weasyprint.text.fonts as text",
            "try: fonts.TTFont(BytesIO(b'no font'))",
            "except fonts.TTLibError as error: print(type(error).__module__, text.woff2.__name__)",
        )
        == b"fontTools.ttLib fontTools.ttLib.woff2\n"
    )


def test_importing_does_not_call_for_what_stays_away() -> None:
    later = "import importlib; later = starting._Later(lambda: print('called'))"
    imported = "sys.modules['postponed'] = later; print(importlib.import_module('postponed') is later)"

    assert run(QUICKLY, "import sys", later, imported) == b"True\n"


def test_our_own_declarations_hold_and_others_are_refused() -> None:
    made = run(
        QUICKLY,
        "from bulletin_gen.typeset import exact, embedding",
        "from weasyprint.text.ffi import ffi, pango, fontconfig",
        "print(bool(fontconfig.FcConfigCreate()), callable(pango.pango_layout_copy))",
        "try: ffi.cdef('int nothing_known (void);')",
        "except ValueError as error: print('refused')",
    )

    assert made == b"True True\nrefused\n"
