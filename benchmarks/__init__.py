"""How fast bulletin is, measured: `python -m benchmarks`. Nothing of it is shipped, and no test depends on a time."""
