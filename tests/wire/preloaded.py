"""The city list, read once in the process that bots are forked from; imported there and nowhere else."""

import gc
from pathlib import Path

from meetups.places import Places

CITIES = Places(kept_in=Path("var"))
CITIES.load()

# A bot looks through all of this for garbage once it is warm, and would have to copy whatever it looks at.
gc.collect()
gc.freeze()
