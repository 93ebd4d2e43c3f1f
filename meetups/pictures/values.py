"""What a picture shows, as values: numbers, and words in its reader's language. Equal values give the same picture."""

from __future__ import annotations

from dataclasses import dataclass

from meetups.rules.outcomes import Outcome
from meetups.values import Look

MOST_PEOPLE = 300
"""The most people of a picture that can still be read."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number written out, and what it counts."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Square:
    """A week of a mission; ``month`` is written above the first of each month. ``is_double``: it held more than was wanted."""

    outcome: Outcome
    month: str = ""
    is_double: bool = False


@dataclass(frozen=True, slots=True)
class WeeksPicture:
    """A mission: its weeks in a strip, ``share`` of them filled (0 to 1), and its numbers.

    ``ring`` stands in the ring: a big word and a small one. ``legend`` names the outcomes that occur. ``chips`` are short lines at
    the foot.
    """

    look: Look
    title: str
    subtitle: str
    share: float
    ring: Figure
    figures: tuple[Figure, ...]
    squares: tuple[Square, ...]
    legend: tuple[tuple[Outcome, str], ...]
    note: str = ""
    chips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """Somebody in a circle: how often and how many days ago they were met."""

    name: str
    meetings: int
    days: int


@dataclass(frozen=True, slots=True)
class CirclePicture:
    """The people somebody met, around ``centre``; ``spans`` name how long ago, from the latest to the longest.

    ``bounds`` are the days at which each span ends but the last. ``sizes`` say what a large dot and a small one mean.
    """

    look: Look
    title: str
    subtitle: str
    centre: str
    dots: tuple[Dot, ...]
    spans: tuple[str, str, str]
    bounds: tuple[int, int]
    sizes: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """Two of the people of a community, by their places, who met; ``moment`` is the first small picture that has them."""

    one: int
    other: int
    meetings: int
    moment: int


@dataclass(frozen=True, slots=True)
class CommunityPicture:
    """Who met whom; ``moments`` name the small pictures below, by which it grew to what it is."""

    look: Look
    title: str
    subtitle: str
    names: tuple[str, ...]
    links: tuple[Link, ...]
    moments: tuple[str, ...]
    legend: tuple[str, str, str]
    """What a line, a dashed line (a bridge between groups) and a pale dot (nobody met yet) mean."""


@dataclass(frozen=True, slots=True)
class YearPicture:
    """A community's year: its numbers, and how many meetings each week held; ``months`` are written below their first week."""

    look: Look
    title: str
    subtitle: str
    figures: tuple[Figure, ...]
    weeks: tuple[int, ...]
    months: tuple[tuple[int, str], ...]
    axis: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a funnel, week by week; None where too few people did it to be shown."""

    label: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class FunnelPicture:
    """How many people came how far, week by week; ``hidden`` says what an empty place means."""

    look: Look
    title: str
    subtitle: str
    steps: tuple[Step, ...]
    weeks: tuple[str, ...]
    hidden: str


Picture = WeeksPicture | CirclePicture | CommunityPicture | YearPicture | FunnelPicture
