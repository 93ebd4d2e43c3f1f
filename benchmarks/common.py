"""What a benchmark finds, how it is told, and the few measurements that several share."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

FLUSHES = 200
PAGE = bytes(4096)


@dataclass(frozen=True, slots=True)
class Finding:
    """Ours beside a rival's figure for the same work; it holds when ours is at most ``target`` times the rival's.

    ``also`` is a second target of the same run, ``beside`` what helps to read the figures, and ``details`` more of them,
    in Markdown, for the page only.
    """

    name: str
    ours: float
    rival: float
    unit: str
    target: float
    ours_is: str
    rival_is: str
    also: Finding | None = None
    beside: str = ""
    details: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.rival

    @property
    def all(self) -> list[Finding]:
        """This target and those found with it."""
        return [self, *(self.also.all if self.also else [])]

    @property
    def holds(self) -> bool:
        """Whether every target of the run was met."""
        return all(each.ratio <= each.target for each in self.all)

    def told(self) -> dict[str, Any]:
        """The line a machine reads."""
        line: dict[str, Any] = {
            "name": self.name,
            "ours": round(self.ours, 3),
            "rival": round(self.rival, 3),
            "unit": self.unit,
            "ratio": round(self.ratio, 3),
            "target": self.target,
            "holds": self.holds,
        }
        return (
            line | ({"also": self.also.told()} if self.also else {}) | ({"beside": self.beside} if self.beside else {})
        )

    def line(self) -> str:
        return json.dumps(self.told(), ensure_ascii=False)


def progress() -> Progress:
    """A bar for long work, on standard error: standard output belongs to the figures."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def milliseconds(values: Sequence[float]) -> str:
    """Median and tail of durations in seconds, for people."""
    return f"median {statistics.median(values) * 1000:.2f} ms, p99 {percentile(values, 99) * 1000:.2f} ms"


def flushes(folder: Path) -> list[float]:
    """How long this disk takes to make a page durable, in seconds, a number of times: no commit can be faster."""
    taken = []
    with (folder / "flushed").open("wb", buffering=0) as file:
        for _ in range(FLUSHES):
            began = time.perf_counter()
            file.write(PAGE)
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return taken
