"""Print documents by WeasyPrint, one after the other in one process, as its manual says, and tell the seconds of each.

Run as a script, so that nothing of ours is imported: `weasyprint_loop.py OUTPUT WARM-UP DOCUMENT…`
"""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from weasyprint import HTML


def main(output: Path, warm_up: Path, documents: list[Path]) -> None:
    """Print the warm-up, whose time doesn't count, and then the documents."""
    _print(warm_up, output)
    sys.stdout.write("\n" + json.dumps([_print(path, output) for path in documents]))


def _print(path: Path, output: Path) -> tuple[float, float]:
    """Print a document; return the seconds that passed and those of the processor."""
    start, used = perf_counter(), process_time()
    HTML(str(path)).write_pdf(output / f"{path.stem}.pdf", pdf_variant="pdf/a-3a", pdf_tags=True)
    return perf_counter() - start, process_time() - used


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
