"""What the fork server imports before it forks, so that each worker has the printer at hand.

Holds nothing itself. That libraries are missing is told by the worker that wants to print: here it would only end the
server.
"""

import gc
from contextlib import suppress

from bulletin_gen.typeset.starting import open_engine

gc.disable()  # imports leave nothing to clear away

with suppress(OSError):
    open_engine()
    import bulletin_gen.typeset.press
    import bulletin_gen.typeset.printing
    import bulletin_gen.workers.attachments
    import bulletin_gen.workers.pictures
    import bulletin_gen.workers.press  # noqa: F401 - the import is all

gc.freeze()  # what is shared with each worker stays as it is
gc.enable()
