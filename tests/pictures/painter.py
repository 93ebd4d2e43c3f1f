"""A painter for tests: it draws words, and can be told to fail, to hang, to chatter and to die."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass

from bot.painter import main
from meetups.pictures.canvas import Canvas
from meetups.pictures.rendering import png
from meetups.values.people import Look


@dataclass(frozen=True, slots=True)
class Sign:
    words: str
    how: str = "well"


def painted(sign: Sign) -> bytes:
    match sign.how:
        case "not":
            raise ValueError(sign.words)
        case "never":
            time.sleep(60)
        case "slowly":
            time.sleep(0.3)
        case "fatally":
            os._exit(9)
        case "chattily":
            print("over here!" * 20_000, flush=True)
    canvas = Canvas(320, 80, Look.DARK)
    canvas.text(20, 50, sign.words, 28, canvas.colours.ink)
    return png(canvas.svg())


if __name__ == "__main__":
    sys.exit(main(painted))
