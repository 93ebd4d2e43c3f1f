"""The pictures of the README, drawn of invented people: `python -m tests.pictures.poster FOLDER` (see `make screenshots`)."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from meetups.pictures.drawing import drawn
from meetups.pictures.values import Picture
from meetups.values import Look
from tests.pictures.samples import circle, groups, net, weeks

PEOPLE: Final = (
    "Amélie",
    "Jonas",
    "Mei 田中",
    "Sasha",
    "محمد",
    "שרה",
    "नेहा",
    "Zoë 🌻",
    "Erin",
    "Kyle",
    "Chris",
    "Karen",
    "김민수",
    "Ελένη",
    "Дмитрий",
    "Bo",
    "Maya",
    "James",
    "Polina",
    "Robin",
    "Ana",
    "Tunde",
    "Iris",
    "Omar",
)


def main(folder: Path) -> None:
    together = replace(net(len(PEOPLE), groups(len(PEOPLE))), names=PEOPLE)
    posters: dict[str, Picture] = {
        "progress": weeks(26, 17),
        "who-met-whom": together,
        "circle": circle(18, PEOPLE, Look.LIGHT),
    }
    for name, picture in posters.items():
        (folder / f"{name}.png").write_bytes(drawn(picture))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
