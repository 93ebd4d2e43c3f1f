"""Pictures from frozen values, one after another, in a process that holds the fonts so that the bot does not.

A frame in is a length of four bytes and a pickled value; a frame out is a byte, a length of four bytes, and a PNG after 0 or
an error's name after 1. It ends with its input. Only its own bot writes to it, so unpickling is safe.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from bot.studio import DRAWN, FRAME, UNDRAWN

_MEMORY = 1 << 30
_NICENESS = 5


def _bounded() -> None:
    try:
        import resource
    except ImportError:  # There are no such limits on Windows; the time is bounded from outside.
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    # Where there are fewer cores than work, the bot's own goes first.
    os.nice(_NICENESS)


def serve(draw: Callable[[Any], bytes], source: BinaryIO, sink: BinaryIO) -> None:
    """Answers every frame with one frame, whatever happens in drawing it."""
    while head := source.read(FRAME.size):
        data = source.read(FRAME.unpack(head)[0])
        try:
            status, answer = DRAWN, draw(pickle.loads(data))  # nosec B301 # only its own bot writes to it
        except Exception as error:  # It is told to the bot, by its name only: a message could hold people's words.
            status, answer = UNDRAWN, type(error).__name__.encode()
        sink.write(status + FRAME.pack(len(answer)) + answer)
        sink.flush()


def main(draw: Callable[[Any], bytes]) -> int:
    _bounded()
    # Frames go to a handle of their own. What libraries print goes nowhere: they warn without end.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as sink, open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
        serve(draw, sys.stdin.buffer, sink)
    return 0


if __name__ == "__main__":
    from meetups.pictures.drawing import drawn

    sys.exit(main(drawn))
