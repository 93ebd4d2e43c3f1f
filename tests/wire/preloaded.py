"""The city list, read once in the process that bots are forked from; imported there and nowhere else."""

from pathlib import Path

from meetups.places import Places

CITIES = Places(kept_in=Path("var"))
CITIES.load()
