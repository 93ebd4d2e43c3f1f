"""What a calendar is told about one plan: a frozen value that refuses what no calendar could show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Event:
    """A plan as one reader's calendar shows it; whoever makes it decides what that reader may see.

    ``uid`` stays the same for as long as the plan lives and ``sequence`` grows with each change: by these a calendar
    knows an event again. ``zone`` is the reader's, whose clocks the event follows. ``stamped`` is when the plan was
    last changed. ``alarms`` ring that long before the beginning. Raises ValueError.
    """

    uid: str
    sequence: int
    begins: datetime
    ends: datetime
    zone: str
    title: str
    place: str
    notes: str
    url: str | None
    is_cancelled: bool
    stamped: datetime
    alarms: tuple[timedelta, ...]

    def __post_init__(self) -> None:
        if any(instant.tzinfo is None for instant in (self.begins, self.ends, self.stamped)):
            raise ValueError("instants are aware")
        if self.ends.replace(microsecond=0) <= self.begins.replace(microsecond=0):
            raise ValueError("an event ends after it begins")
        if not self.uid or not self.uid.isprintable() or self.sequence < 0:
            raise ValueError("an event is known by a printable uid and a number")
        if any(alarm < timedelta(0) for alarm in self.alarms):
            raise ValueError("alarms ring before the beginning")
        if self.url is not None and not self.url.startswith(("https://", "http://")):
            raise ValueError("a link is one to the web")
