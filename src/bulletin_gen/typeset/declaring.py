"""Parse the engine's declarations for `starting`: `python -m bulletin_gen.typeset.declaring`, after an update of it.

Nothing that prints needs this module.
"""

from __future__ import annotations

import ast
import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import cffi  # type: ignore[import-untyped]  # the library is not typed

from bulletin_gen.typeset.starting import DECLARED, OURS, digest_of


def declarations() -> str:
    """Return what the engine declares, and what we do."""
    source = files("weasyprint").joinpath("text", "ffi.py").read_bytes()
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    texts = [ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "ffi.cdef"]
    return "\n".join((*texts, *OURS))


def declared() -> str:
    """Return what is to stand in `declared.json`."""
    text = declarations()
    parsed = cffi.FFI()
    parsed.cdef(text)
    parsed.set_source("declared", None)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "declared.py"
        parsed.emit_python_code(str(path))
        module = path.read_text(encoding="utf-8")
    made = next(node for node in ast.walk(ast.parse(module)) if isinstance(node, ast.Call))
    values = {one.arg: ast.literal_eval(one.value) for one in made.keywords}
    content = {"digest": digest_of(text), "values": values}
    return json.dumps(content, indent=0, default=lambda raw: raw.decode("latin-1")) + "\n"


if __name__ == "__main__":
    DECLARED.write_text(declared(), encoding="ascii")
