"""Print documents by Typst, one after the other in one process, fonts found once, and tell the seconds of each.

Run as a script in the peers' environment: `typst_loop.py OUTPUT FONT-FOLDERS WARM-UP DOCUMENT…`
"""

import json
import os
import sys
from pathlib import Path
from time import perf_counter, process_time

from typst import Compiler, Fonts  # type: ignore[import-not-found]  # only the peers have it


def main(output: Path, folders: list[str], warm_up: Path, documents: list[Path]) -> None:
    """Print the warm-up, whose time doesn't count, and then the documents."""
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    compiler = Compiler(root=str(warm_up.parent), font_paths=fonts)
    _print(compiler, warm_up, output)
    sys.stdout.write("\n" + json.dumps([_print(compiler, path, output) for path in documents]))


def _print(compiler: Compiler, path: Path, output: Path) -> tuple[float, float]:
    """Print a document; return the seconds that passed and those of the processor."""
    start, used = perf_counter(), process_time()
    compiler.compile(str(path), output=str(output / f"{path.stem}.pdf"), pdf_standards="a-2a")
    return perf_counter() - start, process_time() - used


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].split(os.pathsep), Path(sys.argv[3]), [Path(name) for name in sys.argv[4:]])
