"""What was imported stays: the collector of garbage need not look through it again and again.

A search opens two thousand records; with the defaults every few searches paid for a walk through
all modules of the process, which doubled the slowest one in twenty.
"""

import gc

OBJECTS_BETWEEN_LOOKS = (20_000, 20, 20)


def settle() -> None:
    """Call it once all is imported, before requests are served."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OBJECTS_BETWEEN_LOOKS)
