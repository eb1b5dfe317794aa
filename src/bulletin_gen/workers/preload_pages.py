"""What the fork server imports before it forks workers that read, make pages and index them. Holds nothing itself."""

import ctypes
import gc
import os
from importlib import import_module

_KEPT = 32 << 20
"""Bytes of free memory that a process keeps: an index takes and frees megabytes all the time, which the system clears
each time that it gives them anew."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # Source: mallopt(3)

_library = ctypes.CDLL(None)
if hasattr(_library, "mallopt"):
    _library.mallopt(_M_TRIM_THRESHOLD, _KEPT)
    _library.mallopt(_M_MMAP_THRESHOLD, _KEPT)
gc.disable()  # imports leave nothing to clear away
os.putenv("OPENBLAS_NUM_THREADS", "1")  # numpy would begin threads, before this process forks
for _room in ("search.index", "workers.pictures", "workers.press"):
    import_module(f"bulletin_gen.{_room}")
gc.freeze()  # what is shared with each worker stays as it is
gc.enable()
