"""What the fork server imports before it forks workers that read, make pages and index them. Holds nothing itself."""

import gc
import os
from importlib import import_module

gc.disable()  # imports leave nothing to clear away
os.putenv("OPENBLAS_NUM_THREADS", "1")  # numpy would begin threads, before this process forks
for _room in ("search.index", "workers.pictures", "workers.press"):
    import_module(f"bulletin_gen.{_room}")
gc.freeze()  # what is shared with each worker stays as it is
gc.enable()
