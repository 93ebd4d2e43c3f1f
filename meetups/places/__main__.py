"""`python -m meetups.places FILE LANGUAGE…` builds the index of cities and keeps it in a file (see ``index``)."""

import sys
from pathlib import Path

from meetups.places.index import build

if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2:])
